// Sender, subject and date from a message's first bytes: a fast, tolerant reading for naming and listing thousands of
// messages. Never throws; what cannot be read is empty.

export interface Envelope {
  /** The sender's name as people read it, else the address; empty when there is none. */
  readonly from: string;
  readonly subject: string;
  /** The Date header in milliseconds since 1970 UTC; null when missing or unreadable. */
  readonly date: number | null;
}

/** Headers longer than this are read no further. */
const MAX_HEADER_BYTES = 64 * 1024;
const MAX_VALUE_LENGTH = 2000;

// The three fields with their folded lines (RFC 5322 §2.2.3), wherever they stand in the header.
const FIELD = /^(from|subject|date)[ \t]*:((?:[^\r\n]|\r?\n[ \t])*)/gim;

export function parseEnvelope(bytes: Uint8Array): Envelope {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, MAX_HEADER_BYTES));
  const header = buffer.toString('latin1', 0, headerEnd(buffer));
  let from: string | null = null;
  let subject: string | null = null;
  let date: string | null = null;
  FIELD.lastIndex = 0;
  for (let field = FIELD.exec(header); field; field = FIELD.exec(header)) {
    const value = field[2] ?? '';
    // The first one counts: a second is a forgery or a mistake.
    switch (field[1]?.charCodeAt(0)) {
      case 0x46:
      case 0x66:
        from ??= value;
        break;
      case 0x53:
      case 0x73:
        subject ??= value;
        break;
      default:
        date ??= value;
    }
    if (from !== null && subject !== null && date !== null) break;
  }
  return { from: senderName(from ?? ''), subject: decodeText(subject ?? ''), date: parseDate(date ?? '') };
}

function headerEnd(buffer: Buffer): number {
  const crlf = buffer.indexOf('\r\n\r\n', 0, 'latin1');
  const within = crlf < 0 ? buffer : buffer.subarray(0, crlf);
  const lf = within.indexOf('\n\n', 0, 'latin1');
  return lf >= 0 ? lf : within.length;
}

/** "Claire Moreau <claire@example.org>" -> Claire Moreau. */
function senderName(raw: string): string {
  const value = unfold(raw);
  const angle = value.lastIndexOf('<');
  if (angle < 0) {
    // addr-spec alone, perhaps with the name as a comment: claire@example.org (Claire)
    const comment = /^([^(]*)\(([^)]*)\)\s*$/.exec(value);
    return comment?.[2] ? decodeText(comment[2]) : decodeText(value);
  }
  const phrase = value
    .slice(0, angle)
    .trim()
    .replace(/^"((?:[^"\\]|\\.)*)"$/, (_, quoted: string) => quoted.replace(/\\(.)/g, '$1'));
  // Some programs put the quotes inside the encoded word.
  const name = decodeText(phrase).replace(/^"(.+)"$/, '$1');
  return name || decodeText(value.slice(angle + 1).replace(/>.*$/, ''));
}

const unfold = (raw: string, maxLength = MAX_VALUE_LENGTH): string =>
  raw.slice(0, maxLength * 4).replace(/\r?\n(?=[ \t])/g, '');

// RFC 2047 with the two liberties mail takes: a language suffix (RFC 2231), and spaces inside Q.
const WORD = /=\?([^?*\s]+)(?:\*[^?]*)?\?([BbQq])\?([^?]*)\?=/g;

/** A header's text: folding undone, encoded words and raw 8-bit decoded, one line of at most `maxLength` characters. */
export function decodeText(raw: string, maxLength = MAX_VALUE_LENGTH): string {
  let text = unfold(raw, maxLength);
  if (text.includes('=?')) text = decodeWords(text);
  else if (/[\x80-\xff]/.test(text)) text = decodeRaw(text);
  return text
    .replace(/[\s\0]+/g, ' ')
    .trim()
    .slice(0, maxLength)
    .toWellFormed();
}

