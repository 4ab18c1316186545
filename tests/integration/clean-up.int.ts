// Taking mail off a real POP3 server after a move, judged by a bare client: only what the account or the archive holds byte
// for byte goes, and what is gone is counted by the server itself.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createBackend } from '../../electron/backend.ts';
import type { CleanUpResult } from '../../electron/contract/clean-up.ts';
import type { JobResult } from '../../electron/contract/jobs.ts';
import { createHost } from '../../electron/shell/installation.ts';
import { startDovecot, whyNoPop3, type Dovecot } from '../support/dovecot.ts';
import { killCleanUps } from '../support/kill-clean-ups.ts';
import { fillMaildir, type Letter } from '../support/mailbox.ts';
import { connectRaw } from '../support/raw-imap.ts';
import { runCli, type CliRun } from '../support/run-cli.ts';
import { readWhole, type Login } from '../support/same-mailbox.ts';
import { secretFile } from '../support/witness-archive.ts';

const why = whyNoPop3();
const DAY = 86_400;
const NOW = Math.floor(Date.now() / 1000);

/** As a POP server delivers it, received `daysAgo`. */
const letter = (number: number, daysAgo: number): Letter => {
  const date = NOW - daysAgo * DAY;
  const head = `Received: from a.test by b.test; ${new Date(date * 1000).toUTCString()}\r\nFrom: Claire <c@example.org>\r\n`;
  const body = `Letter ${number}\r\n.with a dot\r\n`.repeat(1 + (number % 40));
  return {
    bytes: Buffer.from(`${head}Subject: Letter ${number}\r\nMessage-ID: <${number}@a.test>\r\n\r\n${body}`),
    date,
  };
};
const letters = (count: number, from = 1, daysAgo = 100): Letter[] =>
  Array.from({ length: count }, (_, at) => letter(from + at, daysAgo));

