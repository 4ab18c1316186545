// A VTIMEZONE from a zone's own rules (RFC 5545 3.6.5).
import type { ContentLine } from './content-line.ts';
import { escapeText } from './content-line.ts';
import { changeIn, type ClockChange, type ZoneRule } from './time-zone.ts';
import { basicWall, yearOf } from './wall-time.ts';

const weekdays = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'] as const;

function offsetText(minutes: number): string {
  const size = Math.abs(minutes);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}${two(size % 60)}`;
}

function observance(
  kind: 'STANDARD' | 'DAYLIGHT',
  from: number,
  to: number,
  change: ClockChange | null,
  firstYear: number,
): ContentLine[] {
  const onset = change && changeIn(change.year || firstYear, change);
  const rule =
    change && !change.year
      ? [
          `RRULE:FREQ=YEARLY;BYMONTH=${change.month};BYDAY=${change.day === 5 ? -1 : change.day}${weekdays[change.weekday] ?? 'SU'}`,
        ]
      : [];
  return [
    `BEGIN:${kind}`,
    `DTSTART:${onset === null ? `${firstYear}0101T000000` : basicWall(onset)}`,
    `TZOFFSETFROM:${offsetText(from)}`,
    `TZOFFSETTO:${offsetText(to)}`,
    ...rule,
    `END:${kind}`,
  ];
}

/** `start`: the first moment that is written in this zone. */
export function zoneLines(id: string, rule: ZoneRule, start: number): ContentLine[] {
  const firstYear = yearOf(start) > 1970 ? 1970 : 1601;
  const { standard, daylight, changes } = rule;
  return [
    'BEGIN:VTIMEZONE',
    `TZID:${escapeText(id)}`,
    ...observance('STANDARD', daylight, standard, changes?.toStandard ?? null, firstYear),
    ...(changes ? observance('DAYLIGHT', standard, daylight, changes.toDaylight, firstYear) : []),
    'END:VTIMEZONE',
  ];
}
