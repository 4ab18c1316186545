// Statements of the mail store, prepared once each: preparing costs more than most of them take.
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { MailStore } from './open.ts';

const prepared = new WeakMap<DatabaseSync, Map<string, StatementSync>>();
/** Statements with lists of varying shape in their text would fill the memory. */
const MAX_KEPT = 500;

/** `arrays`: rows come as arrays instead of objects, which is twice as fast for long lists. */
export function statement(store: MailStore, sql: string, arrays = false): StatementSync {
  const { database } = store;
  let kept = prepared.get(database);
  if (!kept) prepared.set(database, (kept = new Map<string, StatementSync>()));
  const key = arrays ? `[]${sql}` : sql;
  let found = kept.get(key);
  if (!found) {
    found = database.prepare(sql);
    if (arrays) found.setReturnArrays(true);
    if (kept.size >= MAX_KEPT) kept.clear();
    kept.set(key, found);
  }
  return found;
}
