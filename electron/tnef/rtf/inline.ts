// The inside of a paragraph: runs of characters with their tags, links around them, and the bound on all HTML.
import { escapeAttribute } from './format.ts';
import type { Format } from './format.ts';
import { createPile } from './pile.ts';

export interface Inline {
  /** Adds HTML that looks as `format` says; `tags` are the opening and closing ones for it. */
  readonly put: (html: string, format: Format, tags: readonly [string, string]) => void;
  /** Whether `by` more characters may be written; every piece of HTML asks. Once false, always false. */
  readonly grow: (by: number) => boolean;
  readonly isFull: () => boolean;
  readonly isEmpty: () => boolean;
  /** Everything since the last time, well formed. */
  readonly take: () => string;
}

/** `most`: characters of HTML in all. */
export function createInline(most: number, problem: (problem: string) => void): Inline {
  const html = createPile();
  let open: readonly [string, string] = ['', ''];
  let openLink: string | null = null;
  let length = 0;
  let full = false;

  const grow = (by: number): boolean => {
    if (full) return false;
    length += by;
    if (length <= most) return true;
    full = true;
    problem(`more than ${most} characters of HTML`);
    return false;
  };
  const closeRun = (): void => {
    if (open[1] !== '') html.add(open[1]);
    open = ['', ''];
  };
  const closeLink = (): void => {
    closeRun();
    if (openLink !== null) html.add('</a>');
    openLink = null;
  };
  return {
    grow,
    put(piece, format, tags) {
      const sameLink = openLink === format.link;
      if (!sameLink || tags[0] !== open[0]) {
        // An address may double when it is escaped; 20 for the tags around it.
        const link = sameLink ? 0 : (format.link?.length ?? 0) * 2 + 20;
        if (!grow(tags[0].length + tags[1].length + link)) return;
        if (sameLink) closeRun();
        else closeLink();
        if (!sameLink && format.link !== null) html.add(`<a href="${escapeAttribute(format.link)}">`);
        openLink = format.link;
        if (tags[0] !== '') html.add(tags[0]);
        open = tags;
      }
      if (grow(piece.length)) html.add(piece);
    },
    isFull: () => full,
    isEmpty: html.isEmpty,
    take() {
      closeLink();
      return html.take();
    },
  };
}
