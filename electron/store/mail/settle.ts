// What has to be sent next, and what becomes of rows and later changes once the server has answered. A message is never
// lost here: where the server does not say where one went, its row goes and the next reading brings it as it is.
import { ACTION_MESSAGES, durably, type ActionKind } from './actions.ts';
import type { Marks } from './flag-names.ts';
import type { MailStore } from './open.ts';
import { pendingOf } from './pending.ts';
import { Flag } from './schema.ts';
import { statement } from './statements.ts';

export interface Position {
  readonly folderId: number;
  readonly uidValidity: string | null;
  readonly uid: number | null;
}

export interface JobMessage {
  readonly actionId: number;
  readonly id: number;
  readonly uid: number;
  /** Message-ID without angle brackets, '' when there is none. */
  readonly headerId: string;
  readonly size: number;
}

/** What can go to the server in one piece: of one kind, one folder and one input. */
export interface Job {
  readonly actionIds: readonly number[];
  readonly kind: ActionKind;
  readonly input: unknown;
  /** An earlier try may have got through. */
  readonly tried: boolean;
  readonly folderId: number;
  readonly uidValidity: string | null;
  readonly messages: readonly JobMessage[];
  /** Their number in `folderId` is not known: to be looked for by Message-ID and size. */
  readonly unnumbered: readonly Omit<JobMessage, 'uid'>[];
}

interface ActionRow {
  readonly id: number;
  readonly kind: ActionKind;
  readonly input: string;
  readonly state: string;
}
interface WaitingRow {
  readonly action_id: number;
  readonly message_id: number;
  readonly folder_id: number;
  readonly uid_validity: string | null;
  readonly uid: number | null;
  readonly header_id: string;
  readonly size: number;
  readonly now_validity: string | null;
  readonly known_from: number | null;
  readonly row_folder: number | null;
  readonly row_uid: number | null;
  readonly earlier: number;
}

const WAITING = `SELECT am.action_id, am.message_id, am.folder_id, am.uid_validity, am.uid, am.header_id, am.size,
    f.uid_validity AS now_validity, f.known_from, m.folder_id AS row_folder, m.uid AS row_uid,
    EXISTS (SELECT 1 FROM action_messages e WHERE e.message_id = am.message_id AND e.action_id < am.action_id AND e.done = 0)
      AS earlier
  FROM action_messages am LEFT JOIN folders f ON f.id = am.folder_id LEFT JOIN messages m ON m.id = am.message_id
  WHERE am.action_id = ? AND am.done = 0`;

/**
 * The oldest waiting work of an account, neighbours of the same kind taken along; null: nothing (that is not in `blocked`).
 * Changes whose message is gone, or whose folder was renumbered and read again without it, are dropped on the way.
 */
export function nextJob(store: MailStore, accountId: string, blocked: ReadonlySet<number>): Job | null {
  const actions = statement(
    store,
    "SELECT id, kind, input, state FROM actions WHERE account_id = ? AND state <> 'done' AND id > ? ORDER BY id LIMIT 50",
  );
  let after = 0;
  for (;;) {
    const some = actions.all(accountId, after) as unknown as ActionRow[];
    if (some.length === 0) return null;
    for (const [index, action] of some.entries()) {
      after = action.id;
      if (blocked.has(action.id)) continue;
      const job = jobOf(store, action, some.slice(index + 1), blocked);
      if (job) return job;
    }
  }
}

