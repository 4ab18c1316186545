// Knows when a list must be computed again: triggers of this connection tell each change of a message's place or flags,
// whoever makes it. Only what puts messages in tells it itself (see plain-inserts.ts for what a trigger would cost there).
import type { MailStore } from './open.ts';
import { Flag } from './schema.ts';

export interface Revisions {
  /** Messages came, went or moved, joined another thread or were marked as deleted: in that folder; null: in any. */
  members(folderId: number | null): number;
  /** Any flag that a filter asks for changed. */
  flags(): number;
  /** The text of a message came into the index, or `found` was written. */
  texts(): number;
  /** Messages were put into a folder. */
  came(folderId: number): void;
  /** A search's answers changed. */
  searched(): void;
}

const kept = new WeakMap<MailStore, Revisions>();
/** What the store notes for itself changes no list, but for the index. */
const OWN = Flag.stored | Flag.indexed;

/** One for each store; installs its triggers at the first call. */
export function revisionsOf(store: MailStore): Revisions {
  const found = kept.get(store);
  if (found) return found;
  const members = new Map<number, number>();
  let [anyMembers, flags, texts] = [0, 0, 0];
  const { database } = store;
  const changed = (folderId: number): void => {
    members.set(folderId, (members.get(folderId) ?? 0) + 1);
    anyMembers += 1;
  };
  database.function('list_members', (folderId) => {
    changed(Number(folderId));
    return null;
  });
  database.function('list_flags', (before, after) => {
    if (((Number(before) ^ Number(after)) & ~OWN) !== 0) flags += 1;
    if (((Number(before) ^ Number(after)) & OWN) !== 0) texts += 1;
    return null;
  });
  database.exec(`
    CREATE TEMP TRIGGER list_delete AFTER DELETE ON main.messages BEGIN
      SELECT list_members(old.folder_id);
    END;
    CREATE TEMP TRIGGER list_move AFTER UPDATE OF folder_id, thread_id ON main.messages BEGIN
      SELECT list_members(old.folder_id);
      SELECT list_members(new.folder_id);
    END;
    CREATE TEMP TRIGGER list_deleted AFTER UPDATE OF flags ON main.messages
    WHEN (old.flags & ${Flag.deleted}) <> (new.flags & ${Flag.deleted}) BEGIN
      SELECT list_members(new.folder_id);
    END;
    CREATE TEMP TRIGGER list_flags AFTER UPDATE OF flags ON main.messages WHEN old.flags <> new.flags BEGIN
      SELECT list_flags(old.flags, new.flags);
    END;
  `);
  const revisions: Revisions = {
    members: (folderId) => (folderId === null ? anyMembers : (members.get(folderId) ?? 0)),
    flags: () => flags,
    texts: () => texts,
    came: changed,
    searched: () => void (texts += 1),
  };
  kept.set(store, revisions);
  return revisions;
}
