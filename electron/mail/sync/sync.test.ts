// Reading from servers that lie, drop the line and refuse: nothing doubled, nothing invented, and what can be had is had.
import { formatInternalDate } from '../../imap/index.ts';
import { afterEach, expect, test } from 'vitest';
import {
  startHostileImap,
  type FakeMessage,
  type HostileImap,
  type HostileOptions,
} from '../../../tests/support/hostile-imap.ts';
import { openMailApp, type MailApp } from '../../../tests/support/mail-app.ts';

/** Within the months whose texts are kept. */
const date = formatInternalDate(Date.now() - 86_400_000);
const messages = (count: number): FakeMessage[] =>
  Array.from({ length: count }, (_, at) => ({
    uid: at + 1,
    date,
    body: Buffer.from(`Subject: Message ${at + 1}\r\nMessage-ID: <m${at + 1}@example.org>\r\n\r\nText ${at + 1}\r\n`),
  }));
const inbox = (count: number): NonNullable<HostileOptions['folders']> => ({
  INBOX: { uidValidity: 1, messages: messages(count) },
});

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function open(options: HostileOptions): Promise<{ server: HostileImap; app: MailApp }> {
  const server = await startHostileImap(options);
  const app = openMailApp({ port: server.port, user: 'me', password: 'right' });
  closing.push(
    () => server.stop(),
    () => app.close(),
  );
  return { server, app };
}
const idle = (app: MailApp): Promise<unknown> => app.until('idle', () => app.status().state === 'idle');
const uids = (app: MailApp): unknown[] => app.rows('SELECT uid FROM messages ORDER BY uid').map(({ uid }) => uid);
const upTo = (count: number): number[] => Array.from({ length: count }, (_, at) => at + 1);

test('counts and lists that are not true', async () => {
  const { app } = await open({
    folders: inbox(120),
    misbehave(command) {
      if (command.startsWith('STATUS'))
        return { say: '* STATUS "INBOX" (MESSAGES 99999 UNSEEN 7 UIDNEXT 3 UIDVALIDITY 1)\r\n{tag} OK' };
      if (command.startsWith('UID SEARCH'))
        return { say: `* SEARCH 900 ${upTo(130).reverse().join(' ')} 5 5 0 99999999999\r\n{tag} OK` };
      return undefined;
    },
  });
  await idle(app);
  expect(uids(app)).toEqual(upTo(120));
  await app.settled();
  expect(uids(app)).toEqual(upTo(120));
});

test('a list that is cut short removes nothing', async () => {
  let cut = false;
  const { app } = await open({
    folders: inbox(80),
    misbehave: (command) =>
      cut && command.startsWith('UID SEARCH') ? { say: '* SEARCH 1 2 3\r\n{tag} OK' } : undefined,
    onFetch: (uid, _, command) => (cut && command.includes('1:* (UID)') && uid > 10 ? 'omit' : undefined),
  });
  await idle(app);
  cut = true;
  await app.settled();
  expect(uids(app)).toEqual(upTo(80));
});

test('news in the middle of everything', async () => {
  const news =
    '* 3 EXPUNGE\r\n* 1 FETCH (FLAGS (\\Seen))\r\n* 400 EXISTS\r\n* 0 RECENT\r\n* VANISHED 9999\r\n* OK [ALERT] hello\r\n* WHAT is this\r\n';
  const { server, app } = await open({
    folders: inbox(60),
    misbehave: (command) =>
      command.startsWith('NOOP') || command.startsWith('LSUB') ? { say: `${news}{tag} OK` } : undefined,
  });
  await idle(app);
  server.folders['INBOX']?.messages.splice(10, 5);
  await app.settled();
  expect(uids(app)).toEqual([...upTo(10), ...upTo(60).slice(15)]);
});

test('a message the server does not hand out leaves the others alone', async () => {
  const { app } = await open({ folders: inbox(70), onFetch: (uid) => (uid === 30 ? 'omit' : undefined) });
  await idle(app);
  await app.until('texts', () => app.status().texts.done === 69);
  expect(uids(app)).toEqual(upTo(70).filter((uid) => uid !== 30));
});

test('a line that breaks again and again is mended quietly', async () => {
  const { app } = await open({
    folders: inbox(200),
    dropAfterBytes: (connection) => (connection < 4 ? connection * 6000 : null),
  });
  await app.until('everything', () => uids(app).length === 200 && app.status().state === 'idle');
  await app.until('texts', () => app.status().texts.done === 200);
  expect(uids(app)).toEqual(upTo(200));
});

test('another UIDVALIDITY: read again, nothing doubled', async () => {
  const { server, app } = await open({ folders: inbox(40) });
  await idle(app);
  const before = app.rows('SELECT id, subject FROM messages ORDER BY id');
  const folder = server.folders['INBOX'];
  if (!folder) throw new Error('no inbox');
  folder.uidValidity = 2;
  folder.messages = folder.messages.map((message, at) => ({ ...message, uid: 1000 - at })).reverse();
  await app.settled();
  expect(app.rows('SELECT id, subject FROM messages ORDER BY id')).toEqual(before);
  expect(uids(app)).toEqual(Array.from({ length: 40 }, (_, at) => 961 + at));
});

test('a wrong password is tried once, whoever asks', async () => {
  const { server, app } = await open({ folders: inbox(3), password: 'another' });
  await app.until('waiting', () => app.status().state === 'waiting');
  expect(app.status().error?.code).toBe('account.wrong_password');
  expect(server.logins()).toBe(1);
});

test('fewer connections than usual are enough', async () => {
  const { server, app } = await open({
    folders: inbox(30),
    misbehave: (command, connection) =>
      command.startsWith('LOGIN') && connection > 1 ? { say: '{tag} NO [LIMIT] too many connections' } : undefined,
  });
  await idle(app);
  await app.until('texts', () => app.status().texts.done === 30);
  const { INBOX } = server.folders;
  expect(uids(app)).toEqual(INBOX?.messages.map(({ uid }) => uid));
  expect(app.status().error).toBe(null);
});
