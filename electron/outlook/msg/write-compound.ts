// Writes a compound file ([MS-CFB], version 3): an OLE object inside a message is kept as the file it would be on a disk.

export interface StreamPlan {
  readonly name: string;
  readonly bytes: Uint8Array;
}
export interface StoragePlan {
  readonly name: string;
  /** 16 bytes; null = none. */
  readonly classId: Uint8Array | null;
  readonly children: readonly (StreamPlan | StoragePlan)[];
}

const SECTOR = 512;
const MINI = 64;
const MINI_CUTOFF = 4096;
const [END, FREE, FAT_SECTOR, DIFAT_SECTOR] = [0xffff_fffe, 0xffff_ffff, 0xffff_fffd, 0xffff_fffc];
const IN_HEADER = 109;
const PLACES = SECTOR / 4;

interface Entry {
  readonly name: string;
  /** [MS-CFB] 2.6.1. */
  readonly type: 1 | 2 | 5;
  readonly classId: Uint8Array | null;
  readonly bytes: Uint8Array;
  left: number;
  right: number;
  child: number;
  start: number;
}

/** `root.name` is not used. */
export function writeCompoundFile(root: StoragePlan): Buffer {
  const entries = plan(root);
  const sectors = new Chains(SECTOR);
  const mini = new Chains(MINI);
  for (const entry of entries) {
    if (entry.type !== 2 || entry.bytes.length === 0) continue;
    entry.start = (entry.bytes.length < MINI_CUTOFF ? mini : sectors).add(entry.bytes);
  }
  const miniStream = Buffer.concat(mini.pieces);
  const rootStart = miniStream.length > 0 ? sectors.add(miniStream) : END;
  const miniFat = sectors.addTable(mini.next);
  const directory = sectors.add(directoryOf(entries, rootStart, miniStream.length));

  // The FAT counts its own sectors and those that say where they are.
  const used = sectors.next.length;
  let [fat, difat] = [0, 0];
  while (fat * PLACES < used + fat + difat) {
    fat += 1;
    difat = Math.max(0, Math.ceil((fat - IN_HEADER) / (PLACES - 1)));
  }
  const table = Buffer.alloc(fat * SECTOR, 0xff);
  const all = [
    ...sectors.next,
    ...Array.from({ length: fat }, () => FAT_SECTOR),
    ...Array.from({ length: difat }, () => DIFAT_SECTOR),
  ];
  all.forEach((next, index) => table.writeUInt32LE(next, index * 4));

  const header = Buffer.alloc(SECTOR, 0);
  header.write('d0cf11e0a1b11ae1', 0, 'hex');
  for (const [at, value] of [
    [24, 0x3e],
    [26, 3],
    [28, 0xfffe],
    [30, 9],
    [32, 6],
  ] as const)
    header.writeUInt16LE(value, at);
  for (const [at, value] of [
    [44, fat],
    [48, directory],
    [56, MINI_CUTOFF],
    [60, miniFat.start],
    [64, miniFat.sectors],
    [68, difat > 0 ? used + fat : END],
    [72, difat],
  ] as const)
    header.writeUInt32LE(value, at);
  for (let index = 0; index < IN_HEADER; index++)
    header.writeUInt32LE(index < fat ? used + index : FREE, 76 + index * 4);
  const more = Buffer.alloc(difat * SECTOR, 0xff);
  for (let index = IN_HEADER; index < fat; index++) {
    const [sector, place] = [Math.floor((index - IN_HEADER) / (PLACES - 1)), (index - IN_HEADER) % (PLACES - 1)];
    more.writeUInt32LE(used + index, sector * SECTOR + place * 4);
  }
  for (let index = 0; index < difat; index++) {
    more.writeUInt32LE(index + 1 < difat ? used + fat + index + 1 : END, (index + 1) * SECTOR - 4);
  }
  return Buffer.concat([header, ...sectors.pieces, table, more]);
}

/** Streams one behind the other, each its own chain. */
class Chains {
  readonly pieces: Buffer[] = [];
  readonly next: number[] = [];
  readonly #unit: number;

