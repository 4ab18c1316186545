// MAPI properties in a row, [MS-OXTNEF] 2.1.3.4: read once to find them, decoded when asked for. Text needs the message's
// code page, which may only be known after all of them were found.
import { decodeUtf16 } from './code-page.ts';
import { fileTime, guidAt, type Source, u16, u32, untilZero } from './cursor.ts';
import { type Budget, isLate, limits, spend } from './limits.ts';
import type { PropertyBag, PropertySet, PropertyValue } from './properties.ts';
import type { Report } from './reader.ts';
import { countedTypes, fixedSizes, types } from './tags-table.ts';

const NAMED_FROM = 0x8000;
const GUID_BYTES = 16;
/** OLE automation counts days since 1899-12-30 ([MS-OXCDATA] 2.11.1 PtypFloatingTime). */
const DAYS_TO_1970 = 25_569;
const DAY_MS = 86_400_000;

export interface Scope {
  readonly budget: Budget;
  readonly report: Report;
  /** 8-bit text by the message's code page. */
  readonly text: (bytes: Uint8Array, where: string) => string;
}

interface Raw {
  readonly type: number;
  /** Offset of the first value; for counted types of its length field. */
  readonly at: number;
  readonly count: number;
}

export interface PropertyList {
  readonly bag: PropertyBag;
  /** Offset after the last property. */
  readonly end: number;
  /** false: the rest of the bytes cannot be read. */
  readonly whole: boolean;
  /** [MS-OXTNEF] 2.1.3.4: the interface of a PtypObject property; null = none. */
  interfaceOf(id: number): string | null;
}

const nameKey = (set: PropertySet, name: number | string): string =>
  typeof name === 'number' ? `${set} ${name}` : `${set} "${name.toLowerCase()}"`;

const padded = (size: number): number => Math.ceil(size / 4) * 4;

/** Reads the count and the properties at `start`. Never throws; damage ends the list and is reported under `where`. */
export function readPropertyList(from: Source, start: number, scope: Scope, where: string): PropertyList {
  const byId = new Map<number, Raw>();
  const byName = new Map<string, Raw>();
  const size = from.bytes.length;
  const count = u32(from, start);
  let at = start + 4;
  let whole = at <= size;
  const fail = (code: 'property' | 'limit', detail: string): void => {
    whole = false;
    scope.report({ code, where, detail });
  };
  if (!whole) fail('property', 'no count of properties');
  for (let index = 0; index < count && whole; index++) {
    if (at + 4 > size) {
      fail('property', `property ${index} of ${count}: the end at offset ${at}`);
      break;
    }
    if (!spend(scope.budget, 'properties') || ((index & 0x3ff) === 0x3ff && isLate(scope.budget))) {
      fail('limit', `properties beyond number ${index}`);
      break;
    }
    const type = u16(from, at);
    const id = u16(from, at + 2);
    at += 4;
    let key: string | null = null;
    if (id >= NAMED_FROM) {
      const named = readName(from, at);
      if (named === null) {
        fail('property', `name of 0x${id.toString(16)} at offset ${at}`);
        break;
      }
      key = named.key;
      at = named.end;
    }
    const found = measure(from, at, type);
    if (found === null) {
      fail('property', `type 0x${type.toString(16).padStart(4, '0')} of 0x${id.toString(16).padStart(4, '0')}`);
      break;
    }
    if (key !== null) {
      if (!byName.has(key)) byName.set(key, found.raw);
    }
    if (!byId.has(id)) byId.set(id, found.raw);
    at = found.end;
    if (at > size)
      fail('property', `0x${id.toString(16).padStart(4, '0')} needs ${at - size} bytes more than there are`);
  }
  const cache = new Map<Raw, PropertyValue | undefined>();
  const valueOf = (raw: Raw | undefined): PropertyValue | undefined => {
    if (!raw) return undefined;
    if (!cache.has(raw)) cache.set(raw, decode(from, raw, scope, where));
    return cache.get(raw);
  };
  return {
    bag: {
      get: (id) => valueOf(byId.get(id)),
      named: (set, name) => valueOf(byName.get(nameKey(set.toUpperCase(), name))),
    },
    end: Math.min(at, size),
    whole,
    interfaceOf: (id) => {
      const raw = byId.get(id);
      return raw?.type === types.object && raw.at + 4 + GUID_BYTES <= size ? guidAt(from, raw.at + 4) : null;
    },
  };
}

/** [MS-OXTNEF] 2.1.3.4, property name: a set, then a number or a counted UTF-16 string. null: beyond the end. */
function readName(from: Source, start: number): { key: string; end: number } | null {
  const at = start + GUID_BYTES;
  if (at + 8 > from.bytes.length) return null;
  const set = guidAt(from, start);
  const value = u32(from, at + 4);
  if (u32(from, at) === 0) return { key: nameKey(set, value), end: at + 8 };
  const end = at + 8 + padded(value);
  // Property names have at most 127 characters ([MS-OXPROPS] 1.3.2 and the servers' own bound); 1 KiB is generous.
  if (value > 1024 || end > from.bytes.length) return null;
  return { key: nameKey(set, cutAtZero(decodeUtf16(from.bytes.subarray(at + 8, at + 8 + value)))), end };
}

