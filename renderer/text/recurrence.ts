// An RRULE (RFC 5545, 3.3.10) as a person would say it, where it is one a person would say.
import { dates, language, number, type Language } from './locale.ts';

interface Rule {
  readonly freq: 'DAILY' | 'WEEKLY' | 'MONTHLY' | 'YEARLY';
  readonly interval: number;
  /** 0 = Sunday; `nth` is -1 for the last, null for every. */
  readonly days: readonly { readonly day: number; readonly nth: number | null }[];
  readonly monthDay: number | null;
  /** 1 to 12. */
  readonly month: number | null;
  readonly count: number | null;
  /** Milliseconds UTC of the last day it may fall on. */
  readonly until: number | null;
}

const dayNames = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'];
const DAY_MS = 86_400_000;
/** 4 January 1970 was a Sunday. */
const SUNDAY = 3 * DAY_MS;

/** null for a rule that is not put into words here: the .ics has it all the same. */
function read(rrule: string): Rule | null {
  const parts = new Map<string, string>();
  for (const part of rrule.toUpperCase().split(';')) {
    const [name = '', value = ''] = part.split('=', 2);
    parts.set(name, value);
  }
  const known = new Set(['FREQ', 'INTERVAL', 'BYDAY', 'BYMONTHDAY', 'BYMONTH', 'BYSETPOS', 'COUNT', 'UNTIL', 'WKST']);
  if ([...parts.keys()].some((name) => !known.has(name))) return null;
  const whole = (name: string): number | null => {
    const value = Number(parts.get(name) ?? NaN);
    return Number.isInteger(value) ? value : null;
  };
  const freq = parts.get('FREQ');
  if (freq !== 'DAILY' && freq !== 'WEEKLY' && freq !== 'MONTHLY' && freq !== 'YEARLY') return null;
  const setPosition = whole('BYSETPOS');
  if (parts.has('BYSETPOS') && setPosition === null) return null;
  const days: { day: number; nth: number | null }[] = [];
  for (const text of (parts.get('BYDAY') ?? '').split(',').filter(Boolean)) {
    const found = /^([+-]?\d)?(SU|MO|TU|WE|TH|FR|SA)$/.exec(text);
    if (!found) return null;
    days.push({ day: dayNames.indexOf(found[2] ?? ''), nth: found[1] ? Number(found[1]) : setPosition });
  }
  if (days.some(({ nth }) => nth !== null && (nth < -1 || nth === 0 || nth > 5))) return null;
  const monthDay = whole('BYMONTHDAY');
  if (parts.has('BYMONTHDAY') && (monthDay === null || (monthDay < 1 && monthDay !== -1))) return null;
  const until = /^(\d{4})(\d{2})(\d{2})/.exec(parts.get('UNTIL') ?? '');
  return {
    freq,
    interval: Math.max(1, whole('INTERVAL') ?? 1),
    days,
    monthDay,
    month: whole('BYMONTH'),
    count: whole('COUNT'),
    until: until ? Date.UTC(Number(until[1]), Number(until[2]) - 1, Number(until[3])) : null,
  };
}

const dayName = (day: number): string => dates({ weekday: 'long', timeZone: 'UTC' }).format(SUNDAY + day * DAY_MS);
const list = (items: readonly string[]): string =>
  new Intl.ListFormat(language(), { type: 'conjunction' }).format(items);
const isWorkWeek = (rule: Rule): boolean =>
  rule.days.length === 5 && rule.days.every(({ day }) => day >= 1 && day <= 5);

const nthWords: Record<Language, Record<string, string>> = {
  en: { '1': 'first', '2': 'second', '3': 'third', '4': 'fourth', '5': 'fifth', '-1': 'last' },
  fr: { '1': 'premier', '2': 'deuxième', '3': 'troisième', '4': 'quatrième', '5': 'cinquième', '-1': 'dernier' },
};

