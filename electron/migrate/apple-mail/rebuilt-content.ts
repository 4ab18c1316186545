// A message put together from pieces of text and from files, as bytes with CRLF line ends.
import { createHash } from 'node:crypto';
import { throwIfAborted } from '../../base/index.ts';
import { WHOLE_BYTES, type ReadContent } from '../content.ts';
import { crlfPieces } from '../line-ends.ts';
import { openForReading, readFully } from '../open-file.ts';
import type { Segment } from './partial.ts';

/** A multiple of 57, so that a chunk ends with a full line of base64 (76 characters, RFC 2045 §6.8). */
const CHUNK_BYTES = 57 * 4096;

export async function rebuiltContent(segments: readonly Segment[], signal: AbortSignal): Promise<ReadContent> {
  const hash = createHash('sha256');
  const whole: Buffer[] = [];
  let sizeBytes = 0;
  for await (const piece of pieces(segments, signal)) {
    sizeBytes += piece.length;
    hash.update(piece);
    if (sizeBytes <= WHOLE_BYTES) whole.push(piece);
  }
  if (sizeBytes <= WHOLE_BYTES) return { content: Buffer.concat(whole), sha256: null };
  return { content: { sizeBytes, chunks: () => pieces(segments, signal) }, sha256: hash.digest('hex') };
}

async function* pieces(segments: readonly Segment[], signal: AbortSignal): AsyncGenerator<Buffer, void, undefined> {
  const change = crlfPieces('lf');
  for (const segment of segments) {
    throwIfAborted(signal);
    if ('file' in segment) yield* coded(segment, change, signal);
    else yield change(segment, false);
  }
  const rest = change(Buffer.alloc(0), true);
  if (rest.length > 0) yield rest;
}

async function* coded(
  segment: Extract<Segment, { file: string }>,
  change: (chunk: Buffer, last: boolean) => Buffer,
  signal: AbortSignal,
): AsyncGenerator<Buffer, void, undefined> {
  const handle = await openForReading(segment.file);
  try {
    for (let at = 0; ;) {
      throwIfAborted(signal);
      const chunk = await readFully(handle, at, CHUNK_BYTES);
      if (chunk.length === 0) break;
      at += chunk.length;
      if (segment.coding === 'plain') yield change(chunk, false);
      else yield change(Buffer.from(chunk.toString('base64').replace(/.{1,76}/g, '$&\r\n'), 'latin1'), false);
    }
    // The boundary that follows must begin a line.
    if (segment.coding === 'plain') yield change(Buffer.from('\r\n'), false);
  } finally {
    await handle.close();
  }
}
