// One run through the export flow: choose, protect, then a job. The phrase lives here only until the job has it.
import { SvelteMap, SvelteSet } from 'svelte/reactivity';
import { api, type Account, type AppErrorData, type Output, type SurveyFolder } from '../api.ts';
import { language } from '../text/locale.ts';
import { isCancelled } from '../text/messages.ts';
import { estimateBytes, joinPath, nameProblem, pickTwo, readRecipients, withEnding } from './archive-estimate.ts';
import { failureOf } from './failure.ts';
import { addSizes } from './folder-tree.ts';

export type ExportStep = 'choose' | 'protect';
export type Format = 'malle' | 'zip-aes256';
export type PhraseMode = 'words' | 'own';

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

export interface Drawn {
  readonly words: readonly string[];
  readonly passphrase: string;
  readonly bits: number;
  readonly listSize: number;
}

export type Strength = Output<'archive', 'passphraseStrength'>;
export type Target = Output<'archive', 'checkTarget'>;

export const GIB = 1_073_741_824;
const PERIOD_FOLDERS = 40;

const random = (below: number): number => (crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) % below;
const keyOf = (accountId: string, path: string): string => `${accountId}\u0000${path}`;

export class ExportFlow {
  #surveys = new SvelteMap<string, SurveyedAccount>();
  #ticked = new SvelteSet<string>();
  #periods = new SvelteMap<string, Period>();
  #stop = new AbortController();
  #checkTurn = 0;
  #strengthTurn = 0;

  step = $state<ExportStep>('choose');

  folder = $state('');
  fileName = $state('');
  #nameTyped = false;
  target = $state.raw<Target | null>(null);
  targetError = $state.raw<AppErrorData | null>(null);

  format = $state<Format>('malle');
  protection = $state<'passphrase' | 'recipients'>('passphrase');
  volumeSizeBytes = $state<number | null>(GIB);
  compress = $state(true);
  /** Also keep what winmail.dat attachments hold. */
  decodeWinmail = $state(false);

  mode = $state<PhraseMode>('words');
  drawn = $state.raw<Drawn | null>(null);
  /** Positions, from 0, of the two words to type again. */
  asked = $state.raw<readonly [number, number]>([0, 1]);
  typedWords = $state<[string, string]>(['', '']);
  own = $state('');
  ownAgain = $state('');
  strength = $state.raw<Strength | null>(null);
  keptSafe = $state(false);
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
  readonly path = $derived(
    this.folder && this.fileName ? joinPath(this.folder, withEnding(this.fileName, this.format)) : '',
  );
  readonly nameProblem = $derived(nameProblem(this.fileName));
  readonly recipients = $derived(readRecipients(this.recipientsText));
  readonly needsTarget = $derived(
    !this.folder ||
      this.nameProblem !== null ||
      this.targetError !== null ||
      this.target === null ||
      !this.target.writable ||
      (this.target.exists && !this.target.resumable),
  );
  readonly canContinue = $derived(!this.counting && this.totals.folders > 0 && !this.needsTarget);

  /** The phrase as it stands; null while there is none that could be used. */
  readonly phrase = $derived(
    this.mode === 'words'
      ? (this.drawn?.passphrase ?? null)
      : this.strength && this.strength.verdict !== 'weak' && this.own
        ? this.own
        : null,
  );
  readonly wordsRight = $derived(
    this.asked.map((position, i) => {
      const word = this.drawn?.words[position];
      return word !== undefined && fold(this.typedWords[i] ?? '') === fold(word);
    }),
  );
  /** What is still missing before the export can start; null when nothing is. */
  readonly still = $derived.by(
    (): { kind: 'words'; count: number } | { kind: 'phrase' | 'again' | 'sheet' | 'keys' } | null => {
      if (this.protection === 'recipients')
        return this.recipients.keys.length > 0 && !this.recipients.problem ? null : { kind: 'keys' };
      if (this.phrase === null) return { kind: 'phrase' };
      if (this.mode === 'own' && this.own !== this.ownAgain) return { kind: 'again' };
      if (this.mode === 'words') {
        const count = this.wordsRight.filter((right) => !right).length;
        if (count > 0) return { kind: 'words', count };
      }
      return this.keptSafe ? null : { kind: 'sheet' };
    },
  );

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
      if (!this.folder) await this.#propose();
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

  typeName(name: string): void {
    this.#nameTyped = true;
    this.fileName = name;
    void this.checkTarget();
  }
  async moveTo(folder: string): Promise<void> {
    this.folder = folder;
    await this.checkTarget();
  }
  setFormat(format: Format): void {
    this.format = format;
    if (format === 'zip-aes256') this.protection = 'passphrase';
    if (this.fileName) this.fileName = withEnding(this.fileName, format);
    void this.checkTarget();
  }

  async checkTarget(): Promise<void> {
    const mine = ++this.#checkTurn;
    if (!this.path || this.nameProblem) {
      this.target = null;
      return;
    }
    try {
      const target = await api.archive.checkTarget({ path: this.path });
      if (mine !== this.#checkTurn) return;
      this.target = target;
      this.targetError = null;
    } catch (error) {
      if (mine === this.#checkTurn) this.targetError = failureOf(error);
    }
  }

  async #propose(): Promise<void> {
    try {
      const proposal = await api.archive.proposeTarget({ accountIds: [...this.#surveys.keys()] });
      if (!this.folder) this.folder = proposal.folder;
      if (!this.#nameTyped) this.fileName = withEnding(proposal.fileName, this.format);
      await this.checkTarget();
    } catch (error) {
      this.targetError = failureOf(error);
    }
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
    if (this.protection === 'passphrase' && !this.drawn) await this.draw();
  }

  async draw(): Promise<void> {
    this.busy = true;
    try {
      const drawn = await api.archive.generatePassphrase({ language: language() });
      this.drawn = drawn;
      this.asked = pickTwo(drawn.words.length, random);
      this.typedWords = ['', ''];
      this.keptSafe = false;
      this.error = null;
    } catch (error) {
      this.error = failureOf(error);
    } finally {
      this.busy = false;
    }
  }

  setMode(mode: PhraseMode): void {
    this.mode = mode;
    this.keptSafe = false;
  }

  async typeOwn(own: string): Promise<void> {
    this.own = own;
    this.keptSafe = false;
    const mine = ++this.#strengthTurn;
    if (!own) {
      this.strength = null;
      return;
    }
    try {
      const strength = await api.archive.passphraseStrength({ passphrase: own });
      if (mine === this.#strengthTurn) this.strength = strength;
    } catch (error) {
      if (mine === this.#strengthTurn) {
        this.strength = null;
        this.error = failureOf(error);
      }
    }
  }

  /** Starts the job and forgets the phrase. Null when it could not start; `error` says why. */
  async start(): Promise<string | null> {
    const phrase = this.phrase;
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
        path: this.path,
        protection:
          this.protection === 'recipients'
            ? { kind: 'recipients', recipients: [...this.recipients.keys] }
            : { kind: 'passphrase', passphrase: phrase ?? '' },
        format: this.format,
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
    this.drawn = null;
    this.own = '';
    this.ownAgain = '';
    this.strength = null;
    this.typedWords = ['', ''];
    this.keptSafe = false;
    this.#stop.abort();
  }
}

/** Case, accents and spaces around do not matter when a word is typed again: knowing the word does. */
function fold(word: string): string {
  return word.normalize('NFD').replace(/\p{M}/gu, '').trim().toLowerCase();
}
