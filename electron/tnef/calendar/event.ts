// A meeting message or an appointment as VEVENT: the series and its changed instances (RFC 5545 3.6.1, RFC 5546 3.2).
import type { TnefCalendar, TnefProblem } from '../message.ts';
import { booleanOf } from '../properties.ts';
import { answering, attendeeLines, invited, organizerLines, type People } from './attendees.ts';
import {
  alarmLines,
  beforeStart,
  calendarText,
  commonLines,
  stampOf,
  summaryOf,
  textLine,
  timeLine,
} from './common-fields.ts';
import type { ContentLine } from './content-line.ts';
import { escapeText, oneLine } from './content-line.ts';
import { eventTimes, tnefTime, type EventTimes } from './event-times.ts';
import { momentIn, nearestDay, timeValue, wallIn, zonesLines } from './event-zone.ts';
import type { CalendarFacts } from './facts.ts';
import type { CalendarClass } from './message-class.ts';
import { tags, type Facts } from './named-properties.ts';
import type { ChangedInstance } from './recurrence.ts';
import { instanceDay, inventedUid, hex, uidOf } from './uid.ts';
import { basicUtc, dayMs, startOfDay, type Wall } from './wall-time.ts';

const busyWords = new Map([
  [0, 'FREE'],
  [1, 'TENTATIVE'],
  [2, 'BUSY'],
  [3, 'OOF'],
  [4, 'WORKINGELSEWHERE'],
]);

/** PidLidReminderDelta's value for "as the reader likes it" ([MS-OXORMDR] 2.2.1.2). */
const defaultReminder = 0x5ae980e1;
/** Ten weeks: what is longer is not a reminder. */
const longestReminder = 100_800;
/** Changed instances repeat the text and the people of the series only so far, in characters, */
const repeatBudget = 2_000_000;
/** and stop altogether there: every one names what the series has in common. */
const instanceBudget = 8_000_000;

type Method = TnefCalendar['method'];

function reminderOf(facts: Facts, method: Method): number | null {
  // RFC 5546 3.2.3, 3.2.5: an answer and a cancellation have no alarm.
  if (method === 'REPLY' || method === 'CANCEL' || facts.flag('reminderSet') !== true) return null;
  const minutes = facts.number('reminderMinutes') ?? 15;
  if (minutes === defaultReminder) return 15;
  return minutes >= 0 && minutes <= longestReminder ? Math.trunc(minutes) : null;
}

function statusWord(method: Method, busy: number | null): string[] {
  if (method === 'CANCEL') return ['STATUS:CANCELLED'];
  return method === 'REPLY' ? [] : [busy === 1 ? 'STATUS:TENTATIVE' : 'STATUS:CONFIRMED'];
}

const busyLines = (busy: number | null): ContentLine[] =>
  busy === null
    ? []
    : [
        `TRANSP:${busy === 0 ? 'TRANSPARENT' : 'OPAQUE'}`,
        `X-MICROSOFT-CDO-BUSYSTATUS:${busyWords.get(busy) ?? 'BUSY'}`,
      ];

/** Of the one instance a message is about: its original time in the zone of the start. null = the whole. */
function replacedInstance(facts: Facts, times: EventTimes, objectId: Uint8Array | null): Wall | null {
  if (times.series) return null;
  const at = facts.time('replacesTime');
  if (at !== null) return times.allDay ? nearestDay(wallIn(times.zone, at)) : wallIn(times.zone, at);
  const day = objectId && instanceDay(objectId);
  if (day === null) return null;
  // The day is all that is said; nearly always the time of day has not changed.
  return times.start === null || times.allDay ? day : day + (times.start - startOfDay(times.start));
}

function changedLines(
  change: ChangedInstance,
  times: EventTimes,
  series: { summary: string; location: string; busy: number | null; reminder: number | null },
): ContentLine[] {
  const allDay = change.allDay ?? times.allDay;
  const summary = change.subject === null ? series.summary : oneLine(change.subject);
  const day = (wall: Wall): Wall => (allDay ? startOfDay(wall) : wall);
  const start = day(change.start);
  const end = allDay ? Math.max(start + dayMs, nearestDay(change.end)) : Math.max(start, change.end);
  const busy = change.busyStatus ?? series.busy;
  const isReminded = change.reminderSet ?? series.reminder !== null;
  const minutes = change.reminderMinutes ?? series.reminder ?? 15;
  const original = times.allDay ? startOfDay(change.originalStart) : change.originalStart;
  return [
    `RECURRENCE-ID${timeValue(times.zone, original, times.allDay)}`,
    `DTSTART${timeValue(times.zone, start, allDay)}`,
    `DTEND${timeValue(times.zone, end, allDay)}`,
    ...textLine('SUMMARY', summary),
    ...textLine('LOCATION', oneLine(change.location ?? series.location)),
    ...busyLines(busy),
    ...(isReminded && minutes <= longestReminder ? alarmLines(beforeStart(minutes), summary) : []),
  ];
}

