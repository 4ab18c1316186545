// Where mail programs keep their mail on this computer. Only places that exist are named; none is opened for more than a
// look at what is in it.
import { homedir } from 'node:os';
import path from 'node:path';
import { AppError, type AppErrorData } from '../contract/errors.ts';
import type { LocalKind } from './local.ts';
import { isMaildir } from './maildir/source.ts';
import { isMbox } from './mbox/source.ts';
import { listEntries, type FoundEntry } from './open-file.ts';
import { isFolder, listProfiles } from './thunderbird/profiles.ts';

/** A store found in its usual place. */
export interface FoundStore {
  readonly kind: LocalKind;
  /** What a person calls it: a profile, a program, a file. */
  readonly name: string;
  readonly path: string;
  /** null while uncounted. */
  readonly messages: number | null;
  /** Why it cannot be read (macOS: Full Disk Access); null when it can. */
  readonly error: AppErrorData | null;
}

export interface Computer {
  readonly platform: NodeJS.Platform;
  readonly home: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}
const thisComputer = (): Computer => ({ platform: process.platform, home: homedir(), env: process.env });

/** Never throws. */
export async function discoverStores(computer: Computer = thisComputer()): Promise<FoundStore[]> {
  const groups = await Promise.all([
    thunderbird(computer),
    appleMail(computer),
    windowsLive(computer),
    outlook(computer),
    maildirs(computer),
  ]);
  return groups.flat();
}

const found = (kind: FoundStore['kind'], name: string, place: string): FoundStore => ({
  kind,
  name,
  path: place,
  messages: null,
  error: null,
});

const inside = (folder: string): Promise<FoundEntry[]> => listEntries(folder).catch(() => []);

/** Roaming and local settings of Windows, also where the environment does not name them. */
const roaming = ({ home, env }: Computer): string => env['APPDATA'] ?? path.join(home, 'AppData', 'Roaming');
const local = ({ home, env }: Computer): string => env['LOCALAPPDATA'] ?? path.join(home, 'AppData', 'Local');

async function thunderbird(computer: Computer): Promise<FoundStore[]> {
  const { platform, home } = computer;
  const places: string[] = [];
  if (platform === 'win32') {
    places.push(path.join(roaming(computer), 'Thunderbird'), path.join(roaming(computer), 'Betterbird'));
    // From the Microsoft Store.
    for (const entry of await inside(path.join(local(computer), 'Packages'))) {
      if (/thunderbird/i.test(entry.name)) places.push(path.join(entry.path, 'LocalCache', 'Roaming', 'Thunderbird'));
    }
  } else if (platform === 'darwin') {
    places.push(path.join(home, 'Library', 'Thunderbird'));
  } else {
    places.push(
      ...[
        ['.thunderbird'],
        ['.icedove'],
        ['snap', 'thunderbird', 'common', '.thunderbird'],
        ['.var', 'app', 'org.mozilla.Thunderbird', '.thunderbird'],
        ['.var', 'app', 'eu.betterbird.Betterbird', '.thunderbird'],
      ].map((names) => path.join(home, ...names)),
    );
  }
  const stores: FoundStore[] = [];
  for (const place of places) {
    for (const { name, folder } of await listProfiles(place)) {
      const hasMail = (await isFolder(path.join(folder, 'Mail'))) || (await isFolder(path.join(folder, 'ImapMail')));
      if (hasMail) stores.push(found('thunderbird', name, folder));
    }
  }
  return stores;
}

async function appleMail({ platform, home }: Computer): Promise<FoundStore[]> {
  if (platform !== 'darwin') return [];
  const place = path.join(home, 'Library', 'Mail');
  const store = found('apple-mail', 'Apple Mail', place);
  try {
    const entries = await listEntries(place);
    return entries.some(({ isFolder: isBelow }) => isBelow) ? [store] : [];
  } catch (error) {
    // macOS guards this folder: it is there, and the person can allow it.
    const isRefused = error instanceof AppError && /^migrate\.(?:no_access|full_disk_access)$/.test(error.code);
    if (!isRefused) return [];
    return [{ ...store, error: new AppError('migrate.full_disk_access', { path: place }).toData() }];
  }
}

async function windowsLive(computer: Computer): Promise<FoundStore[]> {
  if (computer.platform !== 'win32') return [];
  const stores: FoundStore[] = [];
  for (const name of ['Windows Live Mail', 'Windows Mail']) {
    const place = path.join(local(computer), 'Microsoft', name);
    if ((await inside(place)).some((entry) => entry.isFolder)) stores.push(found('windows-live', name, place));
  }
  return stores;
}

/** Where Outlook puts new data files, in the languages of its menus. */
const outlookFolders = /^(?:outlook files|fichiers outlook|outlook-dateien|file di outlook|archivos de outlook)$/i;

async function outlook(computer: Computer): Promise<FoundStore[]> {
  if (computer.platform !== 'win32') return [];
  const places = [path.join(local(computer), 'Microsoft', 'Outlook')];
  for (const documents of ['Documents', path.join('OneDrive', 'Documents')]) {
    const folder = path.join(computer.home, documents);
    places.push(folder);
    for (const entry of await inside(folder))
      if (entry.isFolder && outlookFolders.test(entry.name)) places.push(entry.path);
  }
  const stores: FoundStore[] = [];
  for (const place of places) {
    for (const entry of await inside(place)) {
      if (!entry.isFolder && /\.(?:pst|ost)$/i.test(entry.name)) stores.push(found('outlook', entry.name, entry.path));
    }
  }
  return stores;
}

async function maildirs({ platform, home, env }: Computer): Promise<FoundStore[]> {
  if (platform === 'win32' || platform === 'darwin') return [];
  const stores: FoundStore[] = [];
  const places: readonly (readonly [string, string])[] = [
    ['Maildir', path.join(home, 'Maildir')],
    ['Maildir', path.join(home, '.maildir')],
    ['KMail', path.join(home, '.local', 'share', 'local-mail')],
    ['Evolution', path.join(home, '.local', 'share', 'evolution', 'mail', 'local')],
  ];
  for (const [name, place] of places) {
    const entries = await inside(place);
    const below = await Promise.all(
      entries
        .filter(({ isFolder: is }) => is)
        .slice(0, 50)
        .map(({ path: at }) => inside(at)),
    );
    if (isMaildir(entries) || below.some(isMaildir)) stores.push(found('maildir', name, place));
  }
  for (const folder of ['/var/mail', '/var/spool/mail']) {
    const place = path.join(folder, env['USER'] ?? path.basename(home));
    if (stores.every((one) => one.path !== place) && (await isMbox(place))) {
      stores.push(found('mbox', path.basename(place), place));
      break;
    }
  }
  return stores;
}
