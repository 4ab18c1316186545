// The proof after a restore: what the mailbox really holds, counted by hash against what should be there.
import { Refusal } from './errors.ts';
import type { LastingConnection } from './lasting.ts';
import { readPresent } from './present.ts';
import { Renumbered, visitFolder } from './visit.ts';

/** What should be there in the end, by folder of the source. */
export interface Expected {
  readonly path: string;
  readonly hashes: Map<string, number>;
  readonly sizes: Set<number>;
}

/** How many of each folder's messages (by id) stand in the mailbox with equal bytes. Throws account.*, network.*, cancelled. */
export async function readBack(
  line: LastingConnection,
  expected: ReadonlyMap<string, Expected>,
  onProgress: (counts: ReadonlyMap<string, number>) => void,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>();
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
    } catch (error) {
      // A folder that was taken away or made anew meanwhile proves no more than was read until then.
      if (!(error instanceof Refusal || error instanceof Renumbered)) throw error;
    }
  }
  return counts;
}
