// Deleting from POP3 servers that misbehave at the worst moments: nothing goes that the target was not seen to hold, and
// whatever happens the numbers add up.
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  startHostilePop3,
  type FakeLetter,
  type HostileOptions,
  type HostilePop3,
} from '../../../tests/support/hostile-pop3.ts';
import type { AppError } from '../../contract/errors.ts';
import { openPop3Removal } from '../pop3/index.ts';
import { openCage } from './canary.ts';
import { cleanUp, type CleanedUp, type CleanUp } from './clean-up.ts';
import type { MovedMessage } from './moved-record.ts';
import { createTally, type Tally } from './tally.ts';
import type { Target } from './target.ts';

let folder: string;
const servers: HostilePop3[] = [];
beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), 'malleposte-clean-'))));
afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

const DAY = 24 * 3_600_000;
const START = Date.UTC(2024, 0, 1);
/** One a day from the first of January 2024, of growing size. */
const letter = (number: number): FakeLetter => ({
  uid: `u${number}`,
  body: Buffer.from(
    `Received: by a.test; ${new Date(START + number * DAY).toUTCString()}\r\nFrom: Claire <c@example.org>\r\n` +
      `Subject: Letter ${number}\r\n\r\n${'.dotted line\r\n'.repeat(number)}`,
  ),
});
const letters = (count: number): FakeLetter[] => Array.from({ length: count }, (_, at) => letter(at + 1));
const shaOf = ({ body }: FakeLetter): string => createHash('sha256').update(body).digest('hex');
const uids = (list: readonly FakeLetter[]): string[] => list.map(({ uid }) => uid ?? '');

interface Mirror extends Target {
  readonly held: Map<string, readonly string[]>;
  readonly put: Buffer[];
}
const mirror = (of: readonly FakeLetter[], now: (sha256: string) => boolean | number = () => true): Mirror => {
  const held = new Map(of.map((one) => [shaOf(one), ['\\Seen']]));
  const put: Buffer[] = [];
  return {
    held,
    put,
    holds: (wanted) =>
      Promise.resolve(
        new Map(
          wanted.flatMap(({ sha256 }) => {
            const flags = held.get(sha256);
            const copies = now(sha256);
            return flags && copies ? [[sha256, { flags, copies: Number(copies) }] as const] : [];
          }),
        ),
      ),
    putBack: (content) => {
      put.push(content);
      return Promise.resolve();
    },
    close: () => Promise.resolve(),
  };
};
const recordOf = (of: readonly FakeLetter[]): Map<string, MovedMessage> =>
  new Map(
    of.map((one, at) => [
      one.uid ?? '',
      { sha256: shaOf(one), sizeBytes: one.body.length, receivedAt: START + (at + 1) * DAY },
    ]),
  );

interface Ran {
  readonly server: HostilePop3;
  readonly tally: Tally;
  readonly counts: CleanedUp | null;
  readonly error: AppError | null;
  readonly deletes: string[];
}

async function run(
  options: HostileOptions,
  target: Target,
  more: Partial<CleanUp> = {},
  using?: HostilePop3,
): Promise<Ran> {
  const server = using ?? (await startHostilePop3(options));
  if (!using) servers.push(server);
  const signal = more.signal ?? new AbortController().signal;
  const removal = openPop3Removal(
    {
      settings: { host: '127.0.0.1', port: server.port, security: 'none', userName: 'user' },
      allowInsecure: false,
      password: () => Promise.resolve('a password'),
      pace: { firstPauseMs: 1, longestPauseMs: 4, stallMs: 400 },
    },
    signal,
  );
  const tally = createTally();
  const work: CleanUp = {
    ...{ removal, target, tally, signal, moved: null, keepSince: null, dryRun: false, settleMs: 0 },
    cage: openCage(folder, 'one'),
    names: { account: 'user@example.test', host: '127.0.0.1', folder: 'INBOX' },
    changed: () => undefined,
    batchDeleted: () => undefined,
    ...more,
  };
  let [counts, error]: [CleanedUp | null, AppError | null] = [null, null];
  try {
    counts = await cleanUp(work);
    const all = tally.result();
    expect(counts.found).toBe(all.kept + all.gone + (work.dryRun ? all.proven : all.deleted));
    expect(counts.left).toBe(server.letters.length);
  } catch (trouble) {
    error = trouble as AppError;
  } finally {
    await removal.close();
  }
  return { server, tally, counts, error, deletes: server.commands.filter((line) => line.startsWith('DELE')) };
}
const kept = ({ tally }: Ran): Record<string, string[]> => {
  const by: Record<string, string[]> = {};
  for (const { key, reason } of tally.result().keptMessages) (by[reason] ??= []).push(key);
  return by;
};

