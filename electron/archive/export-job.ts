// An export from the first count to the certificate. Killed at any moment, the next run goes on from the journal.
import path from 'node:path';
import { describeError, freeBytes, toAppError } from '../base/index.ts';
import type { ExportInput } from '../contract/archive.ts';
import { AppError } from '../contract/errors.ts';
import type { ExportResult } from '../contract/results.ts';
import { createImapSource } from '../imap/index.ts';
import { defineJob, type JobContext, type JobDefinition } from '../jobs/index.ts';
import { joinSources, runTransfer, type Source, type Transfer, type TransferFolderState } from '../transfer/index.ts';
import { openHeader } from './age.ts';
import { prove, remember } from './export-proof.ts';
import { finishedBefore } from './finished-before.ts';
import { logNotices, requireKey, type ArchiveParts } from './job-parts.ts';
import { progressOf, totalBytes } from './job-progress.ts';
import { createArchiveSink, type ArchiveSink, type ArchiveSinkOptions } from './sink.ts';

/** What is stored with the job: the choices, never the passphrase. */
export type ExportJobInput = Omit<ExportInput, 'protection'> & {
  readonly protection: { readonly kind: 'passphrase' } | { readonly kind: 'recipients'; readonly recipients: string[] };
  readonly addresses: string[];
  /** An age header that the passphrase opens, as base64; null for age keys. */
  readonly phraseCheck: string | null;
};

/** What deflate leaves of ordinary mail (measured 0.76 on base64), with a margin; stored archives need the whole. */
const COMPRESSED_SHARE = 0.85;
const OVERHEAD_BYTES = 16 * 1024 * 1024;

type Context = JobContext<ExportJobInput>;

export const exportJob = (parts: ArchiveParts): JobDefinition =>
  defineJob<ExportJobInput>({
    kind: 'export',
    subject: (input) => ({ path: input.path, accounts: input.addresses }),
    needsKey: (input) => input.protection.kind === 'passphrase',
    run: (context) => runExport(context, parts),
  });

async function runExport(context: Context, parts: ArchiveParts): Promise<ExportResult> {
  const { input, signal } = context;
  const startedAt = Date.now();
  const credentials = input.accounts.map((account) => parts.credentials(account.accountId));
  const accounts = credentials.map(({ address, settings }) => ({ address, host: settings.imap.host }));
  const sources = new Map<string, Source>(
    credentials.map((account, index) => [
      account.address,
      createImapSource({
        account: account.address,
        settings: account.settings.imap,
        allowInsecure: account.settings.allowInsecure,
        password: () => account.password(),
        folders: input.accounts[index]?.folders ?? null,
        onNotice: logNotices(context),
        log: parts.log,
      }),
    ]),
  );
  const source = joinSources(sources);
  let sink: ArchiveSink | null = null;
  try {
    const folders = await source.folders(signal);
    const transfer = runTransfer(
      folders,
      observe(context, () => transfer.states),
    );
    context.progress(() => progressOf('counting', transfer.states));
    const key = await typedKey(context);
    const options = { ...sinkOptions(context, key, parts), accounts };
    try {
      sink = await createArchiveSink(options, transfer.report, signal);
    } catch (error) {
      if (!(error instanceof AppError && error.code === 'archive.exists')) throw error;
      context.progress(() => progressOf('verifying', transfer.states));
      const finished = await finishedBefore(options, folders, source, signal);
      if (!finished) throw error;
      remember(finished, input, parts);
      return finished;
    }
    await checkRoom(input, transfer.states, sink.counts().bytes);
    if (!sink.resumed) {
      const found = folders.reduce((total, folder) => total + folder.messages, 0);
      context.log('started', { folders: folders.length, messages: found });
    }
    await copy(transfer, source, sink, context, parts);
    return await prove({ context, parts, transfer, source, sink, options, startedAt });
  } catch (error) {
    // Nothing was kept and nothing can go on: leave no trace. Otherwise the journal waits for the next run.
    if (sink && !sink.resumed && sink.counts().places === 0) await sink.discard();
    else await sink?.close();
    throw error;
  } finally {
    await source.close();
  }
}

/**
 * The passphrase to write with; null for age keys. One that was typed again after a restart must be the one on the
 * recovery sheet: before the first volume is sealed nothing else would notice a slip. Throws archive.wrong_key.
 */
async function typedKey(context: Context): Promise<ExportInput['protection'] | null> {
  const { protection, phraseCheck, path: file } = context.input;
  if (protection.kind !== 'passphrase') return null;
  const typed = requireKey(context);
  const { key } =
    context.again && phraseCheck !== null
      ? await openHeader(Buffer.from(phraseCheck, 'base64'), typed, file)
      : { key: typed };
  if (key.kind !== 'passphrase') throw new AppError('archive.wrong_key', { path: file });
  return key;
}

function sinkOptions(
  context: Context,
  key: ExportInput['protection'] | null,
  parts: ArchiveParts,
): Omit<ArchiveSinkOptions, 'accounts'> {
  const { path: file, protection, format, compress, volumeSizeBytes, decodeWinmail, language } = context.input;
  return {
    path: file,
    protection: key ?? (protection as ExportInput['protection']),
    format,
    compress,
    volumeSizeBytes,
    decodeWinmail,
    language,
    journalDir: parts.journalDir,
    generator: `Malleposte ${parts.version}`,
    onVolume: (step, volume) =>
      context.log(step === 'sealed' ? 'volume_sealed' : 'volume_verified', { path: path.basename(volume) }),
  };
}

function observe(context: Context, states: () => readonly TransferFolderState[]): Parameters<typeof runTransfer>[1] {
  return {
    changed: () => context.progress(() => progressOf('copying', states())),
    folderDone: ({ folder, saved, failed }) =>
      context.log('folder_done', { folder: folder.names.join(' / '), saved, failed: failed.length }),
    folderRestarted: ({ folder }) => context.log('folder_restarted', { folder: folder.names.join(' / ') }),
    failed: (message) =>
      context.log('message_failed', { folder: message.folder, key: message.key, code: message.error.code }),
  };
}

/** Refuses before the first byte when the disk cannot hold the mailbox. Unknown sizes are not guessed. */
async function checkRoom(
  input: ExportJobInput,
  states: readonly TransferFolderState[],
  keptBytes: number,
): Promise<void> {
  const total = totalBytes(states);
  const free = await freeBytes(path.dirname(input.path));
  if (total === null || free === null) return;
  const needed = Math.ceil(total * (input.compress ? COMPRESSED_SHARE : 1.01)) + OVERHEAD_BYTES;
  if (needed - keptBytes > free) {
    throw new AppError('disk.not_enough_room', {
      path: path.dirname(input.path),
      neededBytes: needed,
      freeBytes: free,
    });
  }
}

/** The transfer; whatever ends it early, what was taken is sealed first, so that nothing has to be fetched twice. */
async function copy(
  transfer: Transfer,
  source: Source,
  sink: ArchiveSink,
  context: Context,
  parts: ArchiveParts,
): Promise<void> {
  try {
    await transfer.run(source, sink, context.signal);
  } catch (error) {
    try {
      // The job's own signal has fired already; sealing is what must still happen.
      await sink.suspend(AbortSignal.timeout(60_000));
      context.log('paused', { saved: sink.counts().places });
    } catch (sealing) {
      parts.log.warn({ error: describeError(toAppError(sealing, parts.log)) }, 'the open volume could not be kept');
    }
    throw error;
  }
}
