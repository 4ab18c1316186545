// Maildir trees as a source: one folder, Maildir++ (.Archive.2002), nested folders (Dovecot's fs layout, mbsync), KMail's
// .directory folders.
import path from 'node:path';
import { throwIfAborted } from '../../base/index.ts';
import { AppError } from '../../contract/errors.ts';
import { decodeName } from '../../imap/index.ts';
import type { Source, SourceEvent } from '../../transfer/index.ts';
import { fileFolder, readMessageFile, type MessageFile } from '../file-folder.ts';
import { withRoles } from '../folder-roles.ts';
import { createLocalSource, type LocalFolder } from '../local-source.ts';
import { brokenFolder, type PlacedFolder } from '../broken-folder.ts';
import { listEntries, readHead, type FoundEntry } from '../open-file.ts';
import { maildirDate, maildirFlags, readKeywords, readMaildirName } from './file-name.ts';

const MAX_DEPTH = 32;
const MAX_KEYWORDS_BYTES = 64 * 1024;

/** Throws (from folders) disk.*, migrate.not_mail, migrate.no_access. */
export function createMaildirSource(root: string): Source {
  return createLocalSource(async (signal) => {
    const found = await findMaildirs(root, signal);
    if (found.length === 0) throw new AppError('migrate.not_mail', { path: root });
    const folders: LocalFolder[] = [];
    for (const one of withRoles(found)) {
      throwIfAborted(signal);
      folders.push(await openMaildir(one));
    }
    return folders;
  });
}

async function findMaildirs(root: string, signal: AbortSignal): Promise<PlacedFolder[]> {
  const account = path.basename(root);
  const found: PlacedFolder[] = [];
  const look = async (folder: string, names: readonly string[]): Promise<void> => {
    throwIfAborted(signal);
    const entries = await listEntries(folder);
    if (isMaildir(entries)) {
      const id = path.relative(root, folder) || '.';
      found.push({
        id,
        account,
        names: names.length > 0 ? names : ['INBOX'],
        role: names.length > 0 ? null : 'inbox',
        file: folder,
      });
    }
    if (names.length > MAX_DEPTH) return;
    for (const entry of entries) {
      const below = entry.isFolder ? namesBelow(entry.name) : null;
      if (!below) continue;
      await look(entry.path, [...names, ...below]).catch((error: unknown) => {
        if (!(error instanceof AppError) || error.code === 'cancelled') throw error;
        found.push({ id: entry.path, account, names: [...names, ...below], role: null, file: entry.path });
      });
    }
  };
  await look(root, []);
  return found;
}

/** `maildirfolder` marks a Maildir++ folder, also when a copy has lost its empty folders. */
export const isMaildir = (entries: readonly FoundEntry[]): boolean =>
  entries.some(({ name, isFolder }) => (isFolder ? name === 'cur' || name === 'new' : name === 'maildirfolder'));

/** The names a folder adds to those above it; null for what holds no folders. */
function namesBelow(name: string): string[] | null {
  if (name === 'cur' || name === 'new' || name === 'tmp' || name === '.' || name.startsWith('..')) return null;
  // KMail keeps the folders below X in .X.directory beside it.
  const kmail = /^\.(.+)\.directory$/.exec(name);
  if (kmail) return [kmail[1] ?? ''];
  if (!name.startsWith('.')) return [decodeName(name.normalize('NFC'), false)];
  const parts = name
    .slice(1)
    .split('.')
    .filter((part) => part !== '');
  return parts.length > 0 ? parts.map((part) => decodeName(part.normalize('NFC'), false)) : null;
}

async function openMaildir(one: PlacedFolder): Promise<LocalFolder> {
  const { id, account, names, role, file } = one;
  const again = (): Promise<MessageFile[]> => listMaildir(file);
  try {
    return await fileFolder(
      { id, account, names, path: file, role, separator: '/' },
      await again(),
      again,
      (message, signal) => readMoved(message, again, signal),
    );
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return brokenFolder(one, error);
  }
}

async function listMaildir(folder: string): Promise<MessageFile[]> {
  const keywords = readKeywords(
    (await readHead(path.join(folder, 'dovecot-keywords'), MAX_KEYWORDS_BYTES))?.toString('latin1') ?? '',
  );
  const files = new Map<string, MessageFile>();
  const below = await listEntries(folder);
  for (const place of ['cur', 'new']) {
    if (!below.some(({ name, isFolder }) => isFolder && name === place)) continue;
    for (const entry of await listEntries(path.join(folder, place))) {
      if (entry.isFolder || entry.name.startsWith('.')) continue;
      const name = readMaildirName(entry.name);
      // A message on its way from new to cur may be seen twice; two with one name in cur are two.
      if (place === 'new' && files.has(name.key)) continue;
      const key = files.has(name.key) ? entry.name : name.key;
      files.set(key, {
        key,
        path: entry.path,
        flags: maildirFlags(name.letters, keywords),
        sizeBytes: name.sizeBytes,
        date: ({ modifiedMs, headerDate }) => maildirDate(name, modifiedMs, headerDate),
      });
    }
  }
  return [...files.values()];
}

/** The mail program may rename a file (new flags) between the listing and its turn. */
async function readMoved(
  file: MessageFile,
  again: () => Promise<readonly MessageFile[]>,
  signal: AbortSignal,
): Promise<SourceEvent> {
  const event = await readMessageFile(file, signal);
  if (event.kind !== 'failed' || event.error.code !== 'disk.not_found') return event;
  const moved = (await again()).find(({ key, path: now }) => key === file.key && now !== file.path);
  return moved ? readMessageFile(moved, signal) : event;
}
