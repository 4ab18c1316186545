// Restoring to servers that misbehave: nothing doubled, nothing lost in silence.
import { afterEach, expect, test } from 'vitest';
import { generated, type FakeFolder } from '../../tests/support/hostile-imap.ts';
import {
  bodyOf,
  folderOf,
  hashesOf,
  itemOf,
  kinds,
  letter,
  many,
  MULTI,
  open,
  restore,
  servers,
  sha256,
  signal,
  stopAll,
  stored,
} from '../../tests/support/into-hostile-imap.ts';
import { AppError } from '../contract/errors.ts';
import type { Content, TransferFolder } from '../transfer/index.ts';

afterEach(stopAll);

test.each(servers)('bytes, flags and date arrive; a second restore adds nothing (%s)', async (capabilities) => {
  const folders = { INBOX: { uidValidity: 1, messages: [] } };
  const items = [...many(250), itemOf('same', bodyOf(1)), itemOf('empty line', Buffer.from('\r\n'))];
  const first = await open({ capabilities, folders });
  await restore(first.sink, folderOf(['INBOX']), items);
  expect(kinds(first.outcomes)).toEqual({ saved: 252 });
  expect(stored(first.server)).toEqual(hashesOf(items));
  expect(first.server.folders.INBOX?.messages[0]).toMatchObject({
    flags: ['\\Seen'],
    date: '3-Feb-2021 04:05:06 +0000',
  });
  expect(await first.sink.verify(() => undefined, signal)).toEqual(new Map([['INBOX', 252]]));
  const second = await open({ capabilities, folders });
  await restore(second.sink, folderOf(['INBOX']), items);
  expect(kinds(second.outcomes)).toEqual({ already: 252 });
  expect(stored(second.server)).toEqual(hashesOf(items));
});

test('copies are counted: two in the archive and one there make one more', async () => {
  const body = bodyOf('x');
  const folders = { INBOX: { uidValidity: 1, messages: [{ uid: 4, body }] } };
  const { sink, server, outcomes } = await open({ folders });
  await restore(sink, folderOf(['INBOX']), [itemOf('a', body), itemOf('b', body)]);
  expect(kinds(outcomes)).toEqual({ already: 1, saved: 1 });
  expect(stored(server)).toHaveLength(2);
});

test('a server that lies about sizes is not fooled into doubles', async () => {
  const messages = [1, 2, 3, 4, 5].map((key) => ({ uid: key, body: bodyOf(key), announcedBytes: 1000 + key }));
  const { sink, outcomes } = await open({ folders: { INBOX: { uidValidity: 1, messages } } });
  await restore(sink, folderOf(['INBOX']), many(5));
  expect(kinds(outcomes)).toEqual({ already: 5 });
});

test.each(servers)('a refused message is found and listed, the rest goes on (%s)', async (capabilities) => {
  const { sink, server, outcomes, told } = await open({
    capabilities,
    onAppend: (bytes) => {
      if (bytes.includes('text of 33\r')) return { say: '{tag} NO [TOOBIG] Message too large' };
      if (bytes.includes('text of 77\r')) return { say: '{tag} NO [OVERQUOTA] Quota exceeded' };
      if (bytes.includes('text of 78\r')) return { say: '{tag} NO do not like it' };
      return undefined;
    },
  });
  await restore(sink, folderOf(['INBOX']), many(150));
  expect(kinds(outcomes)).toEqual({
    saved: 147,
    'message.too_big': 1,
    'message.over_quota': 1,
    'message.refused': 1,
  });
  expect(outcomes.get('33')).toBe('message.too_big');
  expect(told.get('33')).toMatchObject({ heading: { subject: 'letter 33' }, sizeBytes: bodyOf(33).length });
  expect(stored(server)).toHaveLength(147);
});

test.each(servers)('a connection lost in the middle doubles nothing (%s)', async (capabilities) => {
  const lost = new Set<string>();
  const { sink, server, outcomes } = await open({
    capabilities,
    onAppend: (bytes) => {
      const text = /text of (\d+)/.exec(bytes.toString())?.[1] ?? '';
      // Three of them break the connection once: before storing, or after it and before the answer.
      if (!['20', '90', '131'].includes(text) || lost.has(text)) return undefined;
      lost.add(text);
      return text === '90' ? 'drop' : 'store-and-drop';
    },
  });
  await restore(sink, folderOf(['INBOX']), many(150));
  expect(lost.size).toBe(3);
  expect(kinds(outcomes)).toEqual({ saved: 150 });
  expect(stored(server)).toEqual(hashesOf(many(150)));
});

