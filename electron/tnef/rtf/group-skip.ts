// Finding the end of what is not read: groups nobody wants, and binary data.

/**
 * The position of the brace that closes the group `from` is in, without looking at what it holds; the end of the
 * bytes when none does. `cut` is told when binary data is shorter than it claims.
 */
export function endOfGroup(rtf: Buffer, from: number, cut: () => void): number {
  const end = rtf.length;
  let at = from;
  let open = 0;
  while (at < end) {
    const byte = rtf[at];
    if (byte === 0x5c) {
      const binary = rtf[at + 1] === 0x62 && rtf[at + 2] === 0x69 && rtf[at + 3] === 0x6e;
      at = binary ? binaryEnd(rtf, at + 4, cut) : at + 2;
    } else if (byte === 0x7b) {
      open += 1;
      at += 1;
    } else if (byte === 0x7d) {
      if (open === 0) return at;
      open -= 1;
      at += 1;
    } else at += 1;
  }
  return end;
}

/** After "\bin": the position behind its data. A word that only starts with "bin" has none. */
function binaryEnd(rtf: Buffer, from: number, cut: () => void): number {
  let at = from;
  let length = 0;
  while (at < rtf.length && at < from + 10) {
    const digit = (rtf[at] ?? 0) - 48;
    if (digit < 0 || digit > 9) break;
    length = length * 10 + digit;
    at += 1;
  }
  if (at === from) return from;
  if (rtf[at] === 0x20) at += 1;
  return at + binaryLength(rtf, at, length, cut);
}

/**
 * How many bytes of data there are at `from`. Where more are announced than the document has, the number is not
 * believed if printable text stands there: the reader goes on with it as RTF. Else the document is cut there.
 */
export function binaryLength(rtf: Buffer, from: number, announced: number, cut: () => void): number {
  if (announced <= rtf.length - from) return announced;
  cut();
  for (let i = from; i < Math.min(rtf.length, from + 64); i += 1) {
    const byte = rtf[i] ?? 0;
    if (byte > 0x7e || (byte < 0x20 && byte !== 9 && byte !== 10 && byte !== 13)) return rtf.length - from;
  }
  return 0;
}
