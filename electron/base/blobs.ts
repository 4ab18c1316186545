// Bytes that wait for a client to fetch them in pieces. Held in memory or read from a function, released by the client
// or after a while, so that a closed tab leaks nothing.
import { randomUUID } from 'node:crypto';
import { AppError } from '../contract/errors.ts';
import { MAX_PIECE_BYTES } from '../contract/blobs.ts';

interface Held {
  readonly bytes: Uint8Array;
  usedAt: number;
}

const IDLE_MS = 10 * 60_000;

export class BlobShelf {
  readonly #held = new Map<string, Held>();

  /** Puts bytes on the shelf and returns their id. */
  put(bytes: Uint8Array): string {
    const now = Date.now();
    for (const [id, held] of this.#held) if (now - held.usedAt > IDLE_MS) this.#held.delete(id);
    const id = randomUUID();
    this.#held.set(id, { bytes, usedAt: now });
    return id;
  }

  /** At most MAX_PIECE_BYTES from `offset`; empty at the end. Throws app.not_found. */
  read(id: string, offset: number): Uint8Array {
    const held = this.#held.get(id);
    if (!held) throw new AppError('app.not_found', { name: 'blob' });
    held.usedAt = Date.now();
    return held.bytes.subarray(offset, offset + MAX_PIECE_BYTES);
  }

  release(id: string): void {
    this.#held.delete(id);
  }
}
