// Two clients change one mailbox at random for five minutes. MALLEPOSTE_SEED repeats a run.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startDovecot, whyNoDovecot, type Dovecot } from '../support/dovecot.ts';
import { runTwoClients } from '../support/two-clients.ts';

const why = whyNoDovecot();
const seed = Number(process.env['MALLEPOSTE_SEED'] ?? Date.now() % 100_000);
const durationMs = 300_000;

describe.skipIf(why)(`two clients, seed ${seed}${why ? ` (left out: ${why})` : ''}`, () => {
  let server: Dovecot;
  beforeAll(async () => {
    server = await startDovecot({
      special: { Archive: '\\Archive', Trash: '\\Trash', Junk: '\\Junk', Sent: '\\Sent' },
    });
  });
  afterAll(() => server.stop());

  it('five minutes of changes by both: store and server agree exactly, and nothing is lost or doubled', async () => {
    const report = await runTwoClients({ server, user: 'both', seed, durationMs });
    console.log(`seed ${seed}: ${report.ours} changes of ours, ${report.theirs} of theirs`);
    expect(report.differences).toEqual([]);
    expect(report.lost).toEqual([]);
    expect(report.ours).toBeGreaterThan(1000);
  });
});
