// Sizes as people read them, the same on the page, in errors and on a terminal.
import type { Language } from './error-table.ts';

const units: Record<Language, readonly string[]> = {
  en: ['KB', 'MB', 'GB', 'TB', 'PB'],
  fr: ['Ko', 'Mo', 'Go', 'To', 'Po'],
};
const small: Record<Language, readonly [one: string, other: string]> = {
  en: ['byte', 'bytes'],
  fr: ['octet', 'octets'],
};
const spaces: Record<Language, string> = { en: '\u00a0', fr: '\u202f' };

/** Decimal units, three digits: 6.42 GB or 6,42 Go; 512 bytes or 512 octets. */
export function formatBytes(sizeBytes: number, language: Language): string {
  if (sizeBytes < 1000) {
    const [one, other] = small[language];
    const unit = new Intl.PluralRules(language).select(sizeBytes) === 'one' ? one : other;
    return `${new Intl.NumberFormat(language).format(sizeBytes)}\u00a0${unit}`;
  }
  let power = 0;
  let scaled = sizeBytes / 1000;
  // 999.5 would be shown as 1,000 of the unit below.
  while (scaled >= 999.5 && power < 4) {
    scaled /= 1000;
    power += 1;
  }
  const shown = new Intl.NumberFormat(language, { maximumSignificantDigits: 3 }).format(scaled);
  return `${shown}${spaces[language]}${units[language][power] ?? ''}`;
}
