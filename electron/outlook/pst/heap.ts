// A heap inside a node and the small tree that most heaps hold ([MS-PST] 2.3.1, 2.3.2).
import { DamagedBlock } from './blocks.ts';

const EMPTY = new Uint8Array(0);
/** BTH levels; three hold 2^24 properties. */
const MAX_LEVELS = 8;

export class Heap {
  readonly #pieces: readonly Uint8Array[];
  readonly #views: readonly DataView[];
  readonly #indexBits: number;
  /** What the heap is for: 0xBC a property context, 0x7C a table ([MS-PST] 2.3.1.2, bClientSig). */
  readonly kind: number;
  readonly root: number;

  /** `wide`: the generation whose blocks are 64 KiB, with 14 bits of index. Throws DamagedBlock. */
  constructor(pieces: readonly Uint8Array[], wide: boolean) {
    this.#pieces = pieces;
    this.#views = pieces.map((piece) => new DataView(piece.buffer, piece.byteOffset, piece.length));
    this.#indexBits = wide ? 14 : 11;
    const [first] = this.#views;
    if (!first || first.byteLength < 12 || first.getUint8(2) !== 0xec) throw new DamagedBlock('no heap');
    this.kind = first.getUint8(3);
    this.root = first.getUint32(4, true);
  }

  /** The bytes of an HID; empty for 0 and for one that leads nowhere. */
  item(hid: number): Uint8Array {
    const index = (hid >>> 5) & ((1 << this.#indexBits) - 1);
    const block = hid >>> (5 + this.#indexBits);
    const [piece, view] = [this.#pieces[block], this.#views[block]];
    if ((hid & 0x1f) !== 0 || index === 0 || !piece || !view || view.byteLength < 2) return EMPTY;
    // HNPAGEMAP ([MS-PST] 2.3.1.5): cAlloc, cFree, then where each item begins and the last one ends.
    const map = view.getUint16(0, true);
    if (map + 4 > view.byteLength || index > view.getUint16(map, true)) return EMPTY;
    const at = map + 4 + (index - 1) * 2;
    if (at + 4 > view.byteLength) return EMPTY;
    return piece.subarray(view.getUint16(at, true), view.getUint16(at + 2, true));
  }

  /** The records of a B-tree on the heap, key and data, in order. Damage ends it early. */
  *records(hid: number): Generator<{ key: number; data: DataView }> {
    const header = this.item(hid);
    if (header.length < 8 || header[0] !== 0xb5) return;
    const [keyBytes, dataBytes, levels] = [header[1] ?? 0, header[2] ?? 0, header[3] ?? 0];
    if (levels > MAX_LEVELS || (keyBytes !== 2 && keyBytes !== 4)) return;
    yield* this.#level(u32(header, 4), keyBytes, dataBytes, levels, new Set());
  }

  *#level(
    hid: number,
    keyBytes: number,
    dataBytes: number,
    level: number,
    seen: Set<number>,
  ): Generator<{ key: number; data: DataView }> {
    if (seen.has(hid)) return;
    seen.add(hid);
    const bytes = this.item(hid);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const size = keyBytes + (level > 0 ? 4 : dataBytes);
    for (let at = 0; at + size <= bytes.length; at += size) {
      if (level > 0) yield* this.#level(view.getUint32(at + keyBytes, true), keyBytes, dataBytes, level - 1, seen);
      else {
        const key = keyBytes === 2 ? view.getUint16(at, true) : view.getUint32(at, true);
        yield { key, data: new DataView(bytes.buffer, bytes.byteOffset + at + keyBytes, dataBytes) };
      }
    }
  }
}

const u32 = (bytes: Uint8Array, at: number): number =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.length).getUint32(at, true);
