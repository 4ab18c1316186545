// Little-endian fields of a MAPI blob. Past the end it answers 0 and remembers; nobody has to check every read.

export interface ByteReader {
  u8(): number;
  u16(): number;
  u32(): number;
  i32(): number;
  /** A view of the next `length` bytes; empty, and `failed`, when there are not that many. */
  bytes(length: number): Uint8Array;
  skip(length: number): void;
  /** Bytes that are left. */
  left(): number;
  /** Whether anything was asked for that is not there. */
  failed(): boolean;
}

export function readBytes(source: Uint8Array): ByteReader {
  const view = new DataView(source.buffer, source.byteOffset, source.byteLength);
  let at = 0;
  let short = false;
  const take = (length: number): number | null => {
    if (length > source.length - at) {
      short = true;
      at = source.length;
      return null;
    }
    const from = at;
    at += length;
    return from;
  };
  const field = (length: number, read: (from: number) => number): number => {
    const from = take(length);
    return from === null ? 0 : read(from);
  };
  return {
    u8: () => field(1, (from) => view.getUint8(from)),
    u16: () => field(2, (from) => view.getUint16(from, true)),
    u32: () => field(4, (from) => view.getUint32(from, true)),
    i32: () => field(4, (from) => view.getInt32(from, true)),
    bytes: (length) => {
      const from = take(length);
      return from === null ? source.subarray(0, 0) : source.subarray(from, from + length);
    },
    skip: (length) => void take(length),
    left: () => source.length - at,
    failed: () => short,
  };
}

const utf16 = new TextDecoder('utf-16le');
const latin = new TextDecoder('windows-1252');

export const utf16Text = (bytes: Uint8Array): string => utf16.decode(bytes).replaceAll('\0', '');
/** The last resort for 8-bit strings: their code page is not said where they stand. */
export const latinText = (bytes: Uint8Array): string => latin.decode(bytes).replaceAll('\0', '');
