// Writes the blobs Outlook keeps about appointments, and bags of properties, for tests: the opposite of the decoder,
// written from [MS-OXOCAL] 2.2.1.27, 2.2.1.39, 2.2.1.41 and 2.2.1.44 and not from it.
import type { PropertyBag, PropertyValue } from '../../electron/tnef/properties.ts';

type Part = readonly [bytes: 1 | 2 | 4, value: number] | Uint8Array;

function join(parts: readonly Part[]): Uint8Array {
  return Buffer.concat(
    parts.map((part) => {
      if (part instanceof Uint8Array) return part;
      const [bytes, value] = part;
      const buffer = Buffer.alloc(bytes);
      if (value < 0) buffer.writeIntLE(value, 0, bytes);
      else buffer.writeUIntLE(value, 0, bytes);
      return buffer;
    }),
  );
}

const utf16 = (text: string): Uint8Array => Buffer.from(text, 'utf16le');
const latin = (text: string): Uint8Array => Buffer.from(text, 'latin1');

/** Minutes since 1601 of a UTC-like local time. */
export const minutes = (year: number, month: number, day: number, hour = 0, minute = 0): number =>
  (Date.UTC(year, month - 1, day, hour, minute) - Date.UTC(1601, 0, 1)) / 60_000;

export interface WrittenPattern {
  /** 0x200A daily to 0x200D yearly. */
  readonly frequency: number;
  readonly type: number;
  readonly calendar?: number;
  readonly firstDateTime?: number;
  readonly period: number;
  readonly sliding?: number;
  /** PatternTypeSpecific's 32-bit fields. */
  readonly specific?: readonly number[];
  readonly endType?: number;
  readonly count?: number;
  readonly firstWeekday?: number;
  readonly deleted?: readonly number[];
  readonly modified?: readonly number[];
  readonly start: number;
  readonly end?: number;
}

/** RecurrencePattern, 2.2.1.44.1: also the whole of PidLidTaskRecurrence. */
export function writePattern(pattern: WrittenPattern): Uint8Array {
  const { specific = [], deleted = [], modified = [] } = pattern;
  return join([
    [2, 0x3004],
    [2, 0x3004],
    [2, pattern.frequency],
    [2, pattern.type],
    [2, pattern.calendar ?? 0],
    [4, pattern.firstDateTime ?? 0],
    [4, pattern.period],
    [4, pattern.sliding ?? 0],
    ...specific.map((value): Part => [4, value]),
    [4, pattern.endType ?? 0x2023],
    [4, pattern.count ?? 10],
    [4, pattern.firstWeekday ?? 0],
    [4, deleted.length],
    ...deleted.map((value): Part => [4, value]),
    [4, modified.length],
    ...modified.map((value): Part => [4, value]),
    [4, pattern.start],
    [4, pattern.end ?? 0x5ae980df],
  ]);
}

export interface WrittenException {
  readonly start: number;
  readonly end: number;
  readonly original: number;
  readonly subject?: string;
  readonly location?: string;
  readonly reminderMinutes?: number;
  readonly reminderSet?: boolean;
  readonly busy?: number;
  readonly allDay?: boolean;
  readonly color?: number;
}

const flagsOf = (each: WrittenException): number =>
  (each.subject === undefined ? 0 : 0x01) |
  (each.reminderMinutes === undefined ? 0 : 0x04) |
  (each.reminderSet === undefined ? 0 : 0x08) |
  (each.location === undefined ? 0 : 0x10) |
  (each.busy === undefined ? 0 : 0x20) |
  (each.allDay === undefined ? 0 : 0x80) |
  (each.color === undefined ? 0 : 0x100);

const shortText = (text: string | undefined): Part[] =>
  text === undefined ? [] : [[2, latin(text).length + 1], [2, latin(text).length], latin(text)];
const wideText = (text: string | undefined): Part[] => (text === undefined ? [] : [[2, text.length], utf16(text)]);
const number = (value: number | boolean | undefined): Part[] => (value === undefined ? [] : [[4, Number(value)]]);

/** AppointmentRecurrencePattern, 2.2.1.44.5. Offsets are minutes after midnight. */
export function writeRecurrence(
  pattern: WrittenPattern,
  startOffset: number,
  endOffset: number,
  exceptions: readonly WrittenException[] = [],
  writerVersion = 0x3009,
): Uint8Array {
  const own: WrittenPattern = {
    modified: exceptions.map(({ start }) => Math.floor(start / 1440) * 1440),
    ...pattern,
  };
  return join([
    writePattern(own),
    [4, 0x3006],
    [4, writerVersion],
    [4, startOffset],
    [4, endOffset],
    [2, exceptions.length],
    ...exceptions.flatMap((each): Part[] => [
      [4, each.start],
      [4, each.end],
      [4, each.original],
      [2, flagsOf(each)],
      ...shortText(each.subject),
      ...number(each.reminderMinutes),
      ...number(each.reminderSet),
      ...shortText(each.location),
      ...number(each.busy),
      ...number(each.allDay),
      ...number(each.color),
    ]),
    [4, 0],
    ...exceptions.flatMap((each): Part[] => {
      const hasText = each.subject !== undefined || each.location !== undefined;
      return [
        ...(writerVersion >= 0x3009
          ? ([
              [4, 4],
              [4, 0],
            ] satisfies Part[])
          : []),
        [4, 0],
        ...(hasText
          ? ([
              [4, each.start],
              [4, each.end],
              [4, each.original],
            ] satisfies Part[])
          : []),
        ...wideText(each.subject),
        ...wideText(each.location),
        ...(hasText ? ([[4, 0]] satisfies Part[]) : []),
      ];
    }),
    [4, 0],
  ]);
}

