// The IMAP client against a real Dovecot: read without a trace, restore exactly, survive quotas, prefixes and passwords.
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  connectImap,
  createImapSink,
  createImapSource,
  surveyMailbox,
  surveyPeriods,
  type ImapSink,
} from '../../electron/imap/index.ts';
import { contentChunks, runTransfer, type Report, type TransferFolderState } from '../../electron/transfer/index.ts';
import { fingerprint, fingerprintOf, sampleMail, sha256 } from '../conformance/sample.ts';
import { describeSink } from '../conformance/sink-suite.ts';
import { describeSource } from '../conformance/source-suite.ts';
import { trustInThisProcess } from '../support/certificate.ts';
import { startDovecot, type Dovecot, type DovecotOptions } from '../support/dovecot.ts';
import { generated, startHostileImap } from '../support/hostile-imap.ts';
import { appendLetters, fillMaildir, mutf7, openRaw, readAccount, readMailbox } from '../support/mailbox.ts';

const signal = new AbortController().signal;

const connection = (server: Dovecot, user: string, password = server.password) => ({
  account: `${user}@example.test`,
  settings: { host: '127.0.0.1', port: server.port, security: 'none' as const, userName: user },
  allowInsecure: false,
  password: () => Promise.resolve(password),
});

const servers: Dovecot[] = [];
const start = async (options: DovecotOptions = {}): Promise<Dovecot> => {
  const server = await startDovecot(options);
  servers.push(server);
  return server;
};
afterAll(async () => {
  for (const server of servers) await server.stop();
});

async function copy(
  from: Dovecot,
  fromUser: string,
  to: Dovecot,
  toUser: string,
  under: string | null = null,
): Promise<{ states: readonly TransferFolderState[]; sink: ImapSink; verified: ReadonlyMap<string, number> }> {
  const source = createImapSource({ ...connection(from, fromUser), folders: null });
  const transfer = runTransfer(await source.folders(signal), { changed: () => undefined });
  const sink = createImapSink({ ...connection(to, toUser), under, report: transfer.report });
  await transfer.run(source, sink, signal);
  const verified = await sink.verify(() => undefined, signal);
  await Promise.all([source.close(), sink.close()]);
  return { states: transfer.states, sink, verified };
}

const total = (states: readonly TransferFolderState[], what: 'saved' | 'already'): number =>
  states.reduce((sum, state) => sum + state[what], 0);

const formats: DovecotOptions[] = [
  { format: 'maildir', separator: '.', prefix: 'INBOX.' },
  { format: 'sdbox', separator: '/' },
  { format: 'mdbox', separator: '/', capability: 'IMAP4rev1 LITERAL+ UIDPLUS' },
];

for (const options of formats) {
  const name = `Dovecot ${options.format ?? ''} "${options.separator ?? ''}" ${options.capability ? 'plain' : 'full'}`;
  const prefix = options.prefix ?? '';
  const separator = options.separator ?? '/';
  describeSource(name, async (mail) => {
    const server = await start(options);
    for (const { names, letters } of mail) {
      const path = names[0] === 'INBOX' ? 'INBOX' : prefix + names.join(separator);
      await appendLetters(server, 'reader', path, letters);
    }
    const source = createImapSource({ ...connection(server, 'reader'), folders: null });
    return { source, close: () => source.close() };
  });
  let users = 0;
  let target: Dovecot | null = null;
  describeSink(name, async (report) => {
    target ??= await start(options);
    const server = target;
    const user = `writer${++users}`;
    const sink = createImapSink({ ...connection(server, user), under: null, report });
    return {
      sink,
      async read(folder) {
        const raw = await openRaw(server, user);
        const path = sink.target(folder.id) ?? '';
        return readMailbox(raw, path.split(separator).map(mutf7).join(separator)).finally(() => raw.close());
      },
      close: () => sink.close(),
    };
  });
}

