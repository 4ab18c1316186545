// What mail programs write into a message's header about its state: flags, keywords, labels, its length. Thunderbird's
// and Google's own lines stand before the message's first line and are no part of it; others (Status, X-Status) are read
// and left where they are, for nobody can tell which program or sender wrote them.
import { decodeText } from '../../mime/index.ts';
import { headerEnd } from '../received-date.ts';

/** Read no further for these. */
export const MAX_HEADER_BYTES = 64 * 1024;

export interface Bookkeeping {
  /** null when the header does not say. */
  readonly contentLength: number | null;
  /** Deleted in Thunderbird, but still in the file until it is compacted. */
  readonly expunged: boolean;
  /** Google Takeout's labels, decoded; null when there is no such field. */
  readonly labels: readonly string[] | null;
  /** Where the message itself begins: after the lines that Thunderbird or Google put before it. */
  readonly ownFrom: number;
}

const OWN = new Set([
  'x-mozilla-status',
  'x-mozilla-status2',
  'x-mozilla-keys',
  'x-account-key',
  'x-uidl',
  'x-gm-thrid',
  'x-gmail-labels',
]);
const MARKS = new Set(['x-mozilla-status', 'x-gmail-labels', 'x-gm-thrid']);

/** `message` begins after the postmark; its first MAX_HEADER_BYTES do. Never throws. */
export function readBookkeeping(message: Buffer): Bookkeeping {
  const header = headerText(message);
  const length = field(header, 'content-length');
  const status = hex(field(header, 'x-mozilla-status'));
  const labels = field(header, 'x-gmail-labels');
  return {
    contentLength: length !== null && /^\d{1,13}$/.test(length) ? Number(length) : null,
    expunged: (status & MOZILLA.expunged) !== 0,
    labels: labels === null ? null : splitLabels(decodeText(labels)),
    ownFrom: ownFrom(header),
  };
}

const headerText = (message: Buffer): string => {
  const head = message.subarray(0, MAX_HEADER_BYTES);
  return head.toString('latin1', 0, headerEnd(head));
};

const patterns = new Map<string, RegExp>();

/** The first field of that name, unfolded; null when there is none. The header is latin1. */
function field(header: string, name: string): string | null {
  let pattern = patterns.get(name);
  if (!pattern) {
    pattern = new RegExp(`(?:^|[\\r\\n])${name}[ \\t]*:((?:[^\\r\\n]|(?:\\r\\n|\\n|\\r)[ \\t])*)`, 'i');
    patterns.set(name, pattern);
  }
  const match = pattern.exec(header);
  return match ? (match[1] ?? '').replace(/\r?\n(?=[ \t])|\r(?=[ \t])/g, '').trim() : null;
}

/** Only whole lines count, and only when one of them is surely the program's own. */
function ownFrom(header: string): number {
  let at = 0;
  let marked = false;
  while (at < header.length) {
    const line = /^([!-9;-~]+)[ \t]*:(?:[^\r\n]|(?:\r\n|\n|\r)[ \t])*(?:\r\n|\n|\r|$)/.exec(
      header.slice(at, at + 8192),
    );
    const name = line?.[1]?.toLowerCase() ?? '';
    if (!line || !OWN.has(name)) break;
    marked ||= MARKS.has(name);
    at += line[0].length;
  }
  return marked ? at : 0;
}

const hex = (text: string | null): number => (text !== null && /^[0-9a-f]{1,8}$/i.test(text) ? parseInt(text, 16) : 0);

/** nsMsgMessageFlags.h of Thunderbird, as X-Mozilla-Status keeps them. */
const MOZILLA = { read: 1, replied: 2, marked: 4, expunged: 8, forwarded: 0x1000 } as const;

/** System flags and keywords that the header tells, each once, without `\Recent`. Never throws. */
export function flagsOf(message: Buffer): string[] {
  const header = headerText(message);
  const flags = new Set<string>();
  const mozilla = hex(field(header, 'x-mozilla-status'));
  if (mozilla & MOZILLA.read) flags.add('\\Seen');
  if (mozilla & MOZILLA.replied) flags.add('\\Answered');
  if (mozilla & MOZILLA.marked) flags.add('\\Flagged');
  if (mozilla & MOZILLA.forwarded) flags.add('$Forwarded');
  // Thunderbird pads X-Mozilla-Keys with spaces; Dovecot writes X-Keywords the same way.
  for (const name of ['x-mozilla-keys', 'x-keywords']) addKeywords(flags, field(header, name));
  const status = `${field(header, 'status') ?? ''}${field(header, 'x-status') ?? ''}`;
  if (status.length <= 16) for (const letter of status) addLetter(flags, letter);
  return [...flags];
}

const LETTERS: Readonly<Record<string, string>> = {
  R: '\\Seen',
  A: '\\Answered',
  F: '\\Flagged',
  T: '\\Draft',
  D: '\\Deleted',
};
function addLetter(flags: Set<string>, letter: string): void {
  const flag = LETTERS[letter];
  if (flag) flags.add(flag);
}

function addKeywords(flags: Set<string>, text: string | null): void {
  // RFC 9051 §9: a keyword is an atom. Anything else was not written by the program.
  for (const word of (text ?? '').split(/[\s,]+/))
    if (/^[!#$&'+\-./0-9:;<=>?@A-Z^_`a-z|~]{1,100}$/.test(word)) flags.add(word);
}

/** Google separates with commas and puts labels that hold one in quotes. */
function splitLabels(text: string): string[] {
  const labels: string[] = [];
  let label = '';
  let quoted = false;
  for (const character of text) {
    if (character === '"') quoted = !quoted;
    else if (character === ',' && !quoted) {
      labels.push(label.trim());
      label = '';
    } else label += character;
  }
  labels.push(label.trim());
  return labels.filter((one) => one !== '').slice(0, 200);
}
