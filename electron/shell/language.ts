// The language a shell speaks before (and outside) the page: the person's choice, else the system's.
import type { Settings } from '../contract/app.ts';
import type { Language } from '../contract/errors.ts';

/** The system's first language if we speak it, else English. */
export const systemLanguage = (locale: string = Intl.DateTimeFormat().resolvedOptions().locale): Language =>
  /^fr\b/i.test(locale) ? 'fr' : 'en';

export const chosenLanguage = (setting: Settings['language'], locale?: string): Language =>
  setting === 'auto' ? systemLanguage(locale) : setting;
