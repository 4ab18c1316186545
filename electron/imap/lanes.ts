// More than one connection for storing, where a server takes one message at a time and most of that time is waiting. A
// server that does not want them keeps its one; nothing of a batch depends on how many there are.
import { throwIfAborted } from '../base/index.ts';
import { AppError } from '../contract/errors.ts';
import type { LastingConnection } from './lasting.ts';
import { lastingImap, type ImapConnection } from './source.ts';
import { notArrived, storeLetters, type Store, type Waiting } from './store-letters.ts';
import { visitFolder, type FolderVisit } from './visit.ts';

/** Beside the first. The strictest providers allow five in all, and a person's other programs have some of them. */
const EXTRA = 2;
/** Fewer letters are not worth a sign-in. */
const WORTH_IT = 12;
/** An extra connection that is not had at once is done without. */
const PACE = { tries: 2, throttles: 1, firstThrottleMs: 1000, longestThrottleMs: 5000 };

export interface Lanes {
  /** Stores as storeLetters does, over as many connections as help. Throws what that throws. */
  store(store: Store<Waiting>, letters: readonly Waiting[]): Promise<void>;
  close(): Promise<void>;
}

export function createLanes(options: ImapConnection): Lanes {
  let lines: readonly LastingConnection[] | null = null;
  let wanted = true;
  const visits = new Map<string, readonly FolderVisit[]>();

  async function end(): Promise<void> {
    wanted = false;
    visits.clear();
    await Promise.allSettled((lines ?? []).map((line) => line.close()));
  }

  /** The folder over the extra connections; none where the server refuses them. */
  async function extra({ path, visit: { signal } }: Store<Waiting>): Promise<readonly FolderVisit[]> {
    const known = visits.get(path);
    if (known) return known;
    lines ??= Array.from({ length: EXTRA }, () => lastingImap({ ...options, pace: { ...options.pace, ...PACE } }));
    const made = lines.map((line) => visitFolder(line, path, null, signal, 'write'));
    const opened = await Promise.allSettled(made.map((visit) => visit.run((session) => Promise.resolve(session))));
    throwIfAborted(signal);
    if (opened.some(({ status }) => status === 'rejected')) {
      await end();
      return [];
    }
    visits.set(path, made);
    return made;
  }

  async function store(work: Store<Waiting>, letters: readonly Waiting[]): Promise<void> {
    const { capabilities } = await work.visit.run((session) => Promise.resolve(session));
    if (!wanted || letters.length < WORTH_IT || capabilities.has('MULTIAPPEND')) return storeLetters(work, letters);
    const more = await extra(work);
    if (more.length === 0) return storeLetters(work, letters);
    // Equal bytes go the same way, so that each lane can count for itself what arrived of them after a loss.
    const parts = [work.visit, ...more].map((visit, lane, all) => ({
      visit,
      letters: letters.filter(({ sha256 }) => Number.parseInt(sha256.slice(0, 8), 16) % all.length === lane),
    }));
    const left = new Map(letters.map((letter) => [letter.key, letter]));
    const ends = await Promise.allSettled(
      parts.map(({ visit, letters: own }) => storeLetters(tracked({ ...work, visit }, left), own)),
    );
    const [first, ...others] = ends;
    if (first?.status === 'rejected') throw first.reason;
    if (others.every(({ status }) => status === 'fulfilled')) return;
    throwIfAborted(work.visit.signal);
    const failure = others.find((one) => one.status === 'rejected')?.reason as unknown;
    if (!(failure instanceof AppError)) throw failure;
    // What an extra connection left behind goes over the first, after a look at what arrived.
    await end();
    await storeLetters(work, await notArrived(work, [...left.values()]));
  }

  return { store, close: end };
}

/** Takes what was told out of `left`; a letter may be told as another form of itself. */
const tracked = (work: Store<Waiting>, left: Map<string, Waiting>): Store<Waiting> => ({
  ...work,
  saved(letter) {
    left.delete(letter.key);
    work.visit.line.progress();
    work.saved(letter);
  },
  refused(letter, error) {
    left.delete(letter.key);
    work.refused(letter, error);
  },
});
