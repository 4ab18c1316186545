// One piece of waiting work at the server: its flags, moves or deletions, and what came of them. Whatever happens, a
// message is where the server has it: only what the server confirmed is noted as done.
import { AppError } from '../../contract/errors.ts';
import {
  expungeOurs,
  fetchFlags,
  findMessages,
  moveUids,
  removeUids,
  storeFlags,
  type Found,
  type ImapSession,
  type Wanted,
} from '../../imap/index.ts';
import {
  dropAction,
  durably,
  finishAction,
  forgetLeft,
  leftBehind,
  mailFolderOf,
  markLeft,
  markSending,
  markWaiting,
  pendingOf,
  marksOf,
  rowAt,
  saveFolder,
  setNumber,
  settle,
  takeServerFlags,
  uidSettled,
  uidTaken,
  type EmptyInput,
  type End,
  type FlagNames,
  type FolderRecord,
  type Job,
  type JobMessage,
  type Marks,
  type MoveInput,
} from '../../store/index.ts';
import type { MailParts, Servers } from '../parts.ts';
import { sendTransfer } from './send-transfer.ts';

/** The server counts differently now: the folder has to be read again before anything can be done in it. */
const RENUMBERED = Symbol('renumbered');
/** The line was lost in the middle: what was done there has to be looked at. */
const AGAIN = Symbol('again');
/** UIDs in one command of emptying. */
const EMPTY_PIECE = 500;

/** False: it cannot go now, for reasons of its own. Throws network.*, account.*, cancelled. */
export type Send = (accountId: string, job: Job, signal: AbortSignal) => Promise<boolean>;

export interface Sending {
  readonly parts: MailParts;
  readonly servers: Servers;
  readonly accountId: string;
  readonly job: Job;
  readonly folder: FolderRecord;
  readonly signal: AbortSignal;
  /** Notes ends, tells clients, and what was refused. */
  readonly note: (ends: readonly Noted[], refusal?: AppError | null) => void;
}
export interface Noted {
  readonly message: Pick<JobMessage, 'actionId' | 'id'>;
  readonly end: End;
}

export function createSender(
  parts: MailParts,
  servers: Servers,
  onRefused: (accountId: string, messages: number, error: AppError) => void,
): Send {
  const { store } = parts;

  return async (accountId, job, signal) => {
    const note = (ends: readonly Noted[], refusal: AppError | null = null): void => {
      const told = ends.map(({ message, end }) => ({ actionId: message.actionId, id: message.id, end }));
      const reread = durably(store, () => settle(store, told));
      const folders = new Set([job.folderId, ...reread]);
      if (job.kind === 'move' || job.kind === 'transfer') folders.add((job.input as MoveInput).to);
      parts.news.changed(
        folders,
        told.map(({ id }) => id).filter((id) => id > 0),
      );
      const count = ends.filter(({ end }) => end.kind === 'refused').length;
      if (count && refusal) onRefused(accountId, count, changeRefused(refusal, count));
    };
    const all: Noted['message'][] = [...job.messages, ...job.unnumbered];
    const folder = mailFolderOf(store, job.folderId);
    if (!folder) {
      if (job.kind === 'empty') for (const id of job.actionIds) dropAction(store, id);
      note(all.map((message) => ({ message, end: { kind: 'gone' } })));
      return true;
    }
    const sending: Sending = { parts, servers, accountId, job, folder, signal, note };
    try {
      if (job.unnumbered.length > 0) return await number(sending);
      switch (job.kind) {
        case 'flags':
          return await sendFlags(sending);
        case 'move':
          return await sendMove(sending);
        case 'transfer':
          return await sendTransfer(sending);
        case 'delete':
          return await sendDelete(sending);
        case 'empty':
          return await sendEmpty(sending, (error) => onRefused(accountId, folder.known || 1, error));
        case 'mute':
          return true;
      }
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      // The folder is gone, and its messages with it or elsewhere: the next listing tells.
      if (error.code === 'mail.folder_gone') {
        if (job.kind === 'empty') for (const id of job.actionIds) dropAction(store, id);
        note(all.map((message) => ({ message, end: { kind: 'gone' } })));
        return true;
      }
      // It cannot be opened for writing.
      if (error.code === 'imap.refused') {
        if (job.kind === 'empty') for (const id of job.actionIds) dropAction(store, id);
        note(
          all.map((message) => ({ message, end: { kind: 'refused' } })),
          error,
        );
        return true;
      }
      throw error;
    }
  };
}

