// When an appointment is: its zone, its first instance, its series ([MS-OXOCAL] 2.2.1.5, 2.2.1.6, 2.2.1.44).
import type { TnefProblem, TnefTime } from '../message.ts';
import { guessedZone, momentIn, nearestDay, utcZone, wallIn, zoneOf, type EventZone } from './event-zone.ts';
import { tags, type Facts } from './named-properties.ts';
import { readAppointmentRecurrence, type AppointmentRecurrence } from './recurrence.ts';
import { describePattern, extraDays, firstDay, ruleText } from './recurrence-rule.ts';
import { basicDate, basicUtc, dayMs, isoWall, minuteMs, startOfDay, type Wall } from './wall-time.ts';

export interface Series {
  readonly recurrence: AppointmentRecurrence;
  readonly rule: string;
  /** Times as DTSTART has them: the midnight, for an all-day event. */
  readonly withoutInstances: readonly Wall[];
  /** Likewise; instances the rule does not reach. */
  readonly extraInstances: readonly Wall[];
}

export interface EventTimes {
  readonly zone: EventZone;
  readonly endZone: EventZone;
  readonly allDay: boolean;
  /** null: the object does not say when. */
  readonly start: Wall | null;
  readonly end: Wall | null;
  readonly series: Series | null;
}

/** Ten years. */
const longestMinutes = 5_256_000;

type Report = (p: TnefProblem) => void;

function readSeries(facts: Facts, problem: Report): AppointmentRecurrence | null {
  const bytes = facts.bytes('recurrence');
  if (!bytes?.length) return null;
  const recurrence = readAppointmentRecurrence(bytes);
  const where = 'PidLidAppointmentRecur';
  if (!recurrence) problem({ code: 'recurrence', where, detail: `${bytes.length} bytes` });
  if (recurrence?.damaged) problem({ code: 'recurrence', where, detail: 'changed instances cannot all be read' });
  if (recurrence?.pattern.cut) problem({ code: 'limit', where, detail: 'too many instances' });
  return recurrence;
}

/** The moments as the sender's program stored them; a proposal's own ones come first. */
function storedTimes(facts: Facts, proposes: boolean): { start: number | null; end: number | null } {
  const start =
    (proposes ? facts.time('proposedStart') : null) ??
    facts.time('start') ??
    facts.time('clipStart') ??
    facts.time('commonStart') ??
    facts.tagTime(tags.startDate);
  const stored =
    (proposes ? facts.time('proposedEnd') : null) ??
    facts.time('end') ??
    facts.time('clipEnd') ??
    facts.time('commonEnd') ??
    facts.tagTime(tags.endDate);
  const minutes = facts.number('duration');
  const hasLength = minutes !== null && minutes >= 0 && minutes <= longestMinutes;
  const counted = start !== null && hasLength ? start + Math.trunc(minutes) * minuteMs : start;
  return { start, end: stored !== null && start !== null && stored < start ? start : (stored ?? counted) };
}

function seriesOf(recurrence: AppointmentRecurrence, zone: EventZone, allDay: boolean, problem: Report): Series | null {
  const offset = allDay ? 0 : recurrence.startOffset * minuteMs;
  const rule = ruleText(recurrence.pattern, (lastDay) => {
    if (allDay) return basicDate(lastDay);
    return basicUtc(momentIn(zone, lastDay + offset));
  });
  if (rule === null) {
    const detail = describePattern(recurrence.pattern);
    problem({ code: 'recurrence', where: 'PidLidAppointmentRecur', detail });
    return null;
  }
  const changed = new Set(recurrence.changed.map(({ originalStart }) => startOfDay(originalStart)));
  const days = new Set(recurrence.pattern.deleted.map(startOfDay));
  const withoutInstances = [...days].filter((day) => !changed.has(day)).sort((a, b) => a - b);
  return {
    recurrence,
    rule,
    withoutInstances: withoutInstances.map((day) => day + offset),
    extraInstances: extraDays(recurrence.pattern).map((day) => day + offset),
  };
}

/** `single`: the object is one instance of a series, or proposes another time: a pattern it carries is not its own. */
export function eventTimes(facts: Facts, single: boolean, proposes: boolean, problem: Report): EventTimes {
  const stored = storedTimes(facts, proposes);
  const recurrence = single ? null : readSeries(facts, problem);
  const first = recurrence && firstDay(recurrence.pattern);
  const subType = facts.flag('allDay') ?? false;

  if (recurrence && first !== null) {
    const wall = first + recurrence.startOffset * minuteMs;
    const known = zoneOf(facts, ['zoneOfSeries', 'zoneStruct', 'zoneOfStart'], stored.start ?? wall, problem);
    const zone = known ?? guessedZone(wall, stored.start) ?? utcZone;
    const length = recurrence.endOffset - recurrence.startOffset;
    const allDay = subType && length > 0 && length % (24 * 60) === 0;
    if (!known && !allDay)
      problem({ code: 'time_zone', where: '', detail: `series without a zone: ${zone.id || 'UTC'}` });
    const start = allDay ? nearestDay(wall) : wall;
    const series = seriesOf(recurrence, zone, allDay, problem);
    return { zone, endZone: zone, allDay, start, end: start + length * minuteMs, series };
  }
  if (recurrence) {
    const detail = describePattern(recurrence.pattern);
    problem({ code: 'recurrence', where: 'PidLidAppointmentRecur', detail });
  }

  if (stored.start === null || stored.end === null) {
    problem({ code: 'property', where: 'PidLidAppointmentStartWhole', detail: 'missing' });
    return { zone: utcZone, endZone: utcZone, allDay: subType, start: null, end: null, series: null };
  }
  const zone = zoneOf(facts, ['zoneOfStart', 'zoneOfSeries', 'zoneStruct'], stored.start, problem) ?? utcZone;
  const endZone = zoneOf(facts, ['zoneOfEnd'], stored.end, problem) ?? zone;
  if (subType) {
    const start = nearestDay(wallIn(zone, stored.start));
    const end = Math.max(start + dayMs, nearestDay(wallIn(zone, stored.end)));
    return { zone, endZone: zone, allDay: true, start, end, series: null };
  }
  const [start, end] = [wallIn(zone, stored.start), wallIn(endZone, stored.end)];
  return { zone, endZone, allDay: false, start, end, series: null };
}

export const tnefTime = (wall: Wall | null, zone: EventZone): TnefTime | null =>
  wall === null ? null : { at: momentIn(zone, wall), local: isoWall(wall) };
