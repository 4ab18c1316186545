// Search over the index. Newest first by the order of ids, so that a common word costs no more than the messages that are
// shown.
import { parseQuery, printQuery } from '../../contract/query.ts';
import type { MailStore } from './open.ts';
import { revisionsOf } from './revisions.ts';
import { Flag } from './schema.ts';
import { planOf, type Plan, type Value } from './search-plan.ts';
import { statement } from './statements.ts';

/** Of one search; what is older has to be asked for with more words. */
export const MAX_FOUND = 10_000;
export interface SearchReach {
  /** Messages whose text is in the index, of those known in the places searched. */
  readonly indexed: number;
  readonly known: number;
  readonly ignored: readonly string[];
  readonly words: readonly string[];
  /** There are older ones than the list holds. */
  readonly more: boolean;
}

type Hit = [id: number, thread: number, flags: number];
type FoundRow = [...Hit, folder: number, messageId: string];

/** The same for every way to write a query: what `found` is kept under. */
export const queryName = (text: string, now?: Date): string => printQuery(parseQuery(text, now));

/**
 * Messages that match, newest first, each once whatever folders it is in; at most `limit`. `conditions` are further
 * ones on messages' columns. A query without any term finds nothing.
 */
export function searchMessages(
  store: MailStore,
  text: string,
  folderIds: readonly number[] | null,
  conditions: readonly string[],
  limit = MAX_FOUND,
): { hits: Hit[]; reach: SearchReach } {
  const query = parseQuery(text);
  const plan = planOf(store, query);
  const places = folderIds ? ['folder_id IN (SELECT value FROM json_each(?))'] : [];
  const placeValues = folderIds ? [JSON.stringify(folderIds)] : [];
  const common = [...conditions, ...plan.conditions, ...places];
  const values = [...plan.values, ...placeValues];
  const nothing = query.terms.length === 0;
  const local = nothing ? [] : localHits(store, plan, common, values, limit + 1);
  const more = local.length > limit;
  if (more) local.pop();
  const oldest = more ? (local.at(-1)?.[0] ?? 0) : 0;
  const remote = nothing ? [] : remoteHits(store, printQuery(query), plan, common, values, oldest);
  const hits = onceEach(store, merge(local, remote));
  return { hits, reach: { ...reachOf(store, folderIds), ignored: query.ignored, words: plan.words, more } };
}

const COLUMNS = 'messages.id, thread_id, flags, folder_id, messages.message_id';

function localHits(
  store: MailStore,
  plan: Plan,
  conditions: readonly string[],
  values: readonly Value[],
  limit: number,
): FoundRow[] {
  const all = [...conditions, ...plan.textConditions];
  const where = all.join(' AND ') || 'TRUE';
  const given = [...values, ...plan.textValues];
  if (plan.match !== null) {
    const sql = `SELECT ${COLUMNS} FROM words CROSS JOIN messages ON messages.id = words.rowid
      WHERE words MATCH ? AND ${where} ORDER BY words.rowid DESC LIMIT ${limit}`;
    return statement(store, sql, true).all(plan.match, ...given) as unknown as FoundRow[];
  }
  // The covering index is a tenth of the table: flags and folders are decided there.
  const index = coveredBy(all);
  const sql = index
    ? `SELECT ${COLUMNS} FROM (SELECT id AS hit FROM messages INDEXED BY ${index} WHERE ${where} ORDER BY id DESC LIMIT ${limit})
       CROSS JOIN messages ON messages.id = hit ORDER BY id DESC`
    : `SELECT ${COLUMNS} FROM messages WHERE ${where} ORDER BY id DESC LIMIT ${limit}`;
  return statement(store, sql, true).all(...given) as unknown as FoundRow[];
}

function coveredBy(conditions: readonly string[]): string | null {
  if (conditions.includes(`flags & ${Flag.flagged}`)) return 'messages_starred';
  const covered =
    /^(?:flags & \d+(?: (?:=|<>) 0)?|folder_id (?:NOT )?IN \(SELECT value FROM json_each\(\?\)\)|id (?:<|>=) \?)$/;
  return conditions.every((condition) => covered.test(condition)) ? 'messages_list' : null;
}