/** What this program has moved out of a folder or deleted in it. */
const ours =
  ({ store }: MailParts, folderId: number): ((uid: number) => boolean) =>
  (uid) =>
    pendingOf(store, folderId).isMovedAway(uid);

/** Expunges what had to stay marked as deleted, once nothing of others is marked in the same folder. */
export async function sendLeft(
  { parts, servers }: Pick<Sending, 'parts' | 'servers'>,
  accountId: string,
  signal: AbortSignal,
): Promise<void> {
  for (const { folderId, actionIds } of leftBehind(parts.store, accountId)) {
    const folder = mailFolderOf(parts.store, folderId);
    if (!folder) continue;
    const result = await servers.use(
      accountId,
      async (session, uidValidity) =>
        uidValidity === folder.uidValidity ? expungeOurs(session, ours(parts, folderId)) : null,
      { folder: { path: folder.path, access: 'write' }, urgent: false, signal },
    );
    if (result && !result.left) forgetLeft(parts.store, actionIds);
  }
}

const changeRefused = (error: AppError, count: number): AppError =>
  new AppError(
    'mail.change_refused',
    { host: error.params['host'] ?? '?', count },
    { detail: error.detail ?? error.message, cause: error },
  );

/** Runs work in the job's folder, opened for writing, once: a lost line in the middle ends in AGAIN. */
export async function once<T>(
  { servers, accountId, job, folder, signal }: Sending,
  work: (session: ImapSession) => Promise<T>,
): Promise<T | typeof AGAIN | typeof RENUMBERED> {
  let ran = false;
  return servers.use<T | typeof AGAIN | typeof RENUMBERED>(
    accountId,
    async (session, uidValidity) => {
      if (uidValidity !== job.uidValidity) return RENUMBERED;
      if (ran) return AGAIN;
      ran = true;
      return work(session);
    },
    { folder: { path: folder.path, access: 'write' }, urgent: true, signal },
  );
}

async function sendFlags(sending: Sending): Promise<boolean> {
  const { parts, servers, accountId, job, folder, signal, note } = sending;
  const { add, remove } = job.input as FlagNames;
  const uids = job.messages.map(({ uid }) => uid);
  let began = false;
  markSending(parts.store, job);
  const result = await servers
    .use<{ error: AppError | null; marks: Map<number, Marks> } | typeof RENUMBERED>(
      accountId,
      async (session, uidValidity) => {
        if (uidValidity !== job.uidValidity) return RENUMBERED;
        began = true;
        const error = await storeFlags(session, uids, add, remove);
        const marks = new Map<number, Marks>();
        // What it refused it may have done in part: rows show what is there.
        if (error)
          await fetchFlags(session, uids, (batch) => {
            for (const { uid, flags } of batch) marks.set(uid, marksOf(flags));
          });
        return { error, marks };
      },
      { folder: { path: folder.path, access: 'write' }, urgent: true, signal },
    )
    .finally(() => {
      if (!began && !job.tried) markWaiting(parts.store, job);
    });
  if (result === RENUMBERED) return false;
  const kind = result.error ? 'refused' : 'done';
  note(
    job.messages.map((message) => ({ message, end: kind === 'done' ? { kind, at: null } : { kind } })),
    result.error,
  );
  if (result.error) {
    const ids = durably(parts.store, () => takeServerFlags(parts.store, folder.id, result.marks));
    parts.news.changed([folder.id], ids);
  }
  return true;
}

