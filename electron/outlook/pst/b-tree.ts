// The two B-trees of an Outlook data file: from node numbers to blocks, from blocks to places in the file
// ([MS-PST] 2.2.2.7.7). Where a page is damaged, its leaves are looked for in the whole file.
import { crc32 } from 'node:zlib';
import { BlockIndex, type BlockEntry } from './block-index.ts';
import { readId, viewOf, type Layout, type PstFile, type PstHeader } from './pst-file.ts';

/** A node: what it is called, where its data and its subnodes begin. */
export interface NodeEntry {
  readonly nid: number;
  readonly data: number;
  /** 0 = none. */
  readonly sub: number;
  readonly parent: number;
}

const NODE_PAGE = 0x81;
const BLOCK_PAGE = 0x80;
/** A tree of 8 levels holds more than any file; deeper is a loop. */
const MAX_LEVELS = 8;

/** The checksum of pages and blocks: CRC-32 from 0, not inverted at the end ([MS-PST] 5.3). */
export const pstCrc = (bytes: Uint8Array): number => ~crc32(bytes, 0xffffffff) >>> 0;

interface Page {
  readonly view: DataView;
  readonly count: number;
  readonly entryBytes: number;
  readonly level: number;
}

export class Trees {
  readonly #file: PstFile;
  readonly #layout: Layout;
  readonly nodes = new Map<number, NodeEntry>();
  #blocks = new BlockIndex();
  /** Pages that could not be read: more than none means that something may be missing. */
  damagedPages = 0;

  /** Reads both trees whole: about 100 bytes of memory for each node, 20 for each block. */
  constructor(file: PstFile, header: PstHeader) {
    this.#file = file;
    this.#layout = header.layout;
    this.#walk(header.blocks.at, BLOCK_PAGE, 0, new Set());
    this.#walk(header.nodes.at, NODE_PAGE, 0, new Set());
    if (this.damagedPages > 0) this.#salvage();
  }

  block(bid: number): BlockEntry | undefined {
    // The lowest bit is reserved and not part of the number ([MS-PST] 2.2.2.2).
    return this.#blocks.get(bid % 2 === 1 ? bid - 1 : bid);
  }

  #page(at: number, kind: number): Page | null {
    const { pageBytes, pageTrailerAt, countAt, countBytes, idBytes } = this.#layout;
    const bytes = this.#file.read(at, pageBytes);
    if (bytes.length < pageBytes || bytes[pageTrailerAt] !== kind || bytes[pageTrailerAt + 1] !== kind) return null;
    const view = viewOf(bytes);
    const crcAt = pageTrailerAt + (idBytes === 4 ? 8 : 4);
    if (view.getUint32(crcAt, true) !== pstCrc(bytes.subarray(0, pageTrailerAt))) return null;
    const count = countBytes === 1 ? view.getUint8(countAt) : view.getUint16(countAt, true);
    const entryBytes = view.getUint8(countAt + 2 * countBytes);
    const level = view.getUint8(countAt + 2 * countBytes + 1);
    if (entryBytes < 3 * idBytes || count * entryBytes > countAt) return null;
    return { view, count, entryBytes, level };
  }

  #walk(at: number, kind: number, depth: number, seen: Set<number>): void {
    if (seen.has(at) || depth > MAX_LEVELS) return;
    seen.add(at);
    const page = this.#page(at, kind);
    if (!page) {
      this.damagedPages += 1;
      return;
    }
    if (page.level === 0) return this.#leaf(page, kind);
    const { idBytes } = this.#layout;
    // BTENTRY: key, BID, offset ([MS-PST] 2.2.2.7.7.2).
    for (let index = 0; index < page.count; index++) {
      this.#walk(readId(page.view, index * page.entryBytes + 2 * idBytes, idBytes), kind, depth + 1, seen);
    }
  }

  #leaf({ view, count, entryBytes }: Page, kind: number): void {
    const { idBytes, name } = this.#layout;
    for (let index = 0; index < count; index++) {
      const at = index * entryBytes;
      if (kind === NODE_PAGE) {
        const nid = view.getUint32(at, true);
        const [data, sub] = [readId(view, at + idBytes, idBytes), readId(view, at + 2 * idBytes, idBytes)];
        this.nodes.set(nid, { nid, data, sub, parent: view.getUint32(at + 3 * idBytes, true) });
      } else {
        const bid = readId(view, at, idBytes);
        const sizeAt = at + 2 * idBytes;
        const sizeBytes = view.getUint16(sizeAt, true);
        const inflated = name === 'unicode4k' ? view.getUint16(sizeAt + 2, true) : 0;
        const inflatedBytes = inflated > sizeBytes ? inflated : 0;
        this.#blocks.set(bid - (bid % 2), { at: readId(view, at + idBytes, idBytes), sizeBytes, inflatedBytes });
      }
    }
  }

  /** Leaf pages carry a type and a checksum, so they can be told from anything else. What the trees say goes first. */
  #salvage(): void {
    const [nodes, blocks] = [new Map(this.nodes), this.#blocks];
    this.#blocks = new BlockIndex();
    const { pageBytes } = this.#layout;
    for (let at = pageBytes; at + pageBytes <= this.#file.sizeBytes; at += pageBytes) {
      for (const kind of [NODE_PAGE, BLOCK_PAGE]) {
        const page = this.#page(at, kind);
        if (page?.level === 0) this.#leaf(page, kind);
      }
    }
    for (const [nid, entry] of nodes) this.nodes.set(nid, entry);
    for (const [bid, entry] of blocks.entries()) this.#blocks.set(bid, entry);
  }
}
