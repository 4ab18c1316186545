// What our RRULE means to another program must be what the pattern means by [MS-OXOCAL] 2.2.1.44.1, day by day.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { minutes, writePattern, type WrittenPattern } from '../../../tests/support/mapi-blobs.ts';
import { daysOfRule } from '../../../tests/support/read-ical.ts';
import { readTaskRecurrence } from './recurrence.ts';
import { extraDays, firstDay, ruleText } from './recurrence-rule.ts';
import { basicDate } from './wall-time.ts';

const dayMs = 86_400_000;
const iso = (wall: number): string => new Date(wall).toISOString().slice(0, 10);

/** The days as another program counts them. */
function expand(rule: string, first: number, extra: readonly string[], limit: number): string[] {
  const days = daysOfRule(rule, iso(first), limit);
  const all = [...new Set([...days, ...extra.filter((day) => days.length < limit || day <= days.at(-1)!)])];
  return all.sort().slice(0, limit);
}

/** The days as the specification words them: every day from the first on is asked. */
function expected(pattern: WrittenPattern, limit: number): string[] {
  const start = pattern.start * 60_000 + Date.UTC(1601, 0, 1);
  const end = (pattern.end ?? Infinity) * 60_000 + Date.UTC(1601, 0, 1);
  const [first = 0, second = 0] = pattern.specific ?? [];
  const startMonth = new Date(start).getUTCFullYear() * 12 + new Date(start).getUTCMonth();
  const weekStart = pattern.firstWeekday ?? 0;
  const weekOf = (wall: number): number =>
    Math.floor((wall / dayMs - ((new Date(wall).getUTCDay() - weekStart + 7) % 7)) / 7);
  const isOn = (wall: number): boolean => {
    const date = new Date(wall);
    const [weekday, day] = [date.getUTCDay(), date.getUTCDate()];
    const months = date.getUTCFullYear() * 12 + date.getUTCMonth() - startMonth;
    const length = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
    if (pattern.type === 0) return ((wall - start) / dayMs) % (pattern.period / 1440) === 0;
    if (pattern.type === 1) {
      return (first & (1 << weekday)) !== 0 && (weekOf(wall) - weekOf(start)) % pattern.period === 0;
    }
    if (months % pattern.period !== 0) return false;
    if (pattern.type === 2) return day === Math.min(first, length);
    if (pattern.type === 4) return day === length;
    const matching: number[] = [];
    for (let each = 1; each <= length; each++) {
      if (first & (1 << ((weekday + each - day + 70) % 7))) matching.push(each);
    }
    return day === (second === 5 ? matching.at(-1) : matching[second - 1]);
  };
  const count = pattern.endType === 0x2022 ? (pattern.count ?? 0) : Infinity;
  const days: string[] = [];
  for (let wall = start; days.length < Math.min(limit, count) && wall < start + 250 * 366 * dayMs; wall += dayMs) {
    if (pattern.endType === 0x2021 && wall > end) break;
    if (isOn(wall)) days.push(iso(wall));
  }
  return days;
}

function ruleOf(pattern: WrittenPattern): { rule: string; first: number; extra: string[] } {
  const read = readTaskRecurrence(writePattern(pattern))!;
  const first = firstDay(read)!;
  return { rule: ruleText(read, basicDate)!, first, extra: extraDays(read).map(iso) };
}

const startDate = fc
  .integer({ min: minutes(1995, 1, 1) / 1440, max: minutes(2035, 12, 31) / 1440 })
  .map((d) => d * 1440);
const mask = fc.integer({ min: 1, max: 127 });
const ends = fc.oneof(
  fc.constant({ endType: 0x2023 }),
  fc.integer({ min: 1, max: 40 }).map((count) => ({ endType: 0x2022, count })),
  fc.integer({ min: 0, max: 3_000 }).map((days) => ({ endType: 0x2021, days })),
);
const shape = fc.oneof(
  fc.record({
    frequency: fc.constant(0x200a),
    type: fc.constant(0),
    period: fc.integer({ min: 1, max: 60 }).map((d) => d * 1440),
  }),
  fc.record({
    frequency: fc.constantFrom(0x200b, 0x200a),
    type: fc.constant(1),
    period: fc.integer({ min: 1, max: 9 }),
    specific: fc.tuple(mask),
    firstWeekday: fc.integer({ min: 0, max: 6 }),
  }),
  fc.record({
    frequency: fc.constant(0x200c),
    type: fc.constant(2),
    period: fc.integer({ min: 1, max: 14 }),
    specific: fc.tuple(fc.integer({ min: 1, max: 31 })),
  }),
  fc.record({
    frequency: fc.constant(0x200c),
    type: fc.constant(3),
    period: fc.integer({ min: 1, max: 14 }),
    specific: fc.tuple(mask, fc.integer({ min: 1, max: 5 })),
  }),
  fc.record({
    frequency: fc.constant(0x200c),
    type: fc.constant(4),
    period: fc.integer({ min: 1, max: 14 }),
    specific: fc.tuple(fc.constant(31)),
  }),
  fc.record({
    frequency: fc.constant(0x200d),
    type: fc.constant(2),
    period: fc.constantFrom(12, 24, 48),
    specific: fc.tuple(fc.integer({ min: 1, max: 31 })),
  }),
  fc.record({
    frequency: fc.constant(0x200d),
    type: fc.constant(3),
    period: fc.constantFrom(12, 24),
    specific: fc.tuple(mask, fc.integer({ min: 1, max: 5 })),
  }),
);

