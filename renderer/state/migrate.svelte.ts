// One run through the move: which sources, which account, where each folder goes, then a job. Lives beyond its page, so
// that a person can add an account on the way and come back. Passwords stay in memory until the flow is left.
import { SvelteMap, SvelteSet } from 'svelte/reactivity';
import {
  api,
  type AppErrorData,
  type FolderRole,
  type FoundStore,
  type MoveRequest,
  type MoveSource,
  type Provider,
  type ServerSettings,
} from '../api.ts';
import { baseName } from './archive-estimate.ts';
import { failureOf, wasCancelled } from './failure.ts';
import { inMoveOrder, mapOf, type MoveMap, type PlanFolder, type TargetFolder } from './move-map.ts';
import { guessPop, popGap, type PopGap } from './pop-form.ts';
import { isAddress } from './server-form.ts';
import type { Output } from '../api.ts';

export type StoreKind = FoundStore['store'];
export type Plan = Output<'migrate', 'plan'>;

/** A POP mailbox while it is typed. */
export class PopChoice {
  readonly kind = 'pop3';
  readonly id: string;
  address = $state('');
  server = $state.raw<ServerSettings | null>(null);
  password = $state('');
  allowInsecure = $state(false);
  provider = $state.raw<Provider | null>(null);
  #askedFor = '';
  #typed = false;

  constructor(id: string) {
    this.id = id;
  }
  get name(): string {
    return this.address.trim();
  }
  get gap(): PopGap | null {
    return popGap(this);
  }
  /** Looks up the settings for the address, unless a person has typed others. */
  async propose(): Promise<void> {
    const address = this.name;
    if (this.#typed || !isAddress(address) || address === this.#askedFor) return;
    this.#askedFor = address;
    try {
      const { provider, settings } = await api.accounts.propose({ address });
      if (address !== this.#askedFor || this.#isTyped()) return;
      this.provider = provider;
      this.server = guessPop(settings);
    } catch {
      // The form stays, to be filled in by hand.
      this.server ??= { host: '', port: 995, security: 'tls', userName: address };
    }
  }
  #isTyped(): boolean {
    return this.#typed;
  }
  typeServer(server: ServerSettings): void {
    this.#typed = true;
    this.server = server;
  }
}

/** A file or folder of this computer. */
export interface LocalChoice {
  readonly kind: 'local';
  readonly id: string;
  readonly path: string;
  /** null: told by what lies there. */
  readonly store: StoreKind | null;
  readonly name: string;
}
export type Choice = PopChoice | LocalChoice;

export type MoveGap = 'source' | 'pop' | 'account' | 'twice';

export class MoveFlow {
  step = $state<'source' | 'folders'>('source');
  /** null while it is looked for. */
  found = $state.raw<readonly FoundStore[] | null>(null);
  choices = $state.raw<readonly Choice[]>([]);
  accountId = $state<string | undefined>(undefined);
  place = $state<'matched' | 'under'>('matched');
  underName = $state('');
  readonly leaveOut = new SvelteSet<FolderRole>(['junk', 'trash']);
  /** yyyy-mm-dd as the field gives it; '' = all. */
  since = $state('');
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
  readonly under = $derived(this.place === 'under' ? this.underName.trim() : null);
  /** What step 1 still needs; null when it is complete. */
  readonly gap = $derived.by((): MoveGap | null => {
    if (this.choices.length === 0) return 'source';
    if (this.pops.some((pop) => pop.gap !== null)) return 'pop';
    const addresses = this.pops.map((pop) => pop.name.toLowerCase());
    if (addresses.some((address, i) => addresses.indexOf(address) !== i)) return 'twice';
    return this.accountId ? null : 'account';
  });
  readonly #sidesKey = $derived(
    JSON.stringify([this.#sources(), this.accountId, this.pops.map((pop) => pop.password)]),
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
  /** As the server said at the last count; null when unknown. */
  readonly fits = $derived.by((): boolean | null => {
    const quota = this.plan?.target.quota;
    const { sizeBytes } = this.map;
    return quota && sizeBytes !== null ? sizeBytes <= quota.limitBytes - quota.usedBytes : null;
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

  addPop(): PopChoice {
    const pop = new PopChoice(`s${this.#next++}`);
    this.choices = [...this.choices, pop];
    return pop;
  }
  addLocal(path: string, store: StoreKind | null, name: string = baseName(path)): void {
    if (this.choices.some((one) => one.kind === 'local' && one.path === path)) return;
    const told = store ?? (/\.(?:pst|ost)$/i.test(path) ? 'outlook' : null);
    this.choices = [...this.choices, { kind: 'local', id: `s${this.#next++}`, path, store: told, name }];
  }
  remove(id: string): void {
    this.choices = this.choices.filter((one) => one.id !== id);
    this.error = null;
  }

  /** Signs in on both sides and counts. True when there is something to move or to look at. */
  async count(): Promise<boolean> {
    if (this.gap || this.busy) return false;
    if (this.plan) return true;
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
    if (this.gap || this.busy) return null;
    const started = await this.#ask('start', (signal) =>
      api.migrate.startMove(this.#request(this.#options()), { signal }),
    );
    if (started) this.jobId = started.jobId;
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
    if (!accountId) return;
    try {
      const { folders } = await api.archive.survey({ accountId });
      if (this.#base?.of === of) this.#targets = folders;
    } catch {
      // The plan's own targets stay to choose from.
    }
  }
  #sources(): MoveSource[] {
    return this.choices.flatMap((choice): MoveSource[] => {
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
    };
  }
  #request(options: MoveRequest['options']): MoveRequest {
    const passwords = Object.fromEntries(this.pops.map((pop) => [pop.name, pop.password]));
    return {
      sources: this.#sources(),
      passwords: this.pops.length ? { kind: 'passwords', passwords } : null,
      accountId: this.accountId ?? '',
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
    this.#flow = new MoveFlow();
  }
}

export const moving = new Moving();
