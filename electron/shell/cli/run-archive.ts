// malleposte verify, list, extract, restore: everything that starts from an archive file.
import path from 'node:path';
import type { ArchiveRow, OpenArchive, Selection } from '../../contract/archive.ts';
import { AppError } from '../../contract/errors.ts';
import type { ArchiveKey } from '../../contract/jobs.ts';
import type { Ending } from './ending.ts';
import { follow } from './follow.ts';
import { resultJson } from './json.ts';
import { addForNow, storedAccounts, urlOf } from './mailbox.ts';
import { extractText, restoreText, verifyText } from './print.ts';
import { formatBytes } from '../../contract/size.ts';
import { formatCount } from './progress.ts';
import { archiveKey } from './secrets.ts';
import type { Session } from './session.ts';
import { table } from './table.ts';

const fileOf = (session: Session): string => path.resolve(session.args.words[0] ?? '');

async function withArchive<T>(
  session: Session,
  file: string,
  key: ArchiveKey,
  work: (opened: OpenArchive) => Promise<T> | T,
): Promise<T> {
  const opened = await session.api.archive.open({ path: file, key }, { signal: session.signal });
  try {
    return await work(opened);
  } finally {
    await session.api.archive.close({ handle: opened.handle });
  }
}

/** How a folder is named on the command line: its names joined, the account first where an archive holds several. */
const folderName = (opened: OpenArchive, folder: OpenArchive['folders'][number]): string =>
  (opened.accounts.length > 1 ? [folder.account, ...folder.names] : folder.names).join('/');

function folderIds(session: Session, opened: OpenArchive, wanted: readonly string[]): string[] {
  return wanted.flatMap((name) => {
    const found = opened.folders.filter(
      (folder) => folderName(opened, folder) === name || folder.names.join('/') === name,
    );
    if (found.length === 0) {
      const known = opened.folders.map((folder) => folderName(opened, folder));
      throw new AppError('usage.invalid', { reason: session.words.unknownFolder(name, known) });
    }
    return found.map((folder) => folder.id);
  });
}

async function selectionOf(session: Session, file: string, key: ArchiveKey): Promise<Selection> {
  const wanted = session.args.values('folder');
  if (wanted.length === 0) return { kind: 'all' };
  return withArchive(session, file, key, (opened) => ({
    kind: 'folders',
    folderIds: folderIds(session, opened, wanted),
  }));
}

export async function runVerify(session: Session): Promise<Ending> {
  const { api, args, language, signal } = session;
  const file = fileOf(session);
  const url = urlOf(session, 'against');
  const key = await archiveKey(session, file);
  const accountId = url
    ? await addForNow(session, url, 'password-file')
    : args.has('account')
      ? ((await storedAccounts(session, args.values('account').slice(-1)))[0] ?? null)
      : null;
  const result = await follow(session, () => api.archive.startVerify({ path: file, key, accountId }, { signal }));
  if (result.kind !== 'verify') throw new AppError('internal');
  const { against } = result;
  const same = !against || (against.missingHereCount === 0 && against.missingThereCount === 0);
  return {
    json: resultJson(result),
    text: verifyText(result, language),
    exitCode: result.intact && same ? 0 : 3,
  };
}

export async function runList(session: Session): Promise<Ending> {
  const { args, words, language } = session;
  const file = fileOf(session);
  const key = await archiveKey(session, file);
  const wanted = args.values('folder');
  return withArchive(session, file, key, async (opened) => {
    const folders = opened.folders.map((folder) => ({
      path: folderName(opened, folder),
      account: folder.account,
      role: folder.role,
      messages: folder.messages,
      sizeBytes: folder.sizeBytes,
    }));
    const { messages, places, sizeBytes, createdAt, accounts, files } = opened;
    const json = { messages, places, sizeBytes, createdAt, accounts, files, folders };
    const exitCode = files.every(({ present }) => present) ? 0 : 3;
    if (wanted.length === 0) {
      const lines = table(
        [{ title: words.folder }, { title: words.found, align: 'right' }, { title: words.size, align: 'right' }],
        folders.map((row) => [row.path, formatCount(row.messages, language), formatBytes(row.sizeBytes, language)]),
        [words.total, formatCount(places, language), formatBytes(sizeBytes, language)],
      );
      return { json, text: `${lines.join('\n')}\n`, exitCode };
    }
    const rows: ArchiveRow[] = [];
    for (const id of folderIds(session, opened, wanted)) rows.push(...(await rowsOf(session, opened.handle, id)));
    const date = new Intl.DateTimeFormat(language, { dateStyle: 'short', timeStyle: 'short' });
    const lines = table(
      [
        { title: words.date },
        { title: words.from, max: 28 },
        { title: words.subject, max: 60 },
        { title: words.size, align: 'right' },
      ],
      rows.map((row) => [date.format(row.receivedAt), row.from, row.subject, formatBytes(row.sizeBytes, language)]),
    );
    return { json: { ...json, rows }, text: `${lines.join('\n')}\n`, exitCode };
  });
}

async function rowsOf(session: Session, handle: string, folderId: string): Promise<ArchiveRow[]> {
  const rows: ArchiveRow[] = [];
  for (;;) {
    const page = await session.api.archive.listMessages(
      { handle, folderId, text: '', offset: rows.length, limit: 500 },
      { signal: session.signal },
    );
    rows.push(...page.rows);
    if (page.rows.length === 0 || rows.length >= page.total) return rows;
  }
}

export async function runExtract(session: Session): Promise<Ending> {
  const { api, args, language, signal } = session;
  const file = fileOf(session);
  const key = await archiveKey(session, file);
  const selection = await selectionOf(session, file, key);
  const out = path.resolve(args.value('out') ?? '');
  const input = { path: file, key, selection, out, decodeWinmail: args.has('decode-winmail') };
  const result = await follow(session, () => api.archive.startExtract(input, { signal }));
  if (result.kind !== 'extract') throw new AppError('internal');
  return {
    json: resultJson(result),
    text: extractText(result, language),
    exitCode: result.failed.length === 0 && result.extracted === result.found ? 0 : 3,
  };
}

export async function runRestore(session: Session): Promise<Ending> {
  const { api, args, language, signal } = session;
  const file = fileOf(session);
  const url = urlOf(session, 'to');
  const key = await archiveKey(session, file);
  const selection = await selectionOf(session, file, key);
  const accountId = url
    ? await addForNow(session, url, 'to-password-file')
    : (await storedAccounts(session, args.values('to-account')))[0];
  const input = { path: file, key, selection, accountId: accountId ?? '', under: args.value('under') };
  const result = await follow(session, () => api.archive.startRestore(input, { signal }));
  if (result.kind !== 'restore') throw new AppError('internal');
  return {
    json: resultJson(result),
    text: restoreText(result, language),
    exitCode: result.complete ? 0 : 3,
  };
}
