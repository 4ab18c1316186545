// What a move would do, before it does anything: counts on both sides, room, limits, and an honest duration.
import path from 'node:path';
import { archiveBytes, checkTarget, type Credentials } from '../archive/index.ts';
import { freeBytes, throwIfAborted, type Log } from '../base/index.ts';
import type { MoveArchive, MoveOptions, MovePlan, MoveSource } from '../contract/migrate.ts';
import type { SourcePasswords } from '../contract/jobs.ts';
import { readHeads, surveyTarget, type TargetPlace, type TargetSurvey } from '../imap/index.ts';
import type { Source, TransferFolder } from '../transfer/index.ts';
import { isChosen, placedSource, placeOf } from './chosen.ts';
import { lookThrough } from './look-through.ts';
import { openSources } from './open-sources.ts';
import { archivePace, targetLimits, usualPace, type Pace, type TargetLimits } from './pace-table.ts';

export interface PlanInput {
  readonly sources: readonly MoveSource[];
  readonly secrets: SourcePasswords | null;
  /** null: into no account. */
  readonly target: Credentials | null;
  /** null: into no archive. Its path is absolute. */
  readonly archive: MoveArchive | null;
  readonly options: MoveOptions;
  readonly journalDir: string;
  readonly log: Log;
}

/** So much mail on this computer is read through for the doubles in it: a few seconds' work. */
const LOOK_BYTES = 256 * 1024 * 1024;
/** Asking a server for the heads of more than these takes longer than people wait for a plan. */
const LOOK_MESSAGES = 30_000;

/** Throws account.*, network.*, pop3.*, migrate.*, archive.*, disk.*, cancelled. */
export async function planMove(input: PlanInput, signal: AbortSignal): Promise<MovePlan> {
  const { sources, secrets, target, archive, options, log } = input;
  const source = await openSources(sources, { secrets, log });
  try {
    const folders = await source.folders(signal);
    const going = folders.filter((folder) => isChosen(options, folder));
    const survey = target && (await surveyAccount(target, input, going, signal));
    const places = survey?.places ?? (await placesInArchive(source, options, going, signal));
    const placeById = new Map(going.map((folder, at) => [folder.id, places[at]]));
    const messages = going.reduce((total, folder) => total + folder.messages, 0);
    const sizeBytes = going.some((folder) => folder.sizeBytes === null)
      ? null
      : going.reduce((total, folder) => total + (folder.sizeBytes ?? 0), 0);
    const limits = target && limitsOf(target.settings.imap.host);
    const maxMessageBytes = survey?.maxMessageBytes ?? limits?.maxMessageBytes ?? null;
    const there = archive && (await lookAtArchive(archive, input.journalDir, sizeBytes));
    const counts = await countDoubles({ source, survey, going, maxMessageBytes, input }, signal);
    const unknown: Doubles = { alreadyThere: there?.exists ? null : 0, tooLarge: 0 };
    const quota = survey?.quota ?? null;
    return {
      folders: folders.map(({ id, account, names, role, messages: count, sizeBytes: size, offlineCopy }) => {
        const place = placeById.get(id);
        return {
          id,
          account,
          names: [...names],
          role,
          messages: count,
          sizeBytes: size,
          ...(offlineCopy ? { offlineCopy } : {}),
          target: place ? { ...place, names: [...place.names] } : null,
          ...(counts.get(id) ?? unknown),
        };
      }),
      messages,
      sizeBytes,
      target: target && { address: target.address, host: target.settings.imap.host, quota, maxMessageBytes },
      archive: there,
      fits: both(
        !target || (quota && sizeBytes !== null ? sizeBytes <= quota.limitBytes - quota.usedBytes : null),
        !there ||
          (there.neededBytes === null || there.freeBytes === null ? null : there.neededBytes <= there.freeBytes),
      ),
      duration: sumOf([
        ...(target ? [durationOf(messages, sizeBytes, limits)] : []),
        ...(archive ? [durationOf(messages, sizeBytes, null, archivePace)] : []),
      ]),
      at: Date.now(),
    };
  } finally {
    await source.close();
  }
}

const limitsOf = (host: string): TargetLimits | null =>
  targetLimits.find((row) => host === row.host || host.endsWith(`.${row.host}`)) ?? null;

async function connection({ settings, password }: Credentials, log: Log, signal: AbortSignal) {
  const { imap, allowInsecure } = settings;
  return { settings: imap, password: await password(), allowInsecure, signal, log };
}

async function surveyAccount(
  target: Credentials,
  { options, log }: PlanInput,
  going: readonly TransferFolder[],
  signal: AbortSignal,
): Promise<TargetSurvey> {
  const { under } = options;
  return surveyTarget(
    { ...(await connection(target, log, signal)), under, place: (folder) => placeOf(options, folder) },
    going,
  );
}

/** In an archive every folder is new. */
async function placesInArchive(
  source: Source,
  options: MoveOptions,
  going: readonly TransferFolder[],
  signal: AbortSignal,
): Promise<TargetPlace[]> {
  const named = new Map((await placedSource(source, options).folders(signal)).map(({ id, names }) => [id, names]));
  return going.map(({ id }) => {
    const names = named.get(id) ?? [];
    return { path: names.join(' / '), names, isNew: true, messages: 0 };
  });
}