test('what the target holds goes, in batches; what it does not hold stays, and each has a reason', async () => {
  const sent = letters(230);
  const target = mirror(sent.filter((_, at) => at % 10 !== 3));
  const ran = await run({ letters: sent }, target);
  expect(uids(ran.server.letters)).toEqual(uids(sent.filter((_, at) => at % 10 === 3)));
  expect(kept(ran)).toEqual({ not_in_target: uids(sent.filter((_, at) => at % 10 === 3)) });
  expect(ran.tally.result()).toMatchObject({ proven: 207, deleted: 207, kept: 23, gone: 0 });
  expect(ran.tally.result().keptMessages[0]).toMatchObject({
    subject: 'Letter 4',
    from: 'Claire',
    receivedAt: START + 4 * DAY,
  });
  // The first one goes alone, and nothing of it is left behind.
  expect(ran.server.commands.indexOf('QUIT')).toBe(
    ran.server.commands.lastIndexOf('DELE 1', ran.server.commands.indexOf('QUIT')) + 1,
  );
  expect(readdirSync(folder)).toEqual([]);
});

test('only what the move brought may go: later mail, other bytes and recent days stay, unread where that is known', async () => {
  const sent = letters(12);
  const moved = recordOf(sent.slice(0, 9));
  moved.set('u2', { ...moved.get('u2')!, sha256: 'f'.repeat(64) });
  moved.set('u3', { ...moved.get('u3')!, receivedAt: null });
  moved.set('gone', moved.get('u1')!);
  const ran = await run({ letters: sent }, mirror(sent), { moved, keepSince: START + 8 * DAY });
  expect(uids(ran.server.letters)).toEqual(['u2', 'u3', 'u8', 'u9', 'u10', 'u11', 'u12']);
  expect(kept(ran)).toEqual({
    differs: ['u2'],
    no_date: ['u3'],
    recent: ['u8', 'u9'],
    not_moved: ['u10', 'u11', 'u12'],
  });
  expect(ran.counts).toMatchObject({ found: 12, left: 7, arrived: 0, goneBefore: 1 });
  expect(ran.server.commands).not.toContain('RETR 10');
});

test('without a record the header says what is recent, and a message without any date stays', async () => {
  const undated = { uid: 'bare', body: Buffer.from('Subject: Bare\r\n\r\nx\r\n') };
  const sent = [...letters(5), undated];
  const ran = await run({ letters: sent }, mirror(sent), { keepSince: START + 4 * DAY });
  expect(kept(ran)).toEqual({ recent: ['u4', 'u5'], no_date: ['bare'] });
});

test('a dry run reads and compares everything, and marks nothing', async () => {
  const sent = letters(70);
  const ran = await run({ letters: sent }, mirror(sent.slice(0, 50)), { dryRun: true });
  expect(ran.tally.result()).toMatchObject({ proven: 50, deleted: 0, kept: 20 });
  expect(ran.deletes).toEqual([]);
  expect(ran.server.letters).toHaveLength(70);
});

test.each([
  ['QUIT', /^QUIT$/],
  ['the mark', /^DELE 7$/],
  ['the last question', /^UIDL 7$/],
])('a connection cut before %s deletes nothing, and the batch begins again', async (_, when) => {
  const sent = letters(20);
  const seen: number[] = [];
  let server: HostilePop3 | null = null;
  const cuts = new Set<number>();
  const options: HostileOptions = {
    letters: sent,
    misbehave: (command, connection) => {
      if (!when.test(command) || cuts.size >= 3 || cuts.has(connection) || server?.letters.length === 20)
        return undefined;
      cuts.add(connection);
      seen.push(server?.letters.length ?? -1);
      return 'drop';
    },
  };
  server = await startHostilePop3(options);
  servers.push(server);
  const ran = await run(options, mirror(sent), {}, server);
  expect(ran.error?.toData() ?? null).toBeNull();
  expect(seen.length).toBeGreaterThan(0);
  // Between two cuts nothing had gone.
  expect(new Set(seen)).toEqual(new Set([19]));
  expect(uids(server.letters)).toEqual([]);
  expect(ran.tally.result()).toMatchObject({ deleted: 20, kept: 0, gone: 0 });
});

