// The mail client's rooms over real servers, as the backend joins them: a store, connections, changes, and the reading that
// keeps them in step. Tests start the reading when they want it; without it only what is queued is sent, and only when asked.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { BlobShelf, silentLog } from '../../electron/base/index.ts';
import type { Account } from '../../electron/contract/accounts.ts';
import type { Target } from '../../electron/contract/mail.ts';
import { createChanges, type Changes } from '../../electron/mail/changes/index.ts';
import { createContents } from '../../electron/mail/contents.ts';
import { createLists, mailFolders } from '../../electron/mail/lists/index.ts';
import { createNews } from '../../electron/mail/news.ts';
import type { MailParts } from '../../electron/mail/parts.ts';
import { createServers } from '../../electron/mail/servers.ts';
import { createSync } from '../../electron/mail/sync/index.ts';
import { Flag, openMailStore, type MailStore } from '../../electron/store/index.ts';
import type { Dovecot } from './dovecot.ts';
import { listMailboxes, mutf7, openRaw, type Letter } from './mailbox.ts';
import type { RawImap } from './raw-imap.ts';

export interface MailRooms {
  readonly store: MailStore;
  readonly dataDir: string;
  readonly changes: Changes;
  readonly handlers: Changes['handlers'] & ReturnType<typeof createLists>['handlers'];
  readonly queue: Changes['queue'];
  readonly context: { readonly signal: AbortSignal };
  /** Keeps everything in step until stopped. */
  start(): { look(): void; stop(): Promise<void> };
  /** Reads everything from the servers, and stops again. */
  sync(): Promise<void>;
  /** Sends what waits for the first user, or that one. Throws network.*. */
  send(user?: string): Promise<void>;
  folder(name: string, user?: string): number;
  /** Id of the message with that Message-ID (`m1`), wherever it is. */
  message(name: string): number;
  /** Folder path of a message here; null: it has no row. */
  place(name: string): string | null;
  /** Its folder stays. */
  close(): Promise<void>;
}

export interface RoomsOptions {
  readonly server: Pick<Dovecot, 'host' | 'port' | 'password'>;
  /** Account ids and user names in one. */
  readonly users: readonly string[];
  readonly dataDir?: string;
}

export function openRooms({ server, users, dataDir }: RoomsOptions): MailRooms {
  const folder = dataDir ?? mkdtempSync(path.join(tmpdir(), 'malleposte-mail-'));
  const store = openMailStore(folder);
  const accounts = users.map((user, index): Account => ({
    id: user,
    address: `${user}@example.org`,
    name: user,
    colour: index + 1,
    settings: {
      imap: { host: server.host, port: server.port, security: 'none', userName: user },
      smtp: null,
      allowInsecure: false,
    },
    hasPassword: true,
  }));
  const emit = (): void => undefined;
  const news = createNews(emit, () => mailFolders(store));
  const parts: MailParts = {
    store,
    accounts: () => accounts,
    credentials(id) {
      const account = accounts.find((one) => one.id === id)!;
      return { address: account.address, settings: account.settings, password: () => Promise.resolve(server.password) };
    },
    dataDir: folder,
    blobs: new BlobShelf(),
    emit,
    log: silentLog,
    news,
  };
  const servers = createServers(parts);
  const changes = createChanges(parts, servers);
  const lists = createLists(parts, servers);
  const contents = createContents(parts, servers);
  let closed = false;
  const { signal } = new AbortController();
  const first = (text: string, ...values: (string | number)[]): unknown => store.database.prepare(text).get(...values);

  return {
    store,
    dataDir: folder,
    changes,
    handlers: { ...changes.handlers, ...lists.handlers },
    queue: changes.queue,
    context: { signal },
    start() {
      const sync = createSync(parts, { servers, contents, queue: changes.queue });
      sync.start();
      return {
        look: () => void sync.handlers.checkNow({ accountId: null }, { signal }),
        stop: () => sync.close(),
      };
    },
    async sync() {
      const sync = createSync(parts, { servers, contents, queue: changes.queue });
      sync.start();
      const idle = (): boolean => {
        const states = sync.handlers.status({}, { signal }) as { state: string; checkedAt: number | null }[];
        return states.length === users.length && states.every((one) => one.state === 'idle');
      };
      await until(idle);
      await sync.close();
    },
    send: (user = users[0]!) => changes.queue.send(user, signal),
    folder(name, user = users[0]!) {
      const row = first('SELECT id FROM folders WHERE account_id = ? AND path = ?', user, name) as
        { id: number } | undefined;
      if (!row) throw new Error(`No folder ${name}`);
      return row.id;
    },
    message(name) {
      const row = first('SELECT id FROM messages WHERE message_id = ?', `${name}@test.example`) as
        { id: number } | undefined;
      if (!row) throw new Error(`No message ${name}`);
      return row.id;
    },
    place(name) {
      const row = first(
        'SELECT f.path FROM messages m JOIN folders f ON f.id = m.folder_id WHERE m.message_id = ?',
        `${name}@test.example`,
      ) as { path: string } | undefined;
      return row?.path ?? null;
    },
    async close() {
      if (closed) return;
      closed = true;
      news.close();
      await servers.close();
      store.close();
    },
  };
}

