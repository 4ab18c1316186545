// The volume an export is writing: its file, its ZIP, its manifest lines; and its sealing: flushed, renamed, then noted
// in the journal. Killed before the rename, it never was; killed before the note, it is written again.
import { open, rename } from 'node:fs/promises';
import path from 'node:path';
import { crc32 } from 'node:zlib';
import { diskError, Spool } from '../base/index.ts';
import type { Protection } from '../contract/archive.ts';
import { sealHeader, type SealedHeader } from './age.ts';
import { CERTIFICATE_ENTRY, MANIFEST_ENTRY, README_ENTRY } from './manifest.ts';
import { OutFile } from './out-file.ts';
import { drained, packStream } from './pack.ts';
import { readmeText } from './readme.ts';
import type { ArchiveSinkOptions } from './sink.ts';
import { DEFLATED } from './zip-format.ts';
import { ZipWriter } from './zip-writer.ts';

export const partPath = (file: string): string => `${file}.part`;
const spoolPath = (file: string, name: string): string => `${file}.${name}.tmp`;

/** Temporary files a killed run may have left beside a volume. */
export const leftovers = (file: string): string[] => [
  partPath(file),
  ...['index', 'names', 'manifest', 'message'].map((name) => spoolPath(file, name)),
];

/** The password of AES entries; null for age, which encrypts the whole file. */
export const zipPassword = (format: ArchiveSinkOptions['format'], protection: Protection): string | null =>
  format === 'zip-aes256' && protection.kind === 'passphrase' ? protection.passphrase.normalize('NFC') : null;

export class ExportVolume {
  readonly number: number;
  readonly path: string;
  readonly fileKey: Buffer | null;
  readonly zip: ZipWriter;
  readonly #out: OutFile;
  readonly #central: Spool;
  readonly #password: string | null;
  readonly #createdAt: number;
  messages = 0;

  private constructor(
    number: number,
    file: string,
    parts: { out: OutFile; central: Spool; fileKey: Buffer | null; password: string | null },
    createdAt: number,
  ) {
    this.number = number;
    this.path = file;
    this.#out = parts.out;
    this.#central = parts.central;
    this.fileKey = parts.fileKey;
    this.#password = parts.password;
    this.#createdAt = createdAt;
    this.zip = new ZipWriter(parts.out, parts.central);
  }

  /** Begins a volume. Throws usage.invalid (a recipient that is none), disk.*. */
  static async create(
    number: number,
    file: string,
    options: ArchiveSinkOptions,
    createdAt: number,
    prepared: Promise<SealedHeader> | null,
  ): Promise<ExportVolume> {
    const password = zipPassword(options.format, options.protection);
    const header = options.format === 'malle' ? await (prepared ?? sealHeader(options.protection)) : null;
    const out = await OutFile.create(partPath(file), header);
    const central = new Spool(spoolPath(file, 'names'));
    const parts = { out, central, fileKey: header?.fileKey ?? null, password };
    const volume = new ExportVolume(number, file, parts, createdAt);
    const readme = Buffer.from(readmeText(options.format, options.language));
    try {
      await volume.zip.addBytes(README_ENTRY, createdAt, readme, password);
      return volume;
    } catch (error) {
      await volume.abandon();
      throw error;
    }
  }

  get bytes(): number {
    return this.#out.fileBytes;
  }

  /** Messages' names in the central directory, not yet in the file. */
  get waitingBytes(): number {
    return this.#central.size;
  }

  /** Writes the manifest from pieces of text, deflated; sizes are known before its header is written. */
  async addManifest(pieces: AsyncIterable<string | Buffer>): Promise<void> {
    const spool = new Spool(spoolPath(this.path, 'manifest'));
    try {
      const about = await deflateInto(pieces, spool, 'text');
      await this.zip.addSpooled(MANIFEST_ENTRY, this.#createdAt, about, spool, this.#password);
    } finally {
      await spool.close();
    }
  }

  addCertificate(certificate: Uint8Array): Promise<void> {
    return this.zip.addBytes(CERTIFICATE_ENTRY, this.#createdAt, certificate, this.#password);
  }

  /** Closes the ZIP and puts the file on the disk under its final name. Returns its size. Throws disk.*. */
  async seal(): Promise<number> {
    await this.zip.end();
    await this.#out.seal();
    await this.#central.close();
    try {
      await rename(this.#out.path, this.path);
      await syncFolder(path.dirname(this.path));
    } catch (error) {
      throw diskError(error, this.path);
    }
    return this.#out.fileBytes;
  }

  async abandon(): Promise<void> {
    await this.#out.abandon();
    await this.#central.close();
  }

  /** For a message too large to hold: packed bytes wait here until their sizes are known. */
  spool(): Spool {
    return new Spool(spoolPath(this.path, 'message'), 2 * 1024 * 1024);
  }
}

export const indexSpool = (file: string): Spool => new Spool(spoolPath(file, 'index'));

/** The rename itself must be on the disk. Windows does not open folders and needs no flush. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => null);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}

/** Deflates pieces into a spool. Throws disk.* and what `pieces` throw. */
export async function deflateInto(
  pieces: AsyncIterable<string | Uint8Array>,
  spool: Spool,
  kind: 'message' | 'text',
): Promise<{ method: number; crc: number; sizeBytes: number }> {
  const deflater = packStream(kind);
  const draining = (async () => {
    for await (const piece of deflater) await spool.append(piece as Buffer);
  })();
  // Met below, after the feeding; until then it must not count as unhandled.
  draining.catch(() => undefined);
  let crc = 0;
  let sizeBytes = 0;
  try {
    for await (const piece of pieces) {
      const bytes = typeof piece === 'string' ? Buffer.from(piece) : piece;
      crc = crc32(bytes, crc);
      sizeBytes += bytes.length;
      if (deflater.destroyed) break;
      if (!deflater.write(bytes)) await drained(deflater);
    }
    deflater.end();
    await draining;
    return { method: DEFLATED, crc, sizeBytes };
  } finally {
    deflater.destroy();
  }
}
