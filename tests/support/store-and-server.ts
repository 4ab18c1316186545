// The mail store held against the server, read by a client that shares no code with the product: which messages, with
// which flags, in which folders.
import type { MailStore } from '../../electron/store/index.ts';
import type { Dovecot } from './dovecot.ts';
import { mutf7, readAccount } from './mailbox.ts';

const bits: readonly (readonly [string, number])[] = [
  ['\\Seen', 1],
  ['\\Answered', 2],
  ['\\Flagged', 4],
  ['\\Deleted', 8],
  ['\\Draft', 16],
  ['$Forwarded', 32],
  ['$Junk', 64],
];

interface StoredRow {
  path: string;
  uid: number | null;
  flags: number;
  keywords: string;
  size: number;
  received_at: number;
}

/** One line for each difference; empty: store and server agree exactly. */
export async function storeDifferences(store: MailStore, server: Dovecot, user: string): Promise<string[]> {
  const there = new Map<string, string>();
  const folders = new Set<string>();
  for (const [path, letters] of await readAccount(server, user)) {
    folders.add(path);
    for (const letter of letters)
      there.set(
        `${path} ${letter.uid}`,
        `${letter.sizeBytes} ${letter.internalDate} ${letter.flags
          .map((flag) => flag.toLowerCase())
          .sort()
          .join(' ')}`,
      );
  }
  const differences: string[] = [];
  const here = new Set<string>();
  const rows = store.database
    .prepare(
      'SELECT path, uid, flags, keywords, size, received_at FROM messages m JOIN folders f ON f.id = m.folder_id',
    )
    .all() as unknown as StoredRow[];
  for (const row of rows) {
    const key = `${mutf7(row.path)} ${row.uid}`;
    const names = bits.filter(([, bit]) => row.flags & bit).map(([name]) => name.toLowerCase());
    const flags = [...names, ...row.keywords.toLowerCase().split(' ').filter(Boolean)].sort().join(' ');
    const found = `${row.size} ${row.received_at} ${flags}`;
    if (here.has(key)) differences.push(`${key} is there twice`);
    here.add(key);
    const expected = there.get(key);
    if (expected === undefined) differences.push(`${key} is not on the server`);
    else if (expected !== found) differences.push(`${key}: here ${found}, there ${expected}`);
  }
  for (const key of there.keys()) if (!here.has(key)) differences.push(`${key} is not here`);
  const listed = store.database.prepare('SELECT path FROM folders WHERE selectable').all() as { path: string }[];
  for (const { path } of listed)
    if (!folders.delete(mutf7(path))) differences.push(`folder ${path} is not on the server`);
  for (const path of folders) differences.push(`folder ${path} is not here`);
  const counts = store.database
    .prepare(
      `SELECT path FROM folders f WHERE known <> (SELECT count(*) FROM messages m WHERE m.folder_id = f.id)
       OR unread <> (SELECT count(*) FROM messages m WHERE m.folder_id = f.id AND m.flags & 9 = 0)
       OR starred <> (SELECT count(*) FROM messages m WHERE m.folder_id = f.id AND m.flags & 12 = 4)`,
    )
    .all() as { path: string }[];
  for (const { path } of counts) differences.push(`the counts of ${path} are wrong`);
  return differences;
}
