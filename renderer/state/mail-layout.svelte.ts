// How the window is laid out for this person: width of the list, which accounts and folders are open in the sidebar. Kept
// by the browser for this window; nothing of the mail itself is in it.

const KEY = 'malleposte.mail-layout';
export const LIST_WIDTH = { least: 320, usual: 392, most: 560 } as const;
/** Under it, the reader takes the place of the list and the sidebar shows icons. */
export const NARROW = '(max-width: 1119px)';

interface Kept {
  listWidth: number;
  /** Accounts that are shut. */
  shut: string[];
  /** Folders that are open, as account and path. */
  open: string[];
  recent: string[];
}

const strings = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];

function read(): Kept {
  let kept: Partial<Record<keyof Kept, unknown>> = {};
  try {
    kept = JSON.parse(localStorage.getItem(KEY) ?? '{}') as typeof kept;
  } catch {
    // Damaged, or storage is not allowed: the usual layout.
  }
  const width = Number(kept.listWidth);
  return {
    listWidth: Number.isFinite(width) ? clampWidth(width) : LIST_WIDTH.usual,
    shut: strings(kept.shut),
    open: strings(kept.open),
    recent: strings(kept.recent).slice(0, MOST_RECENT),
  };
}

const clampWidth = (width: number): number =>
  Math.round(Math.max(LIST_WIDTH.least, Math.min(LIST_WIDTH.most, width || LIST_WIDTH.usual)));
const MOST_RECENT = 6;

class MailLayout {
  #kept = $state.raw<Kept>(read());
  #narrow = $state(matchMedia(NARROW).matches);

  constructor() {
    matchMedia(NARROW).addEventListener('change', (event) => (this.#narrow = event.matches));
  }

  get narrow(): boolean {
    return this.#narrow;
  }
  /** px. */
  get listWidth(): number {
    return this.#kept.listWidth;
  }
  set listWidth(width: number) {
    this.#save({ listWidth: clampWidth(width) });
  }
  isShut(accountId: string): boolean {
    return this.#kept.shut.includes(accountId);
  }
  isOpen(folder: string): boolean {
    return this.#kept.open.includes(folder);
  }
  turnAccount(accountId: string, shut: boolean): void {
    this.#save({ shut: [...this.#kept.shut.filter((one) => one !== accountId), ...(shut ? [accountId] : [])] });
  }
  turnFolder(folder: string, open: boolean): void {
    this.#save({ open: [...this.#kept.open.filter((one) => one !== folder), ...(open ? [folder] : [])] });
  }
  /** The last searches, the newest first. */
  get recent(): readonly string[] {
    return this.#kept.recent;
  }
  searched(query: string): void {
    this.#save({ recent: [query, ...this.#kept.recent.filter((one) => one !== query)].slice(0, MOST_RECENT) });
  }

  #save(change: Partial<Kept>): void {
    this.#kept = { ...this.#kept, ...change };
    try {
      localStorage.setItem(KEY, JSON.stringify(this.#kept));
    } catch {
      // Not kept then: it holds for this window.
    }
  }
}

export const layout = new MailLayout();
