// The work behind an ArchiveReader: its volumes, found by their names and opened when needed, and its catalog.
import { createHash, hash } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { diskError, throwIfAborted } from '../base/index.ts';
import type { Selection } from '../contract/archive.ts';
import { AppError, type AppErrorData } from '../contract/errors.ts';
import type { ArchiveKey } from '../contract/jobs.ts';
import type { Content, TransferFolder } from '../transfer/index.ts';
import { Catalog } from './catalog.ts';
import { listRows, type ListQuery } from './list-rows.ts';
import { volumePath, type HeaderLine } from './manifest.ts';
import { dataPieces, entryAt, entryStream, manifestLines, openVolume, type OpenVolume } from './open-volume.ts';
import { centralRecords, readEnd } from './read-back.ts';
import type { ArchivedMessage, ArchivedPlace, ArchiveReader, ArchiveRowData, ArchiveSummary } from './reader.ts';
import { salvage } from './salvage.ts';
import { unpack } from './unpack.ts';
import type { VolumeFile } from './volume-file.ts';
import { parseCentral, type ZipEntry } from './zip-format.ts';

/** Larger messages come as streams. */
const MAX_WHOLE_BYTES = 8 * 1024 * 1024;

export class OpenedArchive implements ArchiveReader {
  readonly path: string;
  readonly catalog = new Catalog();
  readonly problems: AppErrorData[] = [];
  #summary: ArchiveSummary | null = null;
  readonly #key: ArchiveKey;
  /** Path of the first file: the others' names follow from it. */
  #first: string;
  #header: HeaderLine | null = null;
  readonly #volumes = new Map<number, OpenVolume>();
  /** Files the archive has, as far as is known. */
  readonly #files = new Set<number>();
  readonly #sorted = new Map<string, Uint32Array>();
  readonly #offsets = new Map<number, Promise<Map<string, number>>>();

  private constructor(file: string, key: ArchiveKey) {
    this.path = path.resolve(file);
    this.#key = key;
    this.#first = firstPath(this.path);
  }

  static async open(file: string, key: ArchiveKey, signal: AbortSignal): Promise<OpenedArchive> {
    const given = await openVolume(path.resolve(file), key);
    // The form of the passphrase that opened one file opens the others.
    const archive = new OpenedArchive(file, given.file.key ?? key);
    try {
      await archive.#load(given, signal);
      return archive;
    } catch (error) {
      await archive.close();
      await given.file.close();
      throw diskError(error, archive.path);
    }
  }

