// A volume's own manifest: found through the end of the file, read as a stream. And single entries, by position.
import { diskError } from '../base/index.ts';
import { AppError } from '../contract/errors.ts';
import type { ArchiveKey } from '../contract/jobs.ts';
import { passphraseForms } from './age.ts';
import {
  FORMAT_VERSION,
  MANIFEST_ENTRY,
  parseLine,
  splitLines,
  type HeaderLine,
  type ManifestLine,
} from './manifest.ts';
import { centralRecords, readEnd, undamaged } from './read-back.ts';
import { unpackStream } from './unpack.ts';
import { VolumeFile } from './volume-file.ts';
import { AES_HEAD_BYTES, aesOpener } from './zip-aes.ts';
import { LOCAL_HEADER_BYTES, localLength, parseCentral, parseLocal, type ZipEntry } from './zip-format.ts';

/** The manifest's record is among the last ones; this much of the directory's end holds it. */
const TAIL_BYTES = 4096;
const STEP_BYTES = 1024 * 1024;

export interface OpenVolume {
  readonly file: VolumeFile;
  /** Of AES entries; null where there are none. */
  readonly password: string | null;
  /** null when the manifest cannot be read. */
  readonly header: HeaderLine | null;
  /** The ZIP's end is there, but it has no manifest of ours. */
  readonly isForeign: boolean;
}

/** Reads the entry's local header. null when it is damaged or out of shape. */
export async function entryAt(volume: VolumeFile, offset: number): Promise<{ entry: ZipEntry; dataAt: number } | null> {
  const fixed = await volume.read(offset, LOCAL_HEADER_BYTES).catch(undamaged);
  const length = fixed && localLength(fixed);
  const header = length ? await volume.read(offset, length).catch(undamaged) : null;
  const parsed = header && parseLocal(header, offset);
  return parsed ? { entry: parsed.entry, dataAt: offset + header.length } : null;
}

export async function* dataPieces(volume: VolumeFile, at: number, length: number): AsyncGenerator<Buffer> {
  for (let done = 0; done < length; done += STEP_BYTES) {
    yield await volume.read(at + done, Math.min(STEP_BYTES, length - done));
  }
}

/** The bytes of an entry as a stream. Throws archive.message_damaged, archive.damaged, archive.truncated, disk.*. */
export const entryStream = (
  volume: VolumeFile,
  found: { entry: ZipEntry; dataAt: number },
  password: string | null,
): AsyncGenerator<Buffer> =>
  unpackStream(found.entry, dataPieces(volume, found.dataAt, found.entry.packedBytes), password);

async function findManifest(volume: VolumeFile): Promise<{ entry: ZipEntry; dataAt: number } | 'none' | null> {
  const end = await readEnd(volume);
  if (!end) return null;
  const tailBytes = Math.min(end.bytes, TAIL_BYTES);
  const tail = await volume.read(end.offset + end.bytes - tailBytes, tailBytes).catch(undamaged);
  const at = tail?.lastIndexOf(MANIFEST_ENTRY) ?? -1;
  if (tail && at >= 46) {
    const record = parseCentral(tail.subarray(at - 46)).next();
    const found = record.done ? null : await entryAt(volume, record.value.offset);
    if (found?.entry.name.toString() === MANIFEST_ENTRY) return found;
  }
  let count = 0;
  for await (const bytes of centralRecords(volume, end)) {
    count += 1;
    const record = parseCentral(bytes).next();
    if (!record.done && record.value.name === MANIFEST_ENTRY) return entryAt(volume, record.value.offset);
  }
  return count === end.count ? 'none' : null;
}

/** Throws archive.wrong_key, archive.newer_format, archive.not_an_archive, archive.damaged, archive.truncated, disk.*. */
export async function openVolume(path: string, key: ArchiveKey): Promise<OpenVolume> {
  const file = await VolumeFile.open(path, { key });
  try {
    const found = await findManifest(file);
    const password = await passwordFor(file, found === 'none' ? null : found, key);
    const about = { file, password, header: null, isForeign: found === 'none' };
    if (found === 'none' || found === null) return about;
    let header: HeaderLine | null = null;
    for await (const line of manifestLines(file, password)) {
      if (line.type === 'archive') header = line;
      break;
    }
    if (header && header.version > FORMAT_VERSION) {
      throw new AppError('archive.newer_format', { path, version: header.version });
    }
    return { ...about, header };
  } catch (error) {
    await file.close();
    throw diskError(error, path);
  }
}

/** The form of the passphrase that opens AES entries; null where the entries are not encrypted one by one. */
async function passwordFor(
  file: VolumeFile,
  manifest: { entry: ZipEntry; dataAt: number } | null,
  key: ArchiveKey,
): Promise<string | null> {
  if (file.encryptedTo !== null) return null;
  const probes = [await entryAt(file, 0), manifest].filter((probe) => probe !== null);
  if (probes.length > 0 && probes.every((probe) => !probe.entry.aes)) return null;
  if (key.kind !== 'passphrase') throw new AppError('archive.wrong_key', { path: file.path });
  const forms = passphraseForms(key.passphrase);
  for (const form of forms) {
    for (const { entry, dataAt } of probes) {
      const head = entry.aes ? await file.read(dataAt, AES_HEAD_BYTES).catch(undamaged) : null;
      if (head && (await aesOpener(form, head))) return form;
    }
  }
  if (probes.length > 0) throw new AppError('archive.wrong_key', { path: file.path });
  return forms[0] ?? null;
}

/** The manifest's lines; ends early, without a word, where it is damaged: `complete` tells. */
export async function* manifestLines(
  file: VolumeFile,
  password: string | null,
): AsyncGenerator<ManifestLine, { complete: boolean }> {
  const found = await findManifest(file);
  if (found === null || found === 'none') return { complete: false };
  try {
    for await (const { text } of splitLines(entryStream(file, found, password))) {
      const line = parseLine(text);
      if (line) yield line;
    }
    return { complete: true };
  } catch (error) {
    if (error instanceof AppError && error.code.startsWith('archive.')) return { complete: false };
    throw error;
  }
}
