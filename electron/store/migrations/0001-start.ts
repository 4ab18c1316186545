// Accounts, settings, jobs, and the archives this program made or opened.
export const start = {
  version: 1,
  sql: `
    CREATE TABLE accounts (
      id TEXT PRIMARY KEY,
      address TEXT NOT NULL COLLATE NOCASE UNIQUE,
      name TEXT NOT NULL,
      colour INTEGER NOT NULL,
      settings TEXT NOT NULL,
      created_at INTEGER NOT NULL
    ) STRICT;

    CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;

    CREATE TABLE jobs (
      id TEXT PRIMARY KEY,
      kind TEXT NOT NULL,
      state TEXT NOT NULL,
      input TEXT NOT NULL,
      view TEXT NOT NULL,
      created_at INTEGER NOT NULL
    ) STRICT;

    CREATE TABLE archives (
      path TEXT PRIMARY KEY,
      view TEXT NOT NULL,
      created_at INTEGER NOT NULL
    ) STRICT;
  `,
};
