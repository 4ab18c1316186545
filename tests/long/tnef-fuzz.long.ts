// Broken TNEF for ten minutes, and every TNEF file of a corpus (CORPUS names it) cut at every 97th byte and broken 10,000
// times. MALLEPOSTE_FUZZ_SECONDS and MALLEPOSTE_SEED as in the everyday test.
import path from 'node:path';
import { expect, it } from 'vitest';
import { FUZZ_PEAK_BYTES, runTnefFuzz } from '../support/run-tnef-fuzz.ts';

const seconds = Number(process.env['MALLEPOSTE_FUZZ_SECONDS'] ?? 600);
const seed = Number(process.env['MALLEPOSTE_SEED'] ?? Date.now() % 100_000);
const corpus = process.env['CORPUS'];

it(
  `${seconds} seconds, seed ${seed}`,
  async () => {
    const report = await runTnefFuzz({ seconds, seed });
    console.log(JSON.stringify(report));
    expect(report.failures).toEqual([]);
    expect(report.peakBytes).toBeLessThan(FUZZ_PEAK_BYTES);
  },
  (seconds + 120) * 1000,
);

it.skipIf(!corpus)(`a corpus (CORPUS is not set), seed ${seed}`, async () => {
  const report = await runTnefFuzz({ folder: path.join(corpus ?? '', 'tnef'), mutations: 10_000, step: 97, seed });
  console.log(JSON.stringify(report));
  expect(report.files).toBeGreaterThan(10);
  expect(report.failures).toEqual([]);
  expect(report.peakBytes).toBeLessThan(FUZZ_PEAK_BYTES);
});
