// What a server refuses a message for, put right one thing after the other: NUL bytes, line ends, the envelope line of an
// mbox, raw 8-bit characters in the header. Nothing a person reads is lost. The same bytes always give the same copies,
// because a second run knows a mended message by them.

export type Mend = 'nul' | 'line_ends' | 'from_line' | 'header';

export interface Mended {
  readonly bytes: Buffer;
  /** Everything that was mended in this copy, in the order above. */
  readonly mends: readonly Mend[];
}

const [LF, CR] = [10, 13];
/** A longer header is no header; it stays as it is. */
const MAX_HEADER = 256 * 1024;

const steps: readonly (readonly [Mend, (bytes: Buffer) => Buffer])[] = [
  ['nul', withoutNul],
  ['line_ends', withCrlf],
  ['from_line', withoutFromLine],
  ['header', withPlainHeader],
];

/** The copies to try, each with one thing more mended than the one before; empty for a message with nothing to mend. */
export function mendedForms(bytes: Buffer): readonly Mended[] {
  const forms: Mended[] = [];
  let last: Mended = { bytes, mends: [] };
  for (const [mend, make] of steps) {
    const made = make(last.bytes);
    if (made === last.bytes) continue;
    last = { bytes: made, mends: [...last.mends, mend] };
    forms.push(last);
  }
  return forms;
}

/** RFC 9051 §9: a literal holds no NUL. */
function withoutNul(bytes: Buffer): Buffer {
  return bytes.includes(0) ? Buffer.from(bytes.filter((byte) => byte !== 0)) : bytes;
}

/** RFC 5322 §2.3: CR and LF only together. */
function withCrlf(bytes: Buffer): Buffer {
  let bare = 0;
  for (let at = bytes.indexOf(LF); at >= 0; at = bytes.indexOf(LF, at + 1)) if (bytes[at - 1] !== CR) bare += 1;
  for (let at = bytes.indexOf(CR); at >= 0; at = bytes.indexOf(CR, at + 1)) if (bytes[at + 1] !== LF) bare += 1;
  if (bare === 0) return bytes;
  const out = Buffer.allocUnsafe(bytes.length + bare);
  let size = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte === LF && bytes[at - 1] !== CR) out[size++] = CR;
    out[size++] = byte;
    if (byte === CR && bytes[at + 1] !== LF) out[size++] = LF;
  }
  return out;
}

/** The line an mbox puts in front of each message is no header field. */
function withoutFromLine(bytes: Buffer): Buffer {
  const start = bytes.toString('latin1', 0, 1000);
  const line = /^>?From [^\r\n]*\r?\n(?=[!-9;-~]+:)/.exec(start);
  return line ? bytes.subarray(line[0].length) : bytes;
}

/** RFC 2047 and 2231 instead of raw 8-bit characters; a header with such characters where neither may stand is left alone. */
function withPlainHeader(bytes: Buffer): Buffer {
  const text = bytes.toString('latin1', 0, MAX_HEADER);
  const end = /\r?\n\r?\n/.exec(text)?.index ?? (bytes.length <= MAX_HEADER ? text.length : -1);
  if (end < 0 || !EIGHT_BIT.test(text.slice(0, end))) return bytes;
  const header = text.slice(0, end);
  const charset = /^content-type:[^\n]*(?:\n[ \t][^\n]*)*?\bcharset="?([\w.:-]{2,40})/im.exec(header)?.[1] ?? '';
  const fields = header.split(/(?<=\n)(?![ \t])/).map((field) => plainField(field, charset));
  if (fields.includes(null)) return bytes;
  return Buffer.concat([Buffer.from(fields.join(''), 'latin1'), bytes.subarray(end)]);
}

