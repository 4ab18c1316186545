// PidTagRtfCompressed to RTF: [MS-OXRTFCP] 2.1.3.1 (header) and 2.2 (LZFu with a pre-filled dictionary, or stored).
import { crc32 } from 'node:zlib';
import { problemList } from './limits.ts';

const headerBytes = 16;
const compressed = 0x75465a4c;
const stored = 0x414c454d;
const windowBytes = 4096;

/** [MS-OXRTFCP] 2.1.2.1: what the dictionary holds before the first byte. 207 bytes. */
const prefill = Buffer.from(
  '{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript ' +
    '\\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n' +
    '\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx',
  'latin1',
);

export interface DecompressedRtf {
  /** What could be read; a view of the input where it was stored uncompressed. */
  readonly rtf: Uint8Array;
  /** English, for a log. Empty = every size and the checksum were right. */
  readonly problems: string[];
}

/**
 * The RTF in a PidTagRtfCompressed value. Never throws; a wrong size, a wrong checksum or a damaged stream is a
 * problem and the output goes as far as it can. One input byte makes at most 8.5 output bytes, and the output is
 * never more than `maxBytes` (0 or more).
 */
export function decompressRtf(bytes: Uint8Array, maxBytes: number): DecompressedRtf {
  const { list: problems, add } = problemList();
  const bound = Math.max(0, Math.floor(maxBytes));
  if (bytes.length < headerBytes) {
    if (bytes.length > 0) add(`header cut: ${bytes.length} of ${headerBytes} bytes`);
    return { rtf: new Uint8Array(0), problems };
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const kind = view.getUint32(8, true);
  if (kind !== compressed && kind !== stored) {
    // A stream without the header is seen in the wild: the RTF itself.
    const plain = Buffer.from(bytes.buffer, bytes.byteOffset, 5).toString('latin1') === '{\\rtf';
    add(plain ? 'not compressed and without a header' : `unknown compression 0x${kind.toString(16)}`);
    return { rtf: plain ? bytes.subarray(0, bound) : new Uint8Array(0), problems };
  }
  // The first size counts what follows itself; the second is the size of the RTF.
  const end = view.getUint32(0, true) + 4;
  const rawSize = view.getUint32(4, true);
  if (end > bytes.length) add(`stream cut: ${bytes.length} of ${end} bytes`);
  else if (end < headerBytes) add(`impossible compressed size ${end - 4}`);
  const contents = bytes.subarray(headerBytes, end < headerBytes ? bytes.length : Math.min(end, bytes.length));
  if (kind === stored) {
    // The size of the RTF is the truth here; padding after it is common ([MS-OXRTFCP] 2.2.1).
    // Some writers count the header's last 12 bytes here as well.
    if (contents.length < rawSize && rawSize !== end - 4) add(`size is ${contents.length}, not ${rawSize}`);
    const rtf = contents.subarray(0, Math.min(rawSize, bound));
    if (rtf.length < Math.min(rawSize, contents.length)) add(`more than ${bound} bytes`);
    return { rtf, problems };
  }
  const crc = ~crc32(contents, 0xffffffff) >>> 0;
  if (crc !== view.getUint32(12, true)) add('checksum is wrong');
  const rtf = inflate(contents, rawSize, bound, add);
  if (rtf.length !== rawSize && rtf.length < bound) add(`size is ${rtf.length}, not ${rawSize}`);
  return { rtf, problems };
}

/**
 * [MS-OXRTFCP] 2.2.2. The output array starts with the pre-filled dictionary, so that every reference is a distance
 * back into the output and no ring has to be kept. It grows by what is really produced, not by what a header claims.
 */
function inflate(input: Uint8Array, rawSize: number, bound: number, add: (problem: string) => void): Uint8Array {
  const start = prefill.length;
  const most = start + bound;
  let out = new Uint8Array(Math.min(start + Math.min(rawSize, input.length * 9) + 17, most + 17));
  out.set(prefill);
  let at = start;
  let from = 0;
  let ended = false;
  reading: while (from < input.length && at < most) {
    const control = input[from++] ?? 0;
    // A run makes at most 8 references of 17 bytes.
    if (at + 8 * 17 > out.length && out.length < most + 17) {
      const larger = new Uint8Array(Math.min(Math.max(out.length * 2, at + 8 * 17), most + 17));
      larger.set(out.subarray(0, at));
      out = larger;
    }
    for (let bit = 0; bit < 8; bit += 1) {
      if (at >= most) break reading;
      if ((control & (1 << bit)) === 0) {
        if (from >= input.length) break reading;
        out[at++] = input[from++] ?? 0;
        continue;
      }
      if (from + 1 >= input.length) break reading;
      const token = ((input[from] ?? 0) << 8) | (input[from + 1] ?? 0);
      from += 2;
      const distance = (at - (token >> 4)) & (windowBytes - 1);
      if (distance === 0) {
        ended = true;
        break reading;
      }
      const length = (token & 15) + 2;
      let source = at - distance;
      if (source < 0) {
        // A part of the dictionary nothing was written to yet: zeros, as other readers have it.
        add('reference to nothing');
        for (let n = 0; n < length; n += 1, source += 1) out[at++] = source < 0 ? 0 : (out[source] ?? 0);
      } else if (distance >= length) {
        out.copyWithin(at, source, source + length);
        at += length;
      } else {
        for (let n = 0; n < length; n += 1) out[at++] = out[source++] ?? 0;
      }
    }
  }
  if (!ended) add(at >= most ? `more than ${bound} bytes` : 'no end mark');
  return out.subarray(start, Math.min(at, most));
}
