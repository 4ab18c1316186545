// The sidebar's rows: places that span all accounts, then each account with its folders as the servers nest them.
import type { FolderRole, MailFolder } from '../api.ts';
import type { MailPlace } from './route.svelte.ts';

export type SideRow =
  | { readonly kind: 'place'; readonly id: string; readonly place: MailPlace }
  | { readonly kind: 'account'; readonly id: string; readonly accountId: string; readonly open: boolean }
  | {
      readonly kind: 'folder';
      readonly id: string;
      readonly folder: MailFolder;
      /** 1 for the account's own folders. */
      readonly level: number;
      readonly children: number;
      readonly open: boolean;
      /** Unread in the folders below that are not shown. */
      readonly hiddenUnread: number;
    };

/** Before and after the folders people made. */
const FIRST: readonly FolderRole[] = ['inbox', 'sent', 'drafts', 'flagged', 'important', 'all', 'archive'];
const LAST: readonly FolderRole[] = ['junk', 'trash'];

const rank = ({ role }: MailFolder): number => {
  if (!role) return FIRST.length;
  const first = FIRST.indexOf(role);
  return first >= 0 ? first : FIRST.length + 1 + LAST.indexOf(role);
};

/** Folders in the order people expect: special ones first, junk and trash last, the others by name. */
export function inOrder(folders: readonly MailFolder[], locale: string): MailFolder[] {
  const collator = new Intl.Collator(locale, { numeric: true, sensitivity: 'base' });
  return folders.toSorted((a, b) => rank(a) - rank(b) || collator.compare(a.names.at(-1) ?? '', b.names.at(-1) ?? ''));
}

/** What stays the same for a folder when the store is built again. */
export const folderKey = (folder: MailFolder): string => `${folder.accountId}/${folder.path}`;

const unreadBelow = (folders: readonly MailFolder[], id: number): number =>
  folders
    .filter((one) => one.parentId === id)
    .reduce(
      (sum, one) => sum + (one.role === 'junk' || one.role === 'trash' ? 0 : one.unread) + unreadBelow(folders, one.id),
      0,
    );

/** The rows of one account, top to bottom. */
export function folderRows(
  folders: readonly MailFolder[],
  isOpen: (folder: MailFolder) => boolean,
  locale: string,
  parentId: number | null = null,
  level = 1,
): SideRow[] {
  const known = new Set(folders.map((one) => one.id));
  const here = folders.filter((one) =>
    parentId === null ? one.parentId === null || !known.has(one.parentId) : one.parentId === parentId,
  );
  return inOrder(here, locale).flatMap((folder) => {
    const children = folders.filter((one) => one.parentId === folder.id).length;
    const open = children > 0 && isOpen(folder);
    const row: SideRow = {
      kind: 'folder',
      id: `f${folder.id}`,
      folder,
      level,
      children,
      open,
      hiddenUnread: open ? 0 : unreadBelow(folders, folder.id),
    };
    return open ? [row, ...folderRows(folders, isOpen, locale, folder.id, level + 1)] : [row];
  });
}
