// Runs jobs: states, throttled progress, pause, resume, cancel; after a crash, what was running is paused and can go on.
import { randomUUID } from 'node:crypto';
import { toAppError, type Log } from '../base/index.ts';
import { AppError } from '../contract/errors.ts';
import type { Emit } from '../contract/index.ts';
import type { JobKey, Job, JobKind, JobProgress } from '../contract/jobs.ts';
import { deleteJobRow, loadJobRows, saveJobRow, type Store } from '../store/index.ts';
import type { JobDefinition } from './define.ts';

/** Clients are told at most four times a second (contract/jobs.ts); the row on disk follows every few seconds. */
const TELL_EVERY_MS = 250;
const KEEP_EVERY_MS = 5000;
/** The journal a person reads; older lines fall off. */
const MAX_LOG_ENTRIES = 300;

interface Held {
  view: Job;
  readonly input: unknown;
  key: JobKey | null;
  running: { controller: AbortController; ended: Promise<void>; stop: 'pause' | 'cancel' } | null;
  pending: (() => JobProgress) | null;
  timer: NodeJS.Timeout | null;
  keptAt: number;
}

export interface Jobs {
  start(kind: JobKind, input: unknown, key: JobKey | null): string;
  list(): Job[];
  get(id: string): Job;
  /** What a job was started with, for another one like it; null when its kind is another. Throws app.not_found. */
  input(id: string, kind: JobKind): unknown;
  pause(id: string): Promise<Job>;
  resume(id: string, key: JobKey | null): Job;
  cancel(id: string): Promise<Job>;
  dismiss(id: string): void;
  /** Pauses everything and waits for it: what is kept is safe when this resolves. */
  close(): Promise<void>;
}

const withSecrets = (view: Job, definition: JobDefinition, input: unknown): Job =>
  definition.secrets ? { ...view, secrets: definition.secrets(input) } : view;

