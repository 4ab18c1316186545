// Search as one types: 200 queries over 100,000 messages in the store's index, against notmuch (Xapian) over the same mail
// in the same run; and how fast a large folder opens from the store.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { View } from '../../electron/contract/mail.ts';
import { createLists } from '../../electron/mail/lists/index.ts';
import {
  Flag,
  indexWords,
  insertMessages,
  listMailFolders,
  openMailStore,
  saveListing,
  transaction,
  type MailStore,
} from '../../electron/store/index.ts';
import { silentLog, BlobShelf } from '../../electron/base/index.ts';
import type { Figures } from './figures.ts';
import { benchLetters, benchQueries, FOLDERS, ME, type BenchLetter } from './mail-letters.ts';

const BATCH = 500;
const PAGE = 50;

export interface SearchPlace {
  readonly folder: string;
  readonly figures: Figures;
  readonly print: (line: string) => void;
}

const median = (values: readonly number[], share = 0.5): number =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? 0;

/** `messages`: 100,000 for the figures that count. */
export async function measureMailSearch(
  { folder: parent, figures, print }: SearchPlace,
  messages: number,
): Promise<void> {
  const folder = mkdtempSync(path.join(parent, 'search-'));
  print(`Writing ${messages} messages into the store and as Maildir ...`);
  const store = openMailStore(folder);
  try {
    const { seconds, largest } = fill(store, path.join(folder, 'maildir'), messages);
    figures.note('messages put into the store and its index', messages / seconds, 'messages/s');
    figures.note('store with its index', statSync(path.join(folder, 'mail.db')).size / 1e6, 'MB');
    const lists = handlersOf(store, folder);
    await measureOpening(lists, largest, figures);
    const ours = await measureOurs(lists);
    figures.note('search, half of 200 queries within', median(ours), 'ms');
    figures.atMost('search, 95 % of 200 queries within', median(ours, 0.95), 'ms', 50);
    if (spawnSync('notmuch', ['--version']).status !== 0)
      return print('notmuch is not installed: nothing to compare with.');
    print('Indexing the Maildir with notmuch ...');
    const theirs = measureNotmuch(path.join(folder, 'maildir'));
    figures.note('notmuch new', theirs.indexSeconds, 's');
    figures.note('notmuch search, half of the same queries within', median(theirs.times), 'ms');
    figures.note('notmuch search, 95 % of the same queries within', median(theirs.times, 0.95), 'ms');
    figures.note('notmuch starting to search for nothing', theirs.startMs, 'ms');
    const net = theirs.times.map((time) => Math.max(0.1, time - theirs.startMs));
    figures.note('search / notmuch with its start, half', median(ours) / median(theirs.times), 'ratio');
    figures.note('search / notmuch with its start, 95 %', median(ours, 0.95) / median(theirs.times, 0.95), 'ratio');
    figures.note('search / notmuch without its start, 95 %', median(ours, 0.95) / median(net, 0.95), 'ratio');
  } finally {
    store.close();
  }
}

type Handlers = ReturnType<typeof createLists>['handlers'];
const nobody = {
  use: () => Promise.reject(new Error('no server')),
  trouble: () => null,
  close: () => Promise.resolve(),
};

function handlersOf(store: MailStore, dataDir: string): Handlers {
  const news = { changed: () => undefined, found: () => undefined, folders: () => undefined, close: () => undefined };
  const credentials = (): never => {
    throw new Error('no accounts');
  };
  const parts = {
    store,
    accounts: () => [],
    credentials,
    dataDir,
    blobs: new BlobShelf(),
    emit: () => undefined,
    log: silentLog,
    news,
  };
  return createLists(parts, nobody).handlers;
}

const context = { signal: new AbortController().signal };

async function page(handlers: Handlers, view: View, from = 0): Promise<number> {
  const begun = performance.now();
  await handlers.list(
    {
      list: { view, threads: true, sort: 'date', ascending: false, filter: 'all' },
      from,
      count: PAGE,
      around: null,
    },
    context,
  );
  return performance.now() - begun;
}

async function measureOpening(handlers: Handlers, folderId: number, figures: Figures): Promise<void> {
  figures.atMost('first rows of the largest folder', await page(handlers, { kind: 'folder', folderId }), 'ms', 100);
  const pages: number[] = [];
  for (let from = 0; from < 10_000; from += 500) pages.push(await page(handlers, { kind: 'folder', folderId }, from));
  figures.note('further rows of it, half within', median(pages), 'ms');
}

async function measureOurs(handlers: Handlers): Promise<number[]> {
  const times: number[] = [];
  // The first one opens files and warms the code up, as the first letter typed does.
  await page(handlers, { kind: 'search', query: 'warm', accountIds: null });
  for (const { ours } of benchQueries())
    times.push(await page(handlers, { kind: 'search', query: ours, accountIds: null }));
  return times;
}

