// Whole calendar objects: what the door answers, and what another program reads in its text.
import fc from 'fast-check';
import type ICAL from 'ical.js';
import { expect, test } from 'vitest';
import * as mapi from '../../../tests/support/mapi-blobs.ts';
import { occurrencesOf, readComponent, readValue as value, registerZones } from '../../../tests/support/read-ical.ts';
import { bagOf, binary, flag, integer, text, time, type BagEntry } from '../../../tests/support/mapi-blobs.ts';
import type { TnefCalendar, TnefProblem } from '../message.ts';
import type { PropertyValue } from '../properties.ts';
import { toCalendar, type CalendarFacts } from './index.ts';
import { names } from './named-properties.ts';

const ann = { name: 'Ann Martin', address: 'ann@example.org' };
const bob = { name: 'Bob; "the builder"', address: 'bob@example.org' };
const facts: CalendarFacts = {
  messageClass: 'IPM.Schedule.Meeting.Request',
  subject: 'Réunion, à Łódź; à voir',
  from: ann,
  recipients: [
    { person: bob, kind: 'to', flags: 1, trackStatus: 0 },
    { person: { name: 'Chloé', address: 'chloe@example.org' }, kind: 'cc', flags: 1, trackStatus: 3 },
    { person: { name: 'Salle 3', address: 'room3@example.org' }, kind: 'bcc', flags: null, trackStatus: null },
  ],
  text: 'Ordre du jour :\r\n1. budget\r\n2. \\o/',
  sentAt: Date.UTC(2024, 0, 2, 8),
};
const put = (name: keyof typeof names, value: PropertyValue): BagEntry => [names[name], value];
const paris = mapi.writeZoneDefinition('Romance Standard Time', [mapi.romance]);
const meeting: readonly BagEntry[] = [
  put('start', time(2024, 0, 15, 8)),
  put('end', time(2024, 0, 15, 9, 30)),
  put('location', text('Salle 3')),
  put('zoneOfStart', binary(paris)),
  put('globalObjectId', binary(mapi.writeGlobalObjectId(Buffer.alloc(16, 7)))),
  put('sequence', integer(3)),
];

interface Made {
  readonly calendar: TnefCalendar;
  readonly problems: TnefProblem[];
  readonly root: ICAL.Component;
  readonly events: ICAL.Component[];
  readonly first: ICAL.Component;
}

function make(entries: readonly BagEntry[], change: Partial<CalendarFacts> = {}): Made {
  const problems: TnefProblem[] = [];
  const calendar = toCalendar(bagOf(...entries), { ...facts, ...change }, (problem) => problems.push(problem))!;
  const root = readComponent(calendar.ics);
  registerZones(root);
  const events = [...root.getAllSubcomponents('vevent'), ...root.getAllSubcomponents('vtodo')];
  return { calendar, problems, root, events, first: events[0]! };
}

const occurrences = ({ events }: Made, limit: number): string[] => occurrencesOf(events, limit);

test('a meeting request', () => {
  const { calendar, problems, root, first } = make([
    ...meeting,
    put('reminderSet', flag(true)),
    put('reminderMinutes', integer(30)),
    put('intendedBusyStatus', integer(2)),
    put('busyStatus', integer(1)),
    put('categories', mapi.texts('Projet A', 'Client, VIP')),
    [0x0063, flag(true)],
    [0x0036, integer(2)],
    [0x0017, integer(2)],
  ]);
  expect(problems).toEqual([]);
  expect(calendar).toMatchObject({
    method: 'REQUEST',
    kind: 'event',
    summary: facts.subject,
    location: 'Salle 3',
    start: { at: Date.UTC(2024, 0, 15, 8), local: '2024-01-15T09:00:00' },
    end: { at: Date.UTC(2024, 0, 15, 9, 30), local: '2024-01-15T10:30:00' },
    allDay: false,
    timeZone: 'Europe/Paris',
    organizer: ann,
    recurrence: null,
    reminderMinutes: 30,
  });
  expect(calendar.attendees.map(({ role, status }) => [role, status])).toEqual([
    ['required', 'none'],
    ['optional', 'accepted'],
    ['resource', 'none'],
  ]);
  expect(value(root, 'method')).toBe('REQUEST');
  expect(value(first, 'uid')).toBe(
    '040000008200E00074C5B7101A82E0080000000060F2A9E1F4A1DB0100000000000000001000000007070707070707070707070707070707',
  );
  expect(value(first, 'summary')).toBe(facts.subject);
  expect(value(first, 'description')).toBe('Ordre du jour :\n1. budget\n2. \\o/');
  expect(value(first, 'sequence')).toBe('3');
  expect(value(first, 'class')).toBe('PRIVATE');
  expect(value(first, 'priority')).toBe('1');
  expect(value(first, 'x-microsoft-cdo-busystatus')).toBe('BUSY');
  expect(first.getFirstProperty('categories')!.getValues()).toEqual(['Projet A', 'Client, VIP']);
  const attendee = first.getFirstProperty('attendee')!;
  expect(attendee.getFirstValue()).toBe('mailto:bob@example.org');
  expect(attendee.getFirstParameter('cn')).toBe("Bob; 'the builder'");
  expect(attendee.getFirstParameter('rsvp')).toBe('TRUE');
  expect((first.getFirstPropertyValue('dtstart') as ICAL.Time).toJSDate().toISOString()).toBe(
    '2024-01-15T08:00:00.000Z',
  );
  const alarm = first.getFirstSubcomponent('valarm')!;
  expect(value(alarm, 'trigger')).toBe('-PT30M');
});

