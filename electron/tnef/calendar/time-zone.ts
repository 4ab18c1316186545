// Time zones as Outlook sends them: the rules themselves, so that no database has to know the name.
// [MS-OXOCAL] 2.2.1.39 PidLidTimeZoneStruct, 2.2.1.41 PidLidAppointmentTimeZoneDefinitionRecur (TZDEFINITION).
import { readBytes, utf16Text, type ByteReader } from './byte-reader.ts';
import { daysInMonth, dayOfWeek, minuteMs, wallOf, yearOf, type Wall } from './wall-time.ts';

/** When the clock is changed; a SYSTEMTIME read as [MS-OXOCAL] 2.2.1.39 says. */
export interface ClockChange {
  /** 0: every year. */
  readonly year: number;
  readonly month: number;
  /** 0 = Sunday; unused when `year` is said. */
  readonly weekday: number;
  /** Every year: 1 to 4, 5 = the last one. With a year: the day of the month. */
  readonly day: number;
  /** Milliseconds since midnight. */
  readonly time: number;
}

/** Offsets are minutes to add to UTC. */
export interface ZoneRule {
  readonly standard: number;
  readonly daylight: number;
  /** null: the clock is never changed. */
  readonly changes: { readonly toStandard: ClockChange; readonly toDaylight: ClockChange } | null;
}

export interface TimeZone {
  /** What the author's program calls it: a Windows key name, or a description; '' when not said. */
  readonly name: string;
  readonly rule: ZoneRule;
}

function readSystemTime(from: ByteReader): ClockChange | null {
  const [year, month, weekday, day] = [from.u16(), from.u16(), from.u16(), from.u16()];
  const [hour, minute, second] = [from.u16(), from.u16(), from.u16()];
  from.skip(2);
  const inRange = month >= 1 && month <= 12 && day >= 1 && day <= (year ? 31 : 5) && weekday <= 6;
  if (!inRange || year > 9999 || hour > 23 || minute > 59 || second > 59) return null;
  return { year, month, weekday, day, time: ((hour * 60 + minute) * 60 + second) * 1000 };
}

function ruleOf(
  bias: number,
  standardBias: number,
  daylightBias: number,
  toStandard: ClockChange | null,
  toDaylight: ClockChange | null,
): ZoneRule | null {
  const standard = -(bias + standardBias);
  const daylight = -(bias + daylightBias);
  const limit = 24 * 60;
  if (Math.abs(standard) >= limit || Math.abs(daylight) >= limit) return null;
  const changes = toStandard && toDaylight && standard !== daylight ? { toStandard, toDaylight } : null;
  return { standard, daylight: changes ? daylight : standard, changes };
}

/** PidLidTimeZoneStruct, 48 bytes; null when it cannot be one. */
export function readZoneStruct(bytes: Uint8Array): ZoneRule | null {
  const from = readBytes(bytes);
  const [bias, standardBias, daylightBias] = [from.i32(), from.i32(), from.i32()];
  from.skip(2);
  const toStandard = readSystemTime(from);
  from.skip(2);
  const toDaylight = readSystemTime(from);
  return from.failed() ? null : ruleOf(bias, standardBias, daylightBias, toStandard, toDaylight);
}

const hasGuid = 0x0001;
const hasKeyName = 0x0002;
const isEffective = 0x0002;
/** TZ_MAX_RULES of the same structure in the Outlook documentation. */
const maximumRules = 1024;
const ruleBytes = 62;

/** TZDEFINITION: the rule marked as effective, else the last one; null when it cannot be one. */
export function readZoneDefinition(bytes: Uint8Array): TimeZone | null {
  const head = readBytes(bytes);
  const major = head.u8();
  head.skip(1);
  const headBytes = head.u16();
  const from = readBytes(bytes.subarray(4));
  const flags = from.u16();
  if (flags & hasGuid) from.skip(16);
  const nameLength = flags & hasKeyName ? from.u16() : 0;
  const name = utf16Text(from.bytes(nameLength * 2)).trim();
  const count = from.u16();
  if (from.failed() || major !== 2 || count < 1 || count > maximumRules) return null;
  // cbHeader counts from behind itself to the first rule; where it disagrees, the fields just read are believed.
  if (headBytes > bytes.length) return null;
  let chosen: ZoneRule | null = null;
  for (let index = 0; index < count; index++) {
    from.skip(2);
    const size = from.u16();
    const rule = readBytes(from.bytes(size < ruleBytes ? ruleBytes : size));
    if (from.failed()) break;
    const marks = rule.u16();
    rule.skip(2 + 14);
    const [bias, standardBias, daylightBias] = [rule.i32(), rule.i32(), rule.i32()];
    const toStandard = readSystemTime(rule);
    const toDaylight = readSystemTime(rule);
    const read = ruleOf(bias, standardBias, daylightBias, toStandard, toDaylight);
    if (!read) continue;
    chosen = read;
    if (marks & isEffective) break;
  }
  return chosen && { name, rule: chosen };
}

/** A zone that is always the same distance from UTC. */
export const fixedRule = (minutes: number): ZoneRule => ({ standard: minutes, daylight: minutes, changes: null });

/** The wall-clock moment of a change in a year, on the clock that is shown before it; null: not in that year. */
export function changeIn(year: number, change: ClockChange): Wall | null {
  if (change.year) {
    const day = Math.min(change.day, daysInMonth(year, change.month));
    return change.year === year ? wallOf(year, change.month, day, change.time) : null;
  }
  const first = dayOfWeek(wallOf(year, change.month, 1));
  let day = 1 + ((change.weekday - first + 7) % 7) + (change.day - 1) * 7;
  while (day > daysInMonth(year, change.month)) day -= 7;
  return wallOf(year, change.month, day, change.time);
}

/** Minutes to add to UTC at that moment. */
export function offsetAt(rule: ZoneRule, at: number): number {
  if (!rule.changes) return rule.standard;
  const year = yearOf(at + rule.standard * minuteMs);
  const spring = changeIn(year, rule.changes.toDaylight);
  const autumn = changeIn(year, rule.changes.toStandard);
  if (spring === null || autumn === null) return rule.standard;
  const begins = spring - rule.standard * minuteMs;
  const ends = autumn - rule.daylight * minuteMs;
  const isDaylight = begins < ends ? at >= begins && at < ends : at >= begins || at < ends;
  return isDaylight ? rule.daylight : rule.standard;
}

export const toWall = (rule: ZoneRule, at: number): Wall => at + offsetAt(rule, at) * minuteMs;

/** A time that is shown twice is its first one; one that is skipped counts on (RFC 5545 3.3.5). */
export function fromWall(rule: ZoneRule, wall: Wall): number {
  const early = Math.max(rule.daylight, rule.standard);
  const late = Math.min(rule.daylight, rule.standard);
  for (const offset of [early, late]) {
    const at = wall - offset * minuteMs;
    if (toWall(rule, at) === wall) return at;
  }
  return wall - late * minuteMs;
}
