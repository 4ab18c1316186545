// Bytes on their way to a client or from it, in pieces. Held in memory, released by the client or after a while, so that
// a closed tab leaks nothing.
import { randomUUID } from 'node:crypto';
import { MAX_PIECE_BYTES, MAX_UPLOAD_BYTES } from '../contract/blobs.ts';
import { AppError } from '../contract/errors.ts';

interface Held {
  readonly bytes: Uint8Array;
  /** How much of `bytes` is there: less than its length while a client still hands it in. */
  filled: number;
  /** Handed in by a client: counts against MAX_UPLOAD_BYTES. */
  readonly upload: boolean;
  usedAt: number;
}

const IDLE_MS = 10 * 60_000;
/** Room is zeroed memory that the system only takes once it is written to, but a number of rooms is bounded all the same. */
const MAX_UPLOADS = 200;

export class BlobShelf {
  readonly #held = new Map<string, Held>();
  #sweeping: NodeJS.Timeout | null = null;

  /** Puts bytes on the shelf and returns their id. */
  put(bytes: Uint8Array): string {
    return this.#add({ bytes, filled: bytes.length, upload: false, usedAt: Date.now() });
  }

  /** Room for `sizeBytes` that a client will write. Throws app.too_large when it, with what others hand in, is too much. */
  begin(sizeBytes: number): string {
    const uploads = [...this.#held.values()].filter(({ upload }) => upload);
    const sum = uploads.reduce((total, { bytes }) => total + bytes.length, sizeBytes);
    if (sum > MAX_UPLOAD_BYTES || uploads.length >= MAX_UPLOADS) {
      throw new AppError('app.too_large', { limitBytes: MAX_UPLOAD_BYTES });
    }
    return this.#add({ bytes: new Uint8Array(sizeBytes), filled: 0, upload: true, usedAt: Date.now() });
  }

  /** The next piece. Throws app.not_found, and usage.invalid for a piece that is too large or too much. */
  write(id: string, bytes: Uint8Array): void {
    const held = this.#get(id);
    if (bytes.length > MAX_PIECE_BYTES) throw new AppError('usage.invalid', { reason: 'bytes' });
    if (!held.upload || held.filled + bytes.length > held.bytes.length) {
      throw new AppError('usage.invalid', { reason: 'sizeBytes' });
    }
    held.bytes.set(bytes, held.filled);
    held.filled += bytes.length;
  }

  /** At most MAX_PIECE_BYTES from `offset`; empty at the end. Throws app.not_found. */
  read(id: string, offset: number): Uint8Array {
    const held = this.#get(id);
    return held.bytes.subarray(offset, Math.min(held.filled, offset + MAX_PIECE_BYTES));
  }

  /** The whole of what a client has handed in. Throws app.not_found, usage.invalid while some of it is missing. */
  whole(id: string): Uint8Array {
    const held = this.#get(id);
    if (held.filled < held.bytes.length) throw new AppError('usage.invalid', { reason: 'sizeBytes' });
    return held.bytes;
  }

  release(id: string): void {
    this.#held.delete(id);
  }

  #add(held: Held): string {
    const id = randomUUID();
    this.#held.set(id, held);
    this.#sweeping ??= setInterval(() => this.#sweep(), IDLE_MS / 10).unref();
    return id;
  }

  #get(id: string): Held {
    const held = this.#held.get(id);
    if (!held) throw new AppError('app.not_found', { name: 'blob' });
    held.usedAt = Date.now();
    return held;
  }

  #sweep(): void {
    const now = Date.now();
    for (const [id, { usedAt }] of this.#held) if (now - usedAt > IDLE_MS) this.#held.delete(id);
    if (this.#held.size > 0 || this.#sweeping === null) return;
    clearInterval(this.#sweeping);
    this.#sweeping = null;
  }
}
