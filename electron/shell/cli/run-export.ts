// malleposte export: a whole mailbox, or chosen folders, into one encrypted archive.
import path from 'node:path';
import { AppError } from '../../contract/errors.ts';
import type { ExportInput } from '../../contract/archive.ts';
import { parseSize } from './account-url.ts';
import { follow } from './follow.ts';
import { resultJson } from './json.ts';
import { addForNow, storedAccounts, urlOf } from './mailbox.ts';
import { exportText } from './print.ts';
import { protection } from './secrets.ts';
import type { Session } from './session.ts';
import type { Ending } from './ending.ts';

const DEFAULT_VOLUME_BYTES = 2 ** 30;

export async function runExport(session: Session): Promise<Ending> {
  const { api, args, language, signal } = session;
  const wanted = args.values('folder');

  const url = urlOf(session, 'imap');
  const accountIds = url
    ? [await addForNow(session, url, 'password-file')]
    : await storedAccounts(session, args.values('account'));
  const accounts: ExportInput['accounts'] = [];
  for (const accountId of accountIds) {
    accounts.push({
      accountId,
      folders: wanted.length ? await chosenFolders(session, accountId, wanted) : null,
    });
  }
  const input: ExportInput = {
    accounts,
    path: path.resolve(args.value('out') ?? ''),
    protection: await protection(session),
    ...archiveShape(session),
  };
  const result = await follow(session, () => api.archive.startExport(input, { signal }));
  if (result.kind !== 'export') throw new AppError('internal');
  return {
    json: resultJson(result),
    text: exportText(result, language),
    exitCode: result.complete ? 0 : 3,
  };
}

/** How an archive is written, as the options say. Throws usage.invalid. */
export function archiveShape({
  args,
  language,
}: Session): Pick<ExportInput, 'format' | 'compress' | 'volumeSizeBytes' | 'decodeWinmail' | 'language'> {
  const size = args.value('volume-size');
  return {
    format: args.value('format') === 'zip-aes256' ? 'zip-aes256' : 'malle',
    compress: !args.has('store'),
    volumeSizeBytes: size === null ? DEFAULT_VOLUME_BYTES : parseSize(size, language),
    decodeWinmail: args.has('decode-winmail'),
    language,
  };
}

/** The server's paths of the folders asked for, which may be named as shown ("Projects/2024") or as the server does. */
async function chosenFolders(session: Session, accountId: string, wanted: readonly string[]): Promise<string[]> {
  const { folders } = await session.api.archive.survey({ accountId }, { signal: session.signal });
  return wanted.map((name) => {
    const found =
      folders.find((folder) => folder.path === name) ?? folders.find((folder) => folder.names.join('/') === name);
    if (!found) {
      const known = folders.map((folder) => folder.names.join('/'));
      throw new AppError('usage.invalid', { reason: session.words.unknownFolder(name, known) });
    }
    return found.path;
  });
}
