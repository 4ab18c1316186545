// Opens what a move reads from. Nothing is connected to or read before it is asked for folders.
import type { Log } from '../base/index.ts';
import { AppError } from '../contract/errors.ts';
import type { MoveSecrets, SourcePasswords } from '../contract/jobs.ts';
import type { MoveSource } from '../contract/migrate.ts';
import type { Source, SourceNotice } from '../transfer/index.ts';
import { createArchivedMail } from './archived-mail.ts';
import { combineSources } from './combined.ts';
import { openLocalSource } from './local.ts';
import { createOutlookSource } from './outlook/index.ts';
import { createPop3Source } from './pop3/index.ts';

export interface OpenOptions {
  /** null when no source has a secret. */
  readonly secrets: SourcePasswords | null;
  readonly log: Log;
  readonly onNotice?: (notice: SourceNotice) => void;
}

/** Throws account.password_missing, archive.wrong_key (no key for it), migrate.*, disk.*. */
export async function openSources(sources: readonly MoveSource[], options: OpenOptions): Promise<Source> {
  const opened: Source[] = [];
  try {
    for (const source of sources) opened.push(await openSource(source, options));
  } catch (error) {
    await Promise.all(opened.map((source) => source.close()));
    throw error;
  }
  return combineSources(opened);
}

async function openSource(source: MoveSource, { secrets, log, onNotice }: OpenOptions): Promise<Source> {
  if (source.kind === 'local') {
    const { store } = source;
    if (store === 'outlook') return createOutlookSource(source.path);
    return (await openLocalSource(source.path, store ?? undefined)).source;
  }
  if (source.kind === 'archive') {
    const key = secrets?.archives?.[source.path];
    if (key === undefined) throw new AppError('archive.wrong_key', { path: source.path });
    return createArchivedMail(source.path, key);
  }
  const { address, server, allowInsecure } = source;
  const password = secrets?.passwords[address];
  if (password === undefined) throw new AppError('account.password_missing', { address });
  return createPop3Source({
    account: address,
    settings: server,
    allowInsecure,
    password: () => Promise.resolve(password),
    log,
    ...(onNotice ? { onNotice } : {}),
  });
}

/** What has to be told to open them, each once. */
export const secretsOf = (sources: readonly MoveSource[]): Omit<MoveSecrets, 'passphrase'> => ({
  passwords: [...new Set(sources.flatMap((source) => (source.kind === 'pop3' ? [source.address] : [])))],
  archives: [...new Set(sources.flatMap((source) => (source.kind === 'archive' ? [source.path] : [])))],
});

/** How a source is named in lists and reports. */
export const nameOf = (source: MoveSource): string => (source.kind === 'pop3' ? source.address : source.path);
