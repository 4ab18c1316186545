// Puts messages of an archive back into a mailbox, with flags and dates, never twice; then reads them back from there.
// It needs no journal: the target mailbox itself says what an interrupted run already brought.
import type { Selection } from '../contract/archive.ts';
import type { RestoreResult } from '../contract/results.ts';
import { defineJob, type JobContext, type JobDefinition } from '../jobs/index.ts';
import { copyIntoMailbox, sumOf } from './into-mailbox.ts';
import { requireKey, type ArchiveParts } from './job-parts.ts';
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
  const target = parts.credentials(input.accountId);
  const reader = await openArchive(input.path, requireKey(context), signal);
  try {
    const source = createArchiveSource(reader, input.selection);
    const arrived = await copyIntoMailbox({ context, target, source, under: input.under, log: parts.log });
    const { failed, droppedKeywords, account, host, readBackMs } = arrived;
    const folders = arrived.folders.map(
      ({ saved, account, path, names, role, target, found, alreadyThere, verified }) => ({
        ...{ account, path, names, role, target, found },
        restored: saved,
        alreadyThere,
        verified,
      }),
    );
    const counts = {
      found: sumOf(folders, ({ found }) => found),
      restored: sumOf(folders, ({ restored }) => restored),
      alreadyThere: sumOf(folders, ({ alreadyThere }) => alreadyThere),
      verified: sumOf(folders, ({ verified }) => verified),
    };
    return {
      kind: 'restore',
      complete: counts.found === counts.restored + counts.alreadyThere && counts.found === counts.verified,
      ...counts,
      failed,
      folders,
      droppedKeywords,
      account,
      host,
      startedAt,
      finishedAt: Date.now(),
      durationMs: Date.now() - startedAt,
      readBackMs,
      version: parts.version,
    };
  } finally {
    await reader.close();
  }
}
