// What can go wrong with a disk, said as our errors; and how much room there is.
import { existsSync, mkdirSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../contract/errors.ts';

/** Turns a failed file operation on `file` into disk.*; anything that is not an operating system error passes through. */
export function diskError(error: unknown, file: string): unknown {
  const code = (error as NodeJS.ErrnoException | null)?.code;
  if (error instanceof AppError || typeof code !== 'string') return error;
  const options = { detail: code, cause: error };
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
    case 'EFBIG':
      return new AppError('disk.full', { path: file }, options);
    case 'EROFS':
    case 'EACCES':
    case 'EPERM':
      return new AppError('disk.read_only', { path: file }, options);
    case 'ENOENT':
    case 'ENOTDIR':
      return new AppError('disk.not_found', { path: file }, options);
    case 'EIO':
    case 'EBUSY':
    case 'EMFILE':
    case 'EISDIR':
    case 'ENAMETOOLONG':
    case 'ENODEV':
    case 'ENXIO':
      return new AppError('disk.failed', { path: file, reason: code }, options);
    default:
      return error;
  }
}

/** Free bytes for this user where `file` would be written (its nearest existing parent); null when unknown. */
export async function freeBytes(file: string): Promise<number | null> {
  for (let at = path.resolve(file); ; at = path.dirname(at)) {
    try {
      const stats = await statfs(at);
      return stats.bavail * stats.bsize;
    } catch {
      if (path.dirname(at) === at) return null;
    }
  }
}

/**
 * Makes a folder and the missing ones above it. Step by step, because Node's recursive mkdir never returns where a file
 * system answers ENOENT for ever (seen on /proc, Node 24). Throws disk.*.
 */
export function makeFolder(folder: string, mode = 0o777): void {
  const missing: string[] = [];
  for (let at = path.resolve(folder); !existsSync(at) && path.dirname(at) !== at; at = path.dirname(at))
    missing.push(at);
  for (const at of missing.reverse()) {
    try {
      mkdirSync(at, { mode });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw diskError(error, at);
    }
  }
}
