// Folders of this computer for the pickers: the usual places, disks, subfolders and files. Names only.
import { constants } from 'node:fs';
import { access, mkdir, readdir, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { AppError } from '../contract/errors.ts';
import { diskError, freeBytes } from './disk.ts';

export interface Place {
  readonly name: string;
  readonly path: string;
  readonly kind: 'home' | 'documents' | 'desktop' | 'downloads' | 'disk';
}

/** Enough for any person's folder; a machine's folder of a million names must not freeze the page. */
const MAX_ENTRIES = 5000;
const ARCHIVE_FILE = /\.(malle|zip)$/i;

export interface FolderListing {
  readonly path: string | null;
  readonly parent: string | null;
  readonly places: Place[];
  readonly folders: { name: string; path: string }[];
  readonly files: { name: string; path: string; sizeBytes: number; modifiedAt: number }[];
  readonly freeBytes: number | null;
  readonly writable: boolean;
}

/** The content of `folder`; null lists the places only. Throws disk.not_found, disk.read_only. */
export async function listFolder(
  folder: string | null,
  wanted: 'archives' | 'all' = 'archives',
): Promise<FolderListing> {
  const isWanted = (name: string): boolean => wanted === 'all' || ARCHIVE_FILE.test(name);
  const places = await usualPlaces();
  if (folder === null)
    return { path: null, parent: null, places, folders: [], files: [], freeBytes: null, writable: false };
  const at = path.resolve(folder);
  try {
    const entries = (await readdir(at, { withFileTypes: true }))
      .filter((entry) => !entry.name.startsWith('.'))
      .slice(0, MAX_ENTRIES)
      .sort((a, b) => a.name.localeCompare(b.name));
    const folders: FolderListing['folders'] = [];
    const files: FolderListing['files'] = [];
    for (const entry of entries) {
      const full = path.join(at, entry.name);
      if (!entry.isDirectory() && !entry.isSymbolicLink() && !isWanted(entry.name)) continue;
      const info = await stat(full).catch(() => null);
      if (info?.isDirectory()) folders.push({ name: entry.name, path: full });
      else if (info?.isFile() && isWanted(entry.name)) {
        files.push({ name: entry.name, path: full, sizeBytes: info.size, modifiedAt: info.mtimeMs });
      }
    }
    const parent = path.dirname(at);
    return {
      path: at,
      parent: parent === at ? null : parent,
      places,
      folders,
      files,
      freeBytes: await freeBytes(at),
      writable: await isWritable(at),
    };
  } catch (error) {
    throw diskError(error, at);
  }
}

/** Makes one folder inside `parent` and returns its path; one that exists already is fine. */
export async function createFolder(parent: string, name: string): Promise<string> {
  const made = path.join(path.resolve(parent), name);
  if (path.dirname(made) !== path.resolve(parent))
    throw new AppError('usage.invalid', { reason: 'a folder name without separators' });
  try {
    await mkdir(made);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw diskError(error, made);
  }
  return made;
}

/** May this user write in the folder. On Windows the answer is a hint; the write itself decides. */
export const isWritable = (folder: string): Promise<boolean> =>
  access(folder, constants.W_OK).then(
    () => true,
    () => false,
  );

async function usualPlaces(): Promise<Place[]> {
  const home = os.homedir();
  const wanted: Place[] = [
    { name: path.basename(home), path: home, kind: 'home' },
    ...(['Documents', 'Desktop', 'Downloads'] as const).map((name) => ({
      name,
      path: path.join(home, name),
      kind: name.toLowerCase() as 'documents' | 'desktop' | 'downloads',
    })),
    ...(await disks()),
  ];
  const present = await Promise.all(
    wanted.map((place) =>
      stat(place.path).then(
        (info) => info.isDirectory(),
        () => false,
      ),
    ),
  );
  return wanted.filter((_, index) => present[index]);
}

/** Drives on Windows, mounted volumes on macOS and Linux. */
async function disks(): Promise<Place[]> {
  const asPlace = (at: string): Place => ({ name: path.basename(at) || at, path: at, kind: 'disk' });
  if (process.platform === 'win32') return Array.from('CDEFGHIJKLMNOPQRSTUVWXYZ', (letter) => asPlace(`${letter}:\\`));
  const roots =
    process.platform === 'darwin'
      ? ['/Volumes']
      : ['/media', `/media/${os.userInfo().username}`, `/run/media/${os.userInfo().username}`, '/mnt'];
  const lists = await Promise.all(
    roots.map(async (root) => (await readdir(root).catch(() => [])).map((name) => asPlace(path.join(root, name)))),
  );
  return lists.flat();
}
