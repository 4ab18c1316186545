// Passphrases: made from words, and an honest estimate of one's own.
import { AppError, type Language } from '../contract/errors.ts';

/** Eight words, 88 bits. */
export function generatePassphrase(language: Language): {
  words: string[];
  passphrase: string;
  bits: number;
  listSize: number;
} {
  throw new AppError('internal', { reference: language });
}

export interface Strength {
  readonly bits: number;
  readonly verdict: 'weak' | 'fair' | 'good' | 'strong';
  readonly reason: 'too_short' | 'common' | 'repeats' | 'sequence' | 'few_words' | 'date' | 'one_kind' | null;
}

export function passphraseStrength(passphrase: string): Strength {
  throw new AppError('internal', { reference: passphrase.length });
}
