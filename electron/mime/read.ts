// One message as a person reads it: people, subject, text, attachments. Takes any bytes and always answers. A winmail.dat
// is replaced by what it holds, and kept.
import { Readable } from 'node:stream';
import type { AttachmentStream, Headers, MessageText } from 'mailparser';
import type { TnefMessage } from '../tnef/index.ts';
import { collect, markInline, type ReadAttachment } from './attachment.ts';
import { decodeUndeclared } from './charset.ts';
import { signedContent } from './cms.ts';
import { parseEnvelope } from './envelope.ts';
import { htmlToText, MAX_HTML_LENGTH } from './html-text.ts';
import { MessageParser } from './parser.ts';
import { peopleList, peopleText, type MailPerson } from './people.ts';
import { isPlaceholder } from './placeholder.ts';
import { mayHoldTnef, unwrap } from './winmail.ts';

export type PeopleField = 'from' | 'sender' | 'replyTo' | 'to' | 'cc' | 'bcc';

export interface ReadableMessage {
  readonly subject: string;
  readonly from: string;
  readonly to: string;
  readonly cc: string;
  /** The same people one by one. */
  readonly people: Readonly<Record<PeopleField, readonly MailPerson[]>>;
  /** The Date header, milliseconds since 1970 UTC; null when missing or unreadable. */
  readonly date: number | null;
  readonly text: string;
  /** Text beyond 512 KiB or HTML beyond 4 MiB was left out, or the message was too large to be read to its end. */
  readonly textCut: boolean;
  /**
   * As it came: sanitise before showing. At most 4 MiB. Of the message, else of the winmail.dat in it; null: neither has
   * any.
   */
  readonly html: string | null;
  /** `html`, or `text` where that is null, is the winmail.dat's. */
  readonly bodyFromWinmail: boolean;
  /** Those of a winmail.dat stand before it, marked; so do those of a message that is attached. */
  readonly attachments: readonly ReadAttachment[];
  /** What was found by TNEF's signature, whatever its name and type. Its problems are in it. */
  readonly winmail: readonly TnefMessage[];
  /** What was wrong with the message, in English, for the log; empty mostly. */
  readonly problems: readonly string[];
}

export const readLimits = {
  /** Larger messages are read to `partBytes` only, and their attachments are not listed. */
  messageBytes: 64 * 1024 * 1024,
  partBytes: 1024 * 1024,
  textBytes: 512 * 1024,
  attachments: 1000,
  /** Messages attached to messages are looked into for a winmail.dat so far. */
  nesting: 3,
  /** A parser that finds no end is left behind with what it has said so far. */
  timeMs: 15_000,
} as const;

type Bounds = { readonly messageBytes?: number; readonly timeMs?: number };

const SIGNED_TYPE = /^application\/(?:x-)?pkcs7-mime$/;
const PIECE_BYTES = 64 * 1024;
/** TNEF's signature as windows-1252 or UTF-8 show it: a winmail.dat that came without a type. */
const TNEF_AS_TEXT = /(?:^|\n)x[\u0178\u009f\ufffd]>"/;

/** Never throws. Holds the decoded attachments in memory until the answer is let go. */
export function readMessage(bytes: Uint8Array, bounds: Bounds = {}): Promise<ReadableMessage> {
  return read(bytes, { ...readLimits, ...bounds }, 0);
}

async function read(bytes: Uint8Array, limits: Required<Bounds>, depth: number): Promise<ReadableMessage> {
  const problems: string[] = [];
  const tooLarge = bytes.length > limits.messageBytes;
  const input = tooLarge ? bytes.subarray(0, readLimits.partBytes) : bytes;
  if (tooLarge) problems.push(`larger than ${limits.messageBytes} bytes: read in part`);
  let parsed = await parse(input, problems, limits.timeMs);
  if (TNEF_AS_TEXT.test(parsed.text)) parsed = await parse(input, problems, limits.timeMs, true);
  const { subject, date } = parseEnvelope(bytes);
  const { attachments, messages } = unwrap(tooLarge ? [] : parsed.attachments, readLimits.attachments);
  const [winmail] = messages;
  if (parsed.text.trim() === '' && parsed.attachments.length === 0) {
    // Parts that no parser can tell apart: better the raw body than nothing.
    parsed.text = rawBody(input);
    if (parsed.text !== '') problems.push('no readable part: shown as it stands');
  }
  const body = winmail ? bodyWith(parsed, winmail) : { ...parsed, fromWinmail: false };
  const { text, cut } = cutText(body.text);
  const people = (name: string): string => peopleText(parsed.headers, parsed.lines, name);
  const listed = (name: string): MailPerson[] => peopleList(parsed.headers, name);
  const message: ReadableMessage = {
    subject: subject || (winmail?.subject ?? ''),
    date: date ?? winmail?.sentAt ?? null,
    from: people('from'),
    to: people('to'),
    cc: people('cc'),
    people: {
      from: listed('from'),
      sender: listed('sender'),
      replyTo: listed('reply-to'),
      to: listed('to'),
      cc: listed('cc'),
      bcc: listed('bcc'),
    },
    text,
    textCut: cut || tooLarge || (body.html?.length ?? 0) >= MAX_HTML_LENGTH,
    html: body.html,
    bodyFromWinmail: body.fromWinmail,
    attachments: await withNested(markInline(attachments, body.html), limits, depth),
    winmail: messages,
    problems,
  };
  return depth < readLimits.nesting ? withSigned(message, limits, depth) : message;
}

