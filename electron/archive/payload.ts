// The payload of an age v1 file: 64 KiB chunks of ChaCha20-Poly1305, so any part can be read and checked alone.
import { createCipheriv, createDecipheriv, createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';

export const CHUNK_BYTES = 64 * 1024;
export const TAG_BYTES = 16;
export const SEALED_CHUNK_BYTES = CHUNK_BYTES + TAG_BYTES;
export const PAYLOAD_NONCE_BYTES = 16;

export const payloadKey = (fileKey: Uint8Array, nonce: Uint8Array): KeyObject =>
  createSecretKey(Buffer.from(hkdfSync('sha256', fileKey, nonce, 'payload', 32)));

/** 11 bytes of big-endian chunk number, then 1 for the last chunk of the file. */
function chunkNonce(index: number, last: boolean): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeUIntBE(index, 5, 6);
  nonce[11] = last ? 1 : 0;
  return nonce;
}

/** Encrypts one chunk into `out` at `at`; returns the position after it. */
export function sealChunk(
  key: KeyObject,
  index: number,
  last: boolean,
  plain: Uint8Array,
  out: Buffer,
  at: number,
): number {
  const cipher = createCipheriv('chacha20-poly1305', key, chunkNonce(index, last), { authTagLength: TAG_BYTES });
  const body = cipher.update(plain);
  cipher.final();
  out.set(body, at);
  out.set(cipher.getAuthTag(), at + body.length);
  return at + body.length + TAG_BYTES;
}

/** The chunk's plain bytes, or null when it is not what was written there. */
export function openChunk(key: KeyObject, index: number, last: boolean, sealed: Uint8Array): Buffer | null {
  const size = sealed.length - TAG_BYTES;
  if (size < 0) return null;
  const decipher = createDecipheriv('chacha20-poly1305', key, chunkNonce(index, last), { authTagLength: TAG_BYTES });
  decipher.setAuthTag(sealed.subarray(size));
  const plain = decipher.update(sealed.subarray(0, size));
  try {
    decipher.final();
    return plain;
  } catch {
    return null;
  }
}

/** The same without the check: only to guess what the bytes were, never to use them. */
export function peekChunk(key: KeyObject, index: number, last: boolean, sealed: Uint8Array): Buffer {
  const decipher = createDecipheriv('chacha20-poly1305', key, chunkNonce(index, last), { authTagLength: TAG_BYTES });
  return decipher.update(sealed.subarray(0, Math.max(0, sealed.length - TAG_BYTES)));
}
