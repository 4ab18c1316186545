// Many UIDs in little memory: sorted 32-bit numbers, as keys for the transfer loop and as IMAP sequence sets.
import type { ReadonlyKeys } from '../transfer/index.ts';

/** UIDs in ascending order as a set of keys (their decimal text). */
export class UidKeys implements ReadonlyKeys {
  readonly uids: Uint32Array;

  /** `uids` must be ascending and without doubles; it is not copied. */
  constructor(uids: Uint32Array) {
    this.uids = uids;
  }
  get size(): number {
    return this.uids.length;
  }
  has(key: string): boolean {
    const uid = Number(key);
    let [low, high] = [0, this.uids.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.uids[middle] ?? 0) < uid) low = middle + 1;
      else high = middle;
    }
    return this.uids[low] === uid && String(uid) === key;
  }
  *[Symbol.iterator](): Generator<string, void, undefined> {
    for (const uid of this.uids) yield String(uid);
  }
}

/** A list as the server gave it, put in order and freed of doubles. */
export function sortedUids(list: ArrayLike<number>): Uint32Array {
  const sorted = Uint32Array.from(list).sort();
  let size = 0;
  for (const uid of sorted) if (uid > 0 && (size === 0 || uid !== sorted[size - 1])) sorted[size++] = uid;
  return sorted.slice(0, size);
}

/** Appends the members of a sequence set ("1:3,7") to `into`; at most 2^32 - 1, ranges in either order, '*' ignored. */
export function readSequence(set: string, into: number[], limit = 50_000_000): void {
  for (const part of set.split(',')) {
    const match = /^(\d+)(?::(\d+))?$/.exec(part);
    if (!match) continue;
    const [a, b] = [Number(match[1]), Number(match[2] ?? match[1])];
    for (let uid = Math.min(a, b); uid <= Math.max(a, b) && into.length < limit; uid += 1) into.push(uid);
  }
}

/** Ascending UIDs as a sequence set with ranges; only UIDs of the list itself are named. */
export function writeSequence(uids: ArrayLike<number>): string {
  const parts: string[] = [];
  for (let at = 0; at < uids.length;) {
    let end = at;
    while (end + 1 < uids.length && uids[end + 1] === (uids[end] ?? 0) + 1) end += 1;
    parts.push(end === at ? String(uids[at]) : `${uids[at]}:${uids[end]}`);
    at = end + 1;
  }
  return parts.join(',');
}
