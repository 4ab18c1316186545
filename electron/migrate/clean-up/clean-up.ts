// Deleting from a POP3 server what a target holds, batch by batch. Each message is read again here and there before it is
// marked; each batch is one session; what is gone is what the next session no longer lists.
import { hash } from 'node:crypto';
import { sleep, throwIfAborted } from '../../base/index.ts';
import { AppError } from '../../contract/errors.ts';
import type { KeptReason } from '../../contract/clean-up.ts';
import type { Held } from '../../imap/index.ts';
import { noHeading } from '../../transfer/index.ts';
import type { Judge, Pop3Removal, ReadAgain, UidListing } from '../pop3/index.ts';
import { NO_DATE } from '../received-date.ts';
import type { Cage, Canary } from './canary.ts';
import type { MovedMessage } from './moved-record.ts';
import type { Tally } from './tally.ts';
import type { Target } from './target.ts';

export interface CleanUp {
  readonly removal: Pop3Removal;
  readonly target: Target;
  readonly cage: Cage;
  /** By UIDL, what may go; null = whatever the target proves to hold. */
  readonly moved: ReadonlyMap<string, MovedMessage> | null;
  /** What was received at or after this moment stays; null = no date makes it stay. */
  readonly keepSince: number | null;
  readonly dryRun: boolean;
  /** How long after the first deletion the target is asked, ms: some providers show it on the other side a little later. */
  readonly settleMs: number;
  readonly signal: AbortSignal;
  readonly tally: Tally;
  /** For errors: the POP mailbox, and the folder or file that is the target. */
  readonly names: { readonly account: string; readonly host: string; readonly folder: string };
  readonly changed: (steps: Steps) => void;
  readonly batchDeleted: (messages: number, left: number) => void;
}

/** Of the messages that are looked at one by one. */
export interface Steps {
  readonly total: number;
  readonly done: number;
  readonly proven: number;
  /** Of `done`. */
  readonly kept: number;
  readonly totalBytes: number;
  readonly doneBytes: number;
}

export interface CleanedUp {
  readonly found: number;
  readonly left: number;
  readonly arrived: number;
  readonly goneBefore: number | null;
}

/** Messages of a batch: few at first, twice as many after each that went well, half after trouble. */
const [FIRST, LARGEST, LARGEST_BYTES] = [50, 1000, 256 * 1024 * 1024];
/** How often a message is marked that the server lists again afterwards. */
const MARKS = 5;

/**
 * Everything is told to the tally. Throws pop3.*, account.*, network.*, archive.*, imap.folder_gone,
 * migrate.same_mailbox (nothing is missing then), migrate.target_lost, cancelled; begun again, it goes on.
 */
