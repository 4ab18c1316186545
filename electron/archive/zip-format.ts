// ZIP records (PKWARE APPNOTE 6.3.10), in the one shape this program writes: sizes known beforehand, UTF-8 names, UTC
// times, ZIP64 only where a number does not fit. One shape means a changed byte anywhere in a record is noticed.

export const LOCAL_SIGNATURE = 0x04034b50;
export const CENTRAL_SIGNATURE = 0x02014b50;
export const LOCAL_HEADER_BYTES = 30;
const CENTRAL_HEADER_BYTES = 46;
const END_SIGNATURE = 0x06054b50;
const END64_SIGNATURE = 0x06064b50;
const LOCATOR64_SIGNATURE = 0x07064b50;
export const END_BYTES = 22;
export const END64_BYTES = 56 + 20;

export const STORED = 0;
export const DEFLATED = 8;
const AES_METHOD = 99;

const MAX_32 = 0xffffffff;
const FLAG_ENCRYPTED = 0x0001;
const FLAG_UTF8 = 0x0800;
/** Unix, so that extracted files get sane permissions; 4.5 = ZIP64. */
const MADE_BY = (3 << 8) | 45;
const MODE_0644 = 0o100644 * 0x10000;

export interface ZipEntry {
  readonly name: Buffer;
  /** STORED or DEFLATED, also under AES. */
  readonly method: number;
  /** AE-2 (WinZip AES): the data are salt, verifier, ciphertext, authentication code; crc is 0. */
  readonly aes: boolean;
  readonly mtimeSeconds: number;
  readonly crc: number;
  /** Of the data in the file, AES overhead included. */
  readonly packedBytes: number;
  readonly sizeBytes: number;
  /** Of the local header. */
  readonly offset: number;
}

/** Whole seconds since 1970 in the range of the 0x5455 field (1901 to 2038). */
export const zipSeconds = (ms: number): number =>
  Math.max(-0x80000000, Math.min(0x7fffffff, Math.floor((Number.isFinite(ms) ? ms : 0) / 1000))) | 0;

/** DOS date and time (1980 to 2107, two-second steps) in UTC, date in the upper half. */
function dosTime(seconds: number): number {
  const date = new Date(Math.max(315_532_800, Math.min(4_354_819_198, seconds)) * 1000);
  const day = ((date.getUTCFullYear() - 1980) << 9) | ((date.getUTCMonth() + 1) << 5) | date.getUTCDate();
  const time = (date.getUTCHours() << 11) | (date.getUTCMinutes() << 5) | (date.getUTCSeconds() >> 1);
  return day * 0x10000 + time;
}

const timeExtraBytes = 9;
const aesExtraBytes = 11;

function writeTimeExtra(out: Buffer, at: number, entry: ZipEntry): number {
  at = out.writeUInt16LE(0x5455, at);
  at = out.writeUInt16LE(5, at);
  at = out.writeUInt8(1, at);
  return out.writeInt32LE(entry.mtimeSeconds, at);
}

function writeAesExtra(out: Buffer, at: number, entry: ZipEntry): number {
  if (!entry.aes) return at;
  at = out.writeUInt16LE(0x9901, at);
  at = out.writeUInt16LE(7, at);
  at = out.writeUInt16LE(2, at);
  at += out.write('AE', at, 'latin1');
  at = out.writeUInt8(3, at);
  return out.writeUInt16LE(entry.method, at);
}

/** Version needed to flags, method, time, CRC: the ten fields both headers share, without the sizes. */
function writeCommon(out: Buffer, at: number, entry: ZipEntry, zip64: boolean): number {
  at = out.writeUInt16LE(entry.aes ? 51 : zip64 ? 45 : 20, at);
  at = out.writeUInt16LE(FLAG_UTF8 | (entry.aes ? FLAG_ENCRYPTED : 0), at);
  at = out.writeUInt16LE(entry.aes ? AES_METHOD : entry.method, at);
  at = out.writeUInt32LE(dosTime(entry.mtimeSeconds), at);
  return out.writeUInt32LE(entry.crc, at);
}

const writeBig = (out: Buffer, at: number, value: number): number => out.writeBigUInt64LE(BigInt(value), at);

export function encodeLocal(entry: ZipEntry): Buffer {
  const zip64 = entry.sizeBytes >= MAX_32 || entry.packedBytes >= MAX_32;
  const extra = timeExtraBytes + (entry.aes ? aesExtraBytes : 0) + (zip64 ? 20 : 0);
  const out = Buffer.allocUnsafe(LOCAL_HEADER_BYTES + entry.name.length + extra);
  let at = out.writeUInt32LE(LOCAL_SIGNATURE, 0);
  at = writeCommon(out, at, entry, zip64);
  at = out.writeUInt32LE(zip64 ? MAX_32 : entry.packedBytes, at);
  at = out.writeUInt32LE(zip64 ? MAX_32 : entry.sizeBytes, at);
  at = out.writeUInt16LE(entry.name.length, at);
  at = out.writeUInt16LE(extra, at);
  out.set(entry.name, at);
  at += entry.name.length;
  if (zip64) {
    at = out.writeUInt16LE(1, at);
    at = out.writeUInt16LE(16, at);
    at = writeBig(out, at, entry.sizeBytes);
    at = writeBig(out, at, entry.packedBytes);
  }
  at = writeTimeExtra(out, at, entry);
  writeAesExtra(out, at, entry);
  return out;
}

