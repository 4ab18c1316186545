// Long work: its state, honest progress, a log of what mattered, and its result.
import * as v from 'valibot';
import { CleanUpResult } from './clean-up.ts';
import { ExportResult, ExtractResult, MoveResult, RestoreResult, VerifyResult } from './results.ts';
import { call, event } from './define.ts';
import { AppErrorShape, Bytes, Count, FolderRole, Nothing, Time } from './shapes.ts';

export const jobStates = ['queued', 'running', 'paused', 'done', 'failed', 'cancelled'] as const;

export const FolderProgress = v.object({
  id: v.string(),
  account: v.string(),
  /** Folder names from the top, as a person reads them. */
  path: v.array(v.string()),
  role: v.nullable(FolderRole),
  state: v.picklist(['waiting', 'running', 'done', 'trouble']),
  total: Count,
  /** Brought over so far (saved, restored, verified: what the phase does). */
  done: Count,
  verified: Count,
  missing: Count,
  /** null while unknown. */
  totalBytes: v.nullable(Bytes),
});
export type FolderProgress = v.InferOutput<typeof FolderProgress>;

export const phases = ['counting', 'copying', 'verifying', 'recounting', 'sealing'] as const;

export const JobProgress = v.object({
  phase: v.picklist(phases),
  /** Which of a move's two targets this is about, the archive's turn comes first; absent when there is one target. */
  target: v.optional(v.picklist(['archive', 'account'])),
  total: Count,
  done: Count,
  verified: Count,
  missing: Count,
  /** null while unknown. */
  totalBytes: v.nullable(Bytes),
  doneBytes: Bytes,
  folders: v.array(FolderProgress),
});
export type JobProgress = v.InferOutput<typeof JobProgress>;

/** What a log line says; the words are the page's (text/) and the command line's. */
export const jobLogKinds = [
  'started',
  'resumed',
  'folder_done',
  'connection_lost',
  'connection_back',
  'throttled',
  'mailbox_in_use',
  'folder_restarted',
  'message_failed',
  'volume_sealed',
  'volume_verified',
  'paused',
  'later_mail',
  'batch_deleted',
] as const;
export const JobLogEntry = v.object({
  at: Time,
  kind: v.picklist(jobLogKinds),
  params: v.record(v.string(), v.union([v.string(), v.number()])),
});
export type JobLogEntry = v.InferOutput<typeof JobLogEntry>;

export const jobKinds = ['export', 'verify', 'extract', 'restore', 'move', 'cleanup'] as const;
export const JobKind = v.picklist(jobKinds);
export type JobKind = v.InferOutput<typeof JobKind>;

export const JobResult = v.variant('kind', [
  ExportResult,
  VerifyResult,
  ExtractResult,
  RestoreResult,
  MoveResult,
  CleanUpResult,
]);
export type JobResult = v.InferOutput<typeof JobResult>;

/** What opens an archive. The identity is an age identity line (AGE-SECRET-KEY-1...) or the text of an identity file. */
export const ArchiveKey = v.variant('kind', [
  v.object({ kind: v.literal('passphrase'), passphrase: v.pipe(v.string(), v.minLength(1), v.maxLength(4096)) }),
  v.object({ kind: v.literal('identity'), identity: v.pipe(v.string(), v.minLength(1), v.maxLength(65536)) }),
]);
export type ArchiveKey = v.InferOutput<typeof ArchiveKey>;

/** Everything a move must be told again after a restart. Kept in memory while the job lives, never stored. */
export const SourcePasswords = v.object({
  kind: v.literal('passwords'),
  /** Passwords of POP servers, by the address the source was named with. */
  passwords: v.record(v.string(), v.pipe(v.string(), v.minLength(1), v.maxLength(4096))),
  /** What opens archives that are read, by the path the source was named with. */
  archives: v.optional(v.record(v.string(), ArchiveKey)),
  /** Passphrase of the archive that is written; absent for recipients. At the start MoveArchive brings it. */
  passphrase: v.optional(v.pipe(v.string(), v.minLength(1), v.maxLength(4096))),
});
export type SourcePasswords = v.InferOutput<typeof SourcePasswords>;

/** Which secrets a move needs to go on: the keys of SourcePasswords. */
export const MoveSecrets = v.object({
  passwords: v.array(v.string()),
  archives: v.array(v.string()),
  passphrase: v.boolean(),
});
export type MoveSecrets = v.InferOutput<typeof MoveSecrets>;

export const Job = v.object({
  id: v.string(),
  kind: JobKind,
  state: v.picklist(jobStates),
  /** What it works on: the archive's path and the addresses concerned. */
  subject: v.object({ path: v.string(), accounts: v.array(v.string()) }),
  createdAt: Time,
  startedAt: v.nullable(Time),
  finishedAt: v.nullable(Time),
  progress: v.nullable(JobProgress),
  log: v.array(JobLogEntry),
  /** Why it is paused or failed; null otherwise, or when the person paused it. */
  error: v.nullable(AppErrorShape),
  /** What must be typed before it can go on: secrets are never stored with a job. */
  needs: v.nullable(v.picklist(['key', 'password'])),
  /** What `needs: 'key'` means for a move or a clean-up; absent for other kinds. */
  secrets: v.optional(MoveSecrets),
  result: v.nullable(JobResult),
});
export type Job = v.InferOutput<typeof Job>;

/** What a job is started with and never stored with. */
export const JobKey = v.union([ArchiveKey, SourcePasswords]);
export type JobKey = v.InferOutput<typeof JobKey>;

export const jobs = {
  /** Newest first; finished ones stay until dismissed. */
  list: call(Nothing, v.array(Job)),
  get: call(v.object({ id: v.string() }), Job),
  /** Stops at the next safe point and keeps what is there. */
  pause: call(v.object({ id: v.string() }), Job),
  /** `key` where `needs` is 'key'; null when the secret is still in memory or none is needed. */
  resume: call(v.object({ id: v.string(), key: v.nullable(JobKey) }), Job),
  cancel: call(v.object({ id: v.string() }), Job),
  /** Takes a finished, failed or cancelled job off the list. */
  dismiss: call(v.object({ id: v.string() }), Nothing),
};

export const jobEvents = {
  /** At most four a second while a job runs, and at every change of state. */
  'job.changed': event(Job),
  'job.dismissed': event(v.object({ id: v.string() })),
};
