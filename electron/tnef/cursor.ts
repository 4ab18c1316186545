// Little-endian numbers out of hostile bytes: nothing here reads beyond the end.

export interface Source {
  readonly bytes: Uint8Array;
  readonly view: DataView;
}

export const sourceOf = (bytes: Uint8Array): Source => ({
  bytes,
  view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength),
});

/** 0 beyond the end; callers that must know compare with the length first. */
export const u16 = (from: Source, at: number): number =>
  at >= 0 && at + 2 <= from.bytes.length ? from.view.getUint16(at, true) : 0;
export const u32 = (from: Source, at: number): number =>
  at >= 0 && at + 4 <= from.bytes.length ? from.view.getUint32(at, true) : 0;

const HEX: readonly string[] = Array.from({ length: 256 }, (_, byte) =>
  byte.toString(16).toUpperCase().padStart(2, '0'),
);
/** [MS-DTYP] 2.3.4.2: the first three fields are numbers, little-endian; the rest are bytes in order. */
const GUID_ORDER = [3, 2, 1, 0, -1, 5, 4, -1, 7, 6, -1, 8, 9, -1, 10, 11, 12, 13, 14, 15];

/** As text, upper case, without braces. Zeros beyond the end. */
export function guidAt(from: Source, at: number): string {
  let text = '';
  for (const place of GUID_ORDER) text += place < 0 ? '-' : (HEX[from.bytes[at + place] ?? 0] ?? '');
  return text;
}

/** FILETIME ([MS-DTYP] 2.3.3), 100 ns since 1601, as milliseconds since 1970; null = outside what a Date can say. */
export function fileTime(low: number, high: number): number | null {
  // In two parts: the whole has more than the 53 bits a number keeps.
  const at = high * 429_496 + Math.floor((high * 7_296 + low) / 10_000) - 11_644_473_600_000;
  return (high === 0 && low === 0) || Math.abs(at) > 8.64e15 ? null : at;
}

/** The bytes before the first zero byte. */
export function untilZero(bytes: Uint8Array): Uint8Array {
  const end = bytes.indexOf(0);
  return end === -1 ? bytes : bytes.subarray(0, end);
}
