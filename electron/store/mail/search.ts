// Search over the index: a query as SQL. Newest first by the order of ids, so that a common word costs no more than the
// messages that are shown.
import type { FolderRole } from '../../contract/shapes.ts';
import { parseQuery, printQuery, type Query, type Term } from '../../contract/query.ts';
import { fold, hasWords, isUnspaced, spaced } from './fold.ts';
import type { MailStore } from './open.ts';
import { revisionsOf } from './revisions.ts';
import { Flag, IDS_PER_SECOND } from './schema.ts';
import { statement } from './statements.ts';

/** Of one search; what is older has to be asked for with more words. */
export const MAX_FOUND = 10_000;
/** Shorter words are searched whole unless they are the last one, which may be half typed. */
const PREFIX_FROM = 4;

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
type Value = string | number;

interface Plan {
  /** FTS5; null: no words. */
  readonly match: string | null;
  /** On columns of messages, with `values`. */
  readonly conditions: readonly string[];
  readonly values: readonly Value[];
  /** Everything that has to do with text: what a server judged need not hold here. */
  readonly textConditions: readonly string[];
  readonly textValues: readonly Value[];
  readonly words: readonly string[];
}

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
  const remote = nothing ? [] : remoteHits(store, printQuery(query), common, values, oldest);
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
  conditions: readonly string[],
  values: readonly Value[],
  oldest: number,
): FoundRow[] {
  const where = ['query = ?', 'id >= ?', ...conditions].join(' AND ');
  const sql = `SELECT ${COLUMNS} FROM found CROSS JOIN messages ON messages.id = found.message_id
    WHERE ${where} ORDER BY found.message_id DESC LIMIT ${MAX_FOUND}`;
  return statement(store, sql, true).all(name, oldest, ...values) as unknown as FoundRow[];
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

const quoted = (text: string): string => `"${text.replaceAll('"', ' ')}"`;

/** One phrase for FTS5, which takes it apart by its own rules; null when there is no word in it. */
function phraseOf(text: string, prefix: boolean): string | null {
  const clean = spaced(text).replaceAll('\0', ' ');
  if (!hasWords(clean)) return null;
  return quoted(clean) + (prefix && /[\p{L}\p{N}]$/u.test(clean.trim()) ? ' *' : '');
}

const columnOf = {
  subject: 'subject : ',
  body: 'body : ',
  filename: 'files : ',
  from: 'author : ',
  to: 'people : ',
  cc: 'people : ',
  any: '',
} as const;

function planOf(store: MailStore, query: Query): Plan {
  const [wanted, unwanted, words]: [string[], string[], string[]] = [[], [], []];
  const plan = {
    conditions: [] as string[],
    values: [] as Value[],
    textConditions: [] as string[],
    textValues: [] as Value[],
  };
  const add = (term: Term, condition: string, ...values: Value[]): void => {
    plan.conditions.push(term.not ? `NOT (${condition})` : condition);
    plan.values.push(...values);
  };
  const flag = (term: Term, bit: number, set: boolean): void => {
    const asked = set !== term.not;
    // As the partial index of starred messages is written.
    plan.conditions.push(asked && bit === Flag.flagged ? `flags & ${bit}` : `flags & ${bit} ${asked ? '<>' : '='} 0`);
  };
  for (const [index, term] of query.terms.entries()) {
    switch (term.kind) {
      case 'words':
      case 'person': {
        const prefix =
          term.kind === 'person' ||
          (!term.phrase &&
            (index === query.terms.length - 1 || term.text.length >= PREFIX_FROM || isUnspaced(term.text)));
        const phrase = phraseOf(term.text, prefix);
        if (phrase === null) break;
        (term.not ? unwanted : wanted).push(columnOf[term.field] + phrase);
        if (term.field === 'cc') {
          plan.textConditions.push(`${term.not ? 'NOT ' : ''}${CC}`);
          plan.textValues.push(`%${fold(term.text).replace(/[\\%_]/g, '\\$&')}%`);
          if (term.not) unwanted.pop();
        }
        if (!term.not && term.field !== 'filename') words.push(term.text);
        break;
      }
      case 'in':
        plan.conditions.push(`folder_id ${term.not ? 'NOT ' : ''}IN (SELECT value FROM json_each(?))`);
        plan.values.push(JSON.stringify(foldersNamed(store, term.text)));
        break;
      case 'has':
        flag(term, Flag.files, true);
        break;
      case 'is':
        if (term.what === 'unread' || term.what === 'read') flag(term, Flag.seen, term.what === 'read');
        else flag(term, term.what === 'starred' ? Flag.flagged : Flag.answered, true);
        break;
      case 'before':
      case 'after':
        plan.conditions.push(`id ${(term.kind === 'before') !== term.not ? '<' : '>='} ?`);
        plan.values.push(firstIdOf(term.day));
        break;
      case 'larger':
        add(term, 'size > ?', term.bytes);
        break;
      case 'smaller':
        add(term, 'size < ?', term.bytes);
        break;
      case 'list':
        add(term, `list_id LIKE ? ESCAPE '\\'`, `%${term.text.replace(/[\\%_]/g, '\\$&')}%`);
        break;
    }
  }
  if (plan.textConditions.length > 0) offerFold(store);
  let match = wanted.length > 0 ? wanted.map((phrase) => `(${phrase})`).join(' AND ') : null;
  if (match !== null && unwanted.length > 0) match = `(${match}) NOT (${unwanted.join(' OR ')})`;
  else if (unwanted.length > 0) {
    plan.textConditions.push('id NOT IN (SELECT rowid FROM words WHERE words MATCH ?)');
    plan.textValues.push(unwanted.join(' OR '));
  }
  return { match, ...plan, words };
}

/** The index knows recipients as one; who got a copy is in the row. */
const CC = `EXISTS (SELECT 1 FROM json_each(messages.people, '$.cc') AS person
  WHERE fold((person.value ->> 0) || ' ' || (person.value ->> 1)) LIKE ? ESCAPE '\\')`;

const folding = new WeakSet<MailStore>();
function offerFold(store: MailStore): void {
  if (folding.has(store)) return;
  folding.add(store);
  store.database.function('fold', { deterministic: true }, (text) => fold(String(text ?? '')));
}

/** The first id of a local day. */
function firstIdOf(day: string): number {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  return Math.max(0, Math.floor(new Date(year, month - 1, date).getTime() / 1000)) * IDS_PER_SECOND;
}

/** How people call special folders, in both languages, without accents. */
const roleWords: Readonly<Record<FolderRole, readonly string[]>> = {
  inbox: ['inbox', 'boite de reception', 'reception'],
  sent: ['sent', 'envoyes', 'messages envoyes'],
  drafts: ['drafts', 'draft', 'brouillons', 'brouillon'],
  archive: ['archive', 'archives'],
  junk: ['junk', 'spam', 'indesirables', 'courrier indesirable', 'pourriel'],
  trash: ['trash', 'bin', 'corbeille'],
  all: ['all', 'tous', 'all mail', 'tous les messages'],
  flagged: ['starred', 'flagged', 'suivis'],
  important: ['important', 'importants'],
};

/** Folders whose role, whole name or any word of it begins so. */
export function foldersNamed(store: MailStore, text: string): number[] {
  const asked = fold(text).trim();
  const rows = statement(store, 'SELECT id, role, names, path FROM folders').all() as unknown as {
    id: number;
    role: FolderRole | null;
    names: string;
    path: string;
  }[];
  return rows
    .filter(({ role, names, path }) => {
      if (role !== null && roleWords[role].some((word) => word.startsWith(asked))) return true;
      const list = JSON.parse(names) as string[];
      const last = fold(list.at(-1) ?? '');
      const whole = [fold(list.join('/')), fold(path)];
      return last.startsWith(asked) || last.split(/[^\p{L}\p{N}]+/u).includes(asked) || whole.includes(asked);
    })
    .map(({ id }) => id);
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

/** A folder the index does not reach the end of. */
export interface UnindexedFolder {
  readonly id: number;
  readonly accountId: string;
  readonly path: string;
}

/** Folders with texts that are not in the index, or with messages not known yet; the largest gap first. */
export function unindexedFolders(store: MailStore, accountIds: readonly string[] | null): UnindexedFolder[] {
  return statement(
    store,
    `SELECT id, account_id AS accountId, path FROM (
       SELECT folders.*, max(server_messages, known) - (
         SELECT count(*) FROM messages INDEXED BY messages_list
         WHERE folder_id = folders.id AND flags & ${Flag.indexed} <> 0) AS gap
       FROM folders WHERE selectable AND (?1 IS NULL OR account_id IN (SELECT value FROM json_each(?1))))
     WHERE gap > 0 ORDER BY role IS 'inbox' DESC, gap DESC`,
  ).all(accountIds && JSON.stringify(accountIds)) as unknown as UnindexedFolder[];
}

/** Notes what a server found, by its numbers; those not known here are left out. Returns how many are known. */
export function saveFound(store: MailStore, name: string, folderId: number, uids: readonly number[]): number {
  const { changes } = statement(
    store,
    `INSERT OR IGNORE INTO found (query, message_id) SELECT ?, messages.id FROM json_each(?) AS uid
     CROSS JOIN messages ON folder_id = ? AND messages.uid = uid.value`,
  ).run(name, JSON.stringify(uids), folderId);
  revisionsOf(store).searched();
  return Number(changes);
}

/** What servers said before: of one query, or of all. */
export function forgetFound(store: MailStore, name?: string): void {
  if (name === undefined) statement(store, 'DELETE FROM found').run();
  else statement(store, 'DELETE FROM found WHERE query = ?').run(name);
  revisionsOf(store).searched();
}
