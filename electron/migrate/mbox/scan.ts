// Finding the messages of an mbox file in one reading, with a window of bounded size. [Note: where messages begin] A
// "From " line begins one after an empty line (or at the start of the file) when it looks like a postmark; a message
// whose Content-Length leads to such a place, or to the end of the file, ends there whatever stands in between.
import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { throwIfAborted } from '../../base/index.ts';
import { lineEndOf, type LineEnd } from '../line-ends.ts';
import { readFully } from '../open-file.ts';
import { headerEnd } from '../received-date.ts';
import { MAX_HEADER_BYTES, readBookkeeping, type Bookkeeping } from './bookkeeping.ts';

import { Letters } from './letters.ts';
import { isPostmark, MAX_POSTMARK_BYTES } from './postmark.ts';

/** Seen at once. */
const WINDOW_BYTES = 1024 * 1024;
/** A postmark, and the header after it. */
const LOOK_BYTES = MAX_POSTMARK_BYTES + MAX_HEADER_BYTES + 64;
/** Of a message's beginning, its own lines: goes into its mark. */
const MARKED_BYTES = 4096;
const CR = 13;
const LF = 10;

export interface Scanned {
  readonly letters: Letters;
  readonly lineEnd: LineEnd;
  /** A body has a "From " line after an empty line: whoever wrote this file quotes nothing. */
  readonly unquoted: boolean;
  /** Deleted in Thunderbird, not yet compacted: left out of `letters`. */
  readonly expunged: number;
}

export interface ScanOptions {
  /** Chooses the folder (a small number) by Google's labels; null for a message without. */
  readonly placeOf: (labels: readonly string[] | null) => number;
  /** Only a postmark with Thunderbird's lines behind it counts, when the first one has them. */
  readonly mozilla: boolean;
}

/** Throws the system's own errors, and `cancelled`. */
export async function scanMbox(
  handle: FileHandle,
  sizeBytes: number,
  { placeOf, mozilla }: ScanOptions,
  signal: AbortSignal,
): Promise<Scanned> {
  const window = new Window(handle, sizeBytes, signal);
  const lineEnd = lineEndOf(await window.view(0, LOOK_BYTES));
  const needle = lineEnd === 'cr' ? '\rFrom ' : '\nFrom ';
  const letters = new Letters();
  let unquoted = false;
  let expunged = 0;

  const close = (open: Open, end: number): void => {
    if (open.book.expunged) expunged += 1;
    // A postmark with nothing behind it holds no mail.
    else if (end > open.start)
      letters.add({
        ...open,
        end,
        mark: markOf(open, end),
        exact: open.stop !== null,
        place: placeOf(open.book.labels),
      });
  };
  /** Where a message without a valid length ends when the next one, or the end of the file, is at `next`. */
  const endBefore = async (open: Open, next: number): Promise<number> => {
    const end = next - emptyLine(await window.view(Math.max(open.start, next - 4), Math.min(4, next - open.start)));
    return end > open.start ? end : next;
  };

  const first = await firstMessage(window);
  if (first === null) return { letters, lineEnd, unquoted, expunged };
  const isStrict = mozilla && (await looksLikeMozilla(window, first));
  let open = await beginMessage(window, first);
  let search = firstSearch(open);
  for (;;) {
    throwIfAborted(signal);
    const found = await window.find(needle, search);
    if (found < 0) break;
    const from = found + 1;
    const isSeparated = from === open.stop || (await followsEmptyLine(window, from));
    if (isSeparated && (await (isStrict ? looksLikeMozilla : looksLikePostmark)(window, from))) {
      close(open, open.stop ?? (await endBefore(open, from)));
      open = await beginMessage(window, from);
      search = firstSearch(open);
    } else {
      unquoted ||= isSeparated;
      search = from;
    }
  }
  close(open, open.stop ?? (await endBefore(open, sizeBytes)));
  return { letters, lineEnd, unquoted, expunged };
}

interface Open {
  readonly from: number;
  readonly start: number;
  /** The message's own first bytes, without the program's lines before them. */
  readonly own: Buffer;
  readonly ownFrom: number;
  readonly book: Bookkeeping;
  /** Where its Content-Length says that it ends, when that can be true; else null. */
  readonly stop: number | null;
}

/** The line end before the next postmark may be the message's last one. */
const firstSearch = ({ start, stop }: Open): number => Math.max(0, (stop ?? start) - 1);

/** Behind empty lines and a byte order mark; null when there is nothing else. */
async function firstMessage(window: Window): Promise<number | null> {
  const head = await window.view(0, LOOK_BYTES);
  let at = head.length >= 3 && head.readUIntBE(0, 3) === 0xefbbbf ? 3 : 0;
  while (at < head.length && (head[at] === CR || head[at] === LF)) at += 1;
  return at < head.length ? at : null;
}

async function beginMessage(window: Window, from: number): Promise<Open> {
  const view = await window.view(from, LOOK_BYTES);
  const head = view.subarray(view.toString('latin1', 0, 5) === 'From ' ? lineStop(view).next : 0);
  const start = from + view.length - head.length;
  const book = readBookkeeping(head);
  const ownFrom = start + book.ownFrom;
  const own = Buffer.from(head.subarray(book.ownFrom, book.ownFrom + MARKED_BYTES));
  const body = book.contentLength === null ? null : bodyStart(head);
  const stop = body === null ? null : start + body + (book.contentLength ?? 0);
  return { from, start, own, ownFrom, book, stop: stop !== null && (await canEndAt(window, stop)) ? stop : null };
}

