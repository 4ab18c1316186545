// Small named values: what the person chose in the settings.
import type { Store } from './open.ts';

/** The stored text, or null when nothing was stored under that name. */
export function readSetting(store: Store, name: string): string | null {
  const row = store.database.prepare('SELECT value FROM settings WHERE name = ?').get(name) as
    { value: string } | undefined;
  return row?.value ?? null;
}

export function writeSetting(store: Store, name: string, value: string): void {
  store.database
    .prepare('INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value')
    .run(name, value);
}
