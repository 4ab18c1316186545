// A volume while it is written: plain bytes in, age chunks (or plain bytes) out, in large writes under a temporary name.
import { open, type FileHandle } from 'node:fs/promises';
import { randomBytes, type KeyObject } from 'node:crypto';
import { diskError } from '../base/index.ts';
import { CHUNK_BYTES, PAYLOAD_NONCE_BYTES, SEALED_CHUNK_BYTES, payloadKey, sealChunk } from './payload.ts';
import type { SealedHeader } from './age.ts';

/** 16 sealed chunks: large enough for any disk, small enough to keep several in memory. */
const BLOCK_BYTES = 16 * SEALED_CHUNK_BYTES;
/** Blocks handed to the disk and not yet written; beyond it the writer waits. */
const MAX_WAITING = 4;

export class OutFile {
  readonly path: string;
  readonly #handle: FileHandle;
  readonly #key: KeyObject | null;
  #chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  #chunkFill = 0;
  #chunkIndex = 0;
  #block: Buffer = Buffer.allocUnsafe(BLOCK_BYTES);
  #blockFill = 0;
  #spare: Buffer[] = [];
  #waiting = 0;
  #tail: Promise<void> = Promise.resolve();
  #failure: unknown = null;
  /** Plain bytes appended: the position in the ZIP. */
  position = 0;
  /** Bytes handed on for writing; the open chunk is not among them. */
  #fileBytes = 0;

  private constructor(path: string, handle: FileHandle, key: KeyObject | null) {
    this.path = path;
    this.#handle = handle;
    this.#key = key;
  }

  /** Makes the file (an old one of that name is replaced) and writes the age header; null = the bytes stay as they are. */
  static async create(path: string, sealed: SealedHeader | null): Promise<OutFile> {
    try {
      const handle = await open(path, 'w', 0o600);
      const nonce = randomBytes(PAYLOAD_NONCE_BYTES);
      const file = new OutFile(path, handle, sealed && payloadKey(sealed.fileKey, nonce));
      if (sealed) {
        file.#raw(sealed.header);
        file.#raw(nonce);
      }
      return file;
    } catch (error) {
      throw diskError(error, path);
    }
  }

  /** What the file measures so far, or will when everything is written. */
  get fileBytes(): number {
    return this.#fileBytes + this.#chunkFill;
  }

  /** Takes the bytes at once (copied). Await `room()` between large amounts. Throws disk.* of an earlier write. */
  append(bytes: Uint8Array): void {
    if (this.#failure) throw diskError(this.#failure, this.path);
    this.position += bytes.length;
    if (!this.#key) return this.#raw(bytes);
    for (let at = 0; at < bytes.length;) {
      // A chunk is sealed only when something follows it: the last one carries a mark.
      if (this.#chunkFill === CHUNK_BYTES) this.#sealChunk(false);
      const piece = Math.min(CHUNK_BYTES - this.#chunkFill, bytes.length - at);
      this.#chunk.set(bytes.subarray(at, at + piece), this.#chunkFill);
      this.#chunkFill += piece;
      at += piece;
    }
  }

  #sealChunk(last: boolean): void {
    if (!this.#key) return;
    if (BLOCK_BYTES - this.#blockFill < SEALED_CHUNK_BYTES) this.#send();
    const plain = this.#chunk.subarray(0, this.#chunkFill);
    const end = sealChunk(this.#key, this.#chunkIndex++, last, plain, this.#block, this.#blockFill);
    this.#fileBytes += end - this.#blockFill;
    this.#blockFill = end;
    this.#chunkFill = 0;
  }

  #raw(bytes: Uint8Array): void {
    this.#fileBytes += bytes.length;
    for (let at = 0; at < bytes.length;) {
      if (this.#blockFill === BLOCK_BYTES) this.#send();
      const piece = Math.min(BLOCK_BYTES - this.#blockFill, bytes.length - at);
      this.#block.set(bytes.subarray(at, at + piece), this.#blockFill);
      this.#blockFill += piece;
      at += piece;
    }
  }

  #send(): void {
    const block = this.#block;
    const length = this.#blockFill;
    this.#block = this.#spare.pop() ?? Buffer.allocUnsafe(BLOCK_BYTES);
    this.#blockFill = 0;
    this.#waiting += 1;
    this.#tail = this.#tail.then(async () => {
      try {
        for (let at = 0; at < length && !this.#failure;) {
          const { bytesWritten } = await this.#handle.write(block, at, length - at);
          at += bytesWritten;
        }
      } catch (error) {
        this.#failure ??= error;
      }
      this.#waiting -= 1;
      this.#spare.push(block);
    });
  }

  /** Resolves when the disk has caught up enough. Throws disk.*. */
  async room(): Promise<void> {
    while (this.#waiting >= MAX_WAITING) await this.#tail;
    if (this.#failure) throw diskError(this.#failure, this.path);
  }

  /** Writes the last chunk, everything to the disk itself (fsync), and closes. Throws disk.*. */
  async seal(): Promise<void> {
    this.#sealChunk(true);
    this.#send();
    await this.#tail;
    try {
      if (this.#failure) throw this.#failure as Error;
      await this.#handle.sync();
    } catch (error) {
      throw diskError(error, this.path);
    } finally {
      await this.#handle.close();
    }
  }

  /** Gives up: what was written stays under the temporary name. */
  async abandon(): Promise<void> {
    await this.#tail;
    await this.#handle.close().catch(() => undefined);
  }
}
