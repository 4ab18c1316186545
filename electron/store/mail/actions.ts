// Changes as a person makes them: the rows change and the change is queued in one transaction that reaches the disk
// before anybody hears of it. What the servers make of it is in settle.ts.
import { transaction } from '../open.ts';
import { applyNames, effective, type FlagNames } from './flag-names.ts';
import type { MailStore } from './open.ts';
import { statement } from './statements.ts';

/** Messages of one action: what goes into one command, and into one transaction. */
export const ACTION_MESSAGES = 500;

export type ActionKind = 'flags' | 'move' | 'transfer' | 'delete' | 'empty' | 'mute';

export interface MoveInput {
  readonly to: number;
  /** The target's UIDVALIDITY and UIDNEXT before the first try: what came since may be ours. */
  readonly baseline?: { readonly uidValidity: string; readonly uidNext: number };
  /** Copied, and marked as deleted at the source, where others' deleted messages forbade to expunge. */
  readonly left?: boolean;
}

export interface EmptyInput {
  readonly folder: number;
  readonly uidValidity: string | null;
  /** Only what was there then: UIDs below it; null: nothing of the folder was known. */
  readonly below: number | null;
  /** UIDs that a waiting move takes out of the folder. */
  readonly except: readonly number[];
}

/** What changes of one transaction touched. */
export interface Touched {
  act: number | null;
  messages: number;
  readonly ids: number[];
  readonly folders: Set<number>;
  readonly accounts: Set<string>;
}

export const touched = (act: number | null = null): Touched => ({
  act,
  messages: 0,
  ids: [],
  folders: new Set(),
  accounts: new Set(),
});

/** One transaction that is on the disk when this returns, also if the power fails. */
export function durably<T>(store: MailStore, work: () => T): T {
  store.database.exec('PRAGMA synchronous = FULL');
  try {
    return transaction(store, work);
  } finally {
    store.database.exec('PRAGMA synchronous = NORMAL');
  }
}

interface Row {
  readonly id: number;
  readonly account_id: string;
  readonly folder_id: number;
  readonly uid: number | null;
  readonly uid_validity: string | null;
  readonly flags: number;
  readonly keywords: string;
  readonly message_id: string;
  readonly size: number;
  readonly thread_id: number;
}

const ROW = `SELECT m.id, f.account_id, m.folder_id, m.uid, f.uid_validity, m.flags, m.keywords, m.message_id, m.size,
  m.thread_id FROM messages m JOIN folders f ON f.id = m.folder_id WHERE m.id = ?`;

function rowsOf(store: MailStore, ids: readonly number[]): Row[] {
  const find = statement(store, ROW);
  return ids.flatMap((id) => (find.get(id) as Row | undefined) ?? []);
}

