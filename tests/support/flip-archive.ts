// Changes single bytes of an archive, one at a time, and asks verify about each.
import { copyFile, open, rm, stat } from 'node:fs/promises';
import { openArchive, verifyArchive } from '../../electron/archive/index.ts';
import { AppError } from '../../electron/contract/errors.ts';
import type { ArchiveKey } from '../../electron/contract/jobs.ts';
import { never } from './archive.ts';
import { seeded } from './random.ts';

export interface FlipResult {
  readonly flips: number;
  /** Reported by verify as damage. */
  readonly reported: number;
  /** Reported by the opening itself (a changed header). */
  readonly refused: number;
  /** Offsets that nothing noticed: must be empty. */
  readonly unnoticed: number[];
  /** What was thrown that is no AppError of the archive: must be empty. */
  readonly crashes: string[];
  /** The fewest messages still verified after any reported flip. */
  readonly fewestVerified: number;
}

/** `count` flips at seeded places of a copy of the file; `offsets` instead for chosen places. The archive has one file. */
export async function flipTest(
  path: string,
  key: ArchiveKey,
  count: number,
  seed: number,
  offsets?: readonly number[],
): Promise<FlipResult> {
  const random = seeded(seed);
  const copy = path.replace(/(\.\w+)$/, '-flipped$1');
  await copyFile(path, copy);
  const { size } = await stat(copy);
  const result = { flips: 0, reported: 0, refused: 0, fewestVerified: Infinity };
  const unnoticed: number[] = [];
  const crashes: string[] = [];
  const handle = await open(copy, 'r+');
  try {
    for (let flip = 0; flip < (offsets?.length ?? count); flip += 1) {
      const offset = offsets?.[flip] ?? random.below(size);
      const byte = Buffer.alloc(1);
      await handle.read(byte, 0, 1, offset);
      const changed = Buffer.from([(byte[0] ?? 0) ^ (1 + random.below(255))]);
      await handle.write(changed, 0, 1, offset);
      result.flips += 1;
      try {
        const reader = await openArchive(copy, key, never);
        try {
          const { intact, damaged, verified } = await verifyArchive(reader, () => undefined, never);
          if (intact || damaged.length === 0) unnoticed.push(offset);
          else result.reported += 1;
          result.fewestVerified = Math.min(result.fewestVerified, verified);
        } finally {
          await reader.close();
        }
      } catch (error) {
        if (error instanceof AppError && error.code.startsWith('archive.')) result.refused += 1;
        else crashes.push(`${offset}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      }
      await handle.write(byte, 0, 1, offset);
    }
  } finally {
    await handle.close();
    await rm(copy);
  }
  return { ...result, unnoticed, crashes };
}
