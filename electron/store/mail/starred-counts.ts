// Starred messages counted like the unread ones, by the triggers: no list has to be computed for the number in the sidebar.
export const starredCounts = {
  version: 2,
  sql: `
    ALTER TABLE folders ADD COLUMN starred INTEGER NOT NULL DEFAULT 0;
    UPDATE folders SET starred = counted FROM (
      SELECT folder_id, count(*) AS counted FROM messages WHERE flags & 12 = 4 GROUP BY folder_id
    ) WHERE folder_id = folders.id;

    DROP TRIGGER count_insert;
    CREATE TRIGGER count_insert AFTER INSERT ON messages WHEN NOT EXISTS (SELECT 1 FROM counting) BEGIN
      UPDATE folders SET known = known + 1, unread = unread + ((new.flags & 9) = 0),
        starred = starred + ((new.flags & 12) = 4) WHERE id = new.folder_id;
    END;
    DROP TRIGGER count_delete;
    CREATE TRIGGER count_delete AFTER DELETE ON messages BEGIN
      UPDATE folders SET known = known - 1, unread = unread - ((old.flags & 9) = 0),
        starred = starred - ((old.flags & 12) = 4) WHERE id = old.folder_id;
    END;
    DROP TRIGGER count_update;
    CREATE TRIGGER count_update AFTER UPDATE OF flags, folder_id ON messages BEGIN
      UPDATE folders SET known = known - 1, unread = unread - ((old.flags & 9) = 0),
        starred = starred - ((old.flags & 12) = 4) WHERE id = old.folder_id;
      UPDATE folders SET known = known + 1, unread = unread + ((new.flags & 9) = 0),
        starred = starred + ((new.flags & 12) = 4) WHERE id = new.folder_id;
    END;
  `,
};
