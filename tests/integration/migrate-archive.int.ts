// A move into an encrypted archive, out of one, and into an archive and an account at once: by the command line on a real
// server, judged by a bare client. And what becomes of messages that the server refuses.
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createBackend } from '../../electron/backend.ts';
import type { Job } from '../../electron/contract/jobs.ts';
import type { MoveResult } from '../../electron/contract/results.ts';
import { createHost } from '../../electron/shell/installation.ts';
import { startDovecot, whyNoPop3, type Dovecot } from '../support/dovecot.ts';
import { mboxBytes, writeThunderbird, type StoredLetter } from '../support/local-stores.ts';
import { fillMaildir } from '../support/mailbox.ts';
import { popLetters } from '../support/pop-mail.ts';
import { runCli, type CliRun } from '../support/run-cli.ts';
import { compareMailboxes, readWhole, type Mailbox } from '../support/same-mailbox.ts';
import { seeded } from '../support/random.ts';
import { ageIdentity, secretFile, whyNoWitness } from '../support/witness-archive.ts';

const why = whyNoPop3() ?? whyNoWitness();
const PHRASE = 'marmotte velours jonquille escalier tambour';
const LIMIT = 200_000;

const letter = (number: number, body: string): StoredLetter => ({
  bytes: Buffer.from(
    `From: Claire <claire@example.test>\r\nMessage-ID: <${number}@example.test>\r\nSubject: Lettre ${number}\r\n\r\n${body}\r\n`,
  ),
  flags: number % 3 ? ['\\Seen'] : [],
  date: 1_100_000_000 + number * 86_400,
});
const folders = [
  { names: ['Inbox'], letters: Array.from({ length: 120 }, (_, at) => letter(at, `texte ${at}\r\n`.repeat(at))) },
  { names: ['Sent'], letters: [letter(400, 'Sent'), letter(401, 'Sent too')] },
  { names: ['Projets', 'Été'], letters: [letter(500, 'x'.repeat(70).concat('\r\n').repeat(1_000))] },
];
const TOTAL = folders.reduce((sum, { letters }) => sum + letters.length, 0);
/** As the server shows it: the inbox and the sent mail by role. */
const placed = (nameOf: (name: string) => string): Mailbox =>
  new Map(
    folders.map(({ names, letters }) => [
      nameOf(names.join('/')),
      letters.map(({ bytes, flags, date }, at) => ({
        uid: at,
        sha256: createHash('sha256').update(bytes).digest('hex'),
        flags: [...flags],
        internalDate: date * 1000,
      })),
    ]),
  ) as unknown as Mailbox;
const home: Readonly<Record<string, string>> = {
  Inbox: 'INBOX',
  Sent: 'Gesendet',
  'Projets/Été': 'Projets/&AMk-t&AOk-',
};

