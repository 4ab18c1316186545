// Writes Outlook data files after [MS-PST], in all three generations: what the reader must understand, no more.
import { closeSync, openSync, writeSync } from 'node:fs';
import { crc32, deflateSync } from 'node:zlib';
import { permutationI, permutationR, permutationS } from '../../electron/outlook/pst/crypt-table.ts';

export type Generation = 'ansi' | 'unicode' | 'unicode4k';
export type Value = { readonly type: number; readonly bytes: Buffer };

export const text = (value: string): Value => ({ type: 0x001f, bytes: Buffer.from(value, 'utf16le') });
export const text8 = (bytes: Uint8Array): Value => ({ type: 0x001e, bytes: Buffer.from(bytes) });
export const binary = (bytes: Uint8Array): Value => ({ type: 0x0102, bytes: Buffer.from(bytes) });
export const integer = (value: number): Value => ({ type: 0x0003, bytes: u32(value) });
export const boolean = (value: boolean): Value => ({ type: 0x000b, bytes: Buffer.from([value ? 1 : 0]) });
export const time = (at: number): Value => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE((BigInt(at) + 11_644_473_600_000n) * 10_000n);
  return { type: 0x0040, bytes };
};
/** PtypObject: the node inside, and a size. */
export const object = (nid: number): Value => ({ type: 0x000d, bytes: Buffer.concat([u32(nid), u32(0)]) });
export const strings = (values: readonly string[]): Value => {
  const pieces = values.map((value) => Buffer.from(value, 'utf16le'));
  let at = 4 + 4 * pieces.length;
  const heads = pieces.map((piece) => {
    const head = u32(at);
    at += piece.length;
    return head;
  });
  return { type: 0x101f, bytes: Buffer.concat([u32(pieces.length), ...heads, ...pieces]) };
};

const u32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value >>> 0);
  return bytes;
};
const crc = (bytes: Uint8Array): number => ~crc32(bytes, 0xffffffff) >>> 0;

interface SubNode {
  readonly nid: number;
  readonly data: number;
  readonly sub: number;
}

export type Properties = Readonly<Record<number, Value>>;

const HEADER_BYTES = 0x4600;

/** Pieces come in any order and do not overlap; what lies between them is zeros. */
type Put = (bytes: Buffer, at: number) => void;

class PstWriter {
  readonly #put: Put;
  readonly #generation: Generation;
  readonly #crypt: 0 | 1 | 2;
  readonly #id: 4 | 8;
  readonly #trailer: number;
  readonly #align: number;
  readonly #maxBlock: number;
  #next = 4;
  #at: number;
  readonly #blocks: { bid: number; at: number; size: number; inflated: number }[] = [];
  readonly #nodes: { nid: number; data: number; sub: number; parent: number }[] = [];

  constructor(put: Put, generation: Generation = 'unicode', crypt: 0 | 1 | 2 = 1) {
    this.#put = put;
    this.#generation = generation;
    this.#crypt = generation === 'unicode4k' ? 0 : crypt;
    this.#id = generation === 'ansi' ? 4 : 8;
    this.#trailer = generation === 'ansi' ? 12 : generation === 'unicode' ? 16 : 24;
    this.#align = generation === 'unicode4k' ? 512 : 64;
    this.#maxBlock = generation === 'unicode4k' ? 65_512 : 8_192 - this.#trailer;
    this.#at = HEADER_BYTES;
  }

  /** A heap's pages are one block each: what does not fit goes into a subnode, as Outlook does it. */
  readonly #heapRoom = 3_500;

