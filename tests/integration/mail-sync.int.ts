// The mail store in step with a real server: the first reading, what other programs change, bad luck.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Row } from '../../electron/contract/mail.ts';
import { startDovecot, whyNoDovecot, type Dovecot } from '../support/dovecot.ts';
import { killSyncs } from '../support/kill-syncs.ts';
import { openMailApp, type MailApp } from '../support/mail-app.ts';
import { appendLetters, fillMaildir, openRaw, type Letter } from '../support/mailbox.ts';
import { runCli } from '../support/run-cli.ts';
import { sampleFolders } from '../support/sample-mail.ts';
import { storeDifferences } from '../support/store-and-server.ts';

const why = whyNoDovecot();
const now = Math.floor(Date.now() / 1000);

const letter = (
  name: string,
  extra: { headers?: string[]; body?: string; flags?: string[]; ageSeconds?: number } = {},
): Letter => ({
  bytes: Buffer.from(
    [
      'From: Claire Moreau <claire@example.net>',
      'To: Me <me@example.org>',
      `Subject: ${name}`,
      `Message-ID: <${name.replace(/\W/g, '-')}@example.net>`,
      'MIME-Version: 1.0',
      'Content-Type: text/plain; charset=utf-8',
      ...(extra.headers ?? []),
      '',
      extra.body ?? `The text of ${name}.`,
      '',
    ].join('\r\n'),
  ),
  flags: extra.flags ?? [],
  date: now - (extra.ageSeconds ?? 3600),
});

