// The outermost layer, [MS-OXTNEF] 2.1.3: signature, key, then attributes one after the other, each with a checksum.
// After damage it looks for the next attribute that is whole and goes on from there.
import { type Source, sourceOf, u16, u32 } from './cursor.ts';
import { type Budget, isLate, limits, spend } from './limits.ts';
import type { TnefProblem } from './message.ts';
import { attributeNames, type AttributeName } from './tags-table.ts';

export const SIGNATURE = 0x223e_9f78;
const PREAMBLE_BYTES = 6;
/** Level, identifier, length. */
const HEADER_BYTES = 9;
const CHECKSUM_BYTES = 2;
const LEVEL_MESSAGE = 1;
const LEVEL_ATTACHMENT = 2;

export type Report = (problem: TnefProblem) => void;

export interface Attribute {
  readonly level: 'message' | 'attachment';
  readonly name: AttributeName;
  /** A view of the input. */
  readonly bytes: Uint8Array;
  /** The stream ends inside it. */
  readonly cut: boolean;
}

/** By the signature alone, never by name or MIME type. */
export const isTnef = (bytes: Uint8Array): boolean =>
  bytes.length >= 4 && bytes[0] === 0x78 && bytes[1] === 0x9f && bytes[2] === 0x3e && bytes[3] === 0x22;

/** [MS-OXTNEF] 2.1.3: the sum of all bytes, modulo 65536. */
export function checksum(bytes: Uint8Array): number {
  if (bytes.length < 16) return sumOf(bytes, 0, bytes.length) & 0xffff;
  const head = (4 - (bytes.byteOffset % 4)) % 4;
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset + head, (bytes.length - head) >>> 2);
  let sum = sumOf(bytes, 0, head);
  // Four bytes at a time, in two halves of two lanes of 16 bits; a lane holds 257 bytes before it overflows.
  for (let at = 0; at < words.length;) {
    const end = Math.min(at + 256, words.length);
    let even = 0;
    let odd = 0;
    for (; at < end; at++) {
      const word = words[at] ?? 0;
      even = (even + (word & 0x00ff_00ff)) | 0;
      odd = (odd + ((word >>> 8) & 0x00ff_00ff)) | 0;
    }
    sum = (sum + (even & 0xffff) + (even >>> 16) + (odd & 0xffff) + (odd >>> 16)) & 0xffff;
  }
  return (sum + sumOf(bytes, head + words.length * 4, bytes.length)) & 0xffff;
}

function sumOf(bytes: Uint8Array, start: number, end: number): number {
  let sum = 0;
  for (let at = start; at < end; at++) sum += bytes[at] ?? 0;
  return sum;
}

interface Header {
  readonly level: number;
  readonly id: number;
  readonly length: number;
}

const headerAt = (from: Source, at: number): Header => ({
  level: from.bytes[at] ?? 0,
  id: u32(from, at + 1),
  length: u32(from, at + 5),
});

/** Some writers leave the kind in the upper half empty; from 0x8000 on the lower half alone is unique. */
const nameOf = (id: number): AttributeName | undefined =>
  attributeNames.get(id) ?? ((id & 0xffff) >= 0x8000 ? namesByLow.get(id & 0xffff) : undefined);

const namesByLow: ReadonlyMap<number, AttributeName> = new Map(
  [...attributeNames].map(([id, name]) => [id & 0xffff, name] as const),
);

const isLevel = (level: number): boolean => level === LEVEL_MESSAGE || level === LEVEL_ATTACHMENT;

/** Could an attribute start here? The end of the stream can follow one as well. */
function canFollow(from: Source, at: number): boolean {
  if (at === from.bytes.length) return true;
  if (at + HEADER_BYTES > from.bytes.length) return false;
  const { level, id } = headerAt(from, at);
  return isLevel(level) && id >>> 16 <= 8;
}

