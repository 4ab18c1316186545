// One run through the move: which sources, which account or archive, where each folder goes, then a job. Lives beyond its
// page, so that a person can add an account on the way and come back. Passwords and the phrase stay in memory until the
// flow is left.
import { SvelteMap, SvelteSet } from 'svelte/reactivity';
import {
  api,
  type AppErrorData,
  type FolderRole,
  type FoundStore,
  type MarkChoice,
  type MoveRequest,
  type MoveSource,
  type Output,
  type SourcePasswords,
} from '../api.ts';
import { language } from '../text/locale.ts';
import { baseName, estimateBytes } from './archive-estimate.ts';
import { ArchivePlace } from './archive-place.svelte.ts';
import { GIB } from './export.svelte.ts';
import { failureOf, wasCancelled } from './failure.ts';
import { ArchiveChoice, PopChoice, type Choice, type StoreKind } from './migrate-source.svelte.ts';
import {
  countedIn,
  inMoveOrder,
  mapOf,
  type Counted,
  type MoveMap,
  type PlanFolder,
  type TargetFolder,
} from './move-map.ts';
import { PhraseChoice } from './phrase.svelte.ts';

export type Plan = Output<'migrate', 'plan'>;

export type MoveGap = 'source' | 'pop' | 'key' | 'account' | 'file' | 'twice';
/** Where the mail goes. */
export type Into = 'account' | 'archive' | 'both';
export type MoveStep = 'source' | 'folders' | 'protect';

export class MoveFlow {
  step = $state<MoveStep>('source');
  /** null while it is looked for. */
  found = $state.raw<readonly FoundStore[] | null>(null);
  choices = $state.raw<readonly Choice[]>([]);
  into = $state<Into>('account');
  accountId = $state<string | undefined>(undefined);
  /** The archive that is written, and what will open it. */
  readonly file = new ArchivePlace();
  readonly secret = new PhraseChoice();
  place = $state<'matched' | 'under'>('matched');
  underName = $state('');
  readonly leaveOut = new SvelteSet<FolderRole>(['junk', 'trash']);
  /** yyyy-mm-dd as the field gives it; '' = all. */
  since = $state('');
  marks = $state<MarkChoice>('kept');
  readonly places = new SvelteMap<string, readonly string[]>();
  busy = $state<'plan' | 'check' | 'start' | null>(null);
  error = $state.raw<AppErrorData | null>(null);
  /** The job that this flow started last. */
  jobId = $state<string | null>(null);
  #base = $state.raw<{ plan: Plan; of: string } | null>(null);
  #checked = $state.raw<{ plan: Plan; of: string } | null>(null);
  #targets = $state.raw<readonly TargetFolder[]>([]);
  #next = 1;
  #met: readonly string[] | null = null;
  #asking: AbortController | null = null;

