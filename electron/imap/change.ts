// Changing messages of the open folder: flags, moves, deletions. What the server refuses comes back as data; only a lost
// line and a server that asks for patience are thrown.
import { AppError } from '../contract/errors.ts';
import { refusedError, Refusal, throttleMs } from './errors.ts';
import { flagsOf } from './headers.ts';
import { fetchAttributes, textOf, type Reply } from './replies.ts';
import type { ImapSession } from './session.ts';
import { readSequence, writeSequence } from './uids.ts';

/** Another program deletes in the same folder at the same time (RFC 5530 EXPUNGEISSUED): asked again so often. */
const RACES = 5;

/** Runs a command that the server may refuse. Throws network.*, and account.blocked when it only wants to be asked later. */
async function attempt(session: ImapSession, work: () => Promise<unknown>): Promise<Refusal | null> {
  for (let tries = 1; ; tries += 1) {
    try {
      await work();
      return null;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      if (error.code === 'EXPUNGEISSUED' && tries < RACES) {
        // The server tells what is gone, and the same command then means the rest. Refused, it has done nothing.
        await session.wire.run('NOOP');
        continue;
      }
      const passes = error.status === 'BYE' || ['INUSE', 'UNAVAILABLE'].includes(error.code ?? '');
      if (passes || throttleMs(error) !== null)
        throw new AppError('account.blocked', { host: session.host }, { detail: error.quoted, cause: error });
      return error;
    }
  }
}

const refused = (session: ImapSession, refusal: Refusal | null): AppError | null =>
  refusal && refusedError(refusal, session.host);

/**
 * Adds and removes flags; UIDs that are gone are passed over (RFC 9051 §6.4.9). Keywords the folder cannot keep are no
 * failure: many servers have none. Returns imap.refused when the server wants none of it.
 */
export async function storeFlags(
  session: ImapSession,
  uids: ArrayLike<number>,
  add: readonly string[],
  remove: readonly string[],
): Promise<AppError | null> {
  const set = writeSequence(uids);
  const isSystem = (name: string): boolean => name.startsWith('\\');
  for (const [sign, names] of [
    ['+', add],
    ['-', remove],
  ] as const) {
    for (const group of [names.filter(isSystem), names.filter((name) => !isSystem(name))]) {
      const [first] = group;
      if (first === undefined) continue;
      const command = `UID STORE ${set} ${sign}FLAGS.SILENT (${group.join(' ')})`;
      const refusal = await attempt(session, () => session.wire.run(command));
      if (refusal && isSystem(first)) return refused(session, refusal);
    }
  }
  return null;
}

/** Those of the UIDs that the open folder still has. */
export async function presentUids(session: ImapSession, uids: ArrayLike<number>): Promise<Set<number>> {
  const found: number[] = [];
  const want = `${session.capabilities.has('ESEARCH') ? 'RETURN (ALL) ' : ''}UID ${writeSequence(uids)}`;
  await session.wire.run(`UID SEARCH ${want}`, (reply) => {
    if (reply.name === 'SEARCH') {
      for (const word of reply.text.split(' ')) if (/^\d+$/.test(word)) found.push(Number(word));
    } else if (reply.name === 'ESEARCH') {
      const set = /\bALL ([\d:,]+)/i.exec(reply.text);
      if (set?.[1]) readSequence(set[1], found);
    }
  });
  return new Set(found);
}

/** UIDs that COPYUID or APPENDUID names (RFC 4315 §3), in its order. */
export function numbersOf(set: string): number[] {
  const all: number[] = [];
  for (const part of set.split(',')) {
    const piece: number[] = [];
    readSequence(part, piece, 100_000);
    const [from, to] = part.split(':').map(Number);
    all.push(...(to !== undefined && from !== undefined && from > to ? piece.reverse() : piece));
  }
  return all;
}

export interface Moved {
  /** Old UID to new. */
  readonly uids: Map<number, number>;
  /** Of the target; null when the server told no numbers. */
  uidValidity: string | null;
}

function noteCopyUid(moved: Moved, { code }: Reply): void {
  const match = /^COPYUID (\d+) (\S+) (\S+)$/i.exec(code ?? '');
  if (!match) return;
  const [, validity = '', from = '', to = ''] = match;
  const [olds, news] = [numbersOf(from), numbersOf(to)];
  if (olds.length !== news.length) return;
  moved.uidValidity = validity;
  for (const [index, uid] of olds.entries()) moved.uids.set(uid, news[index] as number);
}