  constructor(unit: number) {
    this.#unit = unit;
  }

  /** Returns where it begins. `bytes` is not empty. */
  add(bytes: Uint8Array): number {
    const start = this.next.length;
    const count = Math.ceil(bytes.length / this.#unit);
    for (let index = 1; index <= count; index++) this.next.push(index < count ? start + index : END);
    this.pieces.push(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
    const padding = count * this.#unit - bytes.length;
    if (padding > 0) this.pieces.push(Buffer.alloc(padding));
    return start;
  }

  addTable(numbers: readonly number[]): { start: number; sectors: number } {
    if (numbers.length === 0) return { start: END, sectors: 0 };
    const sectors = Math.ceil(numbers.length / PLACES);
    const table = Buffer.alloc(sectors * SECTOR, 0xff);
    numbers.forEach((number, index) => table.writeUInt32LE(number, index * 4));
    return { start: this.add(table), sectors };
  }
}

const EMPTY = new Uint8Array(0);
const MAX_NAME = 31;

function plan(root: StoragePlan): Entry[] {
  const entries: Entry[] = [];
  const add = (name: string, type: Entry['type'], classId: Uint8Array | null, bytes: Uint8Array): number => {
    const links = { left: FREE, right: FREE, child: FREE, start: type === 1 ? 0 : END };
    entries.push({ name: name.slice(0, MAX_NAME), type, classId, bytes, ...links });
    return entries.length - 1;
  };
  const fill = (storage: StoragePlan, into: number): void => {
    const numbers = storage.children.map((child) => {
      if ('bytes' in child) return add(child.name, 2, null, child.bytes);
      const number = add(child.name, 1, child.classId, EMPTY);
      fill(child, number);
      return number;
    });
    const sorted = numbers.sort((a, b) => compareNames(entries[a]?.name ?? '', entries[b]?.name ?? ''));
    const entry = entries[into];
    if (entry) entry.child = balanced(sorted, entries, 0, sorted.length);
  };
  fill(root, add('Root Entry', 5, root.classId, EMPTY));
  return entries;
}

/** [MS-CFB] 2.6.4: shorter names first, then by their upper case. */
function compareNames(one: string, other: string): number {
  const [a, b] = [one.toUpperCase(), other.toUpperCase()];
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
}

/** The middle one on top, its halves below; all black, which readers take as well as a coloured tree. */
function balanced(sorted: readonly number[], entries: readonly Entry[], from: number, to: number): number {
  if (from >= to) return FREE;
  const middle = (from + to) >>> 1;
  const number = sorted[middle] ?? FREE;
  const entry = entries[number];
  if (!entry) return FREE;
  entry.left = balanced(sorted, entries, from, middle);
  entry.right = balanced(sorted, entries, middle + 1, to);
  return number;
}

function directoryOf(entries: readonly Entry[], rootStart: number, miniBytes: number): Buffer {
  const bytes = Buffer.alloc(Math.ceil((entries.length * 128) / SECTOR) * SECTOR);
  for (let at = entries.length * 128; at < bytes.length; at += 128) bytes.fill(0xff, at + 68, at + 80);
  entries.forEach((entry, index) => {
    const at = index * 128;
    bytes.write(entry.name, at, 'utf16le');
    bytes.writeUInt16LE(entry.name.length * 2 + 2, at + 64);
    bytes[at + 66] = entry.type;
    bytes[at + 67] = 1;
    bytes.writeUInt32LE(entry.left, at + 68);
    bytes.writeUInt32LE(entry.right, at + 72);
    bytes.writeUInt32LE(entry.child, at + 76);
    if (entry.classId) bytes.set(entry.classId.subarray(0, 16), at + 80);
    const isRoot = entry.type === 5;
    bytes.writeUInt32LE(isRoot ? rootStart : entry.start, at + 116);
    bytes.writeUInt32LE(isRoot ? miniBytes : entry.bytes.length, at + 120);
  });
  return bytes;
}
