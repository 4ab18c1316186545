// One file of an archive, opened for reading: its plain bytes by position or from start to end, checked as they come.
import type { Hash, KeyObject } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import { diskError, throwIfAborted } from '../base/index.ts';
import { AppError, type AppErrorData } from '../contract/errors.ts';
import type { ArchiveKey } from '../contract/jobs.ts';
import { AGE_MAGIC, isPassphraseHeader, openHeader } from './age.ts';
import {
  CHUNK_BYTES,
  PAYLOAD_NONCE_BYTES,
  SEALED_CHUNK_BYTES,
  TAG_BYTES,
  openChunk,
  payloadKey,
  peekChunk,
} from './payload.ts';
import { resemblesEnd } from './zip-format.ts';

/** What opens a volume: a typed key, or the file key this process made itself. */
export type Unlock = { readonly key: ArchiveKey } | { readonly fileKey: Buffer };

const HEAD_BYTES = 64 * 1024;
const MAX_HEAD_BYTES = 640 * 1024;
/** Chunks read and decrypted at a time on the way from start to end. */
const CHUNKS_A_BLOCK = 16;
const CACHED_CHUNKS = 24;

export interface PlainBlock {
  readonly offset: number;
  readonly bytes: Buffer;
  /** The chunk was changed: its bytes are unknown (zeros here). */
  readonly bad: boolean;
}

interface Sealing {
  readonly key: KeyObject;
  /** Of the first chunk in the file. */
  readonly start: number;
  readonly chunks: number;
  /** The last chunk there carries the mark of the last: false when the file was cut between two chunks. */
  readonly ends: boolean;
}

export class VolumeFile {
  readonly path: string;
  readonly fileBytes: number;
  /** Of the ZIP inside; what a cut file still has of it. */
  readonly plainBytes: number;
  /** null: a ZIP as it is (format zip-aes256). */
  readonly encryptedTo: 'passphrase' | 'recipients' | null;
  /** The form of the key that opened it, for its siblings. */
  readonly key: ArchiveKey | null;
  /** truncated or damaged at its end; null when the end is sound. */
  readonly problem: AppErrorData | null;
  readonly #handle: FileHandle;
  readonly #sealing: Sealing | null;
  readonly #cache = new Map<number, Buffer>();

  private constructor(
    handle: FileHandle,
    about: Pick<VolumeFile, 'path' | 'fileBytes' | 'plainBytes' | 'encryptedTo' | 'key' | 'problem'>,
    sealing: Sealing | null,
  ) {
    this.#handle = handle;
    this.#sealing = sealing;
    this.path = about.path;
    this.fileBytes = about.fileBytes;
    this.plainBytes = about.plainBytes;
    this.encryptedTo = about.encryptedTo;
    this.key = about.key;
    this.problem = about.problem;
  }

  /**
   * Throws archive.not_an_archive, archive.newer_format, archive.wrong_key, archive.damaged (the header, or every byte),
   * archive.truncated (no content at all), disk.*.
   */
  static async open(path: string, unlock: Unlock): Promise<VolumeFile> {
    let handle: FileHandle;
    try {
      handle = await open(path, 'r');
    } catch (error) {
      throw diskError(error, path);
    }
    try {
      const { size } = await handle.stat();
      let head = await readAt(handle, path, 0, Math.min(size, HEAD_BYTES));
      if (looksLikeZip(head)) {
        const key = 'key' in unlock ? unlock.key : null;
        const about = { path, fileBytes: size, plainBytes: size, encryptedTo: null, key, problem: null };
        return new VolumeFile(handle, about, null);
      }
      checkMagic(head, path);
      if (!head.includes('\n--- ')) head = await readAt(handle, path, 0, Math.min(size, MAX_HEAD_BYTES));
      return await VolumeFile.#openAge(handle, path, size, head, unlock);
    } catch (error) {
      await handle.close().catch(() => undefined);
      throw diskError(error, path);
    }
  }

