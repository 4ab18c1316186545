// What can be asked about a folder of the sidebar.
import type { MailFolder } from '../../api.ts';

export type FolderQuestion =
  | { readonly kind: 'new'; readonly accountId: string; readonly parent: MailFolder | null }
  | { readonly kind: 'rename' | 'move' | 'delete' | 'empty' | 'keep'; readonly folder: MailFolder };
