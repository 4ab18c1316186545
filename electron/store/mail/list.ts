// What a list shows, as ids in their order: computed once, kept while nothing changes, so that any slice of a folder of a
// hundred thousand messages is there at once.
import type { ListOptions, View } from '../../contract/mail.ts';
import { fold } from './fold.ts';
import type { MailStore } from './open.ts';
import { revisionsOf } from './revisions.ts';
import { Flag } from './schema.ts';
import { searchMessages, type SearchReach } from './search.ts';
import { statement } from './statements.ts';

export interface ListedView {
  /** Changes with the members or their order. */
  readonly revision: number;
  /** A row each: the newest message of a thread, or a message; in the list's order. */
  readonly ids: Float64Array;
  /** The rows' threads. */
  readonly threads: Float64Array;
  readonly messages: number;
  readonly unread: number;
  /** Folders that are looked into; null: all. */
  readonly folderIds: readonly number[] | null;
  /** All of it is sent mail and drafts: rows name the people it is for. */
  readonly outgoing: boolean;
  /** A search only. */
  readonly reach: SearchReach | null;
}

/** Columns: id, thread_id, flags. */
type Hit = [id: number, thread: number, flags: number];

const KEPT = 8;
const SHOWN = `flags & ${Flag.deleted} = 0`;

interface Kept {
  readonly state: string;
  readonly view: ListedView;
}
const keptOf = new WeakMap<MailStore, Map<string, Kept>>();
/** A page that outlives the backend must not take a new list for one it knows. */
let lastRevision = Date.now();

/** The list's rows; computed again only when it may have changed. */
export function listView(store: MailStore, list: ListOptions): ListedView {
  let kept = keptOf.get(store);
  if (!kept) keptOf.set(store, (kept = new Map<string, Kept>()));
  const key = JSON.stringify([list.view, list.threads, list.sort, list.ascending, list.filter]);
  const folderIds = placesOf(store, list.view);
  const state = stateOf(store, list, folderIds);
  const before = kept.get(key);
  if (before?.state === state) {
    kept.delete(key);
    kept.set(key, before);
    return before.view;
  }
  const fresh = compute(store, list, folderIds);
  const same = before && before.view.ids.length === fresh.ids.length && sameIds(before.view.ids, fresh.ids);
  const view = { ...fresh, revision: same ? before.view.revision : (lastRevision += 1) };
  kept.delete(key);
  kept.set(key, { state, view });
  for (const oldest of kept.keys()) if (kept.size > KEPT) kept.delete(oldest);
  return view;
}

/** All messages of the list, not only those that stand for their thread. */
export function listMessageIds(store: MailStore, list: ListOptions): number[] {
  const { hits } = hitsOf(store, list, placesOf(store, list.view));
  return hits.map(([id]) => id);
}

/** Of these threads, the messages that are in the view's places. */
export function threadMessageIds(store: MailStore, threadIds: readonly number[], view: View): number[] {
  const places = placesOf(store, view);
  const found = statement(
    store,
    `SELECT id FROM messages WHERE thread_id IN (SELECT value FROM json_each(?1)) AND ${SHOWN}
     AND (?2 IS NULL OR folder_id IN (SELECT value FROM json_each(?2))) ${view.kind === 'starred' ? `AND flags & ${Flag.flagged} <> 0` : ''}`,
    true,
  ).all(JSON.stringify(threadIds), places && JSON.stringify(places)) as unknown as [number][];
  return found.map(([id]) => id);
}

const sameIds = (a: Float64Array, b: Float64Array): boolean => a.every((id, index) => id === b[index]);

/** Folders a view looks into; null: all of them. */
function placesOf(store: MailStore, view: View): number[] | null {
  const rows = (sql: string, ...values: string[]): number[] =>
    (statement(store, sql, true).all(...values) as unknown as [number][]).map(([id]) => id);
  if (view.kind === 'folder') return [view.folderId];
  if (view.kind === 'role') return rows('SELECT id FROM folders WHERE role = ? ORDER BY id', view.role);
  if (view.kind === 'starred')
    return rows(`SELECT id FROM folders WHERE role IS NULL OR role NOT IN ('trash', 'junk') ORDER BY id`);
  if (view.accountIds === null) return null;
  const accounts = JSON.stringify(view.accountIds);
  return rows('SELECT id FROM folders WHERE account_id IN (SELECT value FROM json_each(?)) ORDER BY id', accounts);
}

/** Everything the list depends on: while it reads the same, so does the list. */
function stateOf(store: MailStore, list: ListOptions, folderIds: readonly number[] | null): string {
  const revisions = revisionsOf(store);
  const { kind } = list.view;
  const members =
    folderIds === null ? [revisions.members(null)] : folderIds.map((id) => `${id}:${revisions.members(id)}`);
  const texts = kind === 'search' ? [revisions.texts(), new Date().toDateString()] : [];
  return JSON.stringify([members, revisions.flags(), texts]);
}