function jobOf(
  store: MailStore,
  action: ActionRow,
  following: readonly ActionRow[],
  blocked: ReadonlySet<number>,
): Job | null {
  const { kind } = action;
  const input: unknown = JSON.parse(action.input);
  if (kind === 'empty') {
    const { folder, uidValidity } = input as { folder: number; uidValidity: string | null };
    return {
      ...{ actionIds: [action.id], kind, input, tried: action.state === 'sending' },
      ...{ folderId: folder, uidValidity, messages: [], unnumbered: [] },
    };
  }
  const first = readyRows(store, action);
  const folderId = first[0]?.folder_id;
  if (folderId === undefined) return null;
  const taken = first.filter((row) => row.folder_id === folderId);
  const actionIds = [action.id];
  // A transfer goes message by message anyway.
  if (action.state === 'waiting' && kind !== 'transfer')
    for (const next of following) {
      if (blocked.has(next.id) || next.kind !== kind || next.input !== action.input || next.state !== 'waiting') break;
      const rows = readyRows(store, next);
      // One message twice in a row (read, unread, read) keeps its order.
      const known = new Set(taken.map((row) => row.message_id));
      if (rows.length === 0 || rows.some((row) => row.folder_id !== folderId || known.has(row.message_id))) break;
      if (taken.length + rows.length > ACTION_MESSAGES) break;
      actionIds.push(next.id);
      taken.push(...rows);
    }
  const messages: JobMessage[] = [];
  const unnumbered: Omit<JobMessage, 'uid'>[] = [];
  for (const row of taken) {
    const message = { actionId: row.action_id, id: row.message_id, headerId: row.header_id, size: row.size };
    if (row.uid === null) unnumbered.push(message);
    else messages.push({ ...message, uid: row.uid });
  }
  messages.sort((a, b) => a.uid - b.uid);
  const tried = action.state === 'sending';
  return {
    ...{ actionIds, kind, input, tried, folderId, messages, unnumbered },
    uidValidity: taken[0]?.now_validity ?? taken[0]?.uid_validity ?? null,
  };
}

/** The messages of an action that can go now. Those that cannot any more leave it. */
function readyRows(store: MailStore, action: ActionRow): WaitingRow[] {
  const ready: WaitingRow[] = [];
  for (const found of statement(store, WAITING).all(action.id) as unknown as WaitingRow[]) {
    if (found.earlier) continue;
    const here = found.row_folder === found.folder_id;
    let { uid } = found;
    // A folder that was not read yet has no number of its own to compare with: what the server said stands.
    const stale = uid !== null && found.now_validity !== null && found.uid_validity !== found.now_validity;
    if ((uid === null || stale) && here && found.row_uid !== null) {
      uid = found.row_uid;
      const sql = 'UPDATE action_messages SET uid = ?, uid_validity = ? WHERE action_id = ? AND message_id = ?';
      statement(store, sql).run(uid, found.now_validity, action.id, found.message_id);
    } else if (stale) {
      // Renumbered: until the folder is read to its end its row waits for the new number, and so does the change.
      if (!here || found.known_from === 1)
        settle(store, [{ actionId: action.id, id: found.message_id, end: { kind: 'gone' } }]);
      continue;
    }
    ready.push({ ...found, uid });
  }
  finishActions(store, [action.id]);
  return ready;
}

/** Before the first byte goes out: from now on the server may have it. */
export function markSending(store: MailStore, job: Job, input: unknown = job.input): void {
  const update = statement(store, "UPDATE actions SET state = 'sending', input = ? WHERE id = ?");
  durably(store, () => {
    for (const id of job.actionIds) update.run(JSON.stringify(input), id);
  });
}

/** Nothing went out after all. */
export function markWaiting(store: MailStore, job: Job): void {
  for (const id of job.actionIds) statement(store, "UPDATE actions SET state = 'waiting' WHERE id = ?").run(id);
}

/** The number of a message that was looked for. */
export function setNumber(store: MailStore, actionId: number, id: number, uidValidity: string, uid: number): void {
  statement(store, 'UPDATE action_messages SET uid = ?, uid_validity = ? WHERE action_id = ? AND message_id = ?').run(
    uid,
    uidValidity,
    actionId,
    id,
  );
}

export type End =
  /** Done; for moves: where the message is now (uid null: there, number unknown). */
  | { readonly kind: 'done'; readonly at: Position | null }
  /** It is not where it was, and not where it should go. */
  | { readonly kind: 'gone' }
  /** The server did not want it: it is where it was. */
  | { readonly kind: 'refused' };