const size = (lines: readonly ContentLine[]): number => lines.reduce((sum, line) => sum + line.length, 0);

interface Uid {
  readonly uid: string;
  readonly objectId: Uint8Array | null;
}

function identity(facts: Facts, about: CalendarFacts, start: number | null): Uid {
  const objectId = facts.bytes('globalObjectId') ?? facts.bytes('cleanGlobalObjectId');
  const known = objectId && uidOf(objectId);
  if (known) return { uid: known, objectId };
  const key = facts.bag.get(tags.searchKey);
  const invented =
    key?.type === 'binary' && key.value.length >= 16 && key.value.length <= 64
      ? hex(key.value)
      : inventedUid(about.from?.address ?? '', summaryOf(facts, about.subject), start);
  return { uid: invented, objectId: null };
}

/** RFC 5545 3.8.7.4: a 32-bit number that is not negative. */
const sequenceOf = (facts: Facts): number =>
  Math.min(Math.max(0, Math.trunc(facts.number('sequence') ?? 0)), 0x7fffffff);

function ownerLines(facts: Facts, times: EventTimes, intended: number | null): ContentLine[] {
  const ownerId = facts.tagNumber(tags.ownerAppointmentId);
  const importance = facts.tagNumber(tags.importance);
  return [
    `X-MICROSOFT-CDO-APPT-SEQUENCE:${sequenceOf(facts)}`,
    ...(ownerId !== null ? [`X-MICROSOFT-CDO-OWNERAPPTID:${ownerId | 0}`] : []),
    ...(intended !== null ? [`X-MICROSOFT-CDO-INTENDEDSTATUS:${busyWords.get(intended) ?? 'BUSY'}`] : []),
    `X-MICROSOFT-CDO-ALLDAYEVENT:${times.allDay ? 'TRUE' : 'FALSE'}`,
    ...(importance !== null ? [`X-MICROSOFT-CDO-IMPORTANCE:${importance}`] : []),
    ...(facts.flag('noCounterProposals') ? ['X-MICROSOFT-DISALLOW-COUNTER:TRUE'] : []),
  ];
}

/** Who the text names. RFC 5546 3.2.1: what is published names no attendees; a calendar would write to them. */
const peopleLines = ({ organizer, attendees }: People, method: Method, asks: boolean): ContentLine[] => [
  ...(method === 'PUBLISH' && !organizer?.address ? [] : organizerLines(organizer)),
  ...(method === 'PUBLISH' ? [] : attendeeLines(attendees, asks)),
];

/** The components of the changed instances, within the budgets. `isCut`: one of them was reached. */
function changedInstances(
  changes: readonly ChangedInstance[],
  repeated: readonly ContentLine[],
  shared: readonly ContentLine[],
  write: (change: ChangedInstance) => readonly ContentLine[],
): { lines: ContentLine[]; isCut: boolean } {
  const lines: ContentLine[] = [];
  let [repeats, all, isCut] = [repeatBudget, instanceBudget, false];
  for (const change of changes) {
    const own = write(change);
    repeats -= size(repeated);
    all -= size(own) + size(shared);
    isCut ||= Math.min(repeats, all) < 0;
    if (all < 0) break;
    // An alarm closes a component: the people and the text stand before it.
    const alarm = own.indexOf('BEGIN:VALARM');
    const [plain, last] = alarm < 0 ? [own, []] : [own.slice(0, alarm), own.slice(alarm)];
    lines.push('BEGIN:VEVENT', ...shared, ...plain, ...(repeats >= 0 ? repeated : []), ...last, 'END:VEVENT');
  }
  return { lines, isCut };
}

