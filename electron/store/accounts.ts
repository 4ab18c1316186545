// The accounts of this program without their passwords, which rest in the keychain.
import type { Account, AccountSettings } from '../contract/accounts.ts';
import type { Store } from './open.ts';

export type AccountRecord = Account;

interface Row {
  id: string;
  address: string;
  name: string;
  colour: number;
  settings: string;
  has_password: number;
}

/** Oldest first. */
export function listAccounts(store: Store): AccountRecord[] {
  const rows = store.database
    .prepare('SELECT id, address, name, colour, settings, has_password FROM accounts ORDER BY created_at, rowid')
    .all() as unknown as Row[];
  return rows.map((row) => ({
    id: row.id,
    address: row.address,
    name: row.name,
    colour: row.colour,
    settings: JSON.parse(row.settings) as AccountSettings,
    hasPassword: row.has_password !== 0,
  }));
}

/** The address must not be there yet, whatever its case. */
export function insertAccount(store: Store, account: AccountRecord, createdAt: number): void {
  store.database
    .prepare(
      `INSERT INTO accounts (id, address, name, colour, settings, has_password, created_at)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(
      account.id,
      account.address,
      account.name,
      account.colour,
      JSON.stringify(account.settings),
      Number(account.hasPassword),
      createdAt,
    );
}

/** Name, settings and password mark; an address and a colour stay. */
export function updateAccount(store: Store, account: AccountRecord): void {
  store.database
    .prepare('UPDATE accounts SET name = ?, settings = ?, has_password = ? WHERE id = ?')
    .run(account.name, JSON.stringify(account.settings), Number(account.hasPassword), account.id);
}

export function deleteAccount(store: Store, id: string): void {
  store.database.prepare('DELETE FROM accounts WHERE id = ?').run(id);
}
