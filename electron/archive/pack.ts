// Compression of entries, as far as it is worth its time.
import {
  crc32,
  createDeflateRaw,
  deflateRaw,
  deflateRawSync,
  constants,
  type DeflateRaw,
  type InflateRaw,
  type ZlibOptions,
} from 'node:zlib';
import { DEFLATED, STORED } from './zip-format.ts';

/**
 * Longer messages are mostly base64 attachments. There, looking for repetitions finds nothing and costs all the time;
 * Huffman coding alone reaches the same 76 % four times faster.
 */
const HUFFMAN_ABOVE_BYTES = 48 * 1024;
const LEVEL = 6;
/** The manifest: its hashes do not deflate at any level, the rest does at all of them. */
const TEXT_LEVEL = 3;

/** Below this the way to the thread pool and back costs more than the work. */
const MAX_SYNC_BYTES = 2 * 1024;

function optionsFor(sizeBytes: number): ZlibOptions {
  if (sizeBytes > HUFFMAN_ABOVE_BYTES) {
    return { level: LEVEL, strategy: constants.Z_HUFFMAN_ONLY, memLevel: 9, chunkSize: 64 * 1024 };
  }
  // A window no larger than the message: zlib's usual 268 kB of state cost more than deflating a short message.
  const windowBits = Math.max(10, Math.min(15, Math.ceil(Math.log2(sizeBytes + 1))));
  const memLevel = Math.max(4, windowBits - 7);
  return { level: LEVEL, windowBits, memLevel, chunkSize: Math.max(1024, Math.ceil(sizeBytes / 2)) };
}

export interface Packed {
  readonly method: number;
  readonly data: Uint8Array;
  readonly crc: number;
}

/** Deflates in the thread pool; what does not become smaller is stored as it is. */
export async function pack(bytes: Uint8Array, compress: boolean): Promise<Packed> {
  const crc = crc32(bytes);
  if (!compress || bytes.length === 0) return { method: STORED, data: bytes, crc };
  const data = await new Promise<Buffer>((resolve, reject) => {
    if (bytes.length <= MAX_SYNC_BYTES) return resolve(deflateRawSync(bytes, optionsFor(bytes.length)));
    deflateRaw(bytes, optionsFor(bytes.length), (error, result) => {
      if (error) reject(error);
      else resolve(result);
    });
  });
  return data.length < bytes.length ? { method: DEFLATED, data, crc } : { method: STORED, data: bytes, crc };
}

/** A compressor for a large message, or for text. */
export const packStream = (kind: 'message' | 'text'): DeflateRaw =>
  createDeflateRaw(
    kind === 'message' ? optionsFor(HUFFMAN_ABOVE_BYTES + 1) : { level: TEXT_LEVEL, memLevel: 9, chunkSize: 64 * 1024 },
  );

/** Resolves when a full compressor takes more again, or has been given up by its reader. */
export const drained = (stream: DeflateRaw | InflateRaw): Promise<void> =>
  new Promise((resolve) => {
    const done = (): void => {
      stream.off('drain', done).off('close', done);
      resolve();
    };
    stream.on('drain', done).on('close', done);
    if (stream.destroyed) done();
  });
