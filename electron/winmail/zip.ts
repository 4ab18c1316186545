// "Save these as one .zip": the files of one message, whole in memory as they are anyway.
import { Buffer } from 'node:buffer';
import { ZipArchive } from 'archiver';
import { AppError } from '../contract/errors.ts';
import { throwIfAborted } from '../base/index.ts';
import type { SavedFile } from './saved-files.ts';

/** Files with unknown dates get ZIP's own beginning, so that the same files always make the same bytes. */
const NO_DATE = new Date(Date.UTC(1980, 0, 1));

/** The names must be legal and unique already (savedFiles). Throws cancelled. */
export async function zipFiles(files: readonly SavedFile[], signal: AbortSignal): Promise<Uint8Array> {
  const zip = new ZipArchive({ zlib: { level: 6 } });
  const chunks: Buffer[] = [];
  const stop = (): void => void zip.abort();
  signal.addEventListener('abort', stop, { once: true });
  try {
    throwIfAborted(signal);
    await new Promise<void>((resolve, reject) => {
      zip.on('data', (chunk: Buffer) => chunks.push(chunk));
      zip.once('error', (error: Error) => reject(new AppError('internal', { reference: 'zip' }, { cause: error })));
      zip.once('end', resolve).once('close', resolve);
      for (const { name, bytes, modifiedAt } of files) {
        const content = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
        zip.append(content, { name, date: modifiedAt === null ? NO_DATE : new Date(modifiedAt), mode: 0o644 });
      }
      zip.finalize().catch(reject);
    });
    throwIfAborted(signal);
    return Buffer.concat(chunks);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
