// Which messages belong together: by Message-ID, In-Reply-To and References, per account, never by subject alone.
import type { MailStore } from './open.ts';
import { statement } from './statements.ts';

/** References beyond the first few and the last ones add nothing that the others do not. */
const FIRST = 4;
const LAST = 28;

/**
 * The thread of a message: that of any message it refers to or that refers to it; threads it joins become one (the oldest
 * number stays). `references`: In-Reply-To and References, without angle brackets. To be called in a transaction.
 */
export function threadOf(
  store: MailStore,
  accountId: string,
  id: number,
  messageId: string,
  references: readonly string[],
): number {
  const names = namesOf(messageId, references);
  if (names.length === 0) return id;
  const find = statement(store, 'SELECT thread_id FROM thread_ids WHERE account_id = ? AND message_id = ?');
  const found = new Set<number>();
  const fresh: string[] = [];
  for (const name of names) {
    const row = find.get(accountId, name) as { thread_id: number } | undefined;
    if (row) found.add(row.thread_id);
    else fresh.push(name);
  }
  const thread = found.size === 0 ? id : Math.min(...found);
  for (const other of found) if (other !== thread) merge(store, other, thread);
  const note = statement(store, 'INSERT INTO thread_ids (account_id, message_id, thread_id) VALUES (?, ?, ?)');
  for (const name of fresh) note.run(accountId, name, thread);
  return thread;
}

function namesOf(messageId: string, references: readonly string[]): string[] {
  const some =
    references.length > FIRST + LAST ? [...references.slice(0, FIRST), ...references.slice(-LAST)] : references;
  // Short ones ("1", "null", "@") are placeholders of broken programs and would join strangers.
  return [...new Set([...some, messageId])].filter((name) => name.length > 4);
}

function merge(store: MailStore, from: number, into: number): void {
  statement(store, 'UPDATE messages SET thread_id = ? WHERE thread_id = ?').run(into, from);
  statement(store, 'UPDATE thread_ids SET thread_id = ? WHERE thread_id = ?').run(into, from);
  statement(store, 'INSERT OR IGNORE INTO muted SELECT ? FROM muted WHERE thread_id = ?').run(into, from);
  statement(store, 'DELETE FROM muted WHERE thread_id = ?').run(from);
}
