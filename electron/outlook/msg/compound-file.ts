// The compound file under a .msg: a small file system of storages and streams ([MS-CFB]). Bytes in, a tree out; every
// chain and every tree of a hostile file ends, and nothing is read twice more often than the file is large.

/** A compound file that cannot be read. Never leaves electron/outlook. */
export class DamagedCompound extends Error {}

export interface CompoundStream {
  readonly kind: 'stream';
  readonly name: string;
  readonly sizeBytes: number;
  /** A view of the file where the stream lies in one piece. Throws DamagedCompound. */
  bytes(): Uint8Array;
}

export interface CompoundStorage {
  readonly kind: 'storage';
  readonly name: string;
  /** 16 bytes; all zero where none is given. */
  readonly classId: Uint8Array;
  /** By name in lower case: names differ in more than their case ([MS-CFB] 2.6.4). */
  readonly children: ReadonlyMap<string, CompoundEntry>;
}

export type CompoundEntry = CompoundStream | CompoundStorage;

const SIGNATURE = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
const HEADER_BYTES = 512;
const DIFAT_IN_HEADER = 109;
const ENTRY_BYTES = 128;
const MINI_SHIFT = 6;
/** [MS-CFB] 2.1: what is no sector number. */
const MAX_SECTOR = 0xffff_fffa;
const NO_ENTRY = 0xffff_ffff;
/** [MS-CFB] 2.6.1: object types. */
const [STORAGE, STREAM, ROOT] = [1, 2, 5];
/** A .msg has about 100 entries for itself and 8 for each recipient. */
const MAX_ENTRIES = 500_000;
const MAX_DEPTH = 128;
/** Streams do not share sectors, so a sound file is read once; our own reader asks for a few of them twice. */
const READ_FACTOR = 4;

export const isCompoundFile = (bytes: Uint8Array): boolean =>
  bytes.length >= HEADER_BYTES && SIGNATURE.every((byte, at) => bytes[at] === byte);

/** null: no compound file. Throws DamagedCompound where not even the directory can be read. */
export function openCompoundFile(bytes: Uint8Array): CompoundStorage | null {
  return isCompoundFile(bytes) ? readDirectory(new Sectors(bytes)) : null;
}

/** The file as numbered sectors, and which one follows which. */
class Sectors {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #shift: number;
  readonly #count: number;
  /** Where each part of the FAT lies. */
  readonly #fat: number[] = [];
  readonly miniCutoff: number;
  readonly firstDirectory: number;
  readonly #firstMiniFat: number;
  #miniFat: DataView | null = null;
  #mini: Uint8Array | null = null;
  #left: number;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#shift = this.#view.getUint16(30, true);
    // [MS-CFB] 2.2: 9 in version 3, 12 in version 4.
    if (this.#shift !== 9 && this.#shift !== 12) throw new DamagedCompound(`sectors of 2^${this.#shift}`);
    // The last sector may be cut short: some writers leave out its padding.
    this.#count = Math.max(0, Math.ceil(bytes.length / this.sectorBytes) - 1);
    this.#left = bytes.length * READ_FACTOR;
    this.firstDirectory = this.#view.getUint32(48, true);
    this.miniCutoff = this.#view.getUint32(56, true);
    this.#firstMiniFat = this.#view.getUint32(60, true);
    this.#readDifat();
  }

  get sectorBytes(): number {
    return 2 ** this.#shift;
  }

  get isVersion3(): boolean {
    return this.#shift === 9;
  }

