// The account's folder for archived mail, junk or trash; made on the server where it has none.
import { AppError } from '../../contract/errors.ts';
import type { FolderRole } from '../../contract/shapes.ts';
import { createMailbox, listMailboxes } from '../../imap/index.ts';
import { listMailFolders, saveListing, type FolderRecord } from '../../store/index.ts';
import type { MailParts, Servers } from '../parts.ts';

export type RoleFolder = Extract<FolderRole, 'inbox' | 'archive' | 'junk' | 'trash'>;

/** As most servers and programs name them; guessedRole (imap/names.ts) knows them again. */
const usualNames: Readonly<Record<Exclude<RoleFolder, 'inbox'>, string>> = {
  archive: 'Archive',
  junk: 'Junk',
  trash: 'Trash',
};

export function knownRoleFolder(parts: MailParts, accountId: string, role: RoleFolder): FolderRecord | null {
  const folders = listMailFolders(parts.store, accountId).filter(({ selectable }) => selectable);
  const found = folders.find((folder) => folder.role === role);
  if (found || role !== 'archive') return found ?? null;
  // Gmail has no archive: a message leaves the inbox by going to "All Mail".
  return folders.find((folder) => folder.role === 'all' && /^\[(?:gmail|google mail)\]/i.test(folder.path)) ?? null;
}

/** Throws mail.no_folder when there is none and none can be made (also when the server cannot be reached). */
export async function roleFolder(
  parts: MailParts,
  servers: Servers,
  accountId: string,
  role: RoleFolder,
  signal: AbortSignal,
): Promise<FolderRecord> {
  const known = knownRoleFolder(parts, accountId, role);
  if (known) return known;
  const account = parts.accounts().find(({ id }) => id === accountId)?.address ?? accountId;
  try {
    if (role !== 'inbox') await makeRoleFolder(parts, servers, accountId, role, signal);
  } catch (error) {
    if (!(error instanceof AppError) || error.code === 'cancelled') throw error;
    throw new AppError('mail.no_folder', { account }, { detail: error.detail ?? error.message, cause: error });
  }
  const made = knownRoleFolder(parts, accountId, role);
  if (!made) throw new AppError('mail.no_folder', { account });
  parts.news.folders();
  return made;
}

async function makeRoleFolder(
  parts: MailParts,
  servers: Servers,
  accountId: string,
  role: Exclude<RoleFolder, 'inbox'>,
  signal: AbortSignal,
): Promise<void> {
  await servers.use(
    accountId,
    async (session) => {
      // Another program may have made it since.
      if ((await readListing(parts, session, accountId)).some((folder) => folder.role === role)) return;
      const { prefix, separator } = session;
      const siblings = listMailFolders(parts.store, accountId);
      // Some servers keep everything below the inbox without saying so (no NAMESPACE): then so do we.
      const below =
        prefix === '' &&
        separator !== null &&
        siblings.length > 1 &&
        siblings.every(({ path }) => isBelow(path, separator));
      const path = `${below ? `INBOX${separator}` : prefix}${usualNames[role]}`;
      await createMailbox(session, path, role).catch((error: unknown) => {
        if (!(error instanceof AppError && error.code === 'mail.folder_exists')) throw error;
      });
      await readListing(parts, session, accountId);
    },
    { folder: null, urgent: true, signal },
  );
}

const isBelow = (path: string, separator: string): boolean => path === 'INBOX' || path.startsWith(`INBOX${separator}`);

/** Lists the account's folders and keeps that. */
export async function readListing(
  parts: MailParts,
  session: Parameters<typeof listMailboxes>[0],
  accountId: string,
): Promise<FolderRecord[]> {
  saveListing(parts.store, accountId, await listMailboxes(session, false));
  return listMailFolders(parts.store, accountId);
}