  static async #openAge(
    handle: FileHandle,
    path: string,
    size: number,
    head: Buffer,
    unlock: Unlock,
  ): Promise<VolumeFile> {
    const opened =
      'fileKey' in unlock
        ? { fileKey: unlock.fileKey, headerSize: head.indexOf('\n', head.indexOf('\n--- ') + 1) + 1, key: null }
        : await openHeader(head, unlock.key, path);
    const start = opened.headerSize + PAYLOAD_NONCE_BYTES;
    const payloadBytes = size - start;
    if (payloadBytes < TAG_BYTES) throw new AppError('archive.truncated', { path });
    const key = payloadKey(opened.fileKey, await readAt(handle, path, opened.headerSize, PAYLOAD_NONCE_BYTES));
    const chunks = Math.ceil(payloadBytes / SEALED_CHUNK_BYTES);
    const lastAt = start + (chunks - 1) * SEALED_CHUNK_BYTES;
    const sealed = await readAt(handle, path, lastAt, size - lastAt);
    const ends = openChunk(key, chunks - 1, true, sealed) !== null;
    let problem: AppErrorData | null = null;
    if (!ends) {
      // A file cut short ends in the middle of something; a changed one still ends like a ZIP.
      const isCut = !resemblesEnd(peekChunk(key, chunks - 1, true, sealed));
      const error = isCut
        ? new AppError('archive.truncated', { path })
        : new AppError('archive.damaged', { path, reason: 'ChaCha20-Poly1305' });
      problem = error.toData();
    }
    // A rest too short to be a chunk holds nothing.
    const plainBytes = Math.max(0, payloadBytes - (chunks - 1) * TAG_BYTES - TAG_BYTES);
    const about = {
      path,
      fileBytes: size,
      plainBytes,
      encryptedTo: isPassphraseHeader(head) ? ('passphrase' as const) : ('recipients' as const),
      key: opened.key,
      problem,
    };
    // Cut exactly between two chunks, the one at the end is whole but not the last.
    const endsWhole = !ends && openChunk(key, chunks - 1, false, sealed) !== null;
    return new VolumeFile(handle, about, { key, start, chunks, ends: !endsWhole });
  }

  /** Plain bytes at a position. Throws archive.damaged, archive.truncated, disk.*. */
  async read(offset: number, length: number): Promise<Buffer> {
    if (offset < 0 || length < 0 || offset + length > this.plainBytes) {
      throw new AppError('archive.truncated', { path: this.path });
    }
    if (!this.#sealing) return readAt(this.#handle, this.path, offset, length);
    const out = Buffer.allocUnsafe(length);
    for (let at = 0; at < length;) {
      const index = Math.floor((offset + at) / CHUNK_BYTES);
      const within = (offset + at) % CHUNK_BYTES;
      const wanted = Math.ceil((within + length - at) / CHUNK_BYTES);
      const chunk = this.#cache.get(index) ?? (await this.#load(index, Math.min(wanted, CHUNKS_A_BLOCK)));
      at += chunk.copy(out, at, within, Math.min(chunk.length, within + length - at));
    }
    return out;
  }

  /** Decrypts `count` chunks into the cache and returns the first. */
  async #load(first: number, count: number): Promise<Buffer> {
    for (const { offset, bytes, bad } of await this.#chunks(first, count)) {
      const index = offset / CHUNK_BYTES;
      if (!bad) this.#cache.set(index, bytes);
      if (this.#cache.size > CACHED_CHUNKS) this.#cache.delete(this.#cache.keys().next().value ?? -1);
      if (index === first && bad) {
        throw new AppError('archive.damaged', { path: this.path, reason: 'ChaCha20-Poly1305' });
      }
    }
    const chunk = this.#cache.get(first);
    if (!chunk || chunk.length === 0) throw new AppError('archive.truncated', { path: this.path });
    return chunk;
  }

  /** `room`: where to read; it may be used again as soon as this resolves. */
  async #chunks(first: number, count: number, hash?: Hash, room?: Buffer): Promise<PlainBlock[]> {
    const sealing = this.#sealing;
    if (!sealing) return [];
    const at = sealing.start + first * SEALED_CHUNK_BYTES;
    const length = Math.min(count * SEALED_CHUNK_BYTES, this.fileBytes - at);
    const raw = await readAt(this.#handle, this.path, at, length, room);
    hash?.update(raw);
    const blocks: PlainBlock[] = [];
    for (let from = 0; from < raw.length; from += SEALED_CHUNK_BYTES) {
      const index = first + from / SEALED_CHUNK_BYTES;
      const sealed = raw.subarray(from, from + SEALED_CHUNK_BYTES);
      const bytes = openChunk(sealing.key, index, sealing.ends && index === sealing.chunks - 1, sealed);
      const size = Math.max(0, sealed.length - TAG_BYTES);
      blocks.push({ offset: index * CHUNK_BYTES, bytes: bytes ?? Buffer.alloc(size), bad: bytes === null });
    }
    return blocks;
  }

  /** Everything from start to end; every byte of the file goes through `hash`. Throws cancelled, disk.*. */
  async *blocks(hash: Hash, signal: AbortSignal): AsyncGenerator<PlainBlock> {
    if (!this.#sealing) {
      const step = CHUNKS_A_BLOCK * CHUNK_BYTES;
      for (let at = 0; at < this.fileBytes; at += step) {
        throwIfAborted(signal);
        const bytes = await readAt(this.#handle, this.path, at, Math.min(step, this.fileBytes - at));
        hash.update(bytes);
        yield { offset: at, bytes, bad: false };
      }
      return;
    }
    for (let at = 0; at < this.#sealing.start;) {
      const head = await readAt(this.#handle, this.path, at, Math.min(HEAD_BYTES, this.#sealing.start - at));
      hash.update(head);
      at += head.length;
    }
    const room = Buffer.allocUnsafe(CHUNKS_A_BLOCK * SEALED_CHUNK_BYTES);
    let next: Promise<PlainBlock[]> | null = this.#chunks(0, CHUNKS_A_BLOCK, hash, room);
    for (let first = CHUNKS_A_BLOCK; next; first += CHUNKS_A_BLOCK) {
      throwIfAborted(signal);
      const blocks: PlainBlock[] = await next;
      next = first < this.#sealing.chunks ? this.#chunks(first, CHUNKS_A_BLOCK, hash, room) : null;
      // A failure is met at the next turn, not while nobody waits for it.
      next?.catch(() => undefined);
      yield* blocks;
    }
  }

  async close(): Promise<void> {
    this.#cache.clear();
    await this.#handle.close().catch(() => undefined);
  }
}

/** One changed byte does not hide it. */
const looksLikeZip = (head: Buffer): boolean => [0x50, 0x4b, 3, 4].filter((byte, at) => head[at] === byte).length >= 3;

function checkMagic(head: Buffer, path: string): void {
  const start = head.subarray(0, AGE_MAGIC.length).toString('latin1');
  if (start === AGE_MAGIC) return;
  const version = /^age-encryption\.org\/v(\d+)\n/.exec(start);
  if (version?.[1] && version[1] !== '1') throw new AppError('archive.newer_format', { path, version: version[1] });
  // One or two changed characters do not make it something else.
  const same = Array.from(AGE_MAGIC).filter((char, at) => start[at] === char).length;
  if (same >= AGE_MAGIC.length - 2 && start.length === AGE_MAGIC.length) {
    throw new AppError('archive.damaged', { path, reason: 'age header' });
  }
  throw new AppError(head.length === 0 ? 'archive.truncated' : 'archive.not_an_archive', { path });
}

async function readAt(handle: FileHandle, path: string, at: number, length: number, room?: Buffer): Promise<Buffer> {
  const out = room?.subarray(0, length) ?? Buffer.allocUnsafe(Math.max(0, length));
  try {
    for (let done = 0; done < length;) {
      const { bytesRead } = await handle.read(out, done, length - done, at + done);
      if (bytesRead === 0) throw new AppError('archive.truncated', { path });
      done += bytesRead;
    }
    return out;
  } catch (error) {
    throw diskError(error, path);
  }
}
