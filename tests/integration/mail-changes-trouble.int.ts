// Changes on old servers and bad lines: without MOVE, without UIDPLUS, with others' marks, and cut off at any byte.
import { rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Change, Target } from '../../electron/contract/mail.ts';
import { startDovecot, whyNoDovecot, type Dovecot } from '../support/dovecot.ts';
import { startGate } from '../support/gate.ts';
import { appendLetters, openRaw } from '../support/mailbox.ts';
import { killChanges } from '../support/kill-changes.ts';
import { letters, openRooms, serverLines, storeLines, these, type MailRooms } from '../support/mail-rooms.ts';
import { runTwoClients } from '../support/two-clients.ts';

const why = whyNoDovecot();
const special = { Archive: '\\Archive', Trash: '\\Trash', Junk: '\\Junk', Sent: '\\Sent' };
let users = 0;

const expectSame = async (rooms: MailRooms, server: Dovecot, user: string): Promise<void> => {
  await rooms.sync();
  expect(storeLines(rooms.store, user)).toEqual(await serverLines(server, user));
};

describe.skipIf(why)(`changes in trouble${why ? ` (left out: ${why})` : ''}`, () => {
  const open: MailRooms[] = [];
  let server: Dovecot;
  beforeAll(async () => {
    server = await startDovecot({ special });
  });
  afterAll(async () => {
    for (const rooms of open) await rooms.close();
    for (const rooms of open) rmSync(rooms.dataDir, { recursive: true, force: true });
    await server.stop();
  });

  async function mailbox(count: number, at: Dovecot): Promise<{ rooms: MailRooms; user: string }> {
    const user = `trouble${(users += 1)}`;
    await appendLetters(at, user, 'INBOX', letters(count));
    const rooms = openRooms({ server: at, users: [user] });
    open.push(rooms);
    await rooms.sync();
    return { rooms, user };
  }
  const change = (rooms: MailRooms, target: Target, wanted: Change): ReturnType<MailRooms['handlers']['change']> =>
    rooms.handlers.change({ target, change: wanted }, rooms.context);

  it.each([
    ['without MOVE', 'IMAP4rev1 LITERAL+ UIDPLUS SPECIAL-USE NAMESPACE'],
    ['without UIDPLUS', 'IMAP4rev1 LITERAL+ MOVE SPECIAL-USE NAMESPACE'],
    ['with neither', 'IMAP4rev1 SPECIAL-USE'],
  ])('works with a server %s', async (_, capability) => {
    const old = await startDovecot({ special, capability });
    try {
      const { rooms, user } = await mailbox(8, old);
      await change(rooms, these(rooms, 'm1', 'm2', 'm3'), { kind: 'archive' });
      await change(rooms, these(rooms, 'm2'), { kind: 'star', value: true });
      await change(rooms, these(rooms, 'm3'), { kind: 'trash' });
      const undone = await change(rooms, these(rooms, 'm4'), { kind: 'junk' });
      await rooms.send();
      await rooms.handlers.undo({ undoId: undone.undoId ?? 0 }, rooms.context);
      await rooms.send();
      await expectSame(rooms, old, user);
      expect(await serverLines(old, user)).toHaveLength(8);
      await change(rooms, these(rooms, 'm3'), { kind: 'delete' });
      await rooms.send();
      await expectSame(rooms, old, user);
      expect(await serverLines(old, user)).toHaveLength(7);
    } finally {
      await old.stop();
    }
  });

  it('never expunges what another program has marked', async () => {
    const old = await startDovecot({ special, capability: 'IMAP4rev1 LITERAL+ SPECIAL-USE' });
    try {
      const { rooms, user } = await mailbox(4, old);
      const raw = await openRaw(old, user);
      await raw.command('SELECT INBOX');
      await raw.command('UID STORE 4 +FLAGS (\\Deleted)');
      await change(rooms, these(rooms, 'm1'), { kind: 'archive' });
      await rooms.send();
      const lines = await serverLines(old, user);
      expect(lines.filter((line) => line.includes(' m4@'))).toHaveLength(1);
      expect(lines.filter((line) => line.includes(' m1@')).map((line) => line.replace(/ \d+ /, ' '))).toEqual([
        'Archive m1@test.example []',
        'INBOX m1@test.example [\\Deleted]',
      ]);
      // The marked one does not come back here.
      await rooms.sync();
      expect(storeLines(rooms.store, user).filter((line) => line.includes(' m1@'))).toHaveLength(1);
      // Once the other program has decided, ours goes.
      await raw.command('UID STORE 4 -FLAGS (\\Deleted)');
      raw.close();
      await rooms.send();
      await expectSame(rooms, old, user);
      expect(await serverLines(old, user)).toHaveLength(4);
    } finally {
      await old.stop();
    }
  });

  it('is interrupted anywhere without doubling or losing a message', async () => {
    const old = await startDovecot({ special, capability: 'IMAP4rev1 LITERAL+ UIDPLUS SPECIAL-USE NAMESPACE' });
    try {
      for (const at of [server, old]) {
        const user = `trouble${(users += 1)}`;
        await appendLetters(at, user, 'INBOX', letters(30));
        const gate = await startGate(at);
        const rooms = openRooms({ server: { ...at, port: gate.port }, users: [user] });
        open.push(rooms);
        await rooms.sync();
        for (let round = 0; round < 12; round += 1) {
          const names = [round * 2 + 1, round * 2 + 2].map((number) => `m${number}`);
          await change(rooms, these(rooms, ...names), { kind: round % 3 ? 'archive' : 'trash' });
          await change(rooms, these(rooms, names[0]!), { kind: 'star', value: true });
          const held = gate.holdAfter(40 + round * 97);
          const sending = rooms.send().catch(() => undefined);
          await Promise.race([held, sending]);
          gate.cut();
          await sending;
          gate.mend();
          gate.release();
        }
        await rooms.send();
        await expectSame(rooms, at, user);
        const lines = await serverLines(at, user);
        expect(lines).toHaveLength(30);
        expect(new Set(lines.map((line) => line.split(' ')[2])).size).toBe(30);
        expect(lines.filter((line) => line.includes('\\Flagged'))).toHaveLength(12);
        await gate.close();
      }
    } finally {
      await old.stop();
    }
  });

  it('agrees with the server after two clients changed it at random', async () => {
    const report = await runTwoClients({ server, user: 'random', seed: 11, durationMs: 15_000 });
    expect(report.differences).toEqual([]);
    expect(report.lost).toEqual([]);
    expect(report.ours).toBeGreaterThan(50);
    expect(report.theirs).toBeGreaterThan(50);
  });

  it('killed ten times at random moments loses no confirmed change, and doubles no message', async () => {
    const report = await killChanges({ server, seed: 5, kills: 10 });
    expect(report.differences).toEqual([]);
    expect(report.confirmed).toBeGreaterThan(20);
  });
});
