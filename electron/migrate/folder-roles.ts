// What a folder of another program is for, told by its name in one of the languages we know.
import type { FolderRole } from '../contract/shapes.ts';
import { guessedRole } from '../imap/index.ts';
import { inboxNames } from './inbox-name-table.ts';

/** More names than IMAP servers use: what mail programs on a computer call these folders. */
const more: ReadonlyMap<string, FolderRole> = new Map([
  ['unsent messages', 'drafts'],
  ['junk e-mail', 'junk'],
  ['all mail including spam and trash', 'all'],
]);

export function roleOfName(name: string): FolderRole | null {
  const folded = name.normalize('NFC').trim().toLowerCase();
  return inboxNames.has(folded) ? 'inbox' : (more.get(folded) ?? guessedRole(name));
}

/** The same folders, each role given to one folder of an account only: the one nearest the top, the first in order. */
export function withRoles<F extends { account: string; names: readonly string[]; role: FolderRole | null }>(
  folders: readonly F[],
): F[] {
  const taken = new Set<string>();
  const roles = new Map<F, FolderRole>();
  const byDepth = folders.toSorted((a, b) => a.names.length - b.names.length);
  const give = (folder: F, role: FolderRole | null): void => {
    const place = `${role ?? ''} ${folder.account}`;
    if (!role || taken.has(place)) return;
    taken.add(place);
    roles.set(folder, role);
  };
  for (const folder of byDepth) give(folder, folder.role);
  for (const folder of byDepth) {
    // Deep in a tree a name like "Sent" is just a name.
    if (!roles.has(folder) && folder.names.length <= 2) give(folder, roleOfName(folder.names.at(-1) ?? ''));
  }
  return folders.map((folder) => ({ ...folder, role: roles.get(folder) ?? null }));
}
