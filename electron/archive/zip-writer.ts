// Writes the entries of one volume, in order, then the central directory. Every local header has its final sizes.
import { crc32 } from 'node:zlib';
import type { Spool } from '../base/index.ts';
import type { OutFile } from './out-file.ts';
import { AES_OVERHEAD_BYTES, aesSeal, aesSealer } from './zip-aes.ts';
import { encodeCentral, encodeEnd, encodeLocal, zipSeconds, type ZipEntry } from './zip-format.ts';

/** An entry whose bytes are ready: packed (deflated or not), and sealed with AES where there is a password. */
export interface ReadyEntry {
  readonly method: number;
  readonly data: Uint8Array;
  readonly crc: number;
  readonly sizeBytes: number;
  readonly aes: boolean;
}

/** Seals packed bytes for the format: as they are, or under AES with its own salt. */
export async function ready(
  packed: { method: number; data: Uint8Array; crc: number },
  sizeBytes: number,
  password: string | null,
): Promise<ReadyEntry> {
  if (password === null) return { ...packed, sizeBytes, aes: false };
  return { method: packed.method, data: await aesSeal(password, packed.data), crc: 0, sizeBytes, aes: true };
}

export class ZipWriter {
  readonly #out: OutFile;
  readonly #central: Spool;
  #count = 0;

  constructor(out: OutFile, central: Spool) {
    this.#out = out;
    this.#central = central;
  }

  get entries(): number {
    return this.#count;
  }

  /** Writes one entry; returns the offset of its header. Throws disk.*. */
  async add(name: string, mtimeMs: number, content: ReadyEntry): Promise<number> {
    const offset = await this.#begin(name, mtimeMs, { ...content, packedBytes: content.data.length });
    this.#out.append(content.data);
    await this.#out.room();
    return offset;
  }

  /** The same from packed bytes that wait in a spool. */
  async addSpooled(
    name: string,
    mtimeMs: number,
    content: { method: number; crc: number; sizeBytes: number },
    packed: Spool,
    password: string | null,
  ): Promise<number> {
    const sealer = password === null ? null : await aesSealer(password);
    const offset = await this.#begin(name, mtimeMs, {
      method: content.method,
      crc: sealer ? 0 : content.crc,
      sizeBytes: content.sizeBytes,
      packedBytes: packed.size + (sealer ? AES_OVERHEAD_BYTES : 0),
      aes: sealer !== null,
    });
    if (sealer) this.#out.append(sealer.head);
    for await (const block of packed.read()) {
      this.#out.append(sealer ? sealer.update(block) : block);
      await this.#out.room();
    }
    if (sealer) this.#out.append(sealer.code());
    return offset;
  }

  async #begin(
    name: string,
    mtimeMs: number,
    about: Pick<ZipEntry, 'method' | 'aes' | 'crc' | 'packedBytes' | 'sizeBytes'>,
  ): Promise<number> {
    const { method, aes, crc, packedBytes, sizeBytes } = about;
    const offset = this.#out.position;
    const mtimeSeconds = zipSeconds(mtimeMs);
    const entry: ZipEntry = { name: Buffer.from(name), method, aes, crc, packedBytes, sizeBytes, mtimeSeconds, offset };
    this.#out.append(encodeLocal(entry));
    await this.#central.append(encodeCentral(entry));
    this.#count += 1;
    return offset;
  }

  /** A small text, packed as it is. */
  async addBytes(name: string, mtimeMs: number, bytes: Uint8Array, password: string | null): Promise<void> {
    const packed = { method: 0, data: bytes, crc: crc32(bytes) };
    await this.add(name, mtimeMs, await ready(packed, bytes.length, password));
  }

  /** Central directory and end records; the volume is complete afterwards. */
  async end(): Promise<void> {
    const offset = this.#out.position;
    for await (const block of this.#central.read()) {
      this.#out.append(block);
      await this.#out.room();
    }
    this.#out.append(encodeEnd({ count: this.#count, bytes: this.#central.size, offset }));
  }
}
