// The UID that connects a meeting's messages, from PidLidGlobalObjectId ([MS-OXOCAL] 2.2.1.27).
import { createHash } from 'node:crypto';
import { oneLine } from './content-line.ts';
import { readBytes } from './byte-reader.ts';
import { daysInMonth, wallOf, type Wall } from './wall-time.ts';

const headLength = 40;
const foreignMark = 'vCal-Uid\x01\0\0\0';
const ascii = new TextDecoder('latin1');
const utf8 = new TextDecoder();

export const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex').toUpperCase();

/** The UID as every other program knows it: the foreign one inside, or all bytes in hex without the instance's date. */
export function uidOf(globalObjectId: Uint8Array): string | null {
  if (globalObjectId.length < headLength || globalObjectId.length > 4_096) return null;
  const size = readBytes(globalObjectId.subarray(36)).u32();
  const data = globalObjectId.subarray(headLength, headLength + size);
  if (ascii.decode(data.subarray(0, foreignMark.length)) === foreignMark) {
    const text = utf8.decode(data.subarray(foreignMark.length));
    const end = text.indexOf('\0');
    const foreign = oneLine(end < 0 ? text : text.slice(0, end));
    if (foreign) return foreign;
  }
  // Not slice(): a Buffer's one is a view, and these bytes are the caller's.
  const clean = Uint8Array.from(globalObjectId);
  clean.fill(0, 16, 20);
  return hex(clean);
}

/** The day of the one instance the object is about; null = the whole series. */
export function instanceDay(globalObjectId: Uint8Array): Wall | null {
  if (globalObjectId.length < headLength) return null;
  const [high = 0, low = 0, month = 0, day = 0] = globalObjectId.subarray(16, 20);
  const year = high * 256 + low;
  const isDate = year >= 1601 && year < 4500 && month >= 1 && month <= 12 && day >= 1;
  return isDate && day <= daysInMonth(year, month) ? wallOf(year, month, day) : null;
}

/** A UID that is the same each time for an object without one. */
export const inventedUid = (...parts: readonly (string | number | null)[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 40).toUpperCase();
