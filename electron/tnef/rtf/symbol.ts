// Symbol fonts (\fcharset2): their letters are pictures. Those that mail really holds become the Unicode characters
// they look like, so that nobody reads "J" for a smile; the rest stays as it is.
import { symbolGreek, wingdings } from './symbol-table.ts';

/** \cpg42: not a code page, but the mark of a symbol font. */
export const symbolCodePage = 42;

/** Numbers below zero stand for the three kinds of symbol fonts where a code page is expected. */
export const symbolPages = { wingdings: -1, symbol: -2, other: -3 } as const;

/** Which kind of symbol font a name is. */
export function symbolPageOf(fontName: string): number {
  const name = fontName.trim().toLowerCase();
  if (name === 'wingdings') return symbolPages.wingdings;
  return name === 'symbol' ? symbolPages.symbol : symbolPages.other;
}

const tables = new Map<number, readonly string[]>();

/** 256 characters for a symbol "page"; null for every other number. */
export function symbolPage(page: number): readonly string[] | null {
  if (page >= 0) return null;
  const known = tables.get(page);
  if (known) return known;
  const latin = new TextDecoder('windows-1252').decode(Uint8Array.from({ length: 256 }, (_, byte) => byte));
  const source =
    page === symbolPages.wingdings ? wingdings : page === symbolPages.symbol ? symbolGreek : new Map<number, string>();
  const table = Array.from({ length: 256 }, (_, byte) => source.get(byte) ?? latin.charAt(byte));
  tables.set(page, table);
  return table;
}
