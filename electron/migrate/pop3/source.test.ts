// Reading from POP3 servers that misbehave: nothing is lost, nothing doubled, nothing deleted, nobody waits for ever.
import { createHash } from 'node:crypto';
import { afterEach, expect, test } from 'vitest';
import {
  startHostilePop3,
  type FakeLetter,
  type HostileOptions,
  type HostilePop3,
} from '../../../tests/support/hostile-pop3.ts';
import { makeCertificate } from '../../../tests/support/certificate.ts';
import { contentChunks, type Heading, type Source, type SourceEvent, type SourceNotice } from '../../transfer/index.ts';
import { createPop3Source, type Pop3SourceOptions } from './source.ts';

const running: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of running.splice(0)) await stop();
});

const letter = (number: number, text = `message ${number}\r\n.dotted\r\n`): FakeLetter => ({
  body: Buffer.from(
    `Received: by a.test; Mon, 1 Jan 2024 00:00:0${number % 10} +0000\r\nSubject: ${number}\r\n\r\n${text}`,
  ),
});
const letters = (count: number): FakeLetter[] => Array.from({ length: count }, (_, at) => letter(at + 1));
const large = (bytes: number): FakeLetter =>
  letter(1, `${'0123456789abcdef'.repeat(4)}\r\n.and a dot\r\n`.repeat(Math.ceil(bytes / 80)));

const quick = { firstPauseMs: 1, longestPauseMs: 4, firstThrottleMs: 1, longestThrottleMs: 5, stallMs: 250 };

interface Opened {
  readonly server: HostilePop3;
  readonly source: Source;
  readonly notices: SourceNotice[];
}

async function open(options: HostileOptions, more: Partial<Pop3SourceOptions> = {}): Promise<Opened> {
  const server = await startHostilePop3(options);
  const notices: SourceNotice[] = [];
  const source = createPop3Source({
    account: 'user@example.test',
    settings: { host: '127.0.0.1', port: server.port, security: 'none', userName: 'user@example.test' },
    allowInsecure: false,
    password: () => Promise.resolve('a password'),
    onNotice: (notice) => notices.push(notice),
    pace: quick,
    ...more,
  });
  running.push(() => source.close().then(() => server.stop()));
  return { server, source, notices };
}

interface Read {
  readonly bodies: Map<string, Buffer>;
  readonly dates: Map<string, number>;
  readonly failed: Map<string, string>;
  readonly headings: Map<string, Heading>;
  readonly listed: string[];
}

const signal = new AbortController().signal;

async function readAll(source: Source, skip: (key: string) => boolean = () => false): Promise<Read> {
  const read: Read = { bodies: new Map(), dates: new Map(), failed: new Map(), headings: new Map(), listed: [] };
  const [folder] = await source.folders(signal);
  for await (const event of source.items(folder!, skip, signal)) await note(read, event);
  return read;
}

async function note(read: Read, event: SourceEvent): Promise<void> {
  if (event.kind === 'listed') read.listed.push(...event.keys);
  if (event.kind === 'failed') {
    read.failed.set(event.key, String(event.error.params['reason'] ?? event.error.code));
    read.headings.set(event.key, event.heading);
  }
  if (event.kind !== 'item') return;
  const { key, internalDate, content } = event.item;
  expect(read.bodies.has(key)).toBe(false);
  const chunks: Uint8Array[] = [];
  for await (const chunk of contentChunks(content)) chunks.push(chunk);
  read.bodies.set(key, Buffer.concat(chunks));
  read.dates.set(key, internalDate);
}

const hashes = (bodies: Iterable<Buffer>): string[] =>
  [...bodies].map((body) => createHash('sha256').update(body).digest('hex')).sort();
const equalTo = (read: Read, sent: readonly FakeLetter[]): void =>
  expect(hashes(read.bodies.values())).toEqual(hashes(sent.map(({ body }) => body)));

const never = /^(?:DELE|RSET)/i;