describe.skipIf(why)(`migrate and archives${why ? ` (left out: ${why})` : ''}`, () => {
  let server: Dovecot;
  let small: Dovecot;
  let folder: string;
  let passwordFile: string;
  let phraseFile: string;
  let profile: string;
  /** Opens at once; a passphrase takes its time on purpose. */
  let keys: ReturnType<typeof ageIdentity>;

  beforeAll(async () => {
    server = await startDovecot({ pop3: true, special: { Gesendet: '\\Sent' } });
    small = await startDovecot({ maxMessageBytes: LIMIT, capability: `+APPENDLIMIT=${LIMIT}` });
    folder = mkdtempSync(path.join(tmpdir(), 'malleposte-migrate-'));
    passwordFile = secretFile(folder, 'password', server.password);
    phraseFile = secretFile(folder, 'phrase', PHRASE);
    keys = ageIdentity(folder);
    profile = path.join(folder, 'profile');
    writeThunderbird(profile, folders, 'mbox');
  });
  afterAll(async () => {
    await server.stop();
    await small.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const at = (name: string): string => path.join(folder, name);
  const migrate = (words: string[], killAfterMs?: number): Promise<CliRun> =>
    runCli(
      ['migrate', ...words, '--data-dir', at('data'), '--quiet', '--json'],
      killAfterMs === undefined ? {} : { killAfterMs },
    );
  const to = (user: string, host = server): string[] => [
    ...['--to', `imap://${user}@127.0.0.1:${host.port}?security=none`, '--to-password-file', passwordFile],
  ];
  const toKeyed = (name: string): string[] => ['--to-archive', at(name), '--recipient', keys.recipient];
  const fromKeyed = (name: string): string[] => ['--from-malle', at(name), '--from-identity-file', keys.identityFile];
  const thereOf = async (user: string): Promise<Mailbox> => {
    const all = await readWhole({ host: server.host, port: server.port, user, password: server.password });
    return new Map([...all].filter(([, letters]) => letters.length > 0));
  };

  it('into an archive, which knows itself the second time; out of it into an account, which has everything', async () => {
    const planned = await migrate(['--from-thunderbird', profile, ...toKeyed('one.malle'), '--dry-run']);
    expect(planned.json).toMatchObject({
      messages: TOTAL,
      target: null,
      archive: { path: at('one.malle'), exists: false, resumable: false },
      fits: true,
    });
    expect(readdirSync(folder).filter((name) => name.startsWith('one'))).toEqual([]);
    const first = await migrate(['--from-thunderbird', profile, ...toKeyed('one.malle')]);
    expect(first.stderr).toBe('');
    expect(first.json).toMatchObject({
      found: TOTAL,
      moved: TOTAL,
      alreadyThere: 0,
      verified: TOTAL,
      refused: [],
      complete: true,
      account: null,
      archive: { kind: 'export', complete: true, found: TOTAL, saved: TOTAL, verified: TOTAL, failed: [] },
    });
    expect(first.code).toBe(0);
    const bytes = readFileSync(at('one.malle'));
    const second = await migrate(['--from-thunderbird', profile, ...toKeyed('one.malle')]);
    expect(second.json).toMatchObject({ moved: 0, alreadyThere: TOTAL, verified: TOTAL, complete: true });
    expect(readFileSync(at('one.malle')).equals(bytes)).toBe(true);

    const out = await migrate([...fromKeyed('one.malle'), ...to('out')]);
    expect(out.json).toMatchObject({ found: TOTAL, moved: TOTAL, verified: TOTAL, refused: [], complete: true });
    expect(
      compareMailboxes(
        placed((name) => home[name] ?? ''),
        await thereOf('out'),
      ).differences,
    ).toEqual([]);
    const planAgain = await migrate([...fromKeyed('one.malle'), ...to('out'), '--dry-run']);
    expect(planAgain.json?.['folders']).toEqual(
      expect.arrayContaining(
        folders.map(({ letters }): unknown =>
          expect.objectContaining({ messages: letters.length, alreadyThere: letters.length }),
        ),
      ),
    );
    const again = await migrate([...fromKeyed('one.malle'), ...to('out')]);
    expect(again.json).toMatchObject({ moved: 0, alreadyThere: TOTAL, complete: true });
  });

  it('with folders sent elsewhere and a day to begin with; another wish is another archive', async () => {
    const since = new Date((1_100_000_000 + 60 * 86_400) * 1000).toISOString().slice(0, 10);
    const words = [
      '--from-thunderbird',
      profile,
      '--map',
      'Sent=Alt/Post',
      '--since',
      since,
      ...toKeyed('since.malle'),
    ];
    const first = await migrate(words);
    expect(first.json).toMatchObject({ complete: true, alreadyThere: 0 });
    const { found, older } = first.json as unknown as MoveResult;
    expect(found).toBeGreaterThan(50);
    expect(found + older).toBe(TOTAL);
    expect(first.json?.['folders']).toEqual(
      expect.arrayContaining([expect.objectContaining({ target: 'Alt / Post', found: 2, moved: 2 })]),
    );
    expect((await migrate(words)).json).toMatchObject({ found, older, moved: 0, alreadyThere: found, complete: true });
    const wider = await migrate(words.filter((word, at) => word !== '--since' && words[at - 1] !== '--since'));
    expect(wider.json?.['error']).toMatchObject({ code: 'archive.exists' });
  });

  it('from two sources into both, killed at random moments: everything in both, nothing twice', async () => {
    const options = { seed: 31, messages: 250, attachments: { chance: 0.3, meanBytes: 30_000 } };
    fillMaildir(server, 'pop', ['INBOX'], popLetters(options));
    const mail = (
      await readWhole({ host: server.host, port: server.port, user: 'pop', password: server.password })
    ).get('INBOX')!;
    const all = new Map(placed((name) => home[name] ?? ''));
    all.set('INBOX', [...all.get('INBOX')!, ...mail.map((one) => ({ ...one, flags: [] }))]);
    const words = (user: string): string[] => [
      ...['--from', `pop3://pop@127.0.0.1:${server.pop3Port}?security=none`, '--from-password-file', passwordFile],
      ...['--from-thunderbird', profile, ...toKeyed(`${user}.malle`), ...to(user)],
    ];
    const whole = await migrate(words('both'));
    const count = TOTAL + mail.length;
    const complete = { found: count, verified: count, refused: [], complete: true };
    expect(whole.json).toMatchObject({ ...complete, moved: count, archive: { complete: true, verified: count } });
    expect(compareMailboxes(all, await thereOf('both')).differences).toEqual([]);
    expect((await migrate(words('both'))).json).toMatchObject({
      ...complete,
      moved: 0,
      alreadyThere: count,
      archive: { complete: true, verified: count },
    });

    const random = seeded(77);
    for (let kills = 0; ;) {
      const run = await migrate(words('killed'), kills < 5 ? 400 + random.next() * whole.durationMs : undefined);
      if (run.code === null) {
        kills += 1;
        continue;
      }
      expect(run.json).toMatchObject({ ...complete, archive: { complete: true, verified: count } });
      if (kills >= 5) break;
      kills = 5;
    }
    expect(compareMailboxes(all, await thereOf('killed')).differences).toEqual([]);
    const back = await migrate([...fromKeyed('killed.malle'), ...to('back')]);
    expect(back.json).toMatchObject({ complete: true, found: count });
    expect(compareMailboxes(all, await thereOf('back')).differences).toEqual([]);
  });

  it('a passphrase is asked for again after a restart, with the POP password, and must be the same', async () => {
    const signal = new AbortController().signal;
    const open = () => createBackend({ ...createHost(at('restarted')), storage: 'file' });
    fillMaildir(server, 'slow', ['INBOX'], popLetters({ seed: 8, messages: 120 }));
    const imap = { host: '127.0.0.1', port: server.pop3Port, security: 'none' as const, userName: 'slow' };
    const passwords = { kind: 'passwords' as const, passwords: { 'slow@example.test': server.password } };
    let backend = open();
    const { jobId } = await backend.handlers.migrate.startMove(
      {
        sources: [{ kind: 'pop3', address: 'slow@example.test', server: imap, allowInsecure: true }],
        passwords,
        accountId: null,
        archive: {
          ...{ path: at('phrase.malle'), protection: { kind: 'passphrase', passphrase: PHRASE }, format: 'malle' },
          ...{ compress: true, volumeSizeBytes: null, language: 'en' },
        },
        options: { under: null, folders: [], leaveOut: [], since: null },
      },
      { signal },
    );
    await backend.close();
    backend = open();
    try {
      const { jobs } = backend.handlers;
      const stopped = async (): Promise<Job> => {
        for (;;) {
          const job = await jobs.get({ id: jobId }, { signal });
          if (job.state !== 'running' && job.state !== 'queued') return job;
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
      };
      expect(await stopped()).toMatchObject({
        state: 'paused',
        needs: 'key',
        secrets: { passwords: ['slow@example.test'], archives: [], passphrase: true },
      });
      const wrong = { ...passwords, passphrase: 'tambour escalier jonquille velours marmotte' };
      await jobs.resume({ id: jobId, key: wrong }, { signal });
      expect(await stopped()).toMatchObject({ state: 'paused', needs: 'key', error: { code: 'archive.wrong_key' } });
      await jobs.resume({ id: jobId, key: { ...passwords, passphrase: PHRASE } }, { signal });
      const { state, result } = await stopped();
      expect(state).toBe('done');
      expect(result).toMatchObject({ found: 120, moved: 120, verified: 120, complete: true });
      const { html } = await backend.handlers.archive.certificateHtml({ jobId, language: 'fr' }, { signal });
      expect(html).toContain('slow@example.test');
      expect((await backend.handlers.archive.known({}, { signal })).map((known) => known.path)).toEqual([
        at('phrase.malle'),
      ]);
    } finally {
      await backend.close();
    }
    const read = (phrase: string): Promise<CliRun> =>
      migrate(['--from-malle', at('phrase.malle'), '--from-passphrase-file', phrase, ...to('phrase'), '--dry-run']);
    expect((await read(phraseFile)).json).toMatchObject({ messages: 120 });
    const refused = await read(secretFile(folder, 'wrong', 'tambour escalier jonquille velours'));
    expect(refused.json?.['error']).toMatchObject({ code: 'archive.wrong_key' });
  });

  it('what a server refuses is foreseen where it says its limit, listed, saved, and tried again', async () => {
    const large = letter(900, 'y'.repeat(70).concat('\r\n').repeat(6_000));
    writeFileSync(
      at('Post.mbox'),
      mboxBytes([letter(1, 'small'), large, letter(2, 'small too')], { style: 'mboxrd', newline: '\n' }),
    );
    const words = ['--from-mbox', at('Post.mbox'), ...to('limited', small)];
    const plan = await migrate([...words, '--dry-run']);
    expect(plan.json).toMatchObject({
      target: { maxMessageBytes: LIMIT },
      folders: [{ messages: 3, alreadyThere: 0, tooLarge: 1 }],
    });
    const run = await migrate([...words, '--save-refused', at('refused')]);
    expect(run.json).toMatchObject({
      found: 3,
      moved: 2,
      complete: false,
      saved: { folder: at('refused'), messages: 1 },
    });
    expect(run.json?.['refused']).toHaveLength(1);
    expect(run.code).toBe(3);
    const files = (): string[] =>
      readdirSync(at('refused'), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => path.join(entry.parentPath, entry.name));
    expect(files()).toHaveLength(1);
    expect(readFileSync(files()[0]!).toString('latin1')).toContain('Subject: Lettre 900');
    // Another file of that name stays as it is.
    writeFileSync(files()[0]!, 'mine');

    const backend = createBackend({ ...createHost(at('other-data')), storage: 'memory' });
    try {
      const signal = new AbortController().signal;
      const { migrate: calls, jobs, accounts } = backend.handlers;
      const finished = async (id: string): Promise<MoveResult> => {
        for (;;) {
          const { result, error } = await jobs.get({ id }, { signal });
          if (result?.kind === 'move') return result;
          if (error) throw new Error(error.code);
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
      };
      const settingsOf = ({ port }: Dovecot) => ({
        imap: { host: '127.0.0.1', port, security: 'none' as const, userName: 'retried' },
        smtp: null,
        allowInsecure: true,
      });
      const { id: accountId } = await accounts.add(
        {
          ...{ address: 'retried@example.test', name: 'x', password: small.password, keep: false },
          settings: settingsOf(small),
        },
        { signal },
      );
      const request = {
        sources: [{ kind: 'local' as const, path: at('Post.mbox'), store: null }],
        passwords: null,
        accountId,
        archive: null,
        options: { under: null, folders: [], leaveOut: [], since: null },
      };
      const { jobId } = await calls.startMove(request, { signal });
      const first = await finished(jobId);
      const [one] = first.failed;
      expect(one).toMatchObject({
        subject: 'Lettre 900',
        from: 'Claire',
        receivedAt: (1_100_000_000 + 900 * 86_400) * 1000,
      });
      const all = { jobId, message: null, passwords: null };
      const retried = await finished((await calls.retryRefused(all, { signal })).jobId);
      expect(retried).toMatchObject({ found: 1, moved: 0, complete: false, failed: first.failed });
      const saving = await calls.saveRefused({ ...all, folder: at('refused') }, { signal });
      expect(await finished(saving.jobId)).toMatchObject({
        found: 1,
        moved: 1,
        verified: 1,
        complete: true,
        account: null,
        savedIn: at('refused'),
      });
      expect(files()).toHaveLength(2);
      expect(files().filter((file) => readFileSync(file, 'utf8') === 'mine')).toHaveLength(1);
      const { account, folder: from, key } = one!;
      const message = { account, folder: from, key };
      const again = await calls.saveRefused({ ...all, message, folder: at('refused') }, { signal });
      expect(await finished(again.jobId)).toMatchObject({ moved: 0, alreadyThere: 1, complete: true });
      await accounts.update(
        { id: accountId, name: 'x', settings: settingsOf(server), password: server.password },
        { signal },
      );
      const brought = await finished((await calls.retryRefused({ ...all, message }, { signal })).jobId);
      expect(brought).toMatchObject({ found: 1, moved: 1, verified: 1, failed: [], complete: true });
      await expect(async () =>
        calls.retryRefused({ ...all, message: { ...message, key: 'another' } }, { signal }),
      ).rejects.toMatchObject({ code: 'usage.invalid' });
      await expect(async () => calls.retryRefused({ ...all, jobId: saving.jobId }, { signal })).rejects.toMatchObject({
        code: 'usage.invalid',
      });
    } finally {
      await backend.close();
    }
  });
});