/** What was signed stands inside the signature's own file, where it is of one part (RFC 8551 section 3.5.2). */
async function withSigned(message: ReadableMessage, limits: Required<Bounds>, depth: number): Promise<ReadableMessage> {
  const [only, ...others] = message.attachments;
  if (!only || others.length > 0 || !SIGNED_TYPE.test(only.mimeType) || message.text.trim() !== '') return message;
  const content = signedContent(only.content());
  if (!content) return message;
  const { text, textCut, html, bodyFromWinmail, attachments, winmail, problems } = await read(
    content,
    limits,
    depth + 1,
  );
  return {
    ...message,
    ...{ text, textCut, html, bodyFromWinmail, winmail },
    attachments: [...attachments, only],
    problems: [...message.problems, ...problems],
  };
}

/** The message's own text where it says something, else the winmail.dat's; the author's formatting in any case. */
function bodyWith(parsed: Parsed, { body }: TnefMessage): { text: string; html: string | null; fromWinmail: boolean } {
  const own = !isPlaceholder(parsed.text);
  const theirs = body.html?.slice(0, MAX_HTML_LENGTH).toWellFormed() ?? null;
  const theirText = body.text?.trim() ? body.text : theirs === null ? '' : htmlToText(theirs);
  const saysNothing = theirText.trim() === '';
  const html = own || (saysNothing && theirs === null) ? (parsed.html ?? theirs) : theirs;
  const text = own || saysNothing ? parsed.text : theirText;
  return { text, html, fromWinmail: html === null ? text !== parsed.text : html === theirs };
}

/** What a winmail.dat in an attached message holds stands after that message: it can be saved without opening it. */
async function withNested(
  attachments: readonly ReadAttachment[],
  limits: Required<Bounds>,
  depth: number,
): Promise<ReadAttachment[]> {
  const all: ReadAttachment[] = [];
  for (const attachment of attachments) {
    all.push(attachment);
    if (attachment.role !== 'message' || attachment.fromWinmail || depth >= readLimits.nesting) continue;
    const bytes = attachment.content();
    if (!mayHoldTnef(bytes)) continue;
    const nested = await read(bytes, limits, depth + 1);
    const inside = nested.attachments.filter(({ fromWinmail }) => fromWinmail);
    all.push(...inside.map((part) => ({ ...part, inline: false, within: part.within ?? attachment.name })));
  }
  return all.slice(0, 2 * readLimits.attachments);
}

interface Parsed {
  headers: Headers;
  lines: ReadonlyMap<string, string>;
  text: string;
  html: string | null;
  attachments: ReadAttachment[];
}

/** Resolves at the parser's end, at its failure, or when the time is up, with what is known by then. */
function parse(input: Uint8Array, problems: string[], timeMs: number, bareTextIsFile = false): Promise<Parsed> {
  const parsed: Parsed = { headers: new Map(), lines: new Map(), text: '', html: null, attachments: [] };
  return new Promise((resolve) => {
    const parser = new MessageParser(bareTextIsFile);
    const source = Readable.from(pieces(input));
    const finish = (problem?: string): void => {
      clearTimeout(timer);
      if (problem !== undefined) problems.push(problem);
      source.destroy();
      // Whatever it still has to say concerns no one.
      parser
        .removeAllListeners()
        .on('error', () => undefined)
        .destroy();
      resolve(parsed);
    };
    const timer = setTimeout(() => finish('the parser found no end'), timeMs);
    parser.on('headers', (headers: Headers) => (parsed.headers = headers));
    parser.on('headerLines', (lines: readonly { key: string; line: string }[]) => {
      const first = new Map<string, string>();
      for (const { key, line } of lines) if (!first.has(key)) first.set(key, line.slice(line.indexOf(':') + 1));
      parsed.lines = first;
    });
    parser.on('data', (data: AttachmentStream | MessageText) => {
      if (data.type === 'text') {
        parsed.text = data.text ?? '';
        parsed.html = typeof data.html === 'string' ? data.html : null;
      } else collect(data, parsed.attachments, readLimits.attachments, (text) => problems.push(text));
    });
    parser.once('error', (error: Error) => finish(error.message.slice(0, 200)));
    parser.once('end', () => finish());
    source.pipe(parser);
  });
}

/** In pieces, so that other work gets its turn while a large message is read. */
function* pieces(bytes: Uint8Array): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
    const piece = bytes.subarray(at, at + PIECE_BYTES);
    yield Buffer.from(piece.buffer, piece.byteOffset, piece.length);
  }
}

/** What stands after the header, cut where the text would be cut anyway. */
function rawBody(bytes: Uint8Array): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const header = /^(?:[^\r\n]+\r?\n)*\r?\n/.exec(buffer.toString('latin1', 0, readLimits.partBytes));
  const start = header?.[0].length ?? 0;
  return decodeUndeclared(buffer.subarray(start, start + readLimits.textBytes + 1)).trim();
}

function cutText(raw: string): { text: string; cut: boolean } {
  const text = raw.replaceAll('\0', '').replace(/\r\n?/g, '\n').toWellFormed();
  const bytes = Buffer.from(text);
  if (bytes.length <= readLimits.textBytes) return { text, cut: false };
  let end: number = readLimits.textBytes;
  // Not inside a character: its further bytes begin with 10 (RFC 3629).
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return { text: bytes.toString('utf8', 0, end), cut: true };
}
