// The search box: what was understood as chips, the rest as typed; results as it is typed, and the servers asked after a
// pause for what the local index does not reach.
import { api, parseQuery, printQuery, type Query } from '../api.ts';
import { mail } from './mail.svelte.ts';
import { layout } from './mail-layout.svelte.ts';

export type Term = Query['terms'][number];

/** Long enough that a word is not searched letter by letter, short enough to feel at once. */
const SEARCH_AFTER_MS = 120;
/** A pause after which the person means it. */
const ASK_SERVER_AFTER_MS = 1_200;

/** Words alone stay text; everything with an operator becomes a chip. */
const isChip = (term: Term): boolean => term.kind !== 'words' || term.field !== 'any';
const print = (terms: readonly Term[], ignored: readonly string[] = []): string => printQuery({ terms, ignored });

/** The part of what is typed that the person has finished, and what they are still writing. */
function finished(text: string): [done: string, rest: string] {
  // Inside open quotes nothing is finished.
  const quotes = text.match(/["“”„«»]/g)?.length ?? 0;
  if (quotes % 2) return ['', text];
  const at = text.search(/\S*$/);
  return [text.slice(0, at), text.slice(at)];
}

class SearchState {
  #chips = $state.raw<readonly Term[]>([]);
  #text = $state('');
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Puts the focus into the box; the box says how. */
  focus: () => void = () => undefined;

  get chips(): readonly Term[] {
    return this.#chips;
  }
  get text(): string {
    return this.#text;
  }
  readonly query = $derived([print(this.#chips), this.#text.trim()].filter(Boolean).join(' '));

  typed(text: string): void {
    const [done, rest] = finished(text);
    this.#text = text;
    if (this.#takeChips(done)) this.#text = `${this.#text}${rest}`;
    this.#soon();
  }
  /** Enter: all of it is meant. */
  commit(): void {
    this.#takeChips(this.#text);
    this.#text = this.#text.trim();
    if (this.query) layout.searched(this.query);
    this.#now();
  }
  /** Instead of the word being written. */
  complete(word: string): void {
    const [done] = finished(this.#text);
    this.#text = `${done}${word}`;
    if (!word.endsWith(':')) this.typed(`${this.#text} `);
    else this.#soon();
  }
  /** A whole query, from the form or from before. */
  set(query: string): void {
    this.#chips = [];
    this.#text = query;
    this.commit();
  }
  removeChip(index: number): void {
    this.#chips = this.#chips.filter((_, i) => i !== index);
    this.#now();
  }
  /** Backspace at the beginning: the last chip can be written again. */
  reopenChip(): boolean {
    const last = this.#chips.at(-1);
    if (!last) return false;
    this.#chips = this.#chips.slice(0, -1);
    this.#text = `${print([last])}${this.#text ? ` ${this.#text}` : ''}`;
    this.#soon();
    return true;
  }
  leave(): void {
    this.#chips = [];
    this.#text = '';
    this.#now();
  }
  /** The place was left or taken: the box says what the list shows. */
  follow(query: string): void {
    if (query === '' && this.query !== '' && this.#timer === undefined) {
      this.#chips = [];
      this.#text = '';
    }
  }

  /** The word being written: what suggestions are for. */
  get word(): string {
    return finished(this.#text)[1];
  }
  get terms(): readonly Term[] {
    return parseQuery(this.query).terms;
  }

  /** Asks the servers once for a query, after a pause; returns what stops that. */
  askServer(query: string): () => void {
    const timer = setTimeout(() => {
      // Where no server can be asked, the list says so by its reach.
      void api.mail.searchServer({ query, accountIds: null }).catch(() => undefined);
    }, ASK_SERVER_AFTER_MS);
    return () => clearTimeout(timer);
  }

  #takeChips(text: string): boolean {
    const { terms, ignored } = parseQuery(text);
    const chips = terms.filter((term) => isChip(term));
    if (chips.length === 0) return false;
    this.#chips = [...this.#chips, ...chips];
    const words = print(
      terms.filter((term) => !isChip(term)),
      ignored,
    );
    this.#text = words ? `${words} ` : '';
    return true;
  }
  #soon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#now(), SEARCH_AFTER_MS);
  }
  #now(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (mail.query === this.query) return;
    mail.query = this.query;
    mail.reading = false;
  }
}

export const search = new SearchState();
