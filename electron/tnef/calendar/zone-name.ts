// From the name Outlook gives a zone to the IANA name other programs know, when both mean the same clock.
import { minuteMs, wallOf, yearOf } from './wall-time.ts';
import { offsetAt, type TimeZone, type ZoneRule } from './time-zone.ts';
import { windowsZones } from './windows-zones-table.ts';

const clocks = new Map<string, Intl.DateTimeFormat>();

/** Minutes an IANA zone adds to UTC at that moment; null: Node does not know the zone. */
export function ianaOffset(zone: string, at: number): number | null {
  try {
    let clock = clocks.get(zone);
    if (!clock) {
      clock = new Intl.DateTimeFormat('en-US', {
        timeZone: zone,
        hourCycle: 'h23',
        year: 'numeric',
        month: 'numeric',
        day: 'numeric',
        hour: 'numeric',
        minute: 'numeric',
      });
      // Only names of the table and of the IANA database get this far.
      clocks.set(zone, clock);
    }
    const parts = new Map(clock.formatToParts(at).map((part) => [part.type, Number(part.value)]));
    const part = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
    const time = (part('hour') * 60 + part('minute')) * minuteMs;
    return Math.round((wallOf(part('year'), part('month'), part('day'), time) - at) / minuteMs);
  } catch {
    return null;
  }
}

let cities: Map<string, string> | null = null;

/** 'amsterdam' to 'Europe/Amsterdam', from Node's own list. */
function zoneOfCity(city: string): string | null {
  cities ??= new Map(
    Intl.supportedValuesOf('timeZone').map((zone) => [
      zone
        .slice(zone.lastIndexOf('/') + 1)
        .replaceAll('_', ' ')
        .toLowerCase(),
      zone,
    ]),
  );
  return cities.get(city) ?? null;
}

/** IANA names a zone's name may stand for, the likeliest first. At most eight. */
function candidates(name: string): string[] {
  const known = windowsZones.get(name.toLowerCase());
  if (known) return [known];
  if (/^[A-Za-z_]+\/[A-Za-z0-9_+\-/]{1,40}$/.test(name)) return [name];
  // '(UTC+01:00) Amsterdam, Berlin, Bern', as PidLidTimeZoneDescription has it.
  return name
    .slice(name.lastIndexOf(')') + 1, 200)
    .split(/[,/]/)
    .map((city) => zoneOfCity(city.trim().toLowerCase()))
    .filter((zone) => zone !== null)
    .slice(0, 8);
}

const isSameClock = (zone: string, rule: ZoneRule, moments: readonly number[]): boolean =>
  moments.every((at) => ianaOffset(zone, at) === offsetAt(rule, at));

/**
 * The IANA name of a zone whose clock agrees with the rule at the start and in each quarter of that year; null when
 * none does: its own rules are then the only truth.
 */
export function ianaName(zone: TimeZone, start: number): string | null {
  const year = yearOf(start);
  const moments = [start, ...[1, 4, 7, 10].map((month) => Date.UTC(year, month - 1, 15, 12))];
  return candidates(zone.name).find((name) => isSameClock(name, zone.rule, moments)) ?? null;
}
