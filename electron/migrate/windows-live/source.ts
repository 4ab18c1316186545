// Windows Live Mail (and Windows Mail) as a source: .eml files in folders by account. Which messages were read stands in
// a database of Windows that is not opened here.
import path from 'node:path';
import { AppError } from '../../contract/errors.ts';
import type { Source } from '../../transfer/index.ts';
import type { PlacedFolder } from '../broken-folder.ts';
import { withRoles } from '../folder-roles.ts';
import { createLocalSource } from '../local-source.ts';
import { findEmlFolders, openEmlFolder } from '../message-files/tree.ts';
import { listEntries, readHead, type FoundEntry } from '../open-file.ts';
import { shownAccount, shownName } from './names.ts';

const MAX_ACCOUNT_BYTES = 64 * 1024;

const ROOT = /^windows (?:live )?mail$/i;
/** Backups lie deeper than the folder a person names. */
const MAX_DEPTH = 6;

/**
 * `given` is the folder "Windows Live Mail", or one that it lies somewhere below. Throws (from folders) disk.*,
 * migrate.not_mail, migrate.no_access.
 */
export function createWindowsLiveSource(given: string): Source {
  return createLocalSource(async (signal) => {
    const roots = ROOT.test(path.basename(given)) ? [given] : await findRoots(given, 0);
    const found: PlacedFolder[] = [];
    for (const root of roots.length > 0 ? roots : [given]) {
      for (const one of toldApart(await findIn(root, signal)))
        found.push({ ...one, id: path.join(path.relative(given, root), one.id) });
    }
    if (found.length === 0) throw new AppError('migrate.not_mail', { path: given });
    return Promise.all(withRoles(found).map(openEmlFolder));
  });
}

async function findRoots(folder: string, depth: number): Promise<string[]> {
  const roots: string[] = [];
  // What cannot be looked into cannot be known to be a store; the given folder itself must be readable.
  const entries = await listEntries(folder).catch((error: unknown) => {
    if (depth === 0 || !(error instanceof AppError)) throw error;
    return [];
  });
  for (const entry of entries.filter(({ isFolder }) => isFolder)) {
    if (ROOT.test(entry.name)) roots.push(entry.path);
    else if (depth < MAX_DEPTH) roots.push(...(await findRoots(entry.path, depth + 1)));
  }
  return roots;
}

async function findIn(root: string, signal: AbortSignal): Promise<PlacedFolder[]> {
  const accounts = new Map<string, string>();
  for (const entry of await listEntries(root)) {
    if (entry.isFolder) accounts.set(entry.name.normalize('NFC'), await accountName(entry));
  }
  const place = (names: readonly string[]) => {
    const [account = '', ...below] = names;
    if (names.length === 1 && notAccounts.has(account.toLowerCase())) return null;
    return {
      account: accounts.get(account) ?? path.basename(root),
      // Messages beside the folders belong to the account itself.
      names: below.length > 0 ? below.map(shownName) : [account === '' ? path.basename(root) : shownAccount(account)],
      role: null,
    };
  };
  return findEmlFolders(root, place, signal);
}

/** Two folders whose names were cut to the same keep their digits. */
function toldApart(found: readonly PlacedFolder[]): PlacedFolder[] {
  const placeOf = ({ account, names }: PlacedFolder): string => [account, ...names].join('\n');
  const times = new Map<string, number>();
  for (const one of found) times.set(placeOf(one), (times.get(placeOf(one)) ?? 0) + 1);
  return found.map((one) => {
    if (times.get(placeOf(one)) === 1) return one;
    const whole = one.id.split(path.sep).slice(1);
    return whole.length === one.names.length ? { ...one, names: whole.map((name) => name.normalize('NFC')) } : one;
  });
}

/** Folders beside the accounts that hold no mail of their own. */
const notAccounts = new Set(['backup', 'sync', 'calendars', 'stationery', 'your feeds', 'news']);

/** The account's address or name from its settings file, else its folder's name. */
async function accountName(folder: FoundEntry): Promise<string> {
  const inside = await listEntries(folder.path).catch(() => []);
  const settings = inside.find(({ name }) => /\.oeaccount$/i.test(name));
  const bytes = settings ? await readHead(settings.path, MAX_ACCOUNT_BYTES) : null;
  const text = bytes?.toString(bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf16le' : 'utf8') ?? '';
  for (const field of ['SMTP_Email_Address', 'Account_Name']) {
    const value = new RegExp(`<${field}[^>]{0,40}>([^<]{1,200})<`).exec(text)?.[1]?.trim();
    if (value) return value;
  }
  return shownAccount(folder.name.normalize('NFC'));
}