function fill(store: MailStore, maildir: string, messages: number): { seconds: number; largest: number } {
  const listed = Array.from({ length: FOLDERS }, (_, index) => {
    const name = index === 0 ? 'INBOX' : index === 1 ? 'Sent' : `Folder ${index}`;
    const role = index === 0 ? ('inbox' as const) : index === 1 ? ('sent' as const) : null;
    mkdirSync(path.join(maildir, name, 'cur'), { recursive: true });
    mkdirSync(path.join(maildir, name, 'new'));
    mkdirSync(path.join(maildir, name, 'tmp'));
    return { path: name, names: [name], separator: '/', role, selectable: true, subscribed: true };
  });
  saveListing(store, 'bench', listed);
  const ids = new Map(listMailFolders(store).map((record) => [record.path, record.id]));
  let seconds = 0;
  let uid = 0;
  let waiting: BenchLetter[] = [];
  const flush = (): void => {
    const begun = performance.now();
    for (const [folder, letters] of Map.groupBy(waiting, (letter) => letter.folder))
      insert(store, ids.get(listed[folder]?.path ?? '') ?? 0, letters, (uid += letters.length));
    seconds += (performance.now() - begun) / 1000;
    waiting = [];
  };
  for (const letter of benchLetters(messages)) {
    waiting.push(letter);
    const name = `${Math.floor(letter.at / 1000)}.${letter.messageId.split('@')[0]}.bench:2,${letter.flagged ? 'F' : ''}${letter.seen ? 'S' : ''}`;
    writeFileSync(path.join(maildir, listed[letter.folder]?.path ?? '', 'cur', name), sourceOf(letter));
    if (waiting.length === BATCH) flush();
  }
  flush();
  return { seconds, largest: ids.get('INBOX') ?? 0 };
}

function insert(store: MailStore, folderId: number, letters: readonly BenchLetter[], uid: number): void {
  const made = letters.map((letter, index) => ({
    uid: uid + index,
    flags:
      (letter.seen ? Flag.seen : 0) | (letter.flagged ? Flag.flagged : 0) | (letter.file === null ? 0 : Flag.files),
    keywords: '',
    receivedAt: letter.at,
    sentAt: letter.at,
    size: letter.body.length + 500,
    messageId: letter.messageId,
    references: letter.references,
    subject: letter.subject,
    fromName: letter.from[0],
    fromAddress: letter.from[1],
    people: { to: [letter.to] },
    listId: '',
    preview: letter.body.slice(0, 200),
    files: letter.file === null ? [] : [letter.file],
  }));
  const ids = insertMessages(store, 'bench', folderId, made, new Set([ME[1]]));
  transaction(store, () => {
    for (const [index, message] of made.entries())
      indexWords(store, ids[index] ?? 0, message, letters[index]?.body ?? '', message.files);
  });
}

const encoded = (text: string): string => `=?UTF-8?B?${Buffer.from(text).toString('base64')}?=`;

function sourceOf(letter: BenchLetter): string {
  const head = [
    `From: ${encoded(letter.from[0])} <${letter.from[1]}>`,
    `To: ${encoded(letter.to[0])} <${letter.to[1]}>`,
    `Subject: ${encoded(letter.subject)}`,
    `Date: ${new Date(letter.at).toUTCString()}`,
    `Message-ID: <${letter.messageId}>`,
    ...(letter.references.length > 0 ? [`References: ${letter.references.map((id) => `<${id}>`).join(' ')}`] : []),
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
  ];
  return `${head.join('\n')}\n\n${letter.body}\n`;
}

function measureNotmuch(maildir: string): { indexSeconds: number; startMs: number; times: number[] } {
  const config = path.join(maildir, '..', 'notmuch-config');
  writeFileSync(
    config,
    `[database]\npath=${maildir}\n[user]\nname=Bench\nprimary_email=${ME[1]}\n[new]\ntags=unread;inbox\n[maildir]\nsynchronize_flags=true\n`,
  );
  const env = { ...process.env, NOTMUCH_CONFIG: config };
  const begun = performance.now();
  execFileSync('notmuch', ['new', '--quiet'], { env });
  const indexSeconds = (performance.now() - begun) / 1000;
  const time = (query: string): number => {
    const from = performance.now();
    execFileSync('notmuch', ['search', '--sort=newest-first', `--limit=${PAGE}`, query], { env, maxBuffer: 2 ** 26 });
    return performance.now() - from;
  };
  time('warm');
  const startMs = median(Array.from({ length: 15 }, () => time('id:nothing-like-this')));
  return { indexSeconds, startMs, times: benchQueries().map(({ notmuch }) => time(notmuch)) };
}