/** Where the next whole attribute with a right checksum starts; null = nowhere. `work.left` bounds the bytes looked at. */
function findNext(from: Source, start: number, work: { left: number }): number | null {
  const last = from.bytes.length - HEADER_BYTES - CHECKSUM_BYTES;
  for (let at = start; at <= last && work.left > 0; at++) {
    work.left -= 1;
    const level = from.bytes[at];
    if (level !== LEVEL_MESSAGE && level !== LEVEL_ATTACHMENT) continue;
    const { id, length } = headerAt(from, at);
    if (!attributeNames.has(id)) continue;
    const end = at + HEADER_BYTES + length;
    if (end + CHECKSUM_BYTES > from.bytes.length || length > work.left) continue;
    work.left -= length;
    if (checksum(from.bytes.subarray(at + HEADER_BYTES, end)) === u16(from, end)) return at;
  }
  return null;
}

/** All attributes in order; unknown ones are left out. `bytes` starts with the signature. */
export function readAttributes(bytes: Uint8Array, budget: Budget, report: Report): Attribute[] {
  const from = sourceOf(bytes);
  const found: Attribute[] = [];
  const work = { left: bytes.length * limits.resyncFactor };
  let at = PREAMBLE_BYTES;
  if (bytes.length < PREAMBLE_BYTES) report({ code: 'truncated', where: '', detail: 'ends inside the key' });
  while (at < bytes.length) {
    if (!spend(budget, 'attributes') || isLate(budget)) {
      report({ code: 'limit', where: '', detail: `attributes beyond offset ${at}` });
      break;
    }
    const header = headerAt(from, at);
    if (!isLevel(header.level) || at + HEADER_BYTES > bytes.length) {
      const next = findNext(from, at, work);
      const code = next === null ? (isLevel(header.level) ? 'truncated' : 'trailing') : 'attribute';
      report({ code, where: '', detail: `no attribute at offset ${at}` });
      if (next === null) break;
      at = next;
      continue;
    }
    at = readOne(from, at, header, work, found, report);
  }
  return found;
}

/** Reads the attribute at `at` and answers with the offset after it. */
function readOne(
  from: Source,
  at: number,
  { level, id, length }: Header,
  work: { left: number },
  found: Attribute[],
  report: Report,
): number {
  const { bytes } = from;
  const name = nameOf(id);
  const where = name ?? `attribute 0x${id.toString(16).padStart(8, '0')}`;
  const start = at + HEADER_BYTES;
  const fits = length <= bytes.length - start - CHECKSUM_BYTES;
  let end = fits ? start + length : bytes.length;
  let after = fits ? end + CHECKSUM_BYTES : bytes.length;
  let cut = false;
  const sumFits = fits && checksum(bytes.subarray(start, end)) === u16(from, end);
  if (!sumFits && !(fits && canFollow(from, after))) {
    // The length itself is in doubt: another attribute may begin inside what it claims.
    const next = findNext(from, start, work);
    if (next !== null) {
      end = Math.max(start, next - CHECKSUM_BYTES);
      after = next;
      report({
        code: 'attribute',
        where,
        detail: `length ${length} at offset ${at} is wrong; ${end - start} bytes used`,
      });
    } else if (!fits) {
      // A last checksum that is cut off or missing is no loss.
      end = Math.min(start + length, bytes.length);
      cut = start + length > bytes.length;
      const missing = start + length + CHECKSUM_BYTES - bytes.length;
      report({ code: 'truncated', where, detail: `${missing} bytes missing at offset ${bytes.length}` });
    } else {
      report({ code: 'checksum', where, detail: `offset ${at}` });
    }
  } else if (!sumFits) {
    report({ code: 'checksum', where, detail: `offset ${at}` });
  }
  if (name !== undefined) {
    const content = bytes.subarray(start, end);
    found.push({ level: level === LEVEL_MESSAGE ? 'message' : 'attachment', name, bytes: content, cut });
  } else {
    report({ code: 'attribute', where, detail: `unknown, ${end - start} bytes at offset ${at}` });
  }
  return after;
}
