// Lists, threads and folders from an in-memory store filled as the sync does.
import { afterEach, describe, expect, test } from 'vitest';
import { filledStore, ME, NOON, type FilledStore } from '../../../tests/support/mail-store.ts';
import type { ListOptions, ListPage, View } from '../../contract/mail.ts';
import { Flag, removeUids, saveFolder, setServerFlags } from '../../store/index.ts';
import { mailFolders } from './folders.ts';
import { groupsOf } from './groups.ts';
import { listPage, type ListParts } from './list.ts';
import { threadOf } from './thread.ts';

const opened: FilledStore[] = [];
afterEach(() => {
  for (const store of opened.splice(0)) store.close();
});

function filled(): FilledStore & { parts: ListParts; open: (view: View, more?: Partial<ListOptions>) => ListPage } {
  const made = filledStore({
    INBOX: 'inbox',
    Sent: 'sent',
    Trash: 'trash',
    Junk: 'junk',
    All: 'all',
    Work: null,
    'Work/Été': null,
  });
  opened.push(made);
  const parts: ListParts = { store: made.store, mine: () => new Set([ME]), asked: () => 'none' };
  const open = (view: View, more: Partial<ListOptions> = {}): ListPage =>
    listPage(parts, { list: list(view, more), ...all });
  return { ...made, parts, open };
}

const list = (view: View, more: Partial<ListOptions> = {}): ListOptions => ({
  view,
  threads: true,
  sort: 'date',
  ascending: false,
  filter: 'all',
  ...more,
});
const all = { from: 0, count: 100, around: null };
const idsOf = (page: ListPage): number[] => page.rows.map(({ id }) => id);

