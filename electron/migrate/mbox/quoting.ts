// The ">" that a writer puts before "From " at the start of a line, and taking it off again. Files do not say which
// variant they are; only mboxrd can be undone exactly.
import type { Piecewise } from '../line-ends.ts';

/**
 * mboxrd: every /^>*From / got one ">" more. mboxo: only /^From / did. mboxcl2: nothing is quoted, Content-Length bounds
 * the messages. mboxcl: Content-Length and mboxo's quoting; as the length is exact, the text is left as it stands.
 */
export type MboxVariant = 'mboxrd' | 'mboxo' | 'mboxcl' | 'mboxcl2';

/** The variant a file's name tells (list.mboxrd, 2002.mboxcl2.mbox); null for the usual names. */
export function variantOfName(name: string): MboxVariant | null {
  const match = /[.-](mbox(?:rd|o|cl2?))(?=$|[.-])/i.exec(name);
  return match ? (match[1]?.toLowerCase() as MboxVariant) : null;
}

const LF = 10;
const CR = 13;
const QUOTE = 62;
/** A line of nothing but ">" longer than this is not held back any more. */
const MAX_HELD = 64 * 1024;
const PATTERN = '>From ';

/** Takes one ">" off each quoted line, whatever the pieces. `only` one: mboxo; any number of them: mboxrd. */
export function unquotePieces(variant: 'mboxrd' | 'mboxo'): Piecewise {
  let held: Buffer | null = null;
  let atLineStart = true;
  return (chunk, last) => {
    const bytes = held ? Buffer.concat([held, chunk]) : chunk;
    const whole = last ? bytes.length : heldFrom(bytes, atLineStart);
    const out: Buffer[] = [];
    let done = 0;
    for (
      let at = bytes.indexOf(PATTERN);
      at >= 0 && at + PATTERN.length <= whole;
      at = bytes.indexOf(PATTERN, at + 1)
    ) {
      let start = at;
      while (start > 0 && bytes[start - 1] === QUOTE) start -= 1;
      if (!(start === 0 ? atLineStart : isLineEnd(bytes[start - 1]))) continue;
      if (variant === 'mboxo' && start !== at) continue;
      out.push(bytes.subarray(done, at));
      done = at + 1;
    }
    out.push(bytes.subarray(done, whole));
    held = whole < bytes.length ? Buffer.from(bytes.subarray(whole)) : null;
    if (held) atLineStart = true;
    else if (bytes.length > 0) atLineStart = isLineEnd(bytes.at(-1));
    return out.length === 1 && out[0] ? out[0] : Buffer.concat(out);
  };
}

const isLineEnd = (byte: number | undefined): boolean => byte === LF || byte === CR;

/** Where a last line begins that may turn out to be quoted; the length when there is none. */
function heldFrom(bytes: Buffer, atLineStart: boolean): number {
  const end = Math.max(bytes.lastIndexOf(LF), bytes.lastIndexOf(CR));
  if (end < 0 && !atLineStart) return bytes.length;
  const start = end + 1;
  const rest = bytes.length - start;
  if (rest === 0 || rest > MAX_HELD || bytes[start] !== QUOTE) return bytes.length;
  let at = start;
  while (at < bytes.length && bytes[at] === QUOTE) at += 1;
  return 'From '.startsWith(bytes.toString('latin1', at, at + 6)) ? start : bytes.length;
}