/** Where a value's bytes are and where the next property starts. null: a type whose size nobody can know. */
function measure(from: Source, start: number, type: number): { raw: Raw; end: number } | null {
  const size = from.bytes.length;
  const many = (type & types.many) !== 0;
  const base = type & ~types.many;
  const fixed = fixedSizes.get(base);
  if (fixed !== undefined) {
    if (!many) return { raw: { type, at: start, count: 1 }, end: start + fixed };
    const count = u32(from, start);
    return { raw: { type, at: start + 4, count }, end: start + 4 + count * fixed };
  }
  if (!countedTypes.has(base)) return null;
  const count = u32(from, start);
  let at = start + 4;
  let index = 0;
  // Every value takes four bytes at least, so a lying count ends at the end of the bytes.
  for (; index < count && at < size; index++) at += 4 + padded(u32(from, at));
  return { raw: { type, at: start + 4, count }, end: index < count ? Math.max(at, size + 1) : at };
}

const cutAtZero = (text: string): string => {
  const end = text.indexOf('\0');
  return end === -1 ? text : text.slice(0, end);
};

function decode(from: Source, raw: Raw, scope: Scope, where: string): PropertyValue | undefined {
  const base = raw.type & ~types.many;
  if ((raw.type & types.many) === 0)
    return raw.count === 0 ? emptyOf(base) : decodeOne(from, raw.at, base, scope, where);
  const values: PropertyValue[] = [];
  const fixed = fixedSizes.get(base);
  let at = raw.at;
  for (let index = 0; index < raw.count && at < from.bytes.length; index++) {
    if (index >= limits.values) {
      scope.report({ code: 'limit', where, detail: `${raw.count} values, ${limits.values} read` });
      break;
    }
    const value = decodeOne(from, at, base, scope, where);
    if (value) values.push(value);
    at += fixed ?? 4 + padded(u32(from, at));
  }
  return { type: 'many', values };
}

const emptyOf = (base: number): PropertyValue | undefined =>
  base === types.string || base === types.string8 ? { type: 'string', value: '' } : undefined;

function decodeOne(from: Source, at: number, base: number, scope: Scope, where: string): PropertyValue | undefined {
  const fixed = fixedSizes.get(base);
  if (fixed === undefined) return decodeCounted(from, at, base, scope, where);
  if (at + fixed > from.bytes.length) return undefined;
  const { view } = from;
  switch (base) {
    case types.integer16:
      return { type: 'integer', value: view.getInt16(at, true) };
    case types.integer32:
      return { type: 'integer', value: view.getInt32(at, true) };
    case types.errorCode:
      return undefined;
    case types.floating32:
      return { type: 'float', value: view.getFloat32(at, true) };
    case types.floating64:
      return { type: 'float', value: view.getFloat64(at, true) };
    case types.currency:
    case types.integer64:
      return { type: 'integer64', value: view.getBigInt64(at, true) };
    case types.boolean:
      return { type: 'boolean', value: view.getUint16(at, true) !== 0 };
    case types.guid:
      return { type: 'guid', value: guidAt(from, at) };
    case types.time:
      return timeValue(fileTime(view.getUint32(at, true), view.getUint32(at + 4, true)));
    case types.floatingTime:
      return timeValue(Math.round((view.getFloat64(at, true) - DAYS_TO_1970) * DAY_MS));
    default:
      return undefined;
  }
}

const timeValue = (at: number | null): PropertyValue | undefined =>
  at === null || !(Math.abs(at) <= 8.64e15) ? undefined : { type: 'time', value: at };

function decodeCounted(from: Source, at: number, base: number, scope: Scope, where: string): PropertyValue | undefined {
  if (at + 4 > from.bytes.length) return undefined;
  const bytes = from.bytes.subarray(at + 4, at + 4 + u32(from, at));
  switch (base) {
    case types.string:
      if (!spendText(bytes, scope, where)) return undefined;
      return { type: 'string', value: cutAtZero(decodeUtf16(bytes)) };
    case types.string8:
      if (!spendText(bytes, scope, where)) return undefined;
      return { type: 'string', value: scope.text(untilZero(bytes), where) };
    case types.object:
      return { type: 'binary', value: bytes.subarray(GUID_BYTES) };
    default:
      return { type: 'binary', value: bytes };
  }
}

function spendText(bytes: Uint8Array, scope: Scope, where: string): boolean {
  if (bytes.length <= limits.textBytes && spend(scope.budget, 'decodedBytes', bytes.length)) return true;
  scope.report({ code: 'limit', where, detail: `a text of ${bytes.length} bytes` });
  return false;
}

/** The first bag that has a property wins. */
export const layered = (bags: readonly PropertyBag[]): PropertyBag => ({
  get: (id) => firstOf(bags, (bag) => bag.get(id)),
  named: (set, name) => firstOf(bags, (bag) => bag.named(set, name)),
});

function firstOf(
  bags: readonly PropertyBag[],
  read: (bag: PropertyBag) => PropertyValue | undefined,
): PropertyValue | undefined {
  for (const bag of bags) {
    const value = read(bag);
    if (value) return value;
  }
  return undefined;
}
