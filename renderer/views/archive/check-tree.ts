// What a tree of folders with ticks shows: one group per account.
import type { FolderNode, Role } from '../../state/folder-tree.ts';
import type { IconName } from '../../ui/index.ts';
import { roleWords } from '../../text/messages.ts';

export interface TreeGroup {
  readonly id: string;
  readonly name: string;
  /** The address. */
  readonly detail: string;
  /** 1 to 5; 0 for none. */
  readonly dot: number;
  readonly nodes: readonly FolderNode[];
}

const icons: Readonly<Record<Role, IconName>> = {
  inbox: 'inbox',
  sent: 'send',
  drafts: 'pencil',
  archive: 'archive',
  junk: 'junk',
  trash: 'trash',
  all: 'stack',
  flagged: 'star',
  important: 'star',
};

export const roleIcon = (role: Role | null): IconName => (role ? icons[role] : 'folder');
/** A special folder is called what people call it; all others by their own name. */
export const folderLabel = (name: string, role: Role | null): string => (role ? roleWords[role] : name);
/** The whole path for a list: "Clients, Dupont". */
export const pathLabel = (names: readonly string[], role: Role | null): string =>
  role ? roleWords[role] : names.join(', ');
