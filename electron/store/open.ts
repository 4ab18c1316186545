// The database of this program: opened by one process at a time, migrated step by step.
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { diskError, makeFolder } from '../base/index.ts';
import { AppError } from '../contract/errors.ts';
import { start } from './migrations/0001-start.ts';
import { accountPasswords } from './migrations/0002-account-passwords.ts';
import { openPrivate } from './open-private.ts';

const migrations = [start, accountPasswords];
const SQLITE_BUSY = 5;
const SQLITE_CORRUPT = 11;
const SQLITE_CANTOPEN = 14;
const SQLITE_READONLY = 8;

export interface Store {
  readonly database: DatabaseSync;
  close(): void;
}

/**
 * Opens (or makes) the database in `dataDir`; null keeps everything in memory. The exclusive lock is held by the
 * operating system and vanishes with the process, however it ends. Throws app.data_dir_in_use,
 * app.data_from_newer_version, disk.*.
 */
export function openStore(dataDir: string | null): Store {
  if (dataDir === null) return prepare(new DatabaseSync(':memory:'), ':memory:');
  makeFolder(dataDir, 0o700);
  const file = path.join(dataDir, 'malleposte.db');
  try {
    return prepare(openPrivate(file), file);
  } catch (error) {
    throw storeError(error, dataDir, file);
  }
}

function prepare(database: DatabaseSync, file: string): Store {
  try {
    // EXCLUSIVE before WAL: no shared-memory file, and the lock stays until close (https://sqlite.org/wal.html#noshm).
    database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
    database.exec('BEGIN IMMEDIATE; COMMIT;');
    migrate(database, file);
  } catch (error) {
    database.close();
    throw error;
  }
  return { database, close: () => database.close() };
}

function migrate(database: DatabaseSync, file: string): void {
  const row = database.prepare('PRAGMA user_version').get() as { user_version: number };
  const newest = migrations.at(-1)?.version ?? 0;
  if (row.user_version > newest) throw new AppError('app.data_from_newer_version', { path: file });
  for (const migration of migrations) {
    if (migration.version <= row.user_version) continue;
    database.exec(`BEGIN; ${migration.sql}; PRAGMA user_version = ${migration.version}; COMMIT;`);
  }
}

function storeError(error: unknown, dataDir: string, file: string): unknown {
  const code = (error as { errcode?: number } | null)?.errcode;
  if (code === undefined) return diskError(error, dataDir);
  switch (code & 0xff) {
    case SQLITE_BUSY:
      return new AppError('app.data_dir_in_use', { path: dataDir }, { cause: error });
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
      return new AppError('disk.read_only', { path: dataDir }, { cause: error });
    case SQLITE_CORRUPT:
      return new AppError('disk.failed', { path: file, reason: 'database corrupt' }, { cause: error });
    default:
      return error;
  }
}

/** Runs `work` in one transaction: all of it or nothing. */
export function transaction<T>(store: Store, work: () => T): T {
  store.database.exec('BEGIN IMMEDIATE');
  try {
    const value = work();
    store.database.exec('COMMIT');
    return value;
  } catch (error) {
    store.database.exec('ROLLBACK');
    throw error;
  }
}
