// Going on with an interrupted export: the same choices, the volumes that are still there, what they hold.
import { randomUUID } from 'node:crypto';
import { open, stat } from 'node:fs/promises';
import { diskError } from '../base/index.ts';
import { AppError } from '../contract/errors.ts';
import { isPassphraseHeader, openHeader } from './age.ts';
import type { ExportLine, Journal } from './journal.ts';
import { Ledger } from './ledger.ts';
import { parseLine, splitLines, volumePath } from './manifest.ts';
import type { ArchiveSinkOptions } from './sink.ts';
import { unpack } from './unpack.ts';
import { VolumeFile } from './volume-file.ts';
import { LOCAL_HEADER_BYTES, localLength, parseLocal } from './zip-format.ts';

export interface Resumed {
  readonly options: ArchiveSinkOptions;
  readonly about: ExportLine;
  readonly ledger: Ledger;
}

/** Throws archive.resume_differs, archive.wrong_key, disk.*. */
export async function resume(options: ArchiveSinkOptions, journal: Journal): Promise<Resumed> {
  const asked = describe(options);
  if (!journal.options) await journal.step(asked);
  const about = journal.options ?? asked;
  const difference = compare(about, asked);
  if (difference) throw new AppError('archive.resume_differs', { path: options.path, reason: difference });
  await forgetLost(options, journal);
  const first = journal.segments.find((segment) => segment.file !== null)?.file ?? null;
  const opened = first === null ? options : await checkKey(options, volumePath(options.path, first));
  return { options: opened, about, ledger: await load(journal) };
}

const describe = (options: ArchiveSinkOptions): ExportLine => ({
  type: 'export',
  version: 1,
  path: options.path,
  archiveId: randomUUID(),
  createdAt: Date.now(),
  format: options.format,
  compress: options.compress,
  volumeSizeBytes: options.volumeSizeBytes,
  ...(options.decodeWinmail ? { decodeWinmail: true } : {}),
  accounts: options.accounts.map(({ address, host }) => ({ address, host })),
  recipients: options.protection.kind === 'recipients' ? [...options.protection.recipients].sort() : null,
});

/** The choices that differ, in words both languages share; null when none does. */
function compare(before: ExportLine, now: ExportLine): string | null {
  const fields = ['format', 'compress', 'volumeSizeBytes', 'decodeWinmail', 'accounts', 'recipients'] as const;
  const names = {
    format: 'format',
    compress: 'compression',
    volumeSizeBytes: 'volume',
    decodeWinmail: 'winmail.dat',
    accounts: 'accounts',
    recipients: 'age',
  };
  const differing = fields.filter((field) => JSON.stringify(before[field]) !== JSON.stringify(now[field]));
  return differing.length > 0 ? differing.map((field) => names[field]).join(', ') : null;
}

/** Volumes that are gone, or that nobody could read back any more, are written again. */
async function forgetLost(options: ArchiveSinkOptions, journal: Journal): Promise<void> {
  const lost: number[] = [];
  for (const { file, sizeBytes, sha256 } of journal.segments) {
    if (file === null) continue;
    const found = await stat(volumePath(options.path, file)).catch(() => null);
    // Without a passphrase only the process that wrote a volume can decrypt it: one it did not get to check is lost.
    const unreadable = options.protection.kind === 'recipients' && sha256 === null;
    if (found?.size !== sizeBytes || unreadable) lost.push(file);
  }
  if (lost.length === 0) return;
  // The manifest of the whole would speak of the lost ones: it is made anew.
  const last = journal.segments.find((segment) => segment.last);
  if (last?.file != null && !lost.includes(last.file)) lost.push(last.file);
  for (const file of lost) await journal.step({ type: 'lost', file });
}

async function load(journal: Journal): Promise<Ledger> {
  const ledger = new Ledger();
  for (const [number, line] of journal.folders) {
    if (!journal.droppedFolders.has(number)) ledger.keepFolder(line);
  }
  for (const segment of journal.segments) {
    for await (const { text } of splitLines(journal.bytes(segment))) {
      const line = parseLine(text);
      if (line?.type === 'message') ledger.keepMessage(line);
      else if (line?.type === 'place') ledger.keepPlace(line);
    }
  }
  for (const number of journal.droppedFolders) ledger.dropFolder(number);
  return ledger;
}

/** The passphrase must be the one of the volumes that are there, in the form that opens them. */
export async function checkKey(options: ArchiveSinkOptions, file: string): Promise<ArchiveSinkOptions> {
  const { protection } = options;
  if (protection.kind !== 'passphrase') return options;
  if (options.format === 'malle') {
    const head = await readHead(file);
    if (!isPassphraseHeader(head)) throw new AppError('archive.wrong_key', { path: file });
    const { key } = await openHeader(head, protection, file);
    return key.kind === 'passphrase' ? { ...options, protection: key } : options;
  }
  const volume = await VolumeFile.open(file, { key: protection });
  try {
    const fixed = await volume.read(0, LOCAL_HEADER_BYTES);
    const local = parseLocal(await volume.read(0, localLength(fixed) ?? LOCAL_HEADER_BYTES), 0);
    if (!local) throw new AppError('archive.damaged', { path: file, reason: 'ZIP' });
    const { entry } = local;
    const data = await volume.read(LOCAL_HEADER_BYTES + entry.name.length + extraBytes(fixed), entry.packedBytes);
    await unpack(entry, data, protection.passphrase.normalize('NFC')).catch(() => {
      throw new AppError('archive.wrong_key', { path: file });
    });
    return options;
  } finally {
    await volume.close();
  }
}

const extraBytes = (fixed: Buffer): number => fixed.readUInt16LE(28);

async function readHead(file: string): Promise<Buffer> {
  try {
    const handle = await open(file, 'r');
    try {
      const head = Buffer.alloc(64 * 1024);
      const { bytesRead } = await handle.read(head, 0, head.length, 0);
      return head.subarray(0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw diskError(error, file);
  }
}
