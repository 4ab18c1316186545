// Completing people: those the person has written to or got mail from.
import type { Person } from '../../contract/mail.ts';
import { fold, spaced } from './fold.ts';
import type { MailStore } from './open.ts';
import { statement } from './statements.ts';

/** What completion compares: each word after a space, so that one LIKE finds the start of any. */
export function foldedPerson(name: string, address: string): string {
  const folded = fold(address);
  const domain = folded.slice(folded.indexOf('@') + 1);
  const wordsOf = (text: string): string[] => text.split(/[^\p{L}\p{N}]+/u).filter(Boolean);
  return ` ${[...wordsOf(spaced(fold(name))), folded, ...wordsOf(folded), domain].join(' ')}`;
}

/** People whose name or address has words that begin like `start`'s, the most written to first; at most `limit`. */
export function findPeople(store: MailStore, start: string, limit: number): Person[] {
  const words = spaced(fold(start))
    .split(/[\s,;"<>()]+/u)
    .filter(Boolean)
    .slice(0, 8);
  const patterns = words.map((word) => `% ${word.replace(/[\\%_]/g, '\\$&')}%`);
  const where = patterns.map(() => `folded LIKE ? ESCAPE '\\'`).join(' AND ') || 'TRUE';
  const rows = statement(
    store,
    `SELECT name, address FROM people WHERE ${where} ORDER BY min(written, 50) * 20 + min(received, 50) DESC, last_at DESC LIMIT ?`,
  ).all(...patterns, limit);
  return rows.map((row) => ({ name: String(row.name), address: String(row.address) }));
}
