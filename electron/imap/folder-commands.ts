// Making, renaming, subscribing and deleting folders on the server, with its refusals said as the mail's own errors.
import { redact } from '../base/index.ts';
import type { FolderRole } from '../contract/shapes.ts';
import { AppError } from '../contract/errors.ts';
import { Refusal } from './errors.ts';
import type { ImapSession } from './session.ts';
import type { Part } from './wire.ts';

/** mail.folder_exists or mail.folder_refused. */
function folderError(refusal: Refusal, session: ImapSession, path: string): AppError {
  const exists = refusal.code === 'ALREADYEXISTS' || /already exists|\bexists\b(?!.*not)/i.test(refusal.text);
  const name = path.split(session.separator ?? '/').at(-1) ?? path;
  const options = { detail: redact(refusal.quoted), cause: refusal };
  return exists && !/(?:doesn.?t|does not) exist/i.test(refusal.text)
    ? new AppError('mail.folder_exists', { name }, options)
    : new AppError('mail.folder_refused', { host: session.host, name }, options);
}

async function run(session: ImapSession, parts: readonly Part[], path: string): Promise<void> {
  try {
    await session.wire.run(parts);
  } catch (error) {
    throw error instanceof Refusal ? folderError(error, session, path) : error;
  }
}

const uses: Partial<Record<FolderRole, string>> = {
  archive: '\\Archive',
  junk: '\\Junk',
  trash: '\\Trash',
  sent: '\\Sent',
  drafts: '\\Drafts',
};

/** Also subscribes. `role`: told to the server where it keeps such things (RFC 6154 §3). Throws mail.folder_exists, mail.folder_refused, network.*. */
export async function createMailbox(session: ImapSession, path: string, role: FolderRole | null = null): Promise<void> {
  const use = role && uses[role];
  if (use && session.capabilities.has('CREATE-SPECIAL-USE')) {
    try {
      await session.wire.run(['CREATE ', session.name(path), ` (USE (${use}))`]);
      return await subscribeMailbox(session, path, true);
    } catch (error) {
      // Some take the folder but not the use (RFC 6154 §3: NO [USEATTR]).
      if (!(error instanceof Refusal)) throw error;
    }
  }
  await run(session, ['CREATE ', session.name(path)], path);
  await subscribeMailbox(session, path, true);
}

/** The folders below it go along; subscriptions do not, on most servers. Throws mail.folder_exists, mail.folder_refused, network.*. */
export const renameMailbox = (session: ImapSession, from: string, to: string): Promise<void> =>
  run(session, ['RENAME ', session.name(from), ' ', session.name(to)], to);

/** Throws mail.folder_refused, network.*. */
export const deleteMailbox = (session: ImapSession, path: string): Promise<void> =>
  run(session, ['DELETE ', session.name(path)], path);

/** A server that keeps no subscriptions is no failure. Throws network.*. */
export async function subscribeMailbox(session: ImapSession, path: string, value: boolean): Promise<void> {
  await session.wire.run([value ? 'SUBSCRIBE ' : 'UNSUBSCRIBE ', session.name(path)]).catch((error: unknown) => {
    if (!(error instanceof Refusal)) throw error;
  });
}
