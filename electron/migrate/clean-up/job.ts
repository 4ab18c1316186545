// The job that takes mail off a POP3 server after a move. It keeps nothing of its own: begun again after whatever ended it,
// the server lists what is left, and the target is asked again for each of those.
import path from 'node:path';
import { logNotices } from '../../archive/index.ts';
import { wantedReasons, type CleanUpResult } from '../../contract/clean-up.ts';
import { AppError } from '../../contract/errors.ts';
import type { JobProgress, SourcePasswords } from '../../contract/jobs.ts';
import type { PopSource } from '../../contract/migrate.ts';
import { defineJob, type JobContext, type JobDefinition } from '../../jobs/index.ts';
import type { MoveParts } from '../move-job.ts';
import { openPop3Removal, type Pop3Removal } from '../pop3/index.ts';
import type { SourceNotice } from '../../transfer/index.ts';
import { openCage } from './canary.ts';
import { cleanUp, type Steps } from './clean-up.ts';
import { readMoved, type MovedMessage } from './moved-record.ts';
import { isSameMailbox } from './same-mailbox.ts';
import { createTally } from './tally.ts';
import { openAccountTarget, openArchiveTarget, type Target } from './target.ts';

export interface CleanUpInput {
  readonly source: PopSource;
  readonly target:
    | { readonly kind: 'account'; readonly accountId: string; readonly address: string; readonly folder: string }
    | { readonly kind: 'archive'; readonly path: string };
  /** The move whose record says what may go. null: what the target proves to hold. An archive is its own record. */
  readonly moveJobId: string | null;
  /** Fixed at the start: going on a month later deletes no more than was agreed to. null = no date makes a message stay. */
  readonly keepSince: number | null;
  readonly dryRun: boolean;
}

type Context = JobContext<CleanUpInput>;

const SETTLE_MS = 2000;

export const cleanUpJob = (parts: MoveParts): JobDefinition =>
  defineJob<CleanUpInput>({
    kind: 'cleanup',
    subject: ({ source, target }) => ({
      path: target.kind === 'archive' ? target.path : '',
      accounts: [source.address, ...(target.kind === 'account' ? [target.address] : [])],
    }),
    needsKey: () => true,
    secrets: ({ source, target }) => ({
      passwords: [source.address],
      archives: target.kind === 'archive' ? [target.path] : [],
      passphrase: false,
    }),
    run: (context) => run(context, parts),
  });

async function run(context: Context, parts: MoveParts): Promise<CleanUpResult> {
  const { input, signal, key } = context;
  const startedAt = Date.now();
  const { source, target: to, keepSince, dryRun } = input;
  const secrets = key?.kind === 'passwords' ? key : null;
  const target = await openTarget(input, parts, secrets, logNotices(context), signal);
  const removal = openRemoval(source, secrets, parts, logNotices(context), signal);
  const tally = createTally();
  try {
    const moved = target.moved ?? (await movedBefore(input, parts));
    const { address: account, server } = source;
    const folder = to.kind === 'account' ? to.folder : to.path;
    const counts = await cleanUp({
      ...{ removal, target: target.opened, moved, keepSince, dryRun, signal, tally },
      settleMs: SETTLE_MS,
      cage: openCage(parts.movesDir, JSON.stringify([server, to])),
      names: { account, host: server.host, folder },
      changed: (steps) => context.progress(() => progressOf(source, steps)),
      batchDeleted: (messages, left) => context.log('batch_deleted', { messages, left }),
    });
    const all = tally.result();
    const isWell = all.keptBy.every(({ reason }) => wantedReasons.includes(reason));
    return {
      kind: 'cleanup',
      dryRun,
      complete: isWell && (dryRun || counts.left === counts.found - all.deleted - all.gone + counts.arrived),
      ...all,
      ...counts,
      keepSince,
      account,
      host: server.host,
      target: {
        kind: to.kind,
        name: to.kind === 'account' ? to.address : path.resolve(to.path),
        folder: to.kind === 'account' ? to.folder : null,
      },
      startedAt,
      finishedAt: Date.now(),
      durationMs: Date.now() - startedAt,
      version: parts.version,
    };
  } finally {
    await removal.close();
    await target.opened.close();
  }
}

/** Throws account.password_missing. */
export function openRemoval(
  { address, server, allowInsecure }: PopSource,
  secrets: SourcePasswords | null,
  parts: MoveParts,
  onNotice: (notice: SourceNotice) => void,
  signal: AbortSignal,
): Pop3Removal {
  const password = secrets?.passwords[address];
  if (password === undefined) throw new AppError('account.password_missing', { address });
  return openPop3Removal(
    { settings: server, allowInsecure, password: () => Promise.resolve(password), onNotice, log: parts.log },
    signal,
  );
}

/** `moved`: what an archive itself says; null for an account. Throws migrate.same_mailbox and what the target's own doors throw. */
export async function openTarget(
  { source, target }: Pick<CleanUpInput, 'source' | 'target'>,
  parts: MoveParts,
  secrets: SourcePasswords | null,
  onNotice: (notice: SourceNotice) => void,
  signal: AbortSignal,
): Promise<{ opened: Target; moved: ReadonlyMap<string, MovedMessage> | null }> {
  if (target.kind === 'account') {
    const credentials = parts.credentials(target.accountId);
    const { address, settings } = credentials;
    refuseSameMailbox(source, address, settings.imap);
    const { folder } = target;
    return { opened: await openAccountTarget({ credentials, folder, onNotice, log: parts.log }, signal), moved: null };
  }
  const key = secrets?.archives?.[target.path];
  if (key === undefined) throw new AppError('archive.wrong_key', { path: target.path });
  const opened = await openArchiveTarget(target.path, key, signal);
  return { opened, moved: opened.moved(source.address) };
}

/** Throws migrate.same_mailbox. */
export function refuseSameMailbox(source: PopSource, address: string, imap: PopSource['server']): void {
  if (isSameMailbox(source, { address, server: imap }))
    throw new AppError('migrate.same_mailbox', { account: source.address, host: source.server.host });
}

/** Throws app.not_found: without the move's record nothing may be touched. */
export async function movedBefore(
  { moveJobId, source }: Pick<CleanUpInput, 'moveJobId' | 'source'>,
  parts: MoveParts,
): Promise<ReadonlyMap<string, MovedMessage> | null> {
  if (moveJobId === null) return null;
  const record = await readMoved(parts.movesDir, moveJobId, source.address);
  if (!record) throw new AppError('app.not_found', { name: 'move' });
  return record.messages;
}

function progressOf({ address }: PopSource, steps: Steps): JobProgress {
  const { total, done, proven, kept, totalBytes, doneBytes } = steps;
  const shared = { total, done, verified: proven, missing: kept, totalBytes };
  const folder = { id: address, account: address, path: ['INBOX'], role: 'inbox' as const };
  return {
    ...shared,
    phase: 'copying',
    doneBytes,
    folders: [{ ...folder, state: done < total ? 'running' : 'done', ...shared }],
  };
}