/** Notes the ends of messages. To be called in a transaction. Returns ids of folders that have to be read again. */
export function settle(
  store: MailStore,
  ends: readonly { readonly actionId: number; readonly id: number; readonly end: End }[],
): Set<number> {
  const reread = new Set<number>();
  const one = statement(
    store,
    `SELECT a.kind, am.folder_id, am.uid_validity, am.uid FROM action_messages am JOIN actions a ON a.id = am.action_id
     WHERE am.action_id = ? AND am.message_id = ?`,
  );
  const done = statement(store, 'UPDATE action_messages SET done = 1 WHERE action_id = ? AND message_id = ?');
  const forget = statement(store, 'DELETE FROM action_messages WHERE action_id = ? AND message_id = ?');
  for (const { actionId, id, end } of ends) {
    const was = one.get(actionId, id) as
      { kind: ActionKind; folder_id: number; uid_validity: string | null; uid: number | null } | undefined;
    if (!was) continue;
    const moves = was.kind === 'move' || was.kind === 'transfer';
    if (end.kind === 'done') {
      done.run(actionId, id);
      if (end.at && end.at.uid !== null) followOn(store, id, actionId, end.at, false);
      // What came in between, before this row was known to be on its way out.
      if (was.kind === 'delete' && was.uid !== null)
        statement(store, 'DELETE FROM messages WHERE folder_id = ? AND uid = ?').run(was.folder_id, was.uid);
    } else if (end.kind === 'refused') {
      forget.run(actionId, id);
      const before = { folderId: was.folder_id, uidValidity: was.uid_validity, uid: was.uid };
      if (was.kind === 'delete') reread.add(was.folder_id);
      else if (moves && !followOn(store, id, actionId, before, true)) reread.add(was.folder_id);
    } else {
      forget.run(actionId, id);
      if (moves) loseTrack(store, id, actionId);
      else dropUnfound(store, id);
    }
    refreshPending(store, [id]);
  }
  finishActions(store, [...new Set(ends.map(({ actionId }) => actionId))]);
  for (const folder of reread) statement(store, 'UPDATE folders SET highest_modseq = NULL WHERE id = ?').run(folder);
  return reread;
}

/**
 * The server has the message at `at`, after the action `after`: later changes start from there, and its row stands there
 * unless a later one moves it on. `back`: it never left; then a later deletion for good is dropped, as it was meant for
 * another place. Returns false when the message has no row any more.
 */
export function followOn(store: MailStore, id: number, after: number, at: Position, back: boolean): boolean {
  const later = statement(
    store,
    `SELECT am.action_id, a.kind FROM action_messages am JOIN actions a ON a.id = am.action_id
     WHERE am.message_id = ? AND am.action_id > ? AND am.done = 0 ORDER BY am.action_id`,
  ).all(id, after) as { action_id: number; kind: ActionKind }[];
  const set = statement(
    store,
    'UPDATE action_messages SET folder_id = ?, uid_validity = ?, uid = ? WHERE action_id = ? AND message_id = ?',
  );
  for (const { action_id, kind } of later) {
    if (kind === 'delete' && back) {
      statement(store, 'DELETE FROM action_messages WHERE action_id = ? AND message_id = ?').run(action_id, id);
      finishActions(store, [action_id]);
      return false;
    }
    set.run(at.folderId, at.uidValidity, at.uid, action_id, id);
    if (kind !== 'flags') {
      joinTwin(store, id, at);
      return true;
    }
  }
  return placeRow(store, id, at);
}

/** Puts a row where the server has its message; one that was read there meanwhile becomes one with it. */
function placeRow(store: MailStore, id: number, { folderId, uidValidity, uid }: Position): boolean {
  const row = statement(store, 'SELECT folder_id, uid FROM messages WHERE id = ?').get(id) as
    { folder_id: number; uid: number | null } | undefined;
  if (!row) return false;
  const folder = statement(store, 'SELECT uid_validity FROM folders WHERE id = ?').get(folderId) as
    { uid_validity: string | null } | undefined;
  if (!folder) {
    statement(store, 'DELETE FROM messages WHERE id = ?').run(id);
    return true;
  }
  // Adopted by a reading already.
  if (row.folder_id === folderId && row.uid !== null) return true;
  const known = uid !== null && folder.uid_validity === uidValidity ? uid : null;
  const said = joinTwin(store, id, { folderId, uidValidity, uid });
  statement(store, 'UPDATE messages SET folder_id = ?, uid = ? WHERE id = ?').run(folderId, known, id);
  // It was read later than our own row changed.
  if (said && known !== null) takeServerFlags(store, folderId, new Map([[known, said]]));
  return true;
}