export async function cleanUp(work: CleanUp): Promise<CleanedUp> {
  const { removal, moved, tally, dryRun, signal, target, cage } = work;
  const first = await removal.list();
  if (!dryRun) await settleEarlier(work, first);
  const sizeOf = (uid: string): number => first.sizes.get(first.numbers.get(uid) ?? 0) ?? 0;
  let pending = sortOut(work, first, sizeOf);
  const bytesOf = (uids: readonly string[]): number => uids.reduce((sum, uid) => sum + sizeOf(uid), 0);
  const [total, totalBytes, keptUnread] = [pending.length, bytesOf(pending), tally.counts.kept];
  let doneBytes = 0;
  const changed = (): void => {
    const { proven, kept } = tally.counts;
    work.changed({ total, done: total - pending.length, proven, kept: kept - keptUnread, totalBytes, doneBytes });
  };
  const proofs = new Map<string, Proof>();
  const marks = new Map<string, number>();
  /** `canary`: the first one deleted, until the target is seen to hold it still. */
  const caged: { canary: Canary | null } = { canary: null };
  let isSafe = target.putBack === null;
  let size = FIRST;

  const judge: Judge = async (batch, whole) => {
    if (batch.length === 0) return { remove: [] };
    const proven = await prove(work, batch);
    for (const [one, { copies }] of proven) proofs.set(one.uid, { ...one, copies });
    changed();
    if (dryRun) return { remove: [] };
    if (isSafe) return { remove: proven.map(([{ uid }]) => uid) };
    const canary = await chooseCanary(work, proven, whole);
    caged.canary = canary;
    return { remove: canary ? [canary.uid] : [] };
  };
  /** Whatever was marked and is listed no more is deleted; the rest of what is not listed somebody else took. */
  const meet = (uids: readonly string[], isListed: (uid: string) => boolean): Proof[] => {
    const deleted: Proof[] = [];
    for (const uid of uids) {
      const count = marks.get(uid) ?? 0;
      const proof = proofs.get(uid);
      if (tally.isDecided(uid)) continue;
      if (isListed(uid)) {
        if (count >= MARKS) keep(tally, uid, 'not_removed', proof);
      } else if (count === 0 || !proof) tally.gone(uid);
      else {
        tally.deleted(uid);
        deleted.push(proof);
      }
    }
    return deleted;
  };

  changed();
  while (pending.length > 0) {
    throwIfAborted(signal);
    const waiting = caged.canary;
    const batch = waiting ? [waiting.uid] : nextBatch(pending, isSafe ? size : FIRST, sizeOf);
    const { marked, missing, unread, refused, rough } = await removal.remove(batch, judge);
    for (const [uid, detail] of unread) keep(tally, uid, 'unreadable', proofs.get(uid), detail, sizeOf(uid));
    for (const [uid, detail] of refused) keep(tally, uid, 'refused', proofs.get(uid), detail);
    for (const uid of marked) marks.set(uid, (marks.get(uid) ?? 0) + 1);
    const now = marked.length > 0 ? await removal.list() : null;
    const deleted = [...meet(missing, () => false), ...(now ? meet(marked, (uid) => now.numbers.has(uid)) : [])];
    const tried = caged.canary;
    if (tried && deleted.some(({ uid }) => uid === tried.uid)) {
      await settle(work, tried);
      caged.canary = null;
      isSafe = true;
    } else if (tried && tally.isDecided(tried.uid)) {
      await cage.forget();
      caged.canary = null;
    } else if (deleted.length > 0) await stillThere(work, deleted);
    pending = pending.filter((uid) => !tally.isDecided(uid) && !(dryRun && proofs.has(uid)));
    doneBytes = totalBytes - bytesOf(pending);
    if (deleted.length > 0) work.batchDeleted(deleted.length, pending.length);
    size = rough ? Math.max(1, Math.floor(size / 2)) : Math.min(size * 2, LARGEST);
    changed();
  }
  const last = await removal.list();
  const arrived = [...last.numbers.keys()].filter((uid) => !first.numbers.has(uid)).length;
  const goneBefore = moved && [...moved.keys()].filter((uid) => !first.numbers.has(uid)).length;
  return { found: first.total, left: last.total, arrived, goneBefore };
}

/** Decides what needs no reading, and returns the others: the smallest first, then as the server lists them. */
function sortOut(
  { tally, moved, keepSince }: CleanUp,
  { numbers, sizes, unnamed }: UidListing,
  sizeOf: (uid: string) => number,
): string[] {
  for (const number of unnamed) keep(tally, `#${number}`, 'no_uidl', undefined, null, sizes.get(number) ?? null);
  const pending: string[] = [];
  let smallest = 0;
  for (const uid of numbers.keys()) {
    const known = moved?.get(uid);
    const why = moved && !known ? 'not_moved' : known ? stays(known.receivedAt, keepSince) : null;
    if (why) {
      tally.kept(uid, {
        ...noHeading,
        reason: why,
        detail: null,
        receivedAt: known?.receivedAt ?? null,
        sizeBytes: sizeOf(uid),
      });
      continue;
    }
    if (sizeOf(uid) < sizeOf(pending[smallest] ?? uid)) smallest = pending.length;
    pending.push(uid);
  }
  // The first to go is kept in memory for a moment.
  return pending.length > 0 ? [...pending.splice(smallest, 1), ...pending] : pending;
}

