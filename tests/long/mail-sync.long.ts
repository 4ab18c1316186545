// The mail store killed fifty times while it reads: it opens each time and agrees with the server in the end.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startDovecot, whyNoDovecot, type Dovecot } from '../support/dovecot.ts';
import { killSyncs } from '../support/kill-syncs.ts';

const why = whyNoDovecot();

describe.skipIf(why !== null)(`reading mail, killed${why ? ` (${why})` : ''}`, () => {
  let server: Dovecot;
  beforeAll(async () => {
    server = await startDovecot();
  });
  afterAll(async () => {
    await server.stop();
  });

  test('fifty times', async () => {
    const report = await killSyncs({ server, seed: 50, kills: 50, messages: 3000 });
    expect(report.differences).toEqual([]);
    expect(report.kills).toBe(50);
    expect(report.midway).toBeGreaterThan(0);
  });
});