test.each([
  ['IPM.Schedule.Meeting.Request', 'REQUEST', 'NEEDS-ACTION'],
  ['IPM.Microsoft Schedule.MtgReq', 'REQUEST', 'NEEDS-ACTION'],
  ['IPM.Schedule.Meeting.Canceled', 'CANCEL', 'NEEDS-ACTION'],
  ['IPM.Microsoft Schedule.MtgCncl', 'CANCEL', 'NEEDS-ACTION'],
  ['IPM.Schedule.Meeting.Resp.Pos', 'REPLY', 'ACCEPTED'],
  ['IPM.Schedule.Meeting.Resp.Neg', 'REPLY', 'DECLINED'],
  ['IPM.Microsoft Schedule.MtgRespA', 'REPLY', 'TENTATIVE'],
  ['ipm.appointment.private', 'PUBLISH', undefined],
])('%s is a %s', (messageClass, method, partStat) => {
  const made = make([...meeting, put('reminderSet', flag(true))], { messageClass });
  expect(made.calendar.method).toBe(method);
  expect(made.first.getFirstProperty('attendee')?.getFirstParameter('partstat')).toBe(partStat);
  expect(value(made.first, 'status')).toBe(
    method === 'CANCEL' ? 'CANCELLED' : method === 'REPLY' ? undefined : 'CONFIRMED',
  );
  const hasAlarm = method === 'REQUEST' || method === 'PUBLISH';
  expect(made.first.getAllSubcomponents('valarm')).toHaveLength(hasAlarm ? 1 : 0);
});

test.each(['IPM.Note', 'IPM.Contact', 'IPM.StickyNote', 'IPM.Appointments', ''])(
  '%s is no calendar',
  (messageClass) => {
    expect(toCalendar(bagOf(...meeting), { ...facts, messageClass }, () => undefined)).toBeNull();
  },
);

test('an answer has its sender as the one attendee and the asked as organizer', () => {
  const { calendar, first } = make(meeting, {
    messageClass: 'IPM.Schedule.Meeting.Resp.Tent',
    from: bob,
    recipients: [{ person: ann, kind: 'to', flags: 1, trackStatus: null }],
  });
  expect(calendar.organizer).toEqual(ann);
  expect(calendar.attendees).toEqual([{ ...bob, role: 'required', status: 'tentative' }]);
  expect(value(first, 'organizer')).toBe('mailto:ann@example.org');
  expect(value(first, 'comment')).toContain('budget');
});

test('an answer with another time is a counter proposal', () => {
  const { calendar, first } = make(
    [
      ...meeting,
      put('isCounterProposal', flag(true)),
      put('proposedStart', time(2024, 0, 16, 13)),
      put('proposedEnd', time(2024, 0, 16, 14)),
    ],
    { messageClass: 'IPM.Schedule.Meeting.Resp.Tent' },
  );
  expect(calendar.method).toBe('COUNTER');
  expect(calendar.start?.local).toBe('2024-01-16T14:00:00');
  expect(value(first, 'dtend')).toBe('2024-01-16T15:00:00');
});

test('a foreign UID inside the object id is the UID', () => {
  const id = mapi.writeGlobalObjectId(mapi.foreignUid('abc-123@example.org'), [2024, 1, 15]);
  const { first } = make([
    ...meeting.filter(([key]) => key !== names.globalObjectId),
    put('globalObjectId', binary(id)),
  ]);
  expect(value(first, 'uid')).toBe('abc-123@example.org');
  expect(value(first, 'recurrence-id')).toBe('2024-01-15T09:00:00');
});

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

