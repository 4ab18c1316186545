// What servers said to searches, for messages whose text is not in the index here; and which folders that concerns.
import type { MailStore } from './open.ts';
import { revisionsOf } from './revisions.ts';
import { Flag } from './schema.ts';
import { statement } from './statements.ts';

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
     WHERE gap > 0 ORDER BY role IS 'inbox' DESC, role IS 'all' DESC, gap DESC`,
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
