// From a POP mailbox to an IMAP account on real servers, by the command line, judged by a bare client: every octet and
// date, nothing twice, nothing deleted, whatever interrupts it.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startDovecot, whyNoPop3, type Dovecot } from '../support/dovecot.ts';
import { startGate } from '../support/gate.ts';
import { fillMaildir } from '../support/mailbox.ts';
import { popLetters } from '../support/pop-mail.ts';
import { runCli, type CliRun } from '../support/run-cli.ts';
import { compareMailboxes, readWhole, type Login, type Mailbox } from '../support/same-mailbox.ts';
import { seeded } from '../support/random.ts';
import { secretFile } from '../support/witness-archive.ts';

const why = whyNoPop3();
const MESSAGES = 400;

describe.skipIf(why)(`move${why ? ` (left out: ${why})` : ''}`, () => {
  let pop: Dovecot;
  let imap: Dovecot;
  let folder: string;
  let passwordFile: string;
  /** The POP user's mail as IMAP shows it, the server's own flags taken off. */
  let mail: Mailbox;

  const login = (server: Dovecot, user: string): Login => ({
    host: server.host,
    port: server.port,
    user,
    password: server.password,
  });
  const from = (user: string): string[] => [
    ...['--from', `pop://${user}@127.0.0.1:${pop.pop3Port}?security=none`],
    ...['--from-password-file', passwordFile],
  ];
  const to = (user: string): string[] => [
    ...['--to', `imap://${user}@127.0.0.1:${imap.port}?security=none`, '--to-password-file', passwordFile],
  ];
  const move = (source: string[], user: string, more: string[] = [], killAfterMs?: number): Promise<CliRun> =>
    runCli(
      ['migrate', ...source, ...to(user), ...more, '--data-dir', path.join(folder, 'data'), '--quiet', '--json'],
      killAfterMs === undefined ? {} : { killAfterMs },
    );
  const plain = (box: Mailbox): Mailbox =>
    new Map([...box].map(([name, letters]) => [name, letters.map((letter) => ({ ...letter, flags: [] }))]));

  beforeAll(async () => {
    pop = await startDovecot({ pop3: true });
    imap = await startDovecot({ special: { Gesendet: '\\Sent', Archiv: '\\Archive' }, quotaBytes: 2 ** 30 });
    folder = mkdtempSync(path.join(tmpdir(), 'malleposte-move-'));
    passwordFile = secretFile(folder, 'password', pop.password);
    const options = { seed: 5, messages: MESSAGES, attachments: { chance: 0.3, meanBytes: 40_000 } };
    fillMaildir(pop, 'marie', ['INBOX'], popLetters(options));
    mail = plain(await readWhole(login(pop, 'marie')));
  });
  afterAll(async () => {
    await pop.stop();
    await imap.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const inboxOf = async (user: string): Promise<Mailbox> => {
    const all = await readWhole(login(imap, user));
    return new Map([...all].filter(([name, letters]) => name === 'INBOX' || letters.length > 0));
  };

  it('moves every message with its bytes and dates; a second run moves nothing; the source keeps everything', async () => {
    const first = await move(from('marie'), 'first');
    expect(first.stderr).toBe('');
    expect(first.json).toMatchObject({
      found: mail.get('INBOX')?.length,
      moved: mail.get('INBOX')?.length,
      alreadyThere: 0,
      verified: mail.get('INBOX')?.length,
      failed: [],
      refused: [],
      complete: true,
    });
    expect(first.code).toBe(0);
    expect(compareMailboxes(mail, await inboxOf('first')).differences).toEqual([]);
    const second = await move(from('marie'), 'first');
    expect(second.json).toMatchObject({ moved: 0, alreadyThere: mail.get('INBOX')?.length, complete: true });
    expect(compareMailboxes(mail, await inboxOf('first')).differences).toEqual([]);
    expect(compareMailboxes(mail, plain(await readWhole(login(pop, 'marie')))).differences).toEqual([]);
  });

  it('a dry run counts on both sides and changes nothing', async () => {
    const run = await move(from('marie'), 'dry', ['--dry-run', '--under', 'Moved']);
    expect(run.code).toBe(0);
    expect(run.json).toMatchObject({
      messages: mail.get('INBOX')?.length,
      fits: true,
      target: { quota: { limitBytes: 2 ** 30 } },
      folders: [{ names: ['INBOX'], target: { path: 'Moved/INBOX', isNew: true, messages: 0 } }],
    });
    expect((await inboxOf('dry')).get('INBOX')).toEqual([]);
  });

  it('arrives as read when asked, also after a second run without', async () => {
    const read = new Map([...mail].map(([name, all]) => [name, all.map((one) => ({ ...one, flags: ['\\Seen'] }))]));
    expect((await move(from('marie'), 'read', ['--marks', 'read'])).json).toMatchObject({ complete: true });
    expect(compareMailboxes(read, await inboxOf('read')).differences).toEqual([]);
    expect((await move(from('marie'), 'read')).json).toMatchObject({ moved: 0, complete: true });
    expect(compareMailboxes(read, await inboxOf('read')).differences).toEqual([]);
  });

  it('goes where it is told, leaves out what is older', async () => {
    const dates = mail
      .get('INBOX')!
      .map(({ internalDate }) => internalDate)
      .sort((a, b) => a - b);
    const day = new Date(dates[Math.floor(dates.length / 2)]!).toISOString().slice(0, 10);
    const since = new Date(`${day}T00:00:00`).getTime();
    const wanted = mail.get('INBOX')!.filter(({ internalDate }) => internalDate >= since);
    const run = await move(from('marie'), 'chosen', ['--map', 'INBOX=Alt/Post', '--since', day]);
    expect(run.json).toMatchObject({
      found: wanted.length,
      moved: wanted.length,
      complete: true,
      older: dates.length - wanted.length,
    });
    const there = await inboxOf('chosen');
    expect(there.get('INBOX')).toEqual([]);
    expect(
      compareMailboxes(new Map([['Alt/Post', wanted]]), new Map([['Alt/Post', there.get('Alt/Post')!]])).differences,
    ).toEqual([]);
  });

  it('connections that are cut on either side are mended, and nothing is missing or double', async () => {
    const [popGate, imapGate] = [
      await startGate({ host: '127.0.0.1', port: pop.pop3Port }),
      await startGate({ host: '127.0.0.1', port: imap.port }),
    ];
    try {
      const running = runCli([
        ...['migrate', '--from', `pop://marie@127.0.0.1:${popGate.port}?security=none`],
        ...['--from-password-file', passwordFile],
        ...['--to', `imap://cut@127.0.0.1:${imapGate.port}?security=none`, '--to-password-file', passwordFile],
        ...['--data-dir', path.join(folder, 'data'), '--json'],
      ]);
      for (const gate of [popGate, imapGate, popGate]) {
        await Promise.race([gate.holdAfter(gate === popGate ? 1_500_000 : 2000), running]);
        gate.cut();
        gate.release();
        gate.mend();
      }
      const run = await running;
      expect(run.json).toMatchObject({ complete: true, failed: [] });
      expect(run.stderr).toContain('Connection lost');
      expect(compareMailboxes(mail, await inboxOf('cut')).differences).toEqual([]);
    } finally {
      await popGate.close();
      await imapGate.close();
    }
  });

  it('killed at random moments it goes on, and nothing is missing or double', async () => {
    const random = seeded(23);
    const { durationMs } = await move(from('marie'), 'undisturbed');
    let kills = 0;
    for (let round = 0; kills < 4; round += 1) {
      for (;;) {
        const moment = 300 + random.next() * durationMs;
        const run = await move(from('marie'), `killed${round}`, [], kills < 4 ? moment : undefined);
        if (run.code === null) kills += 1;
        else {
          expect(run.json).toMatchObject({ complete: true, failed: [] });
          break;
        }
      }
      expect(compareMailboxes(mail, await inboxOf(`killed${round}`)).differences).toEqual([]);
    }
  });

  it('a wrong password is tried once on either side', async () => {
    const wrong = secretFile(folder, 'wrong', 'not the password');
    const attempts = (server: Dovecot): number => server.log().match(/auth failed|Password mismatch/gi)?.length ?? 0;
    const url = `pop://marie@127.0.0.1:${pop.pop3Port}?security=none`;
    const before = attempts(pop);
    const run = await move(['--from', url, '--from-password-file', wrong], 'nobody');
    expect(run.code).toBe(10);
    expect(run.json?.['error']).toMatchObject({ code: 'account.wrong_password' });
    // One line from the sign-in process, one from the password check.
    expect(attempts(pop) - before).toBeLessThanOrEqual(2);
    expect(attempts(pop) - before).toBeGreaterThan(0);
  });

  it('over TLS a certificate nobody vouches for is refused, and one that is known works', async () => {
    const source = ['--from', `pops://marie@localhost:${pop.pop3TlsPort}`, '--from-password-file', passwordFile];
    const refused = await move(source, 'tls');
    expect(refused.json?.['error']).toMatchObject({ code: 'network.tls' });
    const args = ['migrate', ...source, ...to('tls'), '--data-dir', path.join(folder, 'data'), '--quiet', '--json'];
    const known = await runCli(args, { env: { NODE_EXTRA_CA_CERTS: pop.certificateFile } });
    expect(known.json).toMatchObject({ complete: true });
    const starttls = ['--from', `pop://marie@localhost:${pop.pop3Port}`, '--from-password-file', passwordFile];
    const again = await runCli(
      ['migrate', ...starttls, ...to('tls'), '--data-dir', path.join(folder, 'data'), '--json'],
      {
        env: { NODE_EXTRA_CA_CERTS: pop.certificateFile },
      },
    );
    expect(again.json).toMatchObject({ complete: true, moved: 0 });
  });
});
