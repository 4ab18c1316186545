// One check of an account's settings: its steps as they end, and what it found. The password is tried once per run.
import { api, probeSteps, type AccountSettings, type AppErrorData, type ProbeReport, type ProbeStep } from '../api.ts';
import { failureOf, wasCancelled } from './failure.ts';

type StepName = (typeof probeSteps)[number];
export interface Line {
  readonly name: StepName;
  readonly state: 'waiting' | 'busy' | 'ok' | 'failed' | 'skipped';
  readonly result: ProbeStep | null;
}

interface Asked {
  address: string;
  settings: AccountSettings;
  password: string | null;
  accountId: string | null;
}

export class Probe {
  #results = $state.raw<readonly ProbeStep[]>([]);
  #report = $state.raw<ProbeReport | null>(null);
  #failure = $state.raw<AppErrorData | null>(null);
  #running = $state(false);
  #stop: AbortController | null = null;

  get running(): boolean {
    return this.#running;
  }
  /** null before the end of a run. */
  get report(): ProbeReport | null {
    return this.#report;
  }
  /** The check itself could not run (the program is away, the vault is locked). */
  get failure(): AppErrorData | null {
    return this.#failure;
  }
  /** The first step that failed. */
  readonly failed = $derived(this.#results.find((step) => step.state === 'failed') ?? null);
  readonly lines = $derived.by((): readonly Line[] => {
    const next = probeSteps.find((name) => !this.#results.some((step) => step.step === name));
    return probeSteps.map((name): Line => {
      const result = this.#results.find((step) => step.step === name) ?? null;
      if (result) return { name, state: result.state, result };
      return { name, state: this.#running && name === next ? 'busy' : 'waiting', result: null };
    });
  });
  readonly tookMs = $derived(this.#results.reduce((sum, step) => sum + step.durationMs, 0));
  readonly passed = $derived(this.#results.filter((step) => step.state === 'ok').length);
  /** The report, or null when it was stopped or could not run (see `failure`). */
  async run(asked: Asked): Promise<ProbeReport | null> {
    this.reset();
    const probeId = crypto.randomUUID();
    const stop = new AbortController();
    this.#stop = stop;
    this.#running = true;
    const off = api.on('probe.step', (told) => {
      if (told.probeId === probeId && this.#stop === stop) this.#results = [...this.#results, told.step];
    });
    try {
      const report = await api.doctor.probe({ probeId, ...asked }, { signal: stop.signal });
      if (this.#stop !== stop) return null;
      this.#results = report.steps;
      this.#report = report;
      return report;
    } catch (error) {
      if (this.#stop === stop && !wasCancelled(error)) this.#failure = failureOf(error);
      return null;
    } finally {
      off();
      if (this.#stop === stop) this.#running = false;
    }
  }

  /** Forgets the last run and stops a running one. */
  reset(): void {
    this.#stop?.abort();
    this.#stop = null;
    this.#running = false;
    this.#results = [];
    this.#report = null;
    this.#failure = null;
  }
}
