// Bytes that must wait before they can go where they belong: in memory while few, else in a temporary file, encrypted
// with a key that only this process has, so no plain mail reaches the disk.
import { createCipheriv, createDecipheriv, randomBytes, type Cipheriv } from 'node:crypto';
import { open, unlink, type FileHandle } from 'node:fs/promises';
import { diskError } from './disk.ts';

const BLOCK_BYTES = 512 * 1024;
const MEMORY_BYTES = 4 * 1024 * 1024;

export class Spool {
  readonly #path: string;
  readonly #memoryBytes: number;
  #blocks: Buffer[] = [];
  #block = Buffer.allocUnsafe(16 * 1024);
  #fill = 0;
  #inFile = 0;
  #handle: FileHandle | null = null;
  #cipher: Cipheriv | null = null;
  #key = Buffer.alloc(0);
  /** Bytes appended. */
  size = 0;

  constructor(path: string, memoryBytes = MEMORY_BYTES) {
    this.#path = path;
    this.#memoryBytes = memoryBytes;
  }

  /** Takes the bytes (copied). Resolves when there is room for more. Throws disk.*. */
  append(bytes: Uint8Array): Promise<void> | undefined {
    this.size += bytes.length;
    for (let at = 0; at < bytes.length;) {
      if (this.#fill === this.#block.length) this.#nextBlock();
      const piece = Math.min(this.#block.length - this.#fill, bytes.length - at);
      this.#block.set(bytes.subarray(at, at + piece), this.#fill);
      this.#fill += piece;
      at += piece;
    }
    return this.size - this.#inFile > this.#memoryBytes ? this.#spill() : undefined;
  }

  /** The same for text, as UTF-8. */
  appendText(text: string): Promise<void> | undefined {
    // At most three bytes a UTF-16 unit.
    if (this.#block.length - this.#fill < text.length * 3) return this.append(Buffer.from(text));
    const bytes = this.#block.write(text, this.#fill, 'utf8');
    this.#fill += bytes;
    this.size += bytes;
  }

  #nextBlock(): void {
    this.#blocks.push(this.#block);
    this.#block = Buffer.allocUnsafe(BLOCK_BYTES);
    this.#fill = 0;
  }

  async #spill(): Promise<void> {
    const blocks = [...this.#blocks, this.#block.subarray(0, this.#fill)];
    this.#blocks = [];
    this.#block = Buffer.allocUnsafe(BLOCK_BYTES);
    this.#fill = 0;
    try {
      if (!this.#handle) {
        this.#handle = await open(this.#path, 'w+', 0o600);
        // Unlinked while open: gone with the process, however it ends. Where the system refuses, close() does it.
        await unlink(this.#path).catch(() => undefined);
        this.#key = randomBytes(32);
        this.#cipher = createCipheriv('aes-256-ctr', this.#key, Buffer.alloc(16));
      }
      for (const block of blocks) {
        const sealed = this.#cipher?.update(block) ?? block;
        for (let at = 0; at < sealed.length;) {
          const { bytesWritten } = await this.#handle.write(sealed, at, sealed.length - at, this.#inFile);
          at += bytesWritten;
          this.#inFile += bytesWritten;
        }
      }
    } catch (error) {
      throw diskError(error, this.#path);
    }
  }

  /** Everything from the start, in order. Nothing may be appended meanwhile. Throws disk.*. */
  async *read(): AsyncGenerator<Buffer> {
    if (this.#handle) {
      const decipher = createDecipheriv('aes-256-ctr', this.#key, Buffer.alloc(16));
      for (let at = 0; at < this.#inFile;) {
        const block = Buffer.allocUnsafe(Math.min(BLOCK_BYTES, this.#inFile - at));
        const { bytesRead } = await this.#handle.read(block, 0, block.length, at).catch((error: unknown) => {
          throw diskError(error, this.#path);
        });
        if (bytesRead === 0) throw diskError(Object.assign(new Error('short'), { code: 'EIO' }), this.#path);
        at += bytesRead;
        yield decipher.update(block.subarray(0, bytesRead));
      }
    }
    yield* this.#blocks;
    if (this.#fill > 0) yield this.#block.subarray(0, this.#fill);
  }

  async close(): Promise<void> {
    this.#blocks = [];
    if (!this.#handle) return;
    await this.#handle.close();
    this.#handle = null;
    await unlink(this.#path).catch(() => undefined);
  }
}