  #store(plain: Buffer, internal: boolean): number {
    const bid = this.#next + (internal ? 2 : 0);
    this.#next += 4;
    const packed = this.#generation === 'unicode4k' && !internal ? deflateSync(plain) : plain;
    const inflated = packed.length < plain.length ? plain.length : 0;
    const bytes = Buffer.from(inflated > 0 ? packed : plain);
    if (!internal) cover(bytes, this.#crypt, bid);
    const room = Math.ceil((bytes.length + this.#trailer) / this.#align) * this.#align;
    const block = Buffer.alloc(room);
    bytes.copy(block);
    const trailer = room - this.#trailer;
    block.writeUInt16LE(bytes.length, trailer);
    block.writeUInt32LE(crc(bytes), trailer + (this.#id === 4 ? 8 : 4));
    this.#put(block, this.#at);
    this.#blocks.push({ bid, at: this.#at, size: bytes.length, inflated });
    this.#at += room;
    return bid;
  }

  #ids(...values: readonly number[]): Buffer {
    const bytes = Buffer.alloc(values.length * this.#id);
    values.forEach((value, index) => {
      if (this.#id === 4) bytes.writeUInt32LE(value, index * 4);
      else bytes.writeBigUInt64LE(BigInt(value), index * 8);
    });
    return bytes;
  }

  /** Data of any size: one block, or an XBLOCK over several. Returns its BID. */
  data(bytes: Buffer): number {
    if (bytes.length <= this.#maxBlock) return this.#store(bytes, false);
    const leaves: number[] = [];
    for (let at = 0; at < bytes.length; at += this.#maxBlock) {
      leaves.push(this.#store(bytes.subarray(at, at + this.#maxBlock), false));
    }
    const head = Buffer.from([1, 1, 0, 0, 0, 0, 0, 0]);
    head.writeUInt16LE(leaves.length, 2);
    head.writeUInt32LE(bytes.length, 4);
    return this.#store(Buffer.concat([head, this.#ids(...leaves)]), true);
  }

  /** Returns the BID of the list; 0 for none. */
  subNodes(nodes: readonly SubNode[]): number {
    if (nodes.length === 0) return 0;
    const head = Buffer.alloc(this.#id === 4 ? 4 : 8);
    head[0] = 2;
    head.writeUInt16LE(nodes.length, 2);
    return this.#store(Buffer.concat([head, ...nodes.map(({ nid, data, sub }) => this.#ids(nid, data, sub))]), true);
  }

  /** A property context; values too large for the heap become nodes in `inside`. Returns the BID of its data. */
  properties(values: Properties, inside: SubNode[]): number {
    const heap = new HeapWriter(0xbc);
    const records: Buffer[] = [];
    let number = 0x8000;
    for (const [id, { type, bytes }] of Object.entries(values).sort(([a], [b]) => Number(a) - Number(b))) {
      const record = Buffer.alloc(8);
      record.writeUInt16LE(Number(id), 0);
      record.writeUInt16LE(type, 2);
      if (bytes.length <= 4 && [0x0002, 0x0003, 0x000b].includes(type)) bytes.copy(record, 4);
      else if (bytes.length > this.#heapRoom || heap.used + bytes.length > 7_000) {
        const nid = (number++ << 5) | 0x1f;
        inside.push({ nid, data: this.data(bytes), sub: 0 });
        record.writeUInt32LE(nid >>> 0, 4);
      } else record.writeUInt32LE(bytes.length === 0 ? 0 : heap.add(bytes), 4);
      records.push(record);
    }
    const leaf = heap.add(Buffer.concat(records));
    const root = heap.add(Buffer.concat([Buffer.from([0xb5, 2, 6, 0]), u32(records.length === 0 ? 0 : leaf)]));
    return this.data(heap.finish(root));
  }

  /** A table of rows with fixed numbers and texts; `rowIds`: what each is called, its place when not said. Returns the BID of its data. */
  table(rows: readonly Properties[], rowIds: readonly number[] = rows.map((_, at) => at)): number {
    const heap = new HeapWriter(0x7c);
    const ids = [...new Set(rows.flatMap((row) => Object.keys(row).map(Number)))].sort((a, b) => a - b);
    const rowId = 0x67f2;
    const columns = [rowId, ...ids].map((id, index) => ({
      id,
      type: rows.find((row) => row[id])?.[id]?.type ?? 0x0003,
      at: index * 4,
      bit: index,
    }));
    const fixed = columns.length * 4;
    const size = fixed + Math.ceil(columns.length / 8);
    const matrix = Buffer.concat(
      rows.map((row, index) => {
        const bytes = Buffer.alloc(size);
        for (const { id, at, bit } of columns) {
          const value = id === rowId ? integer(rowIds[index] ?? 0) : row[id];
          if (!value) continue;
          bytes[fixed + (bit >>> 3)] = (bytes[fixed + (bit >>> 3)] ?? 0) | (0x80 >>> (bit & 7));
          if (value.type === 0x0003) value.bytes.copy(bytes, at);
          else bytes.writeUInt32LE(heap.add(value.bytes), at);
        }
        return bytes;
      }),
    );
    const wide = this.#id === 8;
    const index = heap.add(
      Buffer.concat(rows.map((_, at) => Buffer.concat([u32(rowIds[at] ?? 0), wide ? u32(at) : short(at)]))),
    );
    const tree = heap.add(Buffer.concat([Buffer.from([0xb5, 4, wide ? 4 : 2, 0]), u32(index)]));
    const info = Buffer.alloc(22 + 8 * columns.length);
    info[0] = 0x7c;
    info[1] = columns.length;
    for (const [at, value] of [2, 4, 6, 8].map((place, k) => [place, k === 3 ? size : fixed] as const)) {
      info.writeUInt16LE(value, at);
    }
    info.writeUInt32LE(tree, 10);
    info.writeUInt32LE(matrix.length === 0 ? 0 : heap.add(matrix), 14);
    columns.forEach(({ id, type, at, bit }, k) => {
      info.writeUInt16LE(type, 22 + k * 8);
      info.writeUInt16LE(id, 24 + k * 8);
      info.writeUInt16LE(at, 26 + k * 8);
      info[28 + k * 8] = 4;
      info[29 + k * 8] = bit;
    });
    return this.data(heap.finish(heap.add(info)));
  }

  node(nid: number, data: number, sub: number, parent: number): void {
    this.#nodes.push({ nid, data, sub, parent });
  }

  #page(kind: number, entries: readonly Buffer[], level: number): number {
    const big = this.#generation === 'unicode4k';
    const size = big ? 4096 : 512;
    const countAt = big ? 4056 : this.#id === 4 ? 496 : 488;
    const trailer = big ? 4072 : this.#id === 4 ? 500 : 496;
    const page = Buffer.alloc(size);
    Buffer.concat(entries).copy(page);
    const wide = big ? 2 : 1;
    if (big) page.writeUInt16LE(entries.length, countAt);
    else page[countAt] = entries.length;
    const entryBytes = entries[0]?.length ?? 24;
    const room = Math.floor(countAt / entryBytes);
    if (big) page.writeUInt16LE(room, countAt + 2);
    else page[countAt + 1] = room;
    page[countAt + 2 * wide] = entryBytes;
    page[countAt + 2 * wide + 1] = level;
    page[trailer] = page[trailer + 1] = kind;
    page.writeUInt32LE(crc(page.subarray(0, trailer)), trailer + (this.#id === 4 ? 8 : 4));
    this.#at = Math.ceil(this.#at / size) * size;
    const at = this.#at;
    this.#put(page, at);
    this.#at += size;
    return at;
  }

  /** Pages of ten, level by level up to one root. */
  #tree(kind: number, entries: readonly { key: number; bytes: Buffer }[]): number {
    const perPage = 10;
    let row = [...entries].sort((a, b) => a.key - b.key);
    for (let level = 0; ; level++) {
      const above: { key: number; bytes: Buffer }[] = [];
      for (let from = 0; from < Math.max(1, row.length); from += perPage) {
        const part = row.slice(from, from + perPage);
        const at = this.#page(
          kind,
          part.map(({ bytes }) => bytes),
          level,
        );
        if (row.length <= perPage) return at;
        const key = part[0]?.key ?? 0;
        above.push({ key, bytes: this.#ids(key, 0, at) });
      }
      row = above;
    }
  }

  /** Returns the file's size. */
  finish(): number {
    const blocks = this.#blocks.map(({ bid, at, size, inflated }) => {
      const sizes =
        this.#generation === 'unicode4k'
          ? Buffer.concat([short(size), short(inflated || size), short(2), short(0)])
          : Buffer.concat([short(size), short(2), Buffer.alloc(this.#id === 8 ? 4 : 0)]);
      return { key: bid, bytes: Buffer.concat([this.#ids(bid, at), sizes]) };
    });
    const nodes = this.#nodes.map(({ nid, data, sub, parent }) => ({
      key: nid,
      bytes: Buffer.concat([this.#ids(nid, data, sub), u32(parent), Buffer.alloc(this.#id === 8 ? 4 : 0)]),
    }));
    const blockRoot = this.#tree(0x80, blocks);
    const nodeRoot = this.#tree(0x81, nodes);
    const file = Buffer.alloc(HEADER_BYTES);
    file.write('!BDN', 0, 'latin1');
    file.write('SM', 8, 'latin1');
    file.writeUInt16LE({ ansi: 15, unicode: 23, unicode4k: 36 }[this.#generation], 10);
    const [nodesAt, blocksAt, cryptAt] = this.#id === 4 ? [184, 192, 461] : [216, 232, 513];
    this.#ids(0, nodeRoot).copy(file, nodesAt);
    this.#ids(0, blockRoot).copy(file, blocksAt);
    file[cryptAt] = this.#crypt;
    this.#put(file, 0);
    return this.#at;
  }
}

const short = (value: number): Buffer => {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
};

/** One page of a heap. */
class HeapWriter {
  readonly #kind: number;
  readonly #items: Buffer[] = [];
  used = 12;

  constructor(kind: number) {
    this.#kind = kind;
  }

  /** Returns the HID. */
  add(bytes: Buffer): number {
    this.#items.push(bytes);
    this.used += bytes.length;
    return this.#items.length << 5;
  }

  finish(root: number): Buffer {
    const head = Buffer.alloc(12);
    head[2] = 0xec;
    head[3] = this.#kind;
    head.writeUInt32LE(root, 4);
    const offsets = [12];
    for (const item of this.#items) offsets.push((offsets.at(-1) ?? 12) + item.length);
    const end = offsets.at(-1) ?? 12;
    head.writeUInt16LE(end + (end % 2), 0);
    const map = Buffer.concat([short(this.#items.length), short(0), ...offsets.map(short)]);
    return Buffer.concat([head, ...this.#items, Buffer.alloc(end % 2), map]);
  }
}

/** What the reader's uncover undoes. */
function cover(bytes: Buffer, method: 0 | 1 | 2, key: number): void {
  if (method === 1) for (let at = 0; at < bytes.length; at++) bytes[at] = permutationR[bytes[at] ?? 0] ?? 0;
  if (method !== 2) return;
  let w = (key ^ (key >>> 16)) & 0xffff;
  for (let at = 0; at < bytes.length; at++) {
    let byte = permutationR[((bytes[at] ?? 0) + (w & 0xff)) & 0xff] ?? 0;
    byte = permutationS[(byte + (w >>> 8)) & 0xff] ?? 0;
    byte = permutationI[(byte - (w >>> 8)) & 0xff] ?? 0;
    bytes[at] = (byte - (w & 0xff)) & 0xff;
    w = (w + 1) & 0xffff;
  }
}

export interface PstLetter {
  readonly properties: Properties;
  readonly recipients?: readonly Properties[];
  readonly attachments?: readonly PstAttachment[];
}
export interface PstAttachment {
  readonly properties: Properties;
  readonly data?: Uint8Array;
  readonly letter?: PstLetter;
}
export interface PstFolderPlan {
  readonly name: string;
  /** Asked for once, one after the other. */
  readonly letters?: Iterable<PstLetter>;
  readonly folders?: readonly PstFolderPlan[];
}

/** A whole file with these folders under its top. */
export function writePst(folders: readonly PstFolderPlan[], generation?: Generation, crypt?: 0 | 1 | 2): Buffer {
  const pieces: { bytes: Buffer; at: number }[] = [];
  const sizeBytes = writeFolders(new PstWriter((bytes, at) => pieces.push({ bytes, at }), generation, crypt), folders);
  const file = Buffer.alloc(sizeBytes);
  for (const { bytes, at } of pieces) bytes.copy(file, at);
  return file;
}

/** The same into a file, which may be larger than memory: about 300 bytes are kept for each block. Returns its size. */
export function writePstFile(path: string, folders: readonly PstFolderPlan[]): number {
  const fd = openSync(path, 'w');
  try {
    return writeFolders(new PstWriter((bytes, at) => void writeSync(fd, bytes, 0, bytes.length, at)), folders);
  } finally {
    closeSync(fd);
  }
}

function writeFolders(pst: PstWriter, folders: readonly PstFolderPlan[]): number {
  let folderNumber = 0x10;
  let letterNumber = 0x1000;
  const top = 0x8022;
  const entry = Buffer.alloc(24);
  entry.writeUInt32LE(top, 20);
  const put = (nid: number, values: Properties, parent: number, inside: SubNode[] = []): void => {
    const data = pst.properties(values, inside);
    pst.node(nid, data, pst.subNodes(inside), parent);
  };
  put(0x21, { 0x3001: text('Test'), 0x35e0: binary(entry) }, 0x21);
  put(0x61, { 0x0001: integer(251), 0x0002: binary(new Uint8Array(0)), 0x0003: names, 0x0004: nameText }, 0x61);
  put(0x122, { 0x3001: text('') }, 0x122);
  put(top, { 0x3001: text('Top of Outlook data file') }, 0x122);
  const letter = (plan: PstLetter): { data: number; sub: number } => {
    const inside: SubNode[] = [];
    const data = pst.properties(plan.properties, inside);
    if (plan.recipients?.length) inside.push({ nid: 0x692, data: pst.table(plan.recipients), sub: 0 });
    const attachmentNid = (index: number): number => ((0x401 + index) << 5) | 0x05;
    const attachments = plan.attachments ?? [];
    if (attachments.length > 0) {
      // Our reader goes by the nodes; other readers know attachments by this table alone.
      const rows = attachments.map(({ data, letter: inner }) => ({
        0x0e20: integer(data?.length ?? 0),
        0x3705: integer(inner ? 5 : 1),
      }));
      inside.push({
        nid: 0x671,
        data: pst.table(
          rows,
          rows.map((_, index) => attachmentNid(index)),
        ),
        sub: 0,
      });
    }
    attachments.forEach((attachment, index) => {
      const own: SubNode[] = [];
      let more: Properties = attachment.data ? { 0x3701: binary(attachment.data) } : {};
      if (attachment.letter) {
        const inner = (0x900 << 5) | 0x04;
        own.push({ nid: inner, ...letter(attachment.letter) });
        more = { 0x3705: integer(5), 0x3701: object(inner) };
      }
      const content = pst.properties({ ...attachment.properties, ...more }, own);
      inside.push({ nid: attachmentNid(index), data: content, sub: pst.subNodes(own) });
    });
    return { data, sub: pst.subNodes(inside) };
  };
  const folder = (plan: PstFolderPlan, parent: number): void => {
    const nid = (folderNumber++ << 5) | 0x02;
    let count = 0;
    for (const each of plan.letters ?? []) {
      const { data, sub } = letter(each);
      pst.node((letterNumber++ << 5) | 0x04, data, sub, nid);
      count += 1;
    }
    put(nid, { 0x3001: text(plan.name), 0x3602: integer(count) }, parent);
    for (const each of plan.folders ?? []) folder(each, nid);
  };
  for (const plan of folders) folder(plan, top);
  return pst.finish();
}

/** One name, "Keywords" of PS_PUBLIC_STRINGS, as property 0x8000. */
const nameText = binary(Buffer.concat([u32(16), Buffer.from('Keywords', 'utf16le')]));
const names = binary(Buffer.concat([u32(0), short((2 << 1) | 1), short(0)]));
export const KEYWORDS = 0x8000;
