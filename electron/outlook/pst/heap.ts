// A heap inside a node and the small tree that most heaps hold ([MS-PST] 2.3.1, 2.3.2).
import { DamagedBlock } from './blocks.ts';
import { viewOf } from './pst-file.ts';

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
    this.#views = pieces.map(viewOf);
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

  /** The records of a B-tree on the heap in order: the key, and where the data stand in `view`. Damage ends it early. */
  records(hid: number, visit: (key: number, view: DataView, at: number, sizeBytes: number) => void): void {
    const header = this.item(hid);
    if (header.length < 8 || header[0] !== 0xb5) return;
    const [keyBytes, dataBytes, levels] = [header[1] ?? 0, header[2] ?? 0, header[3] ?? 0];
    if (levels > MAX_LEVELS || (keyBytes !== 2 && keyBytes !== 4)) return;
    const seen = new Set<number>();
    const walk = (node: number, level: number): void => {
      if (seen.has(node)) return;
      seen.add(node);
      const view = viewOf(this.item(node));
      const size = keyBytes + (level > 0 ? 4 : dataBytes);
      for (let at = 0; at + size <= view.byteLength; at += size) {
        if (level > 0) walk(view.getUint32(at + keyBytes, true), level - 1);
        else
          visit(keyBytes === 2 ? view.getUint16(at, true) : view.getUint32(at, true), view, at + keyBytes, dataBytes);
      }
    };
    walk(viewOf(header).getUint32(4, true), levels);
  }
}