  readonly pops = $derived(this.choices.filter((choice) => choice.kind === 'pop3'));
  readonly archives = $derived(this.choices.filter((choice) => choice.kind === 'archive'));
  readonly toAccount = $derived(this.into !== 'archive');
  readonly toArchive = $derived(this.into !== 'account');
  /** An archive keeps every folder as it is: there is nothing to match. */
  readonly under = $derived(this.toAccount && this.place === 'under' ? this.underName.trim() : null);
  /** What step 1 still needs; null when it is complete. */
  readonly gap = $derived.by((): MoveGap | null => {
    if (this.choices.length === 0) return 'source';
    if (this.pops.some((pop) => pop.gap !== null)) return 'pop';
    if (this.archives.some(({ key }) => key === null)) return 'key';
    const addresses = this.pops.map((pop) => pop.name.toLowerCase());
    if (addresses.some((address, i) => addresses.indexOf(address) !== i)) return 'twice';
    if (this.toAccount && !this.accountId) return 'account';
    return this.toArchive && this.file.needed ? 'file' : null;
  });
  readonly #sidesKey = $derived(
    JSON.stringify([
      this.#sources(),
      this.toAccount && this.accountId,
      this.toArchive && this.file.path,
      this.pops.map((pop) => pop.password),
      this.archives.map(({ key }) => key),
    ]),
  );
  readonly #optionsKey = $derived(`${this.#sidesKey} ${JSON.stringify(this.#options())}`);
  /** Both sides as counted, everything matched; null until then, or when a side changed since. */
  readonly plan = $derived(this.#base?.of === this.#sidesKey ? this.#base.plan : null);
  /** The dry run with the very options of now; null when they changed since. */
  readonly checked = $derived(this.#checked?.of === this.#optionsKey ? this.#checked.plan : null);
  readonly folders = $derived(inMoveOrder(this.plan?.folders ?? []));
  get targets(): readonly TargetFolder[] {
    return this.#targets;
  }
  readonly map = $derived.by((): MoveMap => {
    return mapOf(this.folders, this.#targets, { under: this.under, leaveOut: this.leaveOut, places: this.places });
  });
  /** What each folder's target holds already: as the dry run said, else as counted where the place is still the same. */
  thereIn(folders: readonly PlanFolder[]): Counted {
    // eslint-disable-next-line svelte/prefer-svelte-reactivity -- made anew each time
    const found = new Map(this.checked?.folders.map((folder) => [folder.id, folder.alreadyThere]));
    return countedIn(folders, (folder) => {
      if (this.checked) return found.get(folder.id) ?? null;
      return this.under === null && !this.places.has(folder.id) ? folder.alreadyThere : null;
    });
  }
  readonly tooLarge = $derived(countedIn(this.map.going, (folder) => folder.tooLarge));
  /** About what the archive will take; null when a size is unknown. */
  readonly archiveBytes = $derived(estimateBytes(this.map.messages, this.map.sizeBytes, true));
  /** How much is missing on the server and on the disk, 0 where there is room; null when unknown. */
  readonly short = $derived.by((): { server: number | null; disk: number | null } => {
    const quota = this.plan?.target?.quota;
    const { sizeBytes } = this.map;
    const free = this.plan?.archive?.freeBytes;
    const over = (needed: number, room: number): number => Math.max(0, needed - Math.max(0, room));
    return {
      server: quota && sizeBytes !== null ? over(sizeBytes, quota.limitBytes - quota.usedBytes) : null,
      disk: free != null && this.archiveBytes !== null ? over(this.archiveBytes, free) : null,
    };
  });
  /** Room in every target, were nothing there already; null when one is unknown. */
  readonly fits = $derived.by((): boolean | null => {
    const { server, disk } = this.short;
    const sides = [...(this.toAccount ? [server] : []), ...(this.toArchive ? [disk] : [])];
    if (sides.some((missing) => missing !== null && missing > 0)) return false;
    return sides.includes(null) ? null : true;
  });
  /** What the whole would take, for the part that goes. */
  readonly duration = $derived.by((): Plan['duration'] | null => {
    if (this.checked) return this.checked.duration;
    if (!this.plan) return null;
    const { messages, duration } = this.plan;
    const share = messages ? this.map.messages / messages : 0;
    return { ...duration, fromMs: duration.fromMs * share, toMs: duration.toMs * share };
  });

  /** Looks once where mail programs keep their mail. */
  async discover(): Promise<void> {
    if (this.found) return;
    try {
      this.found = await api.migrate.sources({});
    } catch {
      // Nothing found is no error: every kind can be pointed at by hand.
      this.found = [];
    }
  }

  /** Takes the account that was added on the way; else keeps the chosen one, at first the first. */
  meetAccounts(ids: readonly string[]): void {
    const added = this.#met && ids.find((id) => !this.#met?.includes(id));
    this.#met = ids;
    if (added) this.accountId = added;
    else if (!this.accountId || !ids.includes(this.accountId)) this.accountId = ids[0];
  }

  /** Proposes a place for the archive, and a phrase, where one will be written. */
  setInto(into: Into): void {
    this.into = into;
    if (into === 'account') return;
    void this.file.propose(this.accountId ? [this.accountId] : []);
    if (!this.secret.drawn) void this.secret.draw();
  }

  addPop(): PopChoice {
    const pop = new PopChoice(`s${this.#next++}`);
    this.choices = [...this.choices, pop];
    return pop;
  }
  addLocal(path: string, store: StoreKind | null, name: string = baseName(path)): void {
    if (this.choices.some((one) => one.kind !== 'pop3' && one.path === path)) return;
    if (store === null && /\.malle$/i.test(path)) return this.addArchive(path);
    const told = store ?? (/\.(?:pst|ost)$/i.test(path) ? 'outlook' : null);
    this.choices = [...this.choices, { kind: 'local', id: `s${this.#next++}`, path, store: told, name }];
  }
  addArchive(path: string): void {
    if (this.choices.some((one) => one.kind !== 'pop3' && one.path === path)) return;
    this.choices = [...this.choices, new ArchiveChoice(`s${this.#next++}`, path, baseName(path))];
  }
  remove(id: string): void {
    this.choices = this.choices.filter((one) => one.id !== id);
    this.error = null;
  }

  /** Signs in on both sides and counts. True when there is something to move or to look at. */
  async count(): Promise<boolean> {
    if (this.gap || this.busy) return false;
    if (this.plan) return true;
    // A plan writes nothing, so any phrase does; this is the one that will be proposed.
    if (this.toArchive && !this.secret.drawn) await this.secret.draw();
    const of = this.#sidesKey;
    const counted = await this.#ask('plan', (signal) =>
      api.migrate.plan(this.#request({ under: null, folders: [], leaveOut: [], since: null }), { signal }),
    );
    if (!counted) return false;
    this.places.clear();
    this.#targets = [];
    this.#base = { plan: counted, of };
    void this.#listTargets(of);
    return true;
  }
  /** The dry run: the plan with every option as chosen. */
  async check(): Promise<void> {
    if (this.busy) return;
    const of = this.#optionsKey;
    const plan = await this.#ask('check', (signal) => api.migrate.plan(this.#request(this.#options()), { signal }));
    if (plan) this.#checked = { plan, of };
  }
  /** The job's id; null when it could not start, `error` says why. */
  async start(): Promise<string | null> {
    if (this.gap || this.busy || (this.toArchive && this.secret.phrase === null)) return null;
    const started = await this.#ask('start', (signal) =>
      api.migrate.startMove(this.#request(this.#options()), { signal }),
    );
    if (started) {
      this.jobId = started.jobId;
      this.secret.forget();
    }
    return started?.jobId ?? null;
  }
  /** The messages counted in a source; null while uncounted. */
  countIn(choice: Choice): number | null {
    const at = this.choices.indexOf(choice);
    // Folder ids start with the position of their source.
    const own = this.plan?.folders.filter(({ id }) => id.startsWith(`${at}:`));
    return own ? own.reduce((sum, { messages }) => sum + messages, 0) : null;
  }
  /** Gives up what is being asked. */
  giveUp(): void {
    this.#asking?.abort();
  }

  /** Into an archive a folder goes as it is, or not at all. */
  take(folder: PlanFolder, on: boolean): void {
    const { id, role } = folder;
    if (!on) {
      this.places.set(id, []);
      return;
    }
    // A place of its own would make it an ordinary folder: its kind comes along instead, without the others of that kind.
    if (role && this.leaveOut.delete(role))
      for (const other of this.plan?.folders ?? []) if (other.role === role) this.places.set(other.id, []);
    this.places.delete(id);
  }
  goTo(folder: PlanFolder, names: readonly string[]): void {
    this.places.set(folder.id, names);
  }
  /** Everything that stays goes where it was matched. */
  bringAll(): void {
    this.leaveOut.clear();
    for (const { id } of this.map.staying) this.places.delete(id);
  }
  leaveRoles(roles: readonly FolderRole[], out: boolean): void {
    for (const role of roles) {
      if (out) this.leaveOut.add(role);
      else this.leaveOut.delete(role);
    }
    // A folder moved or left by hand follows the box again.
    for (const folder of this.plan?.folders ?? [])
      if (folder.role && roles.includes(folder.role)) this.places.delete(folder.id);
  }

  async #ask<T>(what: 'plan' | 'check' | 'start', call: (signal: AbortSignal) => Promise<T>): Promise<T | null> {
    this.busy = what;
    this.error = null;
    const asking = (this.#asking = new AbortController());
    try {
      return await call(asking.signal);
    } catch (error) {
      if (!wasCancelled(error)) this.error = failureOf(error);
      return null;
    } finally {
      this.busy = null;
    }
  }
  /** For the menus only, so a failure costs nothing but the list. */
  async #listTargets(of: string): Promise<void> {
    const { accountId } = this;
    if (!accountId || !this.toAccount) return;
    try {
      const { folders } = await api.archive.survey({ accountId });
      if (this.#base?.of === of) this.#targets = folders;
    } catch {
      // The plan's own targets stay to choose from.
    }
  }
  #sources(): MoveSource[] {
    return this.choices.flatMap((choice): MoveSource[] => {
      if (choice.kind === 'archive') return [{ kind: 'archive', path: choice.path }];
      if (choice.kind === 'local') return [{ kind: 'local', path: choice.path, store: choice.store }];
      const { name, server, allowInsecure } = choice;
      return server ? [{ kind: 'pop3', address: name, server, allowInsecure }] : [];
    });
  }
  #options(): MoveRequest['options'] {
    // Without a zone it is midnight here.
    const since = this.since ? Date.parse(`${this.since}T00:00:00`) : Number.NaN;
    return {
      under: this.under || null,
      folders: [...this.places].map(([folderId, to]) => ({ folderId, to: [...to] })),
      leaveOut: [...this.leaveOut],
      since: Number.isNaN(since) ? null : since,
      marks: this.marks,
    };
  }
  /** What the sources need to be opened; null when none does. */
  get passwords(): SourcePasswords | null {
    if (this.pops.length + this.archives.length === 0) return null;
    return {
      kind: 'passwords',
      passwords: Object.fromEntries(this.pops.map((pop) => [pop.name, pop.password])),
      archives: Object.fromEntries(this.archives.flatMap(({ path, key }) => (key ? [[path, key]] : []))),
    };
  }
  #request(options: MoveRequest['options']): MoveRequest {
    const passphrase = this.secret.phrase ?? this.secret.drawn?.passphrase ?? '';
    return {
      sources: this.#sources(),
      passwords: this.passwords,
      accountId: this.toAccount ? (this.accountId ?? '') : null,
      archive: this.toArchive
        ? {
            path: this.file.path,
            protection: { kind: 'passphrase', passphrase },
            format: 'malle',
            compress: true,
            volumeSizeBytes: GIB,
            language: language(),
          }
        : null,
      options,
    };
  }
}

class Moving {
  #flow = $state.raw(new MoveFlow());

  /** The flow at hand. */
  get flow(): MoveFlow {
    return this.#flow;
  }
  /** A new one from the start; the old one's passwords go with it. */
  renew(): void {
    this.#flow.giveUp();
    this.#flow.secret.forget();
    this.#flow = new MoveFlow();
  }
}

export const moving = new Moving();
