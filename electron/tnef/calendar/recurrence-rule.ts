// From a recurrence pattern to the days it means: the RRULE (RFC 5545 3.3.10) and the first day of the series.
import type { RecurrencePattern } from './recurrence.ts';
import {
  dayMs,
  dayOf,
  dayOfWeek,
  daysInMonth,
  isUsableTime,
  minutesFromWall,
  monthOf,
  startOfDay,
  wallFromMinutes,
  wallOf,
  yearOf,
  type Wall,
} from './wall-time.ts';

const weekdays = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'] as const;
const minutesInDay = 24 * 60;
/** A hundred years: what is rarer does not recur. */
const maximumInterval = { day: 36_525, week: 5_218, month: 1_200 };

const isInMask = (mask: number, weekday: number): boolean => (mask & (1 << weekday)) !== 0;
const listOf = (mask: number): (typeof weekdays)[number][] => weekdays.filter((_, day) => isInMask(mask, day));

/** How many days, weeks or months lie between two instances; null: nothing an RRULE can say. */
function intervalOf({ kind, period }: RecurrencePattern): number | null {
  if (kind === 'other') return null;
  if (kind === 'day') {
    const days = period / minutesInDay;
    return Number.isInteger(days) && days <= maximumInterval.day ? days : null;
  }
  return period <= (kind === 'week' ? maximumInterval.week : maximumInterval.month) ? period : null;
}

/** Midnight of the instance in a month; kinds 'month', 'monthNth' and 'monthEnd' have exactly one. */
function instanceIn(pattern: RecurrencePattern, year: number, month: number): Wall {
  const days = daysInMonth(year, month);
  if (pattern.kind === 'monthEnd') return wallOf(year, month, days);
  // A month that is too short has it on its last day.
  if (pattern.kind === 'month') return wallOf(year, month, Math.min(pattern.day, days));
  const first = dayOfWeek(wallOf(year, month, 1));
  const matching: number[] = [];
  for (let day = 1; day <= days; day++) if (isInMask(pattern.weekdays, (first + day - 1) % 7)) matching.push(day);
  return wallOf(year, month, matching[pattern.day === 5 ? matching.length - 1 : pattern.day - 1] ?? days);
}

const monthIndex = (wall: Wall): number => (yearOf(wall) - 1601) * 12 + monthOf(wall) - 1;

/** FirstDateTime as a month of the period (2.2.1.44.1); null when it is not the first of a month. */
function phaseMonth({ phase, period }: RecurrencePattern): number | null {
  const wall = wallFromMinutes(phase);
  return dayOf(wall) === 1 && wall === startOfDay(wall) ? monthIndex(wall) % period : null;
}

function firstInMonths(pattern: RecurrencePattern, from: Wall): Wall | null {
  if (instanceIn(pattern, yearOf(from), monthOf(from)) === from) return from;
  const phase = phaseMonth(pattern) ?? monthIndex(from) % pattern.period;
  const start = monthIndex(from);
  for (let index = start; index <= start + 2 * pattern.period; index++) {
    if (index % pattern.period !== phase) continue;
    const year = 1601 + Math.floor(index / 12);
    if (year > 9999) return null;
    const instance = instanceIn(pattern, year, (index % 12) + 1);
    if (instance >= from) return instance;
  }
  return null;
}

function firstInWeeks({ weekdays: mask, weekStart, period }: RecurrencePattern, from: Wall): Wall {
  const daysLeft = 7 - ((dayOfWeek(from) - weekStart + 7) % 7);
  for (let day = 0; day < daysLeft; day++) if (isInMask(mask, dayOfWeek(from + day * dayMs))) return from + day * dayMs;
  let next = from + (daysLeft + (period - 1) * 7) * dayMs;
  while (!isInMask(mask, dayOfWeek(next))) next += dayMs;
  return next;
}

/**
 * Midnight of the first instance. StartDate should be it; where a program wrote the day the series was made on, the
 * first day that fits after it. null: the pattern cannot be expressed.
 */
export function firstDay(pattern: RecurrencePattern): Wall | null {
  if (intervalOf(pattern) === null) return null;
  const from = startOfDay(pattern.startDate);
  const first =
    pattern.kind === 'day'
      ? from
      : pattern.kind === 'week'
        ? firstInWeeks(pattern, from)
        : firstInMonths(pattern, from);
  return first !== null && isUsableTime(first) ? first : null;
}

