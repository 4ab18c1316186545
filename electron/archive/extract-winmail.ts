// What a winmail.dat in an extracted message holds, as files in a folder beside the .eml and named like it.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { MAX_UPLOAD_BYTES } from '../contract/blobs.ts';
import { AppError } from '../contract/errors.ts';
import { mayHoldTnef } from '../mime/index.ts';
import { readDocument, savedFiles, writeFiles } from '../winmail/index.ts';

/**
 * `file` is the whole message on the disk. Running it again changes nothing. Returns how many files hold what it found; 0:
 * there is no winmail.dat. Throws archive.message_too_large beyond what fits in memory, disk.*, cancelled.
 */
export async function extractWinmail(file: string, sizeBytes: number, signal: AbortSignal): Promise<number> {
  if (sizeBytes > MAX_UPLOAD_BYTES) throw new AppError('archive.message_too_large');
  const bytes = await readFile(file, { signal });
  if (!mayHoldTnef(bytes)) return 0;
  const document = await readDocument(bytes, path.basename(file));
  if (!document.isTnef) return 0;
  const folder = /.\.eml$/i.test(file) ? file.slice(0, -4) : `${file} (winmail)`;
  return (await writeFiles(folder, savedFiles(document), signal)).length;
}