function every(rule: Rule, lang: Language): string {
  const { interval } = rule;
  const en = { DAILY: 'day', WEEKLY: 'week', MONTHLY: 'month', YEARLY: 'year' }[rule.freq];
  const fr = { DAILY: 'jours', WEEKLY: 'semaines', MONTHLY: 'mois', YEARLY: 'ans' }[rule.freq];
  if (lang === 'en')
    return interval === 1 ? `every ${en}` : interval === 2 ? `every other ${en}` : `every ${number(interval)} ${en}s`;
  const once = { DAILY: 'tous les jours', WEEKLY: 'chaque semaine', MONTHLY: 'chaque mois', YEARLY: 'chaque année' };
  if (interval === 1) return once[rule.freq];
  return `${rule.freq === 'WEEKLY' ? 'toutes' : 'tous'} les ${number(interval)} ${fr}`;
}

/** The days within the period; null when they cannot be said shortly. */
function on(rule: Rule, start: string, lang: Language): string | null {
  const month = rule.month ?? Number(start.slice(5, 7));
  const day = rule.monthDay ?? Number(start.slice(8, 10));
  const monthDay = dates({ day: 'numeric', month: 'long', timeZone: 'UTC' }).format(Date.UTC(2024, month - 1, day));
  const positions = new Set(rule.days.map(({ nth }) => nth));
  if (positions.size > 1) return null;
  const nth = rule.days[0]?.nth ?? null;
  if (rule.freq === 'DAILY') return rule.days.length ? null : '';
  if (rule.freq === 'WEEKLY') {
    if (nth !== null) return null;
    if (!rule.days.length) return '';
    const names = list(rule.days.map((one) => dayName(one.day)));
    return lang === 'en' ? ` on ${names}` : rule.days.length === 1 ? ` le ${names}` : ` les ${names}`;
  }
  if (rule.days.length) {
    const which = nth === null ? undefined : nthWords[lang][String(nth)];
    if (!which || rule.days.length !== 1) return null;
    const name = `${which} ${dayName(rule.days[0]?.day ?? 0)}`;
    if (rule.freq === 'MONTHLY') return lang === 'en' ? ` on the ${name}` : ` le ${name}`;
    const monthName = dates({ month: 'long', timeZone: 'UTC' }).format(Date.UTC(2024, month - 1, 1));
    return lang === 'en' ? ` on the ${name} of ${monthName}` : ` le ${name} de ${monthName}`;
  }
  if (rule.freq === 'YEARLY')
    return rule.monthDay === -1 ? null : lang === 'en' ? ` on ${monthDay}` : ` le ${monthDay}`;
  if (rule.monthDay === -1) return lang === 'en' ? ' on the last day' : ' le dernier jour';
  return lang === 'en' ? ` on day ${number(day)}` : ` le ${day === 1 ? '1er' : number(day)}`;
}

/**
 * "Every other week on Monday, until 3 March 2027." in the current language; null for a rule no person would say.
 * `start` is the first occurrence's local date, 'YYYY-MM-DD...': days a rule does not name follow from it.
 */
export function recurrenceWords(rrule: string, start: string): string | null {
  const rule = read(rrule);
  if (!rule) return null;
  const lang = language();
  let said: string;
  if (isWorkWeek(rule) && rule.interval === 1 && (rule.freq === 'WEEKLY' || rule.freq === 'DAILY')) {
    said = lang === 'en' ? 'every weekday, Monday to Friday' : 'chaque jour de semaine, du lundi au vendredi';
  } else {
    const days = on(rule, start, lang);
    if (days === null) return null;
    said = every(rule, lang) + days;
  }
  if (rule.count !== null) said += lang === 'en' ? `, ${number(rule.count)} times` : `, ${number(rule.count)} fois`;
  if (rule.until !== null) {
    const last = dates({ day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' }).format(rule.until);
    said += lang === 'en' ? `, until ${last}` : `, jusqu’au ${last}`;
  }
  return `${said.charAt(0).toLocaleUpperCase(lang)}${said.slice(1)}.`;
}
