// The text of an HTML message, for reading and searching. One pass over the input, no tree: time and memory grow with
// the length alone, whatever the nesting.
import { entityTable } from './entity-table.ts';

/** Longer pages are cut before they are read: no person writes one. */
export const MAX_HTML_LENGTH = 4 * 1024 * 1024;

/** Elements whose content is not text of the page. */
const SILENT = new Set(['style', 'script', 'head', 'title', 'template', 'noscript', 'svg', 'math', 'object']);
const PARAGRAPH = new Set(['p', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'ul', 'ol', 'table', 'pre', 'blockquote', 'dl']);
const LINE = new Set([
  ...['div', 'tr', 'li', 'dt', 'dd', 'section', 'article', 'header', 'footer', 'address', 'form', 'fieldset', 'center'],
  ...['caption', 'figure', 'figcaption', 'main', 'nav', 'aside', 'thead', 'tbody', 'tfoot', 'body', 'html'],
]);

export function htmlToText(html: string): string {
  const input = html.length > MAX_HTML_LENGTH ? html.slice(0, MAX_HTML_LENGTH) : html;
  const out = createOutput();
  /** The silent element we are in, with how often it was opened inside itself. */
  let silent: { name: string; depth: number } | null = null;
  let preformatted = 0;
  let link: string | null = null;
  let linkStart = 0;
  let at = 0;
  while (at < input.length) {
    const open = input.indexOf('<', at);
    const end = open < 0 ? input.length : open;
    if (!silent && end > at) out.text(decodeEntities(input.slice(at, end)), preformatted > 0);
    if (open < 0) break;
    const tag = readTag(input, open);
    at = tag.end;
    if (!tag.name) {
      if (!silent && tag.literal) out.text('<', preformatted > 0);
      continue;
    }
    if (silent) {
      if (tag.name === silent.name) silent.depth += tag.closing ? -1 : 1;
      // A page whose head is never closed still shows its body.
      if (silent.depth <= 0 || (silent.name === 'head' && tag.name === 'body')) silent = null;
      continue;
    }
    if (SILENT.has(tag.name)) {
      if (!tag.closing && !tag.selfClosing) {
        const raw = tag.name === 'style' || tag.name === 'script' || tag.name === 'title';
        if (raw) at = endOfRaw(input, at, tag.name);
        else silent = { name: tag.name, depth: 1 };
      }
    } else if (tag.name === 'br') out.line();
    else if (tag.name === 'hr') out.paragraph();
    else if (tag.name === 'td' || tag.name === 'th') out.text(' ', false);
    else if (tag.name === 'img') out.text(attribute(tag.text, 'alt') ?? '', false);
    else if (tag.name === 'a') {
      if (link !== null && out.length() > linkStart) out.link(link, linkStart);
      link = tag.closing ? null : attribute(tag.text, 'href');
      linkStart = out.length();
    } else if (PARAGRAPH.has(tag.name)) {
      out.paragraph();
      if (tag.name === 'pre') preformatted = Math.max(0, preformatted + (tag.closing ? -1 : 1));
    } else if (LINE.has(tag.name)) {
      out.line(true);
      if (tag.name === 'li' && !tag.closing) out.text('• ', true);
    }
  }
  return out.finish();
}

interface Tag {
  /** Lower case; '' for a comment, a doctype, or a "<" that opens nothing. */
  readonly name: string;
  readonly closing: boolean;
  readonly selfClosing: boolean;
  readonly text: string;
  readonly end: number;
  /** A "<" that is a character of the text. */
  readonly literal: boolean;
}

function readTag(input: string, open: number): Tag {
  const nothing = { name: '', closing: false, selfClosing: false, text: '', literal: false };
  if (input.startsWith('<!--', open)) {
    const end = input.indexOf('-->', open + 4);
    return { ...nothing, end: end < 0 ? input.length : end + 3 };
  }
  NAME.lastIndex = open;
  const match = NAME.exec(input);
  if (!match) {
    const markup = input[open + 1] === '!' || input[open + 1] === '?';
    return markup ? { ...nothing, end: tagEnd(input, open) } : { ...nothing, literal: true, end: open + 1 };
  }
  const end = tagEnd(input, open);
  const text = input.slice(open, Math.min(end, open + MAX_TAG_LENGTH));
  return {
    name: (match[2] ?? '').toLowerCase(),
    closing: match[1] === '/',
    selfClosing: text.endsWith('/>'),
    text,
    end,
    literal: false,
  };
}

const NAME = /<(\/?)([a-z][a-z0-9:-]{0,30})/iy;
const MAX_TAG_LENGTH = 8192;