describe.skipIf(why !== null)(`in step with a server${why ? ` (${why})` : ''}`, () => {
  let server: Dovecot;
  let app: MailApp | null = null;
  let users = 0;
  const opened: MailApp[] = [];
  const login = (user: string, port = server.port): Parameters<typeof openMailApp>[0] => ({
    port,
    user,
    password: server.password,
  });
  const newUser = (): string => `user${++users}`;
  const open = (...args: Parameters<typeof openMailApp>): MailApp => {
    app = openMailApp(...args);
    opened.push(app);
    return app;
  };

  beforeAll(async () => {
    server = await startDovecot({ special: { Sent: '\\Sent', Trash: '\\Trash' } });
  });
  afterEach(async () => {
    for (const one of opened.splice(0)) await one.close().catch(() => undefined);
  });
  afterAll(async () => {
    await server.stop();
  });

  test('everything comes, the newest of the inbox first and with its text', async () => {
    const user = newUser();
    fillMaildir(
      server,
      user,
      ['INBOX'],
      Array.from({ length: 300 }, (_, at) => letter(`Message ${at}`, { ageSeconds: (301 - at) * 60 })),
    );
    fillMaildir(
      server,
      user,
      ['Projets', 'Été'],
      [letter('In a folder', { flags: ['\\Seen', '\\Flagged', 'Urgent'] })],
    );
    fillMaildir(server, user, ['Old'], [letter('Long ago', { ageSeconds: 40_000_000 })]);
    const here = open(login(user));
    await here.until('idle', () => here.status().state === 'idle');
    await here.until('texts', () => here.status().texts.done === here.status().texts.total);
    expect(await storeDifferences(here.store, server, user)).toEqual([]);
    const [newest] = here.rows(
      'SELECT subject, preview, from_name, from_address FROM messages ORDER BY id DESC LIMIT 1',
    );
    expect(newest).toEqual({
      subject: 'Message 299',
      preview: 'The text of Message 299.',
      from_name: 'Claire Moreau',
      from_address: 'claire@example.net',
    });
    expect(
      here.rows(
        'SELECT subject FROM messages WHERE id IN (SELECT rowid FROM words WHERE words MATCH \'body: "text of message 17"\')',
      ),
    ).toEqual([{ subject: 'Message 17' }]);
    // Older than twelve months: its header only.
    expect(here.rows("SELECT preview FROM messages WHERE subject = 'Long ago'")).toEqual([{ preview: '' }]);
    expect(here.rows("SELECT role FROM folders WHERE path IN ('INBOX', 'Sent') ORDER BY path")).toEqual([
      { role: 'inbox' },
      { role: 'sent' },
    ]);
    expect(here.events.some(({ name }) => name === 'mail.arrived')).toBe(false);
    expect(here.status().headers).toEqual({ done: 302, total: 302 });
  });

  test('untidy mail of many folders is the same here and there, also after a second start', async () => {
    const user = newUser();
    for (const { names, letters } of sampleFolders({ seed: 5, messages: 600 }))
      fillMaildir(server, user, names, letters);
    let here = open(login(user));
    await here.until('idle', () => here.status().state === 'idle');
    expect(await storeDifferences(here.store, server, user)).toEqual([]);
    const { dataDir } = here;
    await here.close(true);
    here = open(login(user), { dataDir });
    await here.until('idle', () => here.status().state === 'idle');
    expect(await storeDifferences(here.store, server, user)).toEqual([]);
  });

  test('threads: by references, across folders, never by subject', async () => {
    const user = newUser();
    fillMaildir(
      server,
      user,
      ['INBOX'],
      [
        letter('Start'),
        letter('Re: Start', {
          headers: ['In-Reply-To: <Answer@example.net>', 'References: <Start@example.net> <Answer@example.net>'],
        }),
        { ...letter('Start'), bytes: Buffer.from('Subject: Start\r\nMessage-ID: <stranger@example.net>\r\n\r\nx\r\n') },
      ],
    );
    fillMaildir(server, user, ['Sent'], [letter('Answer', { headers: ['In-Reply-To: <Start@example.net>'] })]);
    const here = open(login(user));
    await here.until('idle', () => here.status().state === 'idle');
    const threads = here.rows('SELECT count(*) AS messages FROM messages GROUP BY thread_id ORDER BY 1');
    expect(threads).toEqual([{ messages: 1 }, { messages: 3 }]);
  });

  test('what another program does shows by itself: flags, new mail, moves, folders', async () => {
    const user = newUser();
    fillMaildir(
      server,
      user,
      ['INBOX'],
      Array.from({ length: 20 }, (_, at) => letter(`Message ${at}`)),
    );
    const here = open(login(user));
    await here.until('idle', () => here.status().state === 'idle');
    await here.until('texts', () => here.status().texts.done === 20);
    const raw = await openRaw(server, user);
    await raw.command('SELECT INBOX');
    await raw.command('UID STORE 3 +FLAGS (\\Flagged \\Seen)');
    await here.until('the flags', () => here.rows('SELECT 1 FROM messages WHERE uid = 3 AND flags & 5 = 5').length);
    await raw.command('UID STORE 4,5 +FLAGS (\\Deleted)');
    await raw.command('EXPUNGE');
    await here.until('the deletion', () => here.rows('SELECT 1 FROM messages WHERE uid IN (4, 5)').length === 0);
    await appendLetters(server, user, 'INBOX', [letter('Just came'), letter('Seen elsewhere', { flags: ['\\Seen'] })]);
    const arrived = await here.until('the news', () => here.events.find(({ name }) => name === 'mail.arrived'));
    expect((arrived.payload as { rows: Row[] }).rows.map(({ subject }) => subject)).toEqual(['Just came']);
    await here.until(
      'its text',
      () => here.rows("SELECT 1 FROM messages WHERE preview = 'The text of Just came.'").length,
    );
    await raw.command('CREATE "New one"');
    await raw.command('UID MOVE 6:9 "New one"');
    await raw.command('DELETE Sent');
    await here.settled();
    expect(await storeDifferences(here.store, server, user)).toEqual([]);
    expect(here.rows("SELECT known FROM folders WHERE path = 'New one'")).toEqual([{ known: 4 }]);
    raw.close();
  });

  test('the folder on screen is watched too', async () => {
    const user = newUser();
    fillMaildir(server, user, ['Side'], [letter('Beside')]);
    const here = open(login(user));
    await here.until('idle', () => here.status().state === 'idle');
    const [{ id }] = here.rows("SELECT id FROM folders WHERE path = 'Side'") as [{ id: number }];
    void here.api.handlers.watch({ view: { kind: 'folder', folderId: id } }, { signal: new AbortController().signal });
    const raw = await openRaw(server, user);
    await raw.command('SELECT Side');
    await raw.command('UID STORE 1 +FLAGS (\\Flagged)');
    await here.until('the flag', () => here.rows('SELECT 1 FROM messages WHERE flags & 4').length);
    raw.close();
  });

  test('a renumbered folder: nothing doubled, texts kept', async () => {
    const user = newUser();
    const letters = Array.from({ length: 30 }, (_, at) => letter(`Message ${at}`, { ageSeconds: 9000 - at }));
    fillMaildir(server, user, ['Moving'], letters);
    const here = open(login(user));
    await here.until('texts', () => here.status().state === 'idle' && here.status().texts.done === 30);
    const before = here.rows('SELECT id, subject FROM messages ORDER BY subject');
    const raw = await openRaw(server, user);
    await raw.command('DELETE Moving');
    await raw.command('CREATE Moving');
    raw.close();
    await appendLetters(server, user, 'Moving', [...letters.slice(5).reverse(), letter('Another')]);
    await here.settled();
    expect(await storeDifferences(here.store, server, user)).toEqual([]);
    const kept = here.rows("SELECT id, subject FROM messages WHERE subject <> 'Another' ORDER BY subject");
    expect(kept).toEqual(before.filter(({ subject }) => kept.some((row) => row['subject'] === subject)));
    expect(kept).toHaveLength(25);
    expect(here.rows('SELECT count(*) AS count FROM contents')).not.toEqual([{ count: 0 }]);
    expect(here.rows('SELECT count(*) AS count FROM words')).toEqual([{ count: 26 }]);
  });

  test('a server without mod-sequences: flags, deletions and new mail are found by comparing', async () => {
    const plain = await startDovecot({ capability: 'IMAP4rev1 LITERAL+ UIDPLUS SPECIAL-USE NAMESPACE UNSELECT' });
    try {
      const user = 'plain';
      fillMaildir(
        plain,
        user,
        ['INBOX'],
        Array.from({ length: 40 }, (_, at) => letter(`Message ${at}`)),
      );
      fillMaildir(plain, user, ['Other'], [letter('Other')]);
      const here = open({ port: plain.port, user, password: plain.password });
      await here.until('idle', () => here.status().state === 'idle');
      const raw = await openRaw(plain, user);
      await raw.command('SELECT INBOX');
      await raw.command('UID STORE 1:5 +FLAGS (\\Seen)');
      await raw.command('UID STORE 9 +FLAGS (\\Deleted)');
      await raw.command('EXPUNGE');
      await appendLetters(plain, user, 'Other', [letter('Other 2')]);
      await here.settled();
      expect(await storeDifferences(here.store, plain, user)).toEqual([]);
      raw.close();
    } finally {
      await plain.stop();
    }
  });

  test('a refused sign-in is made once, and the account goes on when the password is right', async () => {
    const user = newUser();
    fillMaildir(server, user, ['INBOX'], [letter('Behind a password')]);
    const here = open({ ...login(user), password: 'not this one' });
    await here.until('waiting', () => here.status().state === 'waiting');
    expect(here.status().error?.code).toBe('account.wrong_password');
    const refused = server
      .log()
      .split('\n')
      .filter((line) => line.includes(user) && /password mismatch/i.test(line));
    expect(refused).toHaveLength(1);
    here.setLogin(login(user));
    await here.until('idle', () => here.status().state === 'idle');
    expect(here.rows('SELECT subject FROM messages')).toEqual([{ subject: 'Behind a password' }]);
  });

  test('a damaged store is set aside and read again; the person is told', async () => {
    const user = newUser();
    fillMaildir(
      server,
      user,
      ['INBOX'],
      Array.from({ length: 30 }, (_, at) => letter(`Message ${at}`)),
    );
    let here = open(login(user));
    await here.until('idle', () => here.status().state === 'idle');
    const { dataDir } = here;
    await here.close(true);
    const file = path.join(dataDir, 'mail.db');
    const bytes = readFileSync(file);
    for (const times of [1, 2]) {
      writeFileSync(file, Buffer.concat([Buffer.alloc(4096, 7), bytes.subarray(4096)]));
      here = open(login(user), { dataDir });
      await here.until('idle', () => here.status().state === 'idle');
      expect(here.status().rebuilt).toBe(true);
      expect(await storeDifferences(here.store, server, user)).toEqual([]);
      expect(readdirSync(dataDir).filter((name) => /^mail-damaged-\d+\.db$/.test(name))).toHaveLength(times);
      await here.close(times === 1);
    }
  });

  test('killed at random moments, twenty times: nothing doubled, nothing lost, the store opens', async () => {
    const report = await killSyncs({ server, seed: 20, kills: 20, messages: 600 });
    expect(report.differences).toEqual([]);
    expect(report).toMatchObject({ kills: 20, midway: 4 });
  });

  test('the command line: numbers for each folder', async () => {
    const user = newUser();
    fillMaildir(
      server,
      user,
      ['INBOX'],
      Array.from({ length: 25 }, (_, at) => letter(`Message ${at}`)),
    );
    const folder = mkdtempSync(path.join(tmpdir(), 'malleposte-sync-'));
    const [password, phrase] = [path.join(folder, 'password'), path.join(folder, 'phrase')];
    writeFileSync(password, server.password);
    writeFileSync(phrase, 'a phrase for the vault that is long');
    const data = ['--data-dir', path.join(folder, 'data'), '--vault-passphrase-file', phrase];
    const url = `imap://${user}@127.0.0.1:${server.port}?security=none`;
    const added = await runCli([
      'accounts',
      'add',
      'me@example.org',
      '--imap',
      url,
      '--password-file',
      password,
      ...data,
    ]);
    expect(added.code, added.stderr).toBe(0);
    const first = await runCli(['sync', '--account', 'me@example.org', '--json', ...data]);
    expect(first.code, first.stderr).toBe(0);
    expect(first.json?.['accounts']).toMatchObject([
      { account: 'me@example.org', state: 'idle', headers: { done: 25, total: 25 }, texts: { done: 25, total: 25 } },
    ]);
    const [account] = first.json?.['accounts'] as [{ folders: object[] }];
    expect(account.folders).toContainEqual({
      path: 'INBOX',
      role: 'inbox',
      total: 25,
      known: 25,
      unread: 25,
      added: 25,
    });
    await appendLetters(server, user, 'INBOX', [letter('One more')]);
    const second = await runCli(['sync', ...data]);
    expect(second.stdout).toMatch(/INBOX +26 +26 +26 +1\n/);
    rmSync(folder, { recursive: true, force: true });
  });

  test('damage in the middle of the store: the changes that wait still reach the server', async () => {
    const user = newUser();
    fillMaildir(
      server,
      user,
      ['INBOX'],
      Array.from({ length: 300 }, (_, at) => letter(`Message ${at}`, { ageSeconds: 9000 - at })),
    );
    let here = open(login(user));
    await here.until('idle', () => here.status().state === 'idle');
    const { dataDir } = here;
    await here.close(true);
    here = open(login(user), { dataDir, start: false });
    const ids = here.rows('SELECT id FROM messages ORDER BY id LIMIT 5').map((row) => Number(row['id']));
    const target = { kind: 'messages' as const, ids };
    await here.api.handlers.change(
      { target, change: { kind: 'star', value: true } },
      { signal: new AbortController().signal },
    );
    await here.close(true);
    const file = path.join(dataDir, 'mail.db');
    const bytes = readFileSync(file);
    const half = Math.floor(bytes.length / 2 / 4096) * 4096;
    writeFileSync(file, bytes.fill(0xa5, half, half + 3 * 4096));
    writeFileSync(`${file}.check`, '');
    here = open(login(user), { dataDir });
    await here.until('idle', () => here.status().state === 'idle');
    await here.settled();
    expect(here.status().rebuilt).toBe(true);
    expect(await storeDifferences(here.store, server, user)).toEqual([]);
    expect(here.rows('SELECT count(*) AS count FROM messages WHERE flags & 4')).toEqual([{ count: 5 }]);
  });

  test('an account that goes takes its mail along', async () => {
    const user = newUser();
    fillMaildir(
      server,
      user,
      ['INBOX'],
      [letter('Big', { body: Buffer.alloc(900_000, 'q8xz'.repeat(1)).toString('latin1') }), letter('Small')],
    );
    const here = open(login(user));
    await here.until('texts', () => here.status().state === 'idle' && here.status().texts.done === 2);
    here.removeAccount();
    await here.until('empty', () => here.rows('SELECT 1 FROM folders').length === 0);
    for (const table of ['messages', 'contents', 'thread_ids', 'words'])
      expect(here.rows(`SELECT count(*) AS count FROM ${table}`)).toEqual([{ count: 0 }]);
  });
});
