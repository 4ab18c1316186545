// WinZip AES (AE-2, AES-256): what 7-Zip, Keka and WinZip open with a password. Counts little-endian, so node's CTR
// mode cannot be used: the key stream is made with ECB.
import { createCipheriv, createHmac, pbkdf2, randomBytes, timingSafeEqual, type Cipheriv } from 'node:crypto';
import { promisify } from 'node:util';

const SALT_BYTES = 16;
const VERIFIER_BYTES = 2;
const CODE_BYTES = 10;
export const AES_HEAD_BYTES = SALT_BYTES + VERIFIER_BYTES;
export const AES_OVERHEAD_BYTES = AES_HEAD_BYTES + CODE_BYTES;
/** The format demands it; it is what makes this format slow. */
const ROUNDS = 1000;
const derive = promisify(pbkdf2);

interface AesKeys {
  readonly cipher: Cipheriv;
  readonly hmac: ReturnType<typeof createHmac>;
  readonly verifier: Buffer;
}

async function keysFor(password: string, salt: Uint8Array): Promise<AesKeys> {
  const derived = await derive(password, salt, ROUNDS, 66, 'sha1');
  const cipher = createCipheriv('aes-256-ecb', derived.subarray(0, 32), null);
  cipher.setAutoPadding(false);
  return { cipher, hmac: createHmac('sha1', derived.subarray(32, 64)), verifier: derived.subarray(64, 66) };
}

/** Turns pieces of any length into their cipher text (or back), in place of a CTR mode. */
class LittleCounter {
  readonly #cipher: Cipheriv;
  #next = 1;
  #left: Buffer = Buffer.alloc(0);

  constructor(cipher: Cipheriv) {
    this.#cipher = cipher;
  }

  apply(input: Uint8Array): Buffer {
    const needed = input.length - this.#left.length;
    let stream = this.#left;
    if (needed > 0) {
      const blocks = Math.ceil(needed / 16);
      const counters = Buffer.alloc(blocks * 16);
      for (let block = 0; block < blocks; block += 1, this.#next += 1) {
        counters.writeUInt32LE(this.#next % 0x100000000, block * 16);
        if (this.#next >= 0x100000000) counters.writeUInt32LE(Math.floor(this.#next / 0x100000000), block * 16 + 4);
      }
      const made = this.#cipher.update(counters);
      stream = stream.length === 0 ? made : Buffer.concat([stream, made]);
    }
    const out = Buffer.allocUnsafe(input.length);
    for (let at = 0; at < input.length; at += 1) out[at] = (input[at] ?? 0) ^ (stream[at] ?? 0);
    this.#left = stream.subarray(input.length);
    return out;
  }
}

/** Salt and verifier first, then what `update` returns for each piece, then `code()`. */
export interface AesSealer {
  readonly head: Buffer;
  update(plain: Uint8Array): Buffer;
  code(): Buffer;
}

export async function aesSealer(password: string): Promise<AesSealer> {
  const salt = randomBytes(SALT_BYTES);
  const { cipher, hmac, verifier } = await keysFor(password, salt);
  const counter = new LittleCounter(cipher);
  return {
    head: Buffer.concat([salt, verifier]),
    update(plain) {
      const sealed = counter.apply(plain);
      hmac.update(sealed);
      return sealed;
    },
    code: () => hmac.digest().subarray(0, CODE_BYTES),
  };
}

export interface AesOpener {
  update(sealed: Uint8Array): Buffer;
  /** Is the code that ends the entry the right one. */
  isGenuine(code: Uint8Array): boolean;
}

/** null when the password is certainly another one (or salt or verifier were changed): wrong ones pass 1 in 65,536. */
export async function aesOpener(password: string, head: Buffer): Promise<AesOpener | null> {
  const { cipher, hmac, verifier } = await keysFor(password, head.subarray(0, SALT_BYTES));
  if (!timingSafeEqual(verifier, head.subarray(SALT_BYTES, AES_HEAD_BYTES))) return null;
  const counter = new LittleCounter(cipher);
  return {
    update(sealed) {
      hmac.update(sealed);
      return counter.apply(sealed);
    },
    isGenuine: (code) => code.length === CODE_BYTES && timingSafeEqual(hmac.digest().subarray(0, CODE_BYTES), code),
  };
}

/** A whole small entry at once. */
export async function aesSeal(password: string, plain: Uint8Array): Promise<Buffer> {
  const sealer = await aesSealer(password);
  return Buffer.concat([sealer.head, sealer.update(plain), sealer.code()]);
}
