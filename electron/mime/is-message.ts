// Whether some bytes are a message (RFC 5322), told by their header: a file's name and type prove nothing.

const HEAD_BYTES = 64 * 1024;
/** A field every message has one of; other files with lines like `Name: value` have none. */
const TYPICAL =
  /^(?:from|to|cc|subject|date|received|message-id|mime-version|content-type|return-path|delivered-to|x-mozilla-status|reply-to)$/i;

export function isMessage(bytes: Uint8Array): boolean {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, HEAD_BYTES)).toString('latin1');
  let typical = 0;
  let first = true;
  for (const line of head.trimStart().split(/\r\n?|\n/)) {
    if (line === '') break;
    // A line of an mbox, or of a spool, in front of the header.
    const isSpool = first && /^>?From \S/.test(line);
    const name = /^([!-9;-~]{1,100})[ \t]*:/.exec(line)?.[1];
    if (name === undefined && !isSpool && (first || !/^[ \t]/.test(line))) return typical >= 2;
    if (name !== undefined && TYPICAL.test(name)) typical += 1;
    first = false;
  }
  return typical >= 1;
}
