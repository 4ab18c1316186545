// What a kind of long work is. Its input is stored with the job; its key (what opens an archive) never is.
import type { JobKey, JobKind, JobLogEntry, JobProgress, JobResult, MoveSecrets } from '../contract/jobs.ts';

export interface JobContext<I> {
  readonly jobId: string;
  readonly input: I;
  /** Typed by the person for this run; null for kinds and inputs that need none. */
  readonly key: JobKey | null;
  /** An earlier run of this job was interrupted; the key may have been typed again since. */
  readonly again: boolean;
  /** Fires on pause, cancel and shutdown. The work keeps what it has, then throws `cancelled`. */
  readonly signal: AbortSignal;
  /** Cheap; may be called for every message. The maker runs only when clients are told. */
  progress(make: () => JobProgress): void;
  log(kind: JobLogEntry['kind'], params?: JobLogEntry['params']): void;
}

export interface JobDefinition<I = unknown> {
  readonly kind: JobKind;
  /** What it works on, for lists and titles. */
  subject(input: I): { path: string; accounts: string[] };
  needsKey(input: I): boolean;
  /** Which secrets the key is made of, for a kind that has several. */
  secrets?(input: I): MoveSecrets;
  /** The job leaves the list: what it left beside its result goes too. */
  forget?(jobId: string): Promise<void>;
  /** Everything a killed run left must let the next run go on: it is called again with the same input. */
  run(context: JobContext<I>): Promise<JobResult>;
}

/** Keeps the input's type at the definition and forgets it at the table. */
export const defineJob = <I>(definition: JobDefinition<I>): JobDefinition => definition;
