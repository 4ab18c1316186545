// Several connections for a server that stores one message at a time: all of it arrives once, whatever the others suffer.
import { afterEach, expect, test } from 'vitest';
import {
  folderOf,
  hashesOf,
  kinds,
  many,
  MULTI,
  open,
  restore,
  signal,
  stopAll,
  stored,
} from '../../tests/support/into-hostile-imap.ts';

afterEach(stopAll);

const SLOW = 'IMAP4rev1 LITERAL-';
const INBOX = folderOf(['INBOX']);

test('three connections, the first batch as every other', async () => {
  const { sink, server, outcomes } = await open({ capabilities: SLOW });
  await restore(sink, INBOX, many(250));
  expect(kinds(outcomes)).toEqual({ saved: 250 });
  expect(stored(server)).toEqual(hashesOf(many(250)));
  expect(server.connections()).toBe(3);
  expect(await sink.verify(() => undefined, signal)).toEqual(new Map([['INBOX', 250]]));
});

test.each([
  [MULTI, 250],
  [SLOW, 11],
])('one is enough where it is fast, or for a few messages (%s, %i)', async (capabilities, count) => {
  const { sink, server } = await open({ capabilities });
  await restore(sink, INBOX, many(count));
  expect(server.connections()).toBe(1);
});

test.each([
  'NO [LIMIT] too many connections',
  'NO [AUTHENTICATIONFAILED] no',
  'BYE too many',
  'NO [THROTTLED] try again later',
])('where more are refused, the one does it all, and nobody signs in again and again (%s)', async (answer) => {
  const { sink, server, outcomes } = await open({
    capabilities: SLOW,
    misbehave: (command, connection) =>
      connection > 1 && /^LOGIN/.test(command)
        ? { say: answer.startsWith('BYE') ? `* ${answer}` : `{tag} ${answer}` }
        : undefined,
  });
  await restore(sink, INBOX, many(350));
  expect(kinds(outcomes)).toEqual({ saved: 350 });
  expect(server.logins()).toBeLessThanOrEqual(7);
});

test('an extra connection that is lost for good leaves nothing behind and doubles nothing', async () => {
  const seen = new Set<number>();
  const { sink, server, outcomes } = await open({
    capabilities: SLOW,
    // The extra ones store a few, then break after storing and before the answer, and no new one is let in.
    misbehave: (command, connection) => (connection > 3 && /^LOGIN/.test(command) ? 'drop' : undefined),
    onAppend: (_, connection) => {
      if (connection === 1) return undefined;
      const before = seen.has(connection);
      seen.add(connection);
      return before ? 'store-and-drop' : undefined;
    },
  });
  await restore(sink, INBOX, many(250));
  expect(kinds(outcomes)).toEqual({ saved: 250 });
  expect(stored(server)).toEqual(hashesOf(many(250)));
});

test('stopping stops them all', async () => {
  const stop = new AbortController();
  const { sink } = await open({
    capabilities: SLOW,
    onAppend: (bytes) => (bytes.includes('text of 40\r') ? (stop.abort(), 'stall') : undefined),
  });
  await sink.open(INBOX, stop.signal);
  const run = (async () => {
    for (const item of many(200)) await sink.take(INBOX, item, stop.signal);
    await sink.flush(stop.signal);
  })();
  await expect(run).rejects.toMatchObject({ code: 'cancelled' });
});
