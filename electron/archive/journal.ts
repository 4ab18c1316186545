// What an unfinished export remembers between runs: its choices, and the manifest lines of the volumes that are sealed.
// Appended and flushed to the disk; what follows the last complete step is dropped when it is opened again.
import { createHash } from 'node:crypto';
import { open, readFile, rm, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { diskError, makeFolder, type Spool } from '../base/index.ts';
import type { ArchiveFormat } from './sink.ts';
import { encodeLine, splitLines, type FolderLine } from './manifest.ts';

export interface ExportLine {
  readonly type: 'export';
  readonly version: 1;
  readonly path: string;
  readonly archiveId: string;
  readonly createdAt: number;
  readonly format: ArchiveFormat;
  readonly compress: boolean;
  readonly volumeSizeBytes: number | null;
  /** Exports of earlier versions do not say: no. */
  readonly decodeWinmail?: boolean;
  readonly accounts: readonly { address: string; host: string }[];
  /** Public keys; null for a passphrase, which is never written. */
  readonly recipients: readonly string[] | null;
}

type StepLine =
  /** A volume is about to get its final name: found there without a 'sealed', it is this export's and holds nothing. */
  | { type: 'sealing'; file: number }
  /** The lines before it are safe; `file` null: they belong to no volume of their own. */
  | { type: 'sealed'; file: number | null; sizeBytes: number; last: boolean }
  /** Read back whole, every message equal; the file's fingerprint then. */
  | { type: 'verified'; file: number; sha256: string }
  /** Gone or damaged: its messages are to be read again. */
  | { type: 'lost'; file: number }
  /** The folder was renumbered at the source: its places count no more. */
  | { type: 'dropped'; folder: number };

/** Manifest lines that were made safe together. */
export interface Segment {
  readonly file: number | null;
  readonly sizeBytes: number;
  readonly last: boolean;
  sha256: string | null;
  readonly from: number;
  readonly to: number;
}

const STEP = /^\{"type":"(?:export|folder|sealing|sealed|verified|lost|dropped)"/;

export const journalFolder = (journalDir: string, target: string): string =>
  path.join(journalDir, createHash('sha256').update(path.resolve(target)).digest('hex').slice(0, 32));

export class Journal {
  readonly #folder: string;
  readonly #handle: FileHandle;
  #size = 0;
  #segmentFrom = 0;
  segments: Segment[] = [];
  /** Folders by number, apart from the segments: a volume that is lost takes no folder with it. */
  readonly folders = new Map<number, FolderLine>();
  /** Volumes that may stand under their final name without being noted. */
  readonly unnoted = new Set<number>();
  readonly droppedFolders = new Set<number>();
  options: ExportLine | null = null;

  private constructor(folder: string, handle: FileHandle) {
    this.#folder = folder;
    this.#handle = handle;
  }

  /** Opens the export's journal, making an empty one when there is none. Throws disk.*. */
  static async open(journalDir: string, target: string): Promise<Journal> {
    const folder = journalFolder(journalDir, target);
    try {
      makeFolder(folder, 0o700);
      const handle = await open(path.join(folder, 'journal.jsonl'), 'a+', 0o600);
      const journal = new Journal(folder, handle);
      try {
        await journal.#load();
        return journal;
      } catch (error) {
        await journal.close();
        throw error;
      }
    } catch (error) {
      throw diskError(error, folder);
    }
  }

  /** The choices of an unfinished export to this path; null when there is none. */
  static async peek(journalDir: string, target: string): Promise<boolean> {
    const file = path.join(journalFolder(journalDir, target), 'journal.jsonl');
    const text = await readFile(file, 'latin1').catch(() => '');
    return text.startsWith('{"type":"export"') && text.includes('\n');
  }

  async #load(): Promise<void> {
    const { size } = await this.#handle.stat();
    let at = 0;
    let safe = 0;
    for await (const { text, bytes } of splitLines(this.#read(0, size))) {
      const start = at;
      at += bytes;
      if (!STEP.test(text)) continue;
      let line: StepLine | ExportLine | FolderLine;
      try {
        line = JSON.parse(text) as StepLine | ExportLine | FolderLine;
      } catch {
        break;
      }
      this.#apply(line, start, at);
      safe = at;
    }
    if (safe < size) await this.#handle.truncate(safe);
    this.#size = safe;
  }

  #apply(line: StepLine | ExportLine | FolderLine, start: number, end: number): void {
    if (line.type === 'export') this.options = line;
    else if (line.type === 'folder') this.folders.set(line.folder, line);
    else if (line.type === 'sealing') this.unnoted.add(line.file);
    else if (line.type === 'sealed') {
      const { file, sizeBytes, last } = line;
      if (file !== null) this.unnoted.delete(file);
      this.segments.push({ file, sizeBytes, last, sha256: null, from: this.#segmentFrom, to: start });
    } else if (line.type === 'verified') {
      const segment = this.segments.find((each) => each.file === line.file);
      if (segment) segment.sha256 = line.sha256;
    } else if (line.type === 'lost') this.segments = this.segments.filter((each) => each.file !== line.file);
    else this.droppedFolders.add(line.folder);
    this.#segmentFrom = end;
  }

  async #write(text: string | Buffer): Promise<void> {
    const bytes = typeof text === 'string' ? Buffer.from(text) : text;
    for (let at = 0; at < bytes.length;) at += (await this.#handle.write(bytes, at)).bytesWritten;
    this.#size += bytes.length;
  }

  /** Notes a step and makes it, and all lines before it, safe. Throws disk.*. */
  async step(line: StepLine | ExportLine): Promise<void> {
    try {
      const start = this.#size;
      await this.#write(encodeLine(line));
      await this.#handle.sync();
      this.#apply(line, start, this.#size);
    } catch (error) {
      throw diskError(error, this.#folder);
    }
  }

  /** Notes a folder; it becomes safe with the next step. Throws disk.*. */
  async addFolder(line: FolderLine): Promise<void> {
    try {
      const start = this.#size;
      await this.#write(encodeLine(line));
      this.#apply(line, start, this.#size);
    } catch (error) {
      throw diskError(error, this.#folder);
    }
  }

  /** Appends manifest lines; they count with the next 'sealed' step. Throws disk.*. */
  async append(lines: Spool): Promise<void> {
    try {
      for await (const block of lines.read()) await this.#write(block);
    } catch (error) {
      throw diskError(error, this.#folder);
    }
  }

  async *#read(from: number, to: number): AsyncGenerator<Buffer> {
    const step = 512 * 1024;
    for (let at = from; at < to;) {
      const block = Buffer.allocUnsafe(Math.min(step, to - at));
      const { bytesRead } = await this.#handle.read(block, 0, block.length, at);
      if (bytesRead === 0) return;
      at += bytesRead;
      yield block.subarray(0, bytesRead);
    }
  }

  /** A segment's manifest lines as bytes. */
  bytes(segment: Segment): AsyncGenerator<Buffer> {
    return this.#read(segment.from, segment.to);
  }

  async close(): Promise<void> {
    await this.#handle.close().catch(() => undefined);
  }

  /** The export needs it no more. */
  async remove(): Promise<void> {
    await this.close();
    await rm(this.#folder, { recursive: true, force: true }).catch((error: unknown) => {
      throw diskError(error, this.#folder);
    });
  }
}
