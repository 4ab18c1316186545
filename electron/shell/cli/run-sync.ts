// malleposte sync: reads what is new on the servers once, texts included, and says what each folder holds now.
import { sleep } from '../../base/index.ts';
import { AppError, errorWords, type Language } from '../../contract/errors.ts';
import type { AccountStatus, MailFolder } from '../../contract/mail.ts';
import type { Ending } from './ending.ts';
import { errorJson } from './json.ts';
import { storedAccounts } from './mailbox.ts';
import { openVault } from './secrets.ts';
import type { Session } from './session.ts';
import { syncWords } from './sync-words-table.ts';
import { table } from './table.ts';

const LOOK_MS = 100;

interface Synced {
  readonly address: string;
  readonly status: AccountStatus;
  readonly folders: readonly (MailFolder & { readonly added: number })[];
}

export async function runSync(session: Session): Promise<Ending> {
  const { api, args, language, signal, startMail } = session;
  const words = syncWords[language];
  await openVault(session);
  const accounts = await api.accounts.list({});
  const ids = args.has('account')
    ? await storedAccounts(session, args.values('account'))
    : accounts.map(({ id }) => id);
  const before = new Map((await api.mail.folders({})).map(({ id, known }) => [id, known]));
  const startedAt = Date.now();
  startMail();
  const statuses = await settled(session, ids, startedAt, signal);
  const folders = await api.mail.folders({});
  const synced = statuses.map((status): Synced => ({
    address: accounts.find(({ id }) => id === status.accountId)?.address ?? '',
    status,
    folders: folders
      .filter(({ accountId, selectable }) => accountId === status.accountId && selectable)
      .map((folder) => ({ ...folder, added: folder.known - (before.get(folder.id) ?? 0) })),
  }));
  const failed = synced.find(({ status }) => status.error !== null);
  // Alone, its error is the command's own; among several the others still count.
  if (failed?.status.error && synced.length === 1) throw AppError.from(failed.status.error);
  const text = synced.length ? synced.map((one) => textOf(one, language)).join('\n') : `${words.noAccounts}\n`;
  const json = { durationMs: Date.now() - startedAt, accounts: synced.map((one) => jsonOf(one, language)) };
  return { json, text, exitCode: failed ? 3 : 0 };
}

/** Waits until each account is read to its end, or cannot be. */
async function settled(
  { api }: Session,
  ids: readonly string[],
  startedAt: number,
  signal: AbortSignal,
): Promise<AccountStatus[]> {
  const ended = ({ state, checkedAt }: AccountStatus): boolean =>
    state === 'waiting' || state === 'offline' || (state === 'idle' && (checkedAt ?? 0) >= startedAt);
  for (;;) {
    const statuses = (await api.mail.status({})).filter(({ accountId }) => ids.includes(accountId));
    if (statuses.length === ids.length && statuses.every(ended)) return statuses;
    await sleep(LOOK_MS, signal);
  }
}

const jsonOf = ({ address, status, folders }: Synced, language: Language): object => ({
  account: address,
  state: status.state,
  headers: status.headers,
  texts: status.texts,
  error: status.error && errorJson(status.error, language),
  folders: folders.map(({ path, role, total, known, unread, added }) => ({ path, role, total, known, unread, added })),
});

function textOf({ address, status, folders }: Synced, language: Language): string {
  const words = syncWords[language];
  if (status.error) return `${words.failed(address, errorWords(status.error, language).what)}\n`;
  const number = new Intl.NumberFormat(language);
  const lines = table(
    [
      { title: words.folder, max: 50 },
      ...[words.messages, words.stored, words.unread, words.added].map((title) => ({ title, align: 'right' as const })),
    ],
    folders.map(({ names, total, known, unread, added }) => [
      names.join(' / '),
      ...[total, known, unread, added].map((count) => number.format(count)),
    ]),
  );
  return [...lines, '', words.done(address, status.headers.done, status.texts.done), ''].join('\n');
}
