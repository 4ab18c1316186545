// Reading sealed volumes back from the disk while the export that wrote them is still there to say what they must hold.
import { throwIfAborted } from '../base/index.ts';
import type { Protection } from '../contract/archive.ts';
import { AppError } from '../contract/errors.ts';
import type { NumberColumn } from './columns.ts';
import { fingerprint } from './fingerprint.ts';
import type { Journal, Segment } from './journal.ts';
import type { Ledger } from './ledger.ts';
import { parseLine, splitLines, volumePath } from './manifest.ts';
import { walkVolume, type ExtraEntry } from './read-back.ts';
import type { ArchiveSinkOptions, DamagedEntry, SinkVerification, VerifyProgress } from './sink.ts';
import { VolumeFile, type Unlock } from './volume-file.ts';

export interface Verifying {
  readonly target: string;
  readonly protection: Protection;
  /** Of AES entries. */
  readonly password: string | null;
  readonly ledger: Ledger;
  readonly journal: Journal;
  readonly onVolume: ArchiveSinkOptions['onVolume'];
  /** Files out of winmail.dat's were stored too. */
  readonly decoded: boolean;
  /** Of the volumes this process wrote. */
  readonly fileKeys: ReadonlyMap<number, Buffer>;
}

interface Outcome {
  readonly sha256: string;
  readonly damaged: ReadonlyMap<number, AppError>;
  readonly problems: readonly { path: string; error: AppError }[];
}

/** Throws cancelled and disk.*; damage is in the result. */
export async function verifySealed(
  run: Verifying,
  files: readonly number[],
  onProgress: (progress: VerifyProgress) => void,
  signal: AbortSignal,
): Promise<SinkVerification> {
  const segments = run.journal.segments.filter((segment) => segment.file !== null && files.includes(segment.file));
  const totalBytes = segments.reduce((total, segment) => total + segment.sizeBytes, 0);
  const tally = tallyPlaces(run.ledger);
  const result = { damaged: [] as DamagedEntry[], files: [] as SinkVerification['files'][number][] };
  let before = 0;
  for (const segment of segments) {
    throwIfAborted(signal);
    const file = segment.file ?? 0;
    const path = volumePath(run.target, file);
    const rows = run.ledger.rowsOf(file);
    const done = (doneBytes: number): void =>
      onProgress({ doneBytes: before + doneBytes, totalBytes, verified: tally.verified(), folders: tally.folders });
    const outcome = await verifyVolume(run, segment, rows, tally.count, done, signal);
    before += segment.sizeBytes;
    result.files.push({ path, sizeBytes: segment.sizeBytes, sha256: outcome.sha256 });
    result.damaged.push(...outcome.problems.map(({ path: at, error }) => ({ path: at, error, places: [] })));
    if (outcome.damaged.size > 0) result.damaged.push(...(await nameDamaged(run, segment, outcome.damaged, tally)));
    done(0);
  }
  return { verified: tally.verified(), folders: tally.folders, ...result };
}

async function verifyVolume(
  run: Verifying,
  segment: Segment,
  rows: NumberColumn,
  count: (row: number) => void,
  progress: (doneBytes: number) => void,
  signal: AbortSignal,
): Promise<Outcome> {
  const file = segment.file ?? 0;
  const path = volumePath(run.target, file);
  if (segment.sha256 !== null) {
    // Read back whole once before: the same fingerprint is the same content.
    const { sha256 } = await fingerprint(path, signal, progress);
    if (sha256 === segment.sha256) {
      for (let at = 0; at < rows.size; at += 1) count(rows.at(at));
      return { sha256, damaged: new Map(), problems: [] };
    }
  }
  const unlock = unlockFor(run, file);
  if (!unlock) {
    const { sha256 } = await fingerprint(path, signal, progress);
    const error = new AppError('archive.message_damaged', { reason: 'SHA-256' });
    const damaged = new Map(Array.from({ length: rows.size }, (_, at) => [rows.at(at), error]));
    return {
      sha256,
      damaged,
      problems: [{ path, error: new AppError('archive.damaged', { path, reason: 'SHA-256' }) }],
    };
  }
  let volume: VolumeFile;
  try {
    volume = await VolumeFile.open(path, unlock);
  } catch (error) {
    if (!(error instanceof AppError) || !error.code.startsWith('archive.')) throw error;
    const damaged = new Map(Array.from({ length: rows.size }, (_, at) => [rows.at(at), error]));
    const { sha256 } = await fingerprint(path, signal, progress);
    return { sha256, damaged, problems: [{ path, error }] };
  }
  try {
    const damaged = new Map<number, AppError>();
    const { ledger } = run;
    const expected = {
      count: rows.size,
      extras: run.decoded ? await decodedIn(run.journal, segment) : new Map<number, ExtraEntry>(),
      at: (index: number) => {
        const row = rows.at(index);
        return { offset: ledger.offsets.at(row), sha256: ledger.shas.at(row), entry: null };
      },
    };
    const observer = {
      message: (index: number, error: AppError | null) => {
        if (error) damaged.set(rows.at(index), error);
        else count(rows.at(index));
      },
      progress,
    };
    const { sha256, problems } = await walkVolume(volume, run.password, expected, observer, signal);
    if (damaged.size === 0 && problems.length === 0) {
      await run.journal.step({ type: 'verified', file, sha256 });
      run.onVolume?.('verified', path);
    }
    return { sha256, damaged, problems };
  } finally {
    await volume.close();
  }
}