/** Just after the tag's ">", which may stand in quotes before; a tag that never ends is one to the end of the input. */
function tagEnd(input: string, open: number): number {
  const close = input.indexOf('>', open);
  if (close < 0) return input.length;
  const within = input.slice(open, Math.min(close, open + MAX_TAG_LENGTH));
  const quotes = within.match(/=\s*(?:"[^"]*"?|'[^']*'?)/g);
  const last = quotes?.at(-1);
  const mark = last?.replace(/^=\s*/, '');
  if (!mark || (mark.length > 1 && mark.endsWith(mark[0] ?? ''))) return close + 1;
  // The ">" was inside an open quote: look for its end, but not for ever.
  const quoted = input.indexOf(mark[0] ?? '"', close);
  if (quoted < 0 || quoted - open > MAX_TAG_LENGTH) return close + 1;
  const end = input.indexOf('>', quoted);
  return end < 0 ? input.length : end + 1;
}

function endOfRaw(input: string, from: number, name: string): number {
  const close = new RegExp(`</${name}`, 'gi');
  close.lastIndex = from;
  const found = close.exec(input);
  return found ? tagEnd(input, found.index) : input.length;
}

function attribute(tag: string, name: 'href' | 'alt'): string | null {
  const found = new RegExp(`\\s${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s>]+))`, 'i').exec(tag);
  const value = found?.[1] ?? found?.[2] ?? found?.[3];
  return value === undefined ? null : decodeEntities(value).trim();
}

/** Named, decimal and hexadecimal references; an unknown one stays as written. */
export function decodeEntities(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|([a-z][a-z0-9]{1,9}));?/gi, (whole, hex, decimal, name) => {
    const code = hex
      ? parseInt(String(hex), 16)
      : decimal
        ? Number(decimal)
        : (entityTable.get(String(name)) ?? entityTable.get(String(name).toLowerCase()));
    if (code === undefined || code === 0 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return whole;
    // 128 to 159 are control characters that everyone means as windows-1252 (HTML, numeric character references).
    return code >= 0x80 && code <= 0x9f ? WESTERN.decode(Uint8Array.of(code)) : String.fromCodePoint(code);
  });
}

const WESTERN = new TextDecoder('windows-1252');

interface Output {
  text(text: string, keepSpaces: boolean): void;
  /** A new line; `soft`: not when one has just begun. */
  line(soft?: boolean): void;
  paragraph(): void;
  /** Puts the address after what was written since `start`, unless that says it already. */
  link(href: string, start: number): void;
  length(): number;
  finish(): string;
}

function createOutput(): Output {
  const pieces: string[] = [];
  let length = 0;
  /** Line breaks owed before the next text, and how many stand at the end now. */
  let owed = 0;
  let atStart = true;
  let space = false;
  const push = (piece: string): void => {
    pieces.push(piece);
    length += piece.length;
  };
  const settle = (): void => {
    if (owed > 0 && !atStart) push('\n'.repeat(owed));
    else if (space && !atStart) push(' ');
    owed = 0;
    space = false;
    atStart = false;
  };
  return {
    text(text, keepSpaces) {
      // Spaces of HTML run together; a no-break space does not.
      const clean = keepSpaces ? text : text.replace(/[ \t\r\n\f]+/g, ' ');
      if (!keepSpaces && clean.trim() === '' && !clean.includes('\u00a0')) {
        space ||= clean !== '' && owed === 0;
        return;
      }
      const leads = !keepSpaces && clean.startsWith(' ');
      if (leads && owed === 0) space = true;
      settle();
      push(keepSpaces ? clean : clean.replace(/^ | $/g, ''));
      space = !keepSpaces && clean.endsWith(' ');
    },
    line(soft = false) {
      if (soft) owed = Math.max(owed, 1);
      else owed = Math.min(owed + 1, 3);
      space = false;
    },
    paragraph() {
      owed = Math.max(owed, 2);
      space = false;
    },
    link(href, start) {
      if (!/^https?:\/\//i.test(href)) return;
      const shown = pieces
        .slice(firstAfter(pieces, length, start))
        .join('')
        .trim();
      if (shown === '' || href.replace(/\/$/, '').endsWith(shown.replace(/\/$/, ''))) return;
      push(` <${href.slice(0, 500)}>`);
    },
    length: () => length,
    finish: () => pieces.join('').trim(),
  };
}

/** The index of the first piece that begins at or after `start`, counted from the end of what was written. */
function firstAfter(pieces: readonly string[], length: number, start: number): number {
  let index = pieces.length;
  for (let at = length; index > 0 && at - (pieces[index - 1]?.length ?? 0) >= start; index -= 1)
    at -= pieces[index - 1]?.length ?? 0;
  return index;
}
