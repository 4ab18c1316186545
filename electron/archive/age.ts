// The header of an age v1 file (https://age-encryption.org/v1): who can open it. The payload is payload.ts's.
import { createCipheriv, createDecipheriv, randomBytes, scrypt } from 'node:crypto';
import { Decrypter, Encrypter, Stanza, type Identity, type Recipient } from 'age-encryption';
import type { Protection } from '../contract/archive.ts';
import { AppError } from '../contract/errors.ts';
import type { ArchiveKey } from '../contract/jobs.ts';

export const AGE_MAGIC = 'age-encryption.org/v1\n';

/**
 * scrypt's N as a power of two. N × 1 KiB is held in memory while a volume is opened or begun: 17 (128 MiB) keeps the
 * whole program below its memory limit even in the middle of an export; one bit less than the age command's default.
 */
const SCRYPT_LOG_N = 17;
/** What is still opened: 1 GiB of memory. A hostile file must not ask for more. */
const MAX_SCRYPT_LOG_N = 20;
const SCRYPT_LABEL = 'age-encryption.org/v1/scrypt';
const SCRYPT_SALT_BYTES = 16;
/** A header holds at most a few dozen recipients of 2 kB each. */
const MAX_HEADER_BYTES = 512 * 1024;
const POLY_TAG_BYTES = 16;
const ZERO_NONCE = Buffer.alloc(12);

export interface SealedHeader {
  readonly header: Buffer;
  /** 16 random bytes, new for each file. */
  readonly fileKey: Buffer;
}

/** A new header that the protection's owner can open. Throws usage.invalid for a recipient that is none. */
export async function sealHeader(protection: Protection): Promise<SealedHeader> {
  const learned: Buffer[] = [];
  const encrypter = new Encrypter();
  // Learns the file key and adds nothing to the header: the payload is encrypted by node:crypto, ten times faster.
  encrypter.addRecipient({
    wrapFileKey: (key) => {
      learned.push(Buffer.from(key));
      return [];
    },
  });
  if (protection.kind === 'passphrase') encrypter.addRecipient(scryptRecipient(protection.passphrase));
  else {
    for (const recipient of protection.recipients) {
      try {
        encrypter.addRecipient(recipient.trim());
      } catch {
        throw new AppError('usage.invalid', { reason: `age1… (${recipient.slice(0, 16)})` });
      }
    }
  }
  const whole = Buffer.from(await encrypter.encrypt(new Uint8Array(0)));
  const [fileKey] = learned;
  if (!fileKey) throw new AppError('internal', { reference: 'age file key' });
  // header | 16-byte payload nonce | one empty chunk: only the header is kept.
  return { header: whole.subarray(0, whole.length - 16 - POLY_TAG_BYTES), fileKey };
}

/**
 * The file key of a header at the start of `head` and the header's length. Throws archive.wrong_key, archive.damaged
 * (a header that is not one, or was changed), both with the path given.
 */
export async function openHeader(
  head: Buffer,
  key: ArchiveKey,
  path: string,
): Promise<{ fileKey: Buffer; headerSize: number; key: ArchiveKey }> {
  const headerSize = headerLength(head);
  if (headerSize === null) throw new AppError('archive.damaged', { path, reason: 'age header' });
  const header = head.subarray(0, headerSize);
  for (const candidate of candidates(key)) {
    const decrypter = new Decrypter();
    try {
      addKey(decrypter, candidate);
      return { fileKey: Buffer.from(await decrypter.decryptHeader(header)), headerSize, key: candidate };
    } catch (error) {
      const text = error instanceof Error ? error.message : '';
      // The library says it only in words: no stanza opened. Anything else is a header out of shape.
      if (error instanceof AppError) throw error;
      if (!text.includes('no identity matched')) throw new AppError('archive.damaged', { path, reason: 'age header' });
    }
  }
  throw new AppError('archive.wrong_key', { path });
}

/** Whether the header's first stanza asks for a passphrase. */
export const isPassphraseHeader = (head: Buffer): boolean =>
  head.subarray(AGE_MAGIC.length, AGE_MAGIC.length + 10).toString('latin1') === '-> scrypt ';

