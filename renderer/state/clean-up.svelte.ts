// Asking for a clean-up: what opens both sides, what the server holds now, how many days stay, and the start.
import {
  api,
  KEEP_DAYS,
  type AppErrorData,
  type CleanUpPlan,
  type Job,
  type MoveResult,
  type MoveSecrets,
  type SourcePasswords,
} from '../api.ts';
import { failureOf } from './failure.ts';

/** The archive a move went to; null when it went to an account, which then is where everything is looked up. */
export const archiveOf = (result: MoveResult): string | null =>
  result.account === null ? (result.archive?.files[0]?.path ?? null) : null;

/** What of the secrets this window knows opens the clean-up; null when something is missing. */
export function secretsKnown(
  result: MoveResult,
  address: string,
  known: SourcePasswords | null,
): SourcePasswords | null {
  const password = known?.passwords[address];
  if (known === null || password === undefined) return null;
  const passwords = { [address]: password };
  const file = archiveOf(result);
  if (file === null) return { kind: 'passwords', passwords };
  const { passphrase } = known;
  return passphrase === undefined
    ? null
    : { kind: 'passwords', passwords, archives: { [file]: { kind: 'passphrase', passphrase } } };
}

export class CleanUpAsk {
  busy = $state<'plan' | 'start' | null>(null);
  error = $state.raw<AppErrorData | null>(null);
  plan = $state.raw<CleanUpPlan | null>(null);
  keepDays = $state<number>(KEEP_DAYS);
  secrets = $state.raw<SourcePasswords | null>(null);
  readonly needed: MoveSecrets;
  readonly #job: Job;
  readonly #address: string;
  #stop: AbortController | null = null;

  constructor(job: Job, result: MoveResult, address: string, known: SourcePasswords | null) {
    this.#job = job;
    this.#address = address;
    const file = archiveOf(result);
    this.needed = { passwords: [address], archives: file === null ? [] : [file], passphrase: false };
    this.secrets = secretsKnown(result, address, known);
  }

  /** What the chosen days leave to be deleted. */
  readonly choice = $derived(this.plan?.choices.find(({ keepDays }) => keepDays === this.keepDays) ?? null);

  /** Signs in and counts. A secret that does not do has to be typed again. */
  async count(secrets: SourcePasswords): Promise<void> {
    if (this.busy) return;
    this.busy = 'plan';
    this.error = null;
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    try {
      const asked = { jobId: this.#job.id, address: this.#address, passwords: secrets };
      this.plan = await api.migrate.planCleanUp(asked, { signal });
      this.secrets = secrets;
    } catch (error) {
      const failure = failureOf(error);
      if (failure.code === 'account.wrong_password' || failure.code === 'archive.wrong_key') this.secrets = null;
      if (failure.code !== 'cancelled') this.error = failure;
    } finally {
      this.busy = null;
    }
  }
  /** The counting that still runs is of no use any more. */
  leave(): void {
    this.#stop?.abort();
  }

  /** The job's id; null when it could not start, `error` says why. */
  async start(): Promise<string | null> {
    if (this.busy || !this.plan) return null;
    this.busy = 'start';
    this.error = null;
    try {
      const asked = { jobId: this.#job.id, address: this.#address, keepDays: this.keepDays, passwords: this.secrets };
      return (await api.migrate.startCleanUp(asked)).jobId;
    } catch (error) {
      this.error = failureOf(error);
      return null;
    } finally {
      this.busy = null;
    }
  }
}
