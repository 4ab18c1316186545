// The two ways an Outlook file hides its data blocks ([MS-PST] 5.1, 5.2). No secret is involved: the key is in the file.
import { permutationI, permutationR, permutationS } from './crypt-table.ts';

/** NDB_CRYPT_NONE, NDB_CRYPT_PERMUTE, NDB_CRYPT_CYCLIC ([MS-PST] 2.2.2.6, bCryptMethod). */
export type CryptMethod = 0 | 1 | 2;

/** permutationI for two bytes at once: most files are covered so, and every byte of them passes here. */
const pairs = Uint16Array.from({ length: 0x1_0000 }, (_, two) => {
  return (permutationI[two & 0xff] ?? 0) | ((permutationI[two >>> 8] ?? 0) << 8);
});

/** `bytes` into `out` from `start` on. `key`: the low 32 bits of the block's BID. */
export function uncover(bytes: Uint8Array, out: Uint8Array, start: number, method: CryptMethod, key: number): void {
  if (method === 0) out.set(bytes, start);
  else if (method === 1) permute(bytes, out, start);
  else {
    let w = (key ^ (key >>> 16)) & 0xffff;
    for (let at = 0; at < bytes.length; at++) {
      const low = w & 0xff;
      const high = w >>> 8;
      let byte = permutationR[((bytes[at] ?? 0) + low) & 0xff] ?? 0;
      byte = permutationS[(byte + high) & 0xff] ?? 0;
      byte = permutationI[(byte - high) & 0xff] ?? 0;
      out[start + at] = (byte - low) & 0xff;
      w = (w + 1) & 0xffff;
    }
  }
}

function permute(bytes: Uint8Array, out: Uint8Array, start: number): void {
  let at = 0;
  // Blocks lie at multiples of 64; in a damaged file they may not.
  if ((bytes.byteOffset | (out.byteOffset + start)) % 2 === 0) {
    const half = bytes.length >>> 1;
    permutePairs(
      new Uint16Array(bytes.buffer, bytes.byteOffset, half),
      new Uint16Array(out.buffer, out.byteOffset + start, half),
    );
    at = 2 * half;
  }
  for (; at < bytes.length; at++) out[start + at] = permutationI[bytes[at] ?? 0] ?? 0;
}

/** Alone, and with one kind of array, so that it is compiled once and for good. */
function permutePairs(from: Uint16Array, to: Uint16Array): void {
  for (let at = 0; at < from.length; at++) to[at] = pairs[from[at] ?? 0] ?? 0;
}
