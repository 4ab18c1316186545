// Mail from any source into an archive, from the first count to the certificate: what an export and a move do. Killed at
// any moment, the next run goes on from the journal.
import path from 'node:path';
import { describeError, freeBytes, toAppError } from '../base/index.ts';
import type { Protection } from '../contract/archive.ts';
import { AppError } from '../contract/errors.ts';
import type { ExportResult } from '../contract/results.ts';
import type { JobContext } from '../jobs/index.ts';
import {
  runTransfer,
  type ReadonlyKeys,
  type Source,
  type Transfer,
  type TransferFolder,
  type TransferFolderState,
} from '../transfer/index.ts';
import { openHeader } from './age.ts';
import type { ArchiveChoices } from './archive-choices.ts';
import { prove, remember } from './export-proof.ts';
import { finishedBefore } from './finished-before.ts';
import { requireKey, type ArchiveParts } from './job-parts.ts';
import { logFailed, progressOf, totalBytes } from './job-progress.ts';
import { createArchiveSink, type ArchiveSink, type ArchiveSinkOptions } from './sink.ts';

/** What is to be written, and from where. */
export interface ArchiveWork {
  /** Its key is the passphrase; null for age keys. */
  readonly context: JobContext<unknown>;
  readonly parts: ArchiveParts;
  readonly choices: ArchiveChoices;
  /** Stays open. */
  readonly source: Source;
  /** Whose mail it is, for the manifest and the certificate. */
  readonly accounts: (folders: readonly TransferFolder[]) => { address: string; host: string }[];
  /** Those of the accounts of which only some folders were chosen. */
  readonly partOf: string[];
  /** What else was asked for: the same archive is known again only by the same wish. */
  readonly wish?: string;
  /** The keys a folder listed, where the source hands out fewer than it lists (chosen by date). */
  readonly listed?: (folderId: string) => ReadonlyKeys | null;
}

/** What deflate leaves of ordinary mail (measured 0.76 on base64), with a margin; stored archives need the whole. */
const COMPRESSED_SHARE = 0.85;
const OVERHEAD_BYTES = 16 * 1024 * 1024;

/** Room an archive of so much mail takes, at most. */
export const archiveBytes = (mailBytes: number, compress: boolean): number =>
  Math.ceil(mailBytes * (compress ? COMPRESSED_SHARE : 1.01)) + OVERHEAD_BYTES;

/**
 * Writes, seals, reads back and certifies. `before`: the very archive was finished by an earlier run, and nothing was
 * written. Throws archive.*, account.*, network.*, disk.*, cancelled.
 */
export async function writeArchive(work: ArchiveWork): Promise<{ result: ExportResult; before: boolean }> {
  const { context, parts, choices, source, partOf } = work;
  const { signal } = context;
  const startedAt = Date.now();
  let sink: ArchiveSink | null = null;
  try {
    const folders = await source.folders(signal);
    const transfer = runTransfer(
      folders,
      observe(context, () => transfer.states),
    );
    context.progress(() => progressOf('counting', transfer.states));
    const key = await typedKey(context, choices);
    const options = { ...sinkOptions(work, key), accounts: work.accounts(folders) };
    try {
      sink = await createArchiveSink(options, transfer.report, signal);
    } catch (error) {
      if (!(error instanceof AppError && error.code === 'archive.exists')) throw error;
      context.progress(() => progressOf('verifying', transfer.states));
      const finished = await finishedBefore(options, folders, source, signal, work.wish);
      if (!finished) throw error;
      remember(finished, choices, partOf, parts);
      return { result: finished, before: true };
    }
    await checkRoom(choices, transfer.states, sink.counts().bytes);
    if (!sink.resumed) {
      const found = folders.reduce((total, folder) => total + folder.messages, 0);
      context.log('started', { folders: folders.length, messages: found });
    }
    await copy(transfer, sink, work);
    return { result: await prove({ ...work, transfer, sink, options, startedAt }), before: false };
  } catch (error) {
    // Nothing was kept and nothing can go on: leave no trace. Otherwise the journal waits for the next run.
    if (sink && !sink.resumed && sink.counts().places === 0) await sink.discard();
    else await sink?.close();
    throw error;
  }
}

/**
 * The passphrase to write with; null for age keys. One that was typed again after a restart must be the one on the
 * recovery sheet: before the first volume is sealed nothing else would notice a slip. Throws archive.wrong_key.
 */
async function typedKey(
  context: ArchiveWork['context'],
  { protection, phraseCheck, path: file }: ArchiveChoices,
): Promise<Protection | null> {
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
  { context, parts, choices }: ArchiveWork,
  key: Protection | null,
): Omit<ArchiveSinkOptions, 'accounts'> {
  const { path: file, protection, format, compress, volumeSizeBytes, decodeWinmail, language } = choices;
  return {
    path: file,
    protection: key ?? (protection as Protection),
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

function observe(
  context: ArchiveWork['context'],
  states: () => readonly TransferFolderState[],
): Parameters<typeof runTransfer>[1] {
  return {
    changed: () => context.progress(() => progressOf('copying', states())),
    folderDone: ({ folder, saved, failed }) =>
      context.log('folder_done', { folder: folder.names.join(' / '), saved, failed: failed.length }),
    folderRestarted: ({ folder }) => context.log('folder_restarted', { folder: folder.names.join(' / ') }),
    failed: (message) => logFailed(context, states(), message),
  };
}

/** Refuses before the first byte when the disk cannot hold the mailbox. Unknown sizes are not guessed. */
async function checkRoom(
  { path: file, compress }: ArchiveChoices,
  states: readonly TransferFolderState[],
  keptBytes: number,
): Promise<void> {
  const total = totalBytes(states);
  const free = await freeBytes(path.dirname(file));
  if (total === null || free === null) return;
  const needed = archiveBytes(total, compress);
  if (needed - keptBytes > free) {
    throw new AppError('disk.not_enough_room', {
      path: path.dirname(file),
      neededBytes: needed,
      freeBytes: free,
    });
  }
}

/** The transfer; whatever ends it early, what was taken is sealed first, so that nothing has to be fetched twice. */
async function copy(transfer: Transfer, sink: ArchiveSink, { context, parts, source }: ArchiveWork): Promise<void> {
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