test.each(['silent', 'done_no'] as const)(
  'deleted, but QUIT is answered %s: the next session tells, and it counts once',
  async (end) => {
    const sent = letters(60);
    const ran = await run({ letters: sent, atQuit: () => end }, mirror(sent));
    expect(ran.tally.result()).toMatchObject({ deleted: 60, kept: 0, gone: 0 });
    expect(ran.deletes.length).toBe(60);
  },
);

test('a server that never removes what was marked: tried a few times, then kept with that reason', async () => {
  const sent = letters(6);
  const ran = await run({ letters: sent, atQuit: () => 'no' }, mirror(sent));
  expect(kept(ran)).toEqual({ not_removed: ['u1', 'u2', 'u3', 'u4', 'u5', 'u6'] });
  expect(ran.tally.result().deleted).toBe(0);
  expect(readdirSync(folder)).toEqual([]);
});

test('a message the server will not delete, or not hand out, stays, and the others go', async () => {
  const sent = letters(30);
  const ran = await run(
    {
      letters: sent,
      misbehave: (command, connection) => {
        if (connection < 2) return undefined;
        if (command === 'DELE 5') return { say: '-ERR Not this one\r\n' };
        return command === 'RETR 9' ? { say: '-ERR Damaged\r\n' } : undefined;
      },
    },
    mirror(sent),
  );
  // One had gone when the second session numbered them.
  expect(kept(ran)).toEqual({ refused: ['u6'], unreadable: ['u10'] });
  expect(
    ran.tally
      .result()
      .keptMessages.map(({ detail }) => detail)
      .sort(),
  ).toEqual(['-ERR Damaged', '-ERR Not this one']);
  expect(uids(ran.server.letters)).toEqual(['u6', 'u10']);
});

test('a message that breaks the connection each time stays, the others go', async () => {
  const sent = letters(12);
  const stuck = await run(
    { letters: sent, misbehave: (command) => (command === `RETR ${sent.length}` ? 'drop' : undefined) },
    mirror(sent.slice(0, 6)),
  );
  expect(kept(stuck)['unreadable']).toEqual(['u12']);
  expect(uids(stuck.server.letters)).toEqual(['u7', 'u8', 'u9', 'u10', 'u11', 'u12']);
});

test('a server that always breaks off when it is to delete ends the job, and nothing is gone', async () => {
  const sent = letters(5);
  const ran = await run(
    { letters: sent, misbehave: (command) => (command.startsWith('DELE') ? 'drop' : undefined) },
    mirror(sent),
  );
  expect(ran.error?.code).toBe('network.lost');
  expect(ran.server.letters).toHaveLength(5);
});

test('a message that changes between the move and now stays', async () => {
  const sent = letters(10);
  const ran = await run(
    { letters: sent.map((one, at) => (at === 4 ? { ...one, body: Buffer.from('Subject: other\r\n\r\nx\r\n') } : one)) },
    mirror(sent),
    { moved: recordOf(sent) },
  );
  expect(kept(ran)).toEqual({ differs: ['u5'] });
});

test('a number that means another message when it is asked again ends everything before QUIT', async () => {
  const sent = letters(10);
  const ran = await run(
    {
      letters: sent,
      misbehave: (command, connection) =>
        connection > 1 && command === 'UIDL 4' ? { say: '+OK 4 u99\r\n' } : undefined,
    },
    mirror(sent),
  );
  expect(ran.error?.code).toBe('pop3.no_uidl');
  expect(uids(ran.server.letters)).toEqual(uids(sent.slice(1)));
});

test.each<[string, HostileOptions, string]>([
  ['no UIDL', { misbehave: (command) => (command === 'UIDL' ? { say: '-ERR What?\r\n' } : undefined) }, 'pop3.no_uidl'],
  ['no names', { letters: letters(3).map((one) => ({ ...one, uid: null })) }, 'pop3.no_uidl'],
  ['EXPIRE 0', { capabilities: ['USER', 'UIDL', 'EXPIRE 0'] }, 'pop3.deletes_read'],
])('a server with %s is left alone', async (_, options, code) => {
  const ran = await run({ letters: letters(3), ...options }, mirror(letters(3)));
  expect(ran.error?.code).toBe(code);
  expect(
    ran.server.commands.filter(
      (line) => /^(?:RETR|DELE|QUIT)/.test(line) && !(code === 'pop3.no_uidl' && line === 'QUIT'),
    ),
  ).toEqual([]);
  expect(ran.server.letters).toHaveLength(3);
});

