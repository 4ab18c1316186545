// A mail store that is damaged, newer, or in use: what is done with it, and what is saved from it.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { listMailFolders, saveListing } from './folders.ts';
import { insertMessages, type NewMessage } from './messages.ts';
import { openMailStore, storeFailure, type MailStore } from './open.ts';
import { Flag, mailSchema } from './schema.ts';
import { changeFlags, touched } from './actions.ts';
import { transaction } from '../open.ts';

let dataDir = '';
let store: MailStore | null = null;
const file = (): string => path.join(dataDir, 'mail.db');
const open = (): MailStore => (store = openMailStore(dataDir));
const close = (): void => {
  store?.close();
  store = null;
};

beforeEach(() => {
  dataDir = mkdtempSync(path.join(tmpdir(), 'malleposte-store-'));
});
afterEach(() => {
  close();
  rmSync(dataDir, { recursive: true, force: true });
});

const message = (uid: number): NewMessage => ({
  uid,
  flags: 0,
  keywords: '',
  receivedAt: 1_790_000_000_000 + uid * 1000,
  sentAt: null,
  size: 500,
  messageId: `m${uid}@example.org`,
  references: [],
  subject: `Message ${uid} ${'x'.repeat(200)}`,
  fromName: 'Claire',
  fromAddress: 'claire@example.net',
  people: {},
  listId: '',
  preview: '',
  files: null,
});

function fill(): void {
  const opened = open();
  saveListing(opened, 'a', [
    { path: 'INBOX', names: ['INBOX'], separator: '/', role: 'inbox', selectable: true, subscribed: true },
  ]);
  const [folder] = listMailFolders(opened, 'a');
  const ids = insertMessages(
    opened,
    'a',
    folder?.id ?? 0,
    Array.from({ length: 400 }, (_, at) => message(at + 1)),
    new Set(),
  );
  transaction(opened, () => changeFlags(opened, touched(), ids.slice(0, 3), { add: ['\\Flagged'], remove: [] }));
  close();
}

test('a file that is no database is set aside each time, and a new one begun', () => {
  for (const number of [1, 2]) {
    writeFileSync(file(), 'this is no database at all, but long enough to be taken for one'.repeat(100));
    expect(open().rebuilt).toBe(true);
    expect(listMailFolders(open2())).toEqual([]);
    close();
    expect(readdirSync(dataDir)).toContain(`mail-damaged-${number}.db`);
  }
  expect(open().rebuilt).toBe(false);
});
const open2 = (): MailStore => {
  if (!store) throw new Error('not open');
  return store;
};

test('damage found while it runs: the next opening checks it and saves the changes that wait', () => {
  fill();
  const bytes = readFileSync(file());
  // Pages of the messages, far behind the schema and the changes.
  const half = Math.floor(bytes.length / 2 / 4096) * 4096;
  bytes.fill(0xa5, half, half + 4096 * 3);
  writeFileSync(file(), bytes);
  const error = Object.assign(new Error('database disk image is malformed'), { errcode: 11 });
  expect(storeFailure(dataDir, error)).toMatchObject({ code: 'disk.failed' });
  const opened = open();
  expect(opened.rebuilt).toBe(true);
  expect(listMailFolders(opened, 'a')).toMatchObject([{ path: 'INBOX', role: 'inbox', known: 0, knownFrom: null }]);
  expect(opened.database.prepare('SELECT count(*) AS count FROM action_messages').get()).toEqual({ count: 3 });
});

test('a suspicion that is not confirmed changes nothing', () => {
  fill();
  storeFailure(dataDir, Object.assign(new Error('malformed'), { errcode: 11 }));
  expect(open().rebuilt).toBe(false);
  close();
  expect(readdirSync(dataDir).filter((name) => name.includes('check') || name.includes('damaged'))).toEqual([]);
});

test('a store of an earlier version is brought up to date with its messages counted', () => {
  const before = new DatabaseSync(file());
  before.exec(
    `${mailSchema.sql}; PRAGMA user_version = 1;
     INSERT INTO folders (id, account_id, path, names, selectable, subscribed)
       VALUES (1, 'a', 'INBOX', '["INBOX"]', 1, 1), (2, 'a', 'Work', '["Work"]', 1, 1);`,
  );
  const put = before.prepare(
    `INSERT INTO messages (folder_id, uid, thread_id, flags, keywords, received_at, size, message_id, subject, from_name,
       from_address, people, list_id, preview, files) VALUES (1, ?1, ?1, ?2, '', 0, 1, '', '', '', '', '{}', '', '', '')`,
  );
  for (const [uid, flags] of [0, Flag.flagged, Flag.flagged | Flag.seen, Flag.flagged | Flag.deleted].entries())
    put.run(uid + 1, flags);
  before.close();
  const opened = open();
  expect(opened.rebuilt).toBe(false);
  expect(listMailFolders(opened, 'a')).toMatchObject([
    { path: 'INBOX', known: 4, unread: 2, starred: 2 },
    { path: 'Work', known: 0, unread: 0, starred: 0 },
  ]);
  opened.database.exec('DELETE FROM messages WHERE uid = 2; UPDATE messages SET folder_id = 2 WHERE uid = 3');
  expect(listMailFolders(opened, 'a').map(({ starred }) => starred)).toEqual([0, 1]);
});

test('in use, newer, full: said so, and nothing touched', () => {
  fill();
  const first = open();
  expect(() => openMailStore(dataDir)).toThrow(expect.objectContaining({ code: 'app.data_dir_in_use' }) as Error);
  first.database.exec('PRAGMA user_version = 99');
  close();
  expect(() => openMailStore(dataDir)).toThrow(
    expect.objectContaining({ code: 'app.data_from_newer_version' }) as Error,
  );
  const full = Object.assign(new Error('database or disk is full'), { errcode: 13 });
  expect(storeFailure(dataDir, full)).toMatchObject({ code: 'disk.full' });
  expect(readdirSync(dataDir).filter((name) => name.includes('damaged'))).toEqual([]);
});
