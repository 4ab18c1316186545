// Writes what the RTF reader's tests read back: compressed RTF after [MS-OXRTFCP] 2.2.3, and HTML packed into RTF the
// way Outlook does it ([MS-OXRTFEX] 2.1.3).
import { crc32 } from 'node:zlib';

const prefill = Buffer.from(
  '{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript ' +
    '\\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n' +
    '\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx',
  'latin1',
);

/** The checksum of [MS-OXRTFCP] 2.1.3.2: CRC-32 that starts at zero and is not inverted at the end. */
export const rtfChecksum = (bytes: Uint8Array): number => ~crc32(bytes, 0xffffffff) >>> 0;

function withHeader(contents: Uint8Array, rawSize: number, kind: string, checksum: number): Uint8Array {
  const file = Buffer.alloc(16 + contents.length);
  file.writeUInt32LE(contents.length + 12, 0);
  file.writeUInt32LE(rawSize, 4);
  file.write(kind, 8, 'latin1');
  file.writeUInt32LE(checksum, 12);
  file.set(contents, 16);
  return new Uint8Array(file);
}

export const storeRtf = (rtf: Uint8Array): Uint8Array => withHeader(rtf, rtf.length, 'MELA', 0);

/** With a real ring, unlike the reader: a reference into it is a place, not a distance. */
export function compressRtf(rtf: Uint8Array): Uint8Array {
  const ring = Buffer.alloc(4096);
  ring.set(prefill);
  let write = prefill.length;
  let filled = prefill.length;
  const out: number[] = [];
  let control = 0;
  let bit = 0;
  let run: number[] = [];
  const push = (isReference: boolean, ...bytes: number[]): void => {
    if (isReference) control |= 1 << bit;
    run.push(...bytes);
    bit += 1;
    if (bit < 8) return;
    out.push(control, ...run);
    control = bit = 0;
    run = [];
  };
  const store = (byte: number): void => {
    ring[write] = byte;
    write = (write + 1) % 4096;
    filled = Math.min(4096, filled + 1);
  };
  for (let at = 0; at < rtf.length;) {
    let best = 0;
    let place = 0;
    for (let start = 0; start < filled && best < 17; start += 1) {
      if (start === write) continue;
      let length = 0;
      // A match may run into what it writes itself.
      const seen = (n: number): number => {
        const distance = (write - start + 4096) % 4096;
        return n < distance ? ring[(start + n) % 4096]! : rtf[at + n - distance]!;
      };
      while (length < 17 && at + length < rtf.length && seen(length) === rtf[at + length]) length += 1;
      if (length > best) {
        best = length;
        place = start;
      }
    }
    if (best >= 2) {
      const token = (place << 4) | (best - 2);
      push(true, token >> 8, token & 255);
      for (let n = 0; n < best; n += 1) store(rtf[at + n]!);
      at += best;
    } else {
      push(false, rtf[at]!);
      store(rtf[at]!);
      at += 1;
    }
  }
  const end = write << 4;
  push(true, end >> 8, end & 255);
  if (bit > 0) out.push(control, ...run);
  const contents = Uint8Array.from(out);
  return withHeader(contents, rtf.length, 'LZFu', rtfChecksum(contents));
}

const special: Readonly<Record<string, string>> = { '\\': '\\\\', '{': '\\{', '}': '\\}', '\t': '\\tab ' };

/** Text as RTF: ASCII as it is, the rest as \u with a fallback of one character; CRLF as \par. */
export function rtfText(text: string): string {
  let rtf = '';
  for (let i = 0; i < text.length; i += 1) {
    const unit = text.charCodeAt(i);
    const letter = text.charAt(i);
    if (letter === '\r') continue;
    if (letter === '\n') rtf += '\\par\r\n';
    else if (special[letter] !== undefined) rtf += special[letter];
    else if (unit < 0x80) rtf += letter;
    else rtf += `\\u${unit > 0x7fff ? unit - 0x10000 : unit} ?`;
  }
  return rtf;
}

export const head = (from: 'fromhtml1' | 'fromtext' | ''): string =>
  `{\\rtf1\\ansi\\ansicpg1252${from === '' ? '' : `\\${from}`} \\deff0{\\fonttbl` +
  '{\\f0\\fswiss\\fcharset0 Arial;}{\\f1\\fmodern\\fcharset128 MS Gothic;}{\\f2\\fnil\\fcharset238 Arial CE;}' +
  '{\\f3\\fnil\\fcharset134 SimSun;}{\\f4\\fnil\\fcharset136 MingLiU;}{\\f5\\fnil\\fcharset2 Wingdings;}' +
  '{\\f6\\fnil\\fcharset2 Symbol;}{\\f7\\fnil\\fcharset204 Arial CYR;}{\\f8\\fnil\\cpg850 Terminal;}}' +
  '{\\colortbl;\\red255\\green0\\blue0;\\red255\\green255\\blue255;}\\uc1\\pard\\plain\\f0 ';

/** Pieces of HTML: what begins with '<' or '&' goes into a tag group, other text is shared with the RTF rendering. */
export function encapsulateHtml(pieces: readonly string[]): string {
  let rtf = head('fromhtml1') + '{\\*\\htmltag64}';
  for (const piece of pieces) {
    rtf += /^[<&]/.test(piece)
      ? `{\\*\\htmltag84 ${rtfText(piece)}}\\htmlrtf {\\b tag\\par\\htmlrtf0 \\htmlrtf }\\htmlrtf0 {\\*\\mhtmltag84 x}`
      : rtfText(piece);
  }
  return `${rtf}}`;
}

export const encapsulateText = (text: string): string => `${head('fromtext')}${rtfText(text)}}`;
