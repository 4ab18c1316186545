// The recurrence blobs: the specification's own examples, what a writer of ours puts in, and garbage.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { minutes, writePattern, writeRecurrence, type WrittenException } from '../../../tests/support/mapi-blobs.ts';
import { firstDay, ruleText } from './recurrence-rule.ts';
import { maximumInstances, readAppointmentRecurrence, readTaskRecurrence } from './recurrence.ts';
import { basicDate, isoWall } from './wall-time.ts';

const blob = (hex: string): Uint8Array => Buffer.from(hex, 'hex');

const weekly = '043004300B2001000000C0210000010000000000000032000000222000000C00000000000000';

test('[MS-OXOCAL] 4.1.1.1: weekly without exceptions', () => {
  const read = readAppointmentRecurrence(
    blob(`${weekly}00000000000000008020BC0C20ADBC0C0630000009300000580200007602000000000000000000000000`),
  )!;
  expect(ruleText(read.pattern, basicDate)).toBe('FREQ=WEEKLY;BYDAY=MO,TH,FR;COUNT=12');
  expect(isoWall(firstDay(read.pattern)!)).toBe('2007-03-26T00:00:00');
  expect(read).toMatchObject({ startOffset: 600, endOffset: 630, changed: [], damaged: false });
});

test('[MS-OXOCAL] 4.1.1.2: weekly, one instance moved and renamed', () => {
  const read = readAppointmentRecurrence(
    blob(
      `${weekly}01000000A096BC0C01000000A096BC0C8020BC0C20ADBC0C0630000009300000580200007602000001003499BC0C5299BC0CF898BC0C11002200210053696D706C6520526563757272656E6365207769746820657863657074696F6E730800070033342F34313431000000000400000000000000000000003499BC0C5299BC0CF898BC0C2100530069006D0070006C006500200052006500630075007200720065006E006300650020007700690074006800200065007800630065007000740069006F006E0073000700330034002F0034003100340031000000000000000000`,
    ),
  )!;
  expect(read.damaged).toBe(false);
  expect(read.changed.map((each) => ({ ...each, start: isoWall(each.start), end: isoWall(each.end) }))).toMatchObject([
    {
      start: '2007-04-16T11:00:00',
      end: '2007-04-16T11:30:00',
      subject: 'Simple Recurrence with exceptions',
      location: '34/4141',
    },
  ]);
  expect(isoWall(read.changed[0]!.originalStart)).toBe('2007-04-16T10:00:00');
});

test('[MS-OXOCAL] 4.1.1.3: every third day, two instances deleted, until a day', () => {
  const read = readAppointmentRecurrence(
    blob(
      '043004300A2000000000A0050000E010000000000000212000000A0000000000000002000000A0C1DC0C80D2DC0C00000000207EDC0C0016DD0C0630000009300000E0010000FE01000000000000000000000000',
    ),
  )!;
  expect(ruleText(read.pattern, basicDate)).toBe('FREQ=DAILY;INTERVAL=3;UNTIL=20110504');
  expect(isoWall(read.pattern.startDate)).toBe('2011-04-07T00:00:00');
  expect(read.pattern.deleted.map(basicDate)).toEqual(['20110419', '20110422']);
});

test('[MS-OXOCAL] 4.1.1.6: a Hebrew year has no rule, but its changed instance is read', () => {
  const read = readAppointmentRecurrence(
    blob(
      '043004300D200200080080750A000C0000000000000003000000232000000A0000000000000001000000207EDC0C01000000207EDC0C6074C40CDF80E95A0630000009300000E0010000FE01000001000080DC0C1E80DC0C0080DC0C24023C000000010000000000000004000000000000000000000000000000',
    ),
  )!;
  expect(read.pattern.kind).toBe('other');
  expect(ruleText(read.pattern, basicDate)).toBeNull();
  expect(read).toMatchObject({ damaged: false, changed: [{ busyStatus: 1, reminderMinutes: 60 }] });
});

