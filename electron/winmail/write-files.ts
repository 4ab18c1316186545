// Puts decoded files into a folder. What is there already stays: the same bytes are used again, so that a second run
// changes nothing, and other bytes push the new file to the next free name.
import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { link, lstat, open, rename, rm, utimes } from 'node:fs/promises';
import path from 'node:path';
import { diskError, makeFolder, throwIfAborted } from '../base/index.ts';
import { sha256 } from './document.ts';
import { numbered, type SavedFile } from './saved-files.ts';

/** More files of one name and different content than anyone has; the search for a free name ends. */
const MAX_TRIES = 10_000;

/** Makes the folder when there is something to write. Returns the paths, in order. Throws disk.*, cancelled. */
export async function writeFiles(folder: string, files: readonly SavedFile[], signal: AbortSignal): Promise<string[]> {
  const written: string[] = [];
  if (files.length > 0) makeFolder(folder);
  for (const file of files) {
    throwIfAborted(signal);
    try {
      written.push(await writeOne(folder, file));
    } catch (error) {
      throw diskError(error, path.join(folder, file.name));
    }
  }
  return written;
}

async function writeOne(folder: string, file: SavedFile): Promise<string> {
  // Whole or not there at all: a killed run leaves no half of a file under its name.
  const part = path.join(folder, `.${randomUUID()}.part`);
  let isWritten = false;
  try {
    for (let number = 1; number <= MAX_TRIES; number += 1) {
      const target = path.join(folder, number === 1 ? file.name : numbered(file.name, number));
      const info = await lstat(target).catch(() => null);
      if (info?.isFile() && info.size === file.bytes.length && (await hashOf(target)) === sha256(file.bytes)) {
        return target;
      }
      if (info) continue;
      if (!isWritten) {
        await writePart(part, file);
        isWritten = true;
      }
      if (await placed(part, target)) return target;
    }
    throw Object.assign(new Error('no free name'), { code: 'ENAMETOOLONG' });
  } finally {
    if (isWritten) await rm(part, { force: true });
  }
}

async function writePart(part: string, file: SavedFile): Promise<void> {
  const handle = await open(part, 'wx', 0o600);
  try {
    await handle.writeFile(file.bytes);
  } finally {
    await handle.close();
  }
  if (file.modifiedAt !== null) {
    const at = new Date(file.modifiedAt);
    // A date a file system has no room for is no reason to lose the file.
    await utimes(part, at, at).catch(() => undefined);
  }
}

/** false: something took the name in the meantime. */
async function placed(part: string, target: string): Promise<boolean> {
  try {
    await link(part, target);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return false;
    // File systems without hard links (FAT, some network shares).
    if (code !== 'EPERM' && code !== 'ENOTSUP' && code !== 'ENOSYS' && code !== 'EOPNOTSUPP' && code !== 'EACCES')
      throw error;
    await rename(part, target);
    return true;
  }
}

async function hashOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk as Uint8Array);
  return hash.digest('hex');
}
