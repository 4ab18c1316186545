// Searching mail whose text is not stored here: a real server is asked, and its answers join the list.
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { ListPage } from '../../electron/contract/mail.ts';
import { parseQuery } from '../../electron/contract/query.ts';
import { connectImap, findUids, type ImapSession } from '../../electron/imap/index.ts';
import { writeSyncSettings } from '../../electron/store/index.ts';
import { startDovecot, whyNoDovecot, type Dovecot } from '../support/dovecot.ts';
import { startGate } from '../support/gate.ts';
import { openMailApp, type MailApp } from '../support/mail-app.ts';
import { appendLetters, type Letter } from '../support/mailbox.ts';

const why = whyNoDovecot();

const letter = (
  subject: string,
  body: string,
  more: { headers?: string[]; flags?: string[]; date?: number } = {},
): Letter => ({
  bytes: Buffer.from(
    [
      `From: ${more.headers?.find((line) => line.startsWith('From:'))?.slice(6) ?? 'Paul <paul@example.net>'}`,
      'To: "Claire" <claire@example.org>',
      `Subject: =?UTF-8?B?${Buffer.from(subject).toString('base64')}?=`,
      `Message-ID: <${Buffer.from(subject).toString('hex')}@example.net>`,
      ...(more.headers ?? []).filter((line) => !line.startsWith('From:')),
      'MIME-Version: 1.0',
      'Content-Type: text/plain; charset=utf-8',
      'Content-Transfer-Encoding: 8bit',
      '',
      body,
      '',
    ].join('\r\n'),
  ),
  flags: more.flags ?? [],
  date: more.date ?? Date.UTC(2025, 5, 15, 12) / 1000,
});

const folder = [
  letter('un', 'Devis pour la véranda, comme convenu.', { flags: ['\\Seen'], date: Date.UTC(2024, 0, 10, 12) / 1000 }),
  letter('deux', 'Rien du tout.', { headers: ['Cc: Jürgen <j@example.de>', 'List-Id: <svelte.lists.example>'] }),
  letter('trois', 'Une autre véranda "neuve".', { flags: ['\\Flagged'], headers: ['From: Zoé <zoe@example.com>'] }),
];

describe.skipIf(why !== null)(`search on the server${why ? ` (${why})` : ''}`, () => {
  let server: Dovecot;
  const opened: MailApp[] = [];
  beforeAll(async () => {
    server = await startDovecot({});
    // The newest of the inbox are read whole whatever is kept.
    await appendLetters(server, 'claire', 'INBOX', [letter('quatre', 'La véranda est finie.')]);
    await appendLetters(server, 'claire', 'Chantier', folder);
  });
  afterEach(async () => {
    for (const app of opened.splice(0)) await app.close();
  });
  afterAll(async () => {
    await server.stop();
  });

  async function headersOnly(port = server.port): Promise<MailApp> {
    const app = openMailApp({ port, user: 'claire', password: server.password }, { start: false });
    opened.push(app);
    writeSyncSettings(app.store, app.accountId, JSON.stringify({ keep: 'headers', months: 12, authservId: null }));
    app.api.start();
    await app.until('all headers', () => app.status().state === 'idle' && app.status().checkedAt !== null);
    return app;
  }
  const context = { signal: new AbortController().signal };
  const list = (app: MailApp, query: string): ListPage =>
    app.api.handlers.list(
      {
        list: {
          view: { kind: 'search', query, accountIds: null },
          threads: false,
          sort: 'date',
          ascending: false,
          filter: 'all',
        },
        from: 0,
        count: 50,
        around: null,
      },
      context,
    ) as ListPage;
  const subjects = (page: ListPage): string[] => page.rows.map(({ subject }) => subject).sort();

  test('finds texts that are not here, in every folder, and says how far it got', async () => {
    const app = await headersOnly();
    expect(list(app, 'véranda')).toMatchObject({ total: 1, reach: { indexed: 1, known: 4, server: 'none' } });
    expect(subjects(list(app, 'from:zoe'))).toEqual(['trois']);
    await app.api.handlers.searchServer({ query: 'véranda', accountIds: null }, context);
    expect(list(app, 'véranda').reach?.server).toBe('asking');
    await app.until('an answer', () => list(app, 'véranda').reach?.server === 'asked');
    expect(subjects(list(app, 'véranda'))).toEqual(['quatre', 'trois', 'un']);
    await app.until('the news', () =>
      app.events.some(({ name, payload }) => name === 'mail.changed' && (payload as { search: boolean }).search),
    );
    const query = 'véranda is:unread -in:inbox after:2025';
    await app.api.handlers.searchServer({ query, accountIds: null }, context);
    await app.until('an answer', () => list(app, query).reach?.server === 'asked');
    expect(subjects(list(app, query))).toEqual(['trois']);
    // Headers are all here: nothing is asked for what they say.
    await app.api.handlers.searchServer({ query: 'from:paul', accountIds: null }, context);
    expect(list(app, 'from:paul').reach?.server).toBe('none');
  });

  test('says that a server could not be asked', async () => {
    const gate = await startGate(server);
    try {
      const app = await headersOnly(gate.port);
      gate.cut();
      await app.api.handlers.searchServer({ query: 'véranda', accountIds: null }, context);
      await app.until('no answer', () => list(app, 'véranda').reach?.server === 'offline');
      expect(subjects(list(app, 'véranda'))).toEqual(['quatre']);
    } finally {
      await gate.close();
    }
  });

  describe('a query as SEARCH keys', () => {
    let session: ImapSession;
    beforeAll(async () => {
      session = await connectImap({
        settings: { host: server.host, port: server.port, security: 'none', userName: 'claire' },
        password: server.password,
        allowInsecure: false,
      });
      await session.open('Chantier');
    });
    afterAll(() => session.close());

    test.each([
      ['véranda', [1, 3]],
      ['"autre véranda"', [3]],
      ['body:neuve', [3]],
      ['véranda -devis', [3]],
      ['-véranda', [2]],
      ['subject:deux', [2]],
      ['from:zoé', [3]],
      ['to:claire', [1, 2, 3]],
      ['to:jürgen', [2]],
      ['-to:jürgen', [1, 3]],
      ['cc:j@example.de', [2]],
      ['list:svelte', [2]],
      ['is:unread', [2, 3]],
      ['is:read', [1]],
      ['is:starred', [3]],
      ['-is:starred -is:answered', [1, 2]],
      ['before:2025', [1]],
      ['after:2025-06-15', [2, 3]],
      ['larger:1M', []],
      ['smaller:1G', [1, 2, 3]],
      ['has:attachment', [1, 2, 3]],
      ['filename:plan véranda', [1, 3]],
      ['in:elsewhere', [1, 2, 3]],
      ['', [1, 2, 3]],
    ])('%s', async (query, uids) => {
      expect([...(await findUids(session, parseQuery(query)))]).toEqual(uids);
    });
  });
});
