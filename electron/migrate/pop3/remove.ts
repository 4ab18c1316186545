// The only place that deletes on a POP3 server. A batch is read again, judged by the caller, marked and sent off with QUIT
// in one session: numbers mean something in one session only, and a server deletes nothing before QUIT (RFC 1939 §6).
// Whatever goes wrong before that ends the session without it, so nothing is deleted.
import { createHash } from 'node:crypto';
import { throwIfAborted } from '../../base/index.ts';
import { AppError } from '../../contract/errors.ts';
import { isLineTrouble } from '../../imap/index.ts';
import { headingOf, type Heading } from '../../transfer/index.ts';
import { receivedDate } from '../received-date.ts';
import { patienceOf, Refusal, told } from './errors.ts';
import { listUids, type UidListing } from './listing.ts';
import type { Pop3Session } from './session.ts';
import { pop3Visits, type Pop3Options } from './visit.ts';
import type { Wire } from './wire.ts';

/** A message as the server hands it out now. */
export interface ReadAgain {
  readonly uid: string;
  readonly sha256: string;
  readonly sizeBytes: number;
  /** By its header; null when that has no date. */
  readonly receivedAt: number | null;
  readonly heading: Heading;
}

export interface Judged {
  /** UIDLs of what is to be deleted: all of them were in the batch. */
  readonly remove: readonly string[];
}

/**
 * Says what of a batch may go, while the session waits; `whole` reads one of its messages once more. Asked again when the
 * session was lost before QUIT.
 */
export type Judge = (batch: readonly ReadAgain[], whole: (uid: string) => Promise<Buffer>) => Promise<Judged>;

export interface Removed {
  /** Marked before QUIT. Whether they are gone only a new session's `list` tells. */
  readonly marked: readonly string[];
  /** Of the batch, no longer listed by that session. */
  readonly missing: readonly string[];
  /** By UIDL, with the server's words: not handed out (null: the connection breaks each time), or not to be deleted. */
  readonly unread: ReadonlyMap<string, string | null>;
  readonly refused: ReadonlyMap<string, string>;
  /** The session was lost or the answer to QUIT was no: smaller batches get through sooner. */
  readonly rough: boolean;
}

export interface Pop3Removal {
  /** What a new session lists. Throws pop3.no_uidl, pop3.deletes_read, account.*, network.*, cancelled. */
  list(): Promise<UidListing>;
  /** `uids` are of the last list. Throws pop3.no_uidl when a number changes its UIDL, account.*, network.*, cancelled. */
  remove(uids: readonly string[], judge: Judge): Promise<Removed>;
  /** Ends the session; nothing is marked in it. */
  close(): Promise<void>;
}

/** Commands on their way before their answers, and the bytes they announce (RFC 2449 §6.6). */
const WINDOW = 32;
const WINDOW_BYTES = 4 * 1024 * 1024;
const HEAD_BYTES = 64 * 1024;
/** How often a connection may break while one message is read, and in one batch altogether. */
const [BREAKS, ATTEMPTS] = [2, 12];

/** Why the caller could not judge. Never leaves this file. */
class Undecided extends Error {
  constructor(cause: unknown) {
    super('not judged', { cause });
  }
}

