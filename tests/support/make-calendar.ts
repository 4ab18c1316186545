// A calendar object made from a few properties, and what an independent program reads in it: for tests of the door.
import type ICAL from 'ical.js';
import { toCalendar, type CalendarFacts } from '../../electron/tnef/calendar/index.ts';
import { names } from '../../electron/tnef/calendar/named-properties.ts';
import type { TnefCalendar, TnefProblem } from '../../electron/tnef/message.ts';
import type { PropertyValue } from '../../electron/tnef/properties.ts';
import * as mapi from './mapi-blobs.ts';
import { bagOf, binary, integer, text, time, type BagEntry } from './mapi-blobs.ts';
import { readComponent, registerZones } from './read-ical.ts';

export const ann = { name: 'Ann Martin', address: 'ann@example.org' };
export const bob = { name: 'Bob; "the builder"', address: 'bob@example.org' };
export const facts: CalendarFacts = {
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
export const put = (name: keyof typeof names, value: PropertyValue): BagEntry => [names[name], value];
export const paris = mapi.writeZoneDefinition('Romance Standard Time', [mapi.romance]);
export const meeting: readonly BagEntry[] = [
  put('start', time(2024, 0, 15, 8)),
  put('end', time(2024, 0, 15, 9, 30)),
  put('location', text('Salle 3')),
  put('zoneOfStart', binary(paris)),
  put('globalObjectId', binary(mapi.writeGlobalObjectId(Buffer.alloc(16, 7)))),
  put('sequence', integer(3)),
];

export interface Made {
  readonly calendar: TnefCalendar;
  readonly problems: TnefProblem[];
  readonly root: ICAL.Component;
  readonly events: ICAL.Component[];
  readonly first: ICAL.Component;
}

export function make(entries: readonly BagEntry[], change: Partial<CalendarFacts> = {}): Made {
  const problems: TnefProblem[] = [];
  const calendar = toCalendar(bagOf(...entries), { ...facts, ...change }, (problem) => problems.push(problem))!;
  const root = readComponent(calendar.ics);
  registerZones(root);
  const events = [...root.getAllSubcomponents('vevent'), ...root.getAllSubcomponents('vtodo')];
  return { calendar, problems, root, events, first: events[0]! };
}
