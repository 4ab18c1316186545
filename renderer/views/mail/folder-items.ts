// What can be done with a folder or an account in the sidebar.
import type { MailFolder } from '../../api.ts';
import { api } from '../../api.ts';
import { readAll, subscribe } from '../../state/mail-folders.svelte.ts';
import { mail } from '../../state/mail.svelte.ts';
import { route } from '../../state/route.svelte.ts';
import { toasts } from '../../state/toasts.svelte.ts';
import { folderWords as f } from '../../text/mail-folders.ts';
import { mailWords as t } from '../../text/mail.ts';
import { errorLine } from '../../text/messages.ts';
import type { MenuItem } from '../../ui/index.ts';
import type { FolderQuestion } from './folder-question.ts';

export function folderItems(folder: MailFolder, onask: (question: FolderQuestion) => void): MenuItem[] {
  const ours = folder.role === null;
  const bin = folder.role === 'trash' || folder.role === 'junk';
  return [
    ...(folder.selectable && folder.unread
      ? [{ label: f.markAllRead, icon: 'mail' as const, onselect: () => void readAll(folder) }]
      : []),
    ...(bin && folder.total
      ? [
          {
            label: folder.role === 'trash' ? f.emptyTrash : f.emptyJunk,
            icon: 'trash' as const,
            danger: true,
            onselect: () => onask({ kind: 'empty', folder }),
          },
        ]
      : []),
    {
      label: f.newIn,
      icon: 'plus',
      onselect: () => onask({ kind: 'new', accountId: folder.accountId, parent: folder }),
    },
    ...(ours
      ? [
          { label: f.rename, icon: 'pencil' as const, onselect: () => onask({ kind: 'rename', folder }) },
          { label: f.move, icon: 'folder' as const, onselect: () => onask({ kind: 'move', folder }) },
        ]
      : []),
    {
      label: f.subscribe,
      icon: 'eye',
      checked: folder.subscribed,
      onselect: () => void subscribe(folder, !folder.subscribed),
    },
    ...(folder.selectable
      ? [{ label: f.keep, icon: 'disk' as const, onselect: () => onask({ kind: 'keep', folder }) }]
      : []),
    ...(ours
      ? [{ label: f.delete, icon: 'trash' as const, danger: true, onselect: () => onask({ kind: 'delete', folder }) }]
      : []),
  ];
}

export function accountItems(accountId: string, onask: (question: FolderQuestion) => void): MenuItem[] {
  const inbox = mail.byRole(accountId, 'inbox');
  return [
    {
      label: t.checkNow,
      icon: 'refresh',
      onselect: () =>
        void api.mail.checkNow({ accountId }).catch((error: unknown) => toasts.show(errorLine(error), 'danger')),
    },
    ...(inbox?.unread ? [{ label: f.markAllRead, icon: 'mail' as const, onselect: () => void readAll(inbox) }] : []),
    { label: f.newFolder, icon: 'plus', onselect: () => onask({ kind: 'new', accountId, parent: null }) },
    {
      label: t.accountSettings,
      icon: 'sliders',
      onselect: () => route.go({ name: 'settings', section: 'accounts', accountId }),
    },
  ];
}
