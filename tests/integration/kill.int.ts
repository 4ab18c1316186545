// Killed at any moment, resumed to the end: nothing missing, nothing doubled. The long suite does the same fifty times.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startDovecot, whyNoDovecot, type Dovecot } from '../support/dovecot.ts';
import { killExports, killRestores } from '../support/kill-runs.ts';
import { whyNoWitness } from '../support/witness-archive.ts';

const why = whyNoDovecot() ?? whyNoWitness();
const SEED = 7;

describe.skipIf(why)(`SIGKILL${why ? ` (left out: ${why})` : ''}`, () => {
  let server: Dovecot;
  beforeAll(async () => {
    server = await startDovecot();
  });
  afterAll(() => server.stop());

  it('an export killed three times saves every message exactly once', async () => {
    const report = await killExports({ server, seed: SEED, kills: 3 });
    expect(report.differences).toEqual([]);
    expect(report.kills).toBe(3);
  });

  it('a restore killed three times puts every message back exactly once', async () => {
    const report = await killRestores({ server, seed: SEED + 1, kills: 3 });
    expect(report.differences).toEqual([]);
    expect(report.kills).toBe(3);
  });
});