test('another program counts the days the pattern means', () => {
  fc.assert(
    fc.property(shape, startDate, ends, (own, start, end) => {
      const days = 'days' in end ? end.days : 0;
      const open: WrittenPattern = { ...own, start, endType: 0x2023 };
      // StartDate is the first instance (2.2.1.44.1): the first day that fits.
      const first = expected(open, 1)[0]!;
      const begin = (Date.parse(first) - Date.UTC(1601, 0, 1)) / 60_000;
      const pattern: WrittenPattern = { ...own, ...end, start: begin, end: begin + days * 1440 };
      const made = ruleOf(pattern);
      expect(iso(made.first)).toBe(first);
      expect(expand(made.rule, made.first, made.extra, 15)).toEqual(expected(pattern, 15));
    }),
    { numRuns: 150 },
  );
});

test('a series starts on the first day that fits when its start date does not', () => {
  const monday = minutes(2024, 1, 1);
  expect(iso(ruleOf({ frequency: 0x200b, type: 1, period: 2, specific: [0b1000], start: monday }).first)).toBe(
    '2024-01-03',
  );
  // Sunday is over in a week that begins on Sunday: two weeks on.
  expect(iso(ruleOf({ frequency: 0x200b, type: 1, period: 2, specific: [1], start: monday }).first)).toBe('2024-01-14');
  expect(iso(ruleOf({ frequency: 0x200c, type: 2, period: 1, specific: [1], start: monday + 1440 }).first)).toBe(
    '2024-02-01',
  );
  // FirstDateTime says which month of the year: March.
  const march = { frequency: 0x200d, type: 2, period: 12, specific: [15], firstDateTime: minutes(1601, 3, 1) };
  expect(iso(ruleOf({ ...march, start: monday }).first)).toBe('2024-03-15');
});

test.each([
  [
    'every working day',
    { frequency: 0x200a, type: 1, period: 1, specific: [0x3e] },
    'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR',
  ],
  [
    'the 30th, or the last day',
    { frequency: 0x200c, type: 2, period: 1, specific: [30] },
    'FREQ=MONTHLY;BYMONTHDAY=30',
  ],
  ['the last Friday', { frequency: 0x200c, type: 3, period: 1, specific: [0x20, 5] }, 'FREQ=MONTHLY;BYDAY=-1FR'],
  [
    'the second working day of a quarter',
    { frequency: 0x200c, type: 3, period: 3, specific: [0x3e, 2] },
    'FREQ=MONTHLY;INTERVAL=3;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=2',
  ],
  ['each 1 January', { frequency: 0x200d, type: 2, period: 12, specific: [1] }, 'FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=1'],
  [
    'a Thai year has our months',
    { frequency: 0x200d, type: 2, calendar: 7, period: 12, specific: [1] },
    'FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=1',
  ],
  [
    'weeks are weeks in every calendar',
    { frequency: 0x200b, type: 1, calendar: 6, period: 1, specific: [2] },
    'FREQ=WEEKLY;BYDAY=MO',
  ],
] satisfies [string, Omit<WrittenPattern, 'start'>, string][])('%s', (_, pattern, rule) => {
  expect(ruleOf({ ...pattern, start: minutes(2024, 1, 1) }).rule).toBe(rule);
});

test.each([
  ['a lunar month', { frequency: 0x200d, type: 2, calendar: 8, period: 12, specific: [3] }],
  ['a Hijri month', { frequency: 0x200c, type: 0x0a, period: 1, specific: [3] }],
  ['the nth day of a Hijri month', { frequency: 0x200c, type: 0x0b, period: 1, specific: [3, 1] }],
  ['a task that counts from its last end', { frequency: 0x200a, type: 0, period: 1440, sliding: 1 }],
  ['half days', { frequency: 0x200a, type: 0, period: 720 }],
] satisfies [string, Omit<WrittenPattern, 'start'>][])('iCalendar has no words for %s', (_, pattern) => {
  const read = readTaskRecurrence(writePattern({ ...pattern, start: minutes(2024, 1, 1) }))!;
  expect(ruleText(read, basicDate)).toBeNull();
});