describe('a list', () => {
  test('has one row for a thread: its newest message here, the people of all folders, own answers among them', () => {
    const { parts, put, id, open } = filled();
    const sophie = { fromName: 'Sophie', fromAddress: 'sophie@example.com' };
    const mine = { fromName: 'Me', fromAddress: ME };
    const [first = 0] = put('INBOX', { messageId: 'first@x', ...sophie, flags: Flag.seen });
    const [answer = 0] = put('Sent', { messageId: 'answer@x', references: ['first@x'], ...mine, flags: Flag.seen });
    const [last = 0] = put('INBOX', { messageId: 'last@x', references: ['answer@x'], flags: Flag.flagged });
    put('Work', { messageId: 'last@x', references: ['answer@x'] });
    const [gone = 0] = put('Trash', { messageId: 'gone@x', references: ['answer@x'] });
    const page = open({ kind: 'folder', folderId: id('INBOX') });
    expect(page).toMatchObject({ total: 1, messages: 2, unread: 1, from: 0, index: null, reach: null });
    const me = { name: 'Me', address: ME, isMe: true };
    const [row] = page.rows;
    expect(row).toMatchObject({ id: last, count: 3, unreadCount: 1, unread: true, starred: true, outgoing: false });
    expect(row?.people.map(({ name }) => name)).toEqual(['Sophie', 'Me', 'Paul']);
    expect(row?.people[1]).toEqual(me);
    const threadId = row?.threadId ?? 0;
    const shown = threadOf(parts, { threadId, messageId: last }).messages;
    expect(shown.map((message) => message.id)).toEqual([first, answer, last]);
    expect(shown.map(({ isMe }) => isMe)).toEqual([false, true, false]);
    // From the trash, what lies there is read too.
    const inTrash = threadOf(parts, { threadId, messageId: gone }).messages.map((message) => message.id);
    expect(inTrash).toEqual([first, answer, last, gone]);
    expect(() => threadOf(parts, { threadId: 77 })).toThrow(expect.objectContaining({ code: 'mail.gone' }));
    expect(open({ kind: 'folder', folderId: id('Sent') }).rows).toMatchObject([
      { id: answer, outgoing: true, people: [me], count: 3 },
    ]);
  });

  test('of messages has a row for each, and hides what is marked as deleted', () => {
    const { put, id, open } = filled();
    const ids = put('INBOX', { messageId: 'a@x' }, { references: ['a@x'] }, { flags: Flag.deleted });
    const page = open({ kind: 'folder', folderId: id('INBOX') }, { threads: false });
    expect(idsOf(page)).toEqual([ids[1], ids[0]]);
    expect(page.rows.map(({ count }) => count)).toEqual([1, 1]);
    expect(idsOf(open({ kind: 'folder', folderId: id('INBOX') }, { threads: false, ascending: true }))).toEqual([
      ids[0],
      ids[1],
    ]);
  });

  test('gives any slice, and finds where a message stands', () => {
    const { parts, put, id } = filled();
    const ids = put('INBOX', ...Array.from({ length: 300 }, () => ({}))).reverse();
    const options = list({ kind: 'folder', folderId: id('INBOX') });
    const page = listPage(parts, { list: options, from: 120, count: 10, around: null });
    expect(page).toMatchObject({ total: 300, from: 120 });
    expect(idsOf(page)).toEqual(ids.slice(120, 130));
    const around = listPage(parts, { list: options, from: 0, count: 10, around: ids[200] ?? 0 });
    expect(around).toMatchObject({ index: 200, from: 195 });
    expect(idsOf(around)).toContain(ids[200]);
    expect(listPage(parts, { list: options, from: 290, count: 100, around: 12 })).toMatchObject({
      index: null,
      from: 290,
    });
    expect(listPage(parts, { list: options, from: 900, count: 100, around: null })).toMatchObject({
      from: 300,
      rows: [],
    });
    put('INBOX', { messageId: 'new@x', references: ['m1@example.com'] });
    // The oldest message is now in the row of the newest.
    expect(listPage(parts, { list: options, from: 0, count: 1, around: ids[299] ?? 0 })).toMatchObject({
      index: 0,
      total: 300,
    });
  });

  test('filters and sorts', () => {
    const { put, id, open } = filled();
    put('Sent', { fromAddress: ME, people: { to: [['Zoé', 'zoe@example.com']] } });
    const [a = 0, b = 0, c = 0, d = 0] = put(
      'INBOX',
      { subject: 'Re: Été', fromName: 'Zoé', fromAddress: 'ZOE@example.com', size: 4, flags: Flag.seen },
      { subject: 'zèbre', fromName: 'élodie', fromAddress: 'e@x', size: 9, flags: Flag.seen | Flag.files },
      { subject: 'Fwd: RE: ample', fromName: '', fromAddress: 'marc@x', size: 1, flags: Flag.flagged },
      { subject: 'ete', fromName: '"Adèle"', fromAddress: 'a@x', size: 4, flags: Flag.seen },
    );
    const inbox = { kind: 'folder', folderId: id('INBOX') } as const;
    const by = (more: Partial<ListOptions>): number[] => idsOf(open(inbox, more));
    expect(by({ filter: 'unread' })).toEqual([c]);
    expect(by({ filter: 'starred' })).toEqual([c]);
    expect(by({ filter: 'files' })).toEqual([b]);
    expect(by({ filter: 'contacts' })).toEqual([a]);
    expect(by({ sort: 'subject', ascending: true })).toEqual([c, d, a, b]);
    expect(by({ sort: 'subject' })).toEqual([b, d, a, c]);
    expect(by({ sort: 'from', ascending: true })).toEqual([d, b, c, a]);
    expect(by({ sort: 'size' })).toEqual([b, d, a, c]);
    expect(open(inbox, { sort: 'size' }).groups).toEqual([]);
    expect(open(inbox, { filter: 'unread' })).toMatchObject({ total: 1, messages: 1, unread: 1 });
  });

  test('joins the folders of a role, and what is starred but thrown away', () => {
    const { put, open } = filled();
    const [a = 0] = put('INBOX', { flags: Flag.flagged });
    const [b = 0] = put('Work', { flags: Flag.flagged | Flag.seen });
    put('Trash', { flags: Flag.flagged });
    put('Junk', { flags: Flag.flagged });
    expect(idsOf(open({ kind: 'role', role: 'inbox' }))).toEqual([a]);
    expect(idsOf(open({ kind: 'starred' }))).toEqual([b, a]);
    expect(idsOf(open({ kind: 'role', role: 'important' }))).toEqual([]);
    expect(open({ kind: 'folder', folderId: 999 })).toMatchObject({ total: 0, rows: [], groups: [] });
  });

  test('keeps its revision until its members or their order change', () => {
    const { store, put, id, open } = filled();
    const view = { kind: 'folder', folderId: id('INBOX') } as const;
    put('INBOX', {}, {});
    const { revision } = open(view);
    store.database.prepare('UPDATE messages SET preview = ?').run('Bonjour');
    setServerFlags(store, id('INBOX'), [{ uid: 1, flags: Flag.seen, keywords: '' }]);
    put('Work', {});
    expect(open(view)).toMatchObject({ revision, unread: 1 });
    expect(open(view).rows[0]?.preview).toBe('Bonjour');
    removeUids(store, id('INBOX'), [1]);
    const after = open(view);
    expect(after.revision).not.toBe(revision);
    expect(after.total).toBe(1);
  });
});

