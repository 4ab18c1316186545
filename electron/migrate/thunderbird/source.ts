// Thunderbird as a source: all its profiles, one profile, or the folder of one account.
import path from 'node:path';
import { throwIfAborted } from '../../base/index.ts';
import { AppError } from '../../contract/errors.ts';
import type { Source } from '../../transfer/index.ts';
import { brokenFolder } from '../broken-folder.ts';
import { dateOfHeader, fileFolder, readMessageFile, type FileHead, type MessageFile } from '../file-folder.ts';
import { withRoles } from '../folder-roles.ts';
import { createLocalSource, type LocalFolder } from '../local-source.ts';
import { flagsOf, readBookkeeping } from '../mbox/bookkeeping.ts';
import { mboxFolders } from '../mbox/mbox-file.ts';
import { isMbox } from '../mbox/source.ts';
import { listEntries, type FoundEntry } from '../open-file.ts';
import { isFolder, listProfiles, listServers, type ThunderbirdServer } from './profiles.ts';
import { findFolders, type ThunderbirdFolder, type ThunderbirdPlace } from './tree.ts';

/** `root` has a profiles.ini, or is a profile, or an account's folder. Throws (from folders) disk.*, migrate.*. */
export function createThunderbirdSource(root: string): Source {
  return createLocalSource(async (signal) => {
    const folders: LocalFolder[] = [];
    for (const place of await findPlaces(root)) folders.push(...(await openPlace(place, signal)));
    if (folders.length === 0) throw new AppError('migrate.not_mail', { path: root });
    return folders;
  });
}

/** Backups lie deeper than the folder a person names. */
const MAX_DEPTH = 6;

/** The accounts of the profiles in `folder`, of the profile or the account that it is, or of those somewhere below it. */
async function findPlaces(root: string, folder = root, depth = 0): Promise<ThunderbirdPlace[]> {
  const id = path.relative(root, folder);
  const profiles = await listProfiles(folder);
  if (profiles.length === 0) {
    const own = await profilePlaces(folder, id);
    if (own.length > 0) return own;
    const entries = await listEntries(folder);
    if (depth === MAX_DEPTH || (await isAccount(entries))) {
      const isImap = /^imapmail$/i.test(path.basename(path.dirname(folder)));
      return [{ account: path.basename(folder).normalize('NFC'), folder, id, isImap }];
    }
    const below: ThunderbirdPlace[] = [];
    for (const entry of entries.filter(({ isFolder: is }) => is)) {
      try {
        below.push(...(await findPlaces(root, entry.path, depth + 1)));
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        // Its turn will say why.
        below.push({ account: entry.name, folder: entry.path, id: path.relative(root, entry.path), isImap: false });
      }
    }
    return below.length > 0 || depth > 0 ? below : [{ account: path.basename(folder), folder, id, isImap: false }];
  }
  const places: ThunderbirdPlace[] = [];
  for (const profile of profiles) {
    const several = profiles.length > 1;
    const prefix = path.join(id, several ? path.basename(profile.folder) : '');
    for (const place of await profilePlaces(profile.folder, prefix === '.' ? '' : prefix)) {
      places.push(several ? { ...place, account: `${place.account} (${profile.name})` } : place);
    }
  }
  return places;
}

/** Thunderbird's marks, or a mailbox among the first files. */
async function isAccount(entries: readonly FoundEntry[]): Promise<boolean> {
  if (entries.some(({ name, isFolder: is }) => (is ? name.endsWith('.sbd') : name.endsWith('.msf')))) return true;
  for (const entry of entries.filter(({ isFolder: is }) => !is).slice(0, 50)) if (await isMbox(entry.path)) return true;
  return false;
}

/** The accounts of a profile, and the folders of accounts that its settings do not know any more. */
async function profilePlaces(profile: string, prefix: string): Promise<ThunderbirdPlace[]> {
  const servers: ThunderbirdServer[] = [...(await listServers(profile))];
  for (const [below, type] of [
    ['Mail', 'none'],
    ['ImapMail', 'imap'],
  ] as const) {
    for (const entry of await listEntries(path.join(profile, below)).catch(() => [])) {
      const isKnown = servers.some(({ folder }) => path.resolve(folder) === path.resolve(entry.path));
      if (entry.isFolder && !isKnown && !/^feeds\b/i.test(entry.name))
        servers.push({ type, name: entry.name.normalize('NFC'), folder: entry.path });
    }
  }
  const seen = new Set<string>();
  return servers.flatMap(({ type, name, folder }) => {
    if (seen.has(folder)) return [];
    seen.add(folder);
    const id = path.join(prefix, path.relative(profile, folder));
    return [{ account: name, folder, id, isImap: type === 'imap' }];
  });
}

async function openPlace(place: ThunderbirdPlace, signal: AbortSignal): Promise<LocalFolder[]> {
  const one = { id: place.id, account: place.account, names: [place.account], role: null, file: place.folder };
  try {
    if (!(await isFolder(place.folder))) return [];
    const opened: LocalFolder[] = [];
    for (const folder of withRoles(await findFolders(place, signal))) {
      throwIfAborted(signal);
      opened.push(...(await openFolder(folder, place, signal)));
    }
    return place.isImap ? opened.map(asOfflineCopy) : opened;
  } catch (error) {
    if (!(error instanceof AppError) || error.code === 'cancelled') throw error;
    return [brokenFolder(one, error)];
  }
}

const asOfflineCopy = (one: LocalFolder): LocalFolder => ({ ...one, folder: { ...one.folder, offlineCopy: true } });

async function openFolder(
  folder: ThunderbirdFolder,
  { isImap }: ThunderbirdPlace,
  signal: AbortSignal,
): Promise<LocalFolder[]> {
  try {
    if (folder.store === 'maildir') return [await openMaildirStore(folder)];
    // Copies of IMAP messages are stored as they came, without quoting; Thunderbird's lines begin each of them.
    return await mboxFolders(
      folder.file,
      folder,
      { variant: isImap ? 'mboxcl2' : null, labels: false, mozilla: isImap },
      signal,
    );
  } catch (error) {
    if (!(error instanceof AppError) || error.code === 'cancelled') throw error;
    return [brokenFolder(folder, error)];
  }
}

/** Thunderbird's own Maildir: file names say nothing, flags stand in lines before the message. */
function openMaildirStore({ id, account, names, role, file }: ThunderbirdFolder): Promise<LocalFolder> {
  const again = async (): Promise<MessageFile[]> => {
    const files = new Map<string, MessageFile>();
    const below = await listEntries(file);
    for (const place of ['cur', 'new']) {
      if (!below.some((entry) => entry.isFolder && entry.name === place)) continue;
      for (const { name, path: full, isFolder: isBelow } of await listEntries(path.join(file, place))) {
        if (isBelow || name.startsWith('.')) continue;
        const key = files.has(name) ? `${place}/${name}` : name;
        files.set(key, { key, path: full, flags: [], sizeBytes: null, date: dateOfHeader });
      }
    }
    return [...files.values()];
  };
  return again().then((files) =>
    fileFolder({ id, account, names, path: file, role, separator: '/' }, files, again, (message, signal) =>
      readMessageFile(message, signal, mozillaHead),
    ),
  );
}

const mozillaHead = (head: Buffer): FileHead => ({ from: readBookkeeping(head).ownFrom, flags: flagsOf(head) });
