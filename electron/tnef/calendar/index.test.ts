// Whole calendar objects: what the door answers, and what another program reads in its text.
import fc from 'fast-check';
import type ICAL from 'ical.js';
import { expect, test } from 'vitest';
import { ann, bob, facts, make, meeting, put } from '../../../tests/support/make-calendar.ts';
import * as mapi from '../../../tests/support/mapi-blobs.ts';
import { bagOf, binary, flag, integer, text, time, type BagEntry } from '../../../tests/support/mapi-blobs.ts';
import { readValue as value } from '../../../tests/support/read-ical.ts';
import type { PropertyValue } from '../properties.ts';
import { toCalendar } from './index.ts';
import { names } from './named-properties.ts';

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

test('an answer without recipients goes to whom the request was received for', () => {
  const received: BagEntry[] = [
    [0x0044, text('Ann Martin')],
    [0x0078, text('ann@example.org')],
  ];
  const { calendar } = make([...meeting, ...received], {
    messageClass: 'IPM.Schedule.Meeting.Resp.Pos',
    from: bob,
    recipients: [],
  });
  expect(calendar.organizer).toEqual(ann);
});

const withoutId = meeting.filter(([key]) => key !== names.globalObjectId);

test('the day of an instance stands in the object id, which is left as it was', () => {
  const id = mapi.writeGlobalObjectId(Buffer.alloc(16, 7), [2024, 1, 12]);
  const before = Buffer.from(id).toString('hex');
  const made = make([...withoutId, put('globalObjectId', binary(id))]);
  expect(value(made.first, 'recurrence-id')).toBe('2024-01-12T09:00:00');
  expect(value(made.first, 'uid')).toBe(value(make(meeting).first, 'uid'));
  expect(Buffer.from(id).toString('hex')).toBe(before);
});

test('a foreign UID cannot begin a line of its own', () => {
  const id = mapi.writeGlobalObjectId(mapi.foreignUid('a,b\r\nATTENDEE:mailto:x@example.org'));
  const { first } = make([...withoutId, put('globalObjectId', binary(id))]);
  expect(value(first, 'uid')).toBe('a,b ATTENDEE:mailto:x@example.org');
  expect(first.getAllProperties('attendee')).toHaveLength(3);
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

test('whatever the properties hold, an object comes out that another program reads', () => {
  const anyValue: fc.Arbitrary<PropertyValue> = fc.oneof(
    fc.integer().map(integer),
    fc.double().map((each): PropertyValue => ({ type: 'float', value: each })),
    fc.boolean().map(flag),
    fc.string({ unit: 'binary', maxLength: 40 }).map(text),
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
      fc.string({ unit: 'binary', maxLength: 40 }),
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
    { numRuns: 150 },
  );
});