/** A reading met the message there before its change was settled: that row goes. Its flags as read; null: there is none. */
function joinTwin(store: MailStore, id: number, { folderId, uidValidity, uid }: Position): Marks | null {
  const twin = statement(
    store,
    `SELECT m.id, m.flags, m.keywords FROM messages m JOIN folders f ON f.id = m.folder_id
     WHERE m.folder_id = ? AND m.uid = ? AND f.uid_validity = ? AND m.id <> ?`,
  ).get(folderId, uid, uidValidity, id) as ({ id: number } & Marks) | undefined;
  if (!twin) return null;
  statement(store, 'UPDATE OR IGNORE action_messages SET message_id = ? WHERE message_id = ?').run(id, twin.id);
  statement(store, 'DELETE FROM messages WHERE id = ?').run(twin.id);
  return twin;
}

/** Somebody else has moved or deleted it: later changes go, and its row unless a reading has found it here. */
function loseTrack(store: MailStore, id: number, after: number): void {
  const later = statement(
    store,
    'DELETE FROM action_messages WHERE message_id = ? AND action_id > ? AND done = 0 RETURNING action_id',
  ).all(id, after) as { action_id: number }[];
  statement(store, 'DELETE FROM messages WHERE id = ? AND uid IS NULL').run(id);
  finishActions(
    store,
    later.map(({ action_id }) => action_id),
  );
}

/** Its row waited for a number that no reading gave. */
function dropUnfound(store: MailStore, id: number): void {
  statement(
    store,
    `DELETE FROM messages WHERE id = ? AND uid IS NULL
     AND NOT EXISTS (SELECT 1 FROM action_messages WHERE message_id = messages.id AND done = 0)`,
  ).run(id);
}

function finishActions(store: MailStore, ids: readonly number[]): void {
  const finish = statement(
    store,
    `UPDATE actions SET state = 'done' WHERE id = ? AND kind <> 'empty' AND kind <> 'mute'
     AND NOT EXISTS (SELECT 1 FROM action_messages WHERE action_id = ? AND done = 0)`,
  );
  const drop = statement(
    store,
    `DELETE FROM actions WHERE id = ? AND kind <> 'empty' AND kind <> 'mute'
     AND NOT EXISTS (SELECT 1 FROM action_messages WHERE action_id = ?)`,
  );
  for (const id of ids) {
    finish.run(id, id);
    drop.run(id, id);
  }
}

/** An action without messages of its own (empty). */
export function finishAction(store: MailStore, id: number): void {
  statement(store, "UPDATE actions SET state = 'done' WHERE id = ?").run(id);
}

export function dropAction(store: MailStore, id: number): void {
  statement(store, 'DELETE FROM actions WHERE id = ?').run(id);
}

/** Notes in a move what is left to do at its source, so that it is not forgotten with the old actions. */
export function markLeft(store: MailStore, job: Job): void {
  const update = statement(store, "UPDATE actions SET input = json_set(input, '$.left', json('true')) WHERE id = ?");
  for (const id of job.actionIds) update.run(id);
}

/** Folders of an account in which messages of ours stay marked as deleted, and the actions that know of them. */
export function leftBehind(
  store: MailStore,
  accountId: string,
): { readonly folderId: number; readonly actionIds: readonly number[] }[] {
  const rows = statement(
    store,
    `SELECT DISTINCT am.folder_id, a.id FROM actions a JOIN action_messages am ON am.action_id = a.id
     WHERE a.account_id = ? AND a.state = 'done' AND a.input ->> '$.left' IS NOT NULL`,
  ).all(accountId) as { folder_id: number; id: number }[];
  const folders = new Map<number, number[]>();
  for (const { folder_id, id } of rows) folders.set(folder_id, [...(folders.get(folder_id) ?? []), id]);
  return [...folders].map(([folderId, actionIds]) => ({ folderId, actionIds }));
}

