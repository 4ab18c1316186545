// The bytes of a message from a part of a file, changed on their way (line ends, quoting): whole when small, else as a
// stream whose size and hash are known beforehand.
import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { throwIfAborted } from '../base/index.ts';
import { AppError } from '../contract/errors.ts';
import type { Content } from '../transfer/index.ts';
import type { Piecewise } from './line-ends.ts';
import { readFully } from './open-file.ts';

/** Up to this size a message is handed out as one piece. */
export const WHOLE_BYTES = 1024 * 1024;
const CHUNK_BYTES = 256 * 1024;

export interface ReadContent {
  readonly content: Content;
  /** null for a whole message: whoever takes it hashes it. */
  readonly sha256: string | null;
}

/**
 * A large part of a file as a stream. It is read twice: once for its exact size and hash, once when it is handed on. The
 * handle must stay open until then. `change` makes a fresh transformation for each reading.
 */
export async function streamedPart(
  open: () => Promise<FileHandle>,
  from: number,
  to: number,
  change: () => Piecewise,
  signal: AbortSignal,
): Promise<ReadContent> {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  for await (const chunk of pieces(open, from, to, change(), signal)) {
    sizeBytes += chunk.length;
    hash.update(chunk);
  }
  return {
    sha256: hash.digest('hex'),
    content: { sizeBytes, chunks: () => pieces(open, from, to, change(), signal) },
  };
}

async function* pieces(
  open: () => Promise<FileHandle>,
  from: number,
  to: number,
  change: Piecewise,
  signal: AbortSignal,
): AsyncGenerator<Buffer, void, undefined> {
  const handle = await open();
  try {
    for (let at = from; at < to;) {
      throwIfAborted(signal);
      const chunk = await readFully(handle, at, Math.min(CHUNK_BYTES, to - at));
      at += chunk.length;
      if (chunk.length === 0) throw new AppError('migrate.message_unreadable', { reason: 'file_changed' });
      const changed = change(chunk, at >= to);
      if (changed.length > 0) yield changed;
    }
  } finally {
    await handle.close();
  }
}
