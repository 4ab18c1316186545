// The proof after a restore: what the mailbox really holds, counted by hash against what should be there.
import type { Likeness } from './alike.ts';
import { Refusal } from './errors.ts';
import type { LastingConnection } from './lasting.ts';
import { readPresent, type Present } from './present.ts';
import { Renumbered, visitFolder } from './visit.ts';

/** What should be there in the end, by folder of the source. */
export interface Expected {
  readonly path: string;
  readonly hashes: Map<string, number>;
  readonly sizes: Set<number>;
  /** What the server may have rewritten, by hash of the original. */
  readonly likes: Map<string, Likeness>;
}

export interface ReadBack {
  /** By folder id: how many messages stand in the mailbox, with equal bytes or recognised. */
  readonly counts: ReadonlyMap<string, number>;
  /** Of these, how many the server rewrote: the same by content (alike.ts), not by bytes. */
  readonly recognised: ReadonlyMap<string, number>;
}

/** Counts each folder's messages in the mailbox. Throws account.*, network.*, cancelled. */
export async function readBack(
  line: LastingConnection,
  expected: ReadonlyMap<string, Expected>,
  onProgress: (counts: ReadonlyMap<string, number>) => void,
  signal: AbortSignal,
): Promise<ReadBack> {
  const counts = new Map<string, number>();
  const recognised = new Map<string, number>();
  const byPath = Map.groupBy(expected, ([, { path }]) => path);
  for (const [path, folders] of byPath) {
    const sizes = new Set(folders.flatMap(([, wanted]) => [...wanted.sizes]));
    for (const [id] of folders) counts.set(id, 0);
    const unseen = folders.map(([id, { hashes }]) => [id, new Map(hashes)] as const);
    // A copy proves every folder that was merged into this one and had the message.
    const onRead = (sha256: string): void => {
      for (const [id, hashes] of unseen) {
        if ((hashes.get(sha256) ?? 0) <= 0) continue;
        hashes.set(sha256, (hashes.get(sha256) ?? 0) - 1);
        counts.set(id, (counts.get(id) ?? 0) + 1);
        onProgress(counts);
      }
    };
    try {
      const present = await readPresent(visitFolder(line, path, null, signal), true);
      await present.learn(sizes, onRead);
      for (const [id, wanted] of folders) {
        const left = unseen.find(([one]) => one === id)?.[1] ?? new Map<string, number>();
        const same = await recognise(present, wanted, left);
        if (same === 0) continue;
        recognised.set(id, (recognised.get(id) ?? 0) + same);
        counts.set(id, (counts.get(id) ?? 0) + same);
        onProgress(counts);
      }
    } catch (error) {
      // A folder that was taken away or made anew meanwhile proves no more than was read until then.
      if (!(error instanceof Refusal || error instanceof Renumbered)) throw error;
    }
  }
  return { counts, recognised };
}

/** How many of the messages that were not found byte for byte are there as the server rewrote them. */
async function recognise(present: Present, wanted: Expected, left: ReadonlyMap<string, number>): Promise<number> {
  const missing = [...left].flatMap(([sha256, count]) => {
    const like = count > 0 ? wanted.likes.get(sha256) : undefined;
    return like ? [{ like, count }] : [];
  });
  await present.learnAlike(new Set(missing.map(({ like }) => like.head)));
  // A copy that stands for equal bytes stands for nothing else.
  const used = new Map([...wanted.hashes].map(([sha256, count]) => [sha256, count - (left.get(sha256) ?? 0)]));
  let found = 0;
  for (const { like, count } of missing)
    for (let one = 0; one < count; one += 1) {
      const copy = [...present.alike(like.content)].find(([sha256, copies]) => copies > (used.get(sha256) ?? 0));
      if (!copy) break;
      used.set(copy[0], (used.get(copy[0]) ?? 0) + 1);
      found += 1;
    }
  return found;
}
