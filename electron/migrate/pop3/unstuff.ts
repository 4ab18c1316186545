// Takes the dots out of a multi-line answer (RFC 1939 §3) as it comes: the octets between the status line and the line
// with a single dot, nothing added and nothing lost. Only CRLF ends a line here: a bare LF is part of the mail.

const CR = 13;
const LF = 10;
const DOT = 46;
const NEXT = Buffer.from('\r\n.');

export interface Unstuffed {
  /** What can be handed on; may be empty. Made in place: it is the input's memory. */
  readonly body: Buffer;
  /** How many bytes of the input are used up; the rest must come again, in front of what arrives next. */
  readonly used: number;
  readonly ended: boolean;
}

/**
 * Works on what has arrived. `atStart`: the input begins a line (true for the first piece, and whenever the piece before
 * ended in CRLF). Leaves at most four bytes unused while the answer goes on.
 */
export function unstuff(input: Buffer, atStart: boolean): Unstuffed {
  let read = 0;
  let write = 0;
  /** Moves input[read, end) down to where the output stands. */
  const keep = (end: number): void => {
    if (write !== read) input.copyWithin(write, read, end);
    write += end - read;
    read = end;
  };
  const done = (ended: boolean): Unstuffed => ({ body: input.subarray(0, write), used: read, ended });
  let dot = atStart && input[0] === DOT ? 0 : -1;
  if (atStart && input.length === 0) return done(false);
  for (;;) {
    if (dot < 0) {
      const at = input.indexOf(NEXT, read);
      if (at < 0) {
        // The end may be the beginning of CRLF and a dot.
        const last = input.length - 1;
        const open =
          last >= read && input[last] === CR ? 1 : last > read && input[last] === LF && input[last - 1] === CR ? 2 : 0;
        keep(input.length - open);
        return done(false);
      }
      dot = at + 2;
    }
    const [first, second] = [input[dot + 1], input[dot + 2]];
    if (first === undefined || (first === CR && second === undefined)) {
      keep(Math.max(read, dot - 2));
      return done(false);
    }
    keep(dot);
    if (first === CR && second === LF) {
      read = dot + 3;
      return done(true);
    }
    // A stuffed dot goes; the rest of the line is read on.
    read = dot + 1;
    dot = -1;
  }
}