/** What a folder's next message will be numbered; null when the server does not say. */
export async function nextNumber(
  session: ImapSession,
  path: string,
): Promise<{ uidValidity: string; uidNext: number } | null> {
  let found: { uidValidity: string; uidNext: number } | null = null;
  const work = (): Promise<unknown> =>
    session.wire.run(['STATUS ', session.name(path), ' (UIDVALIDITY UIDNEXT)'], (reply) => {
      if (reply.name !== 'STATUS') return;
      const line = reply.pieces.filter((piece) => typeof piece === 'string').join(' ');
      const validity = /\bUIDVALIDITY (\d+)/i.exec(line)?.[1];
      const next = /\bUIDNEXT (\d+)/i.exec(line)?.[1];
      if (validity && next) found = { uidValidity: validity, uidNext: Number(next) };
    });
  await attempt(session, work);
  return found;
}

export interface MoveOptions {
  readonly to: string;
  /** Copied by an earlier try already: only to be deleted here. */
  readonly copied: ReadonlySet<number>;
  /** An earlier try may have moved some of them. */
  readonly tried: boolean;
  /** Called before the first try with the target's next number: what is there from then on can be ours. To be kept on disk. */
  readonly onBaseline: (target: { uidValidity: string; uidNext: number } | null) => void;
  /** Others that this program has marked as deleted before, and could not expunge then. */
  readonly isOurs: (uid: number) => boolean;
}

export interface MoveResult {
  readonly moved: Moved;
  /** Still where they were. */
  readonly refused: ReadonlySet<number>;
  readonly error: AppError | null;
  /** Copied, but only marked as deleted: others' deleted messages are there, and the server can only expunge them all. */
  readonly left: boolean;
}

/** Moves messages of the open folder (RFC 6851; else COPY, \Deleted and UID EXPUNGE). UIDs named in neither set are gone or not numbered. */
export async function moveUids(
  session: ImapSession,
  uids: readonly number[],
  options: MoveOptions,
): Promise<MoveResult> {
  const moved: Moved = { uids: new Map(), uidValidity: null };
  const note = (reply: Reply): void => {
    if (reply.name === 'OK') noteCopyUid(moved, reply);
  };
  const target = session.name(options.to);
  const result = (part: Partial<MoveResult> = {}): MoveResult => ({
    ...{ moved, refused: new Set<number>(), error: null, left: false },
    ...part,
  });
  if (session.capabilities.has('MOVE')) {
    // Tried before: what is still here has not moved; what is not, has, or somebody else took it.
    const still = options.tried ? await presentUids(session, uids) : null;
    const waiting = still ? uids.filter((uid) => still.has(uid)) : uids;
    if (!options.tried) options.onBaseline(await nextNumber(session, options.to));
    if (waiting.length === 0) return result();
    const refusal = await attempt(session, async () =>
      note(await session.wire.run([`UID MOVE ${writeSequence(waiting)} `, target], note)),
    );
    if (!refusal) return result();
    return result({ refused: await presentUids(session, waiting), error: refused(session, refusal) });
  }
  const present = await presentUids(session, uids);
  const fresh = uids.filter((uid) => present.has(uid) && !options.copied.has(uid));
  if (fresh.length) {
    if (options.copied.size === 0) options.onBaseline(await nextNumber(session, options.to));
    const refusal = await attempt(session, async () =>
      note(await session.wire.run([`UID COPY ${writeSequence(fresh)} `, target], note)),
    );
    if (refusal && options.copied.size === 0)
      return result({ refused: new Set(fresh), error: refused(session, refusal) });
    if (refusal) {
      const rest = await removeUids(
        session,
        uids.filter((uid) => options.copied.has(uid)),
        options.isOurs,
      );
      return result({ refused: new Set(fresh), error: refused(session, refusal), left: rest.left });
    }
  }
  const gone = await removeUids(
    session,
    uids.filter((uid) => present.has(uid)),
    options.isOurs,
  );
  // A copy that could not be taken back and a message that could not be deleted: both are there, and both are shown.
  return gone.error ? result({ refused: present, error: gone.error }) : result({ left: gone.left });
}

/**
 * Deletes messages of the open folder for good. Without UIDPLUS a plain EXPUNGE takes whatever is marked, so it is only
 * sent when nothing of others is marked; else `left`: ours stay marked as deleted, for expungeOurs later.
 */