export function openPop3Removal(options: Pop3Options, signal: AbortSignal): Pop3Removal {
  const { host } = options.settings;
  const { line, visit } = pop3Visits(options, async (session) => {
    // Such a server deletes at QUIT what was only compared (RFC 2449 §6.7).
    if (session.capabilities.get('EXPIRE')?.[0] === '0') throw new AppError('pop3.deletes_read', { host });
    const listing = await listUids(session);
    if (!listing) throw new AppError('pop3.no_uidl', { host });
    return listing;
  });
  const { ready, recover } = visit(signal);
  /** The message whose answer is read, and how often the connection broke at each. */
  let reading: string | null = null;
  const breaks = new Map<string, number>();

  async function list(): Promise<UidListing> {
    await line.close();
    return (await ready()).listing;
  }

  async function remove(uids: readonly string[], judge: Judge): Promise<Removed> {
    for (let attempt = 1; ; attempt += 1) {
      const { session, listing } = await ready();
      try {
        return await removeIn(session, listing, uids, judge, attempt > 1);
      } catch (error) {
        // Without QUIT nothing that was marked is deleted.
        session.destroy();
        if (error instanceof Undecided) throw error.cause;
        if (reading !== null && isLineTrouble(error)) breaks.set(reading, (breaks.get(reading) ?? 0) + 1);
        if (attempt >= ATTEMPTS) throw told(error, host);
        await recover(error);
      }
    }
  }

  async function removeIn(
    session: Pop3Session,
    { numbers, sizes }: UidListing,
    uids: readonly string[],
    judge: Judge,
    rough: boolean,
  ): Promise<Removed> {
    const { wire, capabilities } = session;
    const listed = uids.filter((uid) => numbers.has(uid));
    const missing = uids.filter((uid) => !numbers.has(uid));
    const number = (uid: string): number => numbers.get(uid) ?? 0;
    const width = capabilities.has('PIPELINING') ? WINDOW : 1;
    const unread = new Map<string, string | null>();
    reading = null;
    const refused = new Map<string, string>();
    const read: ReadAgain[] = [];
    const asked = listed.filter((uid) => (breaks.get(uid) ?? 0) < BREAKS);
    for (const uid of listed) if ((breaks.get(uid) ?? 0) >= BREAKS) unread.set(uid, null);
    for (const some of windows(asked, width, (uid) => sizes.get(number(uid)) ?? 0)) {
      throwIfAborted(signal);
      await wire.send(...some.map((uid) => `RETR ${number(uid)}`));
      for (const uid of some) {
        reading = uid;
        const said = await refusalOf(wire.status());
        if (said === null) read.push(await readAgain(wire, uid));
        else unread.set(uid, said);
        line.progress();
      }
    }
    reading = null;
    let lost: unknown = null;
    const whole = async (uid: string): Promise<Buffer> => {
      try {
        await wire.run(`RETR ${number(uid)}`);
        const pieces: Buffer[] = [];
        for await (const chunk of wire.body()) pieces.push(chunk);
        return Buffer.concat(pieces);
      } catch (error) {
        lost = error;
        throw error;
      }
    };
    const known = new Set(read.map(({ uid }) => uid));
    const judged = await judge(read, whole).catch((error: unknown) => {
      // The target's own trouble is not this server's, and is not mended by asking here again.
      throw error === lost ? error : new Undecided(error);
    });
    const wanted = judged.remove.filter((uid) => known.has(uid));
    throwIfAborted(signal);
    const marked: string[] = [];
    for (const some of windows(wanted, width, () => 0)) {
      // What the number means is asked once more before it is deleted.
      await wire.send(...some.map((uid) => `UIDL ${number(uid)}`));
      for (const uid of some) {
        const answer = await wire.status();
        const [, said, name] = /^\s*(\d+)\s+(\S+)/.exec(answer) ?? [];
        if (Number(said) !== number(uid) || name !== uid)
          throw new AppError('pop3.no_uidl', { host }, { detail: answer });
      }
      await wire.send(...some.map((uid) => `DELE ${number(uid)}`));
      for (const uid of some) {
        const said = await refusalOf(wire.status());
        if (said === null) marked.push(uid);
        else refused.set(uid, said);
      }
    }
    if (marked.length === 0) return { marked, missing, unread, refused, rough };
    throwIfAborted(signal);
    // From here on the server may delete; only the next session's list tells what it did.
    const ended = await wire.run('QUIT').then(
      () => true,
      (error: unknown) => {
        if (error instanceof Refusal || isLineTrouble(error)) return false;
        throw error;
      },
    );
    line.renew();
    return { marked, missing, unread, refused, rough: rough || !ended };
  }

  return { list, remove, close: () => line.close() };
}

/** Groups that may be on their way at once; one of at least one message each. */
function* windows(
  uids: readonly string[],
  width: number,
  sizeOf: (uid: string) => number,
): Generator<string[], void, undefined> {
  let group: string[] = [];
  let bytes = 0;
  for (const uid of uids) {
    if (group.length >= width || (group.length > 0 && bytes + sizeOf(uid) > WINDOW_BYTES)) {
      yield group;
      [group, bytes] = [[], 0];
    }
    group.push(uid);
    bytes += sizeOf(uid);
  }
  if (group.length > 0) yield group;
}

/** The server's no in its own words; null for yes. Throws network.*, Refusal that asks for patience. */
async function refusalOf(status: Promise<unknown>): Promise<string | null> {
  try {
    await status;
    return null;
  } catch (error) {
    if (!(error instanceof Refusal) || patienceOf(error)) throw error;
    return error.quoted;
  }
}

async function readAgain(wire: Wire, uid: string): Promise<ReadAgain> {
  const hash = createHash('sha256');
  const head: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of wire.body()) {
    hash.update(chunk);
    if (sizeBytes < HEAD_BYTES) head.push(Buffer.from(chunk.subarray(0, HEAD_BYTES)));
    sizeBytes += chunk.length;
  }
  const beginning = Buffer.concat(head);
  const receivedAt = receivedDate(beginning);
  return { uid, sha256: hash.digest('hex'), sizeBytes, receivedAt, heading: headingOf(beginning, receivedAt) };
}
