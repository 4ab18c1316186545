// The account's folders as the server lists them, and which of them have anything new.
import { listMailboxes, type MailboxState } from '../../imap/index.ts';
import { listMailFolders, saveFolder, saveListing, type FolderRecord } from '../../store/index.ts';
import type { MailParts, Servers } from '../parts.ts';
import { inOrder } from './account.ts';

export interface Listing {
  /** Folders to look into, in the order in which they are to be read; `thorough`: also those whose counters are the same. */
  changed(thorough: boolean): FolderRecord[];
}

/** `withStates`: counts each folder too, which a server may need time for at the first call. Throws network.*, account.*. */
export async function listAll(
  parts: MailParts,
  servers: Servers,
  accountId: string,
  withStates: boolean,
  signal: AbortSignal,
): Promise<Listing> {
  const { store } = parts;
  const mailboxes = await servers.use(accountId, (session) => listMailboxes(session, withStates), {
    folder: null,
    urgent: false,
    signal,
  });
  if (saveListing(store, accountId, mailboxes)) parts.news.folders();
  const states = new Map(mailboxes.map(({ path, state }) => [path, state]));
  for (const folder of listMailFolders(store, accountId)) {
    const state = states.get(folder.path);
    if (!state || (state.messages === folder.serverMessages && state.unseen === folder.serverUnread)) continue;
    saveFolder(store, folder.id, { serverMessages: state.messages, serverUnread: state.unseen });
    parts.news.folders();
  }
  return {
    changed: (thorough) =>
      inOrder(listMailFolders(store, accountId)).filter(
        (folder) => folder.selectable && !isSame(folder, states.get(folder.path) ?? null, thorough),
      ),
  };
}

/** Nothing can have happened in the folder since it was read. */
function isSame(folder: FolderRecord, state: MailboxState | null, thorough: boolean): boolean {
  if (!state || folder.knownFrom !== 1 || state.uidValidity !== folder.uidValidity) return false;
  if (state.highestModseq !== null && folder.highestModseq !== null)
    return (
      state.highestModseq === folder.highestModseq &&
      state.messages === folder.serverMessages &&
      state.uidNext === folder.uidNext
    );
  // Without mod-sequences another program's flags show in the count of unread messages only.
  return (
    !thorough && state.uidNext === folder.uidNext && state.messages === folder.known && state.unseen === folder.unread
  );
}