/** What the segment's manifest lines say of files out of winmail.dat's. */
async function decodedIn(journal: Journal, segment: Segment): Promise<Map<number, ExtraEntry>> {
  const extras = new Map<number, ExtraEntry>();
  for await (const { text } of splitLines(journal.bytes(segment))) {
    const line = text.startsWith('{"type":"decoded"') ? parseLine(text) : null;
    if (line?.type === 'decoded' && line.file === segment.file) {
      extras.set(line.offset, { entry: line.entry, sha256: line.sha256 });
    }
  }
  return extras;
}

function unlockFor(run: Verifying, file: number): Unlock | null {
  const fileKey = run.fileKeys.get(file);
  if (fileKey) return { fileKey };
  return run.protection.kind === 'passphrase' ? { key: run.protection } : null;
}

interface Tally {
  readonly folders: Map<string, number>;
  /** The message was found equal: each of its places is verified. */
  readonly count: (row: number) => void;
  readonly verified: () => number;
  readonly folderNumbers: (row: number) => Uint32Array;
}

/** Places by message, so that each verified message counts in its folders at once. */
function tallyPlaces(ledger: Ledger): Tally {
  const starts = new Uint32Array(ledger.shas.size + 1);
  const folders = new Map<string, number>();
  for (const { line, places } of ledger.folders.values()) {
    folders.set(line.id, 0);
    for (let at = 0; at < places.size; at += 1) {
      const slot = ledger.placeMessages.at(places.at(at)) + 1;
      starts[slot] = (starts[slot] ?? 0) + 1;
    }
  }
  for (let row = 1; row < starts.length; row += 1) starts[row] = (starts[row] ?? 0) + (starts[row - 1] ?? 0);
  const owners = new Uint32Array(starts.at(-1) ?? 0);
  const fill = starts.slice();
  for (const [number, { places }] of ledger.folders) {
    for (let at = 0; at < places.size; at += 1) {
      const message = ledger.placeMessages.at(places.at(at));
      const slot = fill[message] ?? 0;
      owners[slot] = number;
      fill[message] = slot + 1;
    }
  }
  let verified = 0;
  const folderNumbers = (row: number): Uint32Array => owners.subarray(starts[row], starts[row + 1]);
  return {
    folders,
    folderNumbers,
    verified: () => verified,
    count: (row) => {
      for (const number of folderNumbers(row)) {
        const id = ledger.folders.get(number)?.line.id ?? '';
        folders.set(id, (folders.get(id) ?? 0) + 1);
        verified += 1;
      }
    },
  };
}

/** Names are not kept in memory: those of damaged messages are looked up in the journal. */
async function nameDamaged(
  run: Verifying,
  segment: Segment,
  damaged: ReadonlyMap<number, AppError>,
  tally: Tally,
): Promise<DamagedEntry[]> {
  const named: DamagedEntry[] = [];
  for await (const { text } of splitLines(run.journal.bytes(segment))) {
    if (!text.startsWith('{"type":"message"')) continue;
    const line = parseLine(text);
    if (line?.type !== 'message') continue;
    const row = run.ledger.shas.find(Buffer.from(line.sha256, 'hex'));
    const error = damaged.get(row);
    if (!error) continue;
    const places = [...tally.folderNumbers(row)].flatMap((number) => {
      const folder = run.ledger.folders.get(number)?.line;
      return folder ? [`${folder.account}: ${folder.path}`] : [];
    });
    named.push({ path: line.entry, error, places });
  }
  return named;
}