test.each([
  ['with everything', undefined],
  ['without pipelining', ['USER', 'UIDL', 'TOP']],
  ['without CAPA', null],
])('a server %s: every octet, received dates, nothing deleted', async (_, capabilities) => {
  const sent = [...letters(150), large(2_500_000), { body: Buffer.alloc(0) }];
  const { server, source } = await open({ letters: sent, ...(capabilities === undefined ? {} : { capabilities }) });
  const read = await readAll(source);
  equalTo(read, sent);
  expect(read.listed).toHaveLength(sent.length);
  expect(read.dates.get('uid3')).toBe(Date.UTC(2024, 0, 1, 0, 0, 3));
  // Without Received and Date there is nothing to say; it is never today.
  expect(read.dates.get('uid152')).toBe(0);
  expect(server.commands.filter((line) => never.test(line))).toEqual([]);
  expect(server.logins()).toBe(1);
});

test('a connection that drops midway is mended, told, and nothing comes twice', async () => {
  const sent = letters(200);
  const { source, notices } = await open({
    letters: sent,
    dropMessageAfter: (number, connection) => (number === 20 * connection && connection < 6 ? 30 : undefined),
  });
  equalTo(await readAll(source), sent);
  expect(notices.filter(({ kind }) => kind === 'connection_lost')).toHaveLength(5);
  expect(notices.at(-1)?.kind).toBe('connection_back');
});

test('a large message that breaks off goes on where it stopped', async () => {
  const sent = [letter(1), large(4_000_000), letter(3)];
  const { source } = await open({
    letters: sent,
    dropMessageAfter: (number, connection) => (number === 2 && connection < 4 ? 1_500_000 * connection : undefined),
  });
  equalTo(await readAll(source), sent);
});

test('a large message that is another one when it is asked for again is not glued together', async () => {
  const { server, source } = await open({
    letters: [large(3_000_000), letter(2)],
    dropMessageAfter: (number, connection) => (number === 1 && connection === 1 ? 2_000_000 : undefined),
  });
  const [folder] = await source.folders(signal);
  const outcomes: string[] = [];
  for await (const event of source.items(folder!, () => false, signal)) {
    if (event.kind !== 'item') continue;
    server.letters = [{ body: Buffer.from(large(3_000_000).body.map((byte) => byte ^ 1)) }, letter(2)];
    try {
      for await (const chunk of contentChunks(event.item.content)) expect(chunk.length).toBeGreaterThan(0);
      outcomes.push('whole');
    } catch (error) {
      outcomes.push(String((error as { params: Record<string, unknown> }).params['reason']));
    }
  }
  expect(outcomes).toEqual(['text_differs', 'whole']);
});

test('a message that always breaks the connection is listed, the others come', async () => {
  const sent = letters(30);
  const { source } = await open({ letters: sent, dropMessageAfter: (number) => (number === 7 ? 10 : undefined) });
  const read = await readAll(source);
  expect([...read.failed]).toEqual([['uid7', 'connection_dropped']]);
  expect([...read.headings.values()]).toEqual([{ subject: null, from: null, receivedAt: null }]);
  expect(read.bodies.size).toBe(29);
});

test('a message the server refuses is asked for twice and listed with its words, by subject, sender and date', async () => {
  const sent = letters(100);
  sent[49] = { body: Buffer.concat([Buffer.from('From: Claire <claire@example.org>\r\n'), sent[49]!.body]) };
  const { server, source } = await open({
    letters: sent,
    misbehave: (command) => (command === 'RETR 50' ? { say: '-ERR Message is corrupt\r\n' } : undefined),
  });
  const read = await readAll(source);
  expect([...read.failed]).toEqual([['uid50', 'Message is corrupt']]);
  expect(read.headings.get('uid50')).toEqual({ subject: '50', from: 'Claire', receivedAt: Date.UTC(2024, 0, 1) });
  expect(read.bodies.size).toBe(99);
  expect(server.commands.filter((line) => line === 'RETR 50')).toHaveLength(2);
});

