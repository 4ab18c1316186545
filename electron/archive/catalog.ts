// What an archive's manifest says, held compactly: hundreds of thousands of messages in a few dozen megabytes.
import type { TransferFolder } from '../transfer/index.ts';
import { NumberColumn, ShaTable, TextColumn } from './columns.ts';
import type { DecodedLine, FolderLine, MessageLine, PlaceLine } from './manifest.ts';
import type { ExtraEntry } from './read-back.ts';
import type { ArchivedMessage, ArchivedPlace } from './reader.ts';

interface CatalogFolder {
  readonly line: FolderLine;
  /** Rows in the places' columns. */
  readonly places: NumberColumn;
  sizeBytes: number;
}

export class Catalog {
  readonly shas = new ShaTable();
  readonly files = new NumberColumn();
  readonly offsets = new NumberColumn();
  readonly #sizes = new NumberColumn();
  readonly #dates = new NumberColumn();
  readonly #entries = new TextColumn();
  readonly #froms = new TextColumn();
  readonly #subjects = new TextColumn();
  readonly #placeMessages = new NumberColumn();
  readonly #placeFolders = new NumberColumn();
  readonly #placeFlags = new NumberColumn();
  readonly #placeDates = new NumberColumn();
  readonly #placeKeys = new TextColumn();
  readonly #flagSets: (readonly string[])[] = [];
  readonly #flagIds = new Map<string, number>();
  readonly #folders = new Map<number, CatalogFolder>();
  readonly #decoded = new Map<number, Map<number, ExtraEntry>>();
  #transferFolders = new Map<number, TransferFolder>();
  /** Places by message: starts[row] .. starts[row + 1] in `#owned`. */
  #starts = new Uint32Array(1);
  #owned = new Uint32Array(0);

  addFolder(line: FolderLine): void {
    if (!this.#folders.has(line.folder))
      this.#folders.set(line.folder, { line, places: new NumberColumn(), sizeBytes: 0 });
  }

  addMessage(line: MessageLine): void {
    const sha = Buffer.from(line.sha256, 'hex');
    if (this.shas.find(sha) >= 0) return;
    this.shas.add(sha);
    this.files.push(line.file);
    this.offsets.push(line.offset);
    this.#sizes.push(line.sizeBytes);
    this.#dates.push(line.date ?? NaN);
    this.#entries.push(line.entry);
    this.#froms.push(line.from);
    this.#subjects.push(line.subject);
  }

  addDecoded(line: DecodedLine): void {
    let entries = this.#decoded.get(line.file);
    if (!entries) this.#decoded.set(line.file, (entries = new Map<number, ExtraEntry>()));
    entries.set(line.offset, { entry: line.entry, sha256: line.sha256 });
  }

  /** Files out of winmail.dat's that stand in this file, by offset. */
  decodedIn(file: number): ReadonlyMap<number, ExtraEntry> {
    return this.#decoded.get(file) ?? new Map();
  }

  /** A place whose folder or message is not known counts for nothing. */
  addPlace(line: PlaceLine): void {
    const folder = this.#folders.get(line.folder);
    const message = this.shas.find(Buffer.from(line.sha256, 'hex'));
    if (!folder || message < 0) return;
    const flags = line.flags.join('\0');
    let flagId = this.#flagIds.get(flags);
    if (flagId === undefined) {
      flagId = this.#flagSets.push(line.flags) - 1;
      this.#flagIds.set(flags, flagId);
    }
    folder.places.push(this.#placeMessages.push(message));
    folder.sizeBytes += this.#sizes.at(message);
    this.#placeFolders.push(line.folder);
    this.#placeFlags.push(flagId);
    this.#placeDates.push(line.internalDate);
    this.#placeKeys.push(line.key);
  }

  /** Call once when everything is in. */
  finish(): void {
    const starts = new Uint32Array(this.shas.size + 1);
    const count = this.#placeMessages.size;
    for (let place = 0; place < count; place += 1) {
      const slot = this.#placeMessages.at(place) + 1;
      starts[slot] = (starts[slot] ?? 0) + 1;
    }
    for (let row = 1; row < starts.length; row += 1) starts[row] = (starts[row] ?? 0) + (starts[row - 1] ?? 0);
    const fill = starts.slice();
    this.#owned = new Uint32Array(count);
    for (let place = 0; place < count; place += 1) {
      const message = this.#placeMessages.at(place);
      const slot = fill[message] ?? 0;
      this.#owned[slot] = place;
      fill[message] = slot + 1;
    }
    this.#starts = starts;
    for (const [number, { line, places, sizeBytes }] of this.#folders) {
      const { id, account, names, path, role, uidValidity, separator } = line;
      const about = { id, account, names, path, role, uidValidity, separator };
      this.#transferFolders.set(number, { ...about, messages: places.size, sizeBytes });
    }
  }

  get places(): number {
    return this.#placeMessages.size;
  }

  get folders(): readonly TransferFolder[] {
    return [...this.#transferFolders.values()];
  }

  message(row: number): ArchivedMessage {
    const date = this.#dates.at(row);
    return {
      index: row,
      sha256: this.shas.hex(row),
      sizeBytes: this.#sizes.at(row),
      file: this.files.at(row),
      entry: this.#entries.at(row),
      from: this.#froms.at(row),
      subject: this.#subjects.at(row),
      date: Number.isNaN(date) ? null : date,
    };
  }

  entry(row: number): string {
    return this.#entries.at(row);
  }

  from(row: number): string {
    return this.#froms.at(row);
  }

  subject(row: number): string {
    return this.#subjects.at(row);
  }

  /** Rows of places a message stands in. */
  placesOf(message: number): Uint32Array {
    return this.#owned.subarray(this.#starts[message], this.#starts[message + 1]);
  }

  /** Rows of a folder's places, in entry order. */
  placesIn(folderId: string): NumberColumn | null {
    for (const { line, places } of this.#folders.values()) if (line.id === folderId) return places;
    return null;
  }

  messageOf(place: number): number {
    return this.#placeMessages.at(place);
  }

  dateOf(place: number): number {
    return this.#placeDates.at(place);
  }

  folderIdOf(place: number): string {
    return this.#folders.get(this.#placeFolders.at(place))?.line.id ?? '';
  }

  place(place: number): ArchivedPlace {
    const folder = this.#transferFolders.get(this.#placeFolders.at(place));
    if (!folder) throw new RangeError('place without folder');
    return {
      folder,
      key: this.#placeKeys.at(place),
      flags: this.#flagSets[this.#placeFlags.at(place)] ?? [],
      internalDate: this.#placeDates.at(place),
    };
  }

  /** Rows stored in a file, by offset. */
  rowsIn(file: number): Uint32Array {
    const rows: number[] = [];
    for (let row = 0; row < this.shas.size; row += 1) if (this.files.at(row) === file) rows.push(row);
    return Uint32Array.from(rows).sort((a, b) => this.offsets.at(a) - this.offsets.at(b));
  }
}
