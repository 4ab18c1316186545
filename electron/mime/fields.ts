// The header fields of a message in their order, as they stand and decoded: for the route, lists, and the header view.
// Any bytes, never throws.
import { decodeText } from './envelope.ts';

export interface HeaderField {
  /** As written, without the colon. */
  readonly name: string;
  /** With its folding, one character per byte. */
  readonly raw: string;
  /** One line: folding undone, encoded words and raw 8-bit decoded, no control characters. */
  readonly value: string;
}

/** 10,000 recipients fit; what comes later is no header any person or server wrote. */
const MAX_HEADER_BYTES = 2 * 1024 * 1024;
const MAX_FIELDS = 2000;
const MAX_SHOWN_LENGTH = 100_000;
/** RFC 5322 section 2.2, with the space before the colon that section 4.5 still allows. */
const FIELD = /^([!-9;-~]{1,200})[ \t]*:/;

/** At most 2,000 fields of the first 2 MiB; lines that are no field are left out. */
export function headerFields(bytes: Uint8Array): HeaderField[] {
  const fields: HeaderField[] = [];
  let name = '';
  let raw: string[] | null = null;
  const close = (): void => {
    if (raw === null) return;
    const text = raw.join('\r\n');
    fields.push({ name, raw: text, value: decodeText(text, MAX_SHOWN_LENGTH) });
    raw = null;
  };
  for (const line of headerLines(bytes)) {
    if (/^[ \t]/.test(line)) {
      raw?.push(line);
      continue;
    }
    close();
    const found = FIELD.exec(line);
    if (!found) continue;
    if (fields.length >= MAX_FIELDS) break;
    name = found[1] ?? '';
    raw = [line.slice(found[0].length)];
  }
  close();
  return fields;
}

/** The lines before the first empty one; empty lines in front of the header do not end it. */
function* headerLines(bytes: Uint8Array): Generator<string> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, MAX_HEADER_BYTES));
  let begun = false;
  for (let at = 0; at < buffer.length;) {
    let end = buffer.indexOf(10, at);
    if (end < 0) end = buffer.length;
    const stop = end > at && buffer[end - 1] === 13 ? end - 1 : end;
    if (stop === at) {
      if (begun) return;
    } else {
      begun = true;
      yield buffer.toString('latin1', at, stop);
    }
    at = end + 1;
  }
}

/** The first field of that name, decoded; '' when there is none. The first counts: a second is a forgery or a mistake. */
export function fieldValue(fields: readonly HeaderField[], name: string): string {
  return fields.find((field) => field.name.toLowerCase() === name)?.value ?? '';
}
