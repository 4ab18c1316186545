// How characters look in RTF, and the HTML that says the same. Only numbers, and names from a narrow alphabet, get
// into an attribute.
import type { RtfDocument } from './reader.ts';

export interface Format {
  bold: boolean;
  italic: boolean;
  underline: boolean;
  strike: boolean;
  hidden: boolean;
  /** 0 = as written, 1 = capitals, 2 = small capitals. */
  caps: number;
  /** 0 = on the line, 1 = above, 2 = below. */
  script: number;
  /** Half points. */
  size: number;
  /** Places in the colour table; 0 = automatic. */
  colour: number;
  back: number;
  /** Place in the font table; -1 = the default font. */
  font: number;
  /** A checked address; null = no link. */
  link: string | null;
}

/** \plain: what characters look like when nothing is said. 12 points. */
export const plainFormat: Readonly<Format> = {
  bold: false,
  italic: false,
  underline: false,
  strike: false,
  hidden: false,
  caps: 0,
  script: 0,
  size: 24,
  colour: 0,
  back: 0,
  font: -1,
  link: null,
};

const generic: Readonly<Record<string, string>> = {
  roman: 'serif',
  swiss: 'sans-serif',
  modern: 'monospace',
  script: 'cursive',
};

/** A CSS font-family; '' = nothing worth saying. */
export function fontFamily(document: RtfDocument, number: number): string {
  const font = document.fonts.get(number < 0 ? document.defaultFont : number);
  if (!font || font.charset === 2) return '';
  const name = /^[A-Za-z0-9][A-Za-z0-9 .-]{0,63}$/.test(font.name) ? `'${font.name}'` : '';
  return [name, generic[font.family] ?? ''].filter(Boolean).join(',');
}

/** The same for formats that look the same, colours and link aside. */
export function styleKey(format: Format): string {
  const { bold, italic, underline, strike, caps, script, size, font } = format;
  const flags =
    (bold ? 1 : 0) | (italic ? 2 : 0) | (underline ? 4 : 0) | (strike ? 8 : 0) | (caps << 4) | (script << 6);
  return `${flags} ${size} ${font}`;
}

/** Opening and closing tags for a run of characters, its link not included. Colours are CSS, '' = none. */
export function tagsOf(format: Format, document: RtfDocument, colour: string, back: string): [string, string] {
  let style = '';
  if (format.font >= 0 && format.font !== document.defaultFont) {
    const family = fontFamily(document, format.font);
    if (family !== '') style += `font-family:${family};`;
  }
  if (format.size !== plainFormat.size) style += `font-size:${format.size / 2}pt;`;
  if (colour !== '') style += `color:${colour};`;
  if (back !== '') style += `background-color:${back};`;
  if (format.caps === 1) style += 'text-transform:uppercase;';
  if (format.caps === 2) style += 'font-variant:small-caps;';
  let open = style === '' ? '' : `<span style="${style.slice(0, -1)}">`;
  let close = style === '' ? '' : '</span>';
  const wrap = (on: boolean, tag: string): void => {
    if (!on) return;
    open += `<${tag}>`;
    close = `</${tag}>${close}`;
  };
  wrap(format.bold, 'b');
  wrap(format.italic, 'i');
  wrap(format.underline, 'u');
  wrap(format.strike, 's');
  wrap(format.script === 1, 'sup');
  wrap(format.script === 2, 'sub');
  return [open, close];
}

export interface Paragraph {
  align: '' | 'center' | 'right' | 'justify';
  /** Twips (1/20 point). */
  left: number;
  first: number;
  before: number;
  after: number;
  rightToLeft: boolean;
  /** Place in the colour table; 0 = none. */
  shade: number;
  inTable: boolean;
  /** \itap; 0 = not said. */
  tableLevel: number;
  /** \ilvl, 0 to 8. */
  listLevel: number;
  /** \pn: 'bullet', 'number', or '' for none. */
  numbering: '' | 'bullet' | 'number';
}

export const plainParagraph: Readonly<Paragraph> = {
  align: '',
  left: 0,
  first: 0,
  before: 0,
  after: 0,
  rightToLeft: false,
  shade: 0,
  inTable: false,
  tableLevel: 0,
  listLevel: 0,
  numbering: '',
};

/** Twips to points, within what a page can hold. */
const points = (twips: number, least: number): number => Math.min(Math.max(Math.round(twips / 2) / 10, least), 500);

export function paragraphTag(paragraph: Paragraph, shade: string): string {
  const { left, first, before, after, align, rightToLeft } = paragraph;
  if (left === 0 && first === 0 && before === 0 && after === 0 && align === '' && shade === '' && !rightToLeft) {
    return '<p style="margin:0">';
  }
  const margins = [points(paragraph.before, 0), 0, points(paragraph.after, 0), points(paragraph.left, 0)];
  const margin = margins.map((size) => (size === 0 ? '0' : `${size}pt`)).join(' ');
  let style = `margin:${margin === '0 0 0 0' ? '0' : margin}`;
  const indent = points(paragraph.first, -points(paragraph.left, 0));
  if (indent !== 0) style += `;text-indent:${indent}pt`;
  if (paragraph.align !== '') style += `;text-align:${paragraph.align}`;
  if (shade !== '') style += `;background-color:${shade}`;
  return `<p${paragraph.rightToLeft ? ' dir="rtl"' : ''} style="${style}">`;
}

/** Text for HTML. Spaces that HTML would swallow become hard ones; `spaced` = a space or nothing came before. */
export function escapeText(text: string, spaced: boolean): string {
  const hard = spaced && text.startsWith(' ') ? `\u00a0${text.slice(1)}` : text;
  if (!/[&<>]| {2}/.test(hard)) return hard;
  return hard.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('  ', ' \u00a0');
}

export const escapeAttribute = (text: string): string => escapeText(text, false).replaceAll('"', '&quot;');
