// Which rows are chosen: some of them, or all of the list but some.
import { SvelteMap } from 'svelte/reactivity';
import type { Change, ListOptions, Row, Target } from '../api.ts';
import { mail } from './mail.svelte.ts';
import { MOST_CHOSEN } from './mail-list.svelte.ts';

class ChoiceState {
  /** By key: the chosen rows, or with `#all` those left out. */
  readonly #rows = new SvelteMap<number, Row>();
  #all = $state(false);
  /** Where a range begins. */
  #from = -1;

  has(row: Row): boolean {
    return this.#rows.has(mail.list.keyOf(row)) !== this.#all;
  }
  readonly count = $derived(this.#all ? Math.max(0, mail.list.total - this.#rows.size) : this.#rows.size);

  /** Rows of one message each are said as messages, all others as conversations: what they hold elsewhere is not counted. */
  get single(): boolean {
    return mail.list.options?.threads === false || this.every((row) => row.count === 1);
  }

  /** What every chosen row has in common; null where they are not all here. */
  every(test: (row: Row) => boolean): boolean {
    return !this.#all && this.#rows.size > 0 && [...this.#rows.values()].every(test);
  }

  flip(row: Row, index: number): void {
    const key = mail.list.keyOf(row);
    if (this.#rows.has(key)) this.#rows.delete(key);
    else if (this.#all || this.#rows.size < MOST_CHOSEN) this.#rows.set(key, row);
    this.#from = index;
  }
  /** Where the next range begins. */
  begin(index: number): void {
    this.#from = index;
  }
  /** From where the range began to this row, instead of what was chosen before. */
  async extend(to: number, begin: number): Promise<void> {
    if (this.#from < 0) this.#from = Math.max(0, begin);
    const rows = await mail.list.between(this.#from, to);
    this.#all = false;
    this.#rows.clear();
    for (const row of rows) this.#rows.set(mail.list.keyOf(row), row);
  }
  all(): void {
    this.#rows.clear();
    this.#all = mail.list.total > 0;
  }
  clear(): void {
    this.#rows.clear();
    this.#all = false;
    this.#from = -1;
  }

  /** What a change of the chosen rows is for. */
  target(options: ListOptions, change: Change): Target {
    if (this.#all) return { kind: 'all', list: options, except: [...this.#rows.values()].map((row) => row.id) };
    return targetOf([...this.#rows.values()], options, change);
  }
  /** Keys of the rows; null for all but some. */
  keys(): ReadonlySet<number> | null {
    return this.#all ? null : new Set(this.#rows.keys());
  }
}

/** The rows as what a change is for: whole threads, but a star is for the newest message alone. */
export const targetOf = (rows: readonly Row[], options: ListOptions, change: Change): Target =>
  options.threads && !(change.kind === 'star' && change.value)
    ? { kind: 'threads', ids: rows.map((row) => row.threadId), view: options.view }
    : { kind: 'messages', ids: rows.map((row) => row.id) };

export const choice = new ChoiceState();
