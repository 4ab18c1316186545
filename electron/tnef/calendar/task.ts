// A task or a task request as VTODO (RFC 5545 3.6.2, [MS-OXOTASK] 2.2.2.2). Its dates are days, in nobody's zone.
import type { TnefCalendar, TnefProblem, TnefTime } from '../message.ts';
import { answering, attendeeLines, invited, organizerLines } from './attendees.ts';
import { alarmLines, calendarText, commonLines, stampOf, summaryOf, textLine, timeLine } from './common-fields.ts';
import type { CalendarFacts } from './facts.ts';
import type { CalendarClass } from './message-class.ts';
import { tags, type Facts } from './named-properties.ts';
import { readTaskRecurrence, type RecurrencePattern } from './recurrence.ts';
import { describePattern, extraDays, firstDay, ruleText } from './recurrence-rule.ts';
import { hex, inventedUid } from './uid.ts';
import { basicDate, basicUtc, isoWall, startOfDay, type Wall } from './wall-time.ts';

// PidLidTaskStatus: not started, in progress, complete, waiting, deferred. RFC 5545 3.8.1.11 has no word for the last two.
const statuses = ['NEEDS-ACTION', 'IN-PROCESS', 'COMPLETED', 'NEEDS-ACTION', 'NEEDS-ACTION'] as const;

const dayTime = (day: Wall | null): TnefTime | null => (day === null ? null : { at: day, local: isoWall(day) });
const date = (name: string, day: Wall | null): string[] =>
  day === null ? [] : [`${name};VALUE=DATE:${basicDate(day)}`];

function readPattern(facts: Facts, problem: (p: TnefProblem) => void): RecurrencePattern | null {
  const bytes = facts.bytes('taskRecurrence');
  if (!bytes?.length) return null;
  const pattern = readTaskRecurrence(bytes);
  const where = 'PidLidTaskRecurrence';
  if (!pattern) problem({ code: 'recurrence', where, detail: `${bytes.length} bytes` });
  if (pattern?.cut) problem({ code: 'limit', where, detail: 'too many instances' });
  return pattern;
}

function uidOfTask(facts: Facts, about: CalendarFacts): string {
  const id = facts.bytes('taskGlobalId');
  if (id && id.length >= 8 && id.length <= 64) return hex(id);
  const key = facts.bag.get(tags.searchKey);
  if (key?.type === 'binary' && key.value.length >= 16 && key.value.length <= 64) return hex(key.value);
  return inventedUid(about.from?.address ?? '', about.subject, facts.time('taskDue'), facts.time('taskStart'));
}

/** The task of these properties. A request's own properties are those of the task embedded in it. */
export function taskCalendar(
  facts: Facts,
  about: CalendarFacts,
  found: CalendarClass,
  problem: (p: TnefProblem) => void,
): TnefCalendar {
  const { method } = found;
  const dayOf = (at: number | null): Wall | null => (at === null ? null : startOfDay(at));
  const pattern = readPattern(facts, problem);
  let rule = pattern && ruleText(pattern, basicDate);
  if (pattern && rule === null) {
    problem({ code: 'recurrence', where: 'PidLidTaskRecurrence', detail: describePattern(pattern) });
  }
  const due = dayOf(facts.time('taskDue'));
  const own = dayOf(facts.time('taskStart'));
  const start = rule !== null && pattern ? (own ?? due ?? firstDay(pattern)) : own;
  if (start === null) rule = null;

  const people =
    method === 'REPLY'
      ? answering(facts, about.from, about.recipients, found.answer)
      : invited(facts, about.from, about.recipients);
  const summary = summaryOf(facts, about.subject);
  const percent = facts.number('percentComplete');
  const isComplete = facts.flag('taskComplete') === true || facts.number('taskStatus') === 2;
  const status = isComplete ? 'COMPLETED' : (statuses[facts.number('taskStatus') ?? 0] ?? 'NEEDS-ACTION');
  const remindAt = facts.time('reminderSignalTime') ?? facts.time('reminderTime');
  const hasAlarm = facts.flag('reminderSet') === true && remindAt !== null && method !== 'REPLY' && !isComplete;
  const excluded = rule === null ? [] : (pattern?.deleted ?? []).map(startOfDay);
  const extra = rule === null || !pattern ? [] : extraDays(pattern);

  // RFC 5545 3.8.2.3: DUE lies after DTSTART. A task of one day is due on it; a series of those lasts a day each.
  const isOneDay = start !== null && due !== null && due <= start;
  const dates = isOneDay
    ? rule === null
      ? date('DUE', due)
      : [...date('DTSTART', start), 'DURATION:P1D']
    : [...date('DTSTART', start), ...date('DUE', due)];
  const task = [
    'BEGIN:VTODO',
    `UID:${uidOfTask(facts, about)}`,
    'SEQUENCE:0',
    `DTSTAMP:${basicUtc(stampOf(facts, about, start))}`,
    ...timeLine('CREATED', facts.tagTime(tags.createdAt)),
    ...timeLine('LAST-MODIFIED', facts.tagTime(tags.modifiedAt)),
    ...commonLines(facts),
    ...dates,
    ...(rule === null ? [] : [`RRULE:${rule}`]),
    ...(extra.length ? [`RDATE;VALUE=DATE:${extra.map(basicDate).join(',')}`] : []),
    ...(excluded.length ? [`EXDATE;VALUE=DATE:${excluded.map(basicDate).join(',')}`] : []),
    ...textLine('SUMMARY', summary),
    `STATUS:${status}`,
    ...(percent !== null && percent >= 0 && percent <= 1 ? [`PERCENT-COMPLETE:${Math.round(percent * 100)}`] : []),
    // A day as well, but RFC 5545 3.8.2.1 wants a moment.
    ...(isComplete ? timeLine('COMPLETED', facts.time('dateCompleted')) : []),
    ...(method === 'PUBLISH' && !people.organizer?.address ? [] : organizerLines(people.organizer)),
    ...(method === 'PUBLISH' ? [] : attendeeLines(people.attendees, method === 'REQUEST')),
    ...textLine(method === 'REPLY' ? 'COMMENT' : 'DESCRIPTION', about.text),
    ...(hasAlarm ? alarmLines(`;VALUE=DATE-TIME:${basicUtc(remindAt)}`, summary) : []),
    'END:VTODO',
  ];
  return {
    method,
    kind: 'task',
    summary,
    location: '',
    start: dayTime(start),
    end: dayTime(due),
    allDay: true,
    timeZone: '',
    organizer: people.organizer,
    attendees: people.attendees,
    recurrence: rule,
    reminderMinutes: null,
    ics: calendarText(method, task),
  };
}
