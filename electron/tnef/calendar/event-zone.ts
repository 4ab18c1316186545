// Which zone an appointment is written in, and how a moment is written there.
import type { TnefProblem } from '../message.ts';
import type { ContentLine } from './content-line.ts';
import { oneLine, parameter } from './content-line.ts';
import type { Facts } from './named-properties.ts';
import { fromWall, offsetAt, readZoneDefinition, readZoneStruct, toWall } from './time-zone.ts';
import { fixedRule, type TimeZone, type ZoneRule } from './time-zone.ts';
import { ianaName } from './zone-name.ts';
import { zoneLines } from './vtimezone.ts';
import { basicDate, basicUtc, basicWall, dayMs, startOfDay, type Wall } from './wall-time.ts';

export interface EventZone {
  /** TZID; '' = UTC. */
  readonly id: string;
  readonly rule: ZoneRule;
}

export const utcZone: EventZone = { id: '', rule: fixedRule(0) };

function offsetName(minutes: number): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const size = Math.abs(minutes);
  return `UTC${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}

function named(zone: TimeZone, at: number): EventZone {
  const iana = ianaName(zone, at);
  if (iana === 'Etc/UTC' || iana === 'Etc/GMT') return utcZone;
  const id = iana ?? oneLine(zone.name).replaceAll(/["\\]/g, "'").slice(0, 120).toWellFormed();
  return { id: id || offsetName(offsetAt(zone.rule, at)), rule: zone.rule };
}

type Source = 'zoneOfSeries' | 'zoneOfStart' | 'zoneOfEnd' | 'zoneStruct';

function read(facts: Facts, source: Source, problem: (p: TnefProblem) => void): TimeZone | null {
  const bytes = facts.bytes(source);
  if (!bytes?.length) return null;
  if (source !== 'zoneStruct') {
    const zone = readZoneDefinition(bytes);
    if (!zone) problem({ code: 'time_zone', where: source, detail: `${bytes.length} bytes` });
    return zone;
  }
  const rule = readZoneStruct(bytes);
  if (!rule) problem({ code: 'time_zone', where: source, detail: `${bytes.length} bytes` });
  return rule && { name: facts.text('zoneDescription'), rule };
}

/** The first zone the properties name; null when there is none that can be read. */
export function zoneOf(
  facts: Facts,
  sources: readonly Source[],
  at: number,
  problem: (p: TnefProblem) => void,
): EventZone | null {
  for (const source of sources) {
    const zone = read(facts, source, problem);
    if (zone) return named(zone, at);
  }
  return null;
}

/** For a series without a zone: the distance between its first instance's two times. null: that cannot be a zone. */
export function guessedZone(first: Wall, at: number | null): EventZone | null {
  const minutes = at === null ? Number.NaN : (first - at) / 60_000;
  if (!Number.isInteger(minutes) || Math.abs(minutes) > 14 * 60) return null;
  return minutes === 0 ? utcZone : { id: offsetName(minutes), rule: fixedRule(minutes) };
}

export const wallIn = (zone: EventZone, at: number): Wall => toWall(zone.rule, at);
export const momentIn = (zone: EventZone, wall: Wall): number => fromWall(zone.rule, wall);

/** The nearest midnight: the day an all-day event means, also where the zone it was made in is not known. */
export const nearestDay = (wall: Wall): Wall => startOfDay(wall + dayMs / 2);

/** ';TZID=...:20260105T093000', ':20260105T083000Z' or ';VALUE=DATE:20260105', to follow a property's name. */
export function timeValue(zone: EventZone, walls: Wall | readonly Wall[], allDay: boolean): string {
  const all = typeof walls === 'number' ? [walls] : walls;
  if (allDay) return `;VALUE=DATE:${all.map(basicDate).join(',')}`;
  if (!zone.id) return `:${all.map(basicUtc).join(',')}`;
  return `;TZID=${parameter(zone.id)}:${all.map(basicWall).join(',')}`;
}

/** One VTIMEZONE for each zone that is named. */
export function zonesLines(zones: readonly EventZone[], start: number): ContentLine[] {
  const byId = new Map(zones.filter(({ id }) => id).map((zone) => [zone.id, zone]));
  return [...byId.values()].flatMap((zone) => zoneLines(zone.id, zone.rule, start));
}
