// What a move could not bring over: tried once more, or saved as files. Either is a small move of its own.
import { api, type AppErrorData, type Job, type MoveSecrets, type SourcePasswords } from '../api.ts';
import { failureOf } from './failure.ts';

/** What opens the sources of a move, and its archive. A job of an older program says only which mailboxes. */
export const secretsOf = (job: Job): MoveSecrets =>
  job.secrets ?? {
    passwords: job.subject.accounts.slice(0, -1).filter((address, i, all) => all.indexOf(address) === i),
    archives: [],
    passphrase: false,
  };

export const countSecrets = ({ passwords, archives, passphrase }: MoveSecrets): number =>
  passwords.length + archives.length + (passphrase ? 1 : 0);

/** The sources are opened once more, the archive that was written is not. */
export const secretsForRefused = (job: Job): MoveSecrets => ({ ...secretsOf(job), passphrase: false });

export class Refused {
  busy = $state<'retry' | 'save' | null>(null);
  error = $state.raw<AppErrorData | null>(null);
  /** The saving that was started last, and where it writes. */
  saving = $state.raw<{ jobId: string; folder: string } | null>(null);

  /** The new job's id; null when it could not start, `error` says why. */
  async retry(jobId: string, passwords: SourcePasswords | null): Promise<string | null> {
    const started = await this.#ask('retry', () => api.migrate.retryRefused({ jobId, passwords }));
    return started?.jobId ?? null;
  }
  async save(jobId: string, folder: string, passwords: SourcePasswords | null): Promise<void> {
    this.saving = null;
    const started = await this.#ask('save', () => api.migrate.saveRefused({ jobId, folder, passwords }));
    if (started) this.saving = { jobId: started.jobId, folder };
  }

  async #ask<T>(what: 'retry' | 'save', call: () => Promise<T>): Promise<T | null> {
    if (this.busy) return null;
    this.busy = what;
    this.error = null;
    try {
      return await call();
    } catch (error) {
      this.error = failureOf(error);
      return null;
    } finally {
      this.busy = null;
    }
  }
}
