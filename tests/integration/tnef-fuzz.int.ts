// Broken TNEF for a minute, in a process of its own. MALLEPOSTE_FUZZ_SECONDS makes it shorter or longer, MALLEPOSTE_SEED
// repeats a run.
import { expect, it } from 'vitest';
import { FUZZ_PEAK_BYTES, runTnefFuzz } from '../support/run-tnef-fuzz.ts';

const seconds = Number(process.env['MALLEPOSTE_FUZZ_SECONDS'] ?? 60);
const seed = Number(process.env['MALLEPOSTE_SEED'] ?? Date.now() % 100_000);

it(
  `broken TNEF for ${seconds} seconds, seed ${seed}: no exception, at most a second and 256 MB`,
  async () => {
    const { failures, peakBytes, runs, slowestMs, slowest } = await runTnefFuzz({ seconds, seed });
    const figures = `${runs} streams, slowest ${slowestMs} ms (${slowest}), ${Math.round(peakBytes / 1_048_576)} MB`;
    console.log(`seed ${seed}: ${figures}`);
    expect(failures).toEqual([]);
    expect(peakBytes, figures).toBeLessThan(FUZZ_PEAK_BYTES);
    expect(runs).toBeGreaterThan(1000);
  },
  (seconds + 120) * 1000,
);