/** FREQ and what narrows it. */
function daysOfRule(pattern: RecurrencePattern, interval: number, first: Wall): string[] {
  const every = (units: number): string[] => (units > 1 ? [`INTERVAL=${units}`] : []);
  if (pattern.kind === 'day') return ['FREQ=DAILY', ...every(interval)];
  if (pattern.kind === 'week') {
    const weekStart = interval > 1 ? [`WKST=${weekdays[pattern.weekStart] ?? 'SU'}`] : [];
    return ['FREQ=WEEKLY', ...every(interval), `BYDAY=${listOf(pattern.weekdays).join(',')}`, ...weekStart];
  }
  const isYearly = pattern.frequency === 'yearly' && interval % 12 === 0;
  const month = monthOf(first);
  const yearly = ['FREQ=YEARLY', ...every(interval / 12), `BYMONTH=${month}`];
  const monthly = ['FREQ=MONTHLY', ...every(interval)];
  if (pattern.kind === 'monthNth') {
    const list = listOf(pattern.weekdays);
    const position = pattern.day === 5 ? -1 : pattern.day;
    return list.length === 1
      ? [...(isYearly ? yearly : monthly), `BYDAY=${position}${list.join('')}`]
      : // BYSETPOS is understood more widely with months; twelve of them are a year.
        [...monthly, `BYDAY=${list.join(',')}`, `BYSETPOS=${position}`];
  }
  const day = pattern.kind === 'monthEnd' ? 31 : pattern.day;
  // February has 28 days in the year 2001.
  if (isYearly) return [...yearly, `BYMONTHDAY=${day > daysInMonth(2001, month) ? -1 : day}`];
  if (day === 31) return [...monthly, 'BYMONTHDAY=-1'];
  return [...monthly, `BYMONTHDAY=${day}`];
}

/** How far Februaries are written out, in years. */
const februaryYears = 50;

/**
 * "The 29th" and "the 30th" of a month are in February its last day ([MS-OXOCAL] 2.2.1.44.1), which RRULE can only say
 * with BYMONTHDAY=28,29,30;BYSETPOS=-1: Thunderbird's parser then shows all three days, and [MS-OXCICAL] 2.1.3.2.2.3 has
 * no such words. So the rule says BYMONTHDAY=30, and the Februaries are named one by one, as RDATE; the last day is named too, for COUNT would
 * not count them; null where it lies beyond `februaryYears`. null as a whole: not such a pattern.
 */
function februaries(pattern: RecurrencePattern): { readonly days: Wall[]; readonly last: Wall | null } | null {
  const isYearly = pattern.frequency === 'yearly' && pattern.period % 12 === 0;
  if (pattern.kind !== 'month' || isYearly || pattern.day < 29 || pattern.day > 30) return null;
  const first = firstDay(pattern);
  if (first === null) return null;
  const { end } = pattern;
  const days: Wall[] = [];
  let last = first;
  for (let count = 0; end.by !== 'count' || count < end.count; count++) {
    const index = monthIndex(first) + count * pattern.period;
    const instance = instanceIn(pattern, 1601 + Math.floor(index / 12), (index % 12) + 1);
    if (end.by === 'date' && instance > pattern.endDate) break;
    if (yearOf(instance) - yearOf(first) > februaryYears || !isUsableTime(instance)) return { days, last: null };
    if (dayOf(instance) < pattern.day) days.push(instance);
    last = instance;
  }
  return { days, last };
}

/** Midnights of instances the rule of ruleText leaves out: for RDATE. Mostly none. */
export const extraDays = (pattern: RecurrencePattern): readonly Wall[] => februaries(pattern)?.days ?? [];

/**
 * The RRULE's value; null when iCalendar has no words for the pattern (a lunar calendar, a task that counts from the
 * day it was done). `until` writes the last day's midnight as DTSTART is written.
 */
export function ruleText(pattern: RecurrencePattern, until: (lastDay: Wall) => string): string | null {
  const interval = intervalOf(pattern);
  const first = firstDay(pattern);
  if (interval === null || first === null || pattern.regenerates) return null;
  return [...daysOfRule(pattern, interval, first), ...endOfRule(pattern, first, until)].join(';');
}

function endOfRule(pattern: RecurrencePattern, first: Wall, until: (lastDay: Wall) => string): string[] {
  if (pattern.end.by === 'never') return [];
  if (pattern.end.by === 'date') return [`UNTIL=${until(Math.max(first, startOfDay(pattern.endDate)))}`];
  const named = februaries(pattern);
  if (!named?.days.length) return [`COUNT=${pattern.end.count}`];
  return [named.last === null ? `COUNT=${pattern.end.count - named.days.length}` : `UNTIL=${until(named.last)}`];
}

/** For a log: why there is no rule. */
export const describePattern = (pattern: RecurrencePattern): string =>
  `${pattern.kind}, period ${pattern.period}${pattern.regenerates ? ', regenerates' : ''}, first ${minutesFromWall(pattern.startDate)}`;
