// The text of a message out of mailparser's tree, as plain text and as HTML: one form of each alternative, every part.
import type { Headers } from 'mailparser';
import { htmlToText, MAX_HTML_LENGTH } from './html-text.ts';

/** A node of mailparser's tree, as far as it is used here. */
export interface Part {
  readonly contentType?: string | false;
  readonly textContent?: string;
  readonly headers: Headers;
  readonly children: readonly Part[];
  readonly isAttachment?: boolean;
  /** An embedded message: its own header goes before its text. */
  readonly showMeta?: boolean;
}

const MAX_DEPTH = 100;

/** The plain text of a message: of several forms the plainest, of several parts each. */
export function textOf(part: Part, depth = 0): string {
  if (depth > MAX_DEPTH) return '';
  const own = ownText(part);
  const children = part.children.map((child) => ({ child, text: textOf(child, depth + 1) }));
  let texts = children.map(({ text }) => text);
  if (part.contentType === 'multipart/alternative') {
    // The plainest form that says something; the parts say the same thing (RFC 2046 section 5.1.4).
    const plain = children.find(({ child, text }) => child.contentType === 'text/plain' && text.trim() !== '');
    const any = plain ?? children.findLast(({ text }) => text.trim() !== '');
    texts = any ? [any.text] : [];
  }
  const header = part.showMeta ? metaOf(part.headers) : '';
  return [header, own, ...texts].filter((text) => text.trim() !== '').join('\n\n');
}

function ownText(part: Part): string {
  if (!part.textContent || part.isAttachment) return '';
  return part.contentType === 'text/html' ? htmlToText(part.textContent) : part.textContent;
}

function metaOf(headers: Headers): string {
  const lines = ['From', 'To', 'Date', 'Subject'].flatMap((name) => {
    const value = headers.get(name.toLowerCase());
    const text =
      value instanceof Date
        ? value.toISOString().replace('T', ' ').slice(0, 16)
        : typeof value === 'object' && 'text' in value
          ? value.text
          : value;
    return typeof text === 'string' && text ? [`${name}: ${text}`] : [];
  });
  return lines.length ? `----------\n${lines.join('\n')}` : '----------';
}

/** The HTML as it came, unsafe; plain parts beside it as escaped text. null: no part is HTML. */
export function htmlOf(part: Part): string | null {
  const found = htmlWithin(part, 0);
  return found?.isHtml ? found.html.slice(0, MAX_HTML_LENGTH).toWellFormed() : null;
}

interface Found {
  readonly html: string;
  /** Some of it is HTML by itself. */
  readonly isHtml: boolean;
}

function htmlWithin(part: Part, depth: number): Found | null {
  if (depth > MAX_DEPTH) return null;
  const found: Found[] = [];
  if (part.showMeta) found.push({ html: escaped(metaOf(part.headers)), isHtml: false });
  if (part.textContent && !part.isAttachment) {
    const isHtml = part.contentType === 'text/html';
    found.push({ html: isHtml ? part.textContent : escaped(part.textContent), isHtml });
  }
  const children = part.children.flatMap((child) => htmlWithin(child, depth + 1) ?? []);
  if (part.contentType === 'multipart/alternative') {
    // The last form is the richest (RFC 2046 section 5.1.4); one without HTML only where none has any.
    const best = children.findLast(({ isHtml }) => isHtml) ?? children.at(-1);
    if (best) found.push(best);
  } else found.push(...children);
  const [only] = found;
  if (!only || found.length === 1) return only ?? null;
  return { html: found.map(({ html }) => html).join('\n<hr>\n'), isHtml: found.some(({ isHtml }) => isHtml) };
}

const escaped = (text: string): string =>
  `<div style="white-space:pre-wrap">${text.replace(/[&<>]/g, (character) => `&#${character.charCodeAt(0)};`)}</div>`;
