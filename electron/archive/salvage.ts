// When an archive's manifest or central directory is lost: the messages are found by their headers in the file, their
// folders by their names.
import { createHash } from 'node:crypto';
import { throwIfAborted } from '../base/index.ts';
import { AppError } from '../contract/errors.ts';
import { parseEnvelope } from '../mime/index.ts';
import type { Catalog } from './catalog.ts';
import { DECODED_FOLDER } from './manifest.ts';
import { entryAt, entryStream } from './open-volume.ts';
import { centralRecords, readEnd, undamaged } from './read-back.ts';
import type { VolumeFile } from './volume-file.ts';
import { parseCentral } from './zip-format.ts';

const SIGNATURE = Buffer.from('PK\x03\x04', 'latin1');
const STEP_BYTES = 64 * 1024;
const HEAD_BYTES = 64 * 1024;

/** Adds every message that can still be read to the catalog; returns how many. Throws cancelled, disk.*. */
export async function salvage(
  volume: VolumeFile,
  password: string | null,
  file: number,
  catalog: Catalog,
  signal: AbortSignal,
): Promise<number> {
  const folders = new Map<string, number>();
  let count = 0;
  for await (const offset of headerOffsets(volume)) {
    throwIfAborted(signal);
    const found = await entryAt(volume, offset);
    const entry = found?.entry.name.toString('utf8') ?? '';
    // A message out of a winmail.dat is part of the message it came in.
    if (!found || !entry.endsWith('.eml') || entry.startsWith(DECODED_FOLDER)) continue;
    const read = await readThrough(entryStream(volume, found, password));
    if (!read) continue;
    const path = entry.split('/').slice(0, -1);
    const folderPath = path.join('/');
    let folder = folders.get(folderPath);
    if (folder === undefined) {
      // Numbers far from those a manifest uses: both may stand side by side.
      folder = 1_000_000_000 + file * 100_000 + folders.size;
      folders.set(folderPath, folder);
      const [account = '', ...names] = path;
      const role = names.length === 1 && names[0]?.toUpperCase() === 'INBOX' ? ('inbox' as const) : null;
      const place = { id: folderPath, account, names, path: names.join('/'), role, uidValidity: null, separator: '/' };
      catalog.addFolder({ type: 'folder', folder, ...place } as const);
    }
    const { sha256, sizeBytes } = read;
    catalog.addMessage({ type: 'message', sha256, sizeBytes, file, entry, offset, ...parseEnvelope(read.head) });
    const internalDate = found.entry.mtimeSeconds * 1000;
    catalog.addPlace({ type: 'place', folder, sha256, key: entry, flags: [], internalDate });
    count += 1;
  }
  return count;
}

async function readThrough(
  pieces: AsyncIterable<Buffer>,
): Promise<{ sha256: string; sizeBytes: number; head: Buffer } | null> {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  let head: Buffer = Buffer.alloc(0);
  try {
    for await (const piece of pieces) {
      hash.update(piece);
      sizeBytes += piece.length;
      if (head.length < HEAD_BYTES) head = Buffer.concat([head, piece.subarray(0, HEAD_BYTES - head.length)]);
    }
    return { sha256: hash.digest('hex'), sizeBytes, head };
  } catch (error) {
    if (error instanceof AppError && error.code.startsWith('archive.')) return null;
    throw error;
  }
}

/** Where local headers are: from the central directory as far as it is whole, else by looking for them. */
async function* headerOffsets(volume: VolumeFile): AsyncGenerator<number> {
  const end = await readEnd(volume);
  if (end) {
    const offsets: number[] = [];
    for await (const bytes of centralRecords(volume, end)) {
      const record = parseCentral(bytes).next();
      if (!record.done) offsets.push(record.value.offset);
    }
    if (offsets.length === end.count) return yield* offsets;
  }
  for (let at = 0; at < volume.plainBytes;) {
    const found = await entryAt(volume, at);
    if (found) {
      yield at;
      // A header's length may lie when its bytes are not authenticated: looking on right behind it would find more,
      // but inside a message too. The next header must be where this entry ends.
      const next = found.dataAt + found.entry.packedBytes;
      at = next > at && next <= volume.plainBytes ? next : at + 4;
      continue;
    }
    at = await nextSignature(volume, at + 1);
  }
}

async function nextSignature(volume: VolumeFile, from: number): Promise<number> {
  for (let at = from; at < volume.plainBytes; at += STEP_BYTES - SIGNATURE.length) {
    const part = await volume.read(at, Math.min(STEP_BYTES, volume.plainBytes - at)).catch(undamaged);
    const found = part?.indexOf(SIGNATURE) ?? -1;
    if (found >= 0) return at + found;
    // A damaged chunk fails every read that touches it: on to the next one.
    if (!part) {
      const boundary = (Math.floor(at / STEP_BYTES) + 1) * STEP_BYTES;
      const rest = await volume.read(at, Math.min(boundary, volume.plainBytes) - at).catch(undamaged);
      const inRest = rest?.indexOf(SIGNATURE) ?? -1;
      if (inRest >= 0) return at + inRest;
      at = boundary - STEP_BYTES + SIGNATURE.length;
    }
  }
  return volume.plainBytes;
}
