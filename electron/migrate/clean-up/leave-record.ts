// What a finished move says about a clean-up after it: for which POP mailboxes one can be asked, and what it may touch.
import type { Arrived } from '../../archive/index.ts';
import type { PopSource } from '../../contract/migrate.ts';
import type { MoveResult } from '../../contract/results.ts';
import type { JobContext } from '../../jobs/index.ts';
import type { MoveJobInput, MoveParts } from '../move-job.ts';
import { writeMoved, type MovedMailbox } from './moved-record.ts';
import type { MovedNotes } from './note-moved.ts';
import { isSameMailbox } from './same-mailbox.ts';

/** Of one POP mailbox, when all that came from it was read back. */
export function cleanableOf(
  { address, server }: PopSource,
  folders: readonly Pick<Arrived['folders'][number], 'account' | 'path' | 'saved' | 'alreadyThere' | 'verified'>[],
): NonNullable<MoveResult['cleanable']> {
  const folder = folders.find(({ account, path: from }) => account === address && from === 'INBOX');
  const messages = folder ? folder.saved + folder.alreadyThere : 0;
  return folder && messages > 0 && folder.verified === messages ? [{ address, host: server.host, messages }] : [];
}

/** Writes down what may be cleaned up, and says of which mailboxes. Without a record none is offered. */
export async function leaveRecord(
  { input, jobId }: JobContext<MoveJobInput>,
  parts: MoveParts,
  notes: MovedNotes,
  folders: Arrived['folders'],
): Promise<NonNullable<MoveResult['cleanable']>> {
  const { settings, address } = parts.credentials(input.accountId ?? '');
  const mailboxes: MovedMailbox[] = [];
  const cleanable = input.sources.flatMap((one, at) => {
    if (one.kind !== 'pop3' || !parts.keepsMoves) return [];
    if (isSameMailbox(one, { address, server: settings.imap })) return [];
    const folder = folders.find(({ id, path: from }) => Number.parseInt(id, 10) === at && from === 'INBOX');
    const moved = folder && notes.of(folder.id, one.address, folder.target);
    const found = moved ? cleanableOf(one, [folder]) : [];
    if (moved && found.length > 0) mailboxes.push(moved);
    return found;
  });
  if (mailboxes.length === 0) return [];
  try {
    await writeMoved(parts.movesDir, jobId, mailboxes);
    return cleanable;
  } catch (error) {
    // The move itself is well; only its clean-up is not offered.
    parts.log.warn({ err: error }, 'move: no record for a clean-up');
    return [];
  }
}