async function lookAtArchive(
  { path: file, compress }: MoveArchive,
  journalDir: string,
  sizeBytes: number | null,
): Promise<NonNullable<MovePlan['archive']>> {
  return {
    path: file,
    ...(await checkTarget(file, journalDir)),
    freeBytes: await freeBytes(path.dirname(file)),
    neededBytes: sizeBytes === null ? null : archiveBytes(sizeBytes, compress),
  };
}

type Doubles = Pick<MovePlan['folders'][number], 'alreadyThere' | 'tooLarge'>;

interface Sides {
  readonly source: Source;
  /** null: into an archive only. */
  readonly survey: TargetSurvey | null;
  readonly going: readonly TransferFolder[];
  readonly maxMessageBytes: number | null;
  readonly input: PlanInput;
}

/** By folder id, for an account. What would take long to know is null. */
async function countDoubles(
  { source, survey, going, maxMessageBytes, input }: Sides,
  signal: AbortSignal,
): Promise<Map<string, Doubles>> {
  const counts = new Map<string, Doubles>();
  if (!survey || !input.target) return counts;
  const { sources, options, log } = input;
  const places = new Map(going.map((folder, at) => [folder.id, survey.places[at]]));
  let room = LOOK_BYTES;
  const near = going.filter((folder) => {
    const place = places.get(folder.id);
    if (folder.messages === 0 || !place || place.messages === 0 || place.messages > LOOK_MESSAGES) return false;
    // Ids begin with the source's position (combined.ts). What a server would have to send is not read for a plan.
    if (sources[Number.parseInt(folder.id, 10)]?.kind === 'pop3') return false;
    const bytes = folder.sizeBytes ?? folder.messages * MEAN_BYTES;
    if (bytes > room) return false;
    room -= bytes;
    return true;
  });
  const paths = [...new Set(near.map(({ id }) => places.get(id)?.path ?? ''))];
  const heads = await readHeads(await connection(input.target, log, signal), paths);
  for (const folder of going) {
    throwIfAborted(signal);
    const place = places.get(folder.id);
    const known = near.includes(folder) ? heads.get(place?.path ?? '') : undefined;
    const asked = { heads: known ?? new Map<string, number>(), maxBytes: maxMessageBytes, since: options.since };
    const looked = known ? await lookThrough(source, folder, asked, signal) : null;
    counts.set(folder.id, {
      alreadyThere: looked?.alreadyThere ?? (place?.messages === 0 || folder.messages === 0 ? 0 : null),
      tooLarge:
        looked && maxMessageBytes !== null ? looked.tooLarge : await tooLarge(source, folder, maxMessageBytes, signal),
    });
  }
  return counts;
}

async function tooLarge(
  source: Source,
  folder: TransferFolder,
  maxBytes: number | null,
  signal: AbortSignal,
): Promise<number | null> {
  if (maxBytes === null) return null;
  if (folder.messages === 0 || (folder.sizeBytes !== null && folder.sizeBytes <= maxBytes)) return 0;
  const sizes = await source.sizes?.(folder, signal);
  if (!sizes) return null;
  let count = 0;
  for (const size of sizes) if (size > maxBytes) count += 1;
  return count;
}

/** Yes when both are; null when one is unknown and none says no. */
const both = (a: boolean | null, b: boolean | null): boolean | null =>
  a === false || b === false ? false : a === null || b === null ? null : true;

/** One after the other. */
const sumOf = (durations: readonly MovePlan['duration'][]): MovePlan['duration'] => ({
  fromMs: durations.reduce((total, { fromMs }) => total + fromMs, 0),
  toMs: durations.reduce((total, { toMs }) => total + toMs, 0),
  because: durations.some(({ because }) => because === 'provider') ? 'provider' : 'connection',
});

/** Taken for a message whose size nobody says: the usual mean of a mailbox. */
const MEAN_BYTES = 75_000;
const HOUR_MS = 3_600_000;

/** From the best to the worst that is usual; a provider's limit is both when it is what decides. */
export function durationOf(
  messages: number,
  sizeBytes: number | null,
  limits: TargetLimits | null,
  pace: Record<'fast' | 'slow', Pace> = usualPace,
): MovePlan['duration'] {
  const bytes = sizeBytes ?? messages * MEAN_BYTES;
  const at = ({ bytesPerSecond, messagesPerSecond }: Pace): number =>
    Math.max(bytes / bytesPerSecond, messages / messagesPerSecond) * 1000;
  const [fromMs, toMs] = [at(pace.fast), at(pace.slow)];
  const perHour = (count: number, limit: number | null | undefined): number => (limit ? (count / limit) * HOUR_MS : 0);
  // What goes within the first day's allowance waits for nobody.
  const { bytesPerDay } = limits ?? {};
  const allowedMs = Math.max(
    perHour(bytes, limits?.bytesPerHour),
    perHour(messages, limits?.messagesPerHour),
    bytesPerDay ? Math.floor(bytes / bytesPerDay) * 24 * HOUR_MS : 0,
  );
  const bound = allowedMs > toMs;
  return {
    fromMs: Math.round(Math.max(fromMs, allowedMs)),
    toMs: Math.round(Math.max(toMs, allowedMs)),
    because: bound ? 'provider' : 'connection',
  };
}
