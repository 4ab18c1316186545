// Main as a client of the contract: the person's language and appearance, and whether work is going on.
import type { MessagePortMain } from 'electron';
import { createClient } from '../../contract/client.ts';
import type { Settings } from '../../contract/app.ts';
import type { Job } from '../../contract/jobs.ts';
import { portTransport } from './port-transport.ts';

export interface Work {
  readonly running: boolean;
  /** 0 to 1 over all running jobs; null when nothing runs or nothing is known yet. */
  readonly fraction: number | null;
}

interface Options {
  readonly onSettings: (settings: Settings) => void;
  readonly onWork: (work: Work) => void;
}

/** Follows one backend until its port closes. A failed call means the same: the next backend gets a new port. */
export function followBackend(port: MessagePortMain, options: Options): void {
  const api = createClient(portTransport(port));
  const jobs = new Map<string, Job>();
  const tell = (): void => options.onWork(workOf([...jobs.values()]));
  const keep = (job: Job): void => void jobs.set(job.id, job);

  api.on('settings.changed', options.onSettings);
  api.on('job.changed', (job) => {
    keep(job);
    tell();
  });
  api.on('job.dismissed', ({ id }) => void jobs.delete(id));
  api.app.settings({}).then(options.onSettings, () => undefined);
  api.jobs.list({}).then(
    (list) => {
      list.forEach(keep);
      tell();
    },
    () => undefined,
  );
}

export function workOf(jobs: readonly Job[]): Work {
  const active = jobs.filter((job) => job.state === 'running' || job.state === 'queued');
  const known = active.flatMap((job) => (job.progress ? [job.progress] : []));
  const total = known.reduce((sum, progress) => sum + progress.total, 0);
  const done = known.reduce((sum, progress) => sum + progress.done, 0);
  return { running: active.length > 0, fraction: total > 0 ? Math.min(1, done / total) : null };
}