export function forgetLeft(store: MailStore, actionIds: readonly number[]): void {
  const update = statement(store, "UPDATE actions SET input = json_remove(input, '$.left') WHERE id = ?");
  for (const id of actionIds) update.run(id);
}

export function refreshPending(store: MailStore, ids: readonly number[]): void {
  const update = statement(
    store,
    `UPDATE messages SET pending = EXISTS (
       SELECT 1 FROM action_messages am WHERE am.message_id = messages.id AND am.done = 0) WHERE id = ?`,
  );
  for (const id of ids) update.run(id);
}

const SERVER = Flag.seen | Flag.answered | Flag.flagged | Flag.deleted | Flag.draft | Flag.forwarded | Flag.junk;

/** After refused flags: rows show what the server has, and what still waits. `marks` by UID. To be called in a transaction. */
export function takeServerFlags(store: MailStore, folderId: number, marks: ReadonlyMap<number, Marks>): number[] {
  const pending = pendingOf(store, folderId);
  const ids: number[] = [];
  for (const [uid, said] of marks) {
    const after = pending.flagsAfter(uid, said.flags & SERVER, said.keywords);
    const row = statement(
      store,
      'UPDATE messages SET flags = (flags & ?) | ?, keywords = ? WHERE folder_id = ? AND uid = ? RETURNING id',
    ).get(~SERVER, after.flags & SERVER, after.keywords, folderId, uid) as { id: number } | undefined;
    if (row) ids.push(row.id);
  }
  return ids;
}

const OLD_MS = 24 * 3600 * 1000;

/** Forgets some of the done actions that can no longer be undone, and those of accounts that are gone. True: there may be more. */
export function forgetOldActions(store: MailStore): boolean {
  const { changes } = statement(
    store,
    `DELETE FROM actions WHERE id IN (
       SELECT id FROM actions WHERE state = 'done' AND created_at < ? AND input ->> '$.left' IS NULL LIMIT 10)`,
  ).run(Date.now() - OLD_MS);
  statement(store, 'DELETE FROM actions WHERE account_id NOT IN (SELECT account_id FROM folders)').run();
  return Number(changes) === 10;
}

/** Accounts with messages on their way to a folder of this account. */
export function sendersTo(store: MailStore, accountId: string): string[] {
  const rows = statement(
    store,
    `SELECT DISTINCT a.account_id FROM actions a JOIN folders f ON f.id = a.input ->> '$.to'
     WHERE a.state <> 'done' AND a.kind = 'transfer' AND f.account_id = ?`,
  ).all(accountId) as { account_id: string }[];
  return rows.map(({ account_id }) => account_id);
}

/**
 * A message has arrived in another account: from now on it is only to be deleted where it was. Durable, as it must not
 * arrive twice. To be called in a transaction.
 */
export function appendedAt(store: MailStore, accountId: string, message: JobMessage, at: Position): void {
  const was = statement(
    store,
    `SELECT am.*, a.act FROM action_messages am JOIN actions a ON a.id = am.action_id
     WHERE am.action_id = ? AND am.message_id = ?`,
  ).get(message.actionId, message.id) as
    { act: number; folder_id: number; uid_validity: string | null; uid: number } | undefined;
  if (!was) return;
  const { lastInsertRowid } = statement(
    store,
    "INSERT INTO actions (act, account_id, kind, input, state, created_at) VALUES (?, ?, 'delete', '{}', 'waiting', ?)",
  ).run(was.act, accountId, Date.now());
  // Not the message's own id: what happens to it in its new place must not touch this.
  statement(
    store,
    `INSERT INTO action_messages (action_id, message_id, folder_id, uid_validity, uid, header_id, size)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
  ).run(Number(lastInsertRowid), -message.id, was.folder_id, was.uid_validity, was.uid, message.headerId, message.size);
  settle(store, [{ actionId: message.actionId, id: message.id, end: { kind: 'done', at } }]);
}
