// Moves mail into an account, an archive, or both, never twice, and reads it back from there. The targets themselves say
// what an interrupted run already brought. Nothing is deleted at the source.
import path from 'node:path';
import {
  copyIntoMailbox,
  logNotices,
  sumOf,
  writeArchive,
  type ArchiveChoices,
  type ArchiveParts,
  type Arrived,
} from '../archive/index.ts';
import type { JobProgress, MoveSecrets, SourcePasswords } from '../contract/jobs.ts';
import type { MoveOptions, MoveSource } from '../contract/migrate.ts';
import type { ExportResult, MoveResult } from '../contract/results.ts';
import type { FailedMessage } from '../contract/shapes.ts';
import { defineJob, type JobContext, type JobDefinition } from '../jobs/index.ts';
import { hashedSource, type TransferFolder } from '../transfer/index.ts';
import { chosenSource, markedSource, placedSource, placeOf, type ChosenSource, type PickedMessages } from './chosen.ts';
import { noteMoved, type MovedNotes } from './clean-up/note-moved.ts';
import { cleanableOf, leaveRecord } from './clean-up/leave-record.ts';
import { forgetMoved } from './clean-up/moved-record.ts';
import { nameOf, openSources, secretsOf } from './open-sources.ts';
import { saveAsFiles } from './save-as-files.ts';

export interface MoveParts extends ArchiveParts {
  /** Where a large message may wait, encrypted, until its hash is known. */
  readonly spoolDir: string;
  /** Where a finished move leaves the list of what may be cleaned up after it. */
  readonly movesDir: string;
  /** False where no job outlives its process: then nobody could come back for that list. */
  readonly keepsMoves: boolean;
}

/** What is stored with the job. Those of earlier versions know neither archives nor picked messages. */
export interface MoveJobInput {
  readonly sources: readonly MoveSource[];
  readonly accountId: string | null;
  readonly address: string | null;
  readonly archive?: ArchiveChoices | null;
  readonly options: MoveOptions;
  /** Only these messages: what an earlier move could not bring over. */
  readonly only?: readonly PickedMessages[];
  /** Into a folder of this computer instead of a target. */
  readonly saveIn?: string;
}

type Context = JobContext<MoveJobInput>;

export const moveJob = (parts: MoveParts): JobDefinition =>
  defineJob<MoveJobInput>({
    kind: 'move',
    subject: ({ sources, address, archive, saveIn }) => ({
      path: saveIn ?? archive?.path ?? sources.find((source) => source.kind !== 'pop3')?.path ?? '',
      accounts: [
        ...sources.flatMap((source) => (source.kind === 'pop3' ? [source.address] : [])),
        address ?? [],
      ].flat(),
    }),
    needsKey: (input) => {
      const { passwords, archives, passphrase } = moveSecrets(input);
      return passphrase || passwords.length > 0 || archives.length > 0;
    },
    secrets: moveSecrets,
    forget: (jobId) => forgetMoved(parts.movesDir, jobId),
    run: (context) => runMove(context, parts),
  });

const moveSecrets = ({ sources, archive }: MoveJobInput): MoveSecrets => ({
  ...secretsOf(sources),
  passphrase: archive?.protection.kind === 'passphrase',
});

async function runMove(context: Context, parts: MoveParts): Promise<MoveResult> {
  const { input, signal, key } = context;
  const startedAt = Date.now();
  const secrets = key?.kind === 'passwords' ? key : null;
  const all = await openSources(input.sources, { secrets, log: parts.log, onNotice: logNotices(context) });
  const isPop = (folderId: string): boolean => input.sources[Number.parseInt(folderId, 10)]?.kind === 'pop3';
  const notes = noteMoved(chosenSource(all, input.options, input.only ?? null), isPop);
  const { source } = notes;
  try {
    const { archive: choices = null, accountId, options, saveIn } = input;
    const archive = choices && (await intoArchive(context, parts, source, choices, secrets));
    if (archive && accountId === null) {
      const brought = await asArrived(archive, source, options, signal);
      const cleanable = input.sources.flatMap((one) => (one.kind === 'pop3' ? cleanableOf(one, brought.folders) : []));
      return { ...result(context, parts, startedAt, brought, archive.result), cleanable };
    }
    const arrived =
      saveIn === undefined
        ? await intoAccount(context, parts, source, notes.arrived)
        : await saveAsFiles({ context, source, folder: saveIn });
    const folders = arrived.folders.map((folder) => ({ ...folder, older: source.older(folder.id) }));
    const cleanable = saveIn === undefined ? await leaveRecord(context, parts, notes, folders) : [];
    return { ...result(context, parts, startedAt, { ...arrived, folders }, archive?.result ?? null), cleanable };
  } finally {
    await source.close();
  }
}

/** The job's context for one of two targets. */
const towards = (context: Context, target: NonNullable<JobProgress['target']>): Context =>
  context.input.archive && context.input.accountId !== null
    ? { ...context, progress: (make) => context.progress(() => ({ ...make(), target })) }
    : context;

