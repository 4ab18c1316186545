// When appointments are: series, exceptions and zones, as another program reads them in the text.
import fc from 'fast-check';
import type ICAL from 'ical.js';
import { expect, test } from 'vitest';
import { facts, make, meeting, paris, put, type Made } from '../../../tests/support/make-calendar.ts';
import * as mapi from '../../../tests/support/mapi-blobs.ts';
import { bagOf, binary, flag, text, time } from '../../../tests/support/mapi-blobs.ts';
import { occurrencesOf, readValue as value } from '../../../tests/support/read-ical.ts';
import type { TnefProblem } from '../message.ts';
import { toCalendar } from './index.ts';
import { names } from './named-properties.ts';
import { ianaOffset } from './zone-name.ts';

const occurrences = ({ events }: Made, limit: number): string[] => occurrencesOf(events, limit);

test('one instance of a series says which, and has the UID of the series', () => {
  const id = mapi.writeGlobalObjectId(Buffer.alloc(16, 7), [2024, 1, 12]);
  const entries = [
    ...meeting.filter(([key]) => key !== names.globalObjectId),
    put('globalObjectId', binary(id)),
    put('isException', flag(true)),
    put('replacesTime', time(2024, 0, 12, 13)),
  ];
  const made = make(entries, { messageClass: 'IPM.Schedule.Meeting.Canceled' });
  expect(value(made.first, 'recurrence-id')).toBe('2024-01-12T14:00:00');
  expect(value(made.first, 'uid')).toBe(value(make(meeting).first, 'uid'));
});

const weekly: mapi.WrittenPattern = {
  frequency: 0x200b,
  type: 1,
  period: 1,
  specific: [0b10],
  endType: 0x2022,
  count: 6,
  deleted: [mapi.minutes(2024, 4, 1), mapi.minutes(2024, 4, 8)],
  start: mapi.minutes(2024, 3, 18),
};
const moved = mapi.minutes(2024, 4, 8, 9);

test('a series over the change of clocks, with a deleted and a moved instance', () => {
  const made = make([
    ...meeting,
    put('start', time(2024, 2, 18, 8)),
    put('zoneOfSeries', binary(paris)),
    put(
      'recurrence',
      binary(
        mapi.writeRecurrence(weekly, 540, 630, [
          {
            start: moved + 1440,
            end: moved + 1530,
            original: moved,
            subject: 'Déplacée 🎉',
            location: 'Łódź',
            busy: 0,
          },
        ]),
      ),
    ),
  ]);
  expect(made.problems).toEqual([]);
  expect(made.calendar.recurrence).toBe('FREQ=WEEKLY;BYDAY=MO;COUNT=6');
  expect(made.calendar.start).toEqual({ at: Date.UTC(2024, 2, 18, 8), local: '2024-03-18T09:00:00' });
  expect(occurrences(made, 10)).toEqual([
    '2024-03-18T08:00',
    '2024-03-25T08:00',
    '2024-04-09T07:00',
    '2024-04-15T07:00',
    '2024-04-22T07:00',
  ]);
  const changed = made.events[1]!;
  expect(value(changed, 'summary')).toBe('Déplacée 🎉');
  expect(value(changed, 'location')).toBe('Łódź');
  expect(value(changed, 'transp')).toBe('TRANSPARENT');
  expect(value(changed, 'uid')).toBe(value(made.first, 'uid'));
});