async function sendMove(sending: Sending): Promise<boolean> {
  const { parts, job, note } = sending;
  const { store } = parts;
  const to = mailFolderOf(store, (job.input as MoveInput).to);
  if (!to) {
    const error = new AppError('mail.folder_gone');
    note(
      job.messages.map((message) => ({ message, end: { kind: 'refused' } })),
      error,
    );
    return true;
  }
  // Back where it never left, as an earlier move was refused. A MOVE into the same folder is not harmless: Dovecot 2.3 loses
  // messages when another program moves them at the same moment.
  if (to.id === job.folderId) {
    note(job.messages.map((message) => ({ message, end: { kind: 'refused' } })));
    return true;
  }
  let input = job.input as MoveInput;
  for (let tried = job.tried; ; tried = true) {
    // Copies of an earlier try: found among what came since, so that nothing is copied twice.
    const copies = tried && input.baseline ? await find(sending, to, job.messages, input) : new Map<number, Seen>();
    const copied = new Set(job.messages.flatMap(({ uid }, index) => (copies.has(index) ? uid : [])));
    let began = false;
    markSending(store, job, input);
    const result = await once(sending, (session) => {
      began = true;
      return moveUids(
        session,
        job.messages.map(({ uid }) => uid),
        {
          to: to.path,
          copied,
          tried,
          isOurs: ours(parts, job.folderId),
          onBaseline(baseline) {
            if (baseline) markSending(store, job, (input = { ...input, baseline }));
          },
        },
      );
    }).finally(() => {
      if (!began && !tried) markWaiting(store, job);
    });
    if (result === RENUMBERED) return false;
    if (result === AGAIN) continue;
    const { moved, refused, error, left } = result;
    const ends = new Map<JobMessage, End>();
    const lost: JobMessage[] = [];
    for (const [index, message] of job.messages.entries()) {
      const uid = moved.uids.get(message.uid) ?? copies.get(index)?.uid;
      const adopted = rowAt(store, message.id, to.id);
      if (refused.has(message.uid)) ends.set(message, { kind: 'refused' });
      else if (uid !== undefined)
        ends.set(message, {
          kind: 'done',
          at: { folderId: to.id, uidValidity: moved.uidValidity ?? copies.get(index)?.uidValidity ?? null, uid },
        });
      else if (adopted !== null)
        ends.set(message, { kind: 'done', at: { folderId: to.id, uidValidity: to.uidValidity, uid: adopted } });
      else lost.push(message);
    }
    // Moved before the answer was lost, moved by a server that tells no numbers, or gone: the target knows.
    const found = lost.length > 0 ? await find(sending, to, lost, input) : new Map<number, Seen>();
    for (const [index, message] of lost.entries()) {
      const seen = found.get(index);
      const at = seen && { folderId: to.id, uidValidity: seen.uidValidity, uid: seen.uid };
      ends.set(message, at ? { kind: 'done', at } : { kind: 'gone' });
    }
    if (left) {
      markLeft(store, job);
      parts.log.info({ folder: job.folderId }, 'mail: moved messages stay marked as deleted, as others are marked too');
    }
    note(
      job.messages.map((message) => ({ message, end: ends.get(message) ?? { kind: 'gone' } })),
      error,
    );
    // Somebody else may have moved them, with other flags.
    const marks = new Map([...copies.values(), ...found.values()].map(({ uid, flags }) => [uid, marksOf(flags)]));
    if (marks.size > 0) durably(store, () => takeServerFlags(store, to.id, marks));
    return true;
  }
}

/** A number means something only with the UIDVALIDITY it was seen under: the folder may not have been read here yet. */
export interface Seen extends Found {
  readonly uidValidity: string | null;
}

