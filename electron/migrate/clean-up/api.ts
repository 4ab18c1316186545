// The contract's part about clean-ups: what a finished move allows to be deleted, and the start of it.
import path from 'node:path';
import { AppError } from '../../contract/errors.ts';
import { keepChoices, type CleanUpPlan } from '../../contract/clean-up.ts';
import type { Handlers } from '../../contract/index.ts';
import type { SourcePasswords } from '../../contract/jobs.ts';
import type { PopSource } from '../../contract/migrate.ts';
import { surveyTarget } from '../../imap/index.ts';
import type { Jobs } from '../../jobs/index.ts';
import type { TransferFolder } from '../../transfer/index.ts';
import type { MoveJobInput, MoveParts } from '../move-job.ts';
import { movedBefore, openRemoval, openTarget, refuseSameMailbox, type CleanUpInput } from './job.ts';
import { readMoved, type MovedMessage } from './moved-record.ts';

type Held = (passwords: SourcePasswords | null) => SourcePasswords | null;
type CleanUpHandlers = Pick<Handlers['migrate'], 'planCleanUp' | 'startCleanUp' | 'startPopCleanUp'>;

const DAY_MS = 24 * 3_600_000;
const since = (keepDays: number): number | null => (keepDays === 0 ? null : Date.now() - keepDays * DAY_MS);
const quiet = (): void => undefined;

export function cleanUpHandlers(parts: MoveParts, jobs: Jobs, held: Held): CleanUpHandlers {
  /** Where that mailbox went. Throws app.not_found, usage.invalid, migrate.same_mailbox. */
  async function after(jobId: string, address: string): Promise<Pick<CleanUpInput, 'source' | 'target' | 'moveJobId'>> {
    const input = jobs.input(jobId, 'move') as MoveJobInput | null;
    const { result } = jobs.get(jobId);
    if (!input || result?.kind !== 'move') throw new AppError('app.not_found', { name: 'move' });
    const source = input.sources.find((one): one is PopSource => one.kind === 'pop3' && one.address === address);
    if (!source || !result.cleanable?.some((one) => one.address === address))
      throw new AppError('usage.invalid', { reason: 'this move proved nothing of that POP mailbox' });
    if (input.accountId === null) {
      const file = result.archive?.files[0]?.path;
      if (file === undefined) throw new AppError('app.not_found', { name: 'archive' });
      return { source, target: { kind: 'archive', path: file }, moveJobId: null };
    }
    const record = await readMoved(parts.movesDir, jobId, address);
    if (!record) throw new AppError('app.not_found', { name: 'move' });
    const account = parts.credentials(input.accountId);
    refuseSameMailbox(source, account.address, account.settings.imap);
    const { accountId } = input;
    return {
      source,
      target: { kind: 'account', accountId, address: account.address, folder: record.target },
      moveJobId: jobId,
    };
  }

  return {
    async planCleanUp({ jobId, address, passwords }, { signal }) {
      const secrets = held(passwords);
      const place = await after(jobId, address);
      const removal = openRemoval(place.source, secrets, parts, quiet, signal);
      try {
        const { numbers, total } = await removal.list();
        const moved = await allowed(place, parts, secrets, signal);
        const there = [...moved].flatMap(([uid, message]) => (numbers.has(uid) ? [message] : []));
        return { ...planOf(place.source, there), found: total };
      } finally {
        await removal.close();
      }
    },
    async startCleanUp({ jobId, address, keepDays, passwords }) {
      const busy = jobs.list().some(({ kind, state, subject }) => {
        return kind === 'cleanup' && (state === 'running' || state === 'queued') && subject.accounts[0] === address;
      });
      if (busy) throw new AppError('usage.invalid', { reason: 'a clean-up of this mailbox is running' });
      const place = await after(jobId, address);
      const input: CleanUpInput = { ...place, keepSince: since(keepDays), dryRun: false };
      return { jobId: jobs.start('cleanup', input, held(passwords)) };
    },
    async startPopCleanUp({ source, passwords, target, keepDays, dryRun }, { signal }) {
      const secrets = held(passwords);
      const to: CleanUpInput['target'] =
        target.kind === 'archive'
          ? { kind: 'archive', path: path.resolve(target.path) }
          : await folderOf(source, target, parts, signal);
      const input: CleanUpInput = { source, target: to, moveJobId: null, keepSince: since(keepDays), dryRun };
      return { jobId: jobs.start('cleanup', input, secrets) };
    },
  };
}

/** What may go: the move's own record, or what its archive says. */
async function allowed(
  place: Pick<CleanUpInput, 'source' | 'target' | 'moveJobId'>,
  parts: MoveParts,
  secrets: SourcePasswords | null,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, MovedMessage>> {
  const recorded = await movedBefore(place, parts);
  if (recorded) return recorded;
  const { opened, moved } = await openTarget(place, parts, secrets, quiet, signal);
  await opened.close();
  return moved ?? new Map<string, MovedMessage>();
}

function planOf({ address, server }: PopSource, there: readonly MovedMessage[]): Omit<CleanUpPlan, 'found'> {
  const choices = keepChoices.map((keepDays) => {
    const keepSince = since(keepDays);
    const going = there.filter(
      ({ receivedAt }) => keepSince === null || (receivedAt !== null && receivedAt < keepSince),
    );
    return { keepDays, messages: going.length, sizeBytes: going.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) };
  });
  return { address, host: server.host, moved: there.length, choices, at: Date.now() };
}

/** The folder of an account that a move would bring the inbox to. Throws imap.folder_gone when it is not there. */
async function folderOf(
  source: PopSource,
  { accountId, under, to }: { accountId: string; under: string | null; to: string[] | null },
  parts: MoveParts,
  signal: AbortSignal,
): Promise<CleanUpInput['target']> {
  const { address, settings, password } = parts.credentials(accountId);
  const { imap, allowInsecure } = settings;
  refuseSameMailbox(source, address, imap);
  const inbox: TransferFolder = {
    ...{ id: 'INBOX', account: source.address, names: ['INBOX'], path: 'INBOX', role: 'inbox' },
    ...{ messages: 0, sizeBytes: null, uidValidity: null, separator: null },
  };
  const [place] = (
    await surveyTarget(
      { settings: imap, password: await password(), allowInsecure, signal, log: parts.log, under, place: () => to },
      [inbox],
    )
  ).places;
  if (!place || place.isNew)
    throw new AppError('imap.folder_gone', { host: imap.host, folder: place?.path ?? (to ?? []).join('/') });
  return { kind: 'account', accountId, address, folder: place.path };
}
