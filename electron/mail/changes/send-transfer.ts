// Messages that move to another account: fetched, appended there with flags and date, and only once that is confirmed
// queued for deletion where they were. One at a time, so at most one message is in memory.
import { createHash } from 'node:crypto';
import { throwIfAborted } from '../../base/index.ts';
import { AppError } from '../../contract/errors.ts';
import { appendOne, fetchHeads, nextNumber, openTail, type Fetched, type ImapSession } from '../../imap/index.ts';
import {
  appendedAt,
  durably,
  mailFolderOf,
  markSending,
  type FolderRecord,
  type JobMessage,
  type MoveInput,
  type Position,
} from '../../store/index.ts';
import { find, type Sending } from './send.ts';

/** Larger ones are left where they are: no server known takes them. */
const MAX_BYTES = 256 * 1024 * 1024;

interface Whole extends Pick<Fetched, 'flags' | 'internalDate'> {
  readonly content: Buffer;
}

export async function sendTransfer(sending: Sending): Promise<boolean> {
  const { parts, job, note } = sending;
  const to = mailFolderOf(parts.store, (job.input as MoveInput).to);
  let input = job.input as MoveInput;
  for (const message of job.messages) {
    throwIfAborted(sending.signal);
    if (!to) {
      note([{ message, end: { kind: 'refused' } }], new AppError('mail.folder_gone'));
      continue;
    }
    const whole = await readWhole(sending, message);
    if (whole === 'renumbered') return false;
    if (whole === null) {
      note([{ message, end: { kind: 'gone' } }]);
      continue;
    }
    try {
      const onBaseline = (baseline: MoveInput['baseline']): void => {
        if (baseline) markSending(parts.store, job, (input = { ...input, baseline }));
      };
      const tried = input.baseline !== undefined;
      const at = await append(sending, to, message, whole, input, tried, onBaseline);
      if (at instanceof AppError) {
        note([{ message, end: { kind: 'refused' } }], at);
        continue;
      }
      durably(parts.store, () => appendedAt(parts.store, sending.accountId, message, at));
      parts.news.changed([to.id, job.folderId], [message.id]);
    } catch (error) {
      if (!(error instanceof AppError) || error.code === 'cancelled') throw error;
      // The other account cannot be reached or waits for the person: this one goes on with what it can.
      if (/^(?:network|account|secrets)\./.test(error.code)) return false;
      note([{ message, end: { kind: 'refused' } }], error);
    }
  }
  return true;
}

/** null: it is no longer there. */
async function readWhole(sending: Sending, { uid }: JobMessage): Promise<Whole | 'renumbered' | null> {
  const { servers, accountId, job, folder, signal } = sending;
  return servers.use(
    accountId,
    async (session, uidValidity) => (uidValidity === job.uidValidity ? wholeOf(session, uid) : 'renumbered'),
    { folder: { path: folder.path, access: 'read' }, urgent: true, signal },
  );
}

async function wholeOf(session: ImapSession, uid: number): Promise<Whole | null> {
  let head: Fetched | null = null;
  for await (const fetched of fetchHeads(session, [uid])) if (fetched.uid === uid) head = fetched;
  if (!head) return null;
  if (head.whole) return { ...head, content: head.bytes };
  if ((head.announcedBytes ?? 0) > MAX_BYTES)
    throw new AppError('message.too_big', { reason: String(head.announcedBytes) });
  const tail = await openTail(session, uid, head.bytes.length);
  const chunks = [head.bytes];
  if (tail) for await (const chunk of tail.chunks()) chunks.push(chunk);
  return { ...head, content: Buffer.concat(chunks) };
}

/** Where it is now; an error when the server does not want it, and the message stays where it was. */
async function append(
  sending: Sending,
  to: FolderRecord,
  message: JobMessage,
  whole: Whole,
  input: MoveInput,
  tried: boolean,
  onBaseline: (baseline: MoveInput['baseline']) => void,
): Promise<Position | AppError> {
  const { servers, signal } = sending;
  const wanted = { headerId: message.headerId, size: whole.content.length };
  const there = async (baseline: MoveInput['baseline']): Promise<Position | null> => {
    const uid = (await find(sending, to, [wanted], { ...(baseline && { baseline }) })).get(0)?.uid;
    return uid === undefined ? null : sameBytes(sending, to, uid, whole.content);
  };
  const before = tried ? await there(input.baseline) : null;
  if (before) return before;
  let { baseline } = input;
  let ran = false;
  const result = await servers.use(
    to.accountId,
    async (session) => {
      if (ran) return 'again';
      if (!baseline) {
        baseline = (await nextNumber(session, to.path)) ?? undefined;
        onBaseline(baseline);
      }
      ran = true;
      const { flags, internalDate, content } = whole;
      return appendOne(session, to.path, { flags, internalDate, content });
    },
    { folder: null, urgent: true, signal },
  );
  if (result !== 'again') {
    if (result.error) return result.error;
    if (result.at) return { folderId: to.id, ...result.at };
  }
  const at = await there(baseline);
  if (at) return at;
  if (result === 'again') throw new AppError('network.lost', { host: '?' });
  // The server said OK, but the message is not found as it was sent: nothing is deleted.
  return new AppError('message.refused', { reason: 'size_differs' });
}

/** Only the same bytes are the same message. */
async function sameBytes(
  { servers, signal }: Sending,
  to: FolderRecord,
  uid: number,
  content: Buffer,
): Promise<Position | null> {
  const hash = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
  return servers.use(
    to.accountId,
    async (session, uidValidity) => {
      const whole = await wholeOf(session, uid);
      return whole && hash(whole.content) === hash(content) ? { folderId: to.id, uidValidity, uid } : null;
    },
    { folder: { path: to.path, access: 'read' }, urgent: true, signal },
  );
}
