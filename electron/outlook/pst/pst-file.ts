// An Outlook data file (.pst, .ost) as numbered bytes: its header, and reading from it through a small cache ([MS-PST] 2.2.2.6).
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { diskError } from '../../base/index.ts';
import { AppError } from '../../contract/errors.ts';
import type { CryptMethod } from './crypt.ts';

/** How the three generations differ. Offsets within a page, sizes in bytes. */
export interface Layout {
  readonly name: 'ansi' | 'unicode' | 'unicode4k';
  /** Of a BID, an IB and a NID in the B-trees. */
  readonly idBytes: 4 | 8;
  readonly pageBytes: number;
  /** Where a B-tree page says what it holds: cEnt, cEntMax, cbEnt, cLevel. */
  readonly countAt: number;
  /** cEnt and cEntMax take one byte, or two. */
  readonly countBytes: 1 | 2;
  readonly pageTrailerAt: number;
  readonly blockTrailerBytes: number;
  readonly blockAlign: number;
}

const ansi: Layout = {
  name: 'ansi',
  idBytes: 4,
  pageBytes: 512,
  countAt: 496,
  countBytes: 1,
  pageTrailerAt: 500,
  blockTrailerBytes: 12,
  blockAlign: 64,
};
const unicode: Layout = {
  ...ansi,
  name: 'unicode',
  idBytes: 8,
  countAt: 488,
  pageTrailerAt: 496,
  blockTrailerBytes: 16,
};
/** Outlook 2013 and later write .ost files so; [MS-PST] does not say, the layout is that of libpff's documentation. */
const unicode4k: Layout = {
  ...unicode,
  name: 'unicode4k',
  pageBytes: 4096,
  countAt: 4056,
  countBytes: 2,
  pageTrailerAt: 4072,
  blockTrailerBytes: 24,
  blockAlign: 512,
};

export interface PstHeader {
  readonly layout: Layout;
  readonly crypt: CryptMethod;
  /** Where the two B-trees begin: offset and BID of the root page. */
  readonly nodes: { readonly at: number; readonly bid: number };
  readonly blocks: { readonly at: number; readonly bid: number };
}

export const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.length);

/** A BID or an offset. Not by way of a BigInt, which takes memory for each; what a whole file has fits a double. */
export const readId = (view: DataView, at: number, idBytes: Layout['idBytes']): number =>
  idBytes === 4 ? view.getUint32(at, true) : view.getUint32(at, true) + view.getUint32(at + 4, true) * 0x1_0000_0000;

const SEGMENT_BYTES = 256 * 1024;
const MAX_SEGMENTS = 64;

export class PstFile {
  readonly path: string;
  readonly sizeBytes: number;
  readonly #fd: number;
  /** Least recently used first. */
  readonly #segments = new Map<number, Uint8Array>();

  private constructor(path: string, fd: number, sizeBytes: number) {
    this.path = path;
    this.#fd = fd;
    this.sizeBytes = sizeBytes;
  }

  /** Opens read-only. Throws disk.*. */
  static open(path: string): PstFile {
    try {
      const fd = openSync(path, 'r');
      return new PstFile(path, fd, fstatSync(fd).size);
    } catch (error) {
      throw diskError(error, path);
    }
  }

  /** Shorter than asked where the file ends. A view of the cache: copy before changing. Throws disk.*. */
  read(at: number, length: number): Uint8Array {
    if (!(at >= 0) || at >= this.sizeBytes || length <= 0) return new Uint8Array(0);
    const end = Math.min(at + length, this.sizeBytes);
    const first = Math.floor(at / SEGMENT_BYTES);
    if (end <= (first + 1) * SEGMENT_BYTES) {
      const from = at - first * SEGMENT_BYTES;
      return this.#segment(first).subarray(from, from + end - at);
    }
    const out = Buffer.allocUnsafe(end - at);
    for (let done = at; done < end;) {
      const index = Math.floor(done / SEGMENT_BYTES);
      const piece = this.#segment(index).subarray(done - index * SEGMENT_BYTES, end - index * SEGMENT_BYTES);
      if (piece.length === 0) return out.subarray(0, done - at);
      out.set(piece, done - at);
      done += piece.length;
    }
    return out;
  }

  #segment(index: number): Uint8Array {
    const known = this.#segments.get(index);
    if (known) {
      this.#segments.delete(index);
      this.#segments.set(index, known);
      return known;
    }
    const bytes = Buffer.allocUnsafe(SEGMENT_BYTES);
    let length = 0;
    try {
      for (let got = -1; got !== 0 && length < SEGMENT_BYTES; length += got) {
        got = readSync(this.#fd, bytes, length, SEGMENT_BYTES - length, index * SEGMENT_BYTES + length);
      }
    } catch (error) {
      throw diskError(error, this.path);
    }
    const segment = bytes.subarray(0, length);
    this.#segments.set(index, segment);
    if (this.#segments.size > MAX_SEGMENTS) this.#segments.delete(this.#segments.keys().next().value ?? -1);
    return segment;
  }

  close(): void {
    this.#segments.clear();
    closeSync(this.#fd);
  }
}

/** Throws migrate.not_outlook for anything that is not an Outlook data file of a known generation. */
export function readHeader(file: PstFile): PstHeader {
  const bytes = file.read(0, 564);
  const refuse = (reason: string): AppError => new AppError('migrate.not_outlook', { path: file.path, reason });
  if (bytes.length < 564) throw refuse('too short');
  const view = viewOf(bytes);
  // "!BDN", "SM" (.pst) or "SO" (.ost); an address book (.pab, "AB") is another thing.
  if (view.getUint32(0) !== 0x2142444e) throw refuse('signature');
  const client = view.getUint16(8);
  if (client !== 0x534d && client !== 0x534f) throw refuse('client signature');
  const version = view.getUint16(10, true);
  const layout =
    version === 14 || version === 15
      ? ansi
      : version === 23
        ? unicode
        : version === 36 || version === 37
          ? unicode4k
          : null;
  if (!layout) throw refuse(`version ${version}`);
  const crypt = bytes[layout === ansi ? 461 : 513] ?? 0;
  // 0x10: protected by Windows for one user account ([MS-PST] 2.2.2.6): nobody else can read it.
  if (crypt > 2) throw refuse(`encryption ${crypt}`);
  const { idBytes } = layout;
  const reference = (at: number): { at: number; bid: number } => ({
    bid: readId(view, at, idBytes),
    at: readId(view, at + idBytes, idBytes),
  });
  const [nodes, blocks] = layout === ansi ? [184, 192] : [216, 232];
  return { layout, crypt: crypt as CryptMethod, nodes: reference(nodes), blocks: reference(blocks) };
}