test('folders say their parents, and count what is here once all of it is', () => {
  const { store, put, id } = filled();
  put('Work/Été', {}, { flags: Flag.seen });
  saveFolder(store, id('Work/Été'), { serverMessages: 9, serverUnread: 5 });
  const find = (path: string): object | undefined => mailFolders(store).find((folder) => folder.path === path);
  expect(find('Work/Été')).toMatchObject({ parentId: id('Work'), total: 9, unread: 5, known: 2 });
  saveFolder(store, id('Work/Été'), { knownFrom: 1 });
  expect(find('Work/Été')).toMatchObject({ total: 2, unread: 1, known: 2 });
  const paths = mailFolders(store).map(({ path }) => path);
  expect(paths).toEqual(['INBOX', 'Sent', 'All', 'Junk', 'Trash', 'Work', 'Work/Été']);
});

describe('groups', () => {
  const now = new Date(NOON);
  const idAt = (...date: [number, number, number, number?]): number => (new Date(...date).getTime() / 1000) * 2 ** 20;
  const ids = Float64Array.from([
    idAt(2099, 0, 1),
    idAt(2026, 10, 20, 23),
    idAt(2026, 10, 20),
    idAt(2026, 10, 19, 5),
    idAt(2026, 10, 18, 5),
    idAt(2026, 10, 16),
    idAt(2026, 10, 15, 23),
    idAt(2026, 10, 9),
    idAt(2026, 10, 8, 23),
    idAt(2026, 10, 1),
    idAt(2026, 9, 31, 23),
    idAt(2012, 1, 29),
    5,
    0,
  ]);
  const at = (...date: [number, number, number]): number => new Date(...date).getTime();

  test('are days, then weeks, then months', () => {
    expect(groupsOf(ids, false, now)).toEqual([
      { kind: 'future', at: at(2026, 10, 21), index: 0 },
      { kind: 'today', at: at(2026, 10, 20), index: 1 },
      { kind: 'yesterday', at: at(2026, 10, 19), index: 3 },
      { kind: 'week', at: at(2026, 10, 16), index: 4 },
      { kind: 'week', at: at(2026, 10, 9), index: 6 },
      { kind: 'month', at: at(2026, 10, 1), index: 8 },
      { kind: 'month', at: at(2026, 9, 1), index: 10 },
      { kind: 'month', at: at(2012, 1, 1), index: 11 },
      { kind: 'undated', at: 0, index: 12 },
    ]);
  });

  test('are the same the other way round', () => {
    const kinds = groupsOf(ids.toReversed(), true, now).map(({ kind, index }) => [kind, index]);
    expect(kinds).toEqual([
      ['undated', 0],
      ['month', 2],
      ['month', 3],
      ['month', 4],
      ['week', 6],
      ['week', 8],
      ['yesterday', 10],
      ['today', 11],
      ['future', 13],
    ]);
  });

  test.each([1, 2, 3, 4, 5, 6, 7])('hold every message once whatever day it is (%i)', (day) => {
    const today = new Date(2026, 2, day, 9);
    const many = Float64Array.from({ length: 200 }, (_, index) => idAt(2026, 2, 10 - index, 3));
    const down = groupsOf(many, false, today);
    const up = groupsOf(many.toReversed(), true, today);
    expect(up.map(({ kind, at }) => `${kind} ${at}`).reverse()).toEqual(down.map(({ kind, at }) => `${kind} ${at}`));
    expect(down.every(({ index }, place) => index > (down[place - 1]?.index ?? -1))).toBe(true);
    expect(new Set(down.map(({ kind, at }) => `${kind} ${at}`)).size).toBe(down.length);
  });
});