test('a series means the same moments to another program, in every zone', () => {
  const zones = [
    ['Romance Standard Time', 'Europe/Paris', mapi.romance],
    ['Eastern Standard Time', 'America/New_York', mapi.eastern],
    ['AUS Eastern Standard Time', 'Australia/Sydney', mapi.sydney],
  ] as const;
  const day = fc.integer({ min: mapi.minutes(2012, 1, 1) / 1440, max: mapi.minutes(2030, 1, 1) / 1440 });
  // Between 4 and 23 o'clock no clock is changed.
  const hour = fc.integer({ min: 4 * 60, max: 22 * 60 });
  const gone = fc.uniqueArray(fc.integer({ min: 1, max: 19 }), { maxLength: 6 });
  fc.assert(
    fc.property(
      fc.constantFrom(...zones),
      day,
      hour,
      fc.integer({ min: 1, max: 40 }),
      gone,
      fc.nat(6),
      (zone, from, at, step, away, kept) => {
        const start = from * 1440;
        const originalOf = (index: number): number => start + index * step * 1440 + at;
        // Of the instances that are away, the first `kept` were moved by 45 minutes, the others deleted.
        const moves = away.slice(0, kept).map((index) => ({
          original: originalOf(index),
          start: originalOf(index) + 45,
          end: originalOf(index) + 60,
        }));
        const pattern = {
          frequency: 0x200a,
          type: 0,
          period: step * 1440,
          endType: 0x2022,
          count: 20,
          deleted: away.map((index) => start + index * step * 1440),
          start,
        };
        const utc = (minute: number): string => {
          const wall = minute * 60_000 + Date.UTC(1601, 0, 1);
          const guess = wall - ianaOffset(zone[1], wall)! * 60_000;
          return new Date(wall - ianaOffset(zone[1], guess)! * 60_000).toISOString().slice(0, 16);
        };
        const expected = Array.from({ length: 20 }, (_, index) => index)
          .filter((index) => !away.slice(kept).includes(index))
          .map((index) => utc(originalOf(index) + (away.includes(index) ? 45 : 0)));
        const made = make([
          put('zoneOfSeries', binary(mapi.writeZoneDefinition(zone[0], [zone[2]]))),
          put('recurrence', binary(mapi.writeRecurrence(pattern, at, at + 30, moves))),
        ]);
        expect(made.problems).toEqual([]);
        expect(made.calendar.timeZone).toBe(zone[1]);
        expect(occurrences(made, 30).sort()).toEqual(expected.sort());
      },
    ),
    { numRuns: 60 },
  );
});

test('a series that ends on a day includes that day, whatever the offset', () => {
  const made = make([
    ...meeting.filter(([key]) => key !== names.zoneOfStart),
    put('zoneStruct', binary(mapi.writeZoneStruct(mapi.sydney))),
    put('zoneDescription', text('(UTC+10:00) Canberra, Melbourne, Sydney')),
    put(
      'recurrence',
      binary(
        mapi.writeRecurrence(
          {
            frequency: 0x200a,
            type: 0,
            period: 1440,
            endType: 0x2021,
            start: mapi.minutes(2024, 4, 5),
            end: mapi.minutes(2024, 4, 8),
          },
          480,
          510,
        ),
      ),
    ),
  ]);
  // Melbourne comes first in the list and has the same clock.
  expect(made.calendar.timeZone).toBe('Australia/Melbourne');
  expect(occurrences(made, 10)).toEqual([
    '2024-04-04T21:00',
    '2024-04-05T21:00',
    '2024-04-06T22:00',
    '2024-04-07T22:00',
  ]);
});

test('the 30th of each month comes in February too', () => {
  const made = make([
    ...meeting,
    put(
      'recurrence',
      binary(
        mapi.writeRecurrence(
          {
            frequency: 0x200c,
            type: 2,
            period: 1,
            specific: [30],
            endType: 0x2022,
            count: 4,
            start: mapi.minutes(2023, 12, 30),
          },
          600,
          660,
        ),
      ),
    ),
  ]);
  expect(occurrences(made, 10).map((each) => each.slice(0, 10))).toEqual([
    '2023-12-30',
    '2024-01-30',
    '2024-02-29',
    '2024-03-30',
  ]);
});

test.each([
  ['in its zone', [put('zoneOfStart', binary(paris))], 'Europe/Paris'],
  ['in no zone', [], ''],
] as const)('an all-day event %s is its date', (_, zone, timeZone) => {
  const made = make([
    put('start', time(2024, 6, 13, 22)),
    put('end', time(2024, 6, 15, 22)),
    put('allDay', flag(true)),
    ...zone,
  ]);
  expect(made.calendar).toMatchObject({
    allDay: true,
    timeZone,
    start: { local: '2024-07-14T00:00:00' },
    end: { local: '2024-07-16T00:00:00' },
  });
  expect(value(made.first, 'dtstart')).toBe('2024-07-14');
  expect(value(made.first, 'dtend')).toBe('2024-07-16');
  expect(made.root.getAllSubcomponents('vtimezone')).toHaveLength(0);
});

