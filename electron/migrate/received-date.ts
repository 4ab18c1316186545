// The one rule for the date a moved message gets (INTERNALDATE): when it was received, never "today".
import { parseDate } from '../mime/index.ts';

/**
 * What a message without any date gets, ms since 1970: APPEND without a date would mean "today", a date at the far end
 * of every list says what it is.
 */
export const NO_DATE = 0;

/** Headers longer than this are read no further. */
const MAX_HEADER_BYTES = 256 * 1024;
/** RFC 9051 dates have four digits for the year; before 1970 and after 2100 there is no mail. */
const LATEST = Date.UTC(2100, 0, 1);

// The two fields with their folded lines (RFC 5322 §2.2.3), whatever ends the lines.
const FIELD = /^(received|date)[ \t]*:((?:[^\r\n]|(?:\r\n|\n|\r)[ \t])*)/gim;

/**
 * The date of the topmost Received field that has a readable one (the last server that took the message in), else the
 * Date field's, in milliseconds since 1970 UTC. null when the header has neither: the caller then takes what its store
 * knows (a file's time, a postmark), else NO_DATE. `header` may be the whole message. Never throws.
 */
export function receivedDate(header: Uint8Array): number | null {
  const buffer = Buffer.from(header.buffer, header.byteOffset, Math.min(header.byteLength, MAX_HEADER_BYTES));
  const text = buffer.toString('latin1', 0, headerEnd(buffer));
  let date: number | null = null;
  FIELD.lastIndex = 0;
  for (let field = FIELD.exec(text); field; field = FIELD.exec(text)) {
    const value = field[2] ?? '';
    if ((field[1] ?? '').length === 4) {
      date ??= plausible(mailDate(value));
      continue;
    }
    // RFC 5321 §4.4: the date follows the last semicolon. Some servers forget it.
    const received = plausible(mailDate(value.slice(value.lastIndexOf(';') + 1)));
    if (received !== null) return received;
  }
  return date;
}

/** The same date when mail can have it; null for null and for one no mail has. */
export const plausible = (date: number | null): number | null =>
  date !== null && date > 0 && date < LATEST ? date : null;

const DAY_MS = 24 * 3_600_000;

/**
 * A file's time when it can be the message's own: not when it is of the last day, for then it most likely is that of a
 * copy. `modifiedMs` in ms since 1970.
 */
export const fileDate = (modifiedMs: number): number | null =>
  modifiedMs < Date.now() - DAY_MS ? plausible(modifiedMs) : null;

// Thu Sep 26 11:03:09 2002, with an optional zone before or after the year (RFC 4155, and what programs write).
const ASCTIME =
  /([a-z]{3})[a-z]{0,6}[ \t]+(\d{1,2})[ \t]+(\d{1,2}):(\d{2})(?::(\d{2}))?[ \t]+(?:([a-z]{3,4}|[+-]\d{4})[ \t]+)?(\d{4})(?:[ \t]+([a-z]{3,4}|[+-]\d{4}))?/i;

/** A date in the form of a postmark (asctime), ms since 1970; without a zone it is taken as UTC. null when it is none. */
export function postmarkDate(text: string): number | null {
  const match = ASCTIME.exec(text.slice(0, 400));
  if (!match) return null;
  const [, month, day, hour, minute, second, before, year, after] = match;
  const zone = before ?? after ?? '';
  return parseDate(`${day ?? ''} ${month ?? ''} ${year ?? ''} ${hour ?? ''}:${minute ?? ''}:${second ?? '00'} ${zone}`);
}

const mailDate = (value: string): number | null => parseDate(value.slice(0, 400)) ?? postmarkDate(value);

const GAPS = ['\r\n\r\n', '\n\n', '\r\r', '\n\r\n'];

/** Where the header ends: at the first empty line, whatever the line ends; the length when there is none. */
export function headerEnd(buffer: Buffer): number {
  // Most headers are short: the rest is only searched when it must be.
  for (const limit of [4096, 32 * 1024, buffer.length]) {
    const part = buffer.subarray(0, limit);
    let end = -1;
    for (const gap of GAPS) {
      const at = (end < 0 ? part : part.subarray(0, end + 1)).indexOf(gap, 0, 'latin1');
      if (at >= 0) end = at;
    }
    if (end >= 0) return end;
    if (limit >= buffer.length) break;
  }
  return buffer.length;
}
