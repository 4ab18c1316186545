// Property lists as [MS-OXTNEF] 2.1.3.4 lays them out, for the TNEF writer.
import { types } from '../../electron/tnef/tags-table.ts';

export type PropertyType = Exclude<keyof typeof types, 'many'>;

export type WrittenValue = number | bigint | boolean | string | Uint8Array;

export interface WrittenProperty {
  readonly id: number;
  readonly type: PropertyType;
  /** An array makes the multi-value kind. Strings for string8 are Latin-1; give bytes for other code pages. */
  readonly value: WrittenValue | readonly WrittenValue[];
  /** Makes it a named property; `id` must be 0x8000 or above then. */
  readonly set?: string;
  readonly name?: number | string;
  /** For objects: the interface in front of the bytes. */
  readonly iid?: string;
}

const pad = (bytes: Uint8Array): Buffer => Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);

const u32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value >>> 0);
  return bytes;
};

export const guidBytes = (guid: string): Buffer => {
  const [a = '', b = '', c = '', d = '', e = ''] = guid.split('-');
  const turned = (hex: string): Buffer => Buffer.from(hex, 'hex').reverse();
  return Buffer.concat([turned(a), turned(b), turned(c), Buffer.from(d + e, 'hex')]);
};

/** Milliseconds since 1970 as a FILETIME. */
export function fileTimeBytes(at: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE((BigInt(at) + 11_644_473_600_000n) * 10_000n);
  return bytes;
}

export const writeProperties = (list: readonly WrittenProperty[]): Buffer =>
  Buffer.concat([u32(list.length), ...list.map(writeProperty)]);

function writeProperty(property: WrittenProperty): Buffer {
  const many = Array.isArray(property.value);
  const head = Buffer.alloc(4);
  head.writeUInt16LE(types[property.type] | (many ? types.many : 0), 0);
  head.writeUInt16LE(property.id, 2);
  const values = many ? (property.value as readonly WrittenValue[]) : [property.value as WrittenValue];
  const written = values.map((value) => writeValue(property, value));
  const count = many || written.some((each) => each.counted) ? u32(values.length) : Buffer.alloc(0);
  return Buffer.concat([head, writeName(property), count, ...written.map((each) => each.bytes)]);
}

function writeName({ set, name }: WrittenProperty): Buffer {
  if (set === undefined || name === undefined) return Buffer.alloc(0);
  if (typeof name === 'number') return Buffer.concat([guidBytes(set), u32(0), u32(name)]);
  const wide = Buffer.from(`${name}\0`, 'utf16le');
  return Buffer.concat([guidBytes(set), u32(1), u32(wide.length), pad(wide)]);
}

function writeValue({ type, iid }: WrittenProperty, value: WrittenValue): { bytes: Buffer; counted: boolean } {
  const fixed = writeFixed(type, value);
  if (fixed) return { bytes: fixed, counted: false };
  let bytes: Uint8Array;
  if (value instanceof Uint8Array) bytes = type === 'string8' ? Buffer.concat([value, Buffer.alloc(1)]) : value;
  else bytes = Buffer.from(`${value.toString()}\0`, type === 'string' ? 'utf16le' : 'latin1');
  const whole = type === 'object' ? Buffer.concat([guidBytes(iid ?? ''), bytes]) : bytes;
  return { bytes: Buffer.concat([u32(whole.length), pad(whole)]), counted: true };
}

/** null: a type that says its length. */
function writeFixed(type: PropertyType, value: WrittenValue): Buffer | null {
  const eight = Buffer.alloc(8);
  switch (type) {
    case 'null':
      return Buffer.alloc(0);
    case 'integer16':
      return pad(u32(Number(value)).subarray(0, 2));
    case 'integer32':
    case 'errorCode':
      return u32(Number(value));
    case 'boolean':
      return pad(u32(value ? 1 : 0).subarray(0, 2));
    case 'floating32': {
      const four = Buffer.alloc(4);
      four.writeFloatLE(Number(value));
      return four;
    }
    case 'floating64':
      eight.writeDoubleLE(Number(value));
      return eight;
    case 'currency':
    case 'integer64':
      eight.writeBigInt64LE(value as bigint);
      return eight;
    case 'floatingTime':
      eight.writeDoubleLE(Number(value) / 86_400_000 + 25_569);
      return eight;
    case 'time':
      return fileTimeBytes(Number(value));
    case 'guid':
      return guidBytes(value as string);
    default:
      return null;
  }
}

/** A one-off entry identifier, [MS-OXCDATA] 2.2.5.1. */
export function oneOffEntry(name: string, type: string, address: string, wide = true): Uint8Array {
  const uid = Buffer.from('812b1fa4bea310199d6e00dd010f5402', 'hex');
  const flags = Buffer.alloc(4);
  flags.writeUInt16LE(wide ? 0x9001 : 0x1001, 2);
  const strings = [name, type, address].map((each) => Buffer.from(`${each}\0`, wide ? 'utf16le' : 'latin1'));
  return new Uint8Array(Buffer.concat([Buffer.alloc(4), uid, flags, ...strings]));
}

/** FLATENTRYLIST, [MS-OXCDATA] 2.3.3. */
export function flatEntryList(entries: readonly Uint8Array[]): Uint8Array {
  const body = Buffer.concat(entries.map((entry) => Buffer.concat([u32(entry.length), pad(entry)])));
  return new Uint8Array(Buffer.concat([u32(entries.length), u32(body.length), body]));
}
