// One changed byte in an archive is always reported: by verify itself, and by the exit code of the command line.
import { copyFile, open, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { sinkOptions, tempFolder, testKey, writeArchive } from '../support/archive.ts';
import { flipSample, sampleMessages } from '../support/flip-runs.ts';
import { runCli } from '../support/run-cli.ts';
import { seeded } from '../support/random.ts';
import { secretFile } from '../support/witness-archive.ts';

const SEED = 3;
let folder = '';
beforeAll(async () => {
  folder = await tempFolder();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it('60 single-byte flips: every one reported, none crashes', async () => {
  const { flips, unnoticed, crashes } = await flipSample(SEED, 60);
  expect({ flips, unnoticed, crashes }).toEqual({ flips: 60, unnoticed: [], crashes: [] });
});

it('the command line ends with 3 or 12 and names what is damaged', async () => {
  await writeArchive(sinkOptions(folder), sampleMessages(SEED, 60));
  const whole = path.join(folder, 'mail.malle');
  const file = path.join(folder, 'flipped.malle');
  const identity = testKey.kind === 'identity' ? testKey.identity : '';
  const identityFile = secretFile(folder, 'identity', identity);
  const random = seeded(SEED);
  const { size } = await stat(whole);
  for (const share of [0.0001, 0.2, 0.5, 0.8, 0.999]) {
    await copyFile(whole, file);
    const handle = await open(file, 'r+');
    const at = Math.floor(size * share);
    const byte = Buffer.alloc(1);
    await handle.read(byte, 0, 1, at);
    await handle.write(Buffer.from([(byte[0] ?? 0) ^ (1 + random.below(255))]), 0, 1, at);
    await handle.close();
    const args = ['verify', file, '--identity-file', identityFile, '--data-dir', path.join(folder, 'data'), '--json'];
    const run = await runCli(args);
    expect([3, 12], `byte ${at}: ${run.stderr}`).toContain(run.code);
    if (run.code === 3) expect((run.json?.['damaged'] as unknown[]).length, `byte ${at}`).toBeGreaterThan(0);
    else expect((run.json?.['error'] as { code: string }).code, `byte ${at}`).toMatch(/^archive\./);
  }
});
