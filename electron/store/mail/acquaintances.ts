// What the store knows of a sender, for the facts beside a message.
import type { MailStore } from './open.ts';
import { statement } from './statements.ts';

/** Messages written to this address and got from it; null: it was never seen. */
export function acquaintance(store: MailStore, address: string): { written: number; received: number } | null {
  const row = statement(store, 'SELECT written, received FROM people WHERE address = ?').get(address);
  return row ? { written: Number(row['written']), received: Number(row['received']) } : null;
}

/** Addresses of people of exactly this name that the person has written to, at most ten. */
export function addressesNamed(store: MailStore, name: string): string[] {
  if (name.trim() === '') return [];
  const found = 'SELECT address FROM people WHERE name = ? AND written > 0 ORDER BY written DESC LIMIT 10';
  return statement(store, found)
    .all(name.trim())
    .map((row) => String(row['address']));
}

/** Addresses the person deals with, the most written to first. */
export function frequentAddresses(store: MailStore, limit: number): string[] {
  const found = `SELECT address FROM people WHERE written > 0 OR received >= 10
    ORDER BY min(written, 50) * 20 + min(received, 50) DESC LIMIT ?`;
  return statement(store, found)
    .all(limit)
    .map((row) => String(row['address']));
}

/** The newest messages of the account's inbox whose bytes are here. */
export function newestStored(store: MailStore, accountId: string, limit: number): number[] {
  const found = `SELECT m.id FROM folders f JOIN messages m ON m.folder_id = f.id
    WHERE f.account_id = ? AND f.role = 'inbox' AND m.flags & 2048 ORDER BY m.id DESC LIMIT ?`;
  return statement(store, found)
    .all(accountId, limit)
    .map((row) => Number(row['id']));
}
