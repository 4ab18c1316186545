// Control words that stand for one character.
import { wordNumber } from './words-table.ts';

/** By the word's number. */
export const characters: (string | undefined)[] = [];
for (const [name, text] of Object.entries({
  lquote: '\u2018',
  rquote: '\u2019',
  ldblquote: '\u201c',
  rdblquote: '\u201d',
  bullet: '\u2022',
  endash: '\u2013',
  emdash: '\u2014',
  emspace: '\u2003',
  enspace: '\u2002',
  qmspace: '\u2005',
  zwj: '\u200d',
  zwnj: '\u200c',
  zwbo: '\u200b',
  zwnbo: '\u2060',
  ltrmark: '\u200e',
  rtlmark: '\u200f',
})) {
  characters[wordNumber(name)] = text;
}