test('people known by name only', () => {
  const { calendar, first } = make(
    [
      ...meeting,
      put('requiredAttendees', text('Ann Martin; Bob Stone; carl@example.org')),
      put('optionalAttendees', text('Dora')),
    ],
    { recipients: [] },
  );
  expect(calendar.attendees.map(({ name, address, role }) => [name, address, role])).toEqual([
    ['Bob Stone', '', 'required'],
    ['carl@example.org', 'carl@example.org', 'required'],
    ['Dora', '', 'optional'],
  ]);
  expect(first.getAllProperties('attendee').map((each) => each.getFirstValue())).toEqual([
    'invalid:nomail',
    'mailto:carl@example.org',
    'invalid:nomail',
  ]);
});

test('a task', () => {
  const pattern = mapi.writePattern({
    frequency: 0x200c,
    type: 4,
    period: 1,
    specific: [31],
    start: mapi.minutes(2024, 1, 31),
  });
  const { calendar, problems, first } = make(
    [
      put('taskStart', time(2024, 0, 31)),
      put('taskDue', time(2024, 1, 2)),
      put('percentComplete', { type: 'float', value: 0.25 }),
      put('taskStatus', integer(1)),
      put('taskRecurrence', binary(pattern)),
      put('reminderSet', flag(true)),
      put('reminderTime', time(2024, 0, 31, 7)),
      put('taskGlobalId', binary(Buffer.alloc(16, 1))),
    ],
    { messageClass: 'IPM.Task' },
  );
  expect(problems).toEqual([]);
  expect(calendar).toMatchObject({
    kind: 'task',
    method: 'PUBLISH',
    start: { local: '2024-01-31T00:00:00' },
    end: { local: '2024-02-02T00:00:00' },
    recurrence: 'FREQ=MONTHLY;BYMONTHDAY=-1',
  });
  expect(first.name).toBe('vtodo');
  expect(value(first, 'due')).toBe('2024-02-02');
  expect(value(first, 'percent-complete')).toBe('25');
  expect(value(first, 'status')).toBe('IN-PROCESS');
  expect(value(first.getFirstSubcomponent('valarm')!, 'trigger')).toBe('2024-01-31T07:00:00Z');
});

test('a task that is done, with no date at all', () => {
  const { calendar, first } = make([put('taskComplete', flag(true)), put('dateCompleted', time(2024, 4, 1))], {
    messageClass: 'IPM.TaskRequest.Accept',
  });
  expect(calendar).toMatchObject({ method: 'REPLY', start: null, end: null });
  expect(value(first, 'status')).toBe('COMPLETED');
  expect(value(first, 'completed')).toBe('2024-05-01T00:00:00Z');
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

test('whatever the properties hold, an object comes out that another program reads', () => {
  const anyValue: fc.Arbitrary<PropertyValue> = fc.oneof(
    fc.integer().map(integer),
    fc.boolean().map(flag),
    fc.string({ unit: 'binary' }).map(text),
    fc.double().map((each): PropertyValue => ({ type: 'time', value: each })),
    fc.integer({ min: 0, max: 4e12 }).map((each): PropertyValue => ({ type: 'time', value: each })),
    fc.uint8Array({ maxLength: 120 }).map(binary),
    fc.array(fc.string().map(text), { maxLength: 3 }).map((values): PropertyValue => ({ type: 'many', values })),
  );
  const entry = fc.tuple(fc.constantFrom(...(Object.keys(names) as (keyof typeof names)[])), anyValue);
  const someClass = fc.constantFrom(
    'IPM.Schedule.Meeting.Request',
    'IPM.Schedule.Meeting.Resp.Pos',
    'IPM.Appointment',
    'IPM.Task',
  );
  fc.assert(
    fc.property(
      fc.array(entry, { maxLength: 25 }),
      someClass,
      fc.string({ unit: 'binary' }),
      (entries, messageClass, subject) => {
        const made = make(
          entries.map(([name, each]) => put(name, each)),
          { messageClass, subject },
        );
        expect(made.events).toHaveLength(1);
        expect(made.calendar.ics).not.toMatch(/NaN|Invalid Date|undefined/);
        expect(value(made.first, 'uid')).toBeTruthy();
      },
    ),
    { numRuns: 400 },
  );
});
