// The rows of one list of messages, fetched as they come into view, and where the person stands in it. It keeps its place
// when mail comes and goes: the first row in view and the row the person stands on are found again by their ids.
import { api, type AppErrorData, type ListOptions, type ListPage, type Row } from '../api.ts';
import { failureOf } from './failure.ts';

/** Rows asked for at a time; also what is fetched beyond what is in view. */
const CHUNK = 60;
/** Rows kept; the farthest from the view leave first. */
const KEPT = 6_000;
/** A list that answers sooner shows no placeholder rows. */
const SKELETON_AFTER_MS = 300;
/** The most messages one change may name (contract). */
export const MOST_CHOSEN = 10_000;
/** The most rows one call answers with (contract). */
const MOST_ROWS = 500;

/** What stays the same for a row while the list lives: its thread, or its message in a list by message. */
export const keyOf = (row: Row, options: ListOptions): number => (options.threads ? row.threadId : row.id);

/** The first row in view. `topPx` is how far its top is above the edge. null: the list stands at its top. */
export interface Anchor {
  readonly index: number;
  readonly topPx: number;
}

export class MailList {
  #options = $state.raw<ListOptions | null>(null);
  #page = $state.raw<Omit<ListPage, 'rows' | 'index' | 'from'> | null>(null);
  #failure = $state.raw<AppErrorData | null>(null);
  #slow = $state(false);
  #cursor = $state(-1);
  #cursorRow = $state.raw<Row | null>(null);
  /** The row the person stood on has left: the next one is already in its place. */
  #left = $state(false);
  #version = $state(0);

  // Plain, for thousands of rows come and go at once: `#version` tells readers of all three.
  /* eslint-disable svelte/prefer-svelte-reactivity */
  readonly #rows = new Map<number, Row>();
  /** Chunk number to the generation it was read in. */
  readonly #chunks = new Map<number, number>();
  readonly #asked = new Set<number>();
  /* eslint-enable svelte/prefer-svelte-reactivity */
  #generation = 0;
  #epoch = 0;
  #window: readonly [number, number] = [0, CHUNK];
  #refreshing = false;
  #again = false;

  /** The view says where it stands, and moves when rows came or went above. */
  anchor: () => Anchor | null = () => null;
  keep: (anchor: Anchor | null) => void = () => undefined;

  get options(): ListOptions | null {
    return this.#options;
  }
  get total(): number {
    return this.#page?.total ?? 0;
  }
  get messages(): number {
    return this.#page?.messages ?? 0;
  }
  get unread(): number {
    return this.#page?.unread ?? 0;
  }
  get groups(): ListPage['groups'] {
    return this.#page?.groups ?? [];
  }
  /** How far a search reaches; null in other lists. */
  get reach(): ListPage['reach'] {
    return this.#page?.reach ?? null;
  }
  get failure(): AppErrorData | null {
    return this.#failure;
  }
  /** Nothing has come yet, for longer than goes unnoticed. */
  get slow(): boolean {
    return this.#slow;
  }
  get loaded(): boolean {
    return this.#page !== null;
  }
  /** -1: nowhere. */
  get cursor(): number {
    return this.#cursor;
  }
  /** The row under the cursor as it was last seen; kept when it leaves the list. */
  get cursorRow(): Row | null {
    return this.#cursorRow;
  }
  /** Where the cursor's row stands; null when it is not in the list any more. */
  get position(): { readonly index: number; readonly total: number } | null {
    return this.#cursor < 0 || this.#left ? null : { index: this.#cursor, total: this.total };
  }

  row(index: number): Row | null {
    return this.#version >= 0 ? (this.#rows.get(index) ?? null) : null;
  }
  keyOf(row: Row): number {
    return this.#options ? keyOf(row, this.#options) : row.id;
  }