function remoteHits(
  store: MailStore,
  name: string,
  { header }: Plan,
  conditions: readonly string[],
  values: readonly Value[],
  oldest: number,
): FoundRow[] {
  // What the server says of texts is believed; what the header decides is known here.
  const indexed = 'EXISTS (SELECT 1 FROM words WHERE words.rowid = messages.id AND words MATCH ?)';
  const checks = [...(header.wanted ? [indexed] : []), ...(header.unwanted ? [`NOT ${indexed}`] : [])];
  const checked = [header.wanted, header.unwanted].filter((phrases) => phrases !== null);
  const where = ['query = ?', 'id >= ?', ...conditions, ...checks].join(' AND ');
  const sql = `SELECT ${COLUMNS} FROM found CROSS JOIN messages ON messages.id = found.message_id
    WHERE ${where} ORDER BY found.message_id DESC LIMIT ${MAX_FOUND}`;
  return statement(store, sql, true).all(name, oldest, ...values, ...checked) as unknown as FoundRow[];
}

/** Both are newest first; what is in both comes once. */
function merge(a: readonly FoundRow[], b: readonly FoundRow[]): readonly FoundRow[] {
  if (b.length === 0) return a;
  const merged: FoundRow[] = [];
  for (let [i, j] = [0, 0]; i < a.length || j < b.length;) {
    const [x, y] = [a[i], b[j]];
    if (x && (!y || x[0] >= y[0])) {
      merged.push(x);
      i += 1;
      if (y && x[0] === y[0]) j += 1;
    } else if (y) {
      merged.push(y);
      j += 1;
    }
  }
  return merged;
}

/** Copies of a message in several folders are one hit: the one that is not in a folder of everything. */
function onceEach(store: MailStore, rows: readonly FoundRow[]): Hit[] {
  const everything = statement(
    store,
    `SELECT id FROM folders WHERE role IN ('all', 'important', 'flagged')`,
    true,
  ).all();
  const collecting = new Set((everything as unknown as [number][]).map(([id]) => id));
  const places = new Map<string, number>();
  const hits: Hit[] = [];
  for (const [id, thread, flags, folder, messageId] of rows) {
    const key = messageId === '' ? null : `${thread} ${messageId}`;
    const place = key === null ? undefined : places.get(key);
    if (place === undefined) {
      if (key !== null) places.set(key, collecting.has(folder) ? -1 - hits.length : hits.length);
      hits.push([id, thread, flags]);
    } else if (place < 0 && !collecting.has(folder) && key !== null) {
      hits[-1 - place] = [id, thread, flags];
      places.set(key, -1 - place);
    }
  }
  return hits;
}

interface KeptReach {
  readonly state: string;
  readonly at: number;
  readonly indexed: number;
  readonly known: number;
}
const reaches = new WeakMap<MailStore, Map<string, KeptReach>>();
/** While mail comes in, counting at every key press would cost more than searching. */
const REACH_MS = 2000;

function reachOf(store: MailStore, folderIds: readonly number[] | null): { indexed: number; known: number } {
  let kept = reaches.get(store);
  if (!kept) reaches.set(store, (kept = new Map<string, KeptReach>()));
  const key = folderIds === null ? '*' : folderIds.join(' ');
  const revisions = revisionsOf(store);
  const state = `${revisions.members(null)} ${revisions.texts()}`;
  const before = kept.get(key);
  if (before && (before.state === state || Date.now() - before.at < REACH_MS)) return before;
  const where = folderIds === null ? 'TRUE' : 'folder_id IN (SELECT value FROM json_each(?))';
  const row = statement(
    store,
    `SELECT count(*) AS known, coalesce(sum(flags & ${Flag.indexed} <> 0), 0) AS indexed
     FROM messages INDEXED BY messages_list WHERE ${where}`,
  ).get(...(folderIds === null ? [] : [JSON.stringify(folderIds)])) as unknown as { known: number; indexed: number };
  if (kept.size > 50) kept.clear();
  kept.set(key, { state, at: Date.now(), ...row });
  return row;
}
