// What a move could not bring over: tried once more, or saved as files, all of it or one message. Either is a small move
// of its own, followed here by the message it is about.
import { SvelteMap } from 'svelte/reactivity';
import {
  api,
  type AppErrorData,
  type FailedMessage,
  type Job,
  type MoveSecrets,
  type SourcePasswords,
} from '../api.ts';
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

export type RefusedVerb = 'retry' | 'save';
type Place = Pick<FailedMessage, 'account' | 'folder' | 'key'>;

export const placeKey = ({ account, folder, key }: Place): string => JSON.stringify([account, folder, key]);

export class Refused {
  /** Being started for all of them, or for one. */
  busy = $state.raw<{ what: RefusedVerb; place: string | null } | null>(null);
  error = $state.raw<AppErrorData | null>(null);
  /** The saving of all that was started last, and where it writes. */
  saving = $state.raw<{ jobId: string; folder: string } | null>(null);
  #lines = new SvelteMap<string, { readonly what: RefusedVerb; readonly jobId: string }>();

  /** What was started last for one message alone; null when nothing was. */
  lineOf(message: Place): { readonly what: RefusedVerb; readonly jobId: string } | null {
    return this.#lines.get(placeKey(message)) ?? null;
  }

  /** The new job's id; null when it could not start, `error` says why. `message` null = all of them. */
  async retry(jobId: string, message: Place | null, passwords: SourcePasswords | null): Promise<string | null> {
    return this.#ask('retry', message, (one) => api.migrate.retryRefused({ jobId, message: one, passwords }));
  }
  async save(jobId: string, message: Place | null, folder: string, passwords: SourcePasswords | null): Promise<void> {
    if (!message) this.saving = null;
    const started = await this.#ask('save', message, (one) =>
      api.migrate.saveRefused({ jobId, message: one, folder, passwords }),
    );
    if (started && !message) this.saving = { jobId: started, folder };
  }

  async #ask(
    what: RefusedVerb,
    message: Place | null,
    call: (message: Place | null) => Promise<{ jobId: string }>,
  ): Promise<string | null> {
    if (this.busy) return null;
    const place = message && placeKey(message);
    this.busy = { what, place };
    this.error = null;
    try {
      const one = message && { account: message.account, folder: message.folder, key: message.key };
      const { jobId } = await call(one);
      if (place !== null) this.#lines.set(place, { what, jobId });
      return jobId;
    } catch (error) {
      this.error = failureOf(error);
      return null;
    } finally {
      this.busy = null;
    }
  }
}

// eslint-disable-next-line svelte/prefer-svelte-reactivity -- what it holds is reactive itself
const byJob = new Map<string, Refused>();
/** Of one finished move; kept while the window is open, so that coming back finds each line as it was left. */
export function refusedOf(jobId: string): Refused {
  let refused = byJob.get(jobId);
  if (!refused) byJob.set(jobId, (refused = new Refused()));
  return refused;
}
