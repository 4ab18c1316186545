// What each account keeps here, as the person chose it.
import type { MailStore } from './open.ts';
import { statement } from './statements.ts';

/** As saved (JSON); null: never chosen. */
export function readSyncSettings(store: MailStore, accountId: string): string | null {
  const row = statement(store, 'SELECT settings FROM sync_settings WHERE account_id = ?').get(accountId);
  return row ? String(row['settings']) : null;
}

export function writeSyncSettings(store: MailStore, accountId: string, settings: string): void {
  statement(store, 'INSERT OR REPLACE INTO sync_settings (account_id, settings) VALUES (?, ?)').run(
    accountId,
    settings,
  );
}
