// What is done to folders. Servers change folders first, so each takes a moment and may be refused.
import { api, type MailFolder } from '../api.ts';
import { folderName } from '../text/folder-name.ts';
import { errorLine } from '../text/messages.ts';
import { folderWords as t } from '../text/mail-folders.ts';
import { actions } from './mail-actions.svelte.ts';
import { mail } from './mail.svelte.ts';
import { toasts } from './toasts.svelte.ts';

async function tried(work: () => Promise<string | null>): Promise<boolean> {
  try {
    const said = await work();
    if (said) toasts.show(said);
    return true;
  } catch (error) {
    toasts.show(errorLine(error), 'danger');
    return false;
  }
}

/** True when it is there. */
export const createFolder = (accountId: string, parentId: number | null, name: string): Promise<boolean> =>
  tried(async () => {
    const made = await api.mail.createFolder({ accountId, parentId, name });
    return t.created(folderName(made));
  });

/** Another name, another place, or both. */
export const changeFolder = (folder: MailFolder, parentId: number | null, name: string): Promise<boolean> =>
  tried(async () => {
    await api.mail.changeFolder({ id: folder.id, parentId, name });
    return parentId === folder.parentId ? t.renamed(name) : t.moved(name);
  });

export const deleteFolder = (folder: MailFolder): Promise<boolean> =>
  tried(async () => {
    await api.mail.deleteFolder({ id: folder.id });
    return t.deleted(folderName(folder));
  });

export const subscribe = (folder: MailFolder, value: boolean): Promise<boolean> =>
  tried(async () => {
    await api.mail.subscribeFolder({ id: folder.id, value });
    return null;
  });

export const keep = (folder: MailFolder, value: MailFolder['keep']): Promise<boolean> =>
  tried(async () => {
    await api.mail.keepFolder({ id: folder.id, keep: value });
    return null;
  });

export const empty = (folder: MailFolder): Promise<boolean> =>
  tried(async () => {
    const { messages } = await api.mail.emptyFolder({ id: folder.id });
    void mail.list.refresh();
    return t.emptied(folderName(folder), messages);
  });

export const readAll = (folder: MailFolder): Promise<boolean> =>
  tried(async () => {
    const changed = await api.mail.change({
      target: {
        kind: 'all',
        list: {
          view: { kind: 'folder', folderId: folder.id },
          threads: false,
          sort: 'date',
          ascending: false,
          filter: 'unread',
        },
        except: [],
      },
      change: { kind: 'read', value: true },
    });
    void mail.list.refresh();
    actions.done(t.allRead(changed.messages), changed.undoId);
    return null;
  });
