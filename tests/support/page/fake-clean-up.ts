// The part of the fake program that cleans up a POP server after a move.
import { keepChoices, type CleanUpResult } from '../../../electron/contract/clean-up.ts';
import { AppError } from '../../../electron/contract/errors.ts';
import type { Handlers } from '../../../electron/contract/index.ts';
import type { Job } from '../../../electron/contract/jobs.ts';
import type { FakeJobs } from './fake-jobs.ts';
import type { Moving } from './fake-migrate.ts';
import { sampleAccounts } from './sample.ts';

type CleanUp = Pick<Handlers['migrate'], 'planCleanUp' | 'startCleanUp' | 'startPopCleanUp'>;

const HOST = 'pop.free.fr';
const FOUND = 3752;
const going: Readonly<Record<number, number>> = { 0: 3749, 7: 3701, 30: 3412, 90: 2890, 365: 1204 };
const bytesOf = (messages: number): number => messages * 162_700;

/** `accountOf`: the account a move went to; null for an archive. */
export function fakeCleanUp(kind: Moving, jobs: FakeJobs, accountOf: (jobId: string) => string | null): CleanUp {
  function resultOf(job: Job, address: string, keepDays: number, to: string | null): CleanUpResult {
    const wanted = going[keepDays] ?? 0;
    const deleted = wanted - 2;
    const now = Date.now();
    const kept = (key: string, reason: 'differs' | 'not_in_target', subject: string, from: string) => ({
      ...{ key, reason, subject, from, detail: null },
      receivedAt: Date.UTC(2019, 5, 14),
      sizeBytes: 48_000,
    });
    return {
      kind: 'cleanup',
      dryRun: false,
      complete: false,
      found: FOUND,
      proven: deleted,
      provenBytes: bytesOf(deleted),
      deleted,
      deletedBytes: bytesOf(deleted),
      kept: FOUND - deleted,
      keptBy: [
        { reason: 'recent', messages: 3749 - wanted, sizeBytes: bytesOf(3749 - wanted) },
        { reason: 'not_moved', messages: 3, sizeBytes: 210_000 },
        { reason: 'not_in_target', messages: 1, sizeBytes: 48_000 },
        { reason: 'differs', messages: 1, sizeBytes: 48_000 },
      ],
      keptMessages: [
        kept('0000041c5e1f', 'not_in_target', 'Devis de la voilerie', 'Voiles du Ponant'),
        kept('000004215e1f', 'differs', 'Relevé de juin', 'Banque des Glénans'),
      ],
      gone: 0,
      goneBefore: 0,
      left: FOUND - deleted + 1,
      arrived: 1,
      keepSince: keepDays === 0 ? null : now - keepDays * 86_400_000,
      account: address,
      host: HOST,
      target:
        to === null
          ? { kind: 'archive', name: '/home/claire/Sauvegardes/claire.malle', folder: null }
          : { kind: 'account', name: to, folder: 'INBOX' },
      startedAt: job.startedAt ?? now,
      finishedAt: now,
      durationMs: 318_000,
      version: '0.1.0',
    };
  }

  return {
    planCleanUp: async ({ address, passwords }, { signal }) => {
      await new Promise<void>((resolve, reject) => {
        const timer = setTimeout(resolve, 150);
        signal.addEventListener('abort', () => {
          clearTimeout(timer);
          reject(new AppError('cancelled'));
        });
      });
      if (kind === 'same') throw new AppError('migrate.same_mailbox', { account: address, host: HOST });
      if (passwords?.passwords[address] === 'wrong') throw new AppError('account.wrong_password', { host: HOST });
      return {
        address,
        host: HOST,
        found: FOUND,
        moved: 3749,
        choices: keepChoices.map((keepDays) => {
          const messages = going[keepDays] ?? 0;
          return { keepDays, messages, sizeBytes: bytesOf(messages) };
        }),
        at: Date.now(),
      };
    },
    startCleanUp: ({ jobId, address, keepDays }) => {
      const accountId = accountOf(jobId);
      const to = sampleAccounts.find(({ id }) => id === accountId)?.address ?? null;
      const total = going[keepDays] ?? 0;
      const shared = { total, done: 0, verified: 0, missing: 0, totalBytes: bytesOf(total) };
      const started = jobs.start(
        'cleanup',
        '',
        [address, ...(to === null ? [] : [to])],
        (job) => resultOf(job, address, keepDays, to),
        {
          ...shared,
          phase: 'copying',
          doneBytes: 0,
          folders: [{ id: address, account: address, path: ['INBOX'], role: 'inbox', state: 'waiting', ...shared }],
        },
      );
      jobs.set(started.jobId, { secrets: { passwords: [address], archives: [], passphrase: false } });
      return started;
    },
    startPopCleanUp: () => {
      throw new AppError('usage.invalid', { reason: 'the page never asks for this' });
    },
  };
}
