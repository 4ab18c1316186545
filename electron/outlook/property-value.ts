// One property's bytes as an Outlook data file keeps them, into a value ([MS-PST] 2.3.3.4, [MS-OXCDATA] 2.11).
import type { PropertyValue } from '../tnef/index.ts';

/** Property types, [MS-OXCDATA] 2.11.1. */
const MANY = 0x1000;
const fixedBytes = new Map([
  [0x0002, 2],
  [0x0003, 4],
  [0x0004, 4],
  [0x0005, 8],
  [0x0006, 8],
  [0x0007, 8],
  [0x000b, 1],
  [0x0014, 8],
  [0x0040, 8],
  [0x0048, 16],
]);

/** The size of a fixed type's value; null for strings, binaries and everything with many values. */
export const fixedSize = (type: number): number | null => fixedBytes.get(type) ?? null;

/** `text`: 8-bit text by the message's code page. undefined: nothing that can be used. */
export function propertyValue(
  type: number,
  bytes: Uint8Array,
  text: (bytes: Uint8Array) => string,
): PropertyValue | undefined {
  if ((type & MANY) !== 0) return { type: 'many', values: manyValues(type & ~MANY, bytes, text) };
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const size = fixedBytes.get(type);
  if (size !== undefined && bytes.length < size) return undefined;
  switch (type) {
    case 0x0002:
      return { type: 'integer', value: view.getInt16(0, true) };
    case 0x0003:
      return { type: 'integer', value: view.getInt32(0, true) };
    case 0x0004:
      return { type: 'float', value: view.getFloat32(0, true) };
    case 0x0005:
      return { type: 'float', value: view.getFloat64(0, true) };
    case 0x0006:
    case 0x0014:
      return { type: 'integer64', value: view.getBigInt64(0, true) };
    // OLE automation: days since 1899-12-30.
    case 0x0007:
      return timeValue((view.getFloat64(0, true) - 25_569) * 86_400_000);
    case 0x000b:
      return { type: 'boolean', value: bytes[0] !== 0 };
    // FILETIME: 100 ns since 1601.
    case 0x0040: {
      const ticks = view.getBigUint64(0, true);
      return ticks === 0n ? undefined : timeValue(Number(ticks / 10_000n) - 11_644_473_600_000);
    }
    case 0x0048:
      return { type: 'guid', value: guidText(bytes) };
    case 0x001f:
      return { type: 'string', value: cutAtZero(utf16Text(bytes)) };
    case 0x001e:
      return { type: 'string', value: cutAtZero(text(bytes)) };
    case 0x0102:
    case 0x000d:
      return { type: 'binary', value: bytes };
    default:
      return undefined;
  }
}

const utf16 = new TextDecoder('utf-16le');

/** What the decoder says; Buffer says it of long texts in a quarter of the time. */
export function utf16Text(bytes: Uint8Array): string {
  const isPlain = bytes.length % 2 === 0 && !(bytes[0] === 0xff && bytes[1] === 0xfe);
  if (!isPlain) return utf16.decode(bytes);
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf16le').toWellFormed();
}

const cutAtZero = (value: string): string => {
  const end = value.indexOf('\0');
  return end === -1 ? value : value.slice(0, end);
};
const timeValue = (at: number): PropertyValue | undefined =>
  Math.abs(at) <= 8.64e15 ? { type: 'time', value: Math.round(at) } : undefined;

export function guidText(bytes: Uint8Array): string {
  const hex = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(16, bytes.length)).toString('hex').toUpperCase();
  const swap = (from: number, to: number): string => (hex.slice(from, to).match(/../g) ?? []).reverse().join('');
  return [swap(0, 8), swap(8, 12), swap(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

const MAX_VALUES = 50_000;

/** Fixed sizes stand in a row; the others begin with their count and where each begins. */
function manyValues(type: number, bytes: Uint8Array, text: (bytes: Uint8Array) => string): PropertyValue[] {
  const values: PropertyValue[] = [];
  const add = (piece: Uint8Array): void => {
    const value = propertyValue(type, piece, text);
    if (value) values.push(value);
  };
  const size = fixedBytes.get(type);
  if (size !== undefined) {
    for (let at = 0; at + size <= bytes.length && values.length < MAX_VALUES; at += size) {
      add(bytes.subarray(at, at + size));
    }
    return values;
  }
  if (bytes.length < 4) return values;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const count = Math.min(view.getUint32(0, true), Math.floor((bytes.length - 4) / 4), MAX_VALUES);
  for (let index = 0; index < count; index++) {
    const end = index + 1 < count ? view.getUint32(8 + index * 4, true) : bytes.length;
    add(bytes.subarray(view.getUint32(4 + index * 4, true), end));
  }
  return values;
}
