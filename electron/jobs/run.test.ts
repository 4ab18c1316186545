import { expect, test } from 'vitest';
import { silentLog } from '../base/index.ts';
import { AppError } from '../contract/errors.ts';
import type { Job, JobResult } from '../contract/jobs.ts';
import { openStore, type Store } from '../store/index.ts';
import { createJobs, defineJob, type JobContext, type Jobs } from './index.ts';

const done: JobResult = {
  kind: 'extract',
  found: 1,
  extracted: 1,
  failed: [],
  out: '/out',
  durationMs: 1,
  finishedAt: 1,
};
const key = { kind: 'passphrase', passphrase: 'tilleul-carafe' } as const;

function setUp(
  run: (context: JobContext<{ path: string }>) => Promise<JobResult>,
  store: Store = openStore(null),
): { jobs: Jobs; seen: Job[]; store: Store } {
  const seen: Job[] = [];
  const definition = defineJob<{ path: string }>({
    kind: 'extract',
    subject: (input) => ({ path: input.path, accounts: [] }),
    needsKey: () => true,
    run,
  });
  const jobs = createJobs({
    store,
    definitions: [definition],
    log: silentLog,
    emit: (name, payload) => {
      if (name === 'job.changed') seen.push(payload as Job);
    },
  });
  return { jobs, seen, store };
}

const untilAborted = (context: JobContext<unknown>): Promise<never> =>
  new Promise((_, reject) => context.signal.addEventListener('abort', () => reject(new AppError('cancelled'))));
const settled = async (jobs: Jobs, id: string): Promise<Job> => {
  while (jobs.get(id).state === 'running') await new Promise((resolve) => setTimeout(resolve, 5));
  return jobs.get(id);
};

test('a job runs, tells its progress and ends with its result', async () => {
  const { jobs, seen } = setUp((context) => {
    context.log('started');
    return Promise.resolve(done);
  });
  const id = jobs.start('extract', { path: '/a' }, key);
  expect(await settled(jobs, id)).toMatchObject({ state: 'done', result: done, log: [{ kind: 'started' }] });
  expect(seen.map((job) => job.state)).toEqual(['running', 'done']);
});

test('pause keeps the key in memory, so going on asks nothing', async () => {
  let runs = 0;
  const { jobs } = setUp((context) => (++runs === 1 ? untilAborted(context) : Promise.resolve(done)));
  const id = jobs.start('extract', { path: '/a' }, key);
  expect(await jobs.pause(id)).toMatchObject({ state: 'paused', needs: null });
  jobs.resume(id, null);
  expect(await settled(jobs, id)).toMatchObject({ state: 'done' });
});

test('after a crash a running job is paused and asks for the key, which was never stored', () => {
  const first = setUp(untilAborted);
  const id = first.jobs.start('extract', { path: '/a' }, key);
  const stored = JSON.stringify(first.store.database.prepare('SELECT * FROM jobs').all());
  expect(stored).not.toContain('tilleul');
  const second = setUp(() => Promise.resolve(done), first.store);
  expect(second.jobs.get(id)).toMatchObject({ state: 'paused', needs: 'key' });
  expect(() => second.jobs.resume(id, null)).toThrow(AppError);
  expect(second.jobs.resume(id, key)).toMatchObject({ state: 'running' });
});

test('what a person can put right pauses the job, what nobody can ends it', async () => {
  for (const [code, state, needs] of [
    ['account.wrong_password', 'paused', 'password'],
    ['archive.wrong_key', 'paused', 'key'],
    ['disk.full', 'paused', null],
    ['archive.not_an_archive', 'failed', 'key'],
  ] as const) {
    const { jobs } = setUp(() => Promise.reject(new AppError(code)));
    const id = jobs.start('extract', { path: '/a' }, key);
    expect(await settled(jobs, id)).toMatchObject({ state, needs, error: { code } });
  }
});

test('cancel ends a running and a paused job; only ended jobs can be dismissed', async () => {
  const { jobs } = setUp(untilAborted);
  const id = jobs.start('extract', { path: '/a' }, key);
  expect(() => jobs.dismiss(id)).toThrow(AppError);
  await jobs.pause(id);
  expect(await jobs.cancel(id)).toMatchObject({ state: 'cancelled' });
  jobs.dismiss(id);
  expect(jobs.list()).toEqual([]);
});

test('a bug in a job becomes an internal error with a reference and no stack', async () => {
  const { jobs } = setUp(() => Promise.reject(new Error('secret detail')));
  const id = jobs.start('extract', { path: '/a' }, key);
  const job = await settled(jobs, id);
  expect(job.error?.code).toBe('internal');
  expect(JSON.stringify(job)).not.toContain('secret detail');
});
