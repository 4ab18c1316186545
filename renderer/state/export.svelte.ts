// One run through the export flow: choose, protect, then a job. The phrase lives in it only until the job has it.
import { SvelteMap, SvelteSet } from 'svelte/reactivity';
import { api, type Account, type AppErrorData, type SurveyFolder } from '../api.ts';
import { language } from '../text/locale.ts';
import { isCancelled } from '../text/messages.ts';
import { estimateBytes, readRecipients } from './archive-estimate.ts';
import { ArchivePlace, type Format } from './archive-place.svelte.ts';
import { failureOf } from './failure.ts';
import { addSizes } from './folder-tree.ts';
import { PhraseChoice, type PhraseGap } from './phrase.svelte.ts';

export type ExportStep = 'choose' | 'protect';

export interface Period {
  readonly oldest: number | null;
  readonly newest: number | null;
}

export interface SurveyedAccount {
  readonly account: Account;
  readonly state: 'counting' | 'ready' | 'failed';
  readonly folders: readonly SurveyFolder[];
  readonly countedAt: number | null;
  readonly error: AppErrorData | null;
}

export const GIB = 1_073_741_824;
const PERIOD_FOLDERS = 40;

const keyOf = (accountId: string, path: string): string => `${accountId}\u0000${path}`;

export class ExportFlow {
  #surveys = new SvelteMap<string, SurveyedAccount>();
  #ticked = new SvelteSet<string>();
  #periods = new SvelteMap<string, Period>();
  #stop = new AbortController();

  step = $state<ExportStep>('choose');

  readonly place = new ArchivePlace();
  readonly secret = new PhraseChoice();

  protection = $state<'passphrase' | 'recipients'>('passphrase');
  volumeSizeBytes = $state<number | null>(GIB);
  compress = $state(true);
  /** Also keep what winmail.dat attachments hold. */
  decodeWinmail = $state(false);

  recipientsText = $state('');

  busy = $state(false);
  error = $state.raw<AppErrorData | null>(null);