export async function removeUids(
  session: ImapSession,
  uids: readonly number[],
  isOurs: (uid: number) => boolean,
): Promise<{ error: AppError | null; left: boolean }> {
  if (uids.length === 0) return { error: null, left: false };
  const error = await storeFlags(session, uids, ['\\Deleted'], []);
  if (error) return { error, left: false };
  if (session.capabilities.has('UIDPLUS') || session.capabilities.has('IMAP4REV2')) {
    const refusal = await attempt(session, () => session.wire.run(`UID EXPUNGE ${writeSequence(uids)}`));
    return { error: refused(session, refusal), left: false };
  }
  const ours = new Set(uids);
  return expungeOurs(session, (uid) => ours.has(uid) || isOurs(uid));
}

/** EXPUNGEs the open folder when all that is marked is ours; `left`: it is not, and nothing was done. */
export async function expungeOurs(
  session: ImapSession,
  isOurs: (uid: number) => boolean,
): Promise<{ error: AppError | null; left: boolean }> {
  let foreign = 0;
  await session.wire.run('UID SEARCH DELETED', (reply) => {
    if (reply.name !== 'SEARCH') return;
    for (const word of reply.text.split(' ')) if (/^\d+$/.test(word) && !isOurs(Number(word))) foreign += 1;
  });
  if (foreign > 0) return { error: null, left: true };
  const refusal = await attempt(session, () => session.wire.run('EXPUNGE'));
  return { error: refused(session, refusal), left: false };
}

export interface Wanted {
  /** Message-ID without angle brackets; '' when it has none. */
  readonly headerId: string;
  readonly size: number;
}

export interface Found {
  readonly uid: number;
  readonly flags: readonly string[];
}

/** As the store reads it (mail/sync/new-message.ts): the first in angle brackets, else the first word with an @. */
function bareId(header: string): string {
  const value = /^message-id:[ \t]*((?:.*)(?:\r?\n[ \t].*)*)/im.exec(header)?.[1] ?? '';
  const inBrackets = /<\s*([^<>\s]{1,500})\s*>/.exec(value)?.[1];
  return inBrackets ?? value.split(/\s+/).find((word) => word.includes('@') && word.length <= 500) ?? '';
}
const keyOf = ({ headerId, size }: Wanted): string => `${size} ${headerId}`;

/**
 * Looks for messages in the open folder: among those numbered `from` or above, else (null) by their Message-ID, which those
 * without one are not found by. Each UID is given once. By index into `wanted`.
 */
export async function findMessages(
  session: ImapSession,
  wanted: readonly Wanted[],
  from: number | null,
  taken: (uid: number) => boolean,
): Promise<Map<number, Found>> {
  const open = new Map<string, number[]>();
  for (const [index, message] of wanted.entries()) {
    const key = keyOf(message);
    open.set(key, [...(open.get(key) ?? []), index]);
  }
  const found = new Map<number, Found>();
  const seen = new Set<number>();
  const fetch = async (set: string, least: number): Promise<void> => {
    const items = '(UID FLAGS RFC822.SIZE BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])';
    await session.wire.run(`UID FETCH ${set} ${items}`, (reply) => {
      if (reply.name !== 'FETCH') return;
      const attributes = fetchAttributes(reply);
      const uid = Number(textOf(attributes.get('UID')) ?? NaN);
      const size = Number(textOf(attributes.get('RFC822.SIZE')) ?? NaN);
      const headerId = bareId(textOf(attributes.get('BODY[]')) ?? '');
      if (!(uid >= least) || seen.has(uid) || taken(uid)) return;
      const index = open.get(keyOf({ headerId, size }))?.shift();
      if (index === undefined) return;
      seen.add(uid);
      found.set(index, { uid, flags: flagsOf(attributes.get('FLAGS')) });
    });
  };
  if (from !== null) {
    await fetch(`${from}:*`, from);
    return found;
  }
  for (const headerId of new Set(wanted.map((message) => message.headerId).filter(Boolean))) {
    const uids: number[] = [];
    const refusal = await attempt(session, () =>
      session.wire.run(['UID SEARCH HEADER Message-ID ', Buffer.from(headerId, 'latin1')], (reply) => {
        if (reply.name === 'SEARCH')
          for (const word of reply.text.split(' ')) if (/^\d+$/.test(word)) uids.push(Number(word));
      }),
    );
    if (!refusal && uids.length) await fetch(writeSequence(uids.slice(-100)), 1);
  }
  return found;
}
