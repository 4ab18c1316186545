// What changed in a folder since it was last looked at: by mod-sequence where the server keeps them (CONDSTORE, QRESYNC,
// RFC 7162), else by comparing UIDs and flags.
import { Refusal } from './errors.ts';
import { flagsOf, uidOf } from './headers.ts';
import { fetchAttributes } from './replies.ts';
import type { ImapSession } from './session.ts';
import { readSequence, sortedUids, writeSequence } from './uids.ts';

export interface FlagsNow {
  readonly uid: number;
  readonly flags: readonly string[];
}

export interface Changes {
  /** Messages that are new or whose flags changed. */
  readonly flags: readonly FlagsNow[];
  /** UIDs that are gone; null: the server does not say which. */
  readonly vanished: readonly number[] | null;
}

/** To be called once after signing in, before any folder is open: afterwards the server tells what vanished. */
export async function enableChanges(session: ImapSession): Promise<void> {
  if (!session.capabilities.has('QRESYNC') || !session.capabilities.has('ENABLE')) return;
  await session.wire.run('ENABLE QRESYNC').catch((error: unknown) => {
    if (!(error instanceof Refusal)) throw error;
  });
}

/** The open folder's changes above `modseq`. Throws Refusal, network.*. */
export async function changesSince(session: ImapSession, modseq: string): Promise<Changes> {
  const tells = session.capabilities.has('QRESYNC') && session.capabilities.has('ENABLE');
  const vanished: number[] = [];
  const flags = new Map<number, FlagsNow>();
  const what = `(CHANGEDSINCE ${modseq}${tells ? ' VANISHED' : ''})`;
  for await (const reply of session.wire.stream(`UID FETCH 1:* (UID FLAGS) ${what}`)) {
    if (reply.name === 'VANISHED') {
      readSequence(reply.text.replace(/^\(EARLIER\) /i, ''), vanished);
    } else if (reply.name === 'FETCH') {
      const found = fetchAttributes(reply);
      const uid = uidOf(found.get('UID'));
      if (uid !== null && found.has('FLAGS')) flags.set(uid, { uid, flags: flagsOf(found.get('FLAGS')) });
    }
  }
  return { flags: [...flags.values()], vanished: tells ? vanished : null };
}

/** Flags of these messages of the open folder, in batches to `onBatch`; null: of all. */
export async function fetchFlags(
  session: ImapSession,
  uids: ArrayLike<number> | null,
  onBatch: (batch: FlagsNow[]) => void,
): Promise<void> {
  let batch: FlagsNow[] = [];
  const set = uids === null ? '1:*' : writeSequence(uids);
  for await (const reply of session.wire.stream(`UID FETCH ${set} (UID FLAGS)`)) {
    if (reply.name !== 'FETCH') continue;
    const found = fetchAttributes(reply);
    const uid = uidOf(found.get('UID'));
    if (uid === null || !found.has('FLAGS')) continue;
    batch.push({ uid, flags: flagsOf(found.get('FLAGS')) });
    if (batch.length === 1000) {
      onBatch(batch);
      batch = [];
    }
  }
  if (batch.length) onBatch(batch);
}

/**
 * All UIDs of the open folder, ascending. `sure`: as many as the folder holds, so what is not among them is gone. A server
 * that cuts SEARCH off (some stop at 10,000) is asked once more by FETCH.
 */
export async function allUids(session: ImapSession, exists: number): Promise<{ uids: Uint32Array; sure: boolean }> {
  if (exists === 0) return { uids: new Uint32Array(), sure: true };
  const found = await session.uids();
  if (found.length >= exists) return { uids: found, sure: true };
  const more: number[] = [];
  for await (const reply of session.wire.stream('UID FETCH 1:* (UID)')) {
    const uid = reply.name === 'FETCH' ? uidOf(fetchAttributes(reply).get('UID')) : null;
    if (uid !== null) more.push(uid);
  }
  const uids = sortedUids(more.length > found.length ? more : found);
  return { uids, sure: uids.length >= exists };
}

/** Members of `all` that are not in `known`; both ascending. */
export function uidsWithout(all: Uint32Array, known: Uint32Array): number[] {
  const left: number[] = [];
  let at = 0;
  for (const uid of all) {
    while (at < known.length && (known[at] ?? 0) < uid) at += 1;
    if (known[at] !== uid) left.push(uid);
  }
  return left;
}