export interface WrittenChange {
  readonly year?: number;
  /** 0: no change at all. */
  readonly month: number;
  readonly weekday: number;
  readonly day: number;
  readonly hour: number;
  readonly minute?: number;
}

export interface WrittenRule {
  /** Minutes from local time to UTC, as Windows counts: positive in the west. */
  readonly bias: number;
  readonly standardBias?: number;
  readonly daylightBias?: number;
  readonly toStandard?: WrittenChange;
  readonly toDaylight?: WrittenChange;
  readonly flags?: number;
  readonly year?: number;
}

const systemTime = (change: WrittenChange | undefined): Part[] => [
  [2, change?.year ?? 0],
  [2, change?.month ?? 0],
  [2, change?.weekday ?? 0],
  [2, change?.day ?? 0],
  [2, change?.hour ?? 0],
  [2, change?.minute ?? 0],
  [2, 0],
  [2, 0],
];
const biases = (rule: WrittenRule): Part[] => [
  [4, rule.bias],
  [4, rule.standardBias ?? 0],
  [4, rule.daylightBias ?? -60],
];

/** PidLidTimeZoneStruct, 2.2.1.39. */
export const writeZoneStruct = (rule: WrittenRule): Uint8Array =>
  join([...biases(rule), [2, 0], ...systemTime(rule.toStandard), [2, 0], ...systemTime(rule.toDaylight)]);

/** TZDEFINITION, 2.2.1.41. */
export const writeZoneDefinition = (name: string, rules: readonly WrittenRule[]): Uint8Array =>
  join([
    [1, 2],
    [1, 1],
    [2, 6 + name.length * 2],
    [2, 2],
    [2, name.length],
    utf16(name),
    [2, rules.length],
    ...rules.flatMap((rule): Part[] => [
      [1, 2],
      [1, 1],
      [2, 0x3e],
      [2, rule.flags ?? 2],
      [2, rule.year ?? 1601],
      Buffer.alloc(14),
      ...biases(rule),
      ...systemTime(rule.toStandard),
      ...systemTime(rule.toDaylight),
    ]),
  ]);

const lastSunday = (month: number, hour: number): WrittenChange => ({ month, weekday: 0, day: 5, hour });

/** Paris, Brussels: CET with the European Union's changes. */
export const romance: WrittenRule = { bias: -60, toStandard: lastSunday(10, 3), toDaylight: lastSunday(3, 2) };
export const eastern: WrittenRule = {
  bias: 300,
  toStandard: { month: 11, weekday: 0, day: 1, hour: 2 },
  toDaylight: { month: 3, weekday: 0, day: 2, hour: 2 },
};
/** Sydney: summer over New Year. */
export const sydney: WrittenRule = {
  bias: -600,
  toStandard: { month: 4, weekday: 0, day: 1, hour: 3 },
  toDaylight: { month: 10, weekday: 0, day: 1, hour: 2 },
};

const objectClass = Buffer.from('040000008200E00074C5B7101A82E008', 'hex');

/** PidLidGlobalObjectId, 2.2.1.27. `day`: the instance it is about. */
export const writeGlobalObjectId = (
  data: Uint8Array,
  day?: readonly [year: number, month: number, day: number],
): Uint8Array =>
  join([
    objectClass,
    [1, (day?.[0] ?? 0) >> 8],
    [1, (day?.[0] ?? 0) & 0xff],
    [1, day?.[1] ?? 0],
    [1, day?.[2] ?? 0],
    Buffer.from('60F2A9E1F4A1DB01', 'hex'),
    Buffer.alloc(8),
    [4, data.length],
    data,
  ]);

/** The data of a UID another program gave. */
export const foreignUid = (uid: string): Uint8Array =>
  Buffer.concat([latin('vCal-Uid'), Buffer.from([1, 0, 0, 0]), Buffer.from(uid), Buffer.alloc(1)]);

export type BagEntry = readonly [key: number | readonly [set: string, name: number | string], value: PropertyValue];

/** A bag with exactly these properties. */
export function bagOf(...entries: readonly BagEntry[]): PropertyBag {
  const keyOf = (set: string, name: number | string): string => `${set}/${String(name).toLowerCase()}`;
  const all = new Map<number | string, PropertyValue>(
    entries.map(([key, value]) => [typeof key === 'number' ? key : keyOf(key[0], key[1]), value]),
  );
  return { get: (id) => all.get(id), named: (set, name) => all.get(keyOf(set, name)) };
}

export const text = (value: string): PropertyValue => ({ type: 'string', value });
export const integer = (value: number): PropertyValue => ({ type: 'integer', value });
export const flag = (value: boolean): PropertyValue => ({ type: 'boolean', value });
export const time = (...at: Parameters<typeof Date.UTC>): PropertyValue => ({ type: 'time', value: Date.UTC(...at) });
export const binary = (value: Uint8Array): PropertyValue => ({ type: 'binary', value });
export const texts = (...values: readonly string[]): PropertyValue => ({ type: 'many', values: values.map(text) });