/** Adds an action of `into.act`, which gets its number with the first one. To be called in a transaction. */
function addAction(
  store: MailStore,
  into: Touched,
  accountId: string,
  kind: ActionKind,
  input: object,
  rows: readonly Row[],
): number {
  if (into.act === null) {
    // Never used twice, also after old actions went: AUTOINCREMENT's own counter.
    const seq = statement(store, "SELECT seq FROM sqlite_sequence WHERE name = 'actions'").get() as
      { seq: number } | undefined;
    into.act = (seq?.seq ?? 0) + 1;
  }
  const state = kind === 'mute' ? 'done' : 'waiting';
  const { lastInsertRowid } = statement(
    store,
    'INSERT INTO actions (act, account_id, kind, input, state, created_at) VALUES (?, ?, ?, ?, ?, ?)',
  ).run(into.act, accountId, kind, JSON.stringify(input), state, Date.now());
  const id = Number(lastInsertRowid);
  const add = statement(
    store,
    `INSERT INTO action_messages (action_id, message_id, folder_id, uid_validity, uid, header_id, size)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
  );
  for (const row of rows) {
    add.run(id, row.id, row.folder_id, row.uid === null ? null : row.uid_validity, row.uid, row.message_id, row.size);
    into.ids.push(row.id);
    into.folders.add(row.folder_id);
  }
  into.messages += rows.length;
  if (state === 'waiting') into.accounts.add(accountId);
  return id;
}

function grouped(rows: readonly Row[], key: (row: Row) => string): Row[][] {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const name = key(row);
    const group = groups.get(name);
    if (group) group.push(row);
    else groups.set(name, [row]);
  }
  return [...groups.values()];
}

/** Messages that have (or lack) the flags already are left out: undoing touches only what was changed. At most ACTION_MESSAGES ids. */
export function changeFlags(store: MailStore, into: Touched, ids: readonly number[], wanted: FlagNames): void {
  const update = statement(store, 'UPDATE messages SET flags = ?, keywords = ?, pending = 1 WHERE id = ?');
  const changes = new Map<number, FlagNames>();
  const rows = rowsOf(store, ids).filter((row) => {
    const change = effective(row, wanted);
    changes.set(row.id, change);
    return change.add.length + change.remove.length > 0;
  });
  const key = (row: Row): string => JSON.stringify([row.folder_id, changes.get(row.id)]);
  for (const group of grouped(rows, key)) {
    const first = group[0] as Row;
    const change = changes.get(first.id) as FlagNames;
    addAction(store, into, first.account_id, 'flags', change, group);
    for (const row of group) {
      const after = applyNames(row, change);
      update.run(after.flags, after.keywords, row.id);
    }
  }
}

/** Also between accounts. Messages that are there already are left out. At most ACTION_MESSAGES ids. */
export function moveMessages(
  store: MailStore,
  into: Touched,
  ids: readonly number[],
  to: { readonly id: number; readonly accountId: string },
): void {
  const update = statement(store, 'UPDATE messages SET folder_id = ?, uid = NULL, pending = 1 WHERE id = ?');
  const rows = rowsOf(store, ids).filter((row) => row.folder_id !== to.id);
  for (const group of grouped(rows, (row) => String(row.folder_id))) {
    const { account_id } = group[0] as Row;
    const kind = account_id === to.accountId ? 'move' : 'transfer';
    addAction(store, into, account_id, kind, { to: to.id } satisfies MoveInput, group);
    for (const row of group) update.run(to.id, row.id);
    into.folders.add(to.id);
  }
}

/** For good: the rows go at once. At most ACTION_MESSAGES ids. */
export function deleteMessages(store: MailStore, into: Touched, ids: readonly number[]): void {
  const remove = statement(store, 'DELETE FROM messages WHERE id = ?');
  for (const group of grouped(rowsOf(store, ids), (row) => String(row.folder_id))) {
    addAction(store, into, (group[0] as Row).account_id, 'delete', {}, group);
    for (const row of group) remove.run(row.id);
  }
}

/** Everything the folder held when it was last read, whether its rows are here or not. Returns `below` for removeEmptied. */
export function emptyFolder(store: MailStore, into: Touched, folderId: number): number | null {
  const folder = statement(store, 'SELECT account_id, uid_validity, uid_next FROM folders WHERE id = ?').get(
    folderId,
  ) as { account_id: string; uid_validity: string | null; uid_next: number | null } | undefined;
  if (!folder) return null;
  const moved = statement(
    store,
    `SELECT am.uid FROM action_messages am JOIN actions a ON a.id = am.action_id
     WHERE am.folder_id = ? AND am.uid IS NOT NULL AND am.done = 0 AND a.kind IN ('move', 'transfer')`,
  ).all(folderId) as { uid: number }[];
  const input: EmptyInput = {
    folder: folderId,
    uidValidity: folder.uid_validity,
    below: folder.uid_next,
    except: moved.map(({ uid }) => uid),
  };
  addAction(store, into, folder.account_id, 'empty', input, []);
  into.folders.add(folderId);
  return input.below;
}

/** The next rows of a folder that is emptied: those the action does not cover are deleted one by one. False: none is left. */
export function removeEmptied(store: MailStore, into: Touched, folderId: number, below: number | null): boolean {
  const rows = statement(store, 'SELECT id, uid FROM messages WHERE folder_id = ? LIMIT ?').all(
    folderId,
    ACTION_MESSAGES,
  ) as { id: number; uid: number | null }[];
  const covered = (uid: number | null): boolean => uid !== null && below !== null && uid < below;
  deleteMessages(
    store,
    into,
    rows.flatMap(({ id, uid }) => (covered(uid) ? [] : id)),
  );
  const remove = statement(store, 'DELETE FROM messages WHERE id = ?');
  for (const { id, uid } of rows) if (covered(uid)) remove.run(id);
  return rows.length === ACTION_MESSAGES;
}

/** Of these messages' threads. Only here: servers know nothing of it. */
export function muteThreads(store: MailStore, into: Touched, ids: readonly number[], value: boolean): void {
  const rows = rowsOf(store, ids);
  const isMuted = statement(store, 'SELECT 1 FROM muted WHERE thread_id = ?');
  const threads = new Set<number>();
  for (const row of rows) {
    if ((isMuted.get(row.thread_id) !== undefined) === value) continue;
    threads.add(row.thread_id);
    into.ids.push(row.id);
    into.folders.add(row.folder_id);
  }
  into.messages += rows.length;
  if (threads.size === 0) return;
  setMuted(store, threads, value);
  addAction(store, into, rows[0]?.account_id ?? '', 'mute', { threads: [...threads], value }, []);
}

export function setMuted(store: MailStore, threads: Iterable<number>, value: boolean): void {
  const sql = value ? 'INSERT OR IGNORE INTO muted (thread_id) VALUES (?)' : 'DELETE FROM muted WHERE thread_id = ?';
  for (const thread of threads) statement(store, sql).run(thread);
}

/** Acts that wait for the server of this account. */
export function waitingActs(store: MailStore, accountId: string): number {
  const row = statement(
    store,
    "SELECT count(DISTINCT act) AS count FROM actions WHERE account_id = ? AND state <> 'done'",
  ).get(accountId) as { count: number };
  return row.count;
}
