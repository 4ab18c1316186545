// What the folders of a move are called on both sides.
import { baseName } from '../../state/archive-estimate.ts';
import type { PlanFolder } from '../../state/move-map.ts';
import { roleWords } from '../../text/messages.ts';
import { migrateWords as t } from '../../text/migrate.ts';

const bare = ({ names, role }: Pick<PlanFolder, 'names' | 'role'>): string =>
  role && names.length <= 1 ? roleWords[role] : names.join(' / ');

/** With the account behind it where two folders would be called the same. */
export function sourceLabel(folder: PlanFolder, all: readonly PlanFolder[]): string {
  const label = bare(folder);
  const twice = all.some((other) => other.id !== folder.id && bare(other) === label);
  return twice && folder.account ? t.inAccount(label, folder.account) : label;
}

/** "Boats / Quotes"; the inbox by its own word. */
export const targetLabel = (names: readonly string[]): string =>
  names.map((name, i) => (i === 0 && name.toUpperCase() === 'INBOX' ? roleWords.inbox : name)).join(' / ');

/** A source as a result names it: an address as it is, a path by its last part. */
export const nameOfSource = (name: string): string => (/[\\/]/.test(name) ? baseName(name) : name);
