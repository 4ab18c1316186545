// What changes that wait for the server mean for what the server says of a folder meanwhile. Read fresh in the transaction
// that uses it.
import { applyNames, type FlagNames, type Marks } from './flag-names.ts';
import type { MailStore } from './open.ts';
import { statement } from './statements.ts';

export interface Pending {
  /**
   * A move or deletion takes, or took, this message out of the folder. Those already done count too: a UID never comes
   * back, but an answer of the server from before the move may arrive late.
   */
  isMovedAway(uid: number): boolean;
  /** The flags (Flag.*) and keywords as they will be once the waiting changes are done. */
  flagsAfter(uid: number, flags: number, keywords: string): Marks;
}

const nothing: Pending = {
  isMovedAway: () => false,
  flagsAfter: (_uid, flags, keywords) => ({ flags, keywords }),
};

const ANY = `SELECT EXISTS (SELECT 1 FROM action_messages WHERE folder_id = ?) OR
  EXISTS (SELECT 1 FROM actions WHERE kind = 'empty' AND input ->> '$.folder' = ?) AS any`;
const MOVED = `SELECT 1 FROM action_messages am JOIN actions a ON a.id = am.action_id
  WHERE am.folder_id = ? AND am.uid = ? AND am.uid_validity IS ? AND a.kind IN ('move', 'transfer', 'delete')`;
const EMPTIED = `SELECT input FROM actions WHERE kind = 'empty' AND input ->> '$.folder' = ?`;
// The second half: flags of a message that a move brought here before the server had numbered it.
const FLAGS = `SELECT a.id, a.input FROM action_messages am JOIN actions a ON a.id = am.action_id
  WHERE am.folder_id = ? AND am.uid = ? AND am.uid_validity IS ? AND am.done = 0 AND a.kind = 'flags'
  UNION ALL
  SELECT a.id, a.input FROM messages m JOIN action_messages am ON am.message_id = m.id JOIN actions a ON a.id = am.action_id
  WHERE m.folder_id = ? AND m.uid = ? AND am.folder_id = m.folder_id AND am.uid IS NULL AND am.done = 0 AND a.kind = 'flags'
  ORDER BY 1`;

/** Cheap where nothing waits: one look-up, and two for each message where something does. */
export function pendingOf(store: MailStore, folderId: number): Pending {
  const { any } = statement(store, ANY).get(folderId, folderId) as { any: number };
  if (!any) return nothing;
  const folder = statement(store, 'SELECT uid_validity FROM folders WHERE id = ?').get(folderId) as
    { uid_validity: string | null } | undefined;
  const validity = folder?.uid_validity ?? null;
  const moved = statement(store, MOVED);
  const flagged = statement(store, FLAGS);
  const emptied = (statement(store, EMPTIED).all(folderId) as { input: string }[])
    .map(({ input }) => JSON.parse(input) as { below: number | null; uidValidity: string | null; except: number[] })
    .filter(({ uidValidity }) => uidValidity === validity);
  return {
    isMovedAway: (uid) =>
      emptied.some(({ below, except }) => below !== null && uid < below && !except.includes(uid)) ||
      moved.get(folderId, uid, validity) !== undefined,
    flagsAfter(uid, flags, keywords) {
      let marks: Marks = { flags, keywords };
      for (const row of flagged.all(folderId, uid, validity, folderId, uid))
        marks = applyNames(marks, JSON.parse((row as { input: string }).input) as FlagNames);
      return marks;
    },
  };
}
