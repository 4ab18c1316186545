// Reading from servers that misbehave: nothing is lost, nothing doubled, nobody waits for ever.
import { createHash } from 'node:crypto';
import { afterEach, expect, test } from 'vitest';
import {
  generated,
  startHostileImap,
  type FakeFolder,
  type FakeMessage,
  type HostileImap,
  type HostileOptions,
} from '../../tests/support/hostile-imap.ts';
import { AppError } from '../contract/errors.ts';
import { contentChunks, type Source, type SourceEvent, type SourceNotice } from '../transfer/index.ts';
import { createImapSource } from './source.ts';

const running: { stop: () => Promise<void> }[] = [];
afterEach(async () => {
  for (const server of running.splice(0)) await server.stop();
});

const letter = (uid: number, text = `message ${uid}`): FakeMessage => ({
  uid,
  body: Buffer.from(`Subject: ${uid}\r\n\r\n${text}\r\n`),
});
const letters = (count: number): FakeMessage[] => Array.from({ length: count }, (_, at) => letter(at + 1));
const inbox = (messages: FakeMessage[], uidValidity = 7): Record<string, FakeFolder> => ({
  INBOX: { uidValidity, messages },
});

const quick = { firstPauseMs: 1, longestPauseMs: 4, firstThrottleMs: 1, longestThrottleMs: 5, stallMs: 250 };

interface Opened {
  readonly server: HostileImap;
  readonly source: Source;
  readonly notices: SourceNotice[];
}

async function open(options: HostileOptions, folders: string[] | null = null): Promise<Opened> {
  const server = await startHostileImap({ password: 'right one', ...options });
  const notices: SourceNotice[] = [];
  const source = createImapSource({
    account: 'user@example.test',
    settings: { host: '127.0.0.1', port: server.port, security: 'none', userName: 'user@example.test' },
    allowInsecure: false,
    password: () => Promise.resolve('right one'),
    folders,
    onNotice: (notice) => notices.push(notice),
    pace: quick,
  });
  running.push({ stop: () => source.close().then(() => server.stop()) });
  return { server, source, notices };
}

interface Read {
  readonly items: Map<string, string>;
  readonly failed: Map<string, string>;
  readonly events: string[];
}

async function allOf<T>(events: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const event of events) all.push(event);
  return all;
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

async function readAll(source: Source, path = 'INBOX', onEvent?: (event: SourceEvent) => void): Promise<Read> {
  const signal = new AbortController().signal;
  const folder = (await source.folders(signal)).find((one) => one.path === path);
  if (!folder) throw new Error(`no folder ${path}`);
  const read: Read = { items: new Map(), failed: new Map(), events: [] };
  for await (const event of source.items(folder, () => false, signal)) {
    onEvent?.(event);
    read.events.push(event.kind === 'listed' ? `listed ${event.keys.size}` : event.kind);
    if (event.kind === 'restarted') read.items.clear();
    if (event.kind === 'failed') read.failed.set(event.key, `${event.error.code} ${event.error.params.reason ?? ''}`);
    if (event.kind !== 'item') continue;
    expect(read.items.has(event.item.key)).toBe(false);
    const hash = createHash('sha256');
    for await (const chunk of contentChunks(event.item.content)) hash.update(chunk);
    read.items.set(event.item.key, hash.digest('hex'));
  }
  return read;
}

const truth = (messages: readonly FakeMessage[]): Map<string, string> =>
  new Map(
    messages.map(({ uid, body }) => [String(uid), sha256(typeof body === 'number' ? generated(body, 0, body) : body)]),
  );