export function encodeCentral(entry: ZipEntry): Buffer {
  const bigSizes = entry.sizeBytes >= MAX_32 || entry.packedBytes >= MAX_32;
  const bigOffset = entry.offset >= MAX_32;
  const bigBytes = (bigSizes ? 16 : 0) + (bigOffset ? 8 : 0);
  const extra = timeExtraBytes + (entry.aes ? aesExtraBytes : 0) + (bigBytes ? 4 + bigBytes : 0);
  const out = Buffer.allocUnsafe(CENTRAL_HEADER_BYTES + entry.name.length + extra);
  let at = out.writeUInt32LE(CENTRAL_SIGNATURE, 0);
  at = out.writeUInt16LE(MADE_BY, at);
  at = writeCommon(out, at, entry, bigBytes > 0);
  at = out.writeUInt32LE(bigSizes ? MAX_32 : entry.packedBytes, at);
  at = out.writeUInt32LE(bigSizes ? MAX_32 : entry.sizeBytes, at);
  at = out.writeUInt16LE(entry.name.length, at);
  at = out.writeUInt16LE(extra, at);
  at = out.writeUInt16LE(0, at);
  at = out.writeUInt16LE(0, at);
  at = out.writeUInt16LE(0, at);
  at = out.writeUInt32LE(MODE_0644, at);
  at = out.writeUInt32LE(bigOffset ? MAX_32 : entry.offset, at);
  out.set(entry.name, at);
  at += entry.name.length;
  if (bigBytes) {
    at = out.writeUInt16LE(1, at);
    at = out.writeUInt16LE(bigBytes, at);
    if (bigSizes) at = writeBig(out, writeBig(out, at, entry.sizeBytes), entry.packedBytes);
    if (bigOffset) at = writeBig(out, at, entry.offset);
  }
  at = writeTimeExtra(out, at, entry);
  writeAesExtra(out, at, entry);
  return out;
}

export interface CentralDirectory {
  readonly count: number;
  readonly bytes: number;
  readonly offset: number;
}

/** The records after the central directory; with ZIP64 ones when a number needs it. */
export function encodeEnd({ count, bytes, offset }: CentralDirectory): Buffer {
  const zip64 = count >= 0xffff || bytes >= MAX_32 || offset >= MAX_32;
  const out = Buffer.alloc(END_BYTES + (zip64 ? END64_BYTES : 0));
  let at = 0;
  if (zip64) {
    at = out.writeUInt32LE(END64_SIGNATURE, at);
    at = writeBig(out, at, 44);
    at = out.writeUInt16LE(MADE_BY, at);
    at = out.writeUInt16LE(45, at);
    at += 8;
    at = writeBig(out, at, count);
    at = writeBig(out, at, count);
    at = writeBig(out, at, bytes);
    at = writeBig(out, at, offset);
    at = out.writeUInt32LE(LOCATOR64_SIGNATURE, at);
    at += 4;
    at = writeBig(out, at, offset + bytes);
    at = out.writeUInt32LE(1, at);
  }
  at = out.writeUInt32LE(END_SIGNATURE, at);
  at += 4;
  at = out.writeUInt16LE(zip64 ? 0xffff : count, at);
  at = out.writeUInt16LE(zip64 ? 0xffff : count, at);
  at = out.writeUInt32LE(zip64 ? MAX_32 : bytes, at);
  out.writeUInt32LE(zip64 ? MAX_32 : offset, at);
  return out;
}

/**
 * Where the central directory is, from the last bytes of a ZIP (98 are enough); null when they are not such an end, or
 * when any of their bytes is not as encodeEnd writes it.
 */
export function parseEnd(tail: Buffer, totalBytes: number): CentralDirectory | null {
  const end = tail.length - END_BYTES;
  if (end < 0 || tail.readUInt32LE(end) !== END_SIGNATURE) return null;
  let found: CentralDirectory = {
    count: tail.readUInt16LE(end + 10),
    bytes: tail.readUInt32LE(end + 12),
    offset: tail.readUInt32LE(end + 16),
  };
  const big = end - END64_BYTES;
  if (found.offset === MAX_32 && big >= 0 && tail.readUInt32LE(big) === END64_SIGNATURE) {
    found = {
      count: Number(tail.readBigUInt64LE(big + 32)),
      bytes: Number(tail.readBigUInt64LE(big + 40)),
      offset: Number(tail.readBigUInt64LE(big + 48)),
    };
  }
  if (!Object.values(found).every(Number.isSafeInteger)) return null;
  const expected = encodeEnd(found);
  if (found.offset + found.bytes + expected.length !== totalBytes) return null;
  return tail.subarray(tail.length - expected.length).equals(expected) ? found : null;
}

