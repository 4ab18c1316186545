// One message as a person reads it: people, subject, text, attachments. Takes any bytes and always answers.
import { Readable } from 'node:stream';
import type { AddressObject, AttachmentStream, Headers, MessageText } from 'mailparser';
import { decodeUndeclared } from './charset.ts';
import { decodeText, parseEnvelope } from './envelope.ts';
import { MessageParser } from './parser.ts';

export interface ReadAttachment {
  /** As the sender named it, without path separators and control characters; never empty. */
  readonly name: string;
  readonly mimeType: string;
  readonly sizeBytes: number;
  content(): Uint8Array;
}

export interface ReadableMessage {
  readonly subject: string;
  readonly from: string;
  readonly to: string;
  readonly cc: string;
  /** The Date header, milliseconds since 1970 UTC; null when missing or unreadable. */
  readonly date: number | null;
  readonly text: string;
  /** Text beyond 512 KiB was left out, or the message was too large to be read to its end. */
  readonly textCut: boolean;
  readonly attachments: readonly ReadAttachment[];
  /** What was wrong with the message, in English, for the log; empty mostly. */
  readonly problems: readonly string[];
}

export const readLimits = {
  /** Larger messages are read to `partBytes` only, and their attachments are not listed. */
  messageBytes: 64 * 1024 * 1024,
  partBytes: 1024 * 1024,
  textBytes: 512 * 1024,
  attachments: 1000,
  /** A parser that finds no end is left behind with what it has said so far. */
  timeMs: 15_000,
} as const;

const MAX_PEOPLE_LENGTH = 20_000;
const PIECE_BYTES = 64 * 1024;

/** Never throws. Holds the decoded attachments in memory until the answer is let go. */
export async function readMessage(
  bytes: Uint8Array,
  limits: { readonly timeMs: number } = readLimits,
): Promise<ReadableMessage> {
  const problems: string[] = [];
  const tooLarge = bytes.length > readLimits.messageBytes;
  const input = tooLarge ? bytes.subarray(0, readLimits.partBytes) : bytes;
  if (tooLarge) problems.push(`larger than ${readLimits.messageBytes} bytes: read in part`);
  const parsed = await parse(input, problems, limits.timeMs);
  const { subject, date } = parseEnvelope(bytes);
  if (parsed.text.trim() === '' && parsed.attachments.length === 0) {
    // Parts that no parser can tell apart: better the raw body than nothing.
    parsed.text = rawBody(input);
    if (parsed.text !== '') problems.push('no readable part: shown as it stands');
  }
  const { text, cut } = cutText(parsed.text);
  const people = (name: string): string => peopleOf(parsed.headers, parsed.lines, name);
  return {
    subject,
    date,
    from: people('from'),
    to: people('to'),
    cc: people('cc'),
    text,
    textCut: cut || tooLarge,
    attachments: tooLarge ? [] : parsed.attachments,
    problems,
  };
}

interface Parsed {
  headers: Headers;
  lines: ReadonlyMap<string, string>;
  text: string;
  attachments: ReadAttachment[];
}

/** Resolves at the parser's end, at its failure, or when the time is up, with what is known by then. */
function parse(input: Uint8Array, problems: string[], timeMs: number): Promise<Parsed> {
  const parsed: Parsed = { headers: new Map(), lines: new Map(), text: '', attachments: [] };
  return new Promise((resolve) => {
    const parser = new MessageParser();
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
      if (data.type === 'text') parsed.text = data.text ?? '';
      else collect(data, parsed.attachments, problems);
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

function collect(data: AttachmentStream, attachments: ReadAttachment[], problems: string[]): void {
  const chunks: Buffer[] = [];
  const stream = data.content as unknown as Readable;
  const index = attachments.length;
  const keep = index < readLimits.attachments;
  if (index === readLimits.attachments) problems.push(`more than ${readLimits.attachments} attachments`);
  const done = (): void => {
    if (keep) {
      const content = Buffer.concat(chunks);
      const mimeType = /^[\w.+-]+\/[\w.+-]+$/.test(data.contentType) ? data.contentType : 'application/octet-stream';
      const name = fileName(data.filename, mimeType, index);
      attachments.push({ name, mimeType, sizeBytes: content.length, content: () => content });
    }
    data.release();
  };
  stream.on('data', (chunk: Buffer) => {
    if (keep) chunks.push(chunk);
  });
  stream.once('end', done).once('error', (error: Error) => {
    problems.push(error.message.slice(0, 200));
    done();
  });
}

const extensions: Readonly<Record<string, string>> = {
  'message/rfc822': 'eml',
  'text/plain': 'txt',
  'text/html': 'html',
  'text/calendar': 'ics',
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/gif': 'gif',
  'application/pdf': 'pdf',
  'application/zip': 'zip',
};

function fileName(given: string | undefined | false, mimeType: string, index: number): string {
  const clean = (given || '')
    .toWellFormed()
    // eslint-disable-next-line no-control-regex -- control characters are what is taken out
    .replace(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069/\\]+/g, '_')
    .trim()
    .slice(0, 200);
  return clean && clean !== '.' && clean !== '..' ? clean : `attachment-${index + 1}.${extensions[mimeType] ?? 'bin'}`;
}

/** "Claire Moreau <claire@example.org>, ..."; the raw header where the parser could not decode it. */
function peopleOf(headers: Headers, lines: ReadonlyMap<string, string>, name: string): string {
  const value = headers.get(name) as AddressObject | AddressObject[] | undefined;
  const groups = value === undefined ? [] : Array.isArray(value) ? value : [value];
  const text = groups.flatMap((group) => addressesOf(group.value)).join(', ');
  const shown = text === '' || text.includes('\ufffd') ? decodeText(lines.get(name) ?? '') || text : text;
  return oneLine(shown);
}

/** What stands after the header, cut where the text would be cut anyway. */
function rawBody(bytes: Uint8Array): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const header = /^(?:[^\r\n]+\r?\n)*\r?\n/.exec(buffer.toString('latin1', 0, readLimits.partBytes));
  const start = header?.[0].length ?? 0;
  return decodeUndeclared(buffer.subarray(start, start + readLimits.textBytes + 1)).trim();
}

interface Person {
  readonly name?: string | undefined;
  readonly address?: string | undefined;
  readonly group?: readonly Person[] | undefined;
}

function addressesOf(people: readonly Person[] | undefined): string[] {
  return (people ?? []).flatMap(({ name, address, group }) => {
    if (group) return [`${name ?? ''}: ${addressesOf(group).join(', ')};`];
    const shown = name && address ? `${name} <${address}>` : name || address || '';
    return shown ? [shown] : [];
  });
}

const oneLine = (text: string): string =>
  text
    .replace(/[\s\0]+/g, ' ')
    .trim()
    .slice(0, MAX_PEOPLE_LENGTH)
    .toWellFormed();

function cutText(raw: string): { text: string; cut: boolean } {
  const text = raw.replaceAll('\0', '').replace(/\r\n?/g, '\n').toWellFormed();
  const bytes = Buffer.from(text);
  if (bytes.length <= readLimits.textBytes) return { text, cut: false };
  let end: number = readLimits.textBytes;
  // Not inside a character: its further bytes begin with 10 (RFC 3629).
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return { text: bytes.toString('utf8', 0, end), cut: true };
}
