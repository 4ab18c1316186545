// Text as search and completion compare it: small letters without accents, as FTS5's unicode61 does (remove_diacritics 2).

const PLAIN = /^[\0-\x7f]*$/;
const MARKS = /\p{M}+/gu;
/** Written without spaces between words: each character is a word of its own in the index. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}]/u;
const EACH_UNSPACED = new RegExp(UNSPACED, 'gu');

export function fold(text: string): string {
  const small = text.toLowerCase();
  return PLAIN.test(small) ? small : small.normalize('NFD').replace(MARKS, '').normalize('NFC');
}

/** Puts spaces around the characters of scripts that have none between words. */
export function spaced(text: string): string {
  return UNSPACED.test(text) ? text.replace(EACH_UNSPACED, ' $& ') : text;
}

export const isUnspaced = (text: string): boolean => UNSPACED.test(text);
/** Whether anything in it is a word for the index. */
export const hasWords = (text: string): boolean => /[\p{L}\p{N}]/u.test(text);
