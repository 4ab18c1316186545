// The mail store's database: opened by one process at a time; a damaged one is set aside and begun anew.
import { renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { mailSchema } from './schema.ts';

export interface MailStore {
  readonly database: DatabaseSync;
  /** The file was damaged and has been set aside: what was in it is read from the servers again. */
  readonly rebuilt: boolean;
  close(): void;
}

const FILE = 'mail.db';

/** Opens (or makes) mail.db in `dataDir`; null keeps everything in memory. Throws disk.*. */
export function openMailStore(dataDir: string | null): MailStore {
  if (dataDir === null) return prepare(new DatabaseSync(':memory:'), false);
  const file = path.join(dataDir, FILE);
  try {
    return prepare(new DatabaseSync(file), false);
  } catch {
    const aside = path.join(dataDir, 'mail-damaged.db');
    renameSync(file, aside);
    for (const suffix of ['-wal', '-shm', '-journal']) rmSync(file + suffix, { force: true });
    return prepare(new DatabaseSync(file), true);
  }
}

function prepare(database: DatabaseSync, rebuilt: boolean): MailStore {
  try {
    database.exec(
      'PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON;',
    );
    const row = database.prepare('PRAGMA user_version').get() as { user_version: number };
    if (row.user_version < mailSchema.version)
      database.exec(`BEGIN; ${mailSchema.sql}; PRAGMA user_version = ${mailSchema.version}; COMMIT;`);
  } catch (error) {
    database.close();
    throw error;
  }
  return { database, rebuilt, close: () => database.close() };
}
