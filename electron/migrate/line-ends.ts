// Messages leave every local store with CRLF at each line end, as RFC 5322 writes them and IMAP needs them. The hash of
// these bytes is the message's identity: the same letter in a file of LF lines and on a server is one letter.

const CR = 13;
const LF = 10;

/** `cr`: the file has no LF at all, so a lone CR ends a line (Mac OS before X); else a lone CR is an ordinary byte. */
export type LineEnd = 'lf' | 'cr';

/** Takes the bytes in pieces of any size and gives each back with CRLF line ends. */
export type Piecewise = (chunk: Buffer, last: boolean) => Buffer;

/** The same buffer when every line ends in CRLF already. */
export function crlfPieces(end: LineEnd): Piecewise {
  let before = 0;
  return (chunk, last) => {
    const from = before;
    const open = end === 'cr' && last && (chunk.length > 0 ? chunk.at(-1) === CR : from === CR);
    const extra = end === 'lf' ? bareLf(chunk, from) : bareCr(chunk, from) + Number(open);
    if (chunk.length > 0) before = chunk.at(-1) ?? 0;
    if (extra === 0) return chunk;
    const out = Buffer.allocUnsafe(chunk.length + extra);
    let size = 0;
    let previous = from;
    for (let at = 0; at < chunk.length; at += 1) {
      const byte = chunk[at] ?? 0;
      if (end === 'lf') {
        if (byte === LF && previous !== CR) out[size++] = CR;
      } else if (previous === CR && byte !== LF) out[size++] = LF;
      out[size++] = byte;
      previous = byte;
    }
    if (open) out[size++] = LF;
    return out.subarray(0, size);
  };
}

function bareLf(chunk: Buffer, before: number): number {
  let bare = 0;
  for (let at = chunk.indexOf(LF); at >= 0; at = chunk.indexOf(LF, at + 1))
    if ((at > 0 ? chunk[at - 1] : before) !== CR) bare += 1;
  return bare;
}

function bareCr(chunk: Buffer, before: number): number {
  if (chunk.length === 0) return 0;
  let bare = before === CR && chunk[0] !== LF ? 1 : 0;
  for (let at = chunk.indexOf(CR); at >= 0 && at < chunk.length - 1; at = chunk.indexOf(CR, at + 1))
    if (chunk[at + 1] !== LF) bare += 1;
  return bare;
}

export const toCrlf = (bytes: Buffer, end: LineEnd): Buffer => crlfPieces(end)(bytes, true);

/** What ends the lines of a file that begins like this. */
export const lineEndOf = (head: Buffer): LineEnd => (head.includes(CR) && !head.includes(LF) ? 'cr' : 'lf');

/** One transformation after another. */
export const inTurn = (...steps: readonly Piecewise[]): Piecewise => {
  return (chunk, last) => steps.reduce((bytes, step) => step(bytes, last), chunk);
};
