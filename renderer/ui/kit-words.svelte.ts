// The few words the kit itself says (close, show, verified). The page sets them at each change of language, because
// ui/ stands left of text/ and may not import it.

export interface KitWords {
  number: (value: number) => string;
  /** A ratio from 0 to 1 as a percentage. */
  percent: (ratio: number) => string;
  bytes: (value: number) => string;
  date: (time: number) => string;
  close: string;
  show: string;
  hide: string;
  copy: string;
  copied: string;
  loading: string;
  paused: string;
  seals: { ok: string; warn: string; fail: string; busy: string; waiting: string };
  stepDone: string;
  stepNow: string;
  notifications: string;
  /** What opens over the page: menus, lists, hints. */
  above: string;
  pdf: {
    page: (number: number, of: number) => string;
    /** Only so many of the pages are shown. */
    only: (count: number) => string;
    pageFails: string;
    locked: string;
    damaged: string;
  };
  folders: {
    places: string;
    up: string;
    newFolder: string;
    newFolderName: string;
    create: string;
    cancel: string;
    empty: string;
    readOnly: string;
    free: (bytes: string) => string;
  };
}

let words = $state.raw<KitWords | null>(null);

/** The page sets the words before it shows anything. */
export const kit = {
  get words(): KitWords {
    if (!words) throw new Error('The kit has no words yet.');
    return words;
  },
  set words(next: KitWords) {
    words = next;
  },
};
