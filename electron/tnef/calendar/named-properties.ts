// The properties a calendar is made of, by set and number ([MS-OXPROPS] 1.3.2, 2), and how to ask for them briefly.
import type { PropertyBag, PropertyValue } from '../properties.ts';
import { binaryOf, booleanOf, numberOf, textOf, timeOf } from '../properties.ts';
import { isUsableTime } from './wall-time.ts';

export const appointmentSet = '00062002-0000-0000-C000-000000000046';
export const taskSet = '00062003-0000-0000-C000-000000000046';
export const commonSet = '00062008-0000-0000-C000-000000000046';
export const meetingSet = '6ED8DA90-450B-101B-98DA-00AA003F1305';
export const publicStrings = '00020329-0000-0000-C000-000000000046';

type Name = readonly [set: string, lid: number | string];

export const names = {
  sequence: [appointmentSet, 0x8201],
  busyStatus: [appointmentSet, 0x8205],
  location: [appointmentSet, 0x8208],
  start: [appointmentSet, 0x820d],
  end: [appointmentSet, 0x820e],
  duration: [appointmentSet, 0x8213],
  allDay: [appointmentSet, 0x8215],
  recurrence: [appointmentSet, 0x8216],
  stateFlags: [appointmentSet, 0x8217],
  intendedBusyStatus: [appointmentSet, 0x8224],
  replacesTime: [appointmentSet, 0x8228],
  zoneStruct: [appointmentSet, 0x8233],
  zoneDescription: [appointmentSet, 0x8234],
  clipStart: [appointmentSet, 0x8235],
  clipEnd: [appointmentSet, 0x8236],
  toAttendees: [appointmentSet, 0x823b],
  ccAttendees: [appointmentSet, 0x823c],
  proposedStart: [appointmentSet, 0x8250],
  proposedEnd: [appointmentSet, 0x8251],
  isCounterProposal: [appointmentSet, 0x8257],
  noCounterProposals: [appointmentSet, 0x825a],
  zoneOfStart: [appointmentSet, 0x825e],
  zoneOfEnd: [appointmentSet, 0x825f],
  zoneOfSeries: [appointmentSet, 0x8260],
  attendeeCriticalChange: [meetingSet, 0x0001],
  where: [meetingSet, 0x0002],
  globalObjectId: [meetingSet, 0x0003],
  requiredAttendees: [meetingSet, 0x0006],
  optionalAttendees: [meetingSet, 0x0007],
  resourceAttendees: [meetingSet, 0x0008],
  isException: [meetingSet, 0x000a],
  ownerCriticalChange: [meetingSet, 0x001a],
  cleanGlobalObjectId: [meetingSet, 0x0023],
  reminderMinutes: [commonSet, 0x8501],
  reminderTime: [commonSet, 0x8502],
  reminderSet: [commonSet, 0x8503],
  commonStart: [commonSet, 0x8516],
  commonEnd: [commonSet, 0x8517],
  reminderSignalTime: [commonSet, 0x8560],
  taskGlobalId: [commonSet, 0x8519],
  taskStatus: [taskSet, 0x8101],
  percentComplete: [taskSet, 0x8102],
  taskStart: [taskSet, 0x8104],
  taskDue: [taskSet, 0x8105],
  dateCompleted: [taskSet, 0x810f],
  taskRecurrence: [taskSet, 0x8116],
  taskComplete: [taskSet, 0x811c],
  categories: [publicStrings, 'Keywords'],
} as const satisfies Record<string, Name>;

/** Tags, by property id. */
export const tags = {
  importance: 0x0017,
  messageClass: 0x001a,
  sensitivity: 0x0036,
  subjectPrefix: 0x003d,
  receivedRepresentingName: 0x0044,
  startDate: 0x0060,
  endDate: 0x0061,
  ownerAppointmentId: 0x0062,
  responseRequested: 0x0063,
  receivedRepresentingAddress: 0x0078,
  normalizedSubject: 0x0e1d,
  searchKey: 0x300b,
  createdAt: 0x3007,
  modifiedAt: 0x3008,
  receivedRepresentingSmtp: 0x5d08,
} as const;

/** One object's properties under the names above; null where one is missing or of another type. */
export interface Facts {
  readonly bag: PropertyBag;
  text(name: keyof typeof names): string;
  number(name: keyof typeof names): number | null;
  flag(name: keyof typeof names): boolean | null;
  /** Milliseconds since 1970, between the years 1601 and 9999; [MS-OXOCAL]'s "none" (4501-01-01) is null. */
  time(name: keyof typeof names): number | null;
  bytes(name: keyof typeof names): Uint8Array | null;
  tagTime(id: number): number | null;
  tagNumber(id: number): number | null;
}

/** Of a subject, a place, a name: more is an attack, not a word. */
export const maximumWords = 4_000;

/** 4501-01-01, MAPI's "no date"; programs are a few hours off, by their zone. */
const noDate = Date.UTC(4500, 11, 30);

const usable = (time: number | null): number | null =>
  time !== null && isUsableTime(time) && time < noDate ? time : null;

const finite = (value: number | null): number | null => (value !== null && Number.isFinite(value) ? value : null);
const whole = (value: number | null): number | null => (value !== null && Number.isInteger(value) ? value : null);

export function factsOf(bag: PropertyBag): Facts {
  const find = (name: keyof typeof names): PropertyValue | undefined => bag.named(names[name][0], names[name][1]);
  return {
    bag,
    text: (name) => (textOf(find(name)) ?? '').slice(0, maximumWords).trim(),
    number: (name) => finite(numberOf(find(name))),
    flag: (name) => booleanOf(find(name)),
    time: (name) => usable(timeOf(find(name))),
    bytes: (name) => binaryOf(find(name)),
    tagTime: (id) => usable(timeOf(bag.get(id))),
    tagNumber: (id) => whole(numberOf(bag.get(id))),
  };
}

/** PidNameKeywords: one string each; some programs write one string with commas. At most 100, of 250 characters. */
export function categoriesOf(bag: PropertyBag): string[] {
  const value = bag.named(...names.categories);
  const all =
    value?.type === 'many' ? value.values.map((each) => textOf(each) ?? '') : (textOf(value) ?? '').split(/[,;]/);
  return all
    .map((each) => each.trim().slice(0, 250))
    .filter(Boolean)
    .slice(0, 100);
}
