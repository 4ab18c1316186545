// Opens what a move reads from. Nothing is connected to or read before it is asked for folders.
import type { Log } from '../base/index.ts';
import { AppError } from '../contract/errors.ts';
import type { JobKey } from '../contract/jobs.ts';
import type { MoveSource } from '../contract/migrate.ts';
import type { Source, SourceNotice } from '../transfer/index.ts';
import { combineSources } from './combined.ts';
import { openLocalSource } from './local.ts';
import { createOutlookSource } from './outlook/index.ts';
import { createPop3Source } from './pop3/index.ts';

export interface OpenOptions {
  readonly key: JobKey | null;
  readonly log: Log;
  readonly onNotice?: (notice: SourceNotice) => void;
}

/** Throws account.password_missing, migrate.*, disk.*. */
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

async function openSource(source: MoveSource, { key, log, onNotice }: OpenOptions): Promise<Source> {
  if (source.kind === 'local') {
    const { store } = source;
    if (store === 'outlook') return createOutlookSource(source.path);
    return (await openLocalSource(source.path, store ?? undefined)).source;
  }
  const { address, server, allowInsecure } = source;
  const password = key?.kind === 'passwords' ? key.passwords[address] : undefined;
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

export const needsPassword = (sources: readonly MoveSource[]): boolean => sources.some(({ kind }) => kind === 'pop3');

/** How a source is named in lists and reports. */
export const nameOf = (source: MoveSource): string => (source.kind === 'pop3' ? source.address : source.path);
