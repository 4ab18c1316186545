// The mail store's database: opened by one process at a time; a damaged one is set aside and begun anew, the changes that
// wait for a server brought over where they can still be read.
import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { diskError, makeFolder } from '../../base/index.ts';
import { AppError } from '../../contract/errors.ts';
import { openPrivate } from '../open-private.ts';
import { plainInserts } from './plain-inserts.ts';
import { mailSchema } from './schema.ts';
import { starredCounts } from './starred-counts.ts';

export interface MailStore {
  readonly database: DatabaseSync;
  /** The file was damaged and has been set aside: what was in it is read from the servers again. */
  readonly rebuilt: boolean;
  close(): void;
}

/** Run one after the other; a file says how many it has seen. */
const migrations = [mailSchema, starredCounts, plainInserts];
const FILE = 'mail.db';
const SIDES = ['-wal', '-shm', '-journal'];
/** Result codes of SQLite (https://sqlite.org/rescode.html), without their extensions. */
const [BUSY, LOCKED, READONLY, IOERR, CORRUPT, FULL, CANTOPEN, NOTADB] = [5, 6, 8, 10, 11, 13, 14, 26];

/** SQLite's result code behind an error; null when it is none of its. */
export function sqliteCode(error: unknown): number | null {
  const code = (error as { errcode?: unknown } | null)?.errcode;
  return typeof code === 'number' ? code & 0xff : null;
}

/** The file is no database, or no whole one. */
export const isDamage = (error: unknown): boolean => [CORRUPT, NOTADB].includes(sqliteCode(error) ?? -1);

/** A failure of the mail store as disk.*; anything else passes through. `file`: what to name. */
export function mailStoreError(error: unknown, file: string): unknown {
  const code = sqliteCode(error);
  if (code === null) return diskError(error, file);
  const options = { detail: (error as Error).message, cause: error };
  if (code === BUSY || code === LOCKED)
    return new AppError('app.data_dir_in_use', { path: path.dirname(file) }, options);
  if (code === FULL) return new AppError('disk.full', { path: file }, options);
  if (code === READONLY || code === CANTOPEN) return new AppError('disk.read_only', { path: file }, options);
  if (code === IOERR) return new AppError('disk.failed', { path: file, reason: 'EIO' }, options);
  if (isDamage(error)) return new AppError('disk.failed', { path: file, reason: 'database corrupt' }, options);
  return error;
}

/**
 * What a failed query of an open store means, as disk.*; other errors pass through. After damage the next opening checks
 * the whole file, and sets it aside if that is confirmed.
 */
export function storeFailure(dataDir: string, error: unknown): unknown {
  const file = path.join(dataDir, FILE);
  if (isDamage(error)) {
    try {
      writeFileSync(mark(file), '');
    } catch {
      // Then it is found out once more.
    }
  }
  return mailStoreError(error, file);
}

/** Opens (or makes) mail.db in `dataDir`; null keeps everything in memory. Throws disk.*, app.data_dir_in_use, app.data_from_newer_version. */
export function openMailStore(dataDir: string | null): MailStore {
  if (dataDir === null) return prepare(new DatabaseSync(':memory:'), false, ':memory:');
  makeFolder(dataDir, 0o700);
  const file = path.join(dataDir, FILE);
  try {
    return openFile(file, existsSync(mark(file)));
  } catch (error) {
    if (isDamage(error)) return begunAnew(file);
    throw mailStoreError(error, file);
  }
}

function openFile(file: string, isMarked: boolean): MailStore {
  const store = prepare(openPrivate(file), false, file);
  try {
    // A database of a hundred thousand messages takes a second to check: only where something was wrong.
    if (isMarked && !isWhole(store.database)) throw Object.assign(new Error('damaged'), { errcode: CORRUPT });
    rmSync(mark(file), { force: true });
    return store;
  } catch (error) {
    store.close();
    throw error;
  }
}

const mark = (file: string): string => `${file}.check`;

function isWhole(database: DatabaseSync): boolean {
  const rows = database.prepare('PRAGMA quick_check(1)').all();
  return rows.length === 1 && Object.values(rows[0] ?? {})[0] === 'ok';
}

function prepare(database: DatabaseSync, rebuilt: boolean, file: string): MailStore {
  try {
    // Pages in memory: what a folder's list and the index touch, well below what the program may use.
    database.exec(
      `PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON;
       PRAGMA cache_size = -49152; PRAGMA wal_autocheckpoint = 4000; PRAGMA journal_size_limit = 33554432;
       PRAGMA temp_store = MEMORY;`,
    );
    const row = database.prepare('PRAGMA user_version').get() as { user_version: number };
    if (row.user_version > (migrations.at(-1)?.version ?? 0))
      throw new AppError('app.data_from_newer_version', { path: file });
    for (const { version, sql } of migrations)
      if (version > row.user_version) database.exec(`BEGIN; ${sql}; PRAGMA user_version = ${version}; COMMIT;`);
    // Fails here, not later, where the file is no database at its core.
    database.prepare('SELECT count(*) FROM (SELECT 1 FROM folders LIMIT 1)').get();
  } catch (error) {
    database.close();
    throw error;
  }
  return { database, rebuilt, close: () => database.close() };
}

/** Puts the damaged file beside under a name of its own and begins a new one. */
function begunAnew(file: string): MailStore {
  const aside = freeName(file);
  try {
    renameSync(file, aside);
    // The write-ahead log belongs to the file: without it newer changes could not be saved from it.
    for (const side of SIDES) if (existsSync(file + side)) renameSync(file + side, aside + side);
    rmSync(mark(file), { force: true });
  } catch (error) {
    throw diskError(error, file);
  }
  const store = prepare(openPrivate(file), true, file);
  salvage(store.database, aside);
  return store;
}

/** mail-damaged-1.db and so on: earlier ones stay. */
function freeName(file: string): string {
  for (let number = 1; ; number += 1) {
    const name = path.join(path.dirname(file), `mail-damaged-${number}.db`);
    if (!existsSync(name)) return name;
  }
}

/** What cannot be read from a server again: choices, and the changes that wait (with the rows they are about). Row by row: some may be gone. */
function salvage(database: DatabaseSync, aside: string): void {
  let old: DatabaseSync;
  try {
    old = new DatabaseSync(aside, { readOnly: true });
  } catch {
    return;
  }
  try {
    for (const table of ['sync_settings', 'image_senders', 'folders', 'actions', 'action_messages'])
      copyRows(old, database, table);
    // Folders are read anew; only their place in the tree and what the person chose for them is kept.
    database.exec(
      `UPDATE folders SET known_from = NULL, uid_next = NULL, highest_modseq = NULL, known = 0, unread = 0, starred = 0, checked_at = NULL;
       DELETE FROM actions WHERE state = 'done';
       DELETE FROM action_messages WHERE action_id NOT IN (SELECT id FROM actions);`,
    );
  } finally {
    old.close();
  }
}

function copyRows(from: DatabaseSync, to: DatabaseSync, table: string): void {
  try {
    for (const row of from.prepare(`SELECT * FROM ${table}`).iterate()) {
      const columns = Object.keys(row);
      to.prepare(
        `INSERT OR IGNORE INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
      ).run(...Object.values(row));
    }
  } catch {
    // The rest of this table cannot be read: what came before it is kept.
  }
}