  async #load(given: OpenVolume, signal: AbortSignal): Promise<void> {
    if (given.isForeign) throw new AppError('archive.not_an_archive', { path: this.path });
    if (given.header?.volume === 1) this.#first = this.path;
    const number = given.header?.volume ?? numberOf(this.path, this.#first);
    this.#volumes.set(number, given);
    this.#files.add(number);
    this.#notice(given.file);
    const whole = given.header?.last === true ? given : await this.#findLast(number, given.header, signal);
    if (whole && (await this.#readManifest(whole))) this.#header = whole.header;
    else await this.#join(signal);
    this.catalog.finish();
    if (this.catalog.shas.size === 0 && !this.#header) {
      const problem = this.problems[0];
      throw problem ? AppError.from(problem) : new AppError('archive.not_an_archive', { path: this.path });
    }
    await this.#noticeMissing();
    this.#summary = await this.#summarise(given);
  }

  get summary(): ArchiveSummary {
    if (!this.#summary) throw new AppError('internal', { reference: 'archive not loaded' });
    return this.#summary;
  }

  #notice(file: VolumeFile): void {
    if (file.problem) this.problems.push(file.problem);
  }

  /** The volume with the manifest of the whole, among those beside this one; the highest number first. */
  async #findLast(known: number, header: HeaderLine | null, signal: AbortSignal): Promise<OpenVolume | null> {
    for (const number of (await this.#siblingNumbers()).sort((a, b) => b - a)) {
      if (number === known) continue;
      throwIfAborted(signal);
      const volume = await this.#volume(number).catch(ignoreArchiveErrors);
      if (!volume) continue;
      if (header && volume.header && volume.header.archiveId !== header.archiveId) {
        this.#volumes.delete(number);
        this.#files.delete(number);
        await volume.file.close();
        continue;
      }
      if (volume.header?.last) return volume;
    }
    return null;
  }

  async #siblingNumbers(): Promise<number[]> {
    const names = await readdir(path.dirname(this.#first)).catch(() => []);
    return names
      .map((name) => numberOf(path.join(path.dirname(this.#first), name), this.#first))
      .filter((number) => number > 0);
  }

  /** Reads one manifest into the catalog; false when it breaks off. */
  async #readManifest({ file, password }: OpenVolume): Promise<boolean> {
    const lines = manifestLines(file, password);
    for (;;) {
      const next = await lines.next();
      if (next.done) return next.value.complete;
      const line = next.value;
      if (line.type === 'file') this.#files.add(line.file);
      else if (line.type === 'folder') this.catalog.addFolder(line);
      else if (line.type === 'message') this.catalog.addMessage(line);
      else if (line.type === 'place') this.catalog.addPlace(line);
      else if (line.type === 'decoded') this.catalog.addDecoded(line);
    }
  }

  /** Without the manifest of the whole: each volume's own, and what can be found in those that have none. */
  async #join(signal: AbortSignal): Promise<void> {
    let last = false;
    for (const number of (await this.#siblingNumbers()).sort((a, b) => a - b)) {
      throwIfAborted(signal);
      const volume = await this.#volume(number).catch(ignoreArchiveErrors);
      if (!volume) continue;
      const { file, header, password } = volume;
      this.#header ??= header;
      last ||= header?.last === true;
      if (header && (await this.#readManifest(volume))) continue;
      last = true;
      const before = this.problems.length;
      this.#noticeEnd(file, await readEnd(file));
      const count = await salvage(file, password, number, this.catalog, signal);
      if (count > 0 && this.problems.length === before && !file.problem) {
        this.problems.push(new AppError('archive.damaged', { path: file.path, reason: 'manifest' }).toData());
      }
    }
    if (last) return;
    // Every volume is sound, and none of them is the last.
    const missing = volumePath(this.#first, Math.max(0, ...this.#files) + 1);
    this.problems.push(new AppError('archive.volume_missing', { path: missing }).toData());
  }

  /** A plain ZIP says nothing about its end until it is looked for. */
  #noticeEnd(file: VolumeFile, end: object | null): void {
    if (end || file.problem || file.encryptedTo !== null) return;
    this.problems.push(new AppError('archive.truncated', { path: file.path }).toData());
  }

  async #noticeMissing(): Promise<void> {
    for (const number of this.#files) {
      const file = volumePath(this.#first, number);
      const present = this.#volumes.has(number) || (await stat(file).catch(() => null));
      if (!present) this.problems.push(new AppError('archive.volume_missing', { path: file }).toData());
    }
  }

  async #summarise(given: OpenVolume): Promise<ArchiveSummary> {
    const files: { path: string; present: boolean }[] = [];
    let sizeBytes = 0;
    for (const number of [...this.#files].sort((a, b) => a - b)) {
      const file = number === this.#numberOfGiven() ? this.path : volumePath(this.#first, number);
      const info = await stat(file).catch(() => null);
      files.push({ path: file, present: info !== null });
      sizeBytes += info?.size ?? 0;
    }
    let messages = 0;
    for (let row = 0; row < this.catalog.shas.size; row += 1) if (this.catalog.placesOf(row).length > 0) messages += 1;
    const format = given.file.encryptedTo === null ? 'zip-aes256' : 'malle';
    return {
      archiveId: this.#header?.archiveId ?? '',
      createdAt: this.#header?.createdAt ?? 0,
      generator: this.#header?.generator ?? '',
      accounts: this.#header?.accounts ?? this.#salvagedAccounts(),
      format,
      encryptedTo: given.file.encryptedTo ?? 'passphrase',
      messages,
      places: this.catalog.places,
      sizeBytes,
      files,
    };
  }

  #numberOfGiven(): number {
    return numberOf(this.path, this.#first);
  }

  #salvagedAccounts(): { address: string; host: string }[] {
    return [...new Set(this.folders.map((folder) => folder.account))].map((address) => ({ address, host: '' }));
  }

  get folders(): readonly TransferFolder[] {
    return this.catalog.folders;
  }

  /** Numbers and paths of the archive's files. */
  get fileNumbers(): readonly number[] {
    return [...this.#files].sort((a, b) => a - b);
  }

  filePath(number: number): string {
    return volumePath(this.#first, number);
  }

  /** Throws archive.volume_missing, archive.* of its opening, disk.*. */
  async #volume(number: number): Promise<OpenVolume> {
    const open = this.#volumes.get(number);
    if (open) return open;
    const file = volumePath(this.#first, number);
    try {
      const volume = await openVolume(file, this.#key);
      // Two may have asked at once.
      const other = this.#volumes.get(number);
      if (other) {
        await volume.file.close();
        return other;
      }
      this.#volumes.set(number, volume);
      this.#files.add(number);
      this.#notice(volume.file);
      return volume;
    } catch (error) {
      if (error instanceof AppError && error.code === 'disk.not_found') {
        throw new AppError('archive.volume_missing', { path: file });
      }
      throw error;
    }
  }

  /** For a full reading: the volume and the password of its entries. */
  volume(number: number): Promise<OpenVolume> {
    return this.#volume(number);
  }

  find(sha256: string): ArchivedMessage | null {
    const row = /^[0-9a-f]{64}$/.test(sha256) ? this.catalog.shas.find(Buffer.from(sha256, 'hex')) : -1;
    return row < 0 ? null : this.catalog.message(row);
  }

  places(message: ArchivedMessage): ArchivedPlace[] {
    return Array.from(this.catalog.placesOf(message.index), (place) => this.catalog.place(place));
  }

  *messages(selection: Selection): Generator<ArchivedMessage> {
    const { catalog } = this;
    const isChosen = chooser(catalog, selection);
    for (let row = 0; row < catalog.shas.size; row += 1) if (isChosen(row)) yield catalog.message(row);
  }

  list(query: ListQuery): { total: number; rows: ArchiveRowData[] } {
    return listRows(this.catalog, this.#sorted, query);
  }

  async read(message: ArchivedMessage, signal?: AbortSignal): Promise<Content> {
    throwIfAborted(signal);
    const { file, password } = await this.#volume(message.file);
    const found = await this.#locate(file, message).catch(asMessageDamage);
    const { entry, dataAt } = found;
    if (entry.sizeBytes > MAX_WHOLE_BYTES || entry.packedBytes > MAX_WHOLE_BYTES) {
      return { sizeBytes: message.sizeBytes, chunks: () => checked(file, found, password, message.sha256, signal) };
    }
    try {
      const pieces: Buffer[] = [];
      for await (const piece of dataPieces(file, dataAt, entry.packedBytes)) pieces.push(piece);
      const bytes = await unpack(entry, pieces.length === 1 && pieces[0] ? pieces[0] : Buffer.concat(pieces), password);
      if (hash('sha256', bytes) !== message.sha256) {
        throw new AppError('archive.message_damaged', { reason: 'SHA-256' });
      }
      return bytes;
    } catch (error) {
      return asMessageDamage(error);
    }
  }

  /** By the place the manifest says; by name where the ZIP was packed anew by another program. */
  async #locate(file: VolumeFile, message: ArchivedMessage): Promise<{ entry: ZipEntry; dataAt: number }> {
    const offset = this.catalog.offsets.at(message.index);
    const there = offset < file.plainBytes ? await entryAt(file, offset) : null;
    if (there?.entry.name.toString('utf8') === message.entry) return there;
    let names = this.#offsets.get(message.file);
    if (!names) {
      names = namesOf(file);
      this.#offsets.set(message.file, names);
    }
    const other = (await names).get(message.entry);
    const found = other === undefined ? null : await entryAt(file, other);
    if (!found) throw new AppError('archive.message_damaged', { reason: 'ZIP' });
    return found;
  }

  async close(): Promise<void> {
    for (const { file } of this.#volumes.values()) await file.close();
    this.#volumes.clear();
  }
}

/** Which messages are chosen, by row. Those that stand nowhere never are. */
export function chooser(catalog: Catalog, selection: Selection): (row: number) => boolean {
  if (selection.kind === 'all') return (row) => catalog.placesOf(row).length > 0;
  if (selection.kind === 'messages') {
    const rows = new Set(selection.messageIds.map((sha) => catalog.shas.find(Buffer.from(sha, 'hex'))));
    return (row) => rows.has(row);
  }
  const ids = new Set(selection.folderIds);
  return (row) => catalog.placesOf(row).some((place) => ids.has(catalog.folderIdOf(place)));
}

const ignoreArchiveErrors = (error: unknown): null => {
  if (error instanceof AppError && error.code.startsWith('archive.') && error.code !== 'archive.newer_format')
    return null;
  throw error;
};

function asMessageDamage(error: unknown): never {
  if (error instanceof AppError && (error.code === 'archive.damaged' || error.code === 'archive.truncated')) {
    throw new AppError('archive.message_damaged', { reason: String(error.params.reason ?? 'end of file') });
  }
  throw error;
}

async function* checked(
  file: VolumeFile,
  found: { entry: ZipEntry; dataAt: number },
  password: string | null,
  sha256: string,
  signal: AbortSignal | undefined,
): AsyncGenerator<Buffer> {
  const made = createHash('sha256');
  try {
    for await (const piece of entryStream(file, found, password)) {
      throwIfAborted(signal);
      made.update(piece);
      yield piece;
    }
  } catch (error) {
    asMessageDamage(error);
  }
  if (made.digest('hex') !== sha256) throw new AppError('archive.message_damaged', { reason: 'SHA-256' });
}

async function namesOf(file: VolumeFile): Promise<Map<string, number>> {
  const names = new Map<string, number>();
  const end = await readEnd(file);
  if (!end) return names;
  for await (const bytes of centralRecords(file, end)) {
    const record = parseCentral(bytes).next();
    if (!record.done) names.set(record.value.name, record.value.offset);
  }
  return names;
}

const NUMBERED = /\.(\d{3,})(\.(?:malle|zip))?$/i;

/** NAME.002.malle -> NAME.malle. */
function firstPath(file: string): string {
  const match = NUMBERED.exec(file);
  return match ? `${file.slice(0, match.index)}${match[2] ?? ''}` : file;
}

/** The number of a volume by its name; 0 for a file that is none of this archive. */
function numberOf(file: string, first: string): number {
  if (file === first) return 1;
  const match = NUMBERED.exec(file);
  const number = Number(match?.[1] ?? 0);
  return number > 1 && volumePath(first, number) === file ? number : 0;
}
