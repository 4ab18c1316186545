// Moves mail into an account, never twice, and reads it back from there. Like a restore it needs no journal: the target
// itself says what an interrupted run already brought. Nothing is deleted at the source.
import { logNotices, progressOf, type Credentials } from '../archive/index.ts';
import type { Log } from '../base/index.ts';
import type { MoveOptions, MoveSource } from '../contract/migrate.ts';
import type { MoveResult } from '../contract/results.ts';
import { createImapSink, type ImapSink } from '../imap/index.ts';
import { defineJob, type JobContext, type JobDefinition } from '../jobs/index.ts';
import { hashedSource, runTransfer, type TransferFolderState } from '../transfer/index.ts';
import { chosenSource, placeOf, type ChosenSource } from './chosen.ts';
import { nameOf, needsPassword, openSources } from './open-sources.ts';

export interface MoveParts {
  /** Throws app.not_found. */
  readonly credentials: (accountId: string) => Credentials;
  /** Where a large message may wait, encrypted, until its hash is known. */
  readonly spoolDir: string;
  readonly version: string;
  readonly log: Log;
}

export interface MoveJobInput {
  readonly sources: readonly MoveSource[];
  readonly accountId: string;
  readonly address: string;
  readonly options: MoveOptions;
}

type Context = JobContext<MoveJobInput>;

export const moveJob = (parts: MoveParts): JobDefinition =>
  defineJob<MoveJobInput>({
    kind: 'move',
    subject: ({ sources, address }) => ({
      path: sources.find((source) => source.kind === 'local')?.path ?? '',
      accounts: [...sources.flatMap((source) => (source.kind === 'pop3' ? [source.address] : [])), address],
    }),
    needsKey: ({ sources }) => needsPassword(sources),
    run: (context) => runMove(context, parts),
  });

async function runMove(context: Context, parts: MoveParts): Promise<MoveResult> {
  const { input, signal, key } = context;
  const startedAt = Date.now();
  const { address, settings, password } = parts.credentials(input.accountId);
  const onNotice = logNotices(context);
  const all = await openSources(input.sources, { key, log: parts.log, onNotice });
  const source = chosenSource(all, input.options);
  let sink: ImapSink | null = null;
  try {
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
      under: input.options.under,
      place: (folder) => placeOf(input.options, folder),
      recognise: true,
      report: transfer.report,
      onNotice,
      log: parts.log,
    });
    await transfer.run(hashedSource(source, parts.spoolDir), sink, signal);
    const readBackAt = Date.now();
    const verified = await sink.verify(
      (counts) => context.progress(() => progressOf('verifying', transfer.states, counts)),
      signal,
    );
    const readBackMs = Date.now() - readBackAt;
    const { states } = transfer;
    const { host } = settings.imap;
    return result({ input, parts, states, source, sink, verified, startedAt, readBackMs, address, host });
  } finally {
    await sink?.close();
    await source.close();
  }
}

interface Ending {
  readonly input: MoveJobInput;
  readonly parts: MoveParts;
  readonly states: readonly TransferFolderState[];
  readonly source: ChosenSource;
  readonly sink: ImapSink;
  /** Read back from the server, by folder id. */
  readonly verified: ReadonlyMap<string, number>;
  readonly startedAt: number;
  readonly readBackMs: number;
  readonly address: string;
  readonly host: string;
}

function result({
  input,
  parts,
  states,
  source,
  sink,
  verified,
  startedAt,
  readBackMs,
  address,
  host,
}: Ending): MoveResult {
  const folders = states.map(({ folder, found, saved, already }) => ({
    account: folder.account,
    path: folder.path,
    names: [...folder.names],
    role: folder.role,
    target: sink.target(folder.id) ?? '',
    found,
    moved: saved,
    alreadyThere: already,
    verified: verified.get(folder.id) ?? 0,
    recognised: sink.recognised().get(folder.id) ?? 0,
    older: source.older(folder.id),
  }));
  const sum = (of: (folder: (typeof folders)[number]) => number): number =>
    folders.reduce((total, folder) => total + of(folder), 0);
  const counts = {
    found: sum((folder) => folder.found),
    moved: sum((folder) => folder.moved),
    alreadyThere: sum((folder) => folder.alreadyThere),
    verified: sum((folder) => folder.verified),
    recognised: sum((folder) => folder.recognised),
    older: sum((folder) => folder.older),
  };
  const failed = states.flatMap((state) => state.failed);
  return {
    kind: 'move',
    complete:
      failed.length === 0 && counts.found === counts.moved + counts.alreadyThere && counts.found === counts.verified,
    ...counts,
    failed,
    folders,
    droppedKeywords: [...sink.droppedKeywords()],
    from: input.sources.map(nameOf),
    account: address,
    host,
    startedAt,
    finishedAt: Date.now(),
    durationMs: Date.now() - startedAt,
    readBackMs,
    version: parts.version,
  };
}