export async function until(condition: () => boolean | Promise<boolean>, limitMs = 60_000): Promise<void> {
  for (const end = Date.now() + limitMs; !(await condition());) {
    if (Date.now() > end) throw new Error('It did not come to that');
    await pause(10);
  }
}

/** A small message whose Message-ID is <name@test.example>. */
export const letter = (name: string, more = ''): Buffer =>
  Buffer.from(
    `From: Ada <ada@example.org>\r\nTo: me@example.org\r\nSubject: ${name}\r\nMessage-ID: <${name}@test.example>\r\n` +
      `Date: Fri, 21 Nov 2025 10:00:00 +0000\r\n\r\nText of ${name}. ${more}\r\n`,
  );

/** m1 to m<count>, one second apart. */
export const letters = (count: number, flags: readonly string[] = []): Letter[] =>
  Array.from({ length: count }, (_, index) => ({ bytes: letter(`m${index + 1}`), flags, date: 1_700_000_000 + index }));

export const these = (rooms: MailRooms, ...names: string[]): Target => ({
  kind: 'messages',
  ids: names.map((name) => rooms.message(name)),
});

const bits: readonly (readonly [string, number])[] = [
  ['\\Seen', Flag.seen],
  ['\\Answered', Flag.answered],
  ['\\Flagged', Flag.flagged],
  ['\\Deleted', Flag.deleted],
  ['\\Draft', Flag.draft],
  ['$Forwarded', Flag.forwarded],
  ['$Junk', Flag.junk],
];

/** One line per message, sorted: folder, UID, Message-ID, flags. As the store has them. */
export function storeLines(store: MailStore, user: string): string[] {
  const rows = store.database
    .prepare(
      `SELECT f.path, m.uid, m.message_id, m.flags, m.keywords FROM messages m JOIN folders f ON f.id = m.folder_id
       WHERE f.account_id = ?`,
    )
    .all(user) as { path: string; uid: number | null; message_id: string; flags: number; keywords: string }[];
  return rows
    .map(({ path: where, uid, message_id, flags, keywords }) => {
      const names = [
        ...bits.filter(([, bit]) => flags & bit).map(([name]) => name),
        ...keywords.split(' ').filter(Boolean),
      ];
      return `${mutf7(where)} ${uid ?? '-'} ${message_id} [${names.sort().join(' ')}]`;
    })
    .sort();
}

/** The same as an independent client reads it. */
export async function serverLines(server: Dovecot, user: string): Promise<string[]> {
  const raw = await openRaw(server, user);
  try {
    const lines: string[] = [];
    for (const name of await listMailboxes(raw)) lines.push(...(await folderLines(raw, name)));
    return lines.sort();
  } finally {
    raw.close();
  }
}

async function folderLines(raw: RawImap, name: string): Promise<string[]> {
  const opened = await raw.command(`EXAMINE "${name}"`);
  if (opened.some(({ text }) => text === '* 0 EXISTS')) return [];
  const lines: string[] = [];
  for (const { text, literals } of await raw.command(
    'UID FETCH 1:* (UID FLAGS BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])',
  )) {
    const uid = /\bUID (\d+)/.exec(text)?.[1];
    if (uid === undefined) continue;
    const id = /<([^>]*)>/.exec(literals[0]?.toString() ?? '')?.[1] ?? '';
    const flags = (/FLAGS \(([^)]*)\)/.exec(text)?.[1] ?? '')
      .split(' ')
      .filter((flag) => flag && flag !== '\\Recent')
      .sort();
    lines.push(`${name} ${uid} ${id} [${flags.join(' ')}]`);
  }
  return lines;
}