/** Bytes of the header including its last line; null when there is no complete one. */
function headerLength(head: Buffer): number | null {
  const mac = head.indexOf('\n--- ', 0, 'latin1');
  if (mac < 0 || mac > MAX_HEADER_BYTES) return null;
  const end = head.indexOf(0x0a, mac + 1);
  return end < 0 ? null : end + 1;
}

/** As typed first; then as the words would have been printed: lower case, joined by hyphens. */
export function passphraseForms(passphrase: string): string[] {
  const typed = passphrase.normalize('NFC');
  const plain = typed
    .trim()
    .toLowerCase()
    .replace(/[\s\-_‐-―−]+/gu, '-');
  return plain === typed ? [typed] : [typed, plain];
}

const candidates = (key: ArchiveKey): ArchiveKey[] =>
  key.kind === 'identity'
    ? [key]
    : passphraseForms(key.passphrase).map((passphrase) => ({ kind: 'passphrase', passphrase }));

function addKey(decrypter: Decrypter, key: ArchiveKey): void {
  if (key.kind === 'passphrase') return decrypter.addIdentity(scryptIdentity(key.passphrase));
  const lines = key.identity
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => /^AGE-SECRET-KEY-/i.test(line));
  if (lines.length === 0) throw new AppError('archive.wrong_key', {});
  for (const line of lines) {
    try {
      decrypter.addIdentity(line.toUpperCase());
    } catch {
      throw new AppError('archive.wrong_key', {});
    }
  }
}

const deriveWrapKey = (passphrase: string, salt: Uint8Array, logN: number): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const N = 2 ** logN;
    const full = Buffer.concat([Buffer.from(SCRYPT_LABEL), salt]);
    // maxmem: OpenSSL counts 128 N r and a little more.
    scrypt(passphrase, full, 32, { N, r: 8, p: 1, maxmem: 128 * N * 8 + 2 ** 20 }, (error, key) => {
      if (error) reject(error);
      else resolve(key);
    });
  });

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64').replace(/=+$/, '');

function scryptRecipient(passphrase: string): Recipient {
  return {
    async wrapFileKey(fileKey) {
      const salt = randomBytes(SCRYPT_SALT_BYTES);
      const wrapKey = await deriveWrapKey(passphrase.normalize('NFC'), salt, SCRYPT_LOG_N);
      const cipher = createCipheriv('chacha20-poly1305', wrapKey, ZERO_NONCE, { authTagLength: POLY_TAG_BYTES });
      const body = Buffer.concat([cipher.update(fileKey), cipher.final(), cipher.getAuthTag()]);
      return [new Stanza(['scrypt', base64(salt), String(SCRYPT_LOG_N)], body)];
    },
  };
}

function scryptIdentity(passphrase: string): Identity {
  return {
    async unwrapFileKey(stanzas) {
      const stanza = stanzas.find((each) => each.args[0] === 'scrypt');
      if (!stanza) return null;
      const [, salt = '', logN = ''] = stanza.args;
      const saltBytes = Buffer.from(salt, 'base64');
      const work = Number(logN);
      // The specification: the only stanza, canonical base64, a decimal without leading zero, a 16-byte key inside.
      if (stanzas.length !== 1 || stanza.args.length !== 3) throw new Error('scrypt stanza');
      if (saltBytes.length !== SCRYPT_SALT_BYTES || base64(saltBytes) !== salt) throw new Error('scrypt salt');
      if (!/^[1-9]\d?$/.test(logN) || work > MAX_SCRYPT_LOG_N) throw new Error('scrypt work factor');
      if (stanza.body.length !== 16 + POLY_TAG_BYTES) throw new Error('scrypt body');
      const wrapKey = await deriveWrapKey(passphrase, saltBytes, work);
      const decipher = createDecipheriv('chacha20-poly1305', wrapKey, ZERO_NONCE, { authTagLength: POLY_TAG_BYTES });
      decipher.setAuthTag(stanza.body.subarray(16));
      try {
        return Buffer.concat([decipher.update(stanza.body.subarray(0, 16)), decipher.final()]);
      } catch {
        return null;
      }
    },
  };
}