describe('reading and restoring', () => {
  let from: Dovecot;
  beforeAll(async () => {
    from = await start({ special: { Sent: '\\Sent' } });
    for (const { names, letters } of sampleMail) fillMaildir(from, 'anne', names, letters);
    fillMaildir(
      from,
      'anne',
      ['Sent'],
      [{ bytes: Buffer.from('Subject: gone out\r\n\r\nx\r\n'), flags: ['\\Seen', '$MDNSent'] }],
    );
  });

  test('a survey counts and dates every folder', async () => {
    const { settings, allowInsecure } = connection(from, 'anne');
    const options = { settings, allowInsecure, password: from.password };
    const folders = await surveyMailbox(options);
    expect(folders.map(({ names, messages, role }) => [names.join('/'), messages, role]).sort()).toEqual(
      [
        ...sampleMail.map(({ names, letters }) => [
          names.join('/'),
          letters.length,
          names[0] === 'INBOX' ? 'inbox' : null,
        ]),
        ['Sent', 1, 'sent'],
      ].sort(),
    );
    expect(folders[0]).toMatchObject({
      path: 'INBOX',
      sizeBytes: sampleMail[0]!.letters.reduce((sum, { bytes }) => sum + bytes.length, 0),
    });
    expect(await surveyPeriods({ ...options, paths: ['Projets/Été & hiver/日本', 'Empty', 'No such'] })).toEqual([
      { path: 'Projets/Été & hiver/日本', oldest: 1_600_000_000_000, newest: 1_600_000_000_000 },
      { path: 'Empty', oldest: null, newest: null },
      { path: 'No such', oldest: null, newest: null },
    ]);
  });

  test('reading leaves no trace: flags are the same before and after', async () => {
    const before = await readAccount(from, 'anne');
    let bytes = 0;
    const source = createImapSource({ ...connection(from, 'anne'), folders: null });
    for (const folder of await source.folders(signal))
      for await (const event of source.items(folder, () => false, signal))
        if (event.kind === 'item')
          for await (const chunk of contentChunks(event.item.content)) bytes += chunk.byteLength;
    await source.close();
    expect(bytes).toBe([...before.values()].flat().reduce((sum, { sizeBytes }) => sum + sizeBytes, 0));
    expect(await readAccount(from, 'anne')).toEqual(before);
    expect(before.get('INBOX')?.some(({ flags }) => !flags.includes('\\Seen'))).toBe(true);
  });

  test.each<DovecotOptions>([
    { separator: '.', prefix: 'INBOX.', special: { Gesendet: '\\Sent' } },
    { format: 'sdbox', special: { Envoyés: '\\Sent' } },
    { format: 'mdbox', capability: 'IMAP4rev1 LITERAL+' },
  ])('a restore is exact, a second one adds nothing (%o)', async (options) => {
    const to = await start(options);
    const first = await copy(from, 'anne', to, 'bea');
    expect(first.states.flatMap(({ failed }) => failed)).toEqual([]);
    const all = sampleMail.reduce((sum, { letters }) => sum + letters.length, 1);
    expect([total(first.states, 'saved'), total(first.states, 'already')]).toEqual([all, 0]);
    expect([...first.verified.values()].reduce((sum, count) => sum + count, 0)).toBe(all);
    const held = await readAccount(to, 'bea');
    const separator = options.separator ?? '/';
    for (const sample of sampleMail) {
      const path = first.sink.target(sample.names.join('/')) ?? '';
      const letters = held.get(path.split(separator).map(mutf7).join(separator));
      expect(fingerprint(letters ?? [])).toEqual(fingerprintOf(sample));
    }
    const sent = options.special ? Object.keys(options.special)[0] : 'Sent';
    expect(first.sink.target('Sent')).toBe(`${options.prefix ?? ''}${sent}`);
    const second = await copy(from, 'anne', to, 'bea');
    expect([total(second.states, 'saved'), total(second.states, 'already')]).toEqual([0, all]);
    expect(await readAccount(to, 'bea')).toEqual(held);
    const below = await copy(from, 'anne', to, 'bea', 'From Anne');
    expect(total(below.states, 'saved')).toBe(all);
    expect(below.sink.target('INBOX')).toBe(`${options.prefix ?? ''}From Anne${separator}INBOX`);
  });

  test('a message over the size limit and a full mailbox: listed, the rest goes on', async () => {
    const small = await start({ maxMessageBytes: 500_000 });
    const { states } = await copy(from, 'anne', small, 'bea');
    expect(states[0]!.failed.map(({ subject, error }) => [subject, error.code])).toEqual([
      ['Large', 'message.too_big'],
      ['Exactly at the edge', 'message.too_big'],
    ]);
    expect(states[0]!.saved).toBe(sampleMail[0]!.letters.length - 2);
    const tight = await start({ quotaBytes: 2_000_000 });
    const full = await copy(from, 'anne', tight, 'bea');
    expect(full.states[0]!.failed.map(({ error }) => error.code)).toContain('message.over_quota');
    expect(full.states[0]!.saved + full.states[0]!.failed.length).toBe(sampleMail[0]!.letters.length);
    expect((await readAccount(tight, 'bea')).get('INBOX')).toHaveLength(full.states[0]!.saved);
  });

  test('TLS and STARTTLS sign in; a wrong password is tried once', async () => {
    trustInThisProcess(from.certificate);
    const { settings } = connection(from, 'anne');
    for (const security of ['tls', 'starttls'] as const) {
      const port = security === 'tls' ? from.tlsPort : from.port;
      const session = await connectImap({
        settings: { ...settings, host: 'localhost', port, security },
        password: from.password,
        allowInsecure: false,
      });
      expect(session.tls?.protocol).toBe('TLSv1.3');
      expect((await session.list()).folders.length).toBeGreaterThan(3);
      await session.close();
    }
    const refused = createImapSource({ ...connection(from, 'mallory', 'not the password'), folders: null });
    await expect(refused.folders(signal)).rejects.toMatchObject({ code: 'account.wrong_password' });
    const attempts = from
      .log()
      .split('\n')
      .filter((line) => /mallory/.test(line) && /mismatch/i.test(line));
    expect(attempts).toHaveLength(1);
  });

  test('a message of 500 MB passes through in little memory, both ways', async () => {
    const size = 500_000_000;
    const hash = createHash('sha256');
    for (let at = 0; at < size; at += 1_000_000) hash.update(generated(size, at, 1_000_000));
    const expected = hash.digest('hex');
    const giant = await startHostileImap({
      folders: { INBOX: { uidValidity: 1, messages: [{ uid: 1, body: size }] } },
    });
    const to = await start();
    const source = createImapSource({
      ...connection(to, 'giant'),
      settings: { host: '127.0.0.1', port: giant.port, security: 'none', userName: 'giant' },
      folders: null,
    });
    let largest = 0;
    const transfer = runTransfer(await source.folders(signal), { changed: () => undefined });
    const hashes: string[] = [];
    const report: Report = (folder, key, outcome) => {
      if (outcome.kind === 'saved') hashes.push(outcome.sha256);
      transfer.report(folder, key, outcome);
    };
    const sink = createImapSink({ ...connection(to, 'giant'), under: null, report });
    const watch = setInterval(() => (largest = Math.max(largest, process.memoryUsage().arrayBuffers)), 20);
    await transfer.run(source, sink, signal);
    clearInterval(watch);
    const verified = await sink.verify(() => undefined, signal);
    await Promise.all([source.close(), sink.close(), giant.stop()]);
    expect(verified.get('INBOX')).toBe(1);
    expect(largest).toBeLessThan(100_000_000);
    const raw = await openRaw(to, 'giant');
    await raw.command('EXAMINE INBOX');
    const [line] = await raw.command('UID FETCH 1 (RFC822.SIZE BODY.PEEK[]<0.100>)');
    expect(line?.text).toContain(`RFC822.SIZE ${size}`);
    raw.close();
    expect(transfer.states[0]).toMatchObject({ saved: 1, failed: [] });
    expect(hashes).toEqual([expected]);
    expect(sha256(line!.literals[0]!)).toBe(sha256(generated(size, 0, 100)));
  });
});
