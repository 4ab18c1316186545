// What became of each message of a clean-up: decided once, counted, and listed with its reason where it stayed.
import { wantedReasons, type CleanUpResult, type KeptMessage, type KeptReason } from '../../contract/clean-up.ts';

/** Listed one by one; more are only counted. */
const MAX_LISTED = 1000;

interface Kept extends Omit<KeptMessage, 'key'> {
  readonly reason: KeptReason;
}

export interface Tally {
  /** Proven in the target; the last word about it is said by `deleted` or `kept`. */
  proven(uid: string, sizeBytes: number): void;
  deleted(uid: string): void;
  kept(key: string, why: Kept): void;
  /** No longer listed, and not by us. */
  gone(uid: string): void;
  /** Was said what becomes of it? */
  isDecided(uid: string): boolean;
  readonly counts: { readonly proven: number; readonly deleted: number; readonly kept: number };
  result(): Pick<
    CleanUpResult,
    'proven' | 'provenBytes' | 'deleted' | 'deletedBytes' | 'kept' | 'keptBy' | 'keptMessages' | 'gone'
  >;
}

export function createTally(): Tally {
  const proven = new Map<string, number>();
  const deleted = new Set<string>();
  const kept = new Map<string, Kept>();
  const gone = new Set<string>();
  const bytesOf = (uids: Iterable<string>): number => {
    let sum = 0;
    for (const uid of uids) sum += proven.get(uid) ?? 0;
    return sum;
  };
  return {
    proven: (uid, sizeBytes) => void proven.set(uid, sizeBytes),
    deleted: (uid) => void deleted.add(uid),
    kept: (key, why) => void kept.set(key, why),
    gone: (uid) => void gone.add(uid),
    isDecided: (uid) => deleted.has(uid) || kept.has(uid) || gone.has(uid),
    get counts() {
      return { proven: proven.size, deleted: deleted.size, kept: kept.size };
    },
    result() {
      const byReason = Map.groupBy(kept, ([, { reason }]) => reason);
      const listed = [...kept].sort(([, a], [, b]) => Number(isWanted(a.reason)) - Number(isWanted(b.reason)));
      return {
        proven: proven.size,
        provenBytes: bytesOf(proven.keys()),
        deleted: deleted.size,
        deletedBytes: bytesOf(deleted),
        kept: kept.size,
        keptBy: Array.from(byReason, ([reason, all]) => ({
          reason,
          messages: all.length,
          sizeBytes: all.some(([, { sizeBytes }]) => sizeBytes === null)
            ? null
            : all.reduce((sum, [, { sizeBytes }]) => sum + (sizeBytes ?? 0), 0),
        })),
        keptMessages: listed.slice(0, MAX_LISTED).map(([key, why]) => ({ key, ...why })),
        gone: gone.size,
      };
    },
  };
}

const isWanted = (reason: KeptReason): boolean => wantedReasons.includes(reason);
