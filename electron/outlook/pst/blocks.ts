// The data of a node: one block, or a tree of blocks, uncovered and put together ([MS-PST] 2.2.2.8).
import { inflateSync } from 'node:zlib';
import { Trees, pstCrc } from './b-tree.ts';
import type { BlockEntry } from './block-index.ts';
import { uncover } from './crypt.ts';
import { readId, viewOf, type PstFile, type PstHeader } from './pst-file.ts';

/** A block that cannot be read. Never leaves this folder: an item that meets it is a failed item. */
export class DamagedBlock extends Error {}

/** What Outlook itself allows one property to be is 2 GB; beyond this a mail server takes no message. */
const MAX_DATA_BYTES = 512 * 1024 * 1024;
const MAX_SUBNODES = 1_000_000;

export interface SubNode {
  readonly nid: number;
  readonly data: number;
  /** 0 = none. */
  readonly sub: number;
}

export class Blocks {
  readonly trees: Trees;
  readonly #file: PstFile;
  readonly #header: PstHeader;
  /** Blocks whose checksum was wrong and whose content was used all the same. */
  badChecksums = 0;

  constructor(file: PstFile, header: PstHeader) {
    this.#file = file;
    this.#header = header;
    this.trees = new Trees(file, header);
  }

  #entry(bid: number): BlockEntry {
    const entry = this.trees.block(bid);
    if (!entry) throw new DamagedBlock(`block ${bid.toString(16)} is not in the file`);
    return entry;
  }

  /** One block, uncovered, into `out` from `at` on; returns where it ends. Throws DamagedBlock. */
  #copy(bid: number, entry: BlockEntry, out: Uint8Array, at: number): number {
    const bytes = this.#stored(bid, entry);
    // Internal blocks (bit 1) and compressed ones are never covered ([MS-PST] 2.2.2.2).
    const isCovered = entry.inflatedBytes === 0 && !isInternal(bid);
    if (isCovered) uncover(bytes, out, at, this.#header.crypt, bid % 0x1_0000_0000);
    else out.set(bytes, at);
    return at + bytes.length;
  }

  /** As it lies in the file, inflated: mostly a view of the file's cache. Throws DamagedBlock. */
  #stored(bid: number, { at, sizeBytes, inflatedBytes }: BlockEntry): Uint8Array {
    const { blockTrailerBytes, blockAlign, idBytes } = this.#header.layout;
    const trailerAt = Math.ceil((sizeBytes + blockTrailerBytes) / blockAlign) * blockAlign - blockTrailerBytes;
    const found = this.#file.read(at, trailerAt + blockTrailerBytes);
    if (found.length < sizeBytes) throw new DamagedBlock(`block ${bid.toString(16)} lies beyond the end`);
    const bytes = found.subarray(0, sizeBytes);
    const crcAt = trailerAt + (idBytes === 4 ? 8 : 4);
    const isWhole =
      found.length === trailerAt + blockTrailerBytes && viewOf(found).getUint32(crcAt, true) === pstCrc(bytes);
    if (!isWhole) this.badChecksums += 1;
    return inflatedBytes > 0 ? inflated(bytes, inflatedBytes, bid) : bytes;
  }

  #raw(bid: number): Uint8Array {
    const entry = this.#entry(bid);
    // Lists of blocks and of nodes are read where they lie.
    if (isInternal(bid)) return this.#stored(bid, entry);
    const out = Buffer.allocUnsafe(plainBytes(entry));
    return out.subarray(0, this.#copy(bid, entry, out, 0));
  }

  /** The leaf blocks' numbers in order. Throws DamagedBlock. */
  #leaves(bid: number, depth = 0): number[] {
    if (bid === 0) return [];
    if (!isInternal(bid)) return [bid];
    const bytes = this.#raw(bid);
    const view = viewOf(bytes);
    // XBLOCK and XXBLOCK ([MS-PST] 2.2.2.8.3.2): btype 1, cLevel, cEnt, lcbTotal, then BIDs.
    if (bytes.length < 8 || bytes[0] !== 1 || depth > 2) throw new DamagedBlock(`block ${bid.toString(16)} is no list`);
    const { idBytes } = this.#header.layout;
    const count = Math.min(view.getUint16(2, true), Math.floor((bytes.length - 8) / idBytes));
    if (view.getUint32(4, true) > MAX_DATA_BYTES) throw new DamagedBlock(`${view.getUint32(4, true)} bytes in one`);
    const leaves: number[] = [];
    for (let index = 0; index < count; index++) {
      for (const leaf of this.#leaves(readId(view, 8 + index * idBytes, idBytes), depth + 1)) leaves.push(leaf);
    }
    return leaves;
  }

  /** The data in the pieces it is stored in: heaps and tables count in them. Throws DamagedBlock. */
  pieces(bid: number): Uint8Array[] {
    return this.#leaves(bid).map((leaf) => this.#raw(leaf));
  }

  /** The data as one. Throws DamagedBlock. */
  whole(bid: number): Uint8Array {
    const leaves = this.#leaves(bid).map((leaf) => ({ leaf, entry: this.#entry(leaf) }));
    const total = leaves.reduce((sum, { entry }) => sum + plainBytes(entry), 0);
    if (total > MAX_DATA_BYTES) throw new DamagedBlock(`${total} bytes in one`);
    const out = Buffer.allocUnsafe(total);
    let end = 0;
    for (const { leaf, entry } of leaves) end = this.#copy(leaf, entry, out, end);
    return out.subarray(0, end);
  }

  /** The nodes inside a node ([MS-PST] 2.2.2.8.3.3). Throws DamagedBlock. */
  subNodes(bid: number): Map<number, SubNode> {
    const found = new Map<number, SubNode>();
    if (bid !== 0) this.#subNodes(bid, found, 0);
    return found;
  }

  #subNodes(bid: number, found: Map<number, SubNode>, depth: number): void {
    const bytes = this.#raw(bid);
    const view = viewOf(bytes);
    const level = bytes[1] ?? 0;
    if (bytes.length < 4 || bytes[0] !== 2 || level > 1 || depth > 1) {
      throw new DamagedBlock(`block ${bid.toString(16)} lists no nodes`);
    }
    const { idBytes } = this.#header.layout;
    const head = idBytes === 4 ? 4 : 8;
    const entryBytes = (level === 0 ? 3 : 2) * idBytes;
    const count = Math.min(view.getUint16(2, true), Math.floor((bytes.length - head) / entryBytes));
    for (let index = 0; index < count && found.size < MAX_SUBNODES; index++) {
      const at = head + index * entryBytes;
      const nid = view.getUint32(at, true);
      const next = readId(view, at + idBytes, idBytes);
      if (level === 1) this.#subNodes(next, found, depth + 1);
      else found.set(nid, { nid, data: next, sub: readId(view, at + 2 * idBytes, idBytes) });
    }
  }
}

const plainBytes = ({ inflatedBytes, sizeBytes }: BlockEntry): number => inflatedBytes || sizeBytes;

/** [MS-PST] 2.2.2.2: bit 1 of a BID. */
const isInternal = (bid: number): boolean => Math.floor(bid / 2) % 2 === 1;

function inflated(bytes: Uint8Array, sizeBytes: number, bid: number): Uint8Array {
  try {
    return inflateSync(bytes, { maxOutputLength: sizeBytes });
  } catch {
    throw new DamagedBlock(`block ${bid.toString(16)} cannot be inflated`);
  }
}
