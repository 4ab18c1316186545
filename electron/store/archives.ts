// The archives this program made or opened, by path, with their last proof.
import type { KnownArchive } from '../contract/archive.ts';
import type { Store } from './open.ts';

export type ArchiveRecord = Omit<KnownArchive, 'present'>;

export function saveArchive(store: Store, record: ArchiveRecord): void {
  store.database
    .prepare(
      `INSERT INTO archives (path, view, created_at) VALUES (?, ?, ?)
       ON CONFLICT (path) DO UPDATE SET view = excluded.view, created_at = excluded.created_at`,
    )
    .run(record.path, JSON.stringify(record), record.createdAt);
}

/** Newest first. */
export function listArchives(store: Store): ArchiveRecord[] {
  const rows = store.database.prepare('SELECT view FROM archives ORDER BY created_at DESC').all() as { view: string }[];
  return rows.map((row) => JSON.parse(row.view) as ArchiveRecord);
}

export function forgetArchive(store: Store, path: string): void {
  store.database.prepare('DELETE FROM archives WHERE path = ?').run(path);
}