function hitsOf(
  store: MailStore,
  list: ListOptions,
  folderIds: readonly number[] | null,
): { hits: Hit[]; reach: SearchReach | null } {
  const { view, filter } = list;
  const conditions = [SHOWN];
  if (filter === 'unread') conditions.push(`flags & ${Flag.seen} = 0`);
  if (filter === 'starred' || view.kind === 'starred') conditions.push(`flags & ${Flag.flagged}`);
  if (filter === 'files') conditions.push(`flags & ${Flag.files} <> 0`);
  if (filter === 'contacts')
    conditions.push('EXISTS (SELECT 1 FROM people WHERE people.address = messages.from_address AND written > 0)');
  if (view.kind === 'search') return searchMessages(store, view.query, folderIds, conditions);
  const where = conditions.join(' AND ');
  const columns = 'id, thread_id, flags';
  const places = JSON.stringify(folderIds);
  if (view.kind === 'starred') {
    const sql = `SELECT ${columns} FROM messages INDEXED BY messages_starred
      WHERE ${where} AND folder_id IN (SELECT value FROM json_each(?)) ORDER BY id DESC`;
    return { hits: statement(store, sql, true).all(places) as unknown as Hit[], reach: null };
  }
  if (folderIds?.length === 1) {
    const sql = `SELECT ${columns} FROM messages WHERE folder_id = ? AND ${where} ORDER BY id DESC`;
    return { hits: statement(store, sql, true).all(folderIds[0] ?? 0) as unknown as Hit[], reach: null };
  }
  const sql = `SELECT ${columns} FROM messages WHERE folder_id IN (SELECT value FROM json_each(?)) AND ${where} ORDER BY id DESC`;
  return { hits: statement(store, sql, true).all(places) as unknown as Hit[], reach: null };
}

function compute(
  store: MailStore,
  list: ListOptions,
  folderIds: readonly number[] | null,
): Omit<ListedView, 'revision'> {
  const { hits, reach } = hitsOf(store, list, folderIds);
  const seen = new Set<number>();
  const [ids, threads]: [number[], number[]] = [[], []];
  let unread = 0;
  for (const [id, thread, flags] of hits) {
    if (!(flags & Flag.seen)) unread += 1;
    if (list.threads) {
      if (seen.has(thread)) continue;
      seen.add(thread);
    }
    ids.push(id);
    threads.push(thread);
  }
  const outgoing = isOutgoing(store, list.view, folderIds);
  const order = list.sort === 'date' ? null : orderBy(store, list.sort, list.ascending, ids, outgoing);
  const place = (values: readonly number[]): Float64Array => {
    if (order) return Float64Array.from(order, (index) => values[index] ?? 0);
    const placed = Float64Array.from(values);
    return list.ascending ? placed.reverse() : placed;
  };
  return { ids: place(ids), threads: place(threads), messages: hits.length, unread, folderIds, outgoing, reach };
}

function isOutgoing(store: MailStore, view: View, folderIds: readonly number[] | null): boolean {
  if (view.kind === 'role') return view.role === 'sent' || view.role === 'drafts';
  if (view.kind !== 'folder') return false;
  const row = statement(store, 'SELECT role FROM folders WHERE id = ?').get(folderIds?.[0] ?? 0);
  return row?.role === 'sent' || row?.role === 'drafts';
}

/** Re:, Fwd: and what other languages write for them. */
const PREFIXES = /^(?:\s*(?:re|ref|rép|rep|fwd?|tr|aw|wg|sv|vs|antw|rif|enc|res)\s*(?:\[\d+\]|\(\d+\))?\s*:)+\s*/iu;
const LEADING = /^[^\p{L}\p{N}]+/u;

/** Subjects are compared so far. */
const COMPARED = 300;

/** Indexes of `ids` in the order asked for; what is equal stays newest first. */
function orderBy(
  store: MailStore,
  sort: 'from' | 'subject' | 'size',
  ascending: boolean,
  ids: readonly number[],
  outgoing: boolean,
): number[] {
  const recipient = `coalesce(json_extract(people, '$.to[0][0]'), ''), coalesce(json_extract(people, '$.to[0][1]'), '')`;
  const column = { from: outgoing ? recipient : 'from_name, from_address', subject: 'subject', size: 'size' }[sort];
  const sql = `SELECT ${column} FROM json_each(?) AS wanted CROSS JOIN messages ON messages.id = wanted.value ORDER BY wanted.key`;
  const rows = statement(store, sql, true).all(JSON.stringify(ids)) as unknown as [string | number, string?][];
  const keys = rows.map(([value, other]) => {
    if (typeof value === 'number') return value;
    const text = sort === 'subject' ? value.slice(0, COMPARED).replace(PREFIXES, '') : value || (other ?? '');
    return fold(text).replace(LEADING, '');
  });
  const [less, greater] = ascending ? [-1, 1] : [1, -1];
  return keys
    .map((_, index) => index)
    .sort((a, b) => {
      const [x, y] = [keys[a] ?? '', keys[b] ?? ''];
      return x < y ? less : x > y ? greater : a - b;
    });
}