/** Looks for messages in the target: among what is new there, else by Message-ID. Rows that are known are somebody else. */
export async function find(
  { parts, servers, signal }: Pick<Sending, 'parts' | 'servers' | 'signal'>,
  to: FolderRecord,
  wanted: readonly Wanted[],
  { baseline }: Pick<MoveInput, 'baseline'>,
): Promise<Map<number, Seen>> {
  const known = mailFolderOf(parts.store, to.id) ?? to;
  return servers.use(
    known.accountId,
    async (session, uidValidity) => {
      const sure = baseline?.uidValidity === uidValidity;
      const same = known.uidValidity === uidValidity;
      // What came after the first try is ours, also when a reading has met it before us; but for what is settled already.
      const taken = sure ? uidSettled : uidTaken;
      const from = sure ? baseline.uidNext : null;
      const found = await findMessages(session, wanted, from, (uid) => same && taken(parts.store, to.id, uid));
      return new Map([...found].map(([index, one]) => [index, { ...one, uidValidity }]));
    },
    { folder: { path: known.path, access: 'read' }, urgent: true, signal },
  );
}

/** Finds the numbers of messages that a change of ours brought there without being told them. */
async function number(sending: Sending): Promise<boolean> {
  const { parts, servers, accountId, job, folder, signal, note } = sending;
  const result = await servers.use(
    accountId,
    async (session, uidValidity) => {
      const found = await findMessages(session, job.unnumbered, null, (uid) => uidTaken(parts.store, folder.id, uid));
      return { found, uidValidity };
    },
    { folder: { path: folder.path, access: 'read' }, urgent: true, signal },
  );
  if (result.uidValidity !== folder.uidValidity && folder.uidValidity !== null) return false;
  const gone: Noted[] = [];
  for (const [index, message] of job.unnumbered.entries()) {
    const uid = result.found.get(index)?.uid;
    if (uid === undefined) gone.push({ message, end: { kind: 'gone' } });
    else setNumber(parts.store, message.actionId, message.id, result.uidValidity ?? '', uid);
  }
  if (gone.length > 0) note(gone);
  return true;
}

async function sendDelete(sending: Sending): Promise<boolean> {
  const { parts, servers, accountId, job, folder, signal, note } = sending;
  markSending(parts.store, job);
  const result = await servers.use<{ error: AppError | null; left: boolean } | typeof RENUMBERED>(
    accountId,
    async (session, uidValidity) =>
      uidValidity === job.uidValidity
        ? removeUids(
            session,
            job.messages.map(({ uid }) => uid),
            ours(parts, folder.id),
          )
        : RENUMBERED,
    { folder: { path: folder.path, access: 'write' }, urgent: true, signal },
  );
  if (result === RENUMBERED) return false;
  if (result.left) markLeft(parts.store, job);
  note(
    job.messages.map((message) => ({
      message,
      end: result.error ? { kind: 'refused' } : { kind: 'done', at: null },
    })),
    result.error,
  );
  return true;
}

async function sendEmpty(sending: Sending, onRefused: (error: AppError) => void): Promise<boolean> {
  const { parts, servers, accountId, job, folder, signal } = sending;
  const { below, except, uidValidity: then } = job.input as EmptyInput;
  const spared = new Set(except);
  const [id = 0] = job.actionIds;
  markSending(parts.store, job);
  const result = await servers.use<AppError | null>(
    accountId,
    async (session, uidValidity) => {
      if (then !== null && uidValidity !== then)
        return new AppError('imap.folder_changed', { host: session.host, folder: folder.path });
      const uids = [...(await session.uids())].filter((uid) => (below === null || uid < below) && !spared.has(uid));
      for (let at = 0; at < uids.length; at += EMPTY_PIECE) {
        const { error } = await removeUids(session, uids.slice(at, at + EMPTY_PIECE), ours(parts, folder.id));
        if (error) return error;
      }
      return null;
    },
    { folder: { path: folder.path, access: 'write' }, urgent: true, signal },
  );
  if (result) {
    dropAction(parts.store, id);
    // What is still there is read again.
    reread(parts, folder);
    onRefused(changeRefused(result, folder.known || 1));
  } else {
    finishAction(parts.store, id);
  }
  parts.news.changed([folder.id]);
  return true;
}

function reread(parts: MailParts, folder: FolderRecord): void {
  saveFolder(parts.store, folder.id, { highestModseq: null });
}
