// Gathers what changed in the store and tells clients at most four times a second.
import type { MailFolder } from '../contract/mail.ts';
import type { Emit } from '../contract/index.ts';
import type { MailNews } from './parts.ts';

const PAUSE_MS = 250;
/** More than these are told as "anything in these folders". */
const MAX_MESSAGES = 500;

/** `folders` is asked when folders are to be told. */
export function createNews(emit: Emit, folders: () => MailFolder[]): MailNews {
  const folderIds = new Set<number>();
  const messageIds = new Set<number>();
  let [withSearch, withFolders] = [false, false];
  let timer: ReturnType<typeof setTimeout> | null = null;
  let toldAt = 0;
  let closed = false;

  function tell(): void {
    timer = null;
    toldAt = Date.now();
    if (withFolders) emit('mail.folders', folders());
    if (folderIds.size > 0 || withSearch)
      emit('mail.changed', {
        folderIds: [...folderIds],
        messageIds: messageIds.size > MAX_MESSAGES ? [] : [...messageIds],
        search: withSearch,
      });
    folderIds.clear();
    messageIds.clear();
    withSearch = withFolders = false;
  }
  const soon = (): void => {
    if (!closed) timer ??= setTimeout(tell, Math.max(0, PAUSE_MS - (Date.now() - toldAt)));
  };

  return {
    changed(inFolders, messages = []) {
      for (const id of inFolders) folderIds.add(id);
      for (const id of messages) if (messageIds.size <= MAX_MESSAGES) messageIds.add(id);
      // Counts go with every change.
      withFolders = true;
      soon();
    },
    found() {
      withSearch = true;
      soon();
    },
    folders() {
      withFolders = true;
      soon();
    },
    close() {
      closed = true;
      if (timer) clearTimeout(timer);
      timer = null;
    },
  };
}
