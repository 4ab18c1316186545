// Waits for a job: shows its progress, tells what mattered, and turns Ctrl-C into a clean stop at a safe point.
import { AppError } from '../../contract/errors.ts';
import type { Job, JobResult } from '../../contract/jobs.ts';
import { progressView } from './progress.ts';
import type { Session } from './session.ts';

const ended: readonly Job['state'][] = ['done', 'failed', 'cancelled', 'paused'];

/**
 * The job's result. Throws what the job failed or paused with, and `cancelled` after the first Ctrl-C once everything
 * is sealed. The second Ctrl-C quits at once.
 */
export async function follow(session: Session, start: () => Promise<{ jobId: string }>): Promise<JobResult> {
  const { api, io, words, language, args } = session;
  const view = progressView(io.stderr, language, args.has('quiet'));
  const early = new Map<string, Job>();
  let jobId: string | null = null;
  let told = 0;
  let settle: (job: Job) => void = () => undefined;
  const end = new Promise<Job>((resolve) => (settle = resolve));

  const see = (job: Job): void => {
    for (const entry of job.log.slice(told)) {
      const line = words.log(entry.kind, entry.params);
      if (line) view.note(line);
    }
    told = Math.max(told, job.log.length);
    view.update(job);
    if (ended.includes(job.state)) settle(job);
  };
  const stopListening = api.on('job.changed', (job) => {
    if (jobId === null) early.set(job.id, job);
    else if (job.id === jobId) see(job);
  });

  let interrupts = 0;
  const stopInterrupts = io.onInterrupt(() => {
    interrupts += 1;
    if (interrupts > 1) return io.quit(130);
    view.note(words.pausing);
    if (jobId !== null) void stop(jobId);
  });
  const stop = async (id: string): Promise<void> => {
    await api.jobs.pause({ id }).catch(() => undefined);
    see(await api.jobs.get({ id }));
  };

  try {
    jobId = (await start()).jobId;
    if (interrupts > 0) void stop(jobId);
    see(early.get(jobId) ?? (await api.jobs.get({ id: jobId })));
    if (early.has(jobId)) see(await api.jobs.get({ id: jobId }));
    const job = await end;
    view.end();
    if (job.state === 'done' && job.result) return job.result;
    if (job.error) throw AppError.from(job.error);
    const { kind } = job;
    const what = kind === 'verify' || kind === 'extract' ? 'other' : kind;
    io.stderr.write(`${words.goOn(what)}\n`);
    throw new AppError('cancelled');
  } finally {
    view.end();
    stopInterrupts();
    stopListening();
  }
}
