// The same message after a server rewrote it: other line ends, spaces at line ends, a header line more. What it says in
// its stable headers and its body decides then; whoever uses this has to tell that it was no comparison of bytes.
import { createHash } from 'node:crypto';

/** What does not change when a server takes a message in. */
const STABLE = /^(message-id|date|from|to|cc|subject|mime-version|content-type|content-transfer-encoding)$/;
/** Headers longer than this are cut there, on both sides alike. */
const MAX_HEADER = 256 * 1024;
const [TAB, LF, CR, SPACE, EIGHTY] = [9, 10, 13, 32, 0x80];
const NEWLINES = Buffer.alloc(4096, LF);
/** Line ends that stand in a row in ordinary mail; more of them are hashed without a copy. */
const FEW = 8;

export interface Likeness {
  /** Equal for a message and its rewritten form. */
  readonly content: string;
  /** Of Message-ID and Date alone: cheap to ask a server for, so it finds the candidates. */
  readonly head: string;
}

const short = (text: string): string => createHash('sha256').update(text, 'latin1').digest('base64url').slice(0, 22);
const folded = (value: string): string => value.replace(/\s+/g, ' ').trim();

/** Name (lower case) and value of each field, in order; what is no field is passed over. */
function* fieldsOf(header: string): Generator<[name: string, value: string], void, undefined> {
  let field = '';
  for (const line of [...header.split(/\r\n|\n|\r/), '']) {
    if (/^[ \t]/.test(line) && field !== '') {
      field += line;
      continue;
    }
    const colon = field.indexOf(':');
    if (colon > 0) yield [field.slice(0, colon).trim().toLowerCase(), folded(field.slice(colon + 1))];
    field = line;
  }
}

/** The head's likeness from a header, whole or only with the two fields in it. */
export function headLikeness(header: string): string {
  const found: Record<string, string> = {};
  for (const [name, value] of fieldsOf(header)) if (name === 'message-id' || name === 'date') found[name] ??= value;
  return short(`${found['message-id'] ?? ''}\n${found['date'] ?? ''}`);
}

/** The head's likeness of a message, from its first bytes. */
export function headOf(beginning: Uint8Array): string {
  const text = Buffer.from(beginning.buffer, beginning.byteOffset, beginning.byteLength).toString('latin1');
  return headLikeness(text.slice(0, /\r\n\r\n|\n\n|\r\r|\n\r\n/.exec(text)?.index));
}

/** Takes a message in pieces; `digest` once at the end. */
export function likeness(): { readonly update: (chunk: Uint8Array) => void; readonly digest: () => Likeness } {
  const hash = createHash('sha256');
  let header: Buffer | null = Buffer.alloc(0);
  let head = '';
  // The body in the simplest form: white space runs are one space, none at a line's end, no empty lines at the end.
  let [newlines, space, afterCr] = [0, false, false];

  const endHeader = (bytes: Buffer, end: number): void => {
    const text = bytes.toString('latin1', 0, Math.min(end, MAX_HEADER));
    head = headLikeness(text);
    const stable = [...fieldsOf(text)].filter(([name]) => STABLE.test(name)).map((field) => field.join(':'));
    hash.update(stable.sort().join('\n'), 'latin1').update('\n\n');
    header = null;
  };

  const body = (chunk: Uint8Array): void => {
    const out = Buffer.allocUnsafe(chunk.length * 2 + FEW + 1);
    let size = 0;
    for (let at = 0; at < chunk.length; at += 1) {
      const byte = chunk[at] ?? 0;
      if (byte === LF || byte === CR) {
        if (!(byte === LF && afterCr)) newlines += 1;
        afterCr = byte === CR;
        space = false;
        continue;
      }
      afterCr = false;
      if (byte === SPACE || byte === TAB) {
        space = true;
        continue;
      }
      // Servers put 0x80 where a NUL was, or nothing (RFC 9051 §9 allows no NUL).
      if (byte === 0 || byte === EIGHTY) continue;
      if (newlines > FEW) {
        hash.update(out.subarray(0, size));
        size = 0;
        for (; newlines > 0; newlines -= Math.min(newlines, NEWLINES.length))
          hash.update(NEWLINES.subarray(0, Math.min(newlines, NEWLINES.length)));
      }
      for (; newlines > 0; newlines -= 1) out[size++] = LF;
      if (space) out[size++] = SPACE;
      space = false;
      out[size++] = byte;
    }
    hash.update(out.subarray(0, size));
  };

  return {
    update(chunk) {
      if (!header) return body(chunk);
      const bytes = Buffer.concat([header, chunk]);
      const gap = /\r\n\r\n|\n\n|\r\r|\n\r\n/.exec(bytes.toString('latin1', 0, MAX_HEADER + 4));
      if (!gap && bytes.length < MAX_HEADER) {
        header = bytes;
        return;
      }
      const end = gap ? gap.index : MAX_HEADER;
      endHeader(bytes, end);
      body(bytes.subarray(end + (gap?.[0].length ?? 0)));
    },
    digest() {
      if (header) endHeader(header, header.length);
      return { content: hash.digest('base64url').slice(0, 22), head };
    },
  };
}

export function likenessOf(bytes: Uint8Array): Likeness {
  const whole = likeness();
  whole.update(bytes);
  return whole.digest();
}
