// A job in words: its name now, its outcome, and what a screen reader is told about it.
import type { Job } from '../../api.ts';
import { needsAttention } from '../../state/jobs.svelte.ts';
import { percent } from '../../text/locale.ts';
import { jobsWords as t } from '../../text/jobs.ts';
import { errorLine } from '../../text/messages.ts';
import type { Moment, SealState } from '../../ui/index.ts';

/** "Export", "Reading back": what it is doing now. */
export function busyName(job: Job): string {
  return job.progress && job.state !== 'done' ? t.busy[job.kind][job.progress.phase] : t.kind[job.kind];
}

/** True when the job ended with everything equal and nothing missing. */
export function endedWell(job: Job): boolean {
  const result = job.result;
  if (job.state !== 'done' || !result) return false;
  switch (result.kind) {
    case 'export':
    case 'restore':
    case 'move':
    case 'cleanup':
      return result.complete;
    case 'verify':
      return result.intact && result.missingFiles.length === 0 && result.certificateMatches !== false;
    case 'extract':
      return result.failed.length === 0 && result.extracted === result.found;
  }
}

/** The result in one line, numbers first; '' while there is none. */
export function outcome(job: Job): string {
  const result = job.result;
  if (!result) return job.error ? errorLine(job.error) : t.state[job.state];
  switch (result.kind) {
    case 'export':
      if (result.complete) return t.outcome.exportOk(result.found);
      return result.missing > 0 ? t.outcome.exportGap(result.missing) : t.outcome.exportUnequal;
    case 'verify':
      if (result.missingFiles.length) return t.outcome.verifyFiles(result.missingFiles.length);
      if (!result.intact) return t.outcome.verifyBad(result.damagedCount ?? result.damaged.length);
      return result.certificateMatches === false ? t.outcome.verifyDiffers : t.outcome.verifyOk(result.messages);
    case 'extract':
      return result.failed.length ? t.outcome.extractGap(result.failed.length) : t.outcome.extractOk(result.extracted);
    case 'restore':
      if (result.complete) return t.outcome.restoreOk(result.restored, result.alreadyThere);
      return result.failed.length ? t.outcome.restoreGap(result.failed.length) : t.outcome.restoreUnequal;
    case 'move':
      if (result.complete) return t.outcome.moveOk(result.moved, result.alreadyThere);
      return result.failed.length ? t.outcome.moveGap(result.failed.length) : t.outcome.moveUnequal;
    case 'cleanup':
      return (result.complete ? t.outcome.cleanupOk : t.outcome.cleanupGap)(result.deleted, result.kept);
  }
}

export function sealOf(job: Job): SealState {
  switch (job.state) {
    case 'queued':
      return 'waiting';
    case 'running':
      return 'busy';
    case 'paused':
      return needsAttention(job) ? 'warn' : 'waiting';
    case 'failed':
      return 'fail';
    case 'cancelled':
      return 'waiting';
    case 'done':
      return endedWell(job) ? 'ok' : job.result?.kind === 'verify' ? 'fail' : 'warn';
  }
}

/** The state LiveProgress knows. */
export function liveState(job: Job): 'running' | 'paused' | 'trouble' | 'done' {
  if (needsAttention(job) || job.state === 'failed') return 'trouble';
  if (job.state === 'paused') return 'paused';
  return job.state === 'done' || job.state === 'cancelled' ? 'done' : 'running';
}

export function sayMoment(job: Job, moment: Moment): string {
  const kind = t.kind[job.kind];
  switch (moment.kind) {
    case 'start':
      return t.announce.start(busyName(job));
    case 'percent':
      return t.announce.percent(busyName(job), percent(moment.percent / 100));
    case 'paused':
      return t.announce.paused(kind);
    case 'trouble': {
      const what = job.error ? errorLine(job.error) : t.typeAgain;
      return job.state === 'failed' ? t.announce.failed(kind, what) : t.announce.trouble(kind, what);
    }
    case 'done':
      return job.state === 'cancelled' ? t.announce.cancelled(kind) : t.announce.end(kind, outcome(job));
  }
}
