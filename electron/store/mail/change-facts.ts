// Small questions about rows that carrying out changes asks.
import type { MailStore } from './open.ts';
import { statement } from './statements.ts';

/** Messages by their account; those that are gone are left out. */
export function accountsOf(store: MailStore, ids: readonly number[]): Map<string, number[]> {
  const rows = statement(
    store,
    `SELECT m.id, f.account_id FROM json_each(?) AS wanted CROSS JOIN messages m ON m.id = wanted.value
     JOIN folders f ON f.id = m.folder_id ORDER BY wanted.key`,
    true,
  ).all(JSON.stringify(ids)) as unknown as [number, string][];
  const accounts = new Map<string, number[]>();
  for (const [id, account] of rows) {
    const list = accounts.get(account);
    if (list) list.push(id);
    else accounts.set(account, [id]);
  }
  return accounts;
}

/** Whether a row has this number already. */
export function uidTaken(store: MailStore, folderId: number, uid: number): boolean {
  return statement(store, 'SELECT 1 FROM messages WHERE folder_id = ? AND uid = ?').get(folderId, uid) !== undefined;
}

/** A change of ours is about the message of that number. */
export function uidSettled(store: MailStore, folderId: number, uid: number): boolean {
  const found = `SELECT 1 FROM messages m JOIN action_messages am ON am.message_id = m.id WHERE m.folder_id = ? AND m.uid = ?`;
  return statement(store, found).get(folderId, uid) !== undefined;
}

/** The number a row got in that folder; null: it is elsewhere, or has none. */
export function rowAt(store: MailStore, id: number, folderId: number): number | null {
  const row = statement(store, 'SELECT uid FROM messages WHERE id = ? AND folder_id = ?').get(id, folderId) as
    { uid: number | null } | undefined;
  return row?.uid ?? null;
}

/** Messages wait to be taken out of one of these folders: deleting it on the server would lose them. */
export function hasPendingMoves(store: MailStore, folderIds: readonly number[]): boolean {
  const found = statement(
    store,
    `SELECT 1 FROM action_messages am JOIN actions a ON a.id = am.action_id
     WHERE am.folder_id IN (SELECT value FROM json_each(?)) AND am.done = 0 AND a.kind IN ('move', 'transfer') LIMIT 1`,
  ).get(JSON.stringify(folderIds));
  return found !== undefined;
}

/** New paths for folders that were renamed on the server; their messages stay with them. To be called in a transaction. */
export function renameFolders(
  store: MailStore,
  folders: readonly { readonly id: number; readonly path: string; readonly names: readonly string[] }[],
): void {
  const update = statement(store, 'UPDATE folders SET path = ?, names = ? WHERE id = ?');
  for (const { id, path, names } of folders) update.run(path, JSON.stringify(names), id);
}

/** Rows of a folder that is going, some at a time; those a waiting change has only brought there stay. False: none is left. */
export function removeNumbered(store: MailStore, folderId: number): boolean {
  const { changes } = statement(
    store,
    'DELETE FROM messages WHERE id IN (SELECT id FROM messages WHERE folder_id = ? AND uid IS NOT NULL LIMIT 500)',
  ).run(folderId);
  return changes === 500;
}
