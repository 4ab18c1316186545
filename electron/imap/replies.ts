// The grammar of server replies (RFC 9051 §7): one reply, as text with its literals cut out, becomes nested values.

/** Atoms and strings are strings, NIL is null, literals are bytes. Text holds one char per byte (latin1). */
export type Value = string | Buffer | null | Value[];

export interface Reply {
  /** '*', '+' or the tag of the command. */
  readonly tag: string;
  /** Upper case: OK, FETCH, LIST, ...; empty for '+'. */
  readonly name: string;
  /** The number in "* 12 FETCH"; null when there is none. */
  readonly number: number | null;
  /** Response code without brackets, its first word in capitals; null when there is none. Only for status replies. */
  readonly code: string | null;
  /** What follows name and code, literals left out. */
  readonly text: string;
  /** The reply after its name, as text and literals in turn. */
  readonly pieces: readonly (string | Buffer)[];
}

const STATUS = new Set(['OK', 'NO', 'BAD', 'BYE', 'PREAUTH']);

/** Status replies end with words for people, where "{12}" is no literal. */
export const isStatusLine = (line: string): boolean => STATUS.has((/^\S+ (\S+)/.exec(line)?.[1] ?? '').toUpperCase());

/** `pieces` begins with the line's text; null when it is no reply at all. */
export function parseReply(pieces: readonly (string | Buffer)[]): Reply | null {
  const line = pieces[0];
  if (typeof line !== 'string') return null;
  if (line.startsWith('+')) return { tag: '+', name: '', number: null, code: null, text: line.slice(1).trim(), pieces };
  const match = /^(\S+) (?:(\d+) )?([^\s[]+) ?/.exec(line);
  if (!match) return null;
  const [head, tag = '', number, word = ''] = match;
  const name = word.toUpperCase();
  const rest = line.slice(head.length);
  const status = STATUS.has(name) ? /^\[([^\]]*)\] ?/.exec(rest) : null;
  return {
    tag,
    name,
    number: number === undefined ? null : Number(number),
    code: status ? (status[1] ?? '').replace(/^\S+/, (first) => first.toUpperCase()) : null,
    text: utf8(status ? rest.slice(status[0].length) : rest),
    pieces: [rest, ...pieces.slice(1)],
  };
}

/** One char per byte back to real text; bytes that are no UTF-8 stay as they are. */
export function utf8(bytes: string): string {
  if (/^[\0-\x7f]*$/.test(bytes)) return bytes;
  const text = Buffer.from(bytes, 'latin1').toString('utf8');
  return text.includes('\ufffd') ? bytes : text;
}

export const textOf = (value: Value | undefined): string | null =>
  typeof value === 'string' ? value : Buffer.isBuffer(value) ? value.toString('latin1') : null;

const MAX_DEPTH = 32;

/** All values of a reply's pieces. What does not follow the grammar is skipped, never thrown. */
export function parseValues(pieces: readonly (string | Buffer)[]): Value[] {
  const top: Value[] = [];
  const open: Value[][] = [];
  let list = top;
  for (const piece of pieces) {
    if (typeof piece !== 'string') {
      list.push(piece);
      continue;
    }
    for (let at = 0; at < piece.length;) {
      const char = piece.charCodeAt(at);
      if (char === 0x20) {
        at += 1;
      } else if (char === 0x28) {
        const inner: Value[] = [];
        list.push(inner);
        if (open.length < MAX_DEPTH) {
          open.push(list);
          list = inner;
        }
        at += 1;
      } else if (char === 0x29) {
        list = open.pop() ?? top;
        at += 1;
      } else if (char === 0x22) {
        let end = at + 1;
        while (end < piece.length && piece.charCodeAt(end) !== 0x22) end += piece.charCodeAt(end) === 0x5c ? 2 : 1;
        const raw = piece.slice(at + 1, end);
        list.push(raw.includes('\\') ? raw.replace(/\\(.)/g, '$1') : raw);
        at = end + 1;
      } else {
        let end = at;
        let brackets = 0;
        for (; end < piece.length; end += 1) {
          const next = piece.charCodeAt(end);
          if (next === 0x5b) brackets += 1;
          else if (next === 0x5d) brackets -= 1;
          else if (brackets <= 0 && (next === 0x20 || next === 0x28 || next === 0x29)) break;
        }
        const atom = piece.slice(at, end);
        list.push(atom.length === 3 && atom.toUpperCase() === 'NIL' ? null : atom);
        at = end;
      }
    }
  }
  return top;
}

/** The attributes of a FETCH reply by name in capitals; BODY[...]<n> is 'BODY[]'. */
export function fetchAttributes(reply: Reply): Map<string, Value> {
  const [list] = parseValues(reply.pieces);
  const found = new Map<string, Value>();
  if (!Array.isArray(list)) return found;
  for (let at = 0; at + 1 < list.length; at += 2) {
    const name = list[at];
    if (typeof name !== 'string') continue;
    found.set(name.startsWith('BODY[') ? 'BODY[]' : name.toUpperCase(), list[at + 1] ?? null);
  }
  return found;
}

const MONTHS = 'janfebmaraprmayjunjulaugsepoctnovdec';

/** "17-Jul-1996 02:44:25 -0700" as ms since 1970 UTC; null when it is something else. */
export function parseInternalDate(text: string): number | null {
  const match = /^\s*(\d{1,2})-([a-z]{3})-(\d{4}) (\d\d):(\d\d):(\d\d) ([+-])(\d\d)(\d\d)$/i.exec(text);
  if (!match) return null;
  const [, day, month = '', year, hours, minutes, seconds, sign, zoneHours, zoneMinutes] = match;
  const at = MONTHS.indexOf(month.toLowerCase());
  if (at < 0 || at % 3) return null;
  const zone = (Number(zoneHours) * 60 + Number(zoneMinutes)) * (sign === '-' ? -1 : 1);
  const utc = Date.UTC(Number(year), at / 3, Number(day), Number(hours), Number(minutes), Number(seconds));
  return utc - zone * 60_000;
}

/** The same instant for APPEND, in UTC and to the second. */
export function formatInternalDate(ms: number): string {
  const date = new Date(ms);
  const two = (value: number): string => String(value).padStart(2, '0');
  const month = MONTHS.slice(date.getUTCMonth() * 3, date.getUTCMonth() * 3 + 3);
  const day = String(date.getUTCDate()).padStart(2, ' ');
  const year = String(Math.min(9999, Math.max(1, date.getUTCFullYear()))).padStart(4, '0');
  const time = `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}`;
  return `${day}-${month.charAt(0).toUpperCase()}${month.slice(1)}-${year} ${time} +0000`;
}
