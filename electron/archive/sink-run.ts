// The work behind an ArchiveSink: messages are hashed and named as they come, packed several at a time in the thread
// pool, and written in the order they came.
import { createHash, hash } from 'node:crypto';
import { unlink } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { throwIfAborted, type Spool } from '../base/index.ts';
import { AppError } from '../contract/errors.ts';
import { parseEnvelope, type Envelope } from '../mime/index.ts';
import {
  headingOf,
  type ContentStream,
  type ReadonlyKeys,
  type Report,
  type TransferFolder,
  type TransferItem,
} from '../transfer/index.ts';
import type { SavedFile } from '../winmail/index.ts';
import { sealHeader, type SealedHeader } from './age.ts';
import { addDecoded, decodeFiles, decodeSpooled } from './decoded-entries.ts';
import { FolderPaths, messagePath } from './entry-name.ts';
import { ExportVolume, deflateInto, indexSpool, leftovers, zipPassword } from './export-volume.ts';
import type { ExportLine, Journal, Segment } from './journal.ts';
import type { Ledger } from './ledger.ts';
import { type LedgerFolder } from './ledger.ts';
import { encodeLine, volumePath, type MessageLine, type PlaceLine } from './manifest.ts';
import { pack } from './pack.ts';
import type { ArchiveSink, ArchiveSinkOptions, SinkVerification, VerifyProgress } from './sink.ts';
import { verifySealed } from './sink-verify.ts';
import { STORED } from './zip-format.ts';
import { manifestOf } from './write-manifest.ts';
import { ready, type ReadyEntry } from './zip-writer.ts';

/** Messages that may be on their way between `take` and the file. */
const MAX_QUEUE = 48;
const MAX_QUEUE_BYTES = 8 * 1024 * 1024;
/** Subjects and senders in the manifest; longer ones are cut there, never in the message. */
const MAX_TEXT = 500;
const ENVELOPE_BYTES = 64 * 1024;

interface Queued {
  readonly folder: TransferFolder;
  readonly kept: LedgerFolder;
  readonly item: TransferItem;
  readonly message: number;
  readonly sha: Buffer;
  readonly sizeBytes: number;
  /** null for a message that is in the archive (or on its way there) already. */
  readonly packed: Promise<ReadyEntry> | null;
  readonly envelope: Envelope | null;
  /** What a winmail.dat in it holds; null: not asked for, or here already. */
  readonly decoded: Promise<readonly SavedFile[]> | null;
  /** Hexadecimal digits of the hash that tell this message's name from all others. */
  readonly digits: number;
}

export class SinkRun implements ArchiveSink {
  readonly archiveId: string;
  readonly createdAt: number;
  readonly resumed: boolean;
  readonly #options: ArchiveSinkOptions;
  readonly #report: Report;
  readonly #journal: Journal;
  readonly #ledger: Ledger;
  readonly #release: () => Promise<void>;
  readonly #password: string | null;
  readonly #paths = new FolderPaths();
  readonly #entryFolders = new Map<LedgerFolder, string>();
  readonly #fileKeys = new Map<number, Buffer>();
  readonly #queue: Queued[] = [];
  #queueBytes = 0;
  #pumping: Promise<void> | null = null;
  #wake: (() => void) | null = null;
  #failure: unknown = null;
  #volume: ExportVolume | null = null;
  /** Manifest lines of what no sealed volume holds yet. */
  #lines: Spool;
  #closed = false;
  /** The first volume's key takes memory and time: made while the source is still being asked. */
  #header: Promise<SealedHeader> | null = null;

  constructor(
    options: ArchiveSinkOptions,
    about: ExportLine,
    parts: { journal: Journal; ledger: Ledger; report: Report; release: () => Promise<void>; resumed: boolean },
  ) {
    this.#options = options;
    this.archiveId = about.archiveId;
    this.createdAt = about.createdAt;
    this.resumed = parts.resumed;
    this.#journal = parts.journal;
    this.#ledger = parts.ledger;
    this.#report = parts.report;
    this.#release = parts.release;
    this.#password = zipPassword(options.format, options.protection);
    this.#lines = indexSpool(options.path);
    if (options.format === 'malle' && !parts.journal.segments.at(-1)?.last) {
      this.#header = sealHeader(options.protection);
      this.#header.catch(() => undefined);
    }
  }

