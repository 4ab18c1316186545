// Folders as the servers list them, and how far each has been read.
import type { FolderRole } from '../../contract/shapes.ts';
import { transaction } from '../open.ts';
import type { MailStore } from './open.ts';
import { statement } from './statements.ts';

export type Keep = 'headers' | 'recent' | 'everything';

export interface FolderRecord {
  readonly id: number;
  readonly accountId: string;
  /** The server's own full name, decoded. */
  readonly path: string;
  /** From the top, without the personal namespace's prefix. */
  readonly names: readonly string[];
  readonly separator: string | null;
  readonly role: FolderRole | null;
  readonly selectable: boolean;
  readonly subscribed: boolean;
  /** null: as the account says. */
  readonly keep: Keep | null;
  readonly uidValidity: string | null;
  /** Every UID at or above it is here; null: none was read; 1: read to its end. */
  readonly knownFrom: number | null;
  /** UIDs below it have been seen. */
  readonly uidNext: number | null;
  readonly highestModseq: string | null;
  readonly serverMessages: number;
  readonly serverUnread: number;
  /** Rows that are here, and how many of them are unread, and starred. */
  readonly known: number;
  readonly unread: number;
  readonly starred: number;
  /** ms since 1970; null: never. */
  readonly checkedAt: number | null;
}

/** What a LIST says of one folder. */
export interface ListedFolder {
  readonly path: string;
  readonly names: readonly string[];
  readonly separator: string | null;
  readonly role: FolderRole | null;
  readonly selectable: boolean;
  readonly subscribed: boolean;
}

export interface FolderProgress {
  readonly uidValidity?: string | null;
  readonly knownFrom?: number | null;
  readonly uidNext?: number | null;
  readonly highestModseq?: string | null;
  readonly serverMessages?: number;
  readonly serverUnread?: number;
  readonly checkedAt?: number | null;
  readonly keep?: Keep | null;
}

interface FolderRow {
  id: number;
  account_id: string;
  path: string;
  names: string;
  separator: string | null;
  role: string | null;
  selectable: number;
  subscribed: number;
  keep: string | null;
  uid_validity: string | null;
  known_from: number | null;
  uid_next: number | null;
  highest_modseq: string | null;
  server_messages: number;
  server_unread: number;
  known: number;
  unread: number;
  starred: number;
  checked_at: number | null;
}

const recordOf = (row: FolderRow): FolderRecord => ({
  id: row.id,
  accountId: row.account_id,
  path: row.path,
  names: JSON.parse(row.names) as string[],
  separator: row.separator,
  role: row.role as FolderRole | null,
  selectable: row.selectable !== 0,
  subscribed: row.subscribed !== 0,
  keep: row.keep as Keep | null,
  uidValidity: row.uid_validity,
  knownFrom: row.known_from,
  uidNext: row.uid_next,
  highestModseq: row.highest_modseq,
  serverMessages: row.server_messages,
  serverUnread: row.server_unread,
  known: row.known,
  unread: row.unread,
  starred: row.starred,
  checkedAt: row.checked_at,
});

/** Of one account, or of all; by account and path. */
export function listMailFolders(store: MailStore, accountId?: string): FolderRecord[] {
  const rows =
    accountId === undefined
      ? statement(store, 'SELECT * FROM folders ORDER BY account_id, path').all()
      : statement(store, 'SELECT * FROM folders WHERE account_id = ? ORDER BY path').all(accountId);
  return (rows as unknown as FolderRow[]).map(recordOf);
}

export function mailFolderOf(store: MailStore, id: number): FolderRecord | null {
  const row = statement(store, 'SELECT * FROM folders WHERE id = ?').get(id) as unknown as FolderRow | undefined;
  return row ? recordOf(row) : null;
}

export function mailFolderAt(store: MailStore, accountId: string, path: string): FolderRecord | null {
  const row = statement(store, 'SELECT * FROM folders WHERE account_id = ? AND path = ?').get(accountId, path);
  return row ? recordOf(row as unknown as FolderRow) : null;
}

/** Makes the account's folders those of `listed`; what is no longer listed goes with its messages. True: something changed. */
export function saveListing(store: MailStore, accountId: string, listed: readonly ListedFolder[]): boolean {
  return transaction(store, () => {
    const before = new Map(listMailFolders(store, accountId).map((folder) => [folder.path, folder]));
    let changed = false;
    for (const folder of listed) {
      const old = before.get(folder.path);
      before.delete(folder.path);
      if (old && sameListing(old, folder)) continue;
      changed = true;
      saveListed(store, accountId, folder);
    }
    for (const { id } of before.values()) {
      changed = true;
      statement(store, 'DELETE FROM folders WHERE id = ?').run(id);
    }
    return changed;
  });
}

const sameListing = (old: ListedFolder, now: ListedFolder): boolean =>
  old.role === now.role &&
  old.separator === now.separator &&
  old.selectable === now.selectable &&
  old.subscribed === now.subscribed &&
  old.names.join('\0') === now.names.join('\0');

function saveListed(store: MailStore, accountId: string, folder: ListedFolder): void {
  const { path, names, separator, role, selectable, subscribed } = folder;
  statement(
    store,
    `INSERT INTO folders (account_id, path, names, separator, role, selectable, subscribed) VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (account_id, path) DO UPDATE SET names = excluded.names, separator = excluded.separator,
       role = excluded.role, selectable = excluded.selectable, subscribed = excluded.subscribed`,
  ).run(accountId, path, JSON.stringify(names), separator, role, Number(selectable), Number(subscribed));
}

const columns: Readonly<Record<keyof FolderProgress, string>> = {
  uidValidity: 'uid_validity',
  knownFrom: 'known_from',
  uidNext: 'uid_next',
  highestModseq: 'highest_modseq',
  serverMessages: 'server_messages',
  serverUnread: 'server_unread',
  checkedAt: 'checked_at',
  keep: 'keep',
};

/** Notes how far a folder was read; fields left out stay as they are. */
export function saveFolder(store: MailStore, id: number, progress: FolderProgress): void {
  for (const [field, column] of Object.entries(columns) as [keyof FolderProgress, string][]) {
    const value = progress[field];
    if (value !== undefined) statement(store, `UPDATE folders SET ${column} = ? WHERE id = ?`).run(value, id);
  }
}

/** Accounts that have anything here. */
export function storedAccounts(store: MailStore): string[] {
  const rows = statement(store, 'SELECT DISTINCT account_id FROM folders').all() as { account_id: string }[];
  return rows.map((row) => row.account_id);
}

/** Everything of an account, its waiting changes included. */
export function forgetAccount(store: MailStore, accountId: string): void {
  transaction(store, () => {
    // The changes first: nothing of them is to be rescued.
    for (const table of ['actions', 'folders', 'thread_ids', 'sync_settings'])
      statement(store, `DELETE FROM ${table} WHERE account_id = ?`).run(accountId);
  });
}
