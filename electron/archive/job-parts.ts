// What the archive's jobs need from the rest of the program, and small steps that several of them take.
import type { AccountSettings } from '../contract/accounts.ts';
import { AppError } from '../contract/errors.ts';
import type { Emit } from '../contract/index.ts';
import type { ArchiveKey } from '../contract/jobs.ts';
import type { Log } from '../base/index.ts';
import type { JobContext } from '../jobs/index.ts';
import type { Store } from '../store/index.ts';
import type { SourceNotice } from '../transfer/index.ts';

export interface Credentials {
  readonly address: string;
  readonly settings: AccountSettings;
  /** Asked for at each sign-in; throws account.password_missing, secrets.*. */
  readonly password: () => Promise<string>;
}

export interface ArchiveParts {
  /** Throws app.not_found. */
  readonly credentials: (accountId: string) => Credentials;
  readonly store: Store;
  readonly journalDir: string;
  readonly version: string;
  readonly log: Log;
  readonly emit: Emit;
}

/** The key a job that needs one was started or resumed with. */
export function requireKey(context: JobContext<unknown>): ArchiveKey {
  if (!context.key || context.key.kind === 'passwords') throw new AppError('archive.wrong_key');
  return context.key;
}

/** Puts what happens to a connection into the job's log. */
export function logNotices(context: JobContext<unknown>): (notice: SourceNotice) => void {
  return (notice) => {
    switch (notice.kind) {
      case 'connection_lost':
        return context.log('connection_lost', { code: notice.error.code, retryInMs: notice.retryInMs });
      case 'connection_back':
        return context.log('connection_back', { afterMs: notice.afterMs });
      case 'throttled':
        return context.log('throttled', { waitMs: notice.waitMs, detail: notice.detail });
      case 'in_use':
        return context.log('mailbox_in_use', { waitMs: notice.waitMs, detail: notice.detail });
    }
  };
}
