// Reads one volume from start to end and checks every byte of it: each message against its SHA-256, each header and the
// central directory against the one shape this program writes, the whole against a fingerprint it makes on the way.
import { createHash, hash } from 'node:crypto';
import { AppError } from '../contract/errors.ts';
import { Cursor } from './cursor.ts';
import { DECODED_FOLDER, README_ENTRY } from './manifest.ts';
import { unpack, unpackStream } from './unpack.ts';
import type { VolumeFile } from './volume-file.ts';
import {
  LOCAL_HEADER_BYTES,
  encodeCentral,
  encodeEnd,
  localLength,
  parseCentral,
  parseEnd,
  parseLocal,
  END64_BYTES,
  END_BYTES,
  type CentralDirectory,
  type ZipEntry,
} from './zip-format.ts';

/** A file out of a winmail.dat, which stands behind its message. */
export interface ExtraEntry {
  readonly entry: string;
  /** Hexadecimal. */
  readonly sha256: string;
}

/** The messages that must be there, in the order of their offsets. */
export interface ExpectedMessages {
  readonly count: number;
  /** Other entries the manifest lists, by offset. */
  readonly extras: ReadonlyMap<number, ExtraEntry>;
  at(index: number): {
    readonly offset: number;
    readonly sha256: Buffer;
    /** null: any name. */
    readonly entry: string | null;
  };
}

export interface WalkObserver {
  /** Once for every expected message, in no particular order. */
  message(index: number, error: AppError | null): void;
  progress(doneBytes: number): void;
}

export interface WalkReport {
  /** Of the file as it is on the disk. */
  readonly sha256: string;
  /** Damage that touches no single message: `path` is an entry or the file. */
  readonly problems: readonly { readonly path: string; readonly error: AppError }[];
}

/** Entries up to this size are checked in memory, several at a time. */
const MAX_WHOLE_BYTES = 4 * 1024 * 1024;
const MAX_PENDING = 24;
const MAX_PENDING_BYTES = 8 * 1024 * 1024;
const MAX_PROBLEMS = 100;

/** Throws cancelled and disk.*; damage never throws. `password` opens AES entries. */
export async function walkVolume(
  volume: VolumeFile,
  password: string | null,
  expected: ExpectedMessages,
  observer: WalkObserver,
  signal: AbortSignal,
): Promise<WalkReport> {
  const fingerprint = createHash('sha256');
  const cursor = new Cursor(volume.blocks(fingerprint, signal));
  const problems: { path: string; error: AppError }[] = [];
  const problem = (path: string, reason: string): void => {
    const error = new AppError('archive.damaged', { path, reason });
    if (problems.length < MAX_PROBLEMS) problems.push({ path, error });
  };
  if (volume.problem) problems.push({ path: volume.path, error: AppError.from(volume.problem) });

  const end = await readEnd(volume);
  if (!end && !volume.problem) problem(volume.path, 'ZIP end record');
  const central = end ? centralRecords(volume, end) : null;
  let centralSound = end !== null;
  const checkCentral = async (entry: ZipEntry): Promise<void> => {
    if (!central || !centralSound) return;
    const next = await central.next();
    centralSound = next.done !== true && next.value.equals(encodeCentral(entry));
    if (!centralSound) problem(volume.path, 'ZIP central directory');
  };

  let damagedMessages = 0;
  const verdict = (index: number, error: AppError | null): void => {
    if (error) damagedMessages += 1;
    observer.message(index, error);
  };
  const broken = (reason: string): AppError => new AppError('archive.message_damaged', { reason });

  const pending = new Set<Promise<void>>();
  let pendingBytes = 0;
  const room = async (): Promise<void> => {
    while (pending.size >= MAX_PENDING || pendingBytes > MAX_PENDING_BYTES) await Promise.race(pending);
  };

  const stopAt = end?.offset ?? volume.plainBytes;
  let index = 0;
  let entries = 0;
  const extrasSeen = new Set<number>();
  const next = (): number => (index < expected.count ? expected.at(index).offset : Infinity);
  /** The header here cannot be used: on with the next message whose place is known. */
  const resync = async (): Promise<void> => {
    centralSound = false;
    if (cursor.position > next()) verdict(index++, broken('ZIP'));
    await cursor.skipTo(Math.min(next(), stopAt));
  };

  while (cursor.position < stopAt) {
    while (index < expected.count && next() < cursor.position) verdict(index++, broken('ZIP'));
    const offset = cursor.position;
    const fixed = await cursor.take(LOCAL_HEADER_BYTES);
    const length = fixed.bad || fixed.bytes.length < LOCAL_HEADER_BYTES ? null : localLength(fixed.bytes);
    const rest = length === null ? null : await cursor.take(length - LOCAL_HEADER_BYTES);
    const local = rest && !rest.bad ? parseLocal(Buffer.concat([fixed.bytes, rest.bytes]), offset) : null;
    const dataAt = cursor.position;
    const isMessage = offset === next();
    const limit = Math.min(stopAt, index + 1 < expected.count && isMessage ? expected.at(index + 1).offset : stopAt);
    if (!local || dataAt + local.entry.packedBytes > limit) {
      if (!isMessage) problem(volume.path, 'ZIP local header');
      await resync();
      continue;
    }
    const { entry, exact } = local;
    const name = entry.name.toString('utf8');
    const mine = isMessage ? index++ : -1;
    const wanted = mine < 0 ? null : expected.at(mine);
    entries += 1;
    if (!exact || (wanted?.entry && wanted.entry !== name)) problem(wanted?.entry ?? name, 'ZIP local header');
    const extra = wanted ? undefined : expected.extras.get(offset);
    if (extra) extrasSeen.add(offset);
    if (extra ? extra.entry !== name : !wanted && !isOurs(name, expected.extras.size > 0))
      problem(extra?.entry ?? name, 'ZIP');
    const sha = wanted?.sha256 ?? (extra ? Buffer.from(extra.sha256, 'hex') : null);
    await checkCentral(entry);
    const done = (error: AppError | null): void => {
      if (mine >= 0) verdict(mine, error);
      else if (error) problem(name, String(error.params.reason ?? error.code));
    };
    if (entry.packedBytes <= MAX_WHOLE_BYTES && entry.sizeBytes <= 4 * MAX_WHOLE_BYTES) {
      const data = await cursor.take(entry.packedBytes);
      if (data.bad) done(broken('ChaCha20-Poly1305'));
      else {
        const bytes = entry.packedBytes + entry.sizeBytes;
        pendingBytes += bytes;
        const work = checkWhole(entry, data.bytes, password, sha).then((error) => {
          pendingBytes -= bytes;
          pending.delete(work);
          done(error);
        });
        pending.add(work);
        await room();
      }
    } else {
      done(await checkStream(entry, cursor.pieces(entry.packedBytes), password, sha));
      await cursor.skipTo(dataAt + entry.packedBytes);
    }
    observer.progress(Math.min(volume.fileBytes, cursor.position));
  }
  await Promise.all(pending);
  while (index < expected.count) verdict(index++, broken(volume.problem ? 'end of file' : 'ZIP'));

  for (const [offset, { entry }] of expected.extras) if (!extrasSeen.has(offset)) problem(entry, 'ZIP');
  if (central && centralSound && (entries !== end?.count || (await central.next()).done !== true)) {
    problem(volume.path, 'ZIP central directory');
  }
  await cursor.skipTo(Infinity);
  observer.progress(volume.fileBytes);
  if (cursor.badBytes > 0 && damagedMessages === 0 && problems.length === 0) problem(volume.path, 'ChaCha20-Poly1305');
  return { sha256: fingerprint.digest('hex'), problems };
}

