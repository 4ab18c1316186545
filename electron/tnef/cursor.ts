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

/** A GUID of [MS-DTYP] 2.3.4.2 as text, upper case, without braces. */
export function guidAt(from: Source, at: number): string {
  const hex = (start: number, end: number): string => {
    let text = '';
    for (let i = start; i < end; i++) text += (from.bytes[at + i] ?? 0).toString(16).padStart(2, '0');
    return text;
  };
  const number = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');
  return [number(u32(from, at), 8), number(u16(from, at + 4), 4), number(u16(from, at + 6), 4), hex(8, 10), hex(10, 16)]
    .join('-')
    .toUpperCase();
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
