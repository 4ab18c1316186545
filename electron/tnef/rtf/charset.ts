// Bytes of a code page to text, for RTF: which code page a font means, and decoders that join what escapes cut apart.
import { codePageLabels } from '../code-page-table.ts';
import { oemPages } from '../oem-table.ts';
import { macPages } from './mac-table.ts';
import { symbolPage } from './symbol.ts';

/** \fcharset to code page; 0 = the document's own. 42 is the symbol "code page" (RTF 1.9.1, font table). */
const charsetPages: Readonly<Record<number, number>> = {
  0: 1252,
  1: 0,
  2: 42,
  77: 10000,
  78: 932,
  79: 949,
  80: 936,
  81: 950,
  83: 1255,
  84: 1256,
  85: 10006,
  86: 10081,
  87: 874,
  88: 10029,
  89: 10007,
  128: 932,
  129: 949,
  130: 1361,
  134: 936,
  136: 950,
  161: 1253,
  162: 1254,
  163: 1258,
  177: 1255,
  178: 1256,
  186: 1257,
  204: 1251,
  222: 874,
  238: 1250,
  254: 437,
  255: 850,
};

/** The code page of a font's \fcharset; 0 = the document's own. Some writers put the code page itself there. */
export const pageOfCharset = (charset: number): number => {
  const page = charsetPages[charset];
  if (page !== undefined) return page;
  return charset > 255 && (labelOf(charset) ?? halfOf(charset)) !== undefined ? charset : 0;
};

const manyByteLabels = new Set('shift_jis gbk gb18030 euc-kr big5 euc-jp iso-2022-jp utf-8'.split(' '));

/** UTF-16 is no code page for bytes in RTF text, though some writers say so (\ansicpg1200). */
const labelOf = (page: number): string | undefined =>
  page === 1200 || page === 1201 ? undefined : codePageLabels.get(page);
const halfOf = (page: number): string | undefined => oemPages.get(page) ?? macPages.get(page);

/** One code page, ready for use. */
export interface Page {
  readonly number: number;
  /** One text per byte; null = several bytes make a character, use `decoder`. */
  readonly single: readonly string[] | null;
  /** Streams; holds the first half of a character until the next call. null where `single` is set. */
  readonly decoder: InstanceType<typeof TextDecoder> | null;
  /** Bytes below 0x80 are ASCII whatever came before. Not so in ISO-2022-JP and in symbol fonts. */
  readonly ascii: boolean;
  /** Whether this byte starts a character of two, so that the next one belongs to it whatever it looks like. */
  readonly leads: (byte: number) => boolean;
}

const singles = new Map<number, readonly string[]>();

const never = (): boolean => false;
const single = (number: number, table: readonly string[]): Page => ({
  number,
  single: table,
  decoder: null,
  ascii: number > 0,
  leads: never,
});

/** Code page 1252, the one that is always there. */
export function westernPage(): Page {
  const latin = Array.from({ length: 256 }, (_, byte) => String.fromCharCode(byte));
  return openPage(1252) ?? single(1252, latin);
}

/** A code page's decoder of its own (decoders hold state); null for a number nobody knows. */
export function openPage(page: number): Page | null {
  const known = singles.get(page) ?? symbolPage(page);
  if (known) return single(page, known);
  const half = halfOf(page);
  const label = labelOf(page);
  if (half === undefined && label === undefined) return null;
  if (label !== undefined && half === undefined && manyByteLabels.has(label)) {
    const east = label !== 'utf-8' && label !== 'iso-2022-jp';
    const kana = label === 'shift_jis';
    return {
      number: page,
      single: null,
      decoder: new TextDecoder(label, { ignoreBOM: true }),
      ascii: label !== 'iso-2022-jp',
      leads: east ? (byte) => byte > 0x80 && byte < 0xff && !(kana && byte >= 0xa0 && byte <= 0xdf) : never,
    };
  }
  const table: string[] = [];
  const one = new Uint8Array(1);
  const decoder = label === undefined ? null : new TextDecoder(label);
  for (let byte = 0; byte < 256; byte += 1) {
    one[0] = byte;
    if (byte < 128) table.push(String.fromCharCode(byte));
    else table.push(half?.charAt(byte - 128) ?? decoder?.decode(one) ?? '\ufffd');
  }
  singles.set(page, table);
  return single(page, table);
}