  /** Where a sector begins; the header takes the place of one. */
  #at(sector: number): number {
    return (sector + 1) * this.sectorBytes;
  }

  #u32(at: number): number {
    return at + 4 <= this.#bytes.length ? this.#view.getUint32(at, true) : NO_ENTRY;
  }

  /** [MS-CFB] 2.5: the first 109 places stand in the header, the others in a chain of sectors. */
  #readDifat(): void {
    const add = (at: number, places: number): void => {
      for (let index = 0; index < places; index++) {
        const sector = this.#u32(at + index * 4);
        if (sector < this.#count && this.#fat.length < this.#count) this.#fat.push(sector);
      }
    };
    add(76, DIFAT_IN_HEADER);
    const places = this.sectorBytes / 4 - 1;
    let sector = this.#u32(68);
    for (let steps = 0; sector < this.#count && steps < this.#count / places + 1; steps++) {
      add(this.#at(sector), places);
      sector = this.#u32(this.#at(sector) + places * 4);
    }
  }

  #next(sector: number): number {
    const places = this.sectorBytes / 4;
    const part = this.#fat[Math.floor(sector / places)];
    return part === undefined ? NO_ENTRY : this.#u32(this.#at(part) + (sector % places) * 4);
  }

  /** The chain's bytes, at most `sizeBytes`; null = to its end. Throws DamagedCompound when it ends too early. */
  read(first: number, sizeBytes: number | null): Uint8Array {
    const wanted = sizeBytes === null ? this.#count : Math.ceil(sizeBytes / this.sectorBytes);
    // Most streams lie in one piece and need no copy.
    const pieces: { from: number; to: number }[] = [];
    let sectors = 0;
    for (let sector = first; sectors < wanted && sector < this.#count; sector = this.#next(sector)) {
      const from = this.#at(sector);
      const to = Math.min(from + this.sectorBytes, this.#bytes.length);
      const last = pieces.at(-1);
      if (last?.to === from) last.to = to;
      else pieces.push({ from, to });
      sectors += 1;
    }
    return this.#joined(pieces, sizeBytes, first);
  }

  #joined(pieces: readonly { from: number; to: number }[], sizeBytes: number | null, first: number): Uint8Array {
    const total = pieces.reduce((sum, { from, to }) => sum + to - from, 0);
    if (sizeBytes !== null && total < sizeBytes) {
      throw new DamagedCompound(`${total} of ${sizeBytes} bytes at sector ${first}`);
    }
    // Views count too: whoever puts them together would copy them.
    this.#left -= total;
    if (this.#left < 0) throw new DamagedCompound('streams that overlap');
    const [only] = pieces;
    if (pieces.length === 1 && only) return this.#bytes.subarray(only.from, only.from + (sizeBytes ?? total));
    const out = new Uint8Array(total);
    let end = 0;
    for (const { from, to } of pieces) {
      out.set(this.#bytes.subarray(from, to), end);
      end += to - from;
    }
    return sizeBytes === null ? out : out.subarray(0, sizeBytes);
  }

  /** [MS-CFB] 2.4, 2.6.2: small streams lie together in the root's own stream. */
  openMini(first: number, sizeBytes: number): void {
    this.#mini = first < this.#count ? quietly(() => this.read(first, null)) : null;
    if (this.#mini && sizeBytes < this.#mini.length) this.#mini = this.#mini.subarray(0, sizeBytes);
    const table = this.#firstMiniFat < this.#count ? quietly(() => this.read(this.#firstMiniFat, null)) : null;
    this.#miniFat = table ? new DataView(table.buffer, table.byteOffset, table.length) : null;
  }

  readMini(first: number, sizeBytes: number): Uint8Array {
    const [mini, table] = [this.#mini, this.#miniFat];
    if (!mini || !table) throw new DamagedCompound('no small streams');
    const bytes = 2 ** MINI_SHIFT;
    const count = Math.ceil(mini.length / bytes);
    if (sizeBytes > mini.length) throw new DamagedCompound(`${sizeBytes} bytes in a store of ${mini.length}`);
    this.#left -= sizeBytes;
    if (this.#left < 0) throw new DamagedCompound('streams that overlap');
    const out = new Uint8Array(sizeBytes);
    let end = 0;
    for (let sector = first; end < sizeBytes;) {
      if (sector >= count) throw new DamagedCompound(`${end} of ${sizeBytes} bytes at small sector ${first}`);
      const piece = mini.subarray(sector * bytes, Math.min((sector + 1) * bytes, sector * bytes + sizeBytes - end));
      if (piece.length === 0) throw new DamagedCompound(`${end} of ${sizeBytes} bytes at small sector ${first}`);
      out.set(piece, end);
      end += piece.length;
      sector = sector * 4 + 4 <= table.byteLength ? table.getUint32(sector * 4, true) : NO_ENTRY;
    }
    return out;
  }
}

function quietly(read: () => Uint8Array): Uint8Array | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof DamagedCompound) return null;
    throw error;
  }
}

function readDirectory(sectors: Sectors): CompoundStorage {
  const bytes = sectors.read(sectors.firstDirectory, null);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const count = Math.min(Math.floor(bytes.length / ENTRY_BYTES), MAX_ENTRIES);
  if (count === 0 || view.getUint8(66) !== ROOT) throw new DamagedCompound('no root');
  const sizeOf = (at: number): number => {
    // In version 3 the upper half is undefined ([MS-CFB] 2.6.1).
    const high = sectors.isVersion3 ? 0 : view.getUint32(at + 124, true);
    return high * 0x1_0000_0000 + view.getUint32(at + 120, true);
  };
  sectors.openMini(view.getUint32(116, true), sizeOf(0));
  // Each entry belongs to one storage only: that ends every loop.
  const taken = new Uint8Array(count);
  taken[0] = 1;

  const storage = (entry: number, depth: number): CompoundStorage => {
    const at = entry * ENTRY_BYTES;
    return {
      kind: 'storage',
      name: nameAt(view, at),
      classId: bytes.subarray(at + 80, at + 96),
      children: depth < MAX_DEPTH ? children(view.getUint32(at + 76, true), depth) : new Map(),
    };
  };
  const stream = (at: number): CompoundStream => {
    const [first, sizeBytes] = [view.getUint32(at + 116, true), sizeOf(at)];
    const read = (): Uint8Array => {
      if (sizeBytes === 0) return bytes.subarray(0, 0);
      if (sizeBytes < sectors.miniCutoff) return sectors.readMini(first, sizeBytes);
      if (first > MAX_SECTOR) throw new DamagedCompound(`no sector for ${sizeBytes} bytes`);
      return sectors.read(first, sizeBytes);
    };
    return { kind: 'stream', name: nameAt(view, at), sizeBytes, bytes: read };
  };
  /** A red-black tree of siblings ([MS-CFB] 2.6.4), walked without trusting its order. */
  const children = (top: number, depth: number): Map<string, CompoundEntry> => {
    const found = new Map<string, CompoundEntry>();
    const waiting = [top];
    for (let entry = waiting.pop(); entry !== undefined; entry = waiting.pop()) {
      if (entry >= count || taken[entry] === 1) continue;
      taken[entry] = 1;
      const at = entry * ENTRY_BYTES;
      waiting.push(view.getUint32(at + 68, true), view.getUint32(at + 72, true));
      const kind = view.getUint8(at + 66);
      if (kind !== STREAM && kind !== STORAGE) continue;
      const child = kind === STREAM ? stream(at) : storage(entry, depth + 1);
      const key = child.name.toLowerCase();
      if (!found.has(key)) found.set(key, child);
    }
    return found;
  };
  return storage(0, 0);
}

/** 64 bytes of UTF-16 with their length, the zero at the end counted ([MS-CFB] 2.6.1). */
function nameAt(view: DataView, at: number): string {
  const length = Math.min(64, Math.max(0, view.getUint16(at + 64, true) - 2));
  let name = '';
  for (let index = 0; index + 1 < length; index += 2) name += String.fromCharCode(view.getUint16(at + index, true));
  return name;
}
