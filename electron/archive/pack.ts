// Compression of entries, as far as it is worth its time.
import {
  crc32,
  createDeflateRaw,
  deflateRaw,
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

const optionsFor = (sizeBytes: number): ZlibOptions =>
  sizeBytes > HUFFMAN_ABOVE_BYTES
    ? { level: LEVEL, strategy: constants.Z_HUFFMAN_ONLY, memLevel: 9, chunkSize: 64 * 1024 }
    : { level: LEVEL, chunkSize: 32 * 1024 };

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
    deflateRaw(bytes, optionsFor(bytes.length), (error, result) => {
      if (error) reject(error);
      else resolve(result);
    });
  });
  return data.length < bytes.length ? { method: DEFLATED, data, crc } : { method: STORED, data: bytes, crc };
}

/** A compressor for a stream of that expected size. */
export const packStream = (sizeBytes: number): ReturnType<typeof createDeflateRaw> =>
  createDeflateRaw(optionsFor(sizeBytes));

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