  readonly accounts = $derived([...this.#surveys.values()]);
  readonly counting = $derived(this.accounts.some((one) => one.state === 'counting'));
  readonly countedAt = $derived(
    this.accounts.reduce<number | null>(
      (last, one) => (one.countedAt && one.countedAt > (last ?? 0) ? one.countedAt : last),
      null,
    ),
  );
  readonly totals = $derived.by(() => {
    let messages = 0;
    let folders = 0;
    let accounts = 0;
    let sizeBytes: number | null = 0;
    let oldest: number | null = null;
    let periodsMissing = false;
    for (const one of this.accounts) {
      let any = false;
      for (const folder of one.folders) {
        const key = keyOf(one.account.id, folder.path);
        if (!this.#ticked.has(key)) continue;
        any = true;
        folders++;
        messages += folder.messages;
        sizeBytes = addSizes(sizeBytes, folder.sizeBytes);
        const period = this.#periods.get(key);
        if (!period && folder.messages > 0) periodsMissing = true;
        if (period?.oldest != null && (oldest === null || period.oldest < oldest)) oldest = period.oldest;
      }
      if (any) accounts++;
    }
    return { messages, folders, accounts, sizeBytes, oldest, periodsMissing };
  });
  readonly estimatedBytes = $derived(estimateBytes(this.totals.messages, this.totals.sizeBytes, this.compress));
  readonly recipients = $derived(readRecipients(this.recipientsText));
  readonly canContinue = $derived(!this.counting && this.totals.folders > 0 && !this.place.needed);

  /** What is still missing before the export can start; null when nothing is. */
  readonly still = $derived.by((): PhraseGap | { kind: 'keys' } | null => {
    if (this.protection !== 'recipients') return this.secret.still;
    return this.recipients.keys.length > 0 && !this.recipients.problem ? null : { kind: 'keys' };
  });

  isTicked(accountId: string, path: string): boolean {
    return this.#ticked.has(keyOf(accountId, path));
  }
  periodOf(accountId: string, path: string): Period | null {
    return this.#periods.get(keyOf(accountId, path)) ?? null;
  }

  /** Counts these accounts, everything ticked. */
  begin(accounts: readonly Account[]): void {
    for (const account of accounts) void this.survey(account);
  }

  async survey(account: Account): Promise<void> {
    const before = this.#surveys.get(account.id);
    this.#surveys.set(account.id, { account, state: 'counting', folders: [], countedAt: null, error: null });
    try {
      const found = await api.archive.survey({ accountId: account.id }, { signal: this.#stop.signal });
      for (const folder of found.folders) {
        const key = keyOf(account.id, folder.path);
        const known = before?.folders.some((old) => old.path === folder.path);
        if (!known) this.#ticked.add(key);
      }
      this.#surveys.set(account.id, {
        account,
        state: 'ready',
        folders: found.folders,
        countedAt: found.countedAt,
        error: null,
      });
      await this.place.propose([...this.#surveys.keys()]);
      void this.#readPeriods(account.id, found.folders);
    } catch (error) {
      if (isCancelled(error)) return;
      this.#surveys.set(account.id, {
        account,
        state: 'failed',
        folders: [],
        countedAt: null,
        error: failureOf(error),
      });
    }
  }

  /** Keeps the typed password for the account, then counts once more. One attempt, made by the person. */
  async surveyWithPassword(account: Account, password: string): Promise<void> {
    this.#surveys.set(account.id, { account, state: 'counting', folders: [], countedAt: null, error: null });
    try {
      const updated = await api.accounts.update({
        id: account.id,
        name: account.name,
        settings: account.settings,
        password,
      });
      await this.survey(updated);
    } catch (error) {
      this.#surveys.set(account.id, {
        account,
        state: 'failed',
        folders: [],
        countedAt: null,
        error: failureOf(error),
      });
    }
  }

  leaveOut(accountId: string): void {
    this.#surveys.delete(accountId);
  }

  tick(accountId: string, paths: readonly string[], on: boolean): void {
    for (const path of paths) {
      if (on) this.#ticked.add(keyOf(accountId, path));
      else this.#ticked.delete(keyOf(accountId, path));
    }
  }

  setFormat(format: Format): void {
    if (format === 'zip-aes256') this.protection = 'passphrase';
    this.place.setFormat(format);
  }

  /** Filled in piece by piece, so the first folders show soon; a failure only leaves the column empty. */
  async #readPeriods(accountId: string, folders: readonly SurveyFolder[]): Promise<void> {
    const paths = folders.filter((folder) => folder.messages > 0).map((folder) => folder.path);
    for (let from = 0; from < paths.length; from += PERIOD_FOLDERS) {
      try {
        const piece = await api.archive.surveyPeriods(
          { accountId, paths: paths.slice(from, from + PERIOD_FOLDERS) },
          { signal: this.#stop.signal },
        );
        for (const { path, oldest, newest } of piece) this.#periods.set(keyOf(accountId, path), { oldest, newest });
      } catch {
        for (const path of paths.slice(from)) this.#periods.set(keyOf(accountId, path), { oldest: null, newest: null });
        return;
      }
    }
  }

  async toProtect(): Promise<void> {
    this.step = 'protect';
    this.error = null;
    if (this.protection === 'passphrase' && !this.secret.drawn) await this.secret.draw();
  }

  /** Starts the job and forgets the phrase. Null when it could not start; `error` says why. */
  async start(): Promise<string | null> {
    const { phrase } = this.secret;
    if (this.busy || this.still || (this.protection === 'passphrase' && phrase === null)) return null;
    this.busy = true;
    this.error = null;
    try {
      const { jobId } = await api.archive.startExport({
        accounts: this.accounts.flatMap((one) => {
          const chosen = one.folders.filter((folder) => this.isTicked(one.account.id, folder.path));
          if (chosen.length === 0) return [];
          const all = chosen.length === one.folders.length;
          return [{ accountId: one.account.id, folders: all ? null : chosen.map((folder) => folder.path) }];
        }),
        path: this.place.path,
        protection:
          this.protection === 'recipients'
            ? { kind: 'recipients', recipients: [...this.recipients.keys] }
            : { kind: 'passphrase', passphrase: phrase ?? '' },
        format: this.place.format,
        compress: this.compress,
        decodeWinmail: this.decodeWinmail,
        volumeSizeBytes: this.volumeSizeBytes,
        language: language(),
      });
      this.forget();
      return jobId;
    } catch (error) {
      this.error = failureOf(error);
      return null;
    } finally {
      this.busy = false;
    }
  }

  /** Drops every secret and stops counting. */
  forget(): void {
    this.secret.forget();
    this.#stop.abort();
  }
}
