// Passphrases: made from words, and an honest estimate of one's own.
import { randomInt } from 'node:crypto';
import { wordlist as englishWords } from '@scure/bip39/wordlists/english.js';
import { wordlist as frenchWords } from '@scure/bip39/wordlists/french.js';
import type { Language } from '../contract/errors.ts';
import { commonPasswords } from './common-passwords-table.ts';

const WORDS = 8;

const withoutAccents = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '');

/** 2,048 words each, 11 bits; without accents, so every keyboard can type them. */
const lists: Readonly<Record<Language, readonly string[]>> = {
  en: englishWords,
  fr: frenchWords.map(withoutAccents),
};

/** Eight words joined by hyphens: 88 bits. */
export function generatePassphrase(language: Language): {
  words: string[];
  passphrase: string;
  bits: number;
  listSize: number;
} {
  const list = lists[language];
  const words = Array.from({ length: WORDS }, () => list[randomInt(list.length)] ?? '');
  return { words, passphrase: words.join('-'), bits: WORDS * Math.log2(list.length), listSize: list.length };
}

export interface Strength {
  /** Binary logarithm of the tries an informed guesser needs. */
  readonly bits: number;
  /** 'weak' is refused for an export. */
  readonly verdict: 'weak' | 'fair' | 'good' | 'strong';
  /** The plainest thing that holds it back; null when nothing does. */
  readonly reason: 'too_short' | 'common' | 'repeats' | 'sequence' | 'few_words' | 'date' | 'one_kind' | null;
}

/** A word a person thinks of is no rarer than one of the generator's list, whatever the dictionary's size. */
const WORD_BITS = 11;
/** A single word with digits around: any of a dictionary's. */
const ONE_WORD_BITS = 19;
const RUNS = [
  'abcdefghijklmnopqrstuvwxyz',
  '01234567890',
  'azertyuiop',
  'qsdfghjklm',
  'wxcvbn',
  'qwertyuiop',
  'asdfghjkl',
  'zxcvbnm',
  'qwertzuiop',
];

/** Estimates as a guesser would go about it: known passwords, words, dates, runs and repeats before blind tries. */
export function passphraseStrength(passphrase: string): Strength {
  const text = withoutAccents(passphrase.normalize('NFC').trim()).toLowerCase();
  const length = Array.from(passphrase.normalize('NFC').trim()).length;
  if (isCommon(text)) return { bits: Math.min(12, length * 2), verdict: 'weak', reason: 'common' };
  const parts = text.split(/[\s\-_.,;:/]+/).filter(Boolean);
  const words = parts.filter((part) => /^\p{L}{2,}$/u.test(part));
  const isPhrase = words.length >= 3 && words.length >= parts.length - 1;
  const bits = isPhrase ? phraseBits(parts) : tokenBits(passphrase.normalize('NFC').trim(), text);
  return {
    bits: Math.round(bits),
    verdict: verdictOf(bits),
    reason: bits >= 75 ? null : reasonOf(text, words, isPhrase, length),
  };
}

function verdictOf(bits: number): Strength['verdict'] {
  if (bits < 45) return 'weak';
  if (bits < 60) return 'fair';
  return bits < 75 ? 'good' : 'strong';
}

/** Common ones stay common with digits or marks behind, or letters written as digits. */
function isCommon(text: string): boolean {
  const stem = text.replace(/[\s\-_]+/g, '');
  const plain = stem
    .replace(/[@4]/g, 'a')
    .replace(/0/g, 'o')
    .replace(/3/g, 'e')
    .replace(/\$|5/g, 's')
    .replace(/1|!/g, 'i');
  const forms = [stem, plain, stem.replace(/[\d!?.*#]{1,6}$/, ''), stem.replace(/^[\d!?.*#]{1,6}/, '')];
  return forms.some((form) => commonPasswords.has(form));
}

/** Each different word counts once; what repeats is free. */
function phraseBits(parts: readonly string[]): number {
  let bits = 0;
  for (const part of new Set(parts)) {
    if (/^\p{L}+$/u.test(part)) bits += Math.min(WORD_BITS, part.length * 4.7);
    else bits += Math.min(tokenBits(part, part), part.length * 3.3);
  }
  return bits;
}

/** Characters one by one, runs and repeats and dates taken together first. */
function tokenBits(exact: string, text: string): number {
  let alphabet = 0;
  if (/[a-z]/.test(exact)) alphabet += 26;
  if (/[A-Z]/.test(exact)) alphabet += 26;
  if (/\d/.test(exact)) alphabet += 10;
  if (/[^a-zA-Z\d]/.test(exact)) alphabet += 33;
  const perCharacter = Math.log2(Math.max(2, alphabet));
  const squeezed = text
    .replace(DATE, '#~#')
    .replace(/(.{1,8}?)\1{2,}/g, '$1~')
    .replace(/(.)\1+/g, '$1');
  let effective = 0;
  for (let at = 0; at < squeezed.length;) {
    const run = runLength(squeezed, at);
    effective += run >= 3 ? 2 : 1;
    at += run >= 3 ? run : 1;
  }
  // A single dictionary word with some digits is a word and some digits, whatever its length.
  const letters = text.replace(/[^a-z]/g, '');
  const others = text.length - letters.length;
  if (letters.length >= 4 && isOneWord(text)) return Math.min(effective * perCharacter, ONE_WORD_BITS + others * 3.5);
  return effective * perCharacter;
}

/** Letters in one piece with digits or marks around: a word people know, as far as can be told from its vowels. */
const isOneWord = (text: string): boolean =>
  /^[^a-z]*[a-z]{4,14}[^a-z]*$/.test(text) && !/[bcdfghjklmnpqrstvwxz]{5}/.test(text);

const DATE = /(?:19|20)\d\d|\b(?:0?[1-9]|[12]\d|3[01])[./-]?(?:0?[1-9]|1[0-2])[./-]?(?:\d{2}|\d{4})\b/g;

/** How many characters from here follow the alphabet, the digits or the keyboard, forwards or backwards. */
function runLength(text: string, at: number): number {
  let longest = 1;
  for (const run of RUNS) {
    for (const step of [1, -1]) {
      let position = run.indexOf(text[at] ?? '');
      let length = 1;
      while (position >= 0 && text[at + length] !== undefined && text[at + length] === run[position + step]) {
        position += step;
        length += 1;
      }
      longest = Math.max(longest, position < 0 ? 1 : length);
    }
  }
  return longest;
}

function reasonOf(text: string, words: readonly string[], isPhrase: boolean, length: number): Strength['reason'] {
  if (/(.+?)\1{2,}/.test(text) || (length >= 8 && new Set(text).size <= 4)) return 'repeats';
  for (let at = 0; at < text.length; at += 1) if (runLength(text, at) >= 4) return 'sequence';
  if (isPhrase || words.length >= 2) return 'few_words';
  if (length < 12) return 'too_short';
  if (text.search(DATE) >= 0) return 'date';
  return /^(?:[a-z]+|\d+)$/.test(text) ? 'one_kind' : 'too_short';
}
