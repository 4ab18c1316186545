// What a message class says about a calendar object ([MS-OXOCAL] 2.2.5 to 2.2.9, [MS-OXOTASK] 2.2.2, 2.2.5).
import type { TnefAttendee, TnefCalendar } from '../message.ts';

export interface CalendarClass {
  readonly kind: TnefCalendar['kind'];
  readonly method: TnefCalendar['method'];
  /** method 'REPLY': the sender's answer. */
  readonly answer: TnefAttendee['status'];
}

const of = (
  kind: CalendarClass['kind'],
  method: CalendarClass['method'],
  answer: CalendarClass['answer'] = 'none',
): CalendarClass => ({ kind, method, answer });

/** The first one that fits wins: longer names first. The second spelling of each is Schedule+'s. */
const classes: readonly (readonly [string, CalendarClass])[] = [
  ['ipm.schedule.meeting.request', of('event', 'REQUEST')],
  ['ipm.microsoft schedule.mtgreq', of('event', 'REQUEST')],
  ['ipm.schedule.meeting.canceled', of('event', 'CANCEL')],
  ['ipm.microsoft schedule.mtgcncl', of('event', 'CANCEL')],
  ['ipm.schedule.meeting.resp.pos', of('event', 'REPLY', 'accepted')],
  ['ipm.microsoft schedule.mtgrespp', of('event', 'REPLY', 'accepted')],
  ['ipm.schedule.meeting.resp.neg', of('event', 'REPLY', 'declined')],
  ['ipm.microsoft schedule.mtgrespn', of('event', 'REPLY', 'declined')],
  ['ipm.schedule.meeting.resp.tent', of('event', 'REPLY', 'tentative')],
  ['ipm.microsoft schedule.mtgrespa', of('event', 'REPLY', 'tentative')],
  ['ipm.schedule.meeting', of('event', 'PUBLISH')],
  ['ipm.appointment', of('event', 'PUBLISH')],
  // An exception's own object (PidTagMessageClass of 2.2.10.1.6.1).
  ['ipm.ole.class.{00061055-0000-0000-c000-000000000046}', of('event', 'PUBLISH')],
  ['ipm.taskrequest.accept', of('task', 'REPLY', 'accepted')],
  ['ipm.taskrequest.decline', of('task', 'REPLY', 'declined')],
  ['ipm.taskrequest.update', of('task', 'REPLY')],
  ['ipm.taskrequest', of('task', 'REQUEST')],
  ['ipm.task', of('task', 'PUBLISH')],
];

/** null: neither a meeting nor an appointment nor a task. */
export function calendarClass(messageClass: string): CalendarClass | null {
  const name = messageClass.trim().toLowerCase();
  return classes.find(([prefix]) => name === prefix || name.startsWith(`${prefix}.`))?.[1] ?? null;
}