describe.skipIf(why)(`clean-up${why ? ` (left out: ${why})` : ''}`, () => {
  let pop: Dovecot;
  let imap: Dovecot;
  let folder: string;
  let passwordFile: string;
  beforeAll(async () => {
    pop = await startDovecot({ pop3: true });
    imap = await startDovecot();
    folder = mkdtempSync(path.join(tmpdir(), 'malleposte-clean-'));
    passwordFile = secretFile(folder, 'password', pop.password);
  });
  afterAll(async () => {
    await pop.stop();
    await imap.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const login = (server: Dovecot, user: string): Login => ({
    ...{ host: server.host, port: server.port, password: server.password },
    user,
  });
  const hashes = async (server: Dovecot, user: string, box = 'INBOX'): Promise<string[]> =>
    ((await readWhole(login(server, user))).get(box) ?? []).map(({ sha256 }) => sha256).sort();
  const from = (user: string): string[] => [
    ...['--from', `pop://${user}@127.0.0.1:${pop.pop3Port}?security=none`, '--from-password-file', passwordFile],
  ];
  const to = (user: string): string[] => [
    ...[
      '--to',
      `imap://${user}@127.0.0.1:${imap.port}?security=none`,
      '--to-password-file',
      secretFile(folder, 'imap', imap.password),
    ],
  ];
  const run = (...args: string[]): Promise<CliRun> =>
    runCli([...args, '--data-dir', path.join(folder, 'data'), '--quiet', '--json']);

  it('without --yes it says what would go; with it, all of it goes, and the account has every octet', async () => {
    fillMaildir(pop, 'marie', ['INBOX'], letters(150));
    expect((await run('migrate', ...from('marie'), ...to('arrived'))).json).toMatchObject({
      complete: true,
      moved: 150,
    });
    const before = await hashes(imap, 'arrived');
    const dry = await run('cleanup-pop', ...from('marie'), ...to('arrived'));
    expect(dry.json).toMatchObject({
      dryRun: true,
      complete: true,
      found: 150,
      proven: 150,
      deleted: 0,
      kept: 0,
      left: 150,
    });
    expect(dry.code).toBe(0);
    expect(await hashes(pop, 'marie')).toHaveLength(150);
    const real = await run('cleanup-pop', ...from('marie'), ...to('arrived'), '--yes');
    expect(real.json).toMatchObject({
      complete: true,
      found: 150,
      proven: 150,
      deleted: 150,
      kept: 0,
      gone: 0,
      left: 0,
      arrived: 0,
    });
    expect(real.stderr).toBe('');
    expect(await hashes(pop, 'marie')).toEqual([]);
    expect(await hashes(imap, 'arrived')).toEqual(before);
    expect((await run('cleanup-pop', ...from('marie'), ...to('arrived'), '--yes')).json).toMatchObject({
      found: 0,
      deleted: 0,
    });
    expect(readdirSync(path.join(folder, 'data', 'moves'))).toEqual([]);
  });

  it('recent mail, mail since, and what the account no longer holds stay, each with its reason', async () => {
    fillMaildir(pop, 'anne', ['INBOX'], [...letters(20, 1), ...letters(5, 21, 3)]);
    await run('migrate', ...from('anne'), ...to('anne2'));
    fillMaildir(pop, 'anne', ['INBOX'], letters(2, 30));
    const raw = await connectRaw(login(imap, 'anne2'));
    await raw.command('CREATE Elsewhere');
    await raw.command('SELECT INBOX');
    // One filed elsewhere, one deleted for good, one only marked as deleted.
    await raw.command('UID MOVE 3 Elsewhere');
    await raw.command('UID STORE 5 +FLAGS (\\Deleted)');
    await raw.command('UID EXPUNGE 5');
    await raw.command('UID STORE 7 +FLAGS (\\Deleted)');
    raw.close();
    const end = await run('cleanup-pop', ...from('anne'), ...to('anne2'), '--keep-days', '30', '--yes');
    expect(end.json).toMatchObject({ complete: false, found: 27, deleted: 17, kept: 10, left: 10 });
    expect(end.code).toBe(3);
    const { keptBy, keptMessages } = end.json as unknown as CleanUpResult;
    expect(Object.fromEntries(keptBy.map(({ reason, messages }) => [reason, messages]))).toEqual({
      recent: 5,
      not_in_target: 5,
    });
    const stayed = keptMessages.filter(({ reason }) => reason === 'not_in_target').map(({ subject }) => subject);
    expect(stayed.sort()).toEqual(['Letter 3', 'Letter 30', 'Letter 31', 'Letter 5', 'Letter 7']);
    expect(await hashes(pop, 'anne')).toHaveLength(10);
  });

  it('an archive proves as an account does, and keeps to the messages it was told of', async () => {
    fillMaildir(pop, 'paul', ['INBOX'], letters(40));
    const file = path.join(folder, 'paul.malle');
    const phrase = secretFile(folder, 'phrase', 'marmotte velours jonquille escalier tambour');
    const moved = await run('migrate', ...from('paul'), '--to-archive', file, '--passphrase-file', phrase);
    expect(moved.json).toMatchObject({ complete: true, moved: 40 });
    // The same bytes again, under a name the archive does not know.
    fillMaildir(pop, 'paul', ['INBOX'], letters(1));
    const end = await run('cleanup-pop', ...from('paul'), '--to-archive', file, '--passphrase-file', phrase, '--yes');
    expect(end.json).toMatchObject({ complete: true, found: 41, deleted: 40, kept: 1, left: 1, goneBefore: 0 });
    expect((end.json as unknown as CleanUpResult).keptBy).toMatchObject([{ reason: 'not_moved', messages: 1 }]);
    expect(await hashes(pop, 'paul')).toHaveLength(1);
  });

  it('two doors to one mailbox are noticed by name, and by the first deletion; nothing is missing afterwards', async () => {
    fillMaildir(pop, 'both', ['INBOX'], letters(30));
    const before = await hashes(pop, 'both');
    const same = (host: string): string[] => [
      ...['--to', `imap://both@${host}:${pop.port}?security=none`, '--to-password-file', passwordFile],
    ];
    const named = await run('cleanup-pop', ...from('both'), ...same('127.0.0.1'), '--yes');
    expect(named.json?.['error']).toMatchObject({ code: 'migrate.same_mailbox' });
    expect(pop.log()).not.toMatch(/both.*del=[1-9]/);
    const felt = await run('cleanup-pop', ...from('both'), ...same('localhost'), '--yes');
    expect(felt.json?.['error']).toMatchObject({ code: 'migrate.same_mailbox' });
    expect(await hashes(pop, 'both')).toEqual(before);
  });

  it('after a move in the window: planned, started, and only what that move brought is touched', async () => {
    fillMaildir(pop, 'lise', ['INBOX'], [...letters(30), ...letters(4, 50, 10)]);
    const backend = createBackend({ ...createHost(path.join(folder, 'window')), storage: 'file' });
    try {
      const signal = new AbortController().signal;
      const { migrate, jobs, accounts } = backend.handlers;
      const finished = async ({ jobId }: { jobId: string }): Promise<JobResult> => {
        for (;;) {
          const { result, error } = await jobs.get({ id: jobId }, { signal });
          if (result) return result;
          if (error) throw new Error(error.code);
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
      };
      const server = (port: number, userName: string) => ({
        host: '127.0.0.1',
        port,
        security: 'none' as const,
        userName,
      });
      const settings = { imap: server(imap.port, 'lise2'), smtp: null, allowInsecure: true };
      const { id } = await accounts.add(
        { address: 'lise2@example.test', name: 'x', settings, password: imap.password, keep: false },
        { signal },
      );
      const address = 'lise@example.test';
      const passwords = { kind: 'passwords' as const, passwords: { [address]: pop.password } };
      const options = { under: null, folders: [], leaveOut: [], since: null };
      const source = { kind: 'pop3' as const, address, server: server(pop.pop3Port, 'lise'), allowInsecure: true };
      const started = await migrate.startMove(
        { sources: [source], passwords, accountId: id, archive: null, options },
        { signal },
      );
      const moved = await finished(started);
      expect(moved).toMatchObject({ complete: true, cleanable: [{ address, host: '127.0.0.1', messages: 34 }] });
      // Arrived since, and in the account all the same: it was not this move that brought it.
      fillMaildir(pop, 'lise', ['INBOX'], letters(1, 90));
      fillMaildir(imap, 'lise2', ['INBOX'], letters(1, 90));
      const { jobId } = started;
      const plan = await migrate.planCleanUp({ jobId, address, passwords }, { signal });
      expect(plan).toMatchObject({ found: 35, moved: 34 });
      expect(plan.choices.map(({ keepDays, messages }) => [keepDays, messages])).toEqual([
        [0, 34],
        [7, 34],
        [30, 30],
        [90, 30],
        [365, 0],
      ]);
      const result = await finished(
        await migrate.startCleanUp({ jobId, address, keepDays: 30, passwords }, { signal }),
      );
      expect(result).toMatchObject({
        kind: 'cleanup',
        complete: true,
        found: 35,
        deleted: 30,
        kept: 5,
        left: 5,
        goneBefore: 0,
      });
      expect((result as CleanUpResult).keptBy.map(({ reason, messages }) => [reason, messages]).sort()).toEqual([
        ['not_moved', 1],
        ['recent', 4],
      ]);
      expect(await hashes(pop, 'lise')).toHaveLength(5);
      await jobs.dismiss({ id: jobId }, { signal });
      await expect(async () => migrate.planCleanUp({ jobId, address, passwords }, { signal })).rejects.toMatchObject({
        code: 'app.not_found',
      });
    } finally {
      await backend.close();
    }
  });

  it('killed at random moments: what is gone is in the account, and begun again it finishes', async () => {
    const report = await killCleanUps({ server: pop, seed: 11, kills: 6 });
    expect(report.differences).toEqual([]);
    expect(report.kills).toBe(6);
    expect(report.resumed).toBeGreaterThan(0);
  });
});
