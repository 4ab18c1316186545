// What an export knows in memory: which messages are stored where, and which places they stand in. Numbers and hashes
// only, so that hundreds of thousands fit; names and subjects go straight to the manifest's lines.
import type { TransferFolder } from '../transfer/index.ts';
import { NumberColumn, ShaTable } from './columns.ts';
import type { FolderLine, MessageLine, PlaceLine } from './manifest.ts';

export interface LedgerFolder {
  readonly line: FolderLine;
  /** Rows of its places. */
  readonly places: NumberColumn;
}

const folderId = (folder: Pick<TransferFolder, 'account' | 'id'>): string => `${folder.account}\0${folder.id}`;

export class Ledger {
  readonly shas = new ShaTable();
  readonly sizes = new NumberColumn();
  readonly files = new NumberColumn();
  readonly offsets = new NumberColumn();
  readonly placeMessages = new NumberColumn();
  readonly #placeKeys = new NumberColumn();
  /** Keys that are no plain numbers, by place. */
  readonly #oddKeys = new Map<number, string>();
  /** Live folders by number. */
  readonly folders = new Map<number, LedgerFolder>();
  readonly #byId = new Map<string, number>();
  #nextFolder = 1;
  /** Lines were dropped: the manifest of the whole must leave them out one by one. */
  hasDropped = false;

  find(folder: TransferFolder): LedgerFolder | null {
    return this.folders.get(this.#byId.get(folderId(folder)) ?? 0) ?? null;
  }

  addFolder(folder: TransferFolder, uidValidity = folder.uidValidity): LedgerFolder {
    const { id, account, names, path, role, separator } = folder;
    const number = this.#nextFolder;
    return this.keepFolder({ type: 'folder', folder: number, id, account, names, path, role, uidValidity, separator });
  }

  keepFolder(line: FolderLine): LedgerFolder {
    const kept: LedgerFolder = { line, places: new NumberColumn() };
    this.folders.set(line.folder, kept);
    this.#byId.set(folderId(line), line.folder);
    this.#nextFolder = Math.max(this.#nextFolder, line.folder + 1);
    return kept;
  }

  dropFolder(number: number): void {
    this.folders.delete(number);
    this.#nextFolder = Math.max(this.#nextFolder, number + 1);
    this.hasDropped = true;
  }

  addMessage(sha: Buffer, sizeBytes: number): number {
    this.sizes.push(sizeBytes);
    this.files.push(0);
    this.offsets.push(0);
    return this.shas.add(sha);
  }

  stored(row: number, file: number, offset: number): void {
    this.files.set(row, file);
    this.offsets.set(row, offset);
  }

  keepMessage(line: MessageLine): void {
    const sha = Buffer.from(line.sha256, 'hex');
    if (this.shas.find(sha) < 0) this.stored(this.addMessage(sha, line.sizeBytes), line.file, line.offset);
  }

  addPlace(folder: LedgerFolder, key: string, message: number): void {
    const place = this.placeMessages.push(message);
    const isNumber = /^[1-9]\d{0,14}$/.test(key);
    this.#placeKeys.push(isNumber ? Number(key) : -1);
    if (!isNumber) this.#oddKeys.set(place, key);
    folder.places.push(place);
  }

  /** A place of an earlier run; false when its message is not there any more. */
  keepPlace(line: PlaceLine): boolean {
    const folder = this.folders.get(line.folder);
    const message = this.shas.find(Buffer.from(line.sha256, 'hex'));
    if (!folder || message < 0) {
      this.hasDropped = true;
      return false;
    }
    this.addPlace(folder, line.key, message);
    return true;
  }

  /** Key and message row of each place of a folder. */
  *placesOf(folder: LedgerFolder): Generator<{ key: string; message: number }> {
    for (let at = 0; at < folder.places.size; at += 1) {
      const place = folder.places.at(at);
      const key = this.#placeKeys.at(place);
      yield {
        key: key < 0 ? (this.#oddKeys.get(place) ?? '') : String(key),
        message: this.placeMessages.at(place),
      };
    }
  }

  counts(): { messages: number; places: number } {
    const stands = new Uint8Array(this.shas.size);
    let places = 0;
    let messages = 0;
    for (const folder of this.folders.values()) {
      places += folder.places.size;
      for (let at = 0; at < folder.places.size; at += 1) {
        const message = this.placeMessages.at(folder.places.at(at));
        if (stands[message] === 0) messages += 1;
        stands[message] = 1;
      }
    }
    return { messages, places };
  }

  /** Rows of the messages stored in a file, in the order of their offsets. */
  rowsOf(file: number): NumberColumn {
    const rows = new NumberColumn();
    for (let row = 0; row < this.shas.size; row += 1) if (this.files.at(row) === file) rows.push(row);
    return rows;
  }
}