const moment = fc.integer({ min: minutes(1990, 1, 1), max: minutes(2090, 1, 1) });
const unicode = fc.string({ unit: 'grapheme', maxLength: 40 }).filter((each) => !each.includes('\0'));
const exception = fc.record(
  {
    start: moment,
    end: moment,
    original: moment,
    subject: unicode,
    location: unicode,
    reminderMinutes: fc.integer({ min: 0, max: 10_000 }),
    reminderSet: fc.boolean(),
    busy: fc.integer({ min: 0, max: 4 }),
    allDay: fc.boolean(),
    color: fc.integer({ min: 0, max: 10 }),
  },
  { requiredKeys: ['start', 'end', 'original'] },
);
const days = fc.array(
  moment.map((each) => each - (each % 1440)),
  { maxLength: 20 },
);

test('what was written is read', () => {
  fc.assert(
    fc.property(
      fc.array(exception, { maxLength: 6 }),
      days,
      fc.constantFrom(0x3008, 0x3009),
      (written, deleted, version) => {
        const pattern = { frequency: 0x200b, type: 1, period: 2, specific: [62], deleted, start: minutes(2024, 1, 1) };
        const read = readAppointmentRecurrence(writeRecurrence(pattern, 540, 600, written, version))!;
        const wall = (value: number): number => value * 60_000 + Date.UTC(1601, 0, 1);
        expect(read.damaged).toBe(false);
        expect(read.pattern.deleted).toEqual(deleted.map(wall));
        expect(read.changed).toEqual(
          written.map((each: WrittenException) => ({
            start: wall(each.start),
            end: wall(each.end),
            originalStart: wall(each.original),
            subject: each.subject ?? null,
            location: each.location ?? null,
            reminderMinutes: each.reminderMinutes ?? null,
            reminderSet: each.reminderSet ?? null,
            busyStatus: each.busy ?? null,
            allDay: each.allDay ?? null,
          })),
        );
      },
    ),
  );
});

test('a cut blob never throws, and says when something is missing', () => {
  const original = minutes(2024, 2, 5, 9);
  const whole = writeRecurrence(
    { frequency: 0x200b, type: 1, period: 1, specific: [2], start: minutes(2024, 1, 1) },
    540,
    600,
    [{ start: original + 60, end: original + 120, original, subject: 'Später', location: 'Łódź' }],
  );
  for (let length = 0; length < whole.length; length++) {
    const read = readAppointmentRecurrence(whole.subarray(0, length));
    // The last four bytes are a reserved block nobody needs.
    if (read && length < whole.length - 4) expect(read.damaged, `${length}`).toBe(true);
  }
});

test('garbage is refused or read, never thrown at', () => {
  const base = writeRecurrence(
    { frequency: 0x200d, type: 3, period: 12, specific: [2, 1], start: minutes(2024, 1, 1) },
    540,
    600,
    [{ start: 2e8, end: 2e8, original: 2e8, subject: 'x', location: 'y', reminderMinutes: 5, busy: 2 }],
  );
  const edits = fc.array(fc.tuple(fc.nat(base.length - 1), fc.nat(255)), { maxLength: 12 });
  const damaged = edits.map((all) => {
    const bytes = Uint8Array.from(base);
    for (const [at, value] of all) bytes[at] = value;
    return bytes;
  });
  fc.assert(
    fc.property(fc.oneof(damaged, fc.uint8Array({ maxLength: 300 })), (bytes) => {
      for (const pattern of [readAppointmentRecurrence(bytes)?.pattern, readTaskRecurrence(bytes)]) {
        if (!pattern) continue;
        const rule = ruleText(pattern, basicDate);
        if (rule !== null) expect(firstDay(pattern)).not.toBeNull();
      }
    }),
    { numRuns: 3_000 },
  );
});

test('a count of four thousand million days reads nothing', () => {
  const bytes = writePattern({ frequency: 0x200a, type: 0, period: 1440, start: minutes(2024, 1, 1) });
  Buffer.from(bytes.buffer, bytes.byteOffset).writeUInt32LE(0xffffffff, 34);
  expect(readTaskRecurrence(bytes)).toBeNull();
});

test('days beyond the bound are left out and said', () => {
  const deleted = Array.from({ length: maximumInstances + 1 }, (_, day) => minutes(2024, 1, 1) + day * 1440);
  const bytes = writePattern({ frequency: 0x200a, type: 0, period: 1440, deleted, start: minutes(2024, 1, 1) });
  const read = readTaskRecurrence(bytes)!;
  expect(read.deleted).toHaveLength(maximumInstances);
  expect(read.cut).toBe(true);
});
