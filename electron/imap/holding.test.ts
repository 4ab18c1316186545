// What a folder holds now, asked of servers that change it, lie or break off meanwhile: never more than is there.
import { afterEach, expect, test } from 'vitest';
import {
  startHostileImap,
  type FakeFolder,
  type HostileImap,
  type HostileOptions,
} from '../../tests/support/hostile-imap.ts';
import { bodyOf, sha256, signal } from '../../tests/support/into-hostile-imap.ts';
import { openHolding, type Holding } from './holding.ts';

const running: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of running.splice(0)) await stop();
});

async function open(options: HostileOptions, path = 'INBOX'): Promise<{ server: HostileImap; holding: Holding }> {
  const server = await startHostileImap(options);
  const holding = openHolding(
    {
      account: 'to@example.test',
      settings: { host: '127.0.0.1', port: server.port, security: 'none', userName: 'to@example.test' },
      allowInsecure: false,
      password: () => Promise.resolve('a password'),
      pace: { firstPauseMs: 1, longestPauseMs: 4, stallMs: 400 },
    },
    path,
    signal,
  );
  running.push(() => holding.close().then(() => server.stop()));
  return { server, holding };
}
const inbox = (...keys: readonly number[]): FakeFolder => ({
  uidValidity: 1,
  messages: keys.map((key, at) => ({ uid: at + 1, body: bodyOf(key), flags: ['\\Seen'] })),
});
const wanted = (...keys: readonly number[]) =>
  keys.map((key) => ({ sha256: sha256(bodyOf(key)), sizeBytes: bodyOf(key).length }));
const found = async (holding: Holding, ...keys: readonly number[]): Promise<Record<number, number>> => {
  const held = await holding.holds(wanted(...keys));
  return Object.fromEntries(keys.map((key) => [key, held.get(sha256(bodyOf(key)))?.copies ?? 0]));
};

test('copies are counted, with the flags of one; nothing is written', async () => {
  const { holding, server } = await open({ folders: { INBOX: inbox(1, 2, 1) } });
  expect(await found(holding, 1, 2, 3)).toEqual({ 1: 2, 2: 1, 3: 0 });
  expect((await holding.holds(wanted(2))).get(sha256(bodyOf(2)))?.flags).toEqual(['\\Seen']);
  expect(server.commands.filter((line) => /\b(?:SELECT|STORE|APPEND|EXPUNGE|MOVE|COPY|CREATE)\b/i.test(line))).toEqual(
    [],
  );
});

test('what was read back before and is gone now, or marked as deleted, is not held', async () => {
  const folder = inbox(1, 2, 3);
  const { holding } = await open({ folders: { INBOX: folder } });
  expect(await found(holding, 1, 2, 3)).toEqual({ 1: 1, 2: 1, 3: 1 });
  folder.messages = folder.messages.flatMap((message) =>
    message.uid === 1 ? [] : [message.uid === 2 ? { ...message, flags: ['\\Deleted'] } : message],
  );
  expect(await found(holding, 1, 2, 3)).toEqual({ 1: 0, 2: 0, 3: 1 });
});

test('a folder that is renumbered is read anew: old numbers prove nothing', async () => {
  const folder = inbox(1, 2);
  const { holding } = await open({ folders: { INBOX: folder } });
  expect(await found(holding, 1, 2)).toEqual({ 1: 1, 2: 1 });
  folder.uidValidity = 2;
  folder.messages = [
    { uid: 1, body: bodyOf(7) },
    { uid: 2, body: bodyOf(2) },
  ];
  expect(await found(holding, 1, 2)).toEqual({ 1: 0, 2: 1 });
});

test('sizes that are lies hide nothing, and other bytes of one size are told apart', async () => {
  const messages = [4, 5, 6].map((key) => ({ uid: key, body: bodyOf(key), announcedBytes: 9000 + key }));
  const { holding } = await open({ folders: { INBOX: { uidValidity: 1, messages } } });
  expect(await found(holding, 4, 5, 8)).toEqual({ 4: 1, 5: 1, 8: 0 });
});

test('a message that the server does not hand out is not held', async () => {
  const { holding } = await open({
    folders: { INBOX: inbox(1, 2) },
    onFetch: (uid) => (uid === 2 ? 'omit' : undefined),
  });
  expect(await found(holding, 1, 2)).toEqual({ 1: 1, 2: 0 });
});

test('a lost connection is mended, and changes nothing in the answer', async () => {
  const { holding } = await open({
    folders: { INBOX: inbox(...Array.from({ length: 60 }, (_, at) => at + 1)) },
    dropAfterBytes: (connection) => (connection < 4 ? 900 * connection : null),
  });
  const held = await holding.holds(wanted(...Array.from({ length: 70 }, (_, at) => at + 1)));
  expect(held.size).toBe(60);
});

test('a folder that is not there is said as that', async () => {
  const { holding } = await open({ folders: { INBOX: inbox(1) } }, 'Gone');
  await expect(holding.role()).rejects.toMatchObject({ code: 'imap.folder_gone' });
});

test('the special use of the folder is known, and a message can be put back', async () => {
  const { holding, server } = await open(
    { folders: { INBOX: inbox(1), Bin: { attributes: ['\\Trash'], uidValidity: 1, messages: [] } } },
    'Bin',
  );
  expect(await holding.role()).toBe('trash');
  await holding.putBack(bodyOf(9), ['\\Flagged'], Date.UTC(2020, 0, 1));
  expect(server.folders['Bin']?.messages).toMatchObject([{ body: bodyOf(9), flags: ['\\Flagged'] }]);
  expect(await found(holding, 9)).toEqual({ 9: 1 });
});