function decodeWords(text: string): string {
  let out = '';
  let last = 0;
  // Neighbouring words of one charset are joined as bytes first: a character may be split between them.
  let heldCharset = '';
  let held: Buffer[] = [];
  const release = (): void => {
    if (held.length > 0) out += decodeCharset(Buffer.concat(held), heldCharset);
    held = [];
  };
  for (const word of text.matchAll(WORD)) {
    const between = text.slice(last, word.index);
    const charset = (word[1] ?? '').toLowerCase();
    // White space between two encoded words belongs to neither (RFC 2047 §6.2).
    const isGap = held.length > 0 && between.trim() === '';
    if (!isGap || charset !== heldCharset) release();
    if (!isGap) out += /[\x80-\xff]/.test(between) ? decodeRaw(between) : between;
    heldCharset = charset;
    held.push(decodeWordBytes(word[2] ?? '', word[3] ?? ''));
    last = word.index + word[0].length;
  }
  release();
  const rest = text.slice(last);
  return out + (/[\x80-\xff]/.test(rest) ? decodeRaw(rest) : rest);
}

function decodeWordBytes(encoding: string, text: string): Buffer {
  if (encoding === 'B' || encoding === 'b') return Buffer.from(text, 'base64');
  const plain = text
    .replaceAll('_', ' ')
    .replace(/=([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(plain, 'latin1');
}

/** Bytes a header should not hold: UTF-8 (RFC 6532) when they are, else the old western set. */
function decodeRaw(latin1: string): string {
  const bytes = Buffer.from(latin1, 'latin1');
  return decoder('utf-8', true)?.(bytes) ?? decoder('windows-1252', false)?.(bytes) ?? latin1;
}

const decoders = new Map<string, ((bytes: Uint8Array) => string | null) | null>();

function decoder(charset: string, fatal: boolean): ((bytes: Uint8Array) => string | null) | null {
  const id = `${charset} ${String(fatal)}`;
  const known = decoders.get(id);
  if (known !== undefined) return known;
  let made: ((bytes: Uint8Array) => string | null) | null;
  try {
    const text = new TextDecoder(charset, { fatal });
    made = (bytes) => {
      try {
        return text.decode(bytes);
      } catch {
        return null;
      }
    };
  } catch {
    made = null;
  }
  // A hostile mailbox names endless charsets; the real ones are few.
  if (decoders.size < 200) decoders.set(id, made);
  return made;
}

const aliases: Readonly<Record<string, string>> = {
  cp1252: 'windows-1252',
  'iso-8859-8-i': 'iso-8859-8',
  utf8: 'utf-8',
  ks_c_5601: 'euc-kr',
  'cp-850': 'windows-1252',
};

function decodeCharset(bytes: Buffer, charset: string): string {
  const text = decoder(aliases[charset] ?? charset, false)?.(bytes);
  return text ?? decodeRaw(bytes.toString('latin1'));
}

const MONTHS = 'janfebmaraprmayjunjulaugsepoctnovdec';
const ZONES: Readonly<Record<string, number>> = {
  EDT: -4,
  EST: -5,
  CDT: -5,
  CST: -6,
  MDT: -6,
  MST: -7,
  PDT: -7,
  PST: -8,
};
const DATE =
  /(\d{1,2})[ \t-]+([a-z]{3})[a-z]*[ \t-]+(\d{2,4})[ \t]+(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.\d+)?[ \t]*([+-]\d{4}|[a-z]{1,5})?/i;

/** RFC 5322 §3.3 with the obsolete forms of §4.3. A missing or unknown zone is UTC. */
export function parseDate(raw: string): number | null {
  const match = DATE.exec(raw.length > 400 ? raw.slice(0, 400) : raw.replace(/\r?\n/g, ' '));
  if (!match) return null;
  const month = MONTHS.indexOf((match[2] ?? '').toLowerCase());
  const [day, hour, minute] = [Number(match[1]), Number(match[4]), Number(match[5])];
  const second = Number(match[6] ?? 0);
  let year = Number(match[3]);
  if (year < 50) year += 2000;
  else if (year < 1000) year += 1900;
  if (month < 0 || month % 3 !== 0 || day < 1 || day > 31 || hour > 23 || minute > 59 || second > 60) return null;
  const zone = match[7] ?? '';
  const sign = zone.startsWith('-') ? -1 : 1;
  const offsetMinutes = /^[+-]/.test(zone)
    ? sign * (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(3, 5)))
    : (ZONES[zone.toUpperCase()] ?? 0) * 60;
  return Date.UTC(year, month / 3, day, hour, minute, second) - offsetMinutes * 60_000;
}
