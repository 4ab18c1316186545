// What servers refuse in messages: mended where that is safe, told, and known again; else listed. And what they rewrite.
import { afterEach, expect, test } from 'vitest';
import { generated } from '../../tests/support/hostile-imap.ts';
import {
  folderOf,
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
import type { Content } from '../transfer/index.ts';

afterEach(stopAll);

/** More than is held in memory. */
const LARGE = 34_000_000;

/** Takes nothing that the standards do not allow, as Cyrus does. */
function strict(bytes: Buffer): { say: string } | undefined {
  const text = bytes.toString('latin1');
  const header = text.split('\r\n\r\n')[0] ?? '';
  if (text.includes('\0')) return { say: '{tag} NO Message contains NUL characters' };
  if (/(?<!\r)\n|\r(?!\n)/.test(text)) return { say: '{tag} NO Message contains bare newlines' };
  if (/^From /.test(text)) return { say: '{tag} NO Message contains invalid header' };
  if (/[\x80-\xff]/.test(header)) return { say: '{tag} NO Message contains non-ASCII characters in headers' };
  return undefined;
}
const headed = (key: string, rest: string): Buffer =>
  Buffer.from(`Message-ID: <${key}@a.test>\r\nDate: Mon, 1 Jan 2024 00:00:00 +0000\r\n${rest}`);
const odd = {
  nul: headed('nul', 'Subject: a\r\n\r\nin the \0middle\r\n'),
  'nul twice': headed('nul', 'Subject: a\r\n\r\nin the \0middle\r\n'),
  bare: headed('bare', 'Subject: b\n\nbare\nlines\r'),
  mbox: Buffer.concat([Buffer.from('From a Mon Jan 1 00:00:00 2024\r\n'), headed('mbox', 'Subject: c\r\n\r\nd\r\n')]),
  header: headed('header', 'From: "Élie" <e@f.test>\r\nSubject: déjà vu à Nîmes\r\n\r\nété\r\n'),
  all: Buffer.concat([Buffer.from('From a b\n'), headed('all', 'Subject: dé\0jà\n\nx\n')]),
};

test.each(servers)(
  'what a strict server refuses is stored mended, told, and known again (%s)',
  async (capabilities) => {
    const folders = { INBOX: { uidValidity: 1, messages: [] } };
    const items = [...many(30), ...Object.entries(odd).map(([key, bytes]) => itemOf(key, bytes)), ...many(30, 31)];
    for (const [at, expected] of [{ saved: 66 }, { already: 66 }].entries()) {
      const { sink, outcomes, server } = await open({ folders, capabilities, onAppend: strict }, null, {
        recognise: true,
      });
      await restore(sink, folderOf(['INBOX']), items);
      expect(kinds(outcomes)).toEqual(expected);
      expect(server.folders['INBOX']?.messages).toHaveLength(66);
      expect(await sink.verify(() => undefined, signal)).toEqual(new Map([['INBOX', 66]]));
      expect(sink.recognised()).toEqual(new Map([['INBOX', 6]]));
      const told = sink.mended().map(({ key, subject, mends }) => [key, subject, mends.join()]);
      expect(told.toSorted((a, b) => String(a[0]).localeCompare(String(b[0])))).toEqual([
        ['all', 'dé jà', 'nul,line_ends,from_line,header'],
        // Later one cannot tell whether the server itself did that.
        ...(at === 0 ? [['bare', 'b', 'line_ends']] : []),
        ['header', 'déjà vu à Nîmes', 'header'],
        ['mbox', 'c', 'from_line'],
        ['nul', 'a', 'nul'],
        ['nul twice', 'a', 'nul'],
      ]);
    }
  },
);

test('a mended message that another folder has too is stored once', async () => {
  const { sink, outcomes, server } = await open({ onAppend: strict }, null, {
    recognise: true,
    place: () => ['INBOX'],
  });
  await restore(sink, folderOf(['A']), [itemOf('a', odd.header)]);
  await restore(sink, folderOf(['B']), [itemOf('b', odd.header), itemOf('b again', odd.header)]);
  expect(Object.fromEntries(outcomes)).toEqual({ a: 'saved', b: 'already', 'b again': 'saved' });
  expect(server.folders['INBOX']?.messages).toHaveLength(2);
  expect(await sink.verify(() => undefined, signal)).toEqual(
    new Map([
      ['A', 1],
      ['B', 2],
    ]),
  );
});

test('a NUL goes as it is where the server takes a literal8', async () => {
  const folders = { INBOX: { uidValidity: 1, messages: [] } };
  const { sink, server, outcomes } = await open(
    {
      folders,
      capabilities: `${MULTI} BINARY`,
      onAppend: (bytes, _, isLiteral8) => (isLiteral8 === bytes.includes(0) ? undefined : 'drop'),
    },
    null,
    { recognise: true },
  );
  await restore(sink, folderOf(['INBOX']), [itemOf(1), itemOf('nul', odd.nul), itemOf(2)]);
  expect(kinds(outcomes)).toEqual({ saved: 3 });
  expect(stored(server)).toContain(sha256(odd.nul));
  expect(sink.mended()).toEqual([]);
});

test('a literal8 that is refused is tried as a literal before it is mended', async () => {
  const { sink, server, outcomes } = await open(
    {
      capabilities: `${MULTI} BINARY`,
      onAppend: (_, __, isLiteral8) => (isLiteral8 ? { say: '{tag} NO [UNKNOWN-CTE] no' } : undefined),
    },
    null,
    { recognise: true },
  );
  await restore(sink, folderOf(['INBOX']), [itemOf('nul', odd.nul)]);
  expect(kinds(outcomes)).toEqual({ saved: 1 });
  expect(stored(server)).toEqual([sha256(odd.nul)]);
});

test('a server that hangs up over a NUL gets the message without it', async () => {
  const { sink, outcomes } = await open({ onAppend: (bytes) => (bytes.includes(0) ? 'drop' : undefined) }, null, {
    recognise: true,
  });
  await restore(sink, folderOf(['INBOX']), [itemOf(1), itemOf('nul', odd.nul), itemOf(2)]);
  expect(kinds(outcomes)).toEqual({ saved: 3 });
  expect(sink.mended().map(({ mends }) => mends)).toEqual([['nul']]);
});

test('what cannot be mended safely, and what is restored, is listed with the words about the message as it is', async () => {
  const address = headed('address', 'From: <é@f.test>\n\nbare\n');
  const moved = await open({ onAppend: strict }, null, { recognise: true });
  await restore(moved.sink, folderOf(['INBOX']), [itemOf('address', address), itemOf(1)]);
  expect(moved.told.get('address')).toMatchObject({
    kind: 'refused',
    sizeBytes: address.length,
    error: { code: 'message.refused', params: { reason: 'Message contains bare newlines' } },
  });
  expect(moved.server.folders['INBOX']?.messages).toHaveLength(1);
  const restored = await open({ onAppend: strict });
  await restore(restored.sink, folderOf(['INBOX']), [itemOf('nul', odd.nul), itemOf(1)]);
  expect(Object.fromEntries(restored.outcomes)).toEqual({ nul: 'message.refused', '1': 'saved' });
});

test.each(servers)('a server that is busy for a while is asked again, and that is told (%s)', async (capabilities) => {
  let left = 3;
  const notices: string[] = [];
  const { sink, outcomes } = await open(
    { capabilities, onAppend: () => (left-- > 0 ? { say: '{tag} NO [UNAVAILABLE] Backend is down' } : undefined) },
    null,
    { onNotice: (notice) => void notices.push(notice.kind) },
  );
  await restore(sink, folderOf(['INBOX']), many(4));
  expect(kinds(outcomes)).toEqual({ saved: 4 });
  expect(notices).toContain('throttled');
});

test.each(servers)(
  'a connection lost in the middle doubles nothing where messages are rewritten (%s)',
  async (capabilities) => {
    const lost = new Set<string>();
    const { sink, server, outcomes } = await open(
      {
        capabilities,
        rewrite: (bytes) => Buffer.concat([Buffer.from('X-Server: seen\r\n'), bytes]),
        onAppend: (bytes) => {
          const text = /text of (\d+)/.exec(bytes.toString())?.[1] ?? '';
          if (!['20', '90', '131'].includes(text) || lost.has(text)) return undefined;
          lost.add(text);
          return text === '90' ? 'drop' : 'store-and-drop';
        },
      },
      null,
      { recognise: true },
    );
    const items = [...Array.from({ length: 150 }, (_, at) => itemOf(at, letter(at))), itemOf('twice', letter(20))];
    await restore(sink, folderOf(['INBOX']), items);
    expect(lost.size).toBe(3);
    expect(kinds(outcomes)).toEqual({ saved: 151 });
    expect(server.folders['INBOX']?.messages).toHaveLength(151);
    expect(await sink.verify(() => undefined, signal)).toEqual(new Map([['INBOX', 151]]));
  },
);

test('a large message that a server rewrites is recognised, and not doubled by a second move', async () => {
  const folders = { INBOX: { uidValidity: 1, messages: [] } };
  const rewrite = (bytes: Buffer): Buffer => Buffer.concat([Buffer.from('X-Server: seen\r\n'), bytes]);
  const head = headed('large', 'Subject: large\r\n\r\n');
  const whole = Buffer.concat([head, generated(LARGE, 0, LARGE)]);
  const content: Content = {
    sizeBytes: whole.length,
    again: true,
    async *chunks() {
      await Promise.resolve();
      for (let at = 0; at < whole.length; at += 1_000_000) yield whole.subarray(at, at + 1_000_000);
    },
  };
  // A busy machine takes its time with so many bytes: nothing here waits for a server that is silent.
  for (const expected of [{ saved: 2 }, { already: 2 }]) {
    const { sink, outcomes, server } = await open({ folders, rewrite }, null, { recognise: true, pace: {} });
    await restore(sink, folderOf(['INBOX']), [
      itemOf('large', content, { sha256: sha256(whole) }),
      itemOf('small', letter(1)),
    ]);
    expect(kinds(outcomes)).toEqual(expected);
    expect(server.folders['INBOX']?.messages).toHaveLength(2);
    expect(await sink.verify(() => undefined, signal)).toEqual(new Map([['INBOX', 2]]));
    expect(sink.recognised()).toEqual(new Map([['INBOX', 2]]));
  }
}, 60_000);