test('a zone nobody knows is written with its own rules and name', () => {
  const zone = mapi.writeZoneDefinition('Zone: "perso", n° 2', [mapi.eastern]);
  const made = make([...meeting.filter(([key]) => key !== names.zoneOfStart), put('zoneOfStart', binary(zone))]);
  expect(made.calendar.timeZone).toBe("Zone: 'perso', n° 2");
  expect((made.first.getFirstPropertyValue('dtstart') as ICAL.Time).toJSDate().toISOString()).toBe(
    '2024-01-15T08:00:00.000Z',
  );
});

test('start and end can be in two zones', () => {
  const made = make([
    ...meeting,
    put('zoneOfEnd', binary(mapi.writeZoneDefinition('Eastern Standard Time', [mapi.eastern]))),
  ]);
  expect(made.calendar.end).toEqual({ at: Date.UTC(2024, 0, 15, 9, 30), local: '2024-01-15T04:30:00' });
  expect(made.first.getFirstProperty('dtend')!.getFirstParameter('tzid')).toBe('America/New_York');
  expect(made.root.getAllSubcomponents('vtimezone')).toHaveLength(2);
});

test('without a zone, times are UTC; a series says what it guessed', () => {
  const bare = meeting.filter(([key]) => key !== names.zoneOfStart);
  expect(value(make(bare).first, 'dtstart')).toBe('2024-01-15T08:00:00Z');
  const pattern = { ...weekly, deleted: [], start: mapi.minutes(2024, 1, 15) };
  const made = make([...bare, put('recurrence', binary(mapi.writeRecurrence(pattern, 540, 600)))]);
  expect(made.problems.map(({ code }) => code)).toEqual(['time_zone']);
  expect(occurrences(made, 2)).toEqual(['2024-01-15T08:00', '2024-01-22T08:00']);
});

test('a lunar series keeps its first date and says so', () => {
  const pattern = {
    frequency: 0x200d,
    type: 2,
    calendar: 8,
    period: 12,
    specific: [3],
    start: mapi.minutes(2024, 1, 15),
  };
  const made = make([...meeting, put('recurrence', binary(mapi.writeRecurrence(pattern, 540, 600)))]);
  expect(made.calendar.recurrence).toBeNull();
  expect(made.calendar.start?.at).toBe(Date.UTC(2024, 0, 15, 8));
  expect(made.problems.map(({ code }) => code)).toEqual(['recurrence']);
});

test('4,000 changed instances with a long text stay within bounds', () => {
  const exceptions = Array.from({ length: 4_000 }, (_, day) => {
    const start = mapi.minutes(2024, 1, 1, 9) + day * 1440;
    return { start: start + 60, end: start + 120, original: start };
  });
  const pattern = { frequency: 0x200a, type: 0, period: 1440, start: mapi.minutes(2024, 1, 1) };
  const problems: TnefProblem[] = [];
  const calendar = toCalendar(
    bagOf(...meeting, put('recurrence', binary(mapi.writeRecurrence(pattern, 540, 600, exceptions)))),
    { ...facts, text: 'x'.repeat(100_000) },
    (problem) => problems.push(problem),
  )!;
  expect(calendar.ics.length).toBeLessThan(6_000_000);
  expect(problems.map(({ code }) => code)).toEqual(['limit']);
});

test('5,000 changed instances of an endless subject stay within bounds', () => {
  const exceptions = Array.from({ length: 5_000 }, (_, day) => {
    const start = mapi.minutes(2024, 1, 1, 9) + day * 1440;
    return { start: start + 60, end: start + 120, original: start };
  });
  const pattern = { frequency: 0x200a, type: 0, period: 1440, start: mapi.minutes(2024, 1, 1) };
  const problems: TnefProblem[] = [];
  const calendar = toCalendar(
    bagOf(
      ...meeting,
      put('recurrence', binary(mapi.writeRecurrence(pattern, 540, 600, exceptions))),
      put('location', text('ö'.repeat(3_000_000))),
    ),
    { ...facts, subject: 'x'.repeat(3_000_000), text: 'y'.repeat(3_000_000) },
    (problem) => problems.push(problem),
  )!;
  expect(calendar.ics.length).toBeLessThan(13_000_000);
  expect(problems.map(({ code }) => code)).toEqual(['limit', 'limit']);
});
