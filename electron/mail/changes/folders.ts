// Making, renaming, subscribing, deleting and emptying folders: on the server first, then here.
import { setImmediate as breathe } from 'node:timers/promises';
import { throwIfAborted } from '../../base/index.ts';
import type { Handlers } from '../../contract/index.ts';
import { AppError } from '../../contract/errors.ts';
import type { MailFolder } from '../../contract/mail.ts';
import {
  createMailbox,
  deleteMailbox,
  listMailboxes,
  renameMailbox,
  subscribeMailbox,
  type ImapSession,
} from '../../imap/index.ts';
import {
  durably,
  emptyFolder,
  hasPendingMoves,
  listMailFolders,
  mailFolderAt,
  mailFolderOf,
  removeEmptied,
  removeNumbered,
  renameFolders,
  touched,
  type FolderRecord,
  type Touched,
} from '../../store/index.ts';
import { mailFolders } from '../lists/folders.ts';
import type { ChangeQueue, MailParts, Servers } from '../parts.ts';
import { readListing } from './role-folder.ts';

type Names = 'createFolder' | 'changeFolder' | 'subscribeFolder' | 'deleteFolder' | 'emptyFolder';

interface Context {
  readonly signal: AbortSignal;
}

export function createFolderChanges(
  parts: MailParts,
  servers: Servers,
  { queue, tell }: { readonly queue: ChangeQueue; readonly tell: (into: Touched) => void },
): Pick<Handlers['mail'], Names> {
  const { store } = parts;

  const folderOf = (id: number): FolderRecord => {
    const folder = mailFolderOf(store, id);
    if (!folder) throw new AppError('mail.folder_gone');
    return folder;
  };
  const asSeen = (accountId: string, path: string): MailFolder => {
    const id = mailFolderAt(store, accountId, path)?.id;
    const found = mailFolders(store).find((folder) => folder.id === id);
    if (!found) throw new AppError('mail.folder_gone');
    parts.news.folders();
    return found;
  };
  const on = <T>(accountId: string, { signal }: Context, work: (session: ImapSession) => Promise<T>): Promise<T> =>
    servers.use(accountId, work, { folder: null, urgent: true, signal });

  /** Below `parent` (null: at the top). The server's separator in a name would make two folders of one. */
  function pathFor(session: ImapSession, parent: FolderRecord | null, name: string): string {
    const separator = parent?.separator ?? session.separator;
    const clean = name.trim();
    const refused = (detail: string): AppError =>
      new AppError('mail.folder_refused', { host: session.host, name: clean }, { detail });
    // eslint-disable-next-line no-control-regex -- what no folder name may hold
    if (clean === '' || /[\0-\x1f\x7f*%]/.test(clean)) throw refused('* %');
    if (separator !== null && clean.includes(separator)) throw refused(separator);
    if (!parent) {
      if (session.prefix === '' && clean.toUpperCase() === 'INBOX') throw new AppError('mail.folder_exists', { name });
      return session.prefix + clean;
    }
    if (separator === null) throw refused('flat');
    // A server that keeps everything below the inbox: that is its top.
    return parent.path === 'INBOX' && session.prefix.toUpperCase().startsWith('INBOX')
      ? session.prefix + clean
      : parent.path + separator + clean;
  }

  const below = ({ accountId, path, separator }: FolderRecord): FolderRecord[] =>
    separator === null
      ? []
      : listMailFolders(store, accountId).filter((other) => other.path.startsWith(path + separator));

  /** What was to be taken out of folders before they went is taken out first. Throws mail.folder_refused when it cannot. */
  async function settleFirst(folder: FolderRecord, ids: readonly number[], { signal }: Context): Promise<void> {
    if (!hasPendingMoves(store, ids)) return;
    await queue.send(folder.accountId, signal);
    if (hasPendingMoves(store, ids))
      throw new AppError(
        'mail.folder_refused',
        { host: '', name: folder.names.at(-1) ?? folder.path },
        { detail: 'changes are waiting' },
      );
  }

  return {
    async createFolder({ accountId, parentId, name }, context) {
      const parent = parentId === null ? null : folderOf(parentId);
      let began = false;
      const path = await on(accountId, context, async (session) => {
        const wanted = pathFor(session, parent, name);
        const again = began;
        began = true;
        await createMailbox(session, wanted).catch((error: unknown) => {
          // Run again after a lost line: then it is ours.
          if (!again || !(error instanceof AppError && error.code === 'mail.folder_exists')) throw error;
        });
        await readListing(parts, session, accountId);
        return wanted;
      });
      return asSeen(accountId, path);
    },

    async changeFolder({ id, parentId, name }, context) {
      const folder = folderOf(id);
      const parent = parentId === null ? null : folderOf(parentId);
      const { accountId } = folder;
      const refused = (host: string): AppError => new AppError('mail.folder_refused', { host, name: folder.path });
      let began = false;
      const path = await on(accountId, context, async (session) => {
        // RENAME of the inbox would move its messages out (RFC 9051 §6.3.6).
        if (folder.path === 'INBOX') throw refused(session.host);
        const wanted = pathFor(session, parent, name);
        const inner = below(folder);
        const intoItself = parent && (parent.id === id || inner.some((one) => one.id === parent.id));
        if (intoItself || (parent && parent.accountId !== accountId)) throw refused(session.host);
        if (wanted === folder.path) return wanted;
        const again = began;
        began = true;
        await renameMailbox(session, folder.path, wanted).catch(async (error: unknown) => {
          // The same: done before the answer was lost.
          const listed = again ? await listMailboxes(session, false) : [];
          if (!listed.some((one) => one.path === wanted) || listed.some((one) => one.path === folder.path)) throw error;
        });
        for (const one of [folder, ...inner].filter(({ subscribed }) => subscribed)) {
          await subscribeMailbox(session, wanted + one.path.slice(folder.path.length), true);
          await subscribeMailbox(session, one.path, false);
        }
        const above = parent
          ? parent.path === 'INBOX' && wanted.startsWith(session.prefix) && session.prefix !== ''
            ? []
            : parent.names
          : [];
        durably(store, () =>
          renameFolders(
            store,
            [folder, ...inner].map((one) => ({
              id: one.id,
              path: wanted + one.path.slice(folder.path.length),
              names: [...above, name.trim(), ...one.names.slice(folder.names.length)],
            })),
          ),
        );
        await readListing(parts, session, accountId);
        return wanted;
      });
      return asSeen(accountId, path);
    },

    async subscribeFolder({ id, value }, context) {
      const { accountId, path } = folderOf(id);
      await on(accountId, context, async (session) => {
        await subscribeMailbox(session, path, value);
        await readListing(parts, session, accountId);
      });
      parts.news.folders();
      return {};
    },

    async deleteFolder({ id }, context) {
      const folder = folderOf(id);
      const { accountId } = folder;
      const all = [folder, ...below(folder)].sort((a, b) => b.path.length - a.path.length);
      const ids = all.map((one) => one.id);
      await settleFirst(folder, ids, context);
      await on(accountId, context, async (session) => {
        if (folder.path === 'INBOX')
          throw new AppError('mail.folder_refused', { host: session.host, name: folder.path });
        for (const one of all) {
          await deleteMailbox(session, one.path).catch(goneIsFine);
          await subscribeMailbox(session, one.path, false);
        }
        // Its rows first and in pieces: a large folder would hold everything up.
        for (const one of all) while (removeNumbered(store, one.id)) await breathe();
        await readListing(parts, session, accountId);
      });
      parts.news.changed(ids);
      parts.news.folders();
      return {};
    },

    async emptyFolder({ id }, { signal }) {
      const folder = folderOf(id);
      if (folder.role !== 'trash' && folder.role !== 'junk')
        throw new AppError('mail.folder_refused', { host: '', name: folder.path });
      const first = touched();
      const below = durably(store, () => emptyFolder(store, first, id));
      const messages = Math.max(folder.known, folder.knownFrom === 1 ? 0 : folder.serverMessages);
      for (let more = true; more;) {
        throwIfAborted(signal);
        const into = touched(first.act);
        more = durably(store, () => removeEmptied(store, into, id, below));
        tell(into);
        await breathe();
      }
      tell(first);
      parts.news.changed([id]);
      return { undoId: null, messages, folderId: null };
    },
  };
}

/** Deleted before the answer was lost, or, where it only held others, gone with the last of them. */
function goneIsFine(error: unknown): void {
  const detail = error instanceof AppError ? (error.detail ?? '') : '';
  if (!/NONEXISTENT|(?:doesn.?t|does not) exist|unknown mailbox|no such mailbox/i.test(detail)) throw error;
}