const stays = (receivedAt: number | null, keepSince: number | null): KeptReason | null =>
  keepSince === null ? null : receivedAt === null ? 'no_date' : receivedAt >= keepSince ? 'recent' : null;

function nextBatch(pending: readonly string[], size: number, sizeOf: (uid: string) => number): string[] {
  const batch: string[] = [];
  let bytes = 0;
  for (const uid of pending) {
    if (batch.length >= size || (batch.length > 0 && bytes + sizeOf(uid) > LARGEST_BYTES)) break;
    batch.push(uid);
    bytes += sizeOf(uid);
  }
  return batch;
}

/** `copies`: how often the target held it when it was proven. */
type Proof = ReadAgain & { readonly copies: number };
type Proven = readonly [one: ReadAgain, held: Held];

/** Those of a batch whose bytes are the ones that were moved and that the target holds now; the others are kept. */
async function prove({ tally, moved, keepSince, target }: CleanUp, batch: readonly ReadAgain[]): Promise<Proven[]> {
  const left = batch.filter((one) => {
    if (tally.isDecided(one.uid)) return false;
    const known = moved?.get(one.uid);
    const why = known && known.sha256 !== one.sha256 ? 'differs' : moved ? null : stays(one.receivedAt, keepSince);
    if (why) keep(tally, one.uid, why, one);
    return why === null;
  });
  const held = await target.holds(left);
  return left.flatMap((one): Proven[] => {
    const there = held.get(one.sha256);
    if (!there) {
      keep(tally, one.uid, 'not_in_target', one);
      return [];
    }
    tally.proven(one.uid, one.sizeBytes);
    return [[one, there]];
  });
}

/** The smallest, kept on disk with its bytes; null when none can be had. */
async function chooseCanary(
  { tally, cage }: CleanUp,
  proven: readonly Proven[],
  whole: (uid: string) => Promise<Buffer>,
): Promise<Canary | null> {
  for (const [one, { flags, copies }] of [...proven].sort(([a], [b]) => a.sizeBytes - b.sizeBytes)) {
    const content = await whole(one.uid);
    if (hash('sha256', content) !== one.sha256) {
      keep(tally, one.uid, 'differs', one);
      continue;
    }
    const canary = { uid: one.uid, content, sha256: one.sha256, flags, copies, receivedAt: one.receivedAt ?? NO_DATE };
    await cage.keep(canary);
    return canary;
  }
  return null;
}

/** What a killed run left: still listed, it was not deleted; gone, the target has to hold it. */
async function settleEarlier(work: CleanUp, { numbers }: UidListing): Promise<void> {
  const left = await work.cage.left();
  if (left && numbers.has(left.uid)) await work.cage.forget();
  else if (left) await settle(work, left);
}

async function settle({ cage, target, names, settleMs, signal }: CleanUp, canary: Canary): Promise<void> {
  await sleep(settleMs, signal);
  if ((await cage.settle(canary, target)) === 'put_back')
    throw new AppError('migrate.same_mailbox', { account: names.account, host: names.host });
}

/** The target still holds what was just deleted, as often as before, or all ends here. */
async function stillThere({ target, names }: CleanUp, deleted: readonly Proof[]): Promise<void> {
  const held = await target.holds(deleted);
  const lost = deleted.filter(({ sha256, copies }) => (held.get(sha256)?.copies ?? 0) < copies).length;
  if (lost > 0) throw new AppError('migrate.target_lost', { folder: names.folder, messages: lost });
}

function keep(
  tally: Tally,
  key: string,
  reason: KeptReason,
  read: ReadAgain | undefined,
  detail: string | null = null,
  sizeBytes: number | null = read?.sizeBytes ?? null,
): void {
  const { subject, from, receivedAt } = read?.heading ?? noHeading;
  tally.kept(key, { reason, detail, subject, from, receivedAt, sizeBytes });
}