test('sizes that are lies change nothing, in either direction', async () => {
  const sent = [
    { ...letter(1), announcedBytes: 5 },
    { ...large(5_000_000), announcedBytes: 100 },
    { ...letter(3), announcedBytes: 90_000_000 },
    { ...letter(4), announcedBytes: 0 },
    { ...letter(5), announcedBytes: null },
  ];
  const { source } = await open({ letters: sent });
  equalTo(await readAll(source), sent);
});

test('without UIDL, keys come from header and size, and stay the same when the numbers move', async () => {
  const sent = letters(20).map((one) => ({ ...one, uid: null }));
  const { server, source } = await open({
    letters: sent,
    misbehave: (command) => (command === 'UIDL' ? { say: '-ERR Unknown command\r\n' } : undefined),
  });
  const first = await readAll(source);
  equalTo(first, sent);
  await source.close();
  server.letters = sent.slice(5);
  const second = await readAll(source);
  expect([...second.bodies.keys()]).toEqual([...first.bodies.keys()].slice(5));
});

test('doubled UIDLs are told apart, a missing one is made', async () => {
  const sent = [
    { ...letter(1), uid: 'same' },
    { ...letter(2), uid: 'same' },
    { ...letter(3), uid: 'same' },
    { ...letter(4), uid: null },
  ];
  const { source } = await open({ letters: sent });
  const read = await readAll(source);
  equalTo(read, sent);
  expect(read.listed.slice(0, 3)).toEqual(['same', 'same #2', 'same #3']);
});

test('what was deleted by another program between two connections is listed as gone', async () => {
  const sent = letters(10);
  const { server, source } = await open({
    letters: sent,
    dropMessageAfter: (number, connection) => {
      if (number !== 4 || connection !== 1) return undefined;
      server.letters = sent.filter((_, at) => at !== 6);
      return 5;
    },
  });
  // UIDLs follow the message, not its number.
  sent.forEach((one, at) => (sent[at] = { ...one, uid: `id-${at + 1}` }));
  server.letters = sent;
  const read = await readAll(source);
  expect([...read.failed]).toEqual([['id-7', 'message.gone']]);
  expect(read.bodies.size).toBe(9);
});

test.each([
  ['[AUTH] Invalid', 'account.wrong_password'],
  ['authentication failed', 'account.wrong_password'],
  ['[SYS/PERM] Disabled', 'account.blocked'],
  ['Web login required: application-specific password', 'account.app_password_required'],
])('a refused sign-in (%s) is tried once', async (text, code) => {
  const { server, source } = await open({
    letters: letters(1),
    misbehave: (command) => (command.startsWith('AUTH PLAIN') ? { say: `-ERR ${text}\r\n` } : undefined),
  });
  await expect(source.folders(signal)).rejects.toMatchObject({ code });
  expect(server.connections()).toBe(1);
  expect(server.commands.filter((line) => line.startsWith('AUTH'))).toHaveLength(1);
});

test.each(['[IN-USE] Do you have another POP session running?', 'Unable to lock maildrop: Mailbox is locked'])(
  'a mailbox in use (%s) is waited for, and told',
  async (text) => {
    const { source, notices } = await open({
      letters: letters(3),
      misbehave: (command, connection) =>
        command.startsWith('AUTH') && connection < 4 ? { say: `-ERR ${text}\r\n` } : undefined,
    });
    equalTo(await readAll(source), letters(3));
    expect(notices.map(({ kind }) => kind)).toEqual(['in_use', 'in_use', 'in_use']);
  },
);

test('a mailbox in use for ever ends with its own error', async () => {
  const { source } = await open(
    { misbehave: (command) => (command.startsWith('AUTH') ? { say: '-ERR [IN-USE] Locked\r\n' } : undefined) },
    { pace: { ...quick, throttles: 3 } },
  );
  await expect(source.folders(signal)).rejects.toMatchObject({ code: 'pop3.in_use' });
});

