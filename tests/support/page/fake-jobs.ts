// Jobs that move by themselves in the fake program: counting, copying, reading back, sealed. No mail behind them.
import type { FolderProgress, Job, JobKind, JobProgress, JobResult } from '../../../electron/contract/jobs.ts';
import { AppError } from '../../../electron/contract/errors.ts';
import { foldersOf, sampleAccounts } from './sample.ts';

const TICK_MS = 200;

export interface FakeJobs {
  list(): Job[];
  get(id: string): Job;
  /** `progress`: where it starts; left out, the folders of the accounts. */
  start(
    kind: JobKind,
    path: string,
    accountIds: readonly string[],
    result: (job: Job) => JobResult,
    progress?: JobProgress,
  ): { jobId: string };
  set(id: string, change: Partial<Job>): Job;
  dismiss(id: string): void;
}

function progressOf(accountIds: readonly string[]): JobProgress {
  const folders = accountIds.flatMap((id) =>
    foldersOf(id).map((folder): FolderProgress => {
      const address = sampleAccounts.find((account) => account.id === id)?.address ?? id;
      return {
        id: `${id}/${folder.path}`,
        account: address,
        path: [...folder.names],
        role: folder.role,
        state: 'waiting',
        total: folder.messages,
        done: 0,
        verified: 0,
        missing: 0,
        totalBytes: folder.sizeBytes,
      };
    }),
  );
  const sum = (of: (folder: FolderProgress) => number): number => folders.reduce((all, one) => all + of(one), 0);
  return {
    phase: 'copying',
    total: sum((folder) => folder.total),
    done: 0,
    verified: 0,
    missing: 0,
    totalBytes: sum((folder) => folder.totalBytes ?? 0),
    doneBytes: 0,
    folders,
  };
}

/** Progress at a point of the whole, 0 to 1: the first 70 % copies, the rest reads back. */
export function at(progress: JobProgress, ratio: number): JobProgress {
  const done = Math.round(progress.total * Math.min(1, ratio / 0.7));
  const verified = Math.round(progress.total * Math.max(0, (ratio - 0.7) / 0.3));
  const spread = (amount: number): number[] => {
    let left = amount;
    return progress.folders.map((folder) => {
      const part = Math.min(folder.total, left);
      left -= part;
      return part;
    });
  };
  const [copied, checked] = [spread(done), spread(verified)];
  const folders = progress.folders.map((folder, i): FolderProgress => {
    const [d, v] = [copied[i] ?? 0, checked[i] ?? 0];
    return {
      ...folder,
      done: d,
      verified: v,
      state: v === folder.total ? 'done' : d > 0 ? 'running' : 'waiting',
    };
  });
  return {
    ...progress,
    phase: ratio >= 1 ? 'sealing' : ratio > 0.7 ? 'verifying' : 'copying',
    done,
    verified,
    doneBytes: Math.round(((progress.totalBytes ?? 0) * done) / Math.max(1, progress.total)),
    folders,
  };
}

/** `seconds` is how long a whole job takes. */
export function fakeJobs(emit: (name: string, payload: unknown) => void, seconds: number): FakeJobs {
  const jobs = new Map<string, Job>();
  const ratios = new Map<string, number>();
  const results = new Map<string, (job: Job) => JobResult>();
  let next = 1;

  function get(id: string): Job {
    const job = jobs.get(id);
    if (!job) throw new AppError('app.not_found', { name: id });
    return job;
  }
  function set(id: string, change: Partial<Job>): Job {
    const job = { ...get(id), ...change };
    jobs.set(id, job);
    emit('job.changed', job);
    return job;
  }
  function tick(id: string): void {
    const job = jobs.get(id);
    if (job?.state !== 'running' || !job.progress) return;
    const ratio = (ratios.get(id) ?? 0) + TICK_MS / 1000 / seconds;
    ratios.set(id, ratio);
    const progress = at(job.progress, Math.min(1, ratio));
    if (ratio < 1) {
      set(id, { progress });
      setTimeout(() => tick(id), TICK_MS);
      return;
    }
    const ended = { ...job, progress, state: 'done' as const, finishedAt: Date.now() };
    set(id, { ...ended, result: results.get(id)?.(ended) ?? null });
  }

  return {
    list: () => [...jobs.values()].reverse(),
    get,
    start(kind, path, accountIds, result, begin) {
      const id = `job${next++}`;
      const now = Date.now();
      const accounts = accountIds.map((one) => sampleAccounts.find((account) => account.id === one)?.address ?? one);
      const progress = begin ?? progressOf(accountIds);
      jobs.set(id, {
        id,
        kind,
        state: 'running',
        subject: { path, accounts },
        createdAt: now,
        startedAt: now,
        finishedAt: null,
        progress,
        log: [
          {
            at: now,
            kind: 'started',
            params: { folders: progress.folders.length, messages: progress.total },
          },
        ],
        error: null,
        needs: null,
        result: null,
      });
      results.set(id, result);
      emit('job.changed', get(id));
      setTimeout(() => tick(id), TICK_MS);
      return { jobId: id };
    },
    set(id, change) {
      const job = set(id, change);
      if (change.state === 'running') setTimeout(() => tick(id), TICK_MS);
      return job;
    },
    dismiss(id) {
      jobs.delete(id);
      emit('job.dismissed', { id });
    },
  };
}
