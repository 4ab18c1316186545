// The recurrence blobs: RecurrencePattern of tasks, AppointmentRecurrencePattern of appointments with its changed
// instances ([MS-OXOCAL] 2.2.1.44.1 to 2.2.1.44.5). What cannot be read is null; what is read is bounded.
import { latinText, readBytes, utf16Text, type ByteReader } from './byte-reader.ts';
import { isUsableTime, wallFromMinutes, type Wall } from './wall-time.ts';

/** Deleted, modified and changed instances that are looked at; ten years of working days are 2,600. */
export const maximumInstances = 5_000;

export type PatternKind = 'day' | 'week' | 'month' | 'monthNth' | 'monthEnd' | 'other';

export interface RecurrencePattern {
  readonly kind: PatternKind;
  /** The blob calls it yearly, whatever its pattern. */
  readonly frequency: 'daily' | 'weekly' | 'monthly' | 'yearly';
  /** kind 'day': minutes; 'week': weeks; else months. At least 1. */
  readonly period: number;
  /** FirstDateTime: minutes since 1601 that say in which phase of the period the series begins. */
  readonly phase: number;
  /** A new task counts from the day the last one was done. */
  readonly regenerates: boolean;
  /** Kinds 'week' and 'monthNth': bit 0 = Sunday. */
  readonly weekdays: number;
  /** Kinds 'month' and 'monthEnd': day of the month; 'monthNth': 1 to 4, 5 = last. */
  readonly day: number;
  readonly end: { readonly by: 'date' } | { readonly by: 'count'; readonly count: number } | { readonly by: 'never' };
  /** 0 = Sunday. */
  readonly weekStart: number;
  /** Midnights of instances that are gone or moved, by their original day. */
  readonly deleted: readonly Wall[];
  /** Midnight of the first day. */
  readonly startDate: Wall;
  /** Midnight of the last day; meaningless when it never ends. */
  readonly endDate: Wall;
  /** Something lay beyond `maximumInstances`. */
  readonly cut: boolean;
}

export interface ChangedInstance {
  readonly start: Wall;
  readonly end: Wall;
  readonly originalStart: Wall;
  /** null: as in the series. */
  readonly subject: string | null;
  readonly location: string | null;
  readonly reminderMinutes: number | null;
  readonly reminderSet: boolean | null;
  readonly busyStatus: number | null;
  readonly allDay: boolean | null;
}

export interface AppointmentRecurrence {
  readonly pattern: RecurrencePattern;
  /** Minutes after midnight. */
  readonly startOffset: number;
  readonly endOffset: number;
  readonly changed: readonly ChangedInstance[];
  /** The pattern was read, but the changed instances only in part. */
  readonly damaged: boolean;
}

const frequencies = new Map([
  [0x200a, 'daily'],
  [0x200b, 'weekly'],
  [0x200c, 'monthly'],
  [0x200d, 'yearly'],
] as const);

const kinds = new Map<number, PatternKind>([
  [0x0000, 'day'],
  [0x0001, 'week'],
  [0x0002, 'month'],
  [0x0003, 'monthNth'],
  [0x0004, 'monthEnd'],
  [0x000a, 'other'],
  [0x000b, 'other'],
  [0x000c, 'other'],
]);

/** Calendars that name Gregorian months otherwise or count other years: their rules are the same. */
const gregorianMonths = new Set([0, 1, 2, 3, 4, 5, 7, 9, 10, 11, 12]);

function readDays(from: ByteReader): { days: Wall[]; cut: boolean } {
  const count = from.u32();
  const days: Wall[] = [];
  const there = Math.min(count, Math.floor(from.left() / 4));
  for (let index = 0; index < Math.min(there, maximumInstances); index++) days.push(wallFromMinutes(from.u32()));
  // A count that goes beyond the end makes everything behind it unreadable.
  from.skip((count - days.length) * 4);
  return { days: days.filter(isUsableTime), cut: there > maximumInstances };
}

function readPatternFrom(from: ByteReader): RecurrencePattern | null {
  from.skip(4);
  const frequency = frequencies.get(from.u16() as 0x200a);
  const type = from.u16();
  const calendar = from.u16();
  const phase = from.u32();
  const period = from.u32();
  const regenerates = from.u32() !== 0;
  let kind = kinds.get(type);
  if (!frequency || !kind || from.failed()) return null;
  // 2.2.1.44.1: PatternTypeSpecific is absent, a weekday mask, a day, or a mask and a number.
  const specific = type & 0x0f;
  const weekdays = specific === 1 || specific === 3 || specific === 11 ? from.u32() & 0x7f : 0;
  const day = specific !== 0 && specific !== 1 ? from.u32() : 0;
  if (kind !== 'day' && kind !== 'week' && !gregorianMonths.has(calendar)) kind = 'other';
  const endType = from.u32();
  const count = from.u32();
  const weekStart = from.u32();
  const deleted = readDays(from);
  const modified = readDays(from);
  const startDate = wallFromMinutes(from.u32());
  const endDate = wallFromMinutes(from.u32());
  const inRange =
    period >= 1 &&
    (kind !== 'week' || weekdays !== 0) &&
    (kind !== 'month' || (day >= 1 && day <= 31)) &&
    (kind !== 'monthNth' || (weekdays !== 0 && day >= 1 && day <= 5));
  if (from.failed() || !inRange || !isUsableTime(startDate)) return null;
  return {
    kind,
    frequency,
    period,
    phase,
    regenerates,
    weekdays,
    day,
    // 0x2021 ends by date, 0x2022 after a count, 0x2023 (or -1) never.
    end:
      endType === 0x2021 && isUsableTime(endDate)
        ? { by: 'date' }
        : endType === 0x2022 && count > 0
          ? { by: 'count', count }
          : { by: 'never' },
    weekStart: weekStart > 6 ? 0 : weekStart,
    deleted: deleted.days,
    startDate,
    endDate,
    cut: deleted.cut || modified.cut,
  };
}

