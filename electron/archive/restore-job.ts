// Puts messages of an archive back into a mailbox, with flags and dates, never twice; then reads them back from there.
// It needs no journal: the target mailbox itself says what an interrupted run already brought.
import type { Selection } from '../contract/archive.ts';
import type { RestoreResult } from '../contract/results.ts';
import { createImapSink, type ImapSink } from '../imap/index.ts';
import { defineJob, type JobContext, type JobDefinition } from '../jobs/index.ts';
import { runTransfer, type TransferFolderState } from '../transfer/index.ts';
import { logNotices, requireKey, type ArchiveParts } from './job-parts.ts';
import { progressOf } from './job-progress.ts';
import { createArchiveSource, openArchive } from './reader.ts';

export interface RestoreJobInput {
  readonly path: string;
  readonly selection: Selection;
  readonly accountId: string;
  readonly address: string;
  readonly under: string | null;
}

type Context = JobContext<RestoreJobInput>;

export const restoreJob = (parts: ArchiveParts): JobDefinition =>
  defineJob<RestoreJobInput>({
    kind: 'restore',
    subject: (input) => ({ path: input.path, accounts: [input.address] }),
    needsKey: () => true,
    run: (context) => runRestore(context, parts),
  });

async function runRestore(context: Context, parts: ArchiveParts): Promise<RestoreResult> {
  const { input, signal } = context;
  const startedAt = Date.now();
  const { address, settings, password } = parts.credentials(input.accountId);
  const reader = await openArchive(input.path, requireKey(context), signal);
  let sink: ImapSink | null = null;
  try {
    const source = createArchiveSource(reader, input.selection);
    const folders = await source.folders(signal);
    const transfer = runTransfer(folders, {
      changed: () => context.progress(() => progressOf('copying', transfer.states)),
      folderDone: ({ folder, saved, already, failed }) =>
        context.log('folder_done', { folder: folder.names.join(' / '), saved: saved + already, failed: failed.length }),
      failed: (message) =>
        context.log('message_failed', { folder: message.folder, key: message.key, code: message.error.code }),
    });
    context.log('started', {
      folders: folders.length,
      messages: folders.reduce((total, folder) => total + folder.messages, 0),
    });
    sink = createImapSink({
      account: address,
      settings: settings.imap,
      allowInsecure: settings.allowInsecure,
      password,
      under: input.under,
      report: transfer.report,
      onNotice: logNotices(context),
      log: parts.log,
    });
    const { states } = transfer;
    await transfer.run(source, sink, signal);
    const readBackAt = Date.now();
    const verified = await sink.verify(
      (counts) => context.progress(() => progressOf('verifying', states, counts)),
      signal,
    );
    const readBackMs = Date.now() - readBackAt;
    const { host } = settings.imap;
    return result({ context, parts, states, sink, verified, startedAt, readBackMs, address, host });
  } finally {
    await sink?.close();
    await reader.close();
  }
}

interface Ending {
  readonly context: Context;
  readonly parts: ArchiveParts;
  readonly states: readonly TransferFolderState[];
  readonly sink: ImapSink;
  /** Read back from the server with equal bytes, by folder id. */
  readonly verified: ReadonlyMap<string, number>;
  readonly startedAt: number;
  readonly readBackMs: number;
  readonly address: string;
  readonly host: string;
}

function result({ parts, states, sink, verified, startedAt, readBackMs, address, host }: Ending): RestoreResult {
  const folders = states.map(({ folder, found, saved, already }) => ({
    account: folder.account,
    path: folder.path,
    names: [...folder.names],
    role: folder.role,
    target: sink.target(folder.id) ?? '',
    found,
    restored: saved,
    alreadyThere: already,
    verified: verified.get(folder.id) ?? 0,
  }));
  const sum = (of: (folder: (typeof folders)[number]) => number): number =>
    folders.reduce((total, folder) => total + of(folder), 0);
  const counts = {
    found: sum((folder) => folder.found),
    restored: sum((folder) => folder.restored),
    alreadyThere: sum((folder) => folder.alreadyThere),
    verified: sum((folder) => folder.verified),
  };
  return {
    kind: 'restore',
    complete: counts.found === counts.restored + counts.alreadyThere && counts.found === counts.verified,
    ...counts,
    failed: states.flatMap((state) => state.failed),
    folders,
    droppedKeywords: [...sink.droppedKeywords()],
    account: address,
    host,
    startedAt,
    finishedAt: Date.now(),
    durationMs: Date.now() - startedAt,
    readBackMs,
    version: parts.version,
  };
}
