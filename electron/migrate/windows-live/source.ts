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

/** `given` is the folder "Windows Live Mail", or the one it lies in. Throws (from folders) disk.*, migrate.not_mail, migrate.no_access. */
export function createWindowsLiveSource(given: string): Source {
  return createLocalSource(async (signal) => {
    const inside = (await listEntries(given)).find(({ name, isFolder }) => isFolder && ROOT.test(name));
    const root = inside?.path ?? given;
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
    const found = await findEmlFolders(root, place, signal);
    if (found.length === 0) throw new AppError('migrate.not_mail', { path: root });
    return Promise.all(withRoles(toldApart(found)).map(openEmlFolder));
  });
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
