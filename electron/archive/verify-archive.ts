// The full check of an archive: every byte of every file that is there, every hash; damage by the names of its messages.
import { throwIfAborted } from '../base/index.ts';
import { AppError } from '../contract/errors.ts';
import type { TransferFolder } from '../transfer/index.ts';
import { fingerprint } from './fingerprint.ts';
import { OpenedArchive } from './opened-archive.ts';
import { walkVolume } from './read-back.ts';
import type { ArchivedMessage, ArchiveReader } from './reader.ts';
import type { DamagedEntry } from './sink.ts';

export interface ArchiveVerification {
  readonly intact: boolean;
  /** Distinct messages the manifest lists; places counts every folder they stand in. */
  readonly messages: number;
  readonly places: number;
  /** Distinct messages read and found equal. */
  readonly verified: number;
  readonly damaged: readonly DamagedEntry[];
  readonly files: readonly { path: string; sizeBytes: number; sha256: string }[];
  readonly missingFiles: readonly string[];
  /** The messages in them, at most MAX_LISTED. */
  readonly lost: readonly ArchivedMessage[];
  /** All of them; null when it cannot be told, the list of the whole being in a missing file. */
  readonly lostCount: number | null;
}

/** A list a person can work through; the count beside it is exact. */
/** What one answer lists of anything; beyond it, the count tells. */
export const MAX_LISTED = 1000;

export interface ReadProgress {
  readonly doneBytes: number;
  readonly totalBytes: number;
  /** Distinct messages verified. */
  readonly verified: number;
  /** Places verified, by TransferFolder.id. */
  readonly folders: ReadonlyMap<string, number>;
}

/** A folder as the reports name it. */
export const placeName = (folder: TransferFolder | undefined): string =>
  folder ? `${folder.account}: ${folder.path}` : '';

/** Reads every file in full, every hash. Damage is reported, never thrown; throws cancelled and disk.*. */
export async function verifyArchive(
  reader: ArchiveReader,
  onProgress: (progress: ReadProgress) => void,
  signal: AbortSignal,
): Promise<ArchiveVerification> {
  if (!(reader instanceof OpenedArchive)) throw new AppError('internal', { reference: 'verify a foreign reader' });
  const { catalog, summary } = reader;
  const folders = new Map(reader.folders.map((folder) => [folder.id, 0]));
  const damaged: DamagedEntry[] = [];
  const files: ArchiveVerification['files'][number][] = [];
  const missingFiles = reader.problems.flatMap(({ code, params }) =>
    code === 'archive.volume_missing' ? [String(params.path)] : [],
  );
  const lost: ArchivedMessage[] = [];
  let lostCount = 0;
  let verified = 0;
  let before = 0;

  const count = (row: number): void => {
    const places = catalog.placesOf(row);
    if (places.length > 0) verified += 1;
    for (const place of places) {
      const id = catalog.folderIdOf(place);
      folders.set(id, (folders.get(id) ?? 0) + 1);
    }
  };
  const blame = (row: number, error: AppError): void => {
    const places = Array.from(catalog.placesOf(row), (place) => placeName(catalog.place(place).folder));
    damaged.push({ path: catalog.entry(row), error, places });
  };
  const progress = (doneBytes: number): void =>
    onProgress({ doneBytes: before + doneBytes, totalBytes: summary.sizeBytes, verified, folders });

  for (const number of reader.fileNumbers) {
    throwIfAborted(signal);
    const path = reader.filePath(number);
    const rows = catalog.rowsIn(number);
    if (missingFiles.includes(path)) {
      for (const row of rows) {
        if (catalog.placesOf(row).length === 0) continue;
        lostCount += 1;
        if (lost.length < MAX_LISTED) lost.push(catalog.message(row));
      }
      continue;
    }
    const opened = await reader.volume(number).catch((error: unknown) => {
      if (error instanceof AppError && error.code.startsWith('archive.')) return error;
      throw error;
    });
    if (opened instanceof AppError) {
      // Its header is damaged: nothing in it can be read, and that is said of each of its messages.
      damaged.push({ path, error: opened, places: [] });
      for (const row of rows) blame(row, opened);
      files.push({ path, ...(await fingerprint(path, signal)) });
      continue;
    }
    const { file, password } = opened;
    const expected = {
      count: rows.length,
      extras: catalog.decodedIn(number),
      at: (index: number) => {
        const row = rows[index] ?? 0;
        return { offset: catalog.offsets.at(row), sha256: catalog.shas.at(row), entry: catalog.entry(row) };
      },
    };
    const message = (index: number, error: AppError | null): void => {
      const row = rows[index] ?? 0;
      if (error) blame(row, error);
      else count(row);
    };
    const report = await walkVolume(file, password, expected, { message, progress }, signal);
    damaged.push(...report.problems.map(({ path: at, error }) => ({ path: at, error, places: [] })));
    files.push({ path, sizeBytes: file.fileBytes, sha256: report.sha256 });
    before += file.fileBytes;
  }
  // What was noticed at the opening and not said since.
  for (const problem of reader.problems) {
    if (problem.code === 'archive.volume_missing' || damaged.some(({ error }) => error.code === problem.code)) continue;
    damaged.push({ path: String(problem.params.path ?? reader.path), error: AppError.from(problem), places: [] });
  }
  const { messages, places } = summary;
  const intact = damaged.length === 0 && missingFiles.length === 0 && verified === messages;
  // A file no manifest speaks of: the one that held the manifest of the whole.
  const listed = reader.fileNumbers.map((number) => reader.filePath(number));
  const unlisted = missingFiles.some((file) => !listed.includes(file));
  return {
    intact,
    messages,
    places,
    verified,
    damaged,
    files,
    missingFiles,
    lost,
    lostCount: unlisted ? null : lostCount,
  };
}