/** Not \s: that takes the byte 0xA0 for a space, which is half of an "à". */
const SPACES = /[ \t\r\n]+/g;
const EIGHT_BIT = /[\x80-\xff]/;
const PEOPLE = /^(?:resent-)?(?:from|sender|reply-to|to|cc|bcc)$/i;
const WITH_PARAMETERS = /^content-(?:type|disposition)$/i;
/** Other programs compare these byte by byte. */
const FOR_MACHINES = /^(?:message-id|in-reply-to|references|date|received|return-path|.*signature|arc-.*|content-id)$/i;

/** null: cannot be mended. */
function plainField(field: string, charset: string): string | null {
  if (!EIGHT_BIT.test(field)) return field;
  const [, name = '', value = ''] = /^([!-9;-~]+)[ \t]*:(.*)$/s.exec(field) ?? [];
  if (name === '' || FOR_MACHINES.test(name)) return null;
  const plain = WITH_PARAMETERS.test(name)
    ? plainParameters(value, charset)
    : PEOPLE.test(name)
      ? plainPeople(value, charset)
      : value.replace(words('[^ \\t\\r\\n]'), (run) => encoded(run, charset));
  return EIGHT_BIT.test(plain) ? null : `${name}:${plain}`;
}

/** From the first to the last word with 8-bit characters in it, where nothing but such words and spaces are in between. */
function words(character: string): RegExp {
  const one = `${character}*[\\x80-\\xff]${character}*`;
  return new RegExp(`${one}(?:[ \\t]+${one})*`, 'g');
}

const QUOTED = /"((?:[^"\\]|\\.)*)"/gs;
const IN_NAMES = words('[^ \\t\\r\\n<>@,;:()"\\\\]');

/** Names may be encoded, addresses may not: what is left there shows that it could not be done. */
function plainPeople(value: string, charset: string): string {
  const unquoted = value.replace(QUOTED, (quoted, inside: string) =>
    EIGHT_BIT.test(inside) ? encoded(inside.replace(/\\(.)/gs, '$1'), charset) : quoted,
  );
  return unquoted
    .split(/(<[^>]*>)/)
    .map((part) => (part.startsWith('<') ? part : part.replace(IN_NAMES, (run) => encoded(run, charset))))
    .map((part) => (/=\?=?@|@=\?/.test(part) ? '\xff' : part))
    .join('');
}

const plainParameters = (value: string, charset: string): string =>
  value.replace(
    /([\w-]+)=(?:"((?:[^"\\]|\\.)*)"|([^; \t\r\n"]+))/gs,
    (all, name: string, quoted?: string, bare?: string) => {
      if (!EIGHT_BIT.test(all)) return all;
      const text = decoded((quoted ?? bare ?? '').replace(/\\(.)/gs, '$1').replace(SPACES, ' '), charset);
      return `${name}*=utf-8''${[...Buffer.from(text)].map(percent).join('')}`;
    },
  );

const percent = (byte: number): string =>
  /[A-Za-z0-9.\-_~]/.test(String.fromCharCode(byte))
    ? String.fromCharCode(byte)
    : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;

/** RFC 2047 §2: words of at most 75 characters that split no character of the text. */
function encoded(latin1: string, charset: string): string {
  const done: string[] = [];
  let word = '';
  for (const character of decoded(latin1.replace(SPACES, ' '), charset)) {
    if (Buffer.byteLength(word + character) > 45) {
      done.push(word);
      word = '';
    }
    word += character;
  }
  return [...done, word].map((text) => `=?utf-8?B?${Buffer.from(text).toString('base64')}?=`).join('\r\n ');
}

/** UTF-8 where it can be, else what the message says of its body, else the old western set. */
function decoded(latin1: string, charset: string): string {
  const bytes = Buffer.from(latin1, 'latin1');
  for (const name of ['utf-8', charset]) {
    try {
      return new TextDecoder(name, { fatal: true }).decode(bytes);
    } catch {
      // Not in that one, or no such charset.
    }
  }
  return new TextDecoder('windows-1252').decode(bytes);
}
