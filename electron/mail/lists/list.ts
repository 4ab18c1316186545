// One page of a list: rows from the ids of the view, with the people of their threads.
import type { Handlers } from '../../contract/index.ts';
import type { ListOptions, ListPage, Row } from '../../contract/mail.ts';
import {
  Flag,
  listView,
  messageRows,
  threadIdOf,
  threadRows,
  type ListedView,
  type MailStore,
  type StoredRow,
} from '../../store/index.ts';
import { onceEach } from './copies.ts';
import { groupsOf } from './groups.ts';

export interface ListParts {
  readonly store: MailStore;
  /** This person's addresses, in lower case. */
  mine(): ReadonlySet<string>;
  /** What servers were asked for a search. */
  asked(query: string): NonNullable<ListPage['reach']>['server'];
}

const MAX_PEOPLE = 5;

export function listPage(
  parts: ListParts,
  { list, from, count, around }: Parameters<Handlers['mail']['list']>[0],
): ListPage {
  const { store } = parts;
  const view = listView(store, list);
  const index = around === null ? null : indexOf(store, view, list, around);
  const start = Math.min(index === null ? from : Math.max(0, index - (count >> 1)), view.ids.length);
  const ids = [...view.ids.subarray(start, start + count)];
  return {
    revision: view.revision,
    total: view.ids.length,
    messages: view.messages,
    unread: view.unread,
    from: start,
    rows: rowsOf(parts, view, list, ids),
    index,
    groups: list.sort === 'date' ? groupsOf(view.ids, list.ascending, new Date()) : [],
    reach: view.reach && {
      indexed: view.reach.indexed,
      known: view.reach.known,
      server: list.view.kind === 'search' ? parts.asked(list.view.query) : 'none',
      ignored: [...view.reach.ignored],
      words: [...view.reach.words],
      more: view.reach.more,
    },
  };
}

/** In a list by threads, a message stands where its thread does. */
function indexOf(store: MailStore, view: ListedView, list: ListOptions, id: number): number | null {
  const index = view.ids.indexOf(id);
  if (index >= 0) return index;
  const thread = list.threads ? threadIdOf(store, id) : null;
  const place = thread === null ? -1 : view.threads.indexOf(thread);
  return place < 0 ? null : place;
}

function rowsOf(parts: ListParts, view: ListedView, list: ListOptions, ids: readonly number[]): Row[] {
  const mine = parts.mine();
  // A search looks into trash and junk, but a thread is not counted with them.
  const places = list.view.kind === 'search' ? [] : (view.folderIds ?? []);
  return messageRows(parts.store, ids).map((row) => {
    if (!list.threads) return rowOf(row, [row], view.outgoing, mine);
    return rowOf(row, onceEach(threadRows(parts.store, row.threadId), [...places, row.folderId]), view.outgoing, mine);
  });
}

/** `thread`: what the row stands for, oldest first. `inSent`: it is a list of what was sent. */
export function rowOf(row: StoredRow, thread: readonly StoredRow[], inSent: boolean, mine: ReadonlySet<string>): Row {
  // What was sent and not answered yet is told by whom it is for, wherever it is listed.
  const outgoing =
    inSent ||
    ((row.role === 'sent' || row.role === 'drafts') &&
      thread.every(({ from, flags }) => isMine(from.address, flags, mine)));
  const has = (flag: number): boolean => thread.some(({ flags }) => (flags & flag) !== 0);
  const unreadCount = thread.filter(({ flags }) => !(flags & Flag.seen)).length;
  return {
    id: row.id,
    threadId: row.threadId,
    accountId: row.accountId,
    folderId: row.folderId,
    people: peopleOf(row, thread, outgoing, mine),
    outgoing,
    subject: row.subject,
    preview: row.preview,
    at: row.at,
    unread: unreadCount > 0,
    starred: has(Flag.flagged),
    answered: (row.flags & Flag.answered) !== 0,
    forwarded: (row.flags & Flag.forwarded) !== 0,
    draft: (row.flags & Flag.draft) !== 0 || row.role === 'drafts',
    hasFiles: has(Flag.files),
    muted: row.muted,
    count: Math.max(1, thread.length),
    unreadCount,
    sizeBytes: row.size,
    pending: thread.some(({ pending }) => pending),
  };
}

function peopleOf(
  row: StoredRow,
  thread: readonly StoredRow[],
  outgoing: boolean,
  mine: ReadonlySet<string>,
): Row['people'] {
  const people = new Map<string, Row['people'][number]>();
  const add = ({ name, address }: { name: string; address: string }, isMe: boolean): void => {
    const key = isMe ? '' : address.toLowerCase() || `"${name}"`;
    if ((name !== '' || address !== '') && !people.has(key)) people.set(key, { name, address, isMe });
  };
  if (outgoing) for (const person of row.recipients) add(person, mine.has(person.address.toLowerCase()));
  else for (const { from, flags } of thread) add(from, isMine(from.address, flags, mine));
  const all = [...people.values()];
  // Who began it and who wrote last say most.
  return all.length <= MAX_PEOPLE ? all : [...all.slice(0, 1), ...all.slice(1 - MAX_PEOPLE)];
}

export const isMine = (address: string, flags: number, mine: ReadonlySet<string>): boolean =>
  (flags & Flag.outgoing) !== 0 || mine.has(address.toLowerCase());
