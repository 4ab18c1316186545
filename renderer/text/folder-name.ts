// What a folder of the mail is called: a special one as people call it, all others by their own name.
import type { FolderRole } from '../../electron/contract/shapes.ts';
import { roleWords } from './messages.ts';

interface Named {
  readonly names: readonly string[];
  readonly role: FolderRole | null;
}

export const folderName = ({ names, role }: Named): string => (role ? roleWords[role] : (names.at(-1) ?? ''));
/** With the folders it stands in: "Clients / Dupont". */
export const folderPath = ({ names, role }: Named): string => (role ? roleWords[role] : names.join(' / '));