/**
 * What is below `malleposte/` is ours, a later version's too. Where files out of winmail.dat's are listed, all of them are;
 * a volume whose list is lost has been told of already.
 */
const isOurs = (name: string, decodedListed: boolean): boolean =>
  name === README_ENTRY || (name.startsWith('malleposte/') && !(decodedListed && name.startsWith(DECODED_FOLDER)));

/** Where the central directory is; null when the end of the file cannot be read or understood. */
export async function readEnd(volume: VolumeFile): Promise<CentralDirectory | null> {
  const size = Math.min(volume.plainBytes, END_BYTES + END64_BYTES);
  const tail = await volume.read(volume.plainBytes - size, size).catch(undamaged);
  const found = tail && parseEnd(tail, volume.plainBytes);
  return found && encodeEnd(found).length <= tail.length ? found : null;
}

/** null for damage; anything else (a failing disk) goes on being an error. */
export function undamaged(error: unknown): null {
  if (error instanceof AppError && (error.code === 'archive.damaged' || error.code === 'archive.truncated'))
    return null;
  throw error;
}

/** The central directory's records in order; ends early where it is damaged. */
export async function* centralRecords(volume: VolumeFile, end: CentralDirectory): AsyncGenerator<Buffer> {
  const step = 256 * 1024;
  let rest: Buffer = Buffer.alloc(0);
  for (let at = 0; at < end.bytes; at += step) {
    const part = await volume.read(end.offset + at, Math.min(step, end.bytes - at)).catch(undamaged);
    if (!part) return;
    const block: Buffer = rest.length ? Buffer.concat([rest, part]) : part;
    const records = parseCentral(block);
    let record = records.next();
    for (; !record.done; record = records.next()) yield record.value.bytes;
    rest = block.subarray(record.value);
  }
}

async function checkWhole(
  entry: ZipEntry,
  data: Buffer,
  password: string | null,
  sha: Buffer | null,
): Promise<AppError | null> {
  try {
    const bytes = await unpack(entry, data, password);
    if (sha && !sha.equals(hash('sha256', bytes, 'buffer')))
      return new AppError('archive.message_damaged', { reason: 'SHA-256' });
    return null;
  } catch (error) {
    if (error instanceof AppError && error.code === 'archive.message_damaged') return error;
    throw error;
  }
}

async function checkStream(
  entry: ZipEntry,
  pieces: AsyncIterable<Buffer>,
  password: string | null,
  sha: Buffer | null,
): Promise<AppError | null> {
  const made = createHash('sha256');
  try {
    for await (const piece of unpackStream(entry, pieces, password)) made.update(piece);
    return sha && !made.digest().equals(sha) ? new AppError('archive.message_damaged', { reason: 'SHA-256' }) : null;
  } catch (error) {
    if (error instanceof AppError && error.code === 'archive.message_damaged') return error;
    throw error;
  }
}
