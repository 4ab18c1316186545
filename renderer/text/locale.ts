// The current language, how numbers, sizes, dates and durations are written in it, and typed catalogues of words.
// Everything here is live: what a component reads from it changes with the language, without a reload.
import { createSubscriber } from 'svelte/reactivity';
import type { Language } from '../../electron/contract/errors.ts';
import { formatBytes } from '../../electron/contract/size.ts';

export type { Language };

const NARROW = '\u202F';
const NBSP = '\u00A0';

let current: Language = 'en';
let changed: (() => void) | undefined;
const subscribe = createSubscriber((update) => {
  changed = update;
  return () => (changed = undefined);
});

/** The language of the page; reading it inside a component follows its changes. */
export function language(): Language {
  subscribe();
  return current;
}

export function setLanguage(next: Language): void {
  if (next === current) return;
  current = next;
  changed?.();
}

/** The first of the person's languages that the page speaks; English when it speaks none. */
export function preferredLanguage(wanted: readonly string[]): Language {
  for (const tag of wanted) {
    const base = tag.toLowerCase().split('-')[0];
    if (base === 'fr' || base === 'en') return base;
  }
  return 'en';
}

// ---- Catalogues

/** Any function that gives a sentence, whatever it takes. */
type Sentence = (...params: never[]) => string;
interface Catalogue {
  readonly [key: string]: string | Sentence | Catalogue | readonly string[];
}
/** The same keys with the same parameters, whatever the sentences. */
export type SameKeys<T> = {
  readonly [K in keyof T]: T[K] extends string
    ? string
    : T[K] extends (...params: infer P) => string
      ? (...params: P) => string
      : T[K] extends readonly string[]
        ? readonly string[]
        : SameKeys<T[K]>;
};

/** A catalogue that speaks the current language. `fr` must have exactly the keys and parameters of `en`, by type. */
export function words<T extends Catalogue>(catalogue: { en: T; fr: SameKeys<T> }): SameKeys<T> {
  const live = {};
  for (const key of Object.keys(catalogue.en)) {
    const value = catalogue.en[key];
    const nested =
      typeof value === 'object' && !Array.isArray(value)
        ? words({ en: value as Catalogue, fr: (catalogue.fr as Catalogue)[key] as Catalogue })
        : null;
    Object.defineProperty(live, key, {
      enumerable: true,
      get: () => nested ?? (catalogue[language()] as Catalogue)[key],
    });
  }
  return live as SameKeys<T>;
}

// ---- Numbers

const cache = new Map<string, unknown>();
/** Intl formatters are slow to make and cheap to keep. */
function kept<T>(key: string, make: () => T): T {
  const found = cache.get(key) as T | undefined;
  if (found !== undefined) return found;
  const made = make();
  cache.set(key, made);
  return made;
}

const numbers = (lang: Language, options: Intl.NumberFormatOptions): Intl.NumberFormat =>
  kept(`n${lang}${JSON.stringify(options)}`, () => new Intl.NumberFormat(lang, options));

/** 48,213 or 48 213. */
export const number = (value: number): string => numbers(language(), {}).format(value);

/** A ratio from 0 to 1, rounded down so that 100 % means all: 58% or 58 %. */
export const percent = (ratio: number): string =>
  numbers(language(), { style: 'percent', maximumFractionDigits: 0 }).format(Math.floor(ratio * 100 + 1e-9) / 100);

export const bytes = (value: number): string => formatBytes(value, language());

/** 11.4 MB/s or 11,4 Mo/s. */
export const rate = (bytesPerSecond: number): string => `${bytes(bytesPerSecond)}/s`;

/** The form of a noun that goes with a count. French has the singular for 0 and 1, English for 1. */
export function plural(count: number, one: string, many: string): string {
  const lang = language();
  const rules = kept(`p${lang}`, () => new Intl.PluralRules(lang));
  return rules.select(count) === 'one' ? one : many;
}

/** French: "d’Orange", "de Gmail". */
export const deName = (name: string): string => (/^[aeiouyhàâéèêëîïôöùûü]/i.test(name) ? `d’${name}` : `de ${name}`);

// ---- Times

/** Dates follow the person's own region where it speaks the page's language (en-GB and en-US differ). */
function dateLocale(lang: Language): string {
  const wanted = typeof navigator === 'undefined' ? [] : navigator.languages;
  return wanted.find((tag) => tag.toLowerCase().startsWith(`${lang}-`)) ?? (lang === 'en' ? 'en-GB' : lang);
}

/** A date format in the current language; for what the functions below do not say. */
export function dates(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const lang = language();
  return kept(`d${lang}${JSON.stringify(options)}`, () => new Intl.DateTimeFormat(dateLocale(lang), options));
}

/** 21 November 2026. */
export const date = (time: number): string => dates({ day: 'numeric', month: 'long', year: 'numeric' }).format(time);

/** 21 Nov 2026. */
export const shortDate = (time: number): string =>
  dates({ day: 'numeric', month: 'short', year: 'numeric' }).format(time);

/** For lists: the time today, day and month this year, else with the year. */
export function listDate(time: number, now = Date.now()): string {
  const [then, today] = [new Date(time), new Date(now)];
  if (then.toDateString() === today.toDateString()) return clock(time);
  if (then.getFullYear() === today.getFullYear()) return dates({ day: 'numeric', month: 'short' }).format(time);
  return shortDate(time);
}

/** 10:42. */
export const clock = (time: number): string => dates({ hour: '2-digit', minute: '2-digit' }).format(time);

/** 21 November 2026 at 10:42. */
export const dateTime = (time: number): string => dates({ dateStyle: 'long', timeStyle: 'short' }).format(time);

export const year = (time: number): string => String(new Date(time).getFullYear());

const steps: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 31_557_600_000],
  ['month', 2_629_800_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
];

/**
 * French abbreviates hours and minutes as it does on a clock, but "8 m." is no month to anybody; English abbreviations end
 * in a full stop that ends sentences.
 */
const relativeStyle = (lang: Language, unit: Intl.RelativeTimeFormatUnit): 'long' | 'short' =>
  lang === 'fr' && (unit === 'hour' || unit === 'minute') ? 'short' : 'long';

/** "2 hours ago", "il y a 2 h", "yesterday"; under a minute "just now". Rounds towards now. */
export function ago(time: number, now = Date.now()): string {
  const lang = language();
  const gap = time - now;
  for (const [unit, size] of steps) {
    if (Math.abs(gap) >= size) {
      const style = relativeStyle(lang, unit);
      const format = kept(`r${lang}${style}`, () => new Intl.RelativeTimeFormat(lang, { numeric: 'auto', style }));
      return format.format(Math.trunc(gap / size), unit);
    }
  }
  return lang === 'fr' ? 'à l’instant' : 'just now';
}

/** 38 ms, 1.8 s, 42 s, 4 min 12 s, 2 h 5 min. */
export function duration(ms: number): string {
  const lang = language();
  const space = lang === 'fr' ? NARROW : NBSP;
  const part = (value: number, unit: string, digits = 0): string =>
    `${numbers(lang, { maximumFractionDigits: digits }).format(value)}${space}${unit}`;
  if (ms < 1000) return part(Math.round(ms), 'ms');
  if (ms < 9950) return part(ms / 1000, 's', 1);
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return part(seconds, 's');
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return seconds % 60 ? `${part(minutes, 'min')} ${part(seconds % 60, 's')}` : part(minutes, 'min');
  const hours = Math.floor(minutes / 60);
  return minutes % 60 ? `${part(hours, 'h')} ${part(minutes % 60, 'min')}` : part(hours, 'h');
}
