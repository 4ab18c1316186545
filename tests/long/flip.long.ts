// A thousand random single-byte flips: every one is reported by verify, none crashes it. MALLEPOSTE_SEED repeats a run.
import { expect, it } from 'vitest';
import { flipSample } from '../support/flip-runs.ts';

const seed = Number(process.env['MALLEPOSTE_SEED'] ?? Date.now() % 100_000);

it(`1,000 flips, seed ${seed}`, async () => {
  const { flips, reported, refused, unnoticed, crashes } = await flipSample(seed, 1000);
  console.log(`seed ${seed}: ${reported} reported by verify, ${refused} refused at opening`);
  expect({ flips, unnoticed, crashes }).toEqual({ flips: 1000, unnoticed: [], crashes: [] });
});
