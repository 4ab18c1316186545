// The mail store's tables (mail.db): what is known of the servers' mailboxes, and the changes that wait for them. All of
// it but the waiting changes can be rebuilt from the servers.

/** Seconds since 1970 times this, plus a running number: ids are unique, stay with a message when it moves, and sort by date. */
export const IDS_PER_SECOND = 2 ** 20;

/** Bits of messages.flags. FILES, INDEXED and OUTGOING are ours, the others the server's (RFC 9051 §2.3.2). */
export const Flag = {
  seen: 1,
  answered: 2,
  flagged: 4,
  deleted: 8,
  draft: 16,
  forwarded: 32,
  junk: 64,
  /** It holds attachments. */
  files: 256,
  /** Its text is in the search index. */
  indexed: 512,
  /** The sender is one of this person's own addresses. */
  outgoing: 1024,
  /** Its bytes are here (contents). */
  stored: 2048,
} as const;

/** The first step; those after it are beside this file. */
export const mailSchema = {
  version: 1,
  sql: `
    CREATE TABLE folders (
      id INTEGER PRIMARY KEY,
      account_id TEXT NOT NULL,
      path TEXT NOT NULL,
      names TEXT NOT NULL,
      separator TEXT,
      role TEXT,
      selectable INTEGER NOT NULL,
      subscribed INTEGER NOT NULL,
      keep TEXT,
      uid_validity TEXT,
      -- Every UID at or above it is here; null: none was read; 1: the folder was read to its end.
      known_from INTEGER,
      -- UIDs below it have been seen (the server's UIDNEXT at the last reading).
      uid_next INTEGER,
      highest_modseq TEXT,
      -- As the server counts; what is here is counted by insertMessages and the triggers of later steps.
      server_messages INTEGER NOT NULL DEFAULT 0,
      server_unread INTEGER NOT NULL DEFAULT 0,
      known INTEGER NOT NULL DEFAULT 0,
      unread INTEGER NOT NULL DEFAULT 0,
      checked_at INTEGER,
      UNIQUE (account_id, path)
    ) STRICT;

    CREATE TABLE messages (
      id INTEGER PRIMARY KEY,
      folder_id INTEGER NOT NULL REFERENCES folders (id) ON DELETE CASCADE,
      -- null: it was put there by a change the server has not numbered yet.
      uid INTEGER,
      thread_id INTEGER NOT NULL,
      flags INTEGER NOT NULL,
      -- Further keywords, separated by spaces.
      keywords TEXT NOT NULL,
      -- ms since 1970; sent_at is the Date header.
      received_at INTEGER NOT NULL,
      sent_at INTEGER,
      size INTEGER NOT NULL,
      message_id TEXT NOT NULL,
      subject TEXT NOT NULL,
      from_name TEXT NOT NULL,
      from_address TEXT NOT NULL,
      -- JSON: {to, cc, bcc, replyTo, sender} as [name, address] pairs, those that exist, at most 50 of each.
      people TEXT NOT NULL,
      list_id TEXT NOT NULL,
      -- '' = not known yet.
      preview TEXT NOT NULL,
      -- JSON array of attachment names; '' = none or not known yet.
      files TEXT NOT NULL,
      -- A change that waits for the server concerns it.
      pending INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    CREATE UNIQUE INDEX messages_uid ON messages (folder_id, uid) WHERE uid IS NOT NULL;
    CREATE INDEX messages_unnumbered ON messages (folder_id, message_id, size) WHERE uid IS NULL;
    CREATE INDEX messages_list ON messages (folder_id, id, thread_id, flags);
    CREATE INDEX messages_thread ON messages (thread_id, id);
    CREATE INDEX messages_message_id ON messages (message_id);
    CREATE INDEX messages_starred ON messages (id) WHERE flags & 4;

    -- Holds a row while insertMessages counts by itself: the trigger would cost as much as the rest of an insert.
    CREATE TABLE counting (id INTEGER PRIMARY KEY) STRICT;
    CREATE TRIGGER count_insert AFTER INSERT ON messages WHEN NOT EXISTS (SELECT 1 FROM counting) BEGIN
      UPDATE folders SET known = known + 1, unread = unread + ((new.flags & 9) = 0) WHERE id = new.folder_id;
    END;
    CREATE TRIGGER count_delete AFTER DELETE ON messages BEGIN
      UPDATE folders SET known = known - 1, unread = unread - ((old.flags & 9) = 0) WHERE id = old.folder_id;
    END;
    CREATE TRIGGER count_update AFTER UPDATE OF flags, folder_id ON messages BEGIN
      UPDATE folders SET known = known - 1, unread = unread - ((old.flags & 9) = 0) WHERE id = old.folder_id;
      UPDATE folders SET known = known + 1, unread = unread + ((new.flags & 9) = 0) WHERE id = new.folder_id;
    END;

    -- Which thread a Message-ID belongs to, also for messages that are only referred to.
    CREATE TABLE thread_ids (
      account_id TEXT NOT NULL,
      message_id TEXT NOT NULL,
      thread_id INTEGER NOT NULL,
      PRIMARY KEY (account_id, message_id)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX thread_ids_thread ON thread_ids (thread_id);
    CREATE TABLE muted (thread_id INTEGER PRIMARY KEY) STRICT;

    -- The message as it is on the server, zstd; large ones in a file named by their hash beside the database.
    CREATE TABLE contents (
      message_id INTEGER PRIMARY KEY REFERENCES messages (id) ON DELETE CASCADE,
      sha256 TEXT NOT NULL,
      bytes BLOB
    ) STRICT;
    CREATE INDEX contents_files ON contents (sha256) WHERE bytes IS NULL;

    -- Words by message id: the id's order is the date's, so newest first needs no sorting.
    -- author: who it is from; people: who it is for. A row is there as soon as the header is (indexWords).
    CREATE VIRTUAL TABLE words USING fts5 (
      subject, author, people, body, files,
      content = '', contentless_delete = 1, detail = full, prefix = '2 3',
      tokenize = "unicode61 remove_diacritics 2"
    );
    CREATE TRIGGER words_delete AFTER DELETE ON messages BEGIN
      DELETE FROM words WHERE rowid = old.id;
    END;

    -- People the person has written to or got mail from, for completion and for "first time".
    CREATE TABLE people (
      address TEXT PRIMARY KEY COLLATE NOCASE,
      name TEXT NOT NULL,
      -- Name and address for completion: small letters without accents, a space before every word.
      folded TEXT NOT NULL,
      written INTEGER NOT NULL,
      received INTEGER NOT NULL,
      last_at INTEGER NOT NULL
    ) STRICT;

    -- Changes that wait for the server, oldest first. 'groups' of one act are undone together.
    CREATE TABLE actions (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      act INTEGER NOT NULL,
      account_id TEXT NOT NULL,
      -- flags: {add, remove}; move and transfer (to another account): {to}; delete: {}; empty: {folder, below, except};
      -- mute: {threads, value}. See actions.ts.
      kind TEXT NOT NULL,
      input TEXT NOT NULL,
      -- waiting, sending (the server may have got it), done (kept for a while: it can be undone).
      state TEXT NOT NULL,
      created_at INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX actions_act ON actions (act);
    CREATE INDEX actions_waiting ON actions (account_id, id) WHERE state <> 'done';
    CREATE TABLE action_messages (
      action_id INTEGER NOT NULL REFERENCES actions (id) ON DELETE CASCADE,
      message_id INTEGER NOT NULL,
      -- Where the server has it until the change is done; uid null: an earlier change has to be done first.
      folder_id INTEGER NOT NULL,
      uid_validity TEXT,
      uid INTEGER,
      -- By which it is known again when its number was lost: Message-ID and size.
      header_id TEXT NOT NULL,
      size INTEGER NOT NULL,
      done INTEGER NOT NULL DEFAULT 0,
      PRIMARY KEY (action_id, message_id)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX action_messages_uid ON action_messages (folder_id, uid);
    CREATE INDEX action_messages_message ON action_messages (message_id);
    -- A folder that went takes its messages along, but not those a waiting change has only brought here: on the server they
    -- still are where they were.
    CREATE TRIGGER folders_delete BEFORE DELETE ON folders BEGIN
      UPDATE OR IGNORE messages SET (folder_id, uid) = (
        SELECT am.folder_id, am.uid FROM action_messages am JOIN actions a ON a.id = am.action_id
        WHERE am.message_id = messages.id AND am.done = 0 AND am.folder_id <> old.id
        ORDER BY am.action_id LIMIT 1)
      WHERE folder_id = old.id AND uid IS NULL AND pending <> 0 AND EXISTS (
        SELECT 1 FROM action_messages am JOIN folders f ON f.id = am.folder_id
        WHERE am.message_id = messages.id AND am.done = 0 AND am.folder_id <> old.id);
    END;

    -- Senders whose remote pictures are shown; messages whose are.
    CREATE TABLE image_senders (address TEXT PRIMARY KEY COLLATE NOCASE, at INTEGER NOT NULL) STRICT;
    CREATE TABLE image_messages (message_id INTEGER PRIMARY KEY) STRICT;

    -- What servers said to a search, for messages whose text is not in the index.
    CREATE TABLE found (query TEXT NOT NULL, message_id INTEGER NOT NULL, PRIMARY KEY (query, message_id)) STRICT, WITHOUT ROWID;

    CREATE TABLE sync_settings (account_id TEXT PRIMARY KEY, settings TEXT NOT NULL) STRICT;
  `,
};
