// What a move would do, before it does anything: counts on both sides, room, limits, and an honest duration.
import type { Credentials } from '../archive/index.ts';
import type { Log } from '../base/index.ts';
import type { JobKey } from '../contract/jobs.ts';
import type { MoveOptions, MovePlan, MoveSource } from '../contract/migrate.ts';
import { surveyTarget } from '../imap/index.ts';
import { isChosen, placeOf } from './chosen.ts';
import { openSources } from './open-sources.ts';
import { targetLimits, usualPace, type TargetLimits } from './pace-table.ts';

export interface PlanInput {
  readonly sources: readonly MoveSource[];
  readonly key: JobKey | null;
  readonly target: Credentials;
  readonly options: MoveOptions;
  readonly log: Log;
}

/** Throws account.*, network.*, pop3.*, migrate.*, disk.*, cancelled. */
export async function planMove(
  { sources, key, target, options, log }: PlanInput,
  signal: AbortSignal,
): Promise<MovePlan> {
  const { settings, address } = target;
  const { host } = settings.imap;
  const source = await openSources(sources, { key, log });
  try {
    const folders = await source.folders(signal);
    const going = folders.filter((folder) => isChosen(options, folder));
    const survey = await surveyTarget(
      {
        settings: settings.imap,
        password: await target.password(),
        allowInsecure: settings.allowInsecure,
        signal,
        log,
        under: options.under,
        place: (folder) => placeOf(options, folder),
      },
      going,
    );
    const placeById = new Map(going.map((folder, at) => [folder.id, survey.places[at]]));
    const messages = going.reduce((total, folder) => total + folder.messages, 0);
    const sizeBytes = going.some((folder) => folder.sizeBytes === null)
      ? null
      : going.reduce((total, folder) => total + (folder.sizeBytes ?? 0), 0);
    const limits = targetLimits.find((row) => host === row.host || host.endsWith(`.${row.host}`)) ?? null;
    const { quota } = survey;
    return {
      folders: folders.map(({ id, account, names, role, messages: count, sizeBytes: size }) => {
        const place = placeById.get(id);
        return {
          id,
          account,
          names: [...names],
          role,
          messages: count,
          sizeBytes: size,
          target: place ? { ...place, names: [...place.names] } : null,
        };
      }),
      messages,
      sizeBytes,
      target: { address, host, quota, maxMessageBytes: survey.maxMessageBytes ?? limits?.maxMessageBytes ?? null },
      fits: quota && sizeBytes !== null ? sizeBytes <= quota.limitBytes - quota.usedBytes : null,
      duration: durationOf(messages, sizeBytes, limits),
      at: Date.now(),
    };
  } finally {
    await source.close();
  }
}

/** Taken for a message whose size nobody says: the usual mean of a mailbox. */
const MEAN_BYTES = 75_000;
const HOUR_MS = 3_600_000;

/** From the best to the worst that is usual; a provider's limit is both when it is what decides. */
export function durationOf(
  messages: number,
  sizeBytes: number | null,
  limits: TargetLimits | null,
): MovePlan['duration'] {
  const bytes = sizeBytes ?? messages * MEAN_BYTES;
  const at = ({ bytesPerSecond, messagesPerSecond }: (typeof usualPace)[keyof typeof usualPace]): number =>
    Math.max(bytes / bytesPerSecond, messages / messagesPerSecond) * 1000;
  const [fromMs, toMs] = [at(usualPace.fast), at(usualPace.slow)];
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
