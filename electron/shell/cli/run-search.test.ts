// malleposte search on a backend that answers from a list: pages, accounts, servers, and what it prints.
import { describe, expect, test } from 'vitest';
import type { ListPage, Row } from '../../contract/mail.ts';
import { parseArguments } from './arguments.ts';
import { runSearch } from './run-search.ts';
import type { Session } from './session.ts';
import { wordsOf } from './words-table.ts';

const row = (id: number): Row => ({
  id,
  threadId: id,
  accountId: 'a1',
  folderId: 7,
  people: [{ name: id % 2 ? 'Zoé' : '', address: 'zoe@example.com', isMe: false }],
  outgoing: id === 2,
  subject: `Sujet ${id}`,
  preview: '',
  at: Date.UTC(2026, 0, 31, 12),
  unread: true,
  starred: false,
  answered: false,
  forwarded: false,
  draft: false,
  hasFiles: false,
  muted: false,
  count: 1,
  unreadCount: 1,
  sizeBytes: 10,
  pending: false,
});

function session(
  argv: readonly string[],
  total: number,
  states: readonly string[] = ['none'],
): Session & { asked: unknown[] } {
  const asked: unknown[] = [];
  let tell: (payload: { search: boolean }) => void = () => undefined;
  let turn = 0;
  const page = (from: number, count: number): ListPage => {
    const server = states[Math.min(turn, states.length - 1)] as NonNullable<ListPage['reach']>['server'];
    if (count === 0) {
      turn += 1;
      setTimeout(() => tell({ search: true }), 1);
    }
    const ids = Array.from({ length: Math.max(0, Math.min(count, total - from)) }, (_, index) => from + index + 1);
    return {
      revision: 1,
      total,
      messages: total,
      unread: 0,
      from,
      rows: ids.map(row),
      index: null,
      groups: [],
      reach: { indexed: 5, known: 9, server, ignored: ['foo:bar'], words: [], more: total > 900 },
    };
  };
  const api = {
    accounts: {
      list: () => Promise.resolve([{ id: 'a1', address: 'claire@example.com' }]),
      vault: () => Promise.resolve({ kind: 'keychain', state: 'open', name: 'Test' }),
    },
    mail: {
      folders: () => Promise.resolve([{ id: 7, path: 'INBOX' }]),
      list: (input: { from: number; count: number }) => {
        asked.push(input);
        return Promise.resolve(page(input.from, input.count));
      },
      searchServer: (input: object) => {
        asked.push(input);
        return Promise.resolve({});
      },
    },
    on: (_name: string, listener: typeof tell) => {
      tell = listener;
      return () => undefined;
    },
  };
  const made = {
    args: parseArguments(['search', ...argv], 'en'),
    language: 'en',
    words: wordsOf('en'),
    io: {},
    api,
    signal: new AbortController().signal,
    asked,
  };
  return made as unknown as Session & { asked: unknown[] };
}

describe('search', () => {
  test('prints what it found, how far it reached, and what it did not understand', async () => {
    const { json, text, exitCode } = await runSearch(
      session(['de:zoé', 'foo:bar', '--account', 'Claire@example.com'], 2),
    );
    expect(exitCode).toBe(0);
    expect(json).toMatchObject({
      query: 'from:zoé foo:bar',
      ignored: ['foo:bar'],
      total: 2,
      more: false,
      indexed: 5,
      known: 9,
      server: 'none',
      results: [
        {
          id: 1,
          account: 'claire@example.com',
          folder: 'INBOX',
          at: '2026-01-31T12:00:00.000Z',
          outgoing: false,
          people: [{ name: 'Zoé', address: 'zoe@example.com' }],
        },
        { id: 2, outgoing: true },
      ],
    });
    expect(text).toContain('Sujet 1');
    expect(text).toContain('→ zoe@example.com');
    expect(text).toContain('2 found.');
    expect(text).toContain('5 of 9');
    expect(text).toContain('foo:bar');
  });

  test('fetches page by page up to the limit', async () => {
    const made = session(['x', '--limit', '700'], 1000);
    const { json, text } = await runSearch(made);
    expect((json as { results: object[] }).results).toHaveLength(700);
    expect(made.asked).toMatchObject([
      { from: 0, count: 500 },
      { from: 500, count: 200 },
    ]);
    expect(text).toContain('700 of 1000 shown');
    expect(text).toContain('Older messages match too');
  });

  test('waits for the servers when told to, and says when one could not be asked', async () => {
    const made = session(['x', '--server'], 0, ['asking', 'asking', 'offline']);
    const { exitCode, text } = await runSearch(made);
    expect(exitCode).toBe(3);
    expect(made.asked[0]).toEqual({ query: 'x', accountIds: null });
    expect(text).toContain('Nothing was found.');
    expect(text).toContain('Not every server');
  });

  test.each([
    ['x', '--account', 'nobody@example.com'],
    ['x', '--limit', '0'],
    ['x', '--limit', '10001'],
    ['x', '--limit', 'many'],
  ])('%s %s %s is a mistake', async (...argv) => {
    await expect(runSearch(session(argv, 0))).rejects.toMatchObject({ code: 'usage.invalid' });
  });
});
