// Long work as the page knows it: the list, kept live, with its pace. Reloaded after every reconnection.
import { api, type AppErrorData, type Job, type JobKey } from '../api.ts';
import { failureOf } from './failure.ts';
import { createPace, noPace, type Pace } from './pace.ts';

export type Verb = 'pause' | 'resume' | 'stop';

export const isOver = (job: Job): boolean =>
  job.state === 'done' || job.state === 'failed' || job.state === 'cancelled';
/** Paused with a reason, so only the person can make it go on. */
export const needsAttention = (job: Job): boolean =>
  job.state === 'paused' && (job.error !== null || job.needs !== null);

/** What the phase at hand does, 0 to 1; null while there is nothing to measure. */
export function phaseRatio(job: Job): number | null {
  const p = job.progress;
  if (job.state === 'done') return 1;
  if (!p || p.phase === 'counting' || p.total === 0) return null;
  const done = p.phase === 'verifying' ? p.verified : p.done;
  return p.phase === 'recounting' || p.phase === 'sealing' ? 1 : Math.min(1, done / p.total);
}

export class JobsState {
  #list = $state.raw<readonly Job[]>([]);
  #paces = $state.raw<Readonly<Record<string, Pace>>>({});
  #tops = $state.raw<Readonly<Record<string, number>>>({});
  #loaded = $state(false);
  #asked = $state.raw<Readonly<Record<string, Verb>>>({});
  #failures = $state.raw<Readonly<Record<string, AppErrorData>>>({});
  /* eslint-disable svelte/prefer-svelte-reactivity -- bookkeeping, nothing is shown from these */
  #meters = new Map<string, ReturnType<typeof createPace>>();
  #phases = new Map<string, string>();
  #listeners = new Set<(job: Job, before: Job | null) => void>();
  /* eslint-enable svelte/prefer-svelte-reactivity */

  get list(): readonly Job[] {
    return this.#list;
  }
  get loaded(): boolean {
    return this.#loaded;
  }
  readonly active = $derived(this.#list.filter((job) => job.state === 'running' || job.state === 'queued'));
  readonly attention = $derived(this.#list.filter(needsAttention));
  readonly open = $derived(this.#list.filter((job) => !isOver(job)));
  readonly over = $derived(this.#list.filter(isOver));

  byId(id: string | null): Job | null {
    return this.#list.find((job) => job.id === id) ?? null;
  }
  paceOf(id: string): Pace {
    return this.#paces[id] ?? noPace;
  }
  /** How far the phase at hand is, 0 to 1; within a phase never smaller than what was already shown. */
  ratioOf(job: Job): number | null {
    const now = phaseRatio(job);
    return now === null ? null : Math.max(now, this.#tops[topKey(job)] ?? 0);
  }
  /** The verb that was asked for and has not been answered by a new state yet. */
  askedOf(id: string): Verb | null {
    return this.#asked[id] ?? null;
  }
  /** Why the last verb failed; null when it did not. */
  failureOf(id: string): AppErrorData | null {
    return this.#failures[id] ?? null;
  }

  /** Listens and loads; returns what stops it. */
  start(): () => void {
    const stops = [
      api.on('job.changed', (job) => this.#take(job)),
      api.on('job.dismissed', ({ id }) => this.#drop(id)),
      api.onConnection((connected) => {
        if (connected) void this.reload();
      }),
    ];
    void this.reload();
    return () => {
      for (const stop of stops) stop();
    };
  }

  /** Told of every change of a job's state, with the job as it was before; null for a new one. */
  onState(listener: (job: Job, before: Job | null) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async reload(): Promise<void> {
    try {
      const list = await api.jobs.list({});
      for (const meter of this.#meters.values()) meter.rest();
      this.#list = list;
      for (const job of list) this.#measure(job);
      this.#loaded = true;
    } catch {
      // The connection is down: the next one reloads.
    }
  }

  pause(id: string): Promise<void> {
    return this.#do(id, 'pause', () => api.jobs.pause({ id }));
  }
  stop(id: string): Promise<void> {
    return this.#do(id, 'stop', () => api.jobs.cancel({ id }));
  }
  /** `key` where the job needs it, else null. */
  resume(id: string, key: JobKey | null = null): Promise<void> {
    return this.#do(id, 'resume', () => api.jobs.resume({ id, key }));
  }
  async dismiss(id: string): Promise<void> {
    try {
      await api.jobs.dismiss({ id });
    } catch (error) {
      this.#fail(id, error);
      return;
    }
    this.#drop(id);
  }

  async #do(id: string, verb: Verb, call: () => Promise<Job>): Promise<void> {
    this.#asked = { ...this.#asked, [id]: verb };
    this.#failures = without(this.#failures, id);
    try {
      this.#take(await call());
    } catch (error) {
      this.#fail(id, error);
    } finally {
      this.#asked = without(this.#asked, id);
    }
  }

  #fail(id: string, error: unknown): void {
    this.#failures = { ...this.#failures, [id]: failureOf(error) };
  }

  #take(job: Job): void {
    const before = this.#list.find((other) => other.id === job.id) ?? null;
    this.#list = before
      ? this.#list.map((other) => (other.id === job.id ? job : other))
      : [job, ...this.#list].sort((a, b) => b.createdAt - a.createdAt);
    this.#measure(job);
    if (before?.state !== job.state) for (const listener of this.#listeners) listener(job, before);
  }

  #drop(id: string): void {
    this.#list = this.#list.filter((job) => job.id !== id);
    this.#meters.delete(id);
    this.#phases.delete(id);
    this.#paces = without(this.#paces, id);
    this.#tops = Object.fromEntries(Object.entries(this.#tops).filter(([key]) => !key.startsWith(`${id} `)));
    this.#failures = without(this.#failures, id);
  }

  #measure(job: Job): void {
    const ratio = phaseRatio(job);
    if (ratio !== null && ratio > (this.#tops[topKey(job)] ?? 0)) this.#tops = { ...this.#tops, [topKey(job)]: ratio };
    if (isOver(job)) {
      this.#meters.delete(job.id);
      return;
    }
    let meter = this.#meters.get(job.id);
    if (!meter) this.#meters.set(job.id, (meter = createPace()));
    const p = job.progress;
    const phase = `${job.state} ${p?.target ?? ''} ${p?.phase ?? ''}`;
    let pace = this.#phases.get(job.id) === phase ? null : meter.rest();
    this.#phases.set(job.id, phase);
    if (job.state === 'running' && p && (p.phase === 'copying' || p.phase === 'verifying')) {
      const done = p.phase === 'verifying' && job.kind !== 'verify' ? p.verified : p.done;
      // doneBytes counts what is copied; while reading back only messages tell the pace.
      const copying = p.phase === 'copying' || job.kind === 'verify';
      pace = meter.measure({
        at: Date.now(),
        done,
        total: p.total,
        doneBytes: copying ? p.doneBytes : 0,
        totalBytes: copying ? p.totalBytes : null,
      });
    }
    if (pace && pace !== this.#paces[job.id]) this.#paces = { ...this.#paces, [job.id]: pace };
  }
}

// A move with two targets goes through its phases twice.
const topKey = (job: Job): string => `${job.id} ${job.progress?.target ?? ''} ${job.progress?.phase ?? ''}`;

function without<T>(record: Readonly<Record<string, T>>, id: string): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(record).filter(([key]) => key !== id));
}

/** The one list of work; App starts it. */
export const jobs = new JobsState();