export function createJobs(options: {
  store: Store;
  definitions: readonly JobDefinition[];
  emit: Emit;
  log: Log;
}): Jobs {
  const { store, emit, log } = options;
  const definitions = new Map(options.definitions.map((definition) => [definition.kind, definition]));
  const held = new Map<string, Held>();

  for (const { view, input } of loadJobRows(store)) {
    const definition = definitions.get(view.kind);
    if (!definition) continue;
    const interrupted = view.state === 'running' || view.state === 'queued';
    const needs = definition.needsKey(input) ? 'key' : view.needs;
    const now: Job = interrupted || view.state === 'paused' ? { ...view, state: 'paused', needs } : view;
    const current = withSecrets(now, definition, input);
    held.set(view.id, { view: current, input, key: null, running: null, pending: null, timer: null, keptAt: 0 });
    if (interrupted) saveJobRow(store, current, input);
  }

  const find = (id: string): Held => {
    const job = held.get(id);
    if (!job) throw new AppError('app.not_found', { name: 'job' });
    return job;
  };
  const definitionOf = (kind: JobKind): JobDefinition => {
    const definition = definitions.get(kind);
    if (!definition) throw new AppError('app.not_found', { name: kind });
    return definition;
  };

  /** Takes the newest progress into the view, tells clients, and keeps the row when it is time. */
  function tell(job: Held, keep: boolean): void {
    if (job.timer) clearTimeout(job.timer);
    job.timer = null;
    if (job.pending) job.view = { ...job.view, progress: job.pending() };
    job.pending = null;
    if (keep || Date.now() - job.keptAt > KEEP_EVERY_MS) {
      job.keptAt = Date.now();
      saveJobRow(store, job.view, job.input);
    }
    emit('job.changed', job.view);
  }
  const tellSoon = (job: Held): void => {
    job.timer ??= setTimeout(() => tell(job, false), TELL_EVERY_MS);
  };
  const change = (job: Held, view: Partial<Job>): void => {
    job.view = { ...job.view, ...view };
    tell(job, true);
  };

  function settle(job: Held, error: AppError): void {
    const stop = job.running?.stop;
    job.running = null;
    const key = definitionOf(job.view.kind).needsKey(job.input);
    if (error.code === 'cancelled' && stop === 'cancel') {
      job.key = null;
      change(job, { state: 'cancelled', finishedAt: Date.now(), error: null, needs: null });
    } else if (error.code === 'cancelled') {
      change(job, { state: 'paused', error: null, needs: null });
    } else if (error.code === 'archive.wrong_key') {
      job.key = null;
      change(job, { state: 'paused', error: error.toData(), needs: 'key' });
    } else if (error.retry === 'never') {
      job.key = null;
      change(job, { state: 'failed', finishedAt: Date.now(), error: error.toData(), needs: key ? 'key' : null });
    } else {
      // A person can put this right (password, network, disk): the job waits, it is not lost.
      const account = error.code.startsWith('account.') || error.code.startsWith('secrets.');
      change(job, { state: 'paused', error: error.toData(), needs: account ? 'password' : null });
    }
  }

  function launch(job: Held): void {
    const definition = definitionOf(job.view.kind);
    const controller = new AbortController();
    const again = job.view.startedAt !== null;
    change(job, {
      state: 'running',
      startedAt: job.view.startedAt ?? Date.now(),
      finishedAt: null,
      error: null,
      needs: null,
    });
    const work = definition.run({
      jobId: job.view.id,
      input: job.input,
      key: job.key,
      again,
      signal: controller.signal,
      progress: (make) => {
        job.pending = make;
        tellSoon(job);
      },
      log: (kind, params = {}) => {
        job.view = { ...job.view, log: [...job.view.log, { at: Date.now(), kind, params }].slice(-MAX_LOG_ENTRIES) };
        tellSoon(job);
      },
    });
    const ended = work.then(
      (result) => {
        job.running = null;
        job.key = null;
        change(job, { state: 'done', finishedAt: Date.now(), result });
      },
      (error: unknown) => settle(job, toAppError(error, log)),
    );
    job.running = { controller, ended, stop: 'pause' };
    if (again) job.view = { ...job.view, log: [...job.view.log, { at: Date.now(), kind: 'resumed', params: {} }] };
  }

  async function stop(job: Held, how: 'pause' | 'cancel'): Promise<void> {
    if (!job.running) return;
    job.running.stop = how;
    job.running.controller.abort();
    await job.running.ended;
  }

  return {
    start(kind, input, key) {
      const definition = definitionOf(kind);
      const fresh: Job = {
        id: randomUUID(),
        kind,
        state: 'queued',
        subject: definition.subject(input),
        createdAt: Date.now(),
        startedAt: null,
        finishedAt: null,
        progress: null,
        log: [],
        error: null,
        needs: null,
        result: null,
      };
      const view = withSecrets(fresh, definition, input);
      const job: Held = { view, input, key, running: null, pending: null, timer: null, keptAt: 0 };
      held.set(view.id, job);
      launch(job);
      return view.id;
    },
    list: () => [...held.values()].map((job) => job.view).reverse(),
    get: (id) => find(id).view,
    input(id, kind) {
      const { view, input } = find(id);
      return view.kind === kind ? input : null;
    },
    async pause(id) {
      await stop(find(id), 'pause');
      return find(id).view;
    },
    resume(id, key) {
      const job = find(id);
      if (job.running) return job.view;
      if (job.view.state !== 'paused' && job.view.state !== 'failed' && job.view.state !== 'cancelled') {
        throw new AppError('usage.invalid', { reason: `a job that is ${job.view.state} cannot go on` });
      }
      job.key = key ?? job.key;
      if (job.key === null && definitionOf(job.view.kind).needsKey(job.input)) {
        change(job, { state: 'paused', needs: 'key' });
        throw new AppError('usage.invalid', { reason: 'the passphrase or key is needed to go on' });
      }
      launch(job);
      return job.view;
    },
    async cancel(id) {
      const job = find(id);
      await stop(job, 'cancel');
      job.key = null;
      if (job.view.state === 'paused' || job.view.state === 'queued') {
        change(job, { state: 'cancelled', finishedAt: Date.now(), needs: null });
      }
      return job.view;
    },
    dismiss(id) {
      const job = find(id);
      if (job.running || job.view.state === 'paused') {
        throw new AppError('usage.invalid', { reason: 'a job that is not finished stays on the list' });
      }
      held.delete(id);
      deleteJobRow(store, id);
      void definitionOf(job.view.kind)
        .forget?.(id)
        .catch((error: unknown) => log.warn({ err: error }, 'jobs: not forgotten'));
      emit('job.dismissed', { id });
    },
    async close() {
      await Promise.all([...held.values()].map((job) => stop(job, 'pause')));
      for (const job of held.values()) if (job.timer) clearTimeout(job.timer);
    },
  };
}
