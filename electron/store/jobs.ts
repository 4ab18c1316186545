// Job rows. `input` never holds a secret; `view` is what clients see.
import type { Job } from '../contract/jobs.ts';
import type { Store } from './open.ts';

export interface JobRow {
  readonly view: Job;
  readonly input: unknown;
}

/** Writes the row whole; a job changes state rarely, its progress is not written each time. */
export function saveJobRow(store: Store, view: Job, input: unknown): void {
  store.database
    .prepare(
      `INSERT INTO jobs (id, kind, state, input, view, created_at) VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET state = excluded.state, view = excluded.view`,
    )
    .run(view.id, view.kind, view.state, JSON.stringify(input), JSON.stringify(view), view.createdAt);
}

export function loadJobRows(store: Store): JobRow[] {
  const rows = store.database.prepare('SELECT view, input FROM jobs ORDER BY created_at').all() as {
    view: string;
    input: string;
  }[];
  return rows.map((row) => ({ view: JSON.parse(row.view) as Job, input: JSON.parse(row.input) as unknown }));
}

export function deleteJobRow(store: Store, id: string): void {
  store.database.prepare('DELETE FROM jobs WHERE id = ?').run(id);
}