/** Does this look like the end of a ZIP, or of one with a few changed bytes. */
export function resemblesEnd(tail: Buffer): boolean {
  const end = tail.subarray(Math.max(0, tail.length - END_BYTES));
  const pattern = [0x50, 0x4b, 0x05, 0x06, 0, 0, 0, 0];
  return end.length === END_BYTES && pattern.filter((byte, at) => end[at] === byte).length >= pattern.length - 1;
}

/** Length of the local header that starts here, once its first 30 bytes are known; null when it is none. */
export const localLength = (fixed: Buffer): number | null =>
  fixed.readUInt32LE(0) === LOCAL_SIGNATURE
    ? LOCAL_HEADER_BYTES + fixed.readUInt16LE(26) + fixed.readUInt16LE(28)
    : null;

/**
 * Reads a whole local header. `exact` says that every byte is as this program writes it; a header made by another one
 * is understood as far as needed. null when it is out of shape.
 */
export function parseLocal(header: Buffer, offset: number): { entry: ZipEntry; exact: boolean } | null {
  const nameEnd = LOCAL_HEADER_BYTES + header.readUInt16LE(26);
  if (nameEnd > header.length) return null;
  const outerMethod = header.readUInt16LE(8);
  let packedBytes = header.readUInt32LE(18);
  let sizeBytes = header.readUInt32LE(22);
  let mtimeSeconds = 0;
  let method = outerMethod;
  let aes = false;
  for (let at = nameEnd; at + 4 <= header.length;) {
    const id = header.readUInt16LE(at);
    const size = header.readUInt16LE(at + 2);
    at += 4;
    if (at + size > header.length) return null;
    if (id === 0x0001 && size >= 16 && sizeBytes === MAX_32) {
      sizeBytes = Number(header.readBigUInt64LE(at));
      packedBytes = Number(header.readBigUInt64LE(at + 8));
    } else if (id === 0x5455 && size >= 5) mtimeSeconds = header.readInt32LE(at + 1);
    else if (id === 0x9901 && size === 7 && outerMethod === AES_METHOD) {
      if (header.readUInt16LE(at) !== 2 || header[at + 4] !== 3) return null;
      aes = true;
      method = header.readUInt16LE(at + 5);
    }
    at += size;
  }
  if ((method !== STORED && method !== DEFLATED) || !Number.isSafeInteger(packedBytes + sizeBytes)) return null;
  const entry: ZipEntry = {
    name: header.subarray(LOCAL_HEADER_BYTES, nameEnd),
    method,
    aes,
    mtimeSeconds,
    crc: header.readUInt32LE(14),
    packedBytes,
    sizeBytes,
    offset,
  };
  return { entry, exact: encodeLocal(entry).equals(header) };
}

export interface CentralRecord {
  readonly bytes: Buffer;
  readonly name: string;
  readonly offset: number;
}

/** The records of a central directory, or of a part of one that begins at a record; `rest` is what is not complete. */
export function* parseCentral(bytes: Buffer): Generator<CentralRecord, number> {
  let at = 0;
  while (at + CENTRAL_HEADER_BYTES <= bytes.length && bytes.readUInt32LE(at) === CENTRAL_SIGNATURE) {
    const nameBytes = bytes.readUInt16LE(at + 28);
    const extraBytes = bytes.readUInt16LE(at + 30);
    const end = at + CENTRAL_HEADER_BYTES + nameBytes + extraBytes + bytes.readUInt16LE(at + 32);
    if (end > bytes.length) break;
    const nameAt = at + CENTRAL_HEADER_BYTES;
    const record = bytes.subarray(at, end);
    yield { bytes: record, name: bytes.toString('utf8', nameAt, nameAt + nameBytes), offset: centralOffset(record) };
    at = end;
  }
  return at;
}

function centralOffset(record: Buffer): number {
  const offset = record.readUInt32LE(42);
  if (offset !== MAX_32) return offset;
  for (let at = CENTRAL_HEADER_BYTES + record.readUInt16LE(28); at + 4 <= record.length;) {
    const size = record.readUInt16LE(at + 2);
    // Only the fields that did not fit are there; the offset is always the last of ours.
    if (record.readUInt16LE(at) === 1 && size >= 8 && at + 4 + size <= record.length) {
      return Number(record.readBigUInt64LE(at + 4 + size - 8));
    }
    at += 4 + size;
  }
  return offset;
}
