// malleposte search: what the window's search box finds, for scripts. Answers from the local store; --server also asks
// the servers for what is not stored here.
import { AppError, type Language } from '../../contract/errors.ts';
import type { ListPage, Row } from '../../contract/mail.ts';
import { parseQuery, printQuery } from '../../contract/query.ts';
import type { Ending } from './ending.ts';
import { searchWords } from './search-words-table.ts';
import { openVault } from './secrets.ts';
import type { Session } from './session.ts';
import { table } from './table.ts';

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 10_000;
const PAGE = 500;

/** --limit as a number. Throws usage.invalid. */
export function searchLimit(text: string | null, language: Language): number {
  if (text === null) return DEFAULT_LIMIT;
  const limit = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (limit < 1 || limit > MAX_LIMIT) throw new AppError('usage.invalid', { reason: searchWords[language].badLimit });
  return limit;
}

export async function runSearch(session: Session): Promise<Ending> {
  const { api, args, language } = session;
  const words = searchWords[language];
  const limit = searchLimit(args.value('limit'), language);
  const query = args.words.join(' ');
  const accounts = await api.accounts.list({});
  const accountIds = args.has('account')
    ? args.values('account').map((address) => idOf(session, accounts, address))
    : null;
  const asked = { query, accountIds };
  if (args.has('server')) await askServers(session, asked);
  const { page, rows } = await found(session, asked, limit);
  const folders = new Map((await api.mail.folders({})).map((folder) => [folder.id, folder]));
  const results = rows.map((row) => ({
    id: row.id,
    account: accounts.find(({ id }) => id === row.accountId)?.address ?? row.accountId,
    folder: folders.get(row.folderId)?.path ?? '',
    at: new Date(row.at).toISOString(),
    outgoing: row.outgoing,
    people: row.people.map(({ name, address }) => ({ name, address })),
    subject: row.subject,
    preview: row.preview,
    unread: row.unread,
    starred: row.starred,
    hasFiles: row.hasFiles,
    sizeBytes: row.sizeBytes,
  }));
  const reach = page.reach ?? { indexed: 0, known: 0, server: 'none' as const, ignored: [], words: [] };
  const json = {
    query: printQuery(parseQuery(query)),
    ignored: reach.ignored,
    total: page.total,
    more: reach.more ?? false,
    indexed: reach.indexed,
    known: reach.known,
    server: reach.server,
    results,
  };
  const time = new Intl.DateTimeFormat(language, { dateStyle: 'short', timeStyle: 'short' });
  const lines = table(
    [{ title: words.date }, { title: words.from, max: 28 }, { title: words.folder, max: 24 }, { title: words.subject }],
    results.map(({ at, outgoing, people, folder, subject }) => [
      time.format(new Date(at)),
      (outgoing ? '\u2192 ' : '') + people.map(({ name, address }) => name || address).join(', '),
      folder,
      subject,
    ]),
  );
  const notes = [
    results.length > 0 ? words.shown(results.length, page.total) : words.none,
    ...(reach.more ? [words.older] : []),
    ...(reach.ignored.length > 0 ? [words.ignored(reach.ignored)] : []),
    ...(reach.indexed < reach.known ? [words.reach(reach.indexed, reach.known)] : []),
    ...(reach.server === 'asked' ? [words.serverAsked] : reach.server === 'offline' ? [words.serverOffline] : []),
  ];
  const text = [...(results.length > 0 ? [...lines, ''] : []), ...notes, ''].join('\n');
  return { json, text, exitCode: reach.server === 'offline' ? 3 : 0 };
}

function idOf({ words }: Session, accounts: readonly { id: string; address: string }[], address: string): string {
  const found = accounts.find((account) => account.address.toLowerCase() === address.toLowerCase());
  if (!found) throw new AppError('usage.invalid', { reason: words.unknownAccount(address) });
  return found.id;
}

interface Asked {
  readonly query: string;
  readonly accountIds: string[] | null;
}

function pageOf(
  { api, signal }: Session,
  { query, accountIds }: Asked,
  from: number,
  count: number,
): Promise<ListPage> {
  const list = {
    view: { kind: 'search' as const, query, accountIds },
    threads: false,
    sort: 'date' as const,
    ascending: false,
    filter: 'all' as const,
  };
  return api.mail.list({ list, from, count, around: null }, { signal });
}

async function found(session: Session, asked: Asked, limit: number): Promise<{ page: ListPage; rows: Row[] }> {
  const page = await pageOf(session, asked, 0, Math.min(PAGE, limit));
  const rows = [...page.rows];
  while (rows.length < Math.min(limit, page.total)) {
    const next = await pageOf(session, asked, rows.length, Math.min(PAGE, limit - rows.length));
    if (next.rows.length === 0) break;
    rows.push(...next.rows);
  }
  return { page, rows };
}

/** Ends when every server has answered or could not be asked. */
async function askServers(session: Session, asked: Asked): Promise<void> {
  const { api, signal } = session;
  await openVault(session);
  let told: () => void = () => undefined;
  const stop = api.on('mail.changed', ({ search }) => {
    if (search) told();
  });
  try {
    await api.mail.searchServer(asked, { signal });
    for (;;) {
      const next = new Promise<void>((resolve, reject) => {
        told = resolve;
        signal.addEventListener('abort', () => reject(new AppError('cancelled')), { once: true });
      });
      next.catch(() => undefined);
      if ((await pageOf(session, asked, 0, 0)).reach?.server !== 'asking') return;
      await next;
    }
  } finally {
    stop();
  }
}
