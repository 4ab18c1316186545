// Reading a volume once from start to end, in pieces of any length, knowing which bytes were changed.
import { AppError } from '../contract/errors.ts';
import type { PlainBlock } from './volume-file.ts';

export interface Taken {
  /** Shorter than asked only at the end. */
  readonly bytes: Buffer;
  readonly bad: boolean;
}

export class Cursor {
  readonly #blocks: AsyncIterator<PlainBlock>;
  #block: PlainBlock | null = null;
  #within = 0;
  #ended = false;
  position = 0;
  /** Bytes that failed their check and were passed over so far. */
  badBytes = 0;

  constructor(blocks: AsyncGenerator<PlainBlock>) {
    this.#blocks = blocks;
  }

  /** The next piece of the current block, at most `length`; null at the end. */
  async #piece(length: number): Promise<Taken | null> {
    while (!this.#block || this.#within >= this.#block.bytes.length) {
      if (this.#ended) return null;
      const next = await this.#blocks.next();
      if (next.done) {
        this.#ended = true;
        return null;
      }
      this.#block = next.value;
      this.#within = 0;
    }
    const { bytes, bad } = this.#block;
    const piece = bytes.subarray(this.#within, this.#within + length);
    this.#within += piece.length;
    this.position += piece.length;
    if (bad) this.badBytes += piece.length;
    return { bytes: piece, bad };
  }

  async take(length: number): Promise<Taken> {
    const first = await this.#piece(length);
    if (!first) return { bytes: Buffer.alloc(0), bad: length > 0 };
    if (first.bytes.length === length) return first;
    const parts = [first.bytes];
    let { bad } = first;
    for (let left = length - first.bytes.length; left > 0;) {
      const piece = await this.#piece(left);
      if (!piece) return { bytes: Buffer.concat(parts), bad: true };
      parts.push(piece.bytes);
      bad ||= piece.bad;
      left -= piece.bytes.length;
    }
    return { bytes: Buffer.concat(parts, length), bad };
  }

  /** The next `length` bytes as they come. Throws archive.message_damaged at the first bad one. */
  async *pieces(length: number): AsyncGenerator<Buffer> {
    for (let left = length; left > 0;) {
      const piece = await this.#piece(left);
      if (!piece || piece.bad) throw new AppError('archive.message_damaged', { reason: 'ChaCha20-Poly1305' });
      left -= piece.bytes.length;
      yield piece.bytes;
    }
  }

  /** Passes over everything before the position; Infinity reads to the end. */
  async skipTo(position: number): Promise<void> {
    while (this.position < position) {
      if (!(await this.#piece(Math.min(position - this.position, Number.MAX_SAFE_INTEGER)))) return;
    }
  }
}