/** A message's own first bytes and its length, as 52 bits. Flags and labels that programs change are no part of it. */
function markOf({ own, ownFrom }: Open, end: number): number {
  const length = Math.max(0, end - ownFrom);
  const digest = createHash('sha1').update(own.subarray(0, length)).update(`\n${length}`).digest();
  return digest.readUIntBE(0, 6) * 16 + ((digest[6] ?? 0) >> 4);
}

/** The end of the file with nothing but line ends before it, or a postmark behind at most one empty line. */
async function canEndAt(window: Window, stop: number): Promise<boolean> {
  if (stop > window.sizeBytes) return false;
  const after = await window.peek(stop, MAX_POSTMARK_BYTES + 200);
  const gap = /^(?:\r\n|\n|\r){0,2}/.exec(after.toString('latin1', 0, 4))?.[0].length ?? 0;
  if (stop + gap === window.sizeBytes) return true;
  return gap < after.length && isPostmarkAt(after.subarray(gap), stop + gap + after.length >= window.sizeBytes);
}

async function followsEmptyLine(window: Window, from: number): Promise<boolean> {
  const back = Math.min(4, from);
  return emptyLine(await window.view(from - back, back)) > 0;
}

const looksLikePostmark = async (window: Window, from: number): Promise<boolean> =>
  isPostmarkAt(await window.view(from, MAX_POSTMARK_BYTES + 200), false);

async function looksLikeMozilla(window: Window, from: number): Promise<boolean> {
  const view = await window.view(from, MAX_POSTMARK_BYTES + 200);
  const next = view.toString('latin1', lineStop(view).next, lineStop(view).next + 20);
  return isPostmarkAt(view, false) && /^(?:x-mozilla-|x-account-key|x-uidl)/i.test(next);
}

function isPostmarkAt(view: Buffer, isEnd: boolean): boolean {
  const { stop, next } = lineStop(view);
  const rest = view.subarray(next);
  const isLast = isEnd && rest.length === 0;
  return isPostmark(view.toString('latin1', 0, stop), isLast ? null : rest.toString('latin1', 0, lineStop(rest).stop));
}

/** Bytes of the line end that closes these bytes when it is an empty line's; 0 when the last line is not empty. */
function emptyLine(tail: Buffer): number {
  const text = tail.toString('latin1');
  if (text.endsWith('\n\r\n')) return 2;
  return text.endsWith('\n\n') || text.endsWith('\r\r') ? 1 : 0;
}

function lineStop(view: Buffer): { stop: number; next: number } {
  for (let at = 0; at < view.length; at += 1) {
    if (view[at] === LF) return { stop: at, next: at + 1 };
    if (view[at] === CR) return { stop: at, next: view[at + 1] === LF ? at + 2 : at + 1 };
  }
  return { stop: view.length, next: view.length };
}

/** Where the body begins; null when the header does not end in what can be seen. */
function bodyStart(head: Buffer): number | null {
  const end = headerEnd(head);
  if (end >= head.length) return null;
  const gap = /^(?:\r\n\r\n|\n\r\n|\n\n|\r\r)/.exec(head.toString('latin1', end, end + 4))?.[0].length;
  return gap === undefined ? null : end + gap;
}

/** A part of the file that moves forward. What it gives is valid until it is asked again. */
class Window {
  readonly sizeBytes: number;
  readonly #handle: FileHandle;
  readonly #signal: AbortSignal;
  #bytes: Buffer = Buffer.alloc(0);
  #base = 0;

  constructor(handle: FileHandle, sizeBytes: number, signal: AbortSignal) {
    this.#handle = handle;
    this.sizeBytes = sizeBytes;
    this.#signal = signal;
  }

  async #load(from: number): Promise<void> {
    throwIfAborted(this.#signal);
    this.#base = Math.max(0, from - 16);
    this.#bytes = await readFully(this.#handle, this.#base, Math.min(WINDOW_BYTES, this.sizeBytes - this.#base));
  }

  #holds(from: number, to: number): boolean {
    return from >= this.#base && Math.min(to, this.sizeBytes) <= this.#base + this.#bytes.length;
  }

  async view(from: number, length: number): Promise<Buffer> {
    if (!this.#holds(from, from + length)) await this.#load(from);
    return this.#bytes.subarray(from - this.#base, from - this.#base + length);
  }

  /** Like view, without moving there: what a header claims may lead anywhere. */
  async peek(from: number, length: number): Promise<Buffer> {
    if (this.#holds(from, from + length)) return this.view(from, length);
    return readFully(this.#handle, from, Math.min(length, this.sizeBytes - from));
  }

  /** The position of the next occurrence at or after `from`; -1 when there is none. */
  async find(needle: string, from: number): Promise<number> {
    for (let at = from; ;) {
      if (!this.#holds(at, at + needle.length)) await this.#load(at);
      const found = this.#bytes.indexOf(needle, at - this.#base, 'latin1');
      if (found >= 0) return this.#base + found;
      const seen = this.#base + this.#bytes.length;
      if (seen >= this.sizeBytes || this.#bytes.length === 0) return -1;
      at = seen - needle.length + 1;
      await this.#load(at);
    }
  }
}
