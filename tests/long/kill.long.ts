// Fifty SIGKILLs at random moments of export, of restore, of a move and of a clean-up. MALLEPOSTE_SEED repeats a run.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startDovecot, whyNoDovecot, whyNoPop3, type Dovecot } from '../support/dovecot.ts';
import { killCleanUps } from '../support/kill-clean-ups.ts';
import { killMoves } from '../support/kill-moves.ts';
import { killExports, killRestores } from '../support/kill-runs.ts';
import { whyNoWitness } from '../support/witness-archive.ts';

const why = whyNoDovecot() ?? whyNoWitness();
const seed = Number(process.env['MALLEPOSTE_SEED'] ?? Date.now() % 100_000);
const onRound = (line: string): void => console.log(`seed ${seed}, ${line}`);

describe.skipIf(why)(`SIGKILL, seed ${seed}${why ? ` (left out: ${why})` : ''}`, () => {
  let server: Dovecot;
  beforeAll(async () => {
    server = await startDovecot({ pop3: whyNoPop3() === null });
  });
  afterAll(() => server.stop());

  it.each([
    ['export', killExports],
    ['restore', killRestores],
    ['move', killMoves],
    ['clean-up', killCleanUps],
  ] as const)('50 kills of %s: nothing missing, nothing doubled', async (_, killRuns) => {
    const report = await killRuns({ server, seed, kills: 50, onRound });
    expect(report.differences).toEqual([]);
    expect(report.kills).toBe(50);
    // A test whose kills all came before anything was kept would prove little.
    expect(report.resumed).toBeGreaterThan(5);
  });
});
