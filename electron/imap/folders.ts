// What a mailbox holds: its folders as the transfer loop, the export page and the restore want to see them.
import type { SurveyFolder } from '../contract/archive.ts';
import type { FolderRole } from '../contract/shapes.ts';
import type { TransferFolder } from '../transfer/index.ts';
import { Refusal } from './errors.ts';
import { declaredRole, guessedRole, splitPath } from './names.ts';
import { fetchAttributes, parseInternalDate, textOf } from './replies.ts';
import { connectImap, type ConnectOptions, type Counted, type ImapSession, type Listed } from './session.ts';

const cannotHoldMail = (folder: Listed): boolean =>
  folder.attributes.some((attribute) => /^\\(?:noselect|nonexistent)$/i.test(attribute));

/** Each path's role: the declared one, else (for the first folder of that kind) the one its name suggests. */
export function folderRoles(folders: readonly Listed[], prefix: string): Map<string, FolderRole> {
  const roles = new Map<string, FolderRole>();
  const taken = new Set<FolderRole>();
  const give = (path: string, role: FolderRole | null): void => {
    if (!role || taken.has(role) || roles.has(path)) return;
    roles.set(path, role);
    taken.add(role);
  };
  give('INBOX', 'inbox');
  for (const { path, attributes } of folders) give(path, declaredRole(attributes));
  for (const { path, separator } of folders) {
    const names = splitPath(path, separator, prefix);
    // Below the top (or the inbox, where some servers keep everything) a name like "Sent" is just a name.
    if (names.length === 1 || (names.length === 2 && names[0] === 'INBOX')) give(path, guessedRole(names.at(-1) ?? ''));
  }
  return roles;
}

/** Every folder that can hold messages, the inbox first, the others in the server's order. */
export async function listFolders(session: ImapSession, account: string): Promise<TransferFolder[]> {
  const listed = await session.list();
  const folders = listed.folders.filter((folder) => !cannotHoldMail(folder));
  const uncounted = folders.filter(({ path }) => !listed.counts.has(path)).map(({ path }) => path);
  const counts = new Map<string, Counted>([...listed.counts, ...(await session.status(uncounted))]);
  const roles = folderRoles(folders, session.prefix);
  return folders
    .map(({ path, separator }): TransferFolder => {
      const count = counts.get(path);
      return {
        id: path,
        account,
        names: splitPath(path, separator, session.prefix),
        path,
        role: roles.get(path) ?? null,
        messages: count?.messages ?? 0,
        sizeBytes: count?.sizeBytes ?? null,
        uidValidity: count?.uidValidity ?? null,
        separator,
      };
    })
    .sort((a, b) => Number(b.path === 'INBOX') - Number(a.path === 'INBOX'));
}

/** Connects, counts every folder, and leaves. Throws account.*, network.*. */
export async function surveyMailbox(options: ConnectOptions): Promise<SurveyFolder[]> {
  const session = await connectImap(options);
  try {
    const folders = await listFolders(session, '');
    return folders.map(({ path, names, role, messages, sizeBytes }) => ({
      path,
      names: [...names],
      role,
      messages,
      sizeBytes,
    }));
  } finally {
    await session.close();
  }
}

export interface Period {
  readonly path: string;
  /** INTERNALDATE, ms since 1970; null for an empty folder or one that cannot be opened. */
  readonly oldest: number | null;
  readonly newest: number | null;
}

/** Dates of the first and the last message of each folder: a good guess at its period, at the price of two commands. */
export async function surveyPeriods(
  options: ConnectOptions & { readonly paths: readonly string[] },
): Promise<Period[]> {
  const session = await connectImap(options);
  try {
    const periods: Period[] = [];
    for (const path of options.paths) {
      const dates: number[] = [];
      try {
        const { exists } = await session.open(path);
        if (exists > 0)
          await session.wire.run('FETCH 1,* (INTERNALDATE)', (reply) => {
            if (reply.name !== 'FETCH') return;
            const date = parseInternalDate(textOf(fetchAttributes(reply).get('INTERNALDATE')) ?? '');
            if (date !== null) dates.push(date);
          });
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
      }
      const known = dates.length > 0;
      periods.push({ path, oldest: known ? Math.min(...dates) : null, newest: known ? Math.max(...dates) : null });
    }
    return periods;
  } finally {
    await session.close();
  }
}
