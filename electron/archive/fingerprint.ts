// A file's size and SHA-256, as the certificate states them.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { diskError, throwIfAborted } from '../base/index.ts';

/** Reads the whole file. Throws disk.*, cancelled. */
export async function fingerprint(
  path: string,
  signal: AbortSignal,
  progress: (doneBytes: number) => void = () => undefined,
): Promise<{ sizeBytes: number; sha256: string }> {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  try {
    for await (const piece of createReadStream(path, { highWaterMark: 1024 * 1024 })) {
      throwIfAborted(signal);
      const bytes = piece as Buffer;
      sizeBytes += bytes.length;
      hash.update(bytes);
      progress(sizeBytes);
    }
  } catch (error) {
    throw diskError(error, path);
  }
  return { sizeBytes, sha256: hash.digest('hex') };
}
