// Databases hold mail and who it is from: their files are for their owner alone, whatever the folder they are in allows.
import { chmodSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';

/** Logs that come later take the mode of the database (SQLite's os_unix.c, findCreateFileMode). Throws what SQLite throws. */
export function openPrivate(file: string): DatabaseSync {
  const database = new DatabaseSync(file);
  // By name: closing a second handle of the file would drop the locks SQLite holds on it (POSIX fcntl).
  for (const one of [file, `${file}-wal`]) {
    try {
      chmodSync(one, 0o600);
    } catch {
      // Not there, or a disk without modes.
    }
  }
  return database;
}