test('a connection that breaks again and again costs nothing but pauses', async () => {
  const messages = letters(300);
  const { source, notices, server } = await open({
    folders: inbox(messages),
    // Each connection lives a little longer, and the breaks fall anywhere in a reply.
    dropAfterBytes: (connection) => (connection < 12 ? 1000 + connection * 997 : null),
  });
  const read = await readAll(source);
  expect(read.items).toEqual(truth(messages));
  expect(read.failed.size).toBe(0);
  expect(notices.map(({ kind }) => kind)).toContain('connection_lost');
  expect(notices.map(({ kind }) => kind)).toContain('connection_back');
  expect(server.commands.filter((command) => / (?:SELECT|STORE|BODY\[)/.test(command))).toEqual([]);
});

test('a large message goes on at the byte where the connection broke', async () => {
  const messages: FakeMessage[] = [letter(1), { uid: 2, body: 6_000_000 }, letter(3)];
  const { source, server } = await open({
    folders: inbox(messages),
    dropAfterBytes: (connection) => (connection < 4 ? 2_500_000 : null),
  });
  expect((await readAll(source)).items).toEqual(truth(messages));
  const offsets = server.commands.flatMap((command) => /UID FETCH 2 .*<(\d+)\./.exec(command)?.[1] ?? []).map(Number);
  expect(offsets.some((offset) => offset > 1_048_576)).toBe(true);
});

test.each(['drop', 'stall', { say: '{tag} NO [SERVERBUG] cannot read it' }, { say: '{tag} BAD broken' }] as const)(
  'one message that fails for ever (%o) is listed, the others are read',
  async (misdeed) => {
    const messages = letters(200);
    const { source, server } = await open({
      folders: inbox(messages),
      onFetch: (uid) => (uid === 57 || uid === 140 ? misdeed : undefined),
    });
    const read = await readAll(source);
    expect([...read.failed.keys()].sort()).toEqual(['140', '57']);
    expect(read.failed.get('57')).toMatch(/^message\.unreadable ./);
    expect(read.items.size).toBe(198);
    const alone = server.commands.filter((command) => / UID FETCH 57 /.test(command));
    expect(alone).toHaveLength(2);
  },
);

test('a message that is deleted meanwhile is gone, one that is left out is unreadable', async () => {
  const messages = letters(20);
  const folders = inbox(messages);
  const { source } = await open({
    folders,
    onFetch: (uid) => {
      if (uid === 3) folders.INBOX!.messages = messages.filter((message) => message.uid !== 12);
      return uid === 5 ? 'omit' : undefined;
    },
  });
  const read = await readAll(source);
  expect(read.failed).toEqual(
    new Map([
      ['12', 'message.gone '],
      ['5', 'message.unreadable left_out'],
    ]),
  );
  expect(read.items.size).toBe(18);
});

test('wrong sizes do not change a byte', async () => {
  const messages: FakeMessage[] = [
    { ...letter(1), announcedBytes: 3 },
    { ...letter(2), announcedBytes: 4_000_000_000 },
    { uid: 3, body: 3_000_000, announcedBytes: 10 },
    { uid: 4, body: 1_048_576, announcedBytes: 99 },
    { uid: 5, body: Buffer.alloc(0) },
  ];
  const { source } = await open({ folders: inbox(messages) });
  expect((await readAll(source)).items).toEqual(truth(messages));
});

test('a folder that is renumbered on the way starts again', async () => {
  const before = letters(150);
  const after = letters(120).map((message) => ({ ...message, uid: message.uid + 1000 }));
  const folders = inbox(before);
  const { source } = await open({
    folders,
    onFetch: (uid) => {
      if (uid !== 90) return undefined;
      folders.INBOX = { uidValidity: 8, messages: after };
      return 'drop';
    },
  });
  const read = await readAll(source);
  expect(read.events.filter((event) => !/item/.test(event))).toEqual(['listed 150', 'restarted', 'listed 120']);
  expect(read.items).toEqual(truth(after));
});

test('a folder renumbered between listing and reading says so first', async () => {
  const folders = inbox(letters(3));
  const { source } = await open({ folders });
  const signal = new AbortController().signal;
  const [folder] = await source.folders(signal);
  folders.INBOX!.uidValidity = 99;
  const kinds: string[] = [];
  for await (const event of source.items(folder!, () => true, signal)) kinds.push(event.kind);
  expect(kinds).toEqual(['restarted', 'listed', 'item', 'item', 'item']);
});

test('mail that comes in during the run is included', async () => {
  const folders = inbox(letters(5));
  const { source } = await open({ folders });
  const read = await readAll(source, 'INBOX', (event) => {
    if (event.kind === 'item' && event.item.key === '5') folders.INBOX!.messages.push(letter(9));
  });
  expect(read.events.filter((event) => event.startsWith('listed'))).toEqual(['listed 5', 'listed 6']);
  expect(read.items).toEqual(truth(folders.INBOX!.messages));
});

test('throttling is waited out, told, and no failure', async () => {
  const messages = letters(40);
  let left = 3;
  const { source, notices } = await open({
    folders: inbox(messages),
    onFetch: (uid) =>
      uid === 20 && left-- > 0 ? { say: '{tag} NO [THROTTLED] Suggested Backoff Time: 2 milliseconds' } : undefined,
  });
  const read = await readAll(source);
  expect(read.items).toEqual(truth(messages));
  expect(notices.filter(({ kind }) => kind === 'throttled')).toHaveLength(3);
});

test('a password refused on the way ends the run at once, with one attempt', async () => {
  const { source, server } = await open({
    folders: inbox(letters(100)),
    onFetch: (uid) => (uid === 50 ? 'drop' : undefined),
    misbehave: (command, connection) =>
      connection > 1 && /^LOGIN/.test(command) ? { say: '{tag} NO [AUTHENTICATIONFAILED] changed' } : undefined,
  });
  await expect(readAll(source)).rejects.toMatchObject({ code: 'account.wrong_password' });
  expect(server.logins()).toBe(2);
});

test('a server that stays away is given up', async () => {
  const { source, server, notices } = await open({ folders: inbox(letters(10)) });
  const signal = new AbortController().signal;
  const [folder] = await source.folders(signal);
  await server.stop();
  const reading = allOf(source.items(folder!, () => false, signal));
  await expect(reading).rejects.toMatchObject({ code: 'network.lost' });
  expect(notices.filter(({ kind }) => kind === 'connection_lost').length).toBeGreaterThan(5);
  running.pop();
});

test('a folder that is gone is one line, and relist says so', async () => {
  const { source } = await open({ folders: inbox(letters(1)) }, ['INBOX', 'Gone']);
  const signal = new AbortController().signal;
  const folders = await source.folders(signal);
  expect(folders.map(({ path, messages }) => [path, messages])).toEqual([
    ['INBOX', 1],
    ['Gone', 0],
  ]);
  await expect(allOf(source.items(folders[1]!, () => false, signal))).rejects.toMatchObject({
    code: 'imap.folder_gone',
  });
  expect(await source.relist(folders[1]!, signal)).toBeNull();
  const again = await source.relist(folders[0]!, signal);
  expect([again?.uidValidity, [...(again?.keys ?? [])]]).toEqual(['7', ['1']]);
});

test('a search that is cut off does not hide messages', async () => {
  const messages = letters(60);
  const { source } = await open({
    folders: inbox(messages),
    misbehave: (command) =>
      /^UID SEARCH (?:RETURN|ALL)/.test(command) ? { say: '* SEARCH 1 2 3\r\n{tag} OK that is all' } : undefined,
  });
  expect((await readAll(source)).items).toEqual(truth(messages));
});

test('a stop ends a wait for the server and a pause', async () => {
  const stop = new AbortController();
  const { source } = await open({ folders: inbox(letters(30)), onFetch: (uid) => (uid === 10 ? 'stall' : undefined) });
  const [folder] = await source.folders(stop.signal);
  const reading = allOf(source.items(folder!, () => false, stop.signal));
  setTimeout(() => stop.abort(), 50);
  const error: unknown = await reading.catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(AppError);
  expect((error as AppError).code).toBe('cancelled');
});

test('a message of 400 MB passes through in a fraction of its size', async () => {
  const size = 400_000_000;
  const { source } = await open({ folders: inbox([{ uid: 1, body: size }, letter(2)]) });
  const signal = new AbortController().signal;
  const [folder] = await source.folders(signal);
  let [bytes, chunks, largest] = [0, 0, 0];
  const keys: string[] = [];
  for await (const event of source.items(folder!, () => false, signal)) {
    if (event.kind !== 'item') continue;
    keys.push(event.item.key);
    for await (const chunk of contentChunks(event.item.content)) {
      bytes += chunk.byteLength;
      chunks += 1;
      if (chunks % 100 === 0) largest = Math.max(largest, process.memoryUsage().arrayBuffers);
    }
  }
  expect(keys).toEqual(['2', '1']);
  expect(bytes).toBe(size + letter(2).body.toString().length);
  // Both ends of the connection live in this process, and garbage waits for the collector; held whole it would be 400 MB.
  expect(largest).toBeLessThan(200_000_000);
});

test('content that is left unread does not confuse what follows', async () => {
  const messages: FakeMessage[] = [{ uid: 1, body: 2_000_000 }, letter(2), { uid: 3, body: 3_000_000 }, letter(4)];
  const { source } = await open({ folders: inbox(messages) });
  const signal = new AbortController().signal;
  const [folder] = await source.folders(signal);
  const seen: string[] = [];
  for await (const event of source.items(folder!, () => false, signal))
    if (event.kind === 'item') seen.push(event.item.key);
  expect(seen.sort()).toEqual(['1', '2', '3', '4']);
});
