// Being in one folder over as many connections as it takes, and noticing when it was renumbered in between.
import type { LastingConnection } from './lasting.ts';
import { fetchAttributes, textOf } from './replies.ts';
import type { ImapSession, Opened } from './session.ts';
import { sortedUids } from './uids.ts';

/** UIDVALIDITY is not what it was: UIDs from before mean nothing now (RFC 9051 §2.3.1.1). */
export class Renumbered extends Error {
  readonly uidValidity: string;
  constructor(uidValidity: string) {
    super('UIDVALIDITY changed');
    this.uidValidity = uidValidity;
  }
}

export interface FolderVisit {
  readonly line: LastingConnection;
  readonly signal: AbortSignal;
  /** A session with the folder open read-only. Throws Renumbered (once for each change), Refusal, account.*, network.*. */
  ready(): Promise<ImapSession>;
  /** Runs `work` there, again after a loss or a throttling answer. */
  run<T>(work: (session: ImapSession) => Promise<T>): Promise<T>;
  /** As the server last said; null before the first opening. */
  uidValidity(): string | null;
  /** What opening the folder said last. */
  opened(): Opened | null;
}

/**
 * `known`: the UIDVALIDITY the caller goes by; null = whatever it is. With access 'write' the folder is SELECTed, and a new
 * UIDVALIDITY is taken as it comes.
 */
export function visitFolder(
  line: LastingConnection,
  path: string,
  known: string | null,
  signal: AbortSignal,
  access: 'read' | 'write' = 'read',
): FolderVisit {
  let opened: Opened | null = null;
  const me = {};
  let current = known;

  async function ready(): Promise<ImapSession> {
    const session = await line.session(signal);
    if (session.visitor === me) return session;
    session.visitor = null;
    opened = await session.open(path, access);
    const { uidValidity } = opened;
    session.visitor = me;
    const before = current;
    current = uidValidity;
    if (before !== null && before !== uidValidity && access === 'read') throw new Renumbered(uidValidity);
    return session;
  }

  async function run<T>(work: (session: ImapSession) => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await work(await ready());
      } catch (error) {
        await line.recover(error, signal);
      }
    }
  }

  return { line, signal, ready, run, uidValidity: () => current, opened: () => opened };
}

/** All UIDs of the folder, ascending. A server that cuts SEARCH off (some stop at 10,000) is asked once more by FETCH. */
export async function listUids(visit: FolderVisit): Promise<Uint32Array> {
  const found = await visit.run((session) => session.uids());
  const exists = visit.opened()?.exists ?? 0;
  if (found.length >= exists) return found;
  const more = await visit.run(async (session) => {
    const uids: number[] = [];
    for await (const reply of session.wire.stream('UID FETCH 1:* (UID)')) {
      const uid = reply.name === 'FETCH' ? Number(textOf(fetchAttributes(reply).get('UID')) ?? NaN) : NaN;
      if (Number.isInteger(uid)) uids.push(uid);
    }
    return sortedUids(uids);
  });
  return more.length > found.length ? more : found;
}