/** PidLidTaskRecurrence ([MS-OXOTASK] 2.2.2.2.15); null when it cannot be one. */
export const readTaskRecurrence = (bytes: Uint8Array): RecurrencePattern | null => readPatternFrom(readBytes(bytes));

const overrides = {
  subject: 0x0001,
  meetingType: 0x0002,
  reminderDelta: 0x0004,
  reminder: 0x0008,
  location: 0x0010,
  busyStatus: 0x0020,
  attachment: 0x0040,
  subType: 0x0080,
  color: 0x0100,
} as const;

interface RawInstance {
  readonly instance: ChangedInstance;
  readonly flags: number;
}

function readException(from: ByteReader): RawInstance {
  const [start, end, originalStart] = [from.u32(), from.u32(), from.u32()];
  const flags = from.u16();
  const field = <T>(flag: number, read: () => T): T | null => (flags & flag ? read() : null);
  const shortText = (): string => {
    // The first length counts a terminating NUL that is not there; the second one is the string's.
    from.skip(2);
    return latinText(from.bytes(from.u16()));
  };
  const subject = field(overrides.subject, shortText);
  field(overrides.meetingType, () => from.u32());
  const reminderMinutes = field(overrides.reminderDelta, () => from.u32());
  const reminderSet = field(overrides.reminder, () => from.u32());
  const location = field(overrides.location, shortText);
  const busyStatus = field(overrides.busyStatus, () => from.u32());
  field(overrides.attachment, () => from.u32());
  const allDay = field(overrides.subType, () => from.u32());
  field(overrides.color, () => from.u32());
  return {
    flags,
    instance: {
      start: wallFromMinutes(start),
      end: wallFromMinutes(end),
      originalStart: wallFromMinutes(originalStart),
      subject,
      location,
      reminderMinutes,
      reminderSet: reminderSet === null ? null : reminderSet !== 0,
      busyStatus,
      allDay: allDay === null ? null : allDay !== 0,
    },
  };
}

/** ExtendedException: the same strings in Unicode. Returns the instance with what could be read. */
function readExtended(from: ByteReader, writerVersion: number, raw: RawInstance): ChangedInstance {
  if (writerVersion >= 0x3009) from.skip(from.u32());
  from.skip(from.u32());
  if (!(raw.flags & (overrides.subject | overrides.location))) return raw.instance;
  from.skip(12);
  const wideText = (flag: number, otherwise: string | null): string | null => {
    if (!(raw.flags & flag)) return otherwise;
    const text = utf16Text(from.bytes(from.u16() * 2));
    return from.failed() ? otherwise : text;
  };
  const subject = wideText(overrides.subject, raw.instance.subject);
  const location = wideText(overrides.location, raw.instance.location);
  from.skip(from.u32());
  return { ...raw.instance, subject, location };
}

const isUsableInstance = ({ start, end, originalStart }: ChangedInstance): boolean =>
  isUsableTime(start) && isUsableTime(end) && isUsableTime(originalStart);

/** PidLidAppointmentRecur (2.2.1.44.5); null when not even the pattern can be read. */
export function readAppointmentRecurrence(bytes: Uint8Array): AppointmentRecurrence | null {
  const from = readBytes(bytes);
  const pattern = readPatternFrom(from);
  if (!pattern) return null;
  from.skip(4);
  const writerVersion = from.u32();
  const startOffset = from.u32();
  const endOffset = from.u32();
  const minutesInWeeks = 31 * 24 * 60;
  if (from.failed() || startOffset > 24 * 60 || endOffset > minutesInWeeks) return null;
  const count = from.u16();
  const isCounted = !from.failed();
  const raw: RawInstance[] = [];
  while (raw.length < Math.min(count, maximumInstances)) {
    const each = readException(from);
    if (from.failed()) break;
    raw.push(each);
  }
  const isWhole = raw.length === count && !from.failed();
  let changed = raw.map(({ instance }) => instance);
  if (isWhole) {
    from.skip(from.u32());
    changed = raw.map((each) => readExtended(from, writerVersion, each));
  }
  const usable = changed.filter(isUsableInstance);
  return {
    pattern: { ...pattern, cut: pattern.cut || count > maximumInstances },
    startOffset,
    endOffset: Math.max(startOffset, endOffset),
    changed: usable,
    // Nothing follows the changed instances that a reader needs, and some writers leave the last block out.
    damaged: !isCounted || (count > 0 && (from.failed() || usable.length < changed.length)),
  };
}
