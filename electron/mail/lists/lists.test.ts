// Lists, threads and folders from an in-memory store filled as the sync does.
import { afterEach, describe, expect, test } from 'vitest';
import type { ListOptions, View } from '../../contract/mail.ts';
import { Flag, insertMessages, listMailFolders, openMailStore, saveFolder, saveListing } from '../../store/index.ts';
import type { MailStore, NewMessage } from '../../store/index.ts';
import { mailFolders } from './folders.ts';
import { listPage, type ListParts } from './list.ts';
import { threadOf } from './thread.ts';

const stores: MailStore[] = [];
afterEach(() => {
  for (const store of stores.splice(0)) store.close();
});

const names = { INBOX: 'inbox', Sent: 'sent', Trash: 'trash', Work: null, 'Work/Été': null } as const;
type FolderName = keyof typeof names;
const ME = 'me@example.com';
const NOON = new Date(2026, 10, 20, 12).getTime();

function filled(): {
  parts: ListParts;
  put: (folder: FolderName, ...messages: Partial<NewMessage>[]) => number[];
  id: (folder: FolderName) => number;
} {
  const store = openMailStore(null);
  stores.push(store);
  saveListing(
    store,
    'a',
    Object.entries(names).map(([path, role]) => ({
      path,
      names: path.split('/'),
      separator: '/',
      role,
      selectable: true,
      subscribed: true,
    })),
  );
  const ids = new Map(listMailFolders(store).map((folder) => [folder.path, folder.id]));
  const id = (folder: FolderName): number => ids.get(folder) ?? 0;
  let uid = 0;
  const put = (folder: FolderName, ...messages: Partial<NewMessage>[]): number[] =>
    insertMessages(
      store,
      'a',
      id(folder),
      messages.map((message) => fresh((uid += 1), message)),
      new Set([ME]),
    );
  return { parts: { store, mine: () => new Set([ME]), asked: () => 'none' }, put, id };
}

const fresh = (uid: number, message: Partial<NewMessage>): NewMessage => ({
  uid,
  flags: 0,
  keywords: '',
  receivedAt: NOON + uid * 1000,
  sentAt: null,
  size: 1000 + uid,
  messageId: `m${uid}@example.com`,
  references: [],
  subject: `Subject ${uid}`,
  fromName: 'Paul',
  fromAddress: 'paul@example.com',
  people: { to: [['Me', ME]] },
  listId: '',
  preview: '',
  files: null,
  ...message,
});

const list = (view: View, more: Partial<ListOptions> = {}): ListOptions => ({
  view,
  threads: true,
  sort: 'date',
  ascending: false,
  filter: 'all',
  ...more,
});
const all = { from: 0, count: 100, around: null };

describe('lists', () => {
  test('a thread is one row: its newest message here, the people of all its folders, own answers among them', () => {
    const { parts, put, id } = filled();
    const [first = 0] = put('INBOX', {
      messageId: 'first@x',
      fromName: 'Sophie',
      fromAddress: 'sophie@example.com',
      flags: Flag.seen,
    });
    const [answer = 0] = put('Sent', {
      messageId: 'answer@x',
      references: ['first@x'],
      fromName: 'Me',
      fromAddress: ME,
      flags: Flag.seen,
    });
    const [last = 0] = put('INBOX', { messageId: 'last@x', references: ['answer@x'], flags: Flag.flagged });
    put('Work', { messageId: 'last@x', references: ['answer@x'] });
    put('Trash', { messageId: 'gone@x', references: ['answer@x'], fromName: 'Nobody', fromAddress: 'no@example.com' });
    const page = listPage(parts, { list: list({ kind: 'folder', folderId: id('INBOX') }), ...all });
    expect(page).toMatchObject({ total: 1, messages: 2, unread: 1, from: 0, index: null, reach: null });
    expect(page.rows).toMatchObject([
      {
        id: last,
        people: [
          { name: 'Sophie', isMe: false },
          { name: 'Me', isMe: true },
          { name: 'Paul', isMe: false },
        ],
        count: 3,
        unreadCount: 1,
        unread: true,
        starred: true,
        outgoing: false,
      },
    ]);
    const threadId = page.rows[0]?.threadId ?? 0;
    expect(threadOf(parts, { threadId, folderId: id('INBOX') }).messages.map((message) => message.id)).toEqual([
      first,
      answer,
      last,
    ]);
    expect(threadOf(parts, { threadId }).messages.map(({ isMe }) => isMe)).toEqual([false, true, false]);
    expect(() => threadOf(parts, { threadId: 77 })).toThrow(expect.objectContaining({ code: 'mail.gone' }));
  });
});

test('folders say their parents, and count what is here once all of it is', () => {
  const { parts, put, id } = filled();
  put('Work/Été', {}, { flags: Flag.seen });
  saveFolder(parts.store, id('Work/Été'), { serverMessages: 9, serverUnread: 5 });
  const find = (name: FolderName): object | undefined => mailFolders(parts.store).find(({ path }) => path === name);
  expect(find('Work/Été')).toMatchObject({ parentId: id('Work'), total: 9, unread: 5, known: 2 });
  saveFolder(parts.store, id('Work/Été'), { knownFrom: 1 });
  expect(find('Work/Été')).toMatchObject({ total: 2, unread: 1, known: 2 });
  expect(mailFolders(parts.store).map(({ path }) => path)).toEqual(['INBOX', 'Sent', 'Trash', 'Work', 'Work/Été']);
});