  async open(folder: TransferFolder, signal: AbortSignal): Promise<ReadonlyKeys> {
    throwIfAborted(signal);
    await this.#idle();
    const known = this.#ledger.find(folder);
    if (!known || known.line.uidValidity !== folder.uidValidity) {
      await this.#addFolder(folder, folder.uidValidity);
      return new Set();
    }
    const keys = new Set<string>();
    for (const { key, message } of this.#ledger.placesOf(known)) {
      if (keys.has(key)) continue;
      keys.add(key);
      const sizeBytes = this.#ledger.sizes.at(message);
      this.#report(folder, key, { kind: 'saved', sha256: this.#ledger.shas.hex(message), sizeBytes });
    }
    return keys;
  }

  async restart(folder: TransferFolder, uidValidity: string): Promise<void> {
    await this.#idle();
    await this.#addFolder(folder, uidValidity);
  }

  /** A folder, new or renumbered; what was known of it before counts no more. */
  async #addFolder(folder: TransferFolder, uidValidity: string | null): Promise<void> {
    const before = this.#ledger.find(folder);
    if (before) {
      this.#ledger.dropFolder(before.line.folder);
      await this.#journal.step({ type: 'dropped', folder: before.line.folder });
    }
    const kept = this.#ledger.addFolder(folder, uidValidity);
    await this.#journal.addFolder(kept.line);
  }

  async take(folder: TransferFolder, item: TransferItem, signal: AbortSignal): Promise<void> {
    throwIfAborted(signal);
    if (this.#failure) throw this.#failure as Error;
    const kept = this.#ledger.find(folder);
    if (!kept) throw new AppError('internal', { reference: 'take before open' });
    if (!(item.content instanceof Uint8Array)) return this.#takeStream(folder, kept, item, item.content, signal);
    const bytes = item.content;
    const sha = hash('sha256', bytes, 'buffer');
    const sizeBytes = bytes.length;
    const known = this.#ledger.shas.find(sha);
    const isNew = known < 0;
    const digits = this.#digits(sha);
    const message = isNew ? this.#ledger.addMessage(sha, sizeBytes) : known;
    const packed = isNew ? this.#pack(bytes) : null;
    packed?.catch(() => undefined);
    const envelope = isNew ? parseEnvelope(bytes) : null;
    const decoded = isNew && this.#options.decodeWinmail ? decodeFiles(bytes) : null;
    decoded?.catch(() => undefined);
    this.#queue.push({ folder, kept, item, message, sha, sizeBytes, packed, envelope, decoded, digits });
    this.#queueBytes += sizeBytes;
    this.#pumping ??= this.#pump();
    while (this.#queue.length >= MAX_QUEUE || this.#queueBytes > MAX_QUEUE_BYTES) {
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
    if (this.#failure) throw this.#failure as Error;
  }

  async #pack(bytes: Uint8Array): Promise<ReadyEntry> {
    return ready(await pack(bytes, this.#options.compress), bytes.length, this.#password);
  }

  /** Writes what is queued, in order, until nothing is left. */
  async #pump(): Promise<void> {
    await Promise.resolve();
    for (let next = this.#queue[0]; next; next = this.#queue[0]) {
      try {
        if (!this.#failure) await this.#write(next);
      } catch (error) {
        this.#failure ??= error;
      }
      this.#queue.shift();
      this.#queueBytes -= next.sizeBytes;
      this.#wake?.();
      this.#wake = null;
    }
    this.#pumping = null;
  }

  async #write(queued: Queued): Promise<void> {
    if (queued.packed && queued.envelope) {
      const content = await queued.packed;
      const files = (await queued.decoded) ?? [];
      const volume = await this.#volumeFor(content.data.length + bytesOf(files));
      const entry = this.#entryName(queued.kept, queued.item.internalDate, queued.envelope, queued.sha, queued.digits);
      const offset = await volume.zip.add(entry, queued.item.internalDate, content);
      await this.#noteMessage(volume, { ...queued, entry, offset, envelope: queued.envelope });
      await this.#addDecoded(volume, entry, queued.sha, queued.item.internalDate, files);
    }
    await this.#notePlace(queued);
  }

  /** Asked before the message is added: eight digits tell it apart from all others, or else all 64 do. */
  #digits(sha: Buffer): number {
    return this.#ledger.shas.sharesPrefix(sha) ? 64 : 8;
  }

  #entryName(kept: LedgerFolder, internalDate: number, envelope: Envelope, sha: Buffer, digits: number): string {
    let folder = this.#entryFolders.get(kept);
    if (folder === undefined) {
      folder = this.#paths.path([kept.line.account, ...kept.line.names]);
      this.#entryFolders.set(kept, folder);
    }
    return messagePath(folder, internalDate, envelope.from, envelope.subject, sha.toString('hex').slice(0, digits));
  }

  async #noteMessage(
    volume: ExportVolume,
    stored: { message: number; sha: Buffer; sizeBytes: number; entry: string; offset: number; envelope: Envelope },
  ): Promise<void> {
    const { message, sha, sizeBytes, entry, offset, envelope } = stored;
    this.#ledger.stored(message, volume.number, offset);
    volume.messages += 1;
    const line: MessageLine = {
      type: 'message',
      sha256: sha.toString('hex'),
      sizeBytes,
      file: volume.number,
      entry,
      offset,
      from: envelope.from.slice(0, MAX_TEXT).toWellFormed(),
      subject: envelope.subject.slice(0, MAX_TEXT).toWellFormed(),
      date: envelope.date,
    };
    await this.#lines.appendText(encodeLine(line));
  }

  #addDecoded(
    volume: ExportVolume,
    entry: string,
    sha: Buffer,
    internalDate: number,
    files: readonly SavedFile[],
  ): Promise<void> {
    const how = { compress: this.#options.compress, password: this.#password };
    return addDecoded(volume, { entry, sha, internalDate }, files, how, (line) => this.#lines.appendText(line));
  }

  async #notePlace(taken: Pick<Queued, 'folder' | 'kept' | 'item' | 'message' | 'sha' | 'sizeBytes'>): Promise<void> {
    const { folder, kept, item, message, sizeBytes } = taken;
    const sha256 = taken.sha.toString('hex');
    this.#ledger.addPlace(kept, item.key, message);
    const { key, flags } = item;
    const internalDate = Number.isFinite(item.internalDate) ? item.internalDate : 0;
    const line: PlaceLine = { type: 'place', folder: kept.line.folder, sha256, key, flags, internalDate };
    await this.#lines.appendText(encodeLine(line));
    this.#report(folder, key, { kind: 'saved', sha256, sizeBytes });
  }

  /** The open volume, or a new one when this message would make it larger than asked. */
  async #volumeFor(packedBytes: number): Promise<ExportVolume> {
    const limit = this.#options.volumeSizeBytes;
    if (this.#volume && limit !== null && this.#volume.messages > 0) {
      // The manifest's lines deflate to about a third.
      const waiting = this.#volume.waitingBytes + this.#lines.size / 3;
      if (this.#volume.bytes + waiting + packedBytes > limit) await this.#seal(null);
    }
    this.#volume ??= await this.#beginVolume();
    return this.#volume;
  }

  async #beginVolume(): Promise<ExportVolume> {
    const used = new Set(this.#journal.segments.map((segment) => segment.file));
    let number = 1;
    while (used.has(number)) number += 1;
    const file = volumePath(this.#options.path, number);
    const prepared = this.#header;
    this.#header = null;
    return ExportVolume.create(number, file, this.#options, this.createdAt, prepared);
  }

  async #takeStream(
    folder: TransferFolder,
    kept: LedgerFolder,
    item: TransferItem,
    content: ContentStream,
    signal: AbortSignal,
  ): Promise<void> {
    await this.#idle();
    this.#volume ??= await this.#beginVolume();
    const spool = this.#volume.spool();
    const seen: Seen = { sha: createHash('sha256'), head: [], headBytes: 0 };
    try {
      let about;
      try {
        about = await this.#spoolStream(watched(content, seen, signal), spool);
      } catch (error) {
        // This one message could not be had to its end; nothing was promised about it.
        if (!(error instanceof AppError) || !error.code.startsWith('message.')) throw error;
        const heading = headingOf(Buffer.concat(seen.head), item.internalDate);
        const { sizeBytes } = content;
        return this.#report(folder, item.key, { kind: 'refused', heading, sizeBytes, error: error.toData() });
      }
      const sha = seen.sha.digest();
      const known = this.#ledger.shas.find(sha);
      const digits = this.#digits(sha);
      const message = known < 0 ? this.#ledger.addMessage(sha, about.sizeBytes) : known;
      if (known < 0) {
        const envelope = parseEnvelope(Buffer.concat(seen.head));
        const { decodeWinmail } = this.#options;
        const files = decodeWinmail ? await decodeSpooled(spool, about.method, about.sizeBytes) : [];
        const volume = await this.#volumeFor(spool.size + bytesOf(files));
        const entry = this.#entryName(kept, item.internalDate, envelope, sha, digits);
        const offset = await volume.zip.addSpooled(entry, item.internalDate, about, spool, this.#password);
        await this.#noteMessage(volume, { message, sha, sizeBytes: about.sizeBytes, entry, offset, envelope });
        await this.#addDecoded(volume, entry, sha, item.internalDate, files);
      }
      await this.#notePlace({ folder, kept, item, message, sha, sizeBytes: about.sizeBytes });
    } catch (error) {
      if (!(error instanceof AppError && error.code === 'cancelled')) this.#failure ??= error;
      throw error;
    } finally {
      await spool.close();
    }
  }

  async #spoolStream(
    chunks: AsyncIterable<Uint8Array>,
    spool: Spool,
  ): Promise<{ method: number; crc: number; sizeBytes: number }> {
    if (this.#options.compress) return deflateInto(chunks, spool, 'message');
    let crc = 0;
    let sizeBytes = 0;
    for await (const chunk of chunks) {
      crc = crc32(chunk, crc);
      sizeBytes += chunk.length;
      await spool.append(chunk);
    }
    return { method: STORED, crc, sizeBytes };
  }

  /** Everything queued is written. Throws what went wrong. */
  async #idle(): Promise<void> {
    while (this.#pumping) await this.#pumping;
    if (this.#failure) throw this.#failure as Error;
  }

  async flush(signal: AbortSignal): Promise<void> {
    await this.#idle();
    throwIfAborted(signal);
  }

  async suspend(signal: AbortSignal): Promise<void> {
    await this.#idle();
    if (this.#volume) await this.#seal(null, signal);
    else if (this.#lines.size > 0) await this.#noteLines({ file: null, sizeBytes: 0, last: false });
  }

  async finish(certificate: Uint8Array, signal: AbortSignal): Promise<void> {
    await this.#idle();
    throwIfAborted(signal);
    const isFinished = this.#journal.segments.at(-1)?.last === true && this.#lines.size === 0;
    if (!isFinished) await this.#seal(certificate, signal);
  }

  /** Seals the open volume; with a certificate it is the last and holds the manifest of the whole. */
  async #seal(certificate: Uint8Array | null, signal?: AbortSignal): Promise<void> {
    try {
      const volume = (this.#volume ??= await this.#beginVolume());
      const last = certificate !== null;
      await volume.addManifest(
        manifestOf({
          options: this.#options,
          archiveId: this.archiveId,
          createdAt: this.createdAt,
          volume: volume.number,
          last,
          ledger: this.#ledger,
          journal: this.#journal,
          lines: this.#lines,
        }),
      );
      if (certificate) await volume.addCertificate(certificate);
      await this.#journal.step({ type: 'sealing', file: volume.number });
      const sizeBytes = await volume.seal();
      if (volume.fileKey) this.#fileKeys.set(volume.number, volume.fileKey);
      this.#volume = null;
      await this.#noteLines({ file: volume.number, sizeBytes, last });
      this.#options.onVolume?.('sealed', volume.path);
      // The last one is read back by verify(), which tells how far it is.
      if (!last) await this.#readBack(volume.number, signal);
    } catch (error) {
      this.#failure ??= error;
      throw error;
    }
  }

  /** Makes the lines so far safe in the journal and begins new ones. */
  async #noteLines(about: Pick<Segment, 'file' | 'sizeBytes' | 'last'>): Promise<void> {
    await this.#journal.append(this.#lines);
    await this.#journal.step({ type: 'sealed', ...about });
    await this.#lines.close();
    this.#lines = indexSpool(this.#options.path);
  }

  async #readBack(file: number, signal?: AbortSignal): Promise<void> {
    const never = new AbortController().signal;
    const result = await verifySealed(this.#verifying(), [file], () => undefined, signal ?? never);
    const damaged = result.damaged[0];
    if (!damaged) return;
    await this.#journal.step({ type: 'lost', file });
    const reason = String(damaged.error.params.reason ?? damaged.error.code);
    throw new AppError('disk.failed', { path: volumePath(this.#options.path, file), reason });
  }

  #verifying(): Parameters<typeof verifySealed>[0] {
    const { path: target, protection, onVolume } = this.#options;
    return {
      target,
      protection,
      onVolume,
      password: this.#password,
      ledger: this.#ledger,
      journal: this.#journal,
      fileKeys: this.#fileKeys,
      decoded: this.#options.decodeWinmail === true,
    };
  }

  async verify(onProgress: (progress: VerifyProgress) => void, signal: AbortSignal): Promise<SinkVerification> {
    await this.#idle();
    const files = this.#journal.segments.flatMap((segment) => segment.file ?? []);
    return verifySealed(this.#verifying(), files, onProgress, signal);
  }

  counts(): { messages: number; places: number; bytes: number } {
    const sealed = this.#journal.segments.reduce((total, segment) => total + segment.sizeBytes, 0);
    return { ...this.#ledger.counts(), bytes: sealed + (this.#volume?.bytes ?? 0) };
  }

  async #stop(): Promise<void> {
    this.#closed = true;
    this.#failure ??= new AppError('cancelled');
    while (this.#pumping) await this.#pumping;
    await this.#volume?.abandon();
    await this.#lines.close();
    const volumes = [this.#volume?.number ?? 1, 1].map((number) => volumePath(this.#options.path, number));
    for (const file of new Set(volumes.flatMap(leftovers))) await unlink(file).catch(() => undefined);
  }

  async complete(): Promise<void> {
    if (this.#closed) return;
    await this.#stop();
    // The lock first: a crash in between leaves a journal that says all is done, and no file beside the archive.
    await this.#release();
    await this.#journal.remove();
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    await this.#stop();
    await this.#journal.close();
    await this.#release();
  }

  async discard(): Promise<void> {
    if (this.#closed) return;
    await this.#stop();
    for (const { file } of this.#journal.segments) {
      if (file !== null) await unlink(volumePath(this.#options.path, file)).catch(() => undefined);
    }
    await this.#release();
    await this.#journal.remove();
  }
}

const bytesOf = (files: readonly SavedFile[]): number => files.reduce((sum, { bytes }) => sum + bytes.length, 0);

interface Seen {
  readonly sha: ReturnType<typeof createHash>;
  readonly head: Uint8Array[];
  headBytes: number;
}

/** The stream's chunks, hashed on their way; its first bytes are kept for sender and subject. */
async function* watched(content: ContentStream, seen: Seen, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  for await (const chunk of content.chunks()) {
    throwIfAborted(signal);
    seen.sha.update(chunk);
    if (seen.headBytes < ENVELOPE_BYTES) {
      const part = chunk.slice(0, ENVELOPE_BYTES - seen.headBytes);
      seen.head.push(part);
      seen.headBytes += part.length;
    }
    yield chunk;
  }
}
