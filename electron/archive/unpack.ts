// An entry's bytes back from the data in the file: decrypted where AES was used, inflated, checked as they come.
import { crc32, createInflateRaw, inflateRaw, inflateRawSync } from 'node:zlib';
import { AES_HEAD_BYTES, AES_OVERHEAD_BYTES, aesOpener, type AesOpener } from './zip-aes.ts';
import { AppError } from '../contract/errors.ts';
import { drained } from './pack.ts';
import { DEFLATED, type ZipEntry } from './zip-format.ts';

const damaged = (reason: string): AppError => new AppError('archive.message_damaged', { reason });

/** The whole entry. Throws archive.message_damaged. Not for entries larger than memory. */
export async function unpack(entry: ZipEntry, data: Buffer, password: string | null): Promise<Buffer> {
  const inner = entry.aes ? await decrypt(data, password) : data;
  const bytes = entry.method === DEFLATED ? await inflate(inner, entry.sizeBytes) : inner;
  if (bytes.length !== entry.sizeBytes) throw damaged('ZIP');
  if (!entry.aes && crc32(bytes) !== entry.crc) throw damaged('CRC-32');
  return bytes;
}

async function decrypt(data: Buffer, password: string | null): Promise<Buffer> {
  const opener = await openerFor(data.subarray(0, AES_HEAD_BYTES), password);
  const plain = opener.update(data.subarray(AES_HEAD_BYTES, data.length - 10));
  if (!opener.isGenuine(data.subarray(data.length - 10))) throw damaged('HMAC-SHA1');
  return plain;
}

async function openerFor(head: Buffer, password: string | null): Promise<AesOpener> {
  const opener = head.length === AES_HEAD_BYTES && password !== null ? await aesOpener(password, head) : null;
  if (!opener) throw damaged('AES');
  return opener;
}

/** Up to this size the way to the thread pool and back costs more than the work (measured: twice as much at 7 kB). */
const MAX_SYNC_BYTES = 16 * 1024;

function inflate(data: Buffer, sizeBytes: number): Promise<Buffer> {
  // Bounded by the announced size: a damaged or hostile entry cannot grow without end.
  const chunkSize = Math.max(1024, Math.min(sizeBytes + 1, 1024 * 1024));
  const options = { maxOutputLength: sizeBytes + 1, chunkSize };
  return new Promise((resolve, reject) => {
    if (sizeBytes <= MAX_SYNC_BYTES) {
      try {
        resolve(inflateRawSync(data, options));
      } catch {
        reject(damaged('deflate'));
      }
      return;
    }
    inflateRaw(data, options, (error, result) => {
      if (error) reject(damaged('deflate'));
      else resolve(result);
    });
  });
}

/** The same as a stream of pieces; throws archive.message_damaged before its end when anything is wrong. */
export async function* unpackStream(
  entry: ZipEntry,
  pieces: AsyncIterable<Buffer>,
  password: string | null,
): AsyncGenerator<Buffer> {
  const inner = entry.aes ? decryptStream(entry, pieces, password) : pieces;
  let size = 0;
  let crc = 0;
  for await (const piece of entry.method === DEFLATED ? inflateStream(inner) : inner) {
    size += piece.length;
    if (size > entry.sizeBytes) throw damaged('ZIP');
    if (!entry.aes) crc = crc32(piece, crc);
    yield piece;
  }
  if (size !== entry.sizeBytes) throw damaged('ZIP');
  if (crc !== entry.crc) throw damaged('CRC-32');
}

async function* decryptStream(
  entry: ZipEntry,
  pieces: AsyncIterable<Buffer>,
  password: string | null,
): AsyncGenerator<Buffer> {
  let cipherBytes = entry.packedBytes - AES_OVERHEAD_BYTES;
  let held: Buffer = Buffer.alloc(0);
  let opener: AesOpener | null = null;
  for await (const piece of pieces) {
    held = held.length === 0 ? piece : Buffer.concat([held, piece]);
    if (!opener) {
      if (held.length < AES_HEAD_BYTES) continue;
      opener = await openerFor(held.subarray(0, AES_HEAD_BYTES), password);
      held = held.subarray(AES_HEAD_BYTES);
    }
    const now = held.subarray(0, Math.min(held.length, cipherBytes));
    if (now.length === 0) continue;
    cipherBytes -= now.length;
    held = held.subarray(now.length);
    yield opener.update(now);
  }
  if (!opener?.isGenuine(held)) throw damaged('HMAC-SHA1');
}

async function* inflateStream(pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const inflater = createInflateRaw({ chunkSize: 256 * 1024 });
  let failure: unknown = null;
  const feeding = (async () => {
    try {
      for await (const piece of pieces) {
        if (inflater.destroyed) return;
        if (!inflater.write(piece)) await drained(inflater);
      }
      inflater.end();
    } catch (error) {
      failure = error;
      inflater.destroy();
    }
  })();
  try {
    for await (const piece of inflater) yield piece as Buffer;
    await feeding;
  } catch (error) {
    throw failure instanceof AppError ? failure : error instanceof AppError ? error : damaged('deflate');
  } finally {
    inflater.destroy();
  }
  if (failure) throw failure instanceof AppError ? failure : damaged('deflate');
}