test('messages without a name of their own stay; one name for two names neither', async () => {
  const sent = [
    letter(1),
    { ...letter(2), uid: null },
    { ...letter(3), uid: 'twice' },
    { ...letter(4), uid: 'twice' },
    letter(5),
  ];
  const ran = await run({ letters: sent }, mirror(sent));
  expect(kept(ran)).toEqual({ no_uidl: ['#2', '#3', '#4'] });
  expect(uids(ran.server.letters)).toEqual(['', 'twice', 'twice']);
});

test('two doors to one mailbox: the first deletion is noticed, put back, and the only one', async () => {
  const sent = letters(40);
  const server = await startHostilePop3({ letters: sent });
  servers.push(server);
  const target = mirror(sent, (sha256) => server.letters.some((one) => shaOf(one) === sha256));
  const ran = await run({}, target, {}, server);
  expect(ran.error?.code).toBe('migrate.same_mailbox');
  expect(target.put).toEqual([sent[0]!.body]);
  expect(uids(server.letters)).toEqual(uids(sent.slice(1)));
  expect(readdirSync(folder)).toEqual([]);
});

test('two doors to one mailbox that holds the message twice: one copy less is noticed as well', async () => {
  const [one, ...others] = letters(20);
  const sent = [one!, { ...one!, uid: 'again' }, ...others];
  const server = await startHostilePop3({ letters: sent });
  servers.push(server);
  const target = mirror(sent, (sha256) => server.letters.filter((each) => shaOf(each) === sha256).length);
  const ran = await run({}, target, {}, server);
  expect(ran.error?.code).toBe('migrate.same_mailbox');
  expect(server.letters).toHaveLength(20);
  expect(target.put).toEqual([one!.body]);
});

test('killed right after the first deletion, the next run looks after that message first', async () => {
  const sent = letters(8);
  const bytes = sent[0]!.body;
  const canary = {
    uid: 'u1',
    content: bytes,
    sha256: shaOf(sent[0]!),
    flags: ['\\Flagged'],
    copies: 1,
    receivedAt: START,
  };
  await openCage(folder, 'one').keep(canary);
  const lost = mirror(sent.slice(1));
  const ran = await run({ letters: sent.slice(1) }, lost);
  expect(ran.error?.code).toBe('migrate.same_mailbox');
  expect(lost.put).toEqual([bytes]);
  // Still listed, it was not deleted: there is nothing to look after.
  await openCage(folder, 'one').keep(canary);
  const again = await run({ letters: sent }, mirror(sent.slice(1)));
  expect(kept(again)).toEqual({ not_in_target: ['u1'] });
  expect(again.tally.result().deleted).toBe(7);
});

test('a target that loses what was proven in it stops everything', async () => {
  const sent = letters(200);
  let asked = 0;
  const target = mirror(sent, () => (asked += 1) < 200);
  const ran = await run({ letters: sent }, target);
  expect(ran.error?.code).toBe('migrate.target_lost');
  expect(ran.server.letters.length).toBeGreaterThan(80);
});

test('what another program takes away meanwhile is told apart from what was deleted here', async () => {
  const sent = letters(20);
  const server = await startHostilePop3({ letters: sent });
  servers.push(server);
  const target = mirror(sent);
  const ran = await run(
    {},
    {
      ...target,
      holds(wanted) {
        server.letters = server.letters.filter(({ uid }) => uid !== 'u15' && uid !== 'u16');
        return target.holds(wanted);
      },
    },
    {},
    server,
  );
  expect(ran.error?.toData() ?? null).toBeNull();
  expect(ran.tally.result().deleted + ran.tally.result().gone).toBe(20);
  expect(uids(server.letters)).toEqual([]);
});

test('stopped at any moment, what is gone was proven, and beginning again finishes', async () => {
  for (const after of [1, 30, 61, 62, 63, 64, 65, 66, 120, 160]) {
    const sent = letters(40);
    const stop = new AbortController();
    let commands = 0;
    const server = await startHostilePop3({
      letters: sent,
      misbehave: () => {
        commands += 1;
        if (commands === after) stop.abort();
        return undefined;
      },
    });
    servers.push(server);
    const target = mirror(sent.slice(0, 30));
    const first = await run({}, target, { signal: stop.signal }, server);
    if (first.error) expect(first.error.code).toBe('cancelled');
    expect(uids(server.letters).slice(-10)).toEqual(uids(sent.slice(-10)));
    const second = await run({}, target, {}, server);
    expect(second.error).toBeNull();
    expect(uids(server.letters)).toEqual(uids(sent.slice(30)));
  }
});