/** The appointment or meeting message of these properties. Reports what had to be guessed or left out. */
export function eventCalendar(
  facts: Facts,
  about: CalendarFacts,
  found: CalendarClass,
  problem: (p: TnefProblem) => void,
): TnefCalendar {
  const proposes = found.method === 'REPLY' && facts.flag('isCounterProposal') === true;
  const method: Method = proposes ? 'COUNTER' : found.method;
  const isInstance = facts.flag('isException') === true || facts.time('replacesTime') !== null;
  const times = eventTimes(facts, isInstance || proposes, proposes, problem);
  const start = tnefTime(times.start, times.zone);
  const { uid, objectId } = identity(facts, about, start?.at ?? null);
  const replaced = replacedInstance(facts, times, objectId);
  const people =
    found.method === 'REPLY'
      ? answering(facts, about.from, about.recipients, found.answer)
      : invited(facts, about.from, about.recipients);
  const summary = summaryOf(facts, about.subject);
  const location = oneLine(facts.text('location') || facts.text('where'));
  const intended = facts.number('intendedBusyStatus');
  const stored = facts.number('busyStatus');
  // [MS-OXOCAL] 2.2.6.4: a request's own busy status is "tentative" until it is answered; the intended one is meant.
  const busy = method === 'REQUEST' ? (intended ?? (stored === 1 ? null : stored)) : stored;
  const reminder = reminderOf(facts, method);
  const wantsAnswer = method === 'REQUEST' && booleanOf(facts.bag.get(tags.responseRequested)) === true;

  const who = peopleLines(people, method, wantsAnswer);
  const shared = [
    `UID:${escapeText(uid)}`,
    `SEQUENCE:${sequenceOf(facts)}`,
    `DTSTAMP:${basicUtc(stampOf(facts, about, start?.at ?? null))}`,
    ...timeLine('CREATED', facts.tagTime(tags.createdAt)),
    ...timeLine('LAST-MODIFIED', facts.tagTime(tags.modifiedAt)),
    ...commonLines(facts),
    ...statusWord(method, busy),
  ];
  const words = textLine(method === 'REPLY' || method === 'COUNTER' ? 'COMMENT' : 'DESCRIPTION', about.text);
  const excluded = times.series?.withoutInstances ?? [];
  const extra = times.series?.extraInstances ?? [];
  const event = [
    'BEGIN:VEVENT',
    ...shared,
    ...(replaced === null ? [] : [`RECURRENCE-ID${timeValue(times.zone, replaced, times.allDay)}`]),
    ...(times.start === null ? [] : [`DTSTART${timeValue(times.zone, times.start, times.allDay)}`]),
    ...(times.end === null ? [] : [`DTEND${timeValue(times.endZone, times.end, times.allDay)}`]),
    ...(times.series ? [`RRULE:${times.series.rule}`] : []),
    ...(extra.length ? [`RDATE${timeValue(times.zone, extra, times.allDay)}`] : []),
    ...(excluded.length ? [`EXDATE${timeValue(times.zone, excluded, times.allDay)}`] : []),
    ...textLine('SUMMARY', summary),
    ...textLine('LOCATION', location),
    ...who,
    ...busyLines(busy),
    ...ownerLines(facts, times, intended),
    ...words,
    ...(reminder === null ? [] : alarmLines(beforeStart(reminder), summary)),
    'END:VEVENT',
  ];

  const changes = method === 'REQUEST' || method === 'PUBLISH' ? (times.series?.recurrence.changed ?? []) : [];
  const { lines: instances, isCut } = changedInstances(changes, [...who, ...words], shared, (change) =>
    changedLines(change, times, { summary, location, busy, reminder }),
  );
  if (isCut) problem({ code: 'limit', where: 'PidLidAppointmentRecur', detail: 'changed instances without all text' });

  const first = times.start === null ? 0 : momentIn(times.zone, times.start);
  const zones = times.start === null || times.allDay ? [] : zonesLines([times.zone, times.endZone], first);
  return {
    method,
    kind: 'event',
    summary,
    location,
    start,
    end: tnefTime(times.end, times.endZone),
    allDay: times.allDay,
    timeZone: times.zone.id,
    organizer: people.organizer,
    attendees: people.attendees,
    recurrence: times.series?.rule ?? null,
    reminderMinutes: reminder,
    ics: calendarText(method, [...zones, ...event, ...instances]),
  };
}