test('a message that always breaks the connection is listed', async () => {
  const { sink, server, outcomes } = await open({
    capabilities: MULTI,
    onAppend: (bytes) => (bytes.includes('text of 7\r') ? 'drop' : undefined),
  });
  await restore(sink, folderOf(['INBOX']), many(20));
  expect(outcomes.get('7')).toBe('message.refused');
  expect(stored(server)).toHaveLength(19);
});

test('throttling is waited out', async () => {
  let left = 2;
  const { sink, outcomes } = await open({
    onAppend: () => (left-- > 0 ? { say: '{tag} NO [THROTTLED] try again later' } : undefined),
  });
  await restore(sink, folderOf(['INBOX']), many(10));
  expect(kinds(outcomes)).toEqual({ saved: 10 });
});

test('a size the server declares too big is refused before it travels', async () => {
  const { sink, server, outcomes } = await open({ capabilities: 'IMAP4rev1 LITERAL+ APPENDLIMIT=1000' });
  await restore(sink, folderOf(['INBOX']), [itemOf(1), itemOf('big', Buffer.alloc(1001, 'a')), itemOf(2)]);
  expect(outcomes.get('big')).toBe('message.too_big');
  expect(kinds(outcomes).saved).toBe(2);
  expect(server.commands.filter((command) => /\{1001/.test(command))).toEqual([]);
});

test('keywords the folder cannot keep are dropped and told once', async () => {
  const { sink, server } = await open({});
  const flags = ['\\Seen', '\\Recent', '$Forwarded', 'not an atom', '\\Flagged'];
  await restore(sink, folderOf(['INBOX']), [itemOf(1, bodyOf(1), { flags }), itemOf(2, bodyOf(2), { flags })]);
  expect(server.folders.INBOX?.messages[0]?.flags).toEqual(['\\Seen', '\\Flagged']);
  expect([...sink.droppedKeywords()]).toEqual(['$Forwarded', 'not an atom']);
});

const LARGE = 40_000_000;
async function* piecesOf(upTo: number, failure: Error | null): AsyncGenerator<Uint8Array, void, undefined> {
  for (let at = 0; at < upTo; at += 1_000_000) {
    await Promise.resolve();
    yield generated(LARGE, at, Math.min(1_000_000, upTo - at));
  }
  if (failure) throw failure;
}
const streamed = (upTo = LARGE, failure: Error | null = null): Content => ({
  sizeBytes: LARGE,
  chunks: () => piecesOf(upTo, failure),
});

test('a large message is streamed, known again, and never half stored', async () => {
  const hash = sha256(generated(LARGE, 0, LARGE));
  const damaged = new AppError('archive.message_damaged', { reason: 'fingerprint_differs' });
  const { sink, server, outcomes } = await open({ capabilities: MULTI });
  await restore(sink, folderOf(['INBOX']), [
    itemOf(1),
    itemOf('damaged', streamed(30_000_000, damaged), { sha256: hash }),
    itemOf('short', streamed(39_000_000), { sha256: hash }),
    itemOf('wrong', streamed(), { sha256: 'f'.repeat(64) }),
    itemOf('good', streamed(), { sha256: hash }),
    itemOf(2),
  ]);
  expect(Object.fromEntries(outcomes)).toEqual({
    '1': 'saved',
    '2': 'saved',
    damaged: 'archive.message_damaged',
    short: 'archive.message_damaged',
    wrong: 'archive.message_damaged',
    good: 'saved',
  });
  expect(stored(server)).toEqual([hash, ...hashesOf(many(2))].sort());
  const again = await open({ folders: server.folders });
  await restore(again.sink, folderOf(['INBOX']), [itemOf('good', streamed(), { sha256: hash })]);
  expect(kinds(again.outcomes)).toEqual({ already: 1 });
});

test('a folder the server does not make is one error, with its words', async () => {
  const { sink } = await open({ onCreate: () => 'NO [NOPERM] not yours' });
  await expect(sink.open(folderOf(['Other']), signal)).rejects.toMatchObject({
    code: 'imap.refused',
    detail: 'NO [NOPERM] not yours',
  });
});

test('special folders go by role, names are made legal, a prefix is found', async () => {
  const folders: Record<string, FakeFolder> = {
    INBOX: { uidValidity: 1, messages: [] },
    'INBOX.Gesendet': { uidValidity: 1, messages: [], attributes: ['\\Sent'] },
  };
  const { sink, server } = await open({
    folders,
    separator: '.',
    onCreate: (name) => (name.startsWith('INBOX.') ? undefined : 'NO wrong namespace'),
  });
  const target = async (names: string[], more: Partial<TransferFolder> = {}): Promise<string | null> => {
    const folder = folderOf(names, more);
    await sink.open(folder, signal);
    return sink.target(folder.id);
  };
  expect(await target(['Sent Items'], { role: 'sent' })).toBe('INBOX.Gesendet');
  expect(await target(['Sent', '2020'])).toBe('INBOX.Gesendet.2020');
  expect(await target(['INBOX'], { role: 'inbox' })).toBe('INBOX');
  expect(await target(['Dr. No', 'Étude'])).toBe('INBOX.Dr_ No.Étude');
  expect(Object.keys(server.folders)).toContain('INBOX.Dr_ No.&AMk-tude');
  expect(server.commands.filter((command) => / SUBSCRIBE /.test(command))).toHaveLength(2);
});

test('below one folder everything keeps its name', async () => {
  const { sink } = await open({}, 'Restored');
  for (const names of [['INBOX'], ['Sent']]) {
    const folder = folderOf(names, { role: names[0] === 'Sent' ? 'sent' : 'inbox' });
    await restore(
      sink,
      folder,
      [itemOf(1)].map((item) => ({ ...item, key: names.join() })),
    );
    expect(sink.target(folder.id)).toBe(`Restored/${names[0]}`);
  }
});

test.each<[string, (bytes: Buffer) => Buffer]>([
  ['adds a header line', (bytes) => Buffer.concat([Buffer.from('X-Server: seen\r\n'), bytes])],
  ['turns every line end into LF', (bytes) => Buffer.from(bytes.toString().replaceAll('\r\n', '\n'))],
])('a server that %s: recognised by content, and not doubled by a second move', async (_, rewrite) => {
  const folders = { INBOX: { uidValidity: 1, messages: [] } };
  const items = [...Array.from({ length: 120 }, (__, at) => itemOf(at, letter(at))), itemOf('twice', letter(1))];
  for (const expected of [{ saved: 121 }, { already: 121 }]) {
    const { sink, outcomes, server } = await open({ folders, rewrite }, null, { recognise: true });
    await restore(sink, folderOf(['INBOX']), items);
    expect(kinds(outcomes)).toEqual(expected);
    expect(server.folders['INBOX']?.messages).toHaveLength(121);
    expect(await sink.verify(() => undefined, signal)).toEqual(new Map([['INBOX', 121]]));
    expect(sink.recognised()).toEqual(new Map([['INBOX', 121]]));
  }
});

test('only the messages with broken line ends are recognised where a server mends those alone', async () => {
  const rewrite = (bytes: Buffer): Buffer => Buffer.from(bytes.toString().replace(/\r?\n/g, '\r\n'));
  const items = [itemOf(1, letter(1)), itemOf(2, letter(2, 'bare\nline\n')), itemOf(3, letter(3))];
  const folders = { INBOX: { uidValidity: 1, messages: [] } };
  for (const expected of [{ saved: 3 }, { already: 3 }]) {
    const { sink, outcomes } = await open({ folders, rewrite }, null, { recognise: true });
    await restore(sink, folderOf(['INBOX']), items);
    expect(kinds(outcomes)).toEqual(expected);
    expect(await sink.verify(() => undefined, signal)).toEqual(new Map([['INBOX', 3]]));
    expect(sink.recognised()).toEqual(new Map([['INBOX', 1]]));
  }
});

test('the same headers with another body are another message', async () => {
  const folders = { INBOX: { uidValidity: 1, messages: [] } };
  const first = await open({ folders }, null, { recognise: true });
  await restore(first.sink, folderOf(['INBOX']), [itemOf(1, letter(1))]);
  const second = await open({ folders }, null, { recognise: true });
  await restore(second.sink, folderOf(['INBOX']), [itemOf(1, letter(1, 'something else\r\n'))]);
  expect(kinds(second.outcomes)).toEqual({ saved: 1 });
  expect(await second.sink.verify(() => undefined, signal)).toEqual(new Map([['INBOX', 1]]));
  expect(second.sink.recognised()).toEqual(new Map());
});

test('two folders merged into one: what both have is stored once and proved for both', async () => {
  const { sink, outcomes, server } = await open({}, null, { place: () => ['INBOX'] });
  await restore(sink, folderOf(['A']), [
    itemOf('a1', bodyOf(1)),
    itemOf('a1 again', bodyOf(1)),
    itemOf('a2', bodyOf(2)),
  ]);
  await restore(sink, folderOf(['B']), [itemOf('b1', bodyOf(1)), itemOf('b3', bodyOf(3))]);
  expect(kinds(outcomes)).toEqual({ saved: 4, already: 1 });
  expect(server.folders['INBOX']?.messages).toHaveLength(4);
  expect(await sink.verify(() => undefined, signal)).toEqual(
    new Map([
      ['A', 3],
      ['B', 2],
    ]),
  );
});
