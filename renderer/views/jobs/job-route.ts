// Where a job is shown: its flow for exports, restores, moves and clean-ups, a dialog over the archives for the rest.
import type { Job } from '../../api.ts';
import { route } from '../../state/route.svelte.ts';

export function showJob(job: Job): void {
  if (job.kind === 'export' || job.kind === 'restore') route.go({ name: job.kind, jobId: job.id });
  else if (job.kind === 'move' || job.kind === 'cleanup') route.go({ name: 'migrate', jobId: job.id });
  else route.go({ name: 'archives', jobId: job.id });
}

/** True while the page shows this very job, or the list it is in. */
export function isShown(job: Job): boolean {
  const at = route.current;
  if (at.name === 'jobs') return true;
  return 'jobId' in at && at.jobId === job.id;
}
