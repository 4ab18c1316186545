// Files of other programs: opened for reading only, never locked, never touched. What the system refuses is said as our errors.
import { constants, type Dirent } from 'node:fs';
import { open, readdir, stat, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { diskError } from '../base/index.ts';
import { AppError } from '../contract/errors.ts';

/**
 * Throws migrate.no_access (on macOS inside ~/Library migrate.full_disk_access), disk.not_found, disk.failed. Whatever is
 * not a plain file (a device, a pipe that would wait for ever) is not opened.
 */
export async function openForReading(file: string): Promise<FileHandle> {
  try {
    // O_NONBLOCK: a named pipe without a writer would hold the whole run. Windows has none: undefined counts as 0 here.
    const handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK);
    if ((await handle.stat()).isFile()) return handle;
    await handle.close();
    throw new AppError('disk.failed', { path: file, reason: 'ENXIO' });
  } catch (error) {
    throw readError(error, file);
  }
}

/** What a failed reading of `file` is to us; what is no system error passes through. */
export function readError(error: unknown, file: string): unknown {
  const code = (error as NodeJS.ErrnoException | null)?.code;
  if (error instanceof AppError) return error;
  if (code === 'EACCES' || code === 'EPERM') {
    const isMac = process.platform === 'darwin' && file.includes('/Library/');
    return new AppError(
      isMac ? 'migrate.full_disk_access' : 'migrate.no_access',
      { path: file },
      { detail: code, cause: error },
    );
  }
  const known = diskError(error, file);
  return known === error && typeof code === 'string'
    ? new AppError('disk.failed', { path: file, reason: code }, { detail: code, cause: error })
    : known;
}

/** A message that cannot be read, whatever the reason: the run goes on without it. */
export function unreadable(error: unknown, file: string): AppError {
  const known = readError(error, file);
  if (known instanceof AppError) return known;
  throw error;
}

export interface FoundEntry {
  readonly name: string;
  readonly path: string;
  readonly isFolder: boolean;
}

/**
 * What lies in a folder, sorted by name so that two runs see the same order. Links are followed once; what is neither a
 * file nor a folder, or cannot be looked at, is left out. Throws like openForReading.
 */
export async function listEntries(folder: string): Promise<FoundEntry[]> {
  let entries: Dirent[];
  try {
    entries = await readdir(folder, { withFileTypes: true });
  } catch (error) {
    throw readError(error, folder);
  }
  const found: FoundEntry[] = [];
  for (const entry of entries) {
    const full = path.join(folder, entry.name);
    if (entry.isDirectory() || entry.isFile()) {
      found.push({ name: entry.name, path: full, isFolder: entry.isDirectory() });
    } else if (entry.isSymbolicLink()) {
      const target = await stat(full).catch(() => null);
      // A link to a folder may lead in circles; mail programs do not make them.
      if (target?.isFile()) found.push({ name: entry.name, path: full, isFolder: false });
    }
  }
  return found.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The first bytes of a file, fewer when it is short; null when it cannot be read. */
export async function readHead(file: string, sizeBytes: number): Promise<Buffer | null> {
  let handle: FileHandle | null = null;
  try {
    handle = await openForReading(file);
    return await readFully(handle, 0, sizeBytes);
  } catch {
    return null;
  } finally {
    await handle?.close();
  }
}

/** `sizeBytes` from `position`, or what there is before the end of the file. */
export async function readFully(handle: FileHandle, position: number, sizeBytes: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(sizeBytes);
  let size = 0;
  while (size < sizeBytes) {
    const { bytesRead } = await handle.read(buffer, size, sizeBytes - size, position + size);
    if (bytesRead === 0) break;
    size += bytesRead;
  }
  return buffer.subarray(0, size);
}
