// Fifty SIGKILLs at random moments of reading, changing and sending mail. MALLEPOSTE_SEED repeats a run.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startDovecot, whyNoDovecot, type Dovecot } from '../support/dovecot.ts';
import { killChanges } from '../support/kill-changes.ts';

const why = whyNoDovecot();
const seed = Number(process.env['MALLEPOSTE_SEED'] ?? Date.now() % 100_000);
const special = { Archive: '\\Archive', Trash: '\\Trash' };

describe.skipIf(why)(`SIGKILL while mail changes, seed ${seed}${why ? ` (left out: ${why})` : ''}`, () => {
  let servers: Dovecot[];
  beforeAll(async () => {
    servers = [
      await startDovecot({ special }),
      await startDovecot({ special, capability: 'IMAP4rev1 LITERAL+ UIDPLUS SPECIAL-USE NAMESPACE' }),
    ];
  });
  afterAll(async () => {
    for (const server of servers) await server.stop();
  });

  it.each([
    ['a server that moves', 0],
    ['a server that only copies', 1],
  ])('25 kills with %s: no confirmed change is lost, no message is lost or doubled', async (_, index) => {
    const onRound = (line: string): void => console.log(`seed ${seed}, ${line}`);
    const report = await killChanges({ server: servers[index]!, seed: seed + index, kills: 25, onRound });
    expect(report.differences).toEqual([]);
    expect(report.kills).toBe(25);
    expect(report.confirmed).toBeGreaterThan(100);
  });
});