  /** Another list. What was shown stays until the new one is there, or until it takes long. */
  async open(options: ListOptions): Promise<void> {
    const epoch = ++this.#epoch;
    this.#options = options;
    this.#failure = null;
    this.forgetCursor();
    const slow = setTimeout(() => {
      if (epoch !== this.#epoch) return;
      this.#clear();
      this.#page = null;
      this.#slow = true;
    }, SKELETON_AFTER_MS);
    try {
      const page = await api.mail.list({ list: options, from: 0, count: CHUNK * 2, around: null });
      if (epoch !== this.#epoch) return;
      this.#clear();
      this.#window = [0, CHUNK];
      this.#take(page);
      this.keep(null);
    } catch (error) {
      if (epoch !== this.#epoch) return;
      this.#clear();
      this.#page = null;
      this.#failure = failureOf(error);
    } finally {
      clearTimeout(slow);
      if (epoch === this.#epoch) this.#slow = false;
    }
  }

  /** The rows now in view, the last not included: what is missing is fetched, the nearest first. */
  want(from: number, to: number): void {
    this.#window = [from, to];
    this.#fill();
  }

  /** Stands on a row. */
  stand(index: number): void {
    const to = Math.max(0, Math.min(this.total - 1, index));
    if (this.total === 0) return;
    this.#cursor = to;
    this.#left = false;
    this.#cursorRow = this.#rows.get(to) ?? null;
    if (!this.#cursorRow) this.want(to, to + 1);
  }
  /** Stands on a row wherever it is in the list; false when it is not in it. */
  async standOn(row: Row): Promise<boolean> {
    const options = this.#options;
    if (!options) return false;
    const { index } = await api.mail.list({ list: options, from: 0, count: 0, around: row.id });
    if (index === null || options !== this.#options) return false;
    this.stand(index);
    this.#cursorRow ??= row;
    return true;
  }
  /** A step from where the cursor is; after its row has left, the first step forward is onto what took its place. */
  step(by: number): number {
    if (this.#cursor < 0) return by > 0 ? 0 : Math.max(0, this.total - 1);
    return Math.max(0, Math.min(this.total - 1, this.#cursor + (this.#left && by > 0 ? by - 1 : by)));
  }
  forgetCursor(): void {
    this.#cursor = -1;
    this.#cursorRow = null;
    this.#left = false;
  }

  /** Something in it changed: reads again what is in view, and finds its place again. */
  async refresh(): Promise<void> {
    const options = this.#options;
    if (!options || !this.#page) return;
    if (this.#refreshing) {
      this.#again = true;
      return;
    }
    this.#refreshing = true;
    const epoch = this.#epoch;
    try {
      await this.#readAgain(options, epoch);
      if (epoch === this.#epoch) this.#failure = null;
    } catch (error) {
      // What is on screen stays; a later change or a scroll asks again.
      if (epoch === this.#epoch && this.total === 0) this.#failure = failureOf(error);
    } finally {
      this.#refreshing = false;
    }
    const again = this.#again;
    this.#again = false;
    if (again) await this.refresh();
    else this.#fill();
  }

  async #readAgain(options: ListOptions, epoch: number): Promise<void> {
    const anchor = this.anchor();
    const first = anchor ? this.#rows.get(anchor.index) : undefined;
    const head = await api.mail.list({ list: options, from: 0, count: 0, around: first?.id ?? null });
    if (epoch !== this.#epoch) return;
    const moved = head.revision !== this.#page?.revision;
    const index = first ? (head.index ?? Math.min(anchor?.index ?? 0, Math.max(0, head.total - 1))) : 0;
    const reachesTo = index + (this.#window[1] - this.#window[0]) + CHUNK;
    const from = Math.floor(index / CHUNK) * CHUNK;
    const page = await api.mail.list({
      list: options,
      from,
      count: Math.min(MOST_ROWS, Math.ceil((reachesTo - from) / CHUNK) * CHUNK),
      around: null,
    });
    if (epoch !== this.#epoch) return;
    const stoodOn = this.#cursorRow;
    this.#generation++;
    if (moved || page.revision !== head.revision) this.#clear();
    this.#take(page);
    if (moved) this.keep(anchor && first ? { index, topPx: anchor.topPx } : null);
    if (stoodOn) await this.#findCursor(options, stoodOn, epoch);
  }

  async #findCursor(options: ListOptions, row: Row, epoch: number): Promise<void> {
    const key = keyOf(row, options);
    let index: number | null = null;
    for (const [at, one] of this.#rows) if (keyOf(one, options) === key) index = at;
    index ??= (await api.mail.list({ list: options, from: 0, count: 0, around: row.id })).index;
    if (epoch !== this.#epoch || !this.#cursorRow || this.keyOf(this.#cursorRow) !== key) return;
    if (index === null) {
      this.#left = true;
      this.#cursor = Math.min(this.#cursor, this.total - 1);
    } else {
      this.#cursor = index;
      this.#left = false;
      this.#cursorRow = this.#rows.get(index) ?? row;
    }
  }

  /** Shows a change of flags before the answer is there. */
  patch(keys: ReadonlySet<number>, change: Partial<Row>): void {
    for (const [index, row] of this.#rows) if (keys.has(this.keyOf(row))) this.#rows.set(index, { ...row, ...change });
    if (this.#cursorRow && keys.has(this.keyOf(this.#cursorRow))) this.#cursorRow = { ...this.#cursorRow, ...change };
    this.#version++;
  }

  /** Takes rows out before the list is read again. Returns where the first of them stood; null when none is here. */
  remove(keys: ReadonlySet<number>): number | null {
    const page = this.#page;
    const gone = [...this.#rows].filter(([, row]) => keys.has(this.keyOf(row))).map(([index]) => index);
    const first = gone.toSorted((a, b) => a - b)[0];
    if (!page || first === undefined) return null;
    const before = (index: number): number => gone.reduce((sum, one) => sum + (one < index ? 1 : 0), 0);
    const left = [...this.#rows].filter(([index]) => !gone.includes(index));
    this.#clear();
    for (const [index, row] of left) this.#rows.set(index - before(index), row);
    const total = page.total - gone.length;
    const groups = page.groups
      .map((group) => ({ ...group, index: group.index - before(group.index) }))
      .filter((group, i, all) => group.index < (all[i + 1]?.index ?? total));
    this.#page = { ...page, total, groups, revision: -1 };
    if (this.#cursor >= 0) {
      const wasThere = gone.includes(this.#cursor);
      this.#cursor = Math.min(this.#cursor - before(this.#cursor), total - 1);
      this.#left ||= wasThere;
    }
    this.#version++;
    return first;
  }

  /** All rows from one to the other, both included, at most 10,000; fetched where they are not here. */
  async between(a: number, b: number): Promise<Row[]> {
    const options = this.#options;
    const [from, to] = [Math.min(a, b), Math.min(Math.max(a, b), Math.min(a, b) + MOST_CHOSEN - 1)];
    const rows: Row[] = [];
    for (let at = from; at <= to && options;) {
      const here = this.#rows.get(at);
      if (here) {
        rows.push(here);
        at++;
        continue;
      }
      const count = Math.min(MOST_ROWS, to - at + 1);
      const page = await api.mail.list({ list: options, from: at, count, around: null });
      if (page.rows.length === 0) break;
      rows.push(...page.rows);
      at += page.rows.length;
    }
    return rows;
  }

  /** The next unread row after the cursor, then from the top; null when all is read. */
  async nextUnread(): Promise<number | null> {
    const options = this.#options;
    if (!options || this.unread === 0) return null;
    const start = this.#cursor + (this.#left ? 0 : 1);
    for (const [from, to] of [
      [start, this.total],
      [0, Math.min(start, this.total)],
    ] as const) {
      for (let at = from; at < to; at += MOST_ROWS) {
        const rows = await this.between(at, Math.min(to, at + MOST_ROWS) - 1);
        if (this.#options !== options) return null;
        const found = rows.findIndex((row) => row.unread);
        if (found >= 0) return at + found;
      }
    }
    return null;
  }

  #clear(): void {
    this.#rows.clear();
    this.#chunks.clear();
    this.#asked.clear();
    this.#generation++;
    this.#version++;
  }

  #take(page: ListPage): void {
    const { rows, from, revision, total, messages, unread, groups, reach } = page;
    this.#page = { revision, total, messages, unread, groups, reach };
    rows.forEach((row, i) => this.#rows.set(from + i, row));
    const end = from + rows.length;
    for (let chunk = Math.ceil(from / CHUNK); chunk * CHUNK < end; chunk++)
      if ((chunk + 1) * CHUNK <= end || end >= total) this.#chunks.set(chunk, this.#generation);
    const under = this.#cursor >= 0 && !this.#left ? this.#rows.get(this.#cursor) : undefined;
    // Another row may stand there by now: where this one went is looked for then.
    if (under && (!this.#cursorRow || this.keyOf(under) === this.keyOf(this.#cursorRow))) this.#cursorRow = under;
    this.#version++;
  }

  #fill(): void {
    const options = this.#options;
    if (!options || !this.#page || this.#asked.size >= 2) return;
    const [from, to] = this.#window;
    const last = Math.min(this.total - 1, to + CHUNK / 2);
    let next: number | undefined;
    for (let chunk = Math.max(0, Math.floor((from - CHUNK / 2) / CHUNK)); chunk * CHUNK <= last; chunk++) {
      if (this.#chunks.get(chunk) === this.#generation || this.#asked.has(chunk)) continue;
      const inView = chunk * CHUNK < to && (chunk + 1) * CHUNK > from;
      if (next === undefined || inView) next = chunk;
      if (inView) break;
    }
    if (next === undefined) return;
    const [chunk, epoch, generation] = [next, this.#epoch, this.#generation];
    this.#asked.add(chunk);
    void api.mail
      .list({ list: options, from: chunk * CHUNK, count: CHUNK, around: null })
      .then((page) => {
        if (epoch !== this.#epoch || generation !== this.#generation) return;
        if (page.revision !== this.#page?.revision) void this.refresh();
        else this.#take(page);
        this.#forgetFar();
      })
      .catch(() => undefined)
      .finally(() => {
        if (epoch !== this.#epoch || generation !== this.#generation) return;
        this.#asked.delete(chunk);
        if (this.#chunks.get(chunk) === generation) this.#fill();
      });
  }

  #forgetFar(): void {
    if (this.#rows.size <= KEPT) return;
    const middle = (this.#window[0] + this.#window[1]) / 2;
    const far = [...this.#chunks.keys()].toSorted(
      (a, b) => Math.abs(b * CHUNK - middle) - Math.abs(a * CHUNK - middle),
    );
    for (const chunk of far.slice(0, Math.ceil((this.#rows.size - KEPT * 0.8) / CHUNK))) {
      this.#chunks.delete(chunk);
      for (let i = chunk * CHUNK; i < (chunk + 1) * CHUNK; i++) this.#rows.delete(i);
    }
  }
}
