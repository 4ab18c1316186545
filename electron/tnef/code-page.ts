// 8-bit text: which code page, and how it becomes Unicode. Every guess is told to the caller.
import { TextDecoder } from 'node:util';
import { codePageLabels } from './code-page-table.ts';
import { oemPages } from './oem-table.ts';

/** What to use when nothing says: most 8-bit mail of Outlook's first years. */
const FALLBACK_PAGE = 1252;
const UTF8_PAGE = 65001;

const decoders = new Map<string, TextDecoder>();

function decoderOf(label: string, fatal: boolean): TextDecoder | null {
  const key = `${label} ${fatal}`;
  const known = decoders.get(key);
  if (known) return known;
  try {
    const decoder = new TextDecoder(label, { fatal });
    decoders.set(key, decoder);
    return decoder;
  } catch {
    return null;
  }
}

export const isDecodable = (page: number): boolean => codePageLabels.has(page) || oemPages.has(page);

/** null: a code page this program has no table for. Bytes that mean nothing become U+FFFD. */
export function decodePage(bytes: Uint8Array, page: number): string | null {
  const label = codePageLabels.get(page);
  if (label !== undefined) return decoderOf(label, false)?.decode(bytes) ?? null;
  const high = oemPages.get(page);
  return high === undefined ? null : decodeOem(bytes, high);
}

/** null: no such charset name. */
export function decodeNamed(bytes: Uint8Array, name: string): string | null {
  return decoderOf(name.toLowerCase(), false)?.decode(bytes) ?? null;
}

/** UTF-16LE as [MS-OXCDATA] 2.11.1 PtypString has it; half surrogates become U+FFFD. */
export function decodeUtf16(bytes: Uint8Array): string {
  const even = bytes.length % 2 === 0 ? bytes : bytes.subarray(0, -1);
  return Buffer.from(even.buffer, even.byteOffset, even.length).toString('utf16le').toWellFormed();
}

function decodeOem(bytes: Uint8Array, high: string): string {
  const pieces: string[] = [];
  for (let start = 0; start < bytes.length; start += 8192) {
    const codes: number[] = [];
    for (const byte of bytes.subarray(start, start + 8192)) {
      codes.push(byte < 0x80 ? byte : high.charCodeAt(byte - 0x80));
    }
    pieces.push(String.fromCharCode(...codes));
  }
  return pieces.join('');
}

export function isAscii(bytes: Uint8Array): boolean {
  for (const byte of bytes) if (byte >= 0x80 || byte === 0x1b) return false;
  return true;
}

export function asUtf8(bytes: Uint8Array): string | null {
  try {
    return decoderOf('utf-8', true)?.decode(bytes) ?? null;
  } catch {
    return null;
  }
}

export interface Decoded {
  readonly text: string;
  /** The code page that was used. */
  readonly page: number;
  /** null = it was said and fits; else what was guessed, for a problem's detail. */
  readonly guess: string | null;
}

/** UTF-16 without a single zero byte is 8-bit text under a wrong name: pages may be said for one property and kept for all. */
const isPossible = (bytes: Uint8Array, page: number): boolean => (page !== 1200 && page !== 1201) || bytes.includes(0);

/** `said`: the code pages the message names, the most trusted first; 0 and null count as not said. */
export function decodeText(bytes: Uint8Array, said: readonly (number | null)[]): Decoded {
  const named = said.filter((page): page is number => page !== null && page !== 0);
  const page = named.find((each) => isDecodable(each) && isPossible(bytes, each));
  if (page === undefined && isAscii(bytes)) {
    return {
      text: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1'),
      page: 1252,
      guess: null,
    };
  }
  if (page === undefined) {
    const why = named.length > 0 ? `code page ${named.join(', ')} cannot be decoded` : 'no code page was said';
    const text = asUtf8(bytes);
    if (text !== null) return { text, page: UTF8_PAGE, guess: `${why}; ${UTF8_PAGE} used` };
    return {
      text: decodePage(bytes, FALLBACK_PAGE) ?? '',
      page: FALLBACK_PAGE,
      guess: `${why}; ${FALLBACK_PAGE} used`,
    };
  }
  const text = decodePage(bytes, page) ?? '';
  // U+FFFD may have been written as such, in a set that has it.
  if (!text.includes('\ufffd') || (page === UTF8_PAGE && asUtf8(bytes) !== null)) return { text, page, guess: null };
  for (const other of [
    ...named.filter((each) => isDecodable(each) && isPossible(bytes, each)),
    UTF8_PAGE,
    ...(page === UTF8_PAGE ? [FALLBACK_PAGE] : []),
  ]) {
    const better = other === UTF8_PAGE ? asUtf8(bytes) : decodePage(bytes, other);
    if (better !== null && !better.includes('\ufffd')) {
      return { text: better, page: other, guess: `not code page ${page}, as said; ${other} used` };
    }
  }
  return { text, page, guess: `code page ${page} was said, but some bytes do not fit; ${page} used` };
}
