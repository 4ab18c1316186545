// Taking an act back: what the server has not heard of is removed and the rows put back; for the rest the opposite is queued.
import { changeFlags, moveMessages, setMuted, type ActionKind, type MoveInput, type Touched } from './actions.ts';
import { applyNames, type FlagNames } from './flag-names.ts';
import type { MailStore } from './open.ts';
import { followOn, refreshPending } from './settle.ts';
import { statement } from './statements.ts';

/** An act can be undone for so long. */
export const UNDO_MS = 24 * 3600 * 1000;

interface ActionRow {
  readonly id: number;
  readonly kind: ActionKind;
  readonly input: string;
  readonly state: string;
}
interface MessageRow {
  readonly message_id: number;
  readonly folder_id: number;
  readonly uid_validity: string | null;
  readonly uid: number | null;
  readonly done: number;
}

/** The actions of an act that can be undone, the last first; empty: none (any more). */
export function undoable(store: MailStore, act: number): number[] {
  const rows = statement(
    store,
    `SELECT id FROM actions WHERE act = ? AND created_at > ? AND kind IN ('flags', 'move', 'transfer', 'mute')
     ORDER BY id DESC`,
  ).all(act, Date.now() - UNDO_MS) as { id: number }[];
  return rows.map(({ id }) => id);
}

/** Undoes one action. To be called in a transaction; `into` gathers what was touched and the act of the opposites. */
export function undoAction(store: MailStore, into: Touched, actionId: number): void {
  const action = statement(store, 'SELECT id, kind, input, state FROM actions WHERE id = ?').get(actionId) as
    ActionRow | undefined;
  if (!action) return;
  // Its number is not given out again; done moves stay known (see pending.ts).
  statement(store, 'UPDATE actions SET act = -abs(act) WHERE id = ?').run(actionId);
  if (action.kind === 'mute') {
    const { threads, value } = JSON.parse(action.input) as { threads: number[]; value: boolean };
    return setMuted(store, threads, !value);
  }
  const rows = statement(
    store,
    'SELECT message_id, folder_id, uid_validity, uid, done FROM action_messages WHERE action_id = ?',
  ).all(actionId) as unknown as MessageRow[];
  const sent: MessageRow[] = [];
  for (const row of rows) {
    const unsent = action.state === 'waiting' && row.done === 0;
    if (!unsent) sent.push(row);
    else if (!takeBack(store, into, action, row)) continue;
  }
  if (action.kind === 'flags') {
    const { add, remove } = JSON.parse(action.input) as FlagNames;
    const ids = sent.map((row) => row.message_id);
    changeFlags(store, into, ids, { add: remove, remove: add });
  } else {
    moveBack(store, into, sent, (JSON.parse(action.input) as MoveInput).to);
  }
  statement(
    store,
    'DELETE FROM actions WHERE id = ? AND NOT EXISTS (SELECT 1 FROM action_messages WHERE action_id = ?)',
  ).run(actionId, actionId);
}

/** What was never sent. False: the message has gone on since, and stays where it is. */
function takeBack(store: MailStore, into: Touched, action: ActionRow, row: MessageRow): boolean {
  const id = row.message_id;
  const now = statement(store, 'SELECT folder_id, flags, keywords FROM messages WHERE id = ?').get(id) as
    { folder_id: number; flags: number; keywords: string } | undefined;
  const forget = (): void => {
    statement(store, 'DELETE FROM action_messages WHERE action_id = ? AND message_id = ?').run(action.id, id);
  };
  if (action.kind === 'flags') {
    forget();
    if (!now) return false;
    const { add, remove } = JSON.parse(action.input) as FlagNames;
    const before = applyNames(now, { add: remove, remove: add });
    statement(store, 'UPDATE messages SET flags = ?, keywords = ? WHERE id = ?').run(before.flags, before.keywords, id);
    into.folders.add(now.folder_id);
  } else {
    const { to } = JSON.parse(action.input) as MoveInput;
    if (now?.folder_id !== to) return false;
    forget();
    followOn(store, id, action.id, { folderId: row.folder_id, uidValidity: row.uid_validity, uid: row.uid }, true);
    into.folders.add(to).add(row.folder_id);
  }
  refreshPending(store, [id]);
  into.ids.push(id);
  into.messages += 1;
  return true;
}

function moveBack(store: MailStore, into: Touched, rows: readonly MessageRow[], from: number): void {
  const byFolder = new Map<number, number[]>();
  const where = statement(store, 'SELECT folder_id FROM messages WHERE id = ?');
  for (const row of rows) {
    const now = where.get(row.message_id) as { folder_id: number } | undefined;
    if (now?.folder_id !== from) continue;
    byFolder.set(row.folder_id, [...(byFolder.get(row.folder_id) ?? []), row.message_id]);
  }
  for (const [folderId, ids] of byFolder) {
    const folder = statement(store, 'SELECT account_id FROM folders WHERE id = ?').get(folderId) as
      { account_id: string } | undefined;
    if (folder) moveMessages(store, into, ids, { id: folderId, accountId: folder.account_id });
  }
}