async function intoArchive(
  context: Context,
  parts: MoveParts,
  source: ChosenSource,
  choices: ArchiveChoices,
  secrets: SourcePasswords | null,
): Promise<{ result: ExportResult; before: boolean }> {
  const { sources, options } = context.input;
  const passphrase = secrets?.passphrase;
  const { since, under, folders } = options;
  return writeArchive({
    context: {
      ...towards(context, 'archive'),
      key: passphrase === undefined ? null : { kind: 'passphrase', passphrase },
    },
    parts,
    choices,
    source: placedSource(source, options),
    accounts: (found) => accountsOf(found, sources),
    partOf: [],
    wish: since === null && under === null && folders.length === 0 ? '' : JSON.stringify([since, under, folders]),
    listed: (folderId) => source.listed(folderId),
  });
}

/** Whose mail it is, and where it was: a server, or a path. */
function accountsOf(
  folders: readonly TransferFolder[],
  sources: readonly MoveSource[],
): { address: string; host: string }[] {
  const accounts = new Map<string, { address: string; host: string }>();
  for (const { id, account } of folders) {
    // Ids begin with the source's position (combined.ts).
    const source = sources[Number.parseInt(id, 10)];
    const host = source?.kind === 'pop3' ? source.server.host : (source?.path ?? '');
    accounts.set(`${account}\0${host}`, { address: account, host });
  }
  return [...accounts.values()];
}

function intoAccount(
  context: Context,
  parts: MoveParts,
  source: ChosenSource,
  arrived: MovedNotes['arrived'],
): Promise<Arrived> {
  const { accountId, options } = context.input;
  return copyIntoMailbox({
    context: towards(context, 'account'),
    target: parts.credentials(accountId ?? ''),
    source: hashedSource(markedSource(source, options.marks ?? 'kept'), parts.spoolDir),
    under: options.under,
    place: (folder) => placeOf(options, folder),
    recognise: true,
    arrived,
    log: parts.log,
  });
}

/** What was brought, and what stayed because it is older. */
type Brought = Pick<Arrived, 'failed' | 'mended' | 'droppedKeywords' | 'readBackMs'> & {
  readonly account: string | null;
  readonly host: string | null;
  readonly folders: readonly (Arrived['folders'][number] & { readonly older: number })[];
};

/** An archive's own result in the words of a move. One that was finished before has everything already. */
async function asArrived(
  { result: written, before }: { result: ExportResult; before: boolean },
  source: ChosenSource,
  options: MoveOptions,
  signal: AbortSignal,
): Promise<Brought> {
  const { folders, failed, readBackMs = 0 } = written;
  const read = await source.folders(signal);
  const rows = folders.map(async ({ account, path: from, names, role, found, saved, verified }, at) => {
    const folder = read[at];
    const listed = before && folder && options.since !== null ? await source.relist(folder, signal) : null;
    return {
      id: folder?.id ?? '',
      ...{ account, path: from, names, role, found, verified },
      target: names.join(' / '),
      saved: before ? 0 : saved,
      alreadyThere: before ? saved : 0,
      recognised: 0,
      older: listed ? Math.max(0, listed.keys.size - found) : source.older(folder?.id ?? ''),
    };
  });
  const none = { mended: [], droppedKeywords: [], account: null, host: null };
  return { ...none, folders: await Promise.all(rows), failed, readBackMs };
}

function result(
  { input }: Context,
  parts: MoveParts,
  startedAt: number,
  { folders: rows, failed, mended, droppedKeywords, account, host, readBackMs }: Brought,
  archive: ExportResult | null,
): MoveResult {
  const folders = rows.map(
    ({ account: of, path: from, names, role, target, found, saved, alreadyThere, verified, recognised, older }) => ({
      ...{ account: of, path: from, names, role, target, found },
      moved: saved,
      ...{ alreadyThere, verified, recognised, older },
    }),
  );
  const counts = {
    found: sumOf(folders, ({ found }) => found),
    moved: sumOf(folders, ({ moved }) => moved),
    alreadyThere: sumOf(folders, ({ alreadyThere }) => alreadyThere),
    verified: sumOf(folders, ({ verified }) => verified),
    recognised: sumOf(folders, ({ recognised }) => recognised),
    older: sumOf(folders, ({ older }) => older),
  };
  const refused = eachOnce([...failed, ...(archive?.failed ?? [])]);
  return {
    kind: 'move',
    complete:
      refused.length === 0 && counts.found === counts.moved + counts.alreadyThere && counts.found === counts.verified,
    ...counts,
    failed: refused,
    mended,
    folders,
    droppedKeywords,
    from: input.sources.map(nameOf),
    account,
    host,
    archive,
    savedIn: input.saveIn === undefined ? null : path.resolve(input.saveIn),
    startedAt,
    finishedAt: Date.now(),
    durationMs: Date.now() - startedAt,
    readBackMs: readBackMs + (account === null ? 0 : (archive?.readBackMs ?? 0)),
    version: parts.version,
  };
}

/** What could not be read is said by both targets. */
function eachOnce(failed: readonly FailedMessage[]): FailedMessage[] {
  const byPlace = new Map<string, FailedMessage>();
  for (const one of failed) {
    const place = JSON.stringify([one.account, one.folder, one.key]);
    if (!byPlace.has(place)) byPlace.set(place, one);
  }
  return [...byPlace.values()];
}