test('a temporary refusal of one message is waited for', async () => {
  let refusals = 0;
  const { source, notices } = await open({
    letters: letters(5),
    misbehave: (command) => (command === 'RETR 3' && refusals++ < 2 ? { say: '-ERR [SYS/TEMP] Busy\r\n' } : undefined),
  });
  equalTo(await readAll(source), letters(5));
  expect(notices.filter(({ kind }) => kind === 'throttled')).toHaveLength(2);
});

test('APOP where the connection is in clear and the server offers it; a password is never shown then', async () => {
  const { server, source } = await open({
    letters: letters(2),
    greeting: '+OK Ready <1896.697170952@dbc.mtview.ca.us>',
  });
  equalTo(await readAll(source), letters(2));
  expect(server.commands.some((line) => /a password|AUTH|PASS/.test(line))).toBe(false);
});

test('USER and PASS where there is nothing else; an answer to AUTH is asked for where it is long', async () => {
  const plain = await open({ letters: letters(2), capabilities: ['USER', 'UIDL'] });
  equalTo(await readAll(plain.source), letters(2));
  expect(plain.server.commands).toContain('PASS a password');
  const password = 'x'.repeat(300);
  const long = await open({ letters: letters(2), password }, { password: () => Promise.resolve(password) });
  equalTo(await readAll(long.source), letters(2));
  expect(long.server.commands).toContain('AUTH PLAIN');
});

test('STLS or nothing: no password goes to a server that does not encrypt, or whose certificate is not trusted', async () => {
  const refusing = await startHostilePop3({
    misbehave: (line) => (line === 'STLS' ? { say: '-ERR No\r\n' } : undefined),
  });
  const selfSigned = await startHostilePop3({ tls: makeCertificate(), startTls: true });
  running.push(
    () => refusing.stop(),
    () => selfSigned.stop(),
  );
  for (const [server, code] of [
    [refusing, 'network.no_starttls'],
    [selfSigned, 'network.tls'],
  ] as const) {
    const source = createPop3Source({
      account: 'user@example.test',
      settings: { host: '127.0.0.1', port: server.port, security: 'starttls', userName: 'user@example.test' },
      allowInsecure: false,
      password: () => Promise.resolve('a password'),
      pace: quick,
    });
    await expect(source.folders(signal)).rejects.toMatchObject({ code });
    expect(server.logins()).toBe(0);
  }
});

test('a server that says nothing, nonsense, or lists without end is given up', async () => {
  for (const [answer, code] of [
    ['stall', 'network.timeout'],
    [{ say: 'HTTP/1.1 400 Bad Request\r\n' }, 'network.protocol'],
    [{ say: `+OK ${'x'.repeat(20_000)}\r\n` }, 'network.protocol'],
  ] as const) {
    const { source } = await open(
      { misbehave: (command) => (command === 'STAT' ? answer : undefined) },
      { pace: { ...quick, tries: 1 } },
    );
    await expect(source.folders(signal)).rejects.toMatchObject({ code });
  }
});

test('a session whose mail the server would delete after reading (EXPIRE 0) is left without QUIT', async () => {
  const { server, source } = await open({ letters: letters(2), capabilities: ['USER', 'UIDL', 'EXPIRE 0'] });
  await readAll(source);
  await source.close();
  expect(server.commands).not.toContain('QUIT');
});

test('stopping ends a read that waits', async () => {
  const stop = new AbortController();
  const { source } = await open(
    {
      letters: letters(3),
      misbehave: (command) => (command === 'RETR 2' ? 'stall' : undefined),
    },
    { pace: { ...quick, stallMs: 60_000 } },
  );
  const [folder] = await source.folders(signal);
  const reading = (async () => {
    for await (const event of source.items(folder!, () => false, stop.signal))
      if (event.kind === 'item') setTimeout(() => stop.abort(), 20);
  })();
  await expect(reading).rejects.toMatchObject({ code: 'cancelled' });
});
