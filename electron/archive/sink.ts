// The archive as a place where mail goes: what an export job drives.
import { readdir, stat, unlink } from 'node:fs/promises';
import path from 'node:path';
import { diskError, registerSecret, throwIfAborted } from '../base/index.ts';
import type { Protection } from '../contract/archive.ts';
import { AppError, type Language } from '../contract/errors.ts';
import type { Report, Sink } from '../transfer/index.ts';
import { sealHeader } from './age.ts';
import { Journal } from './journal.ts';
import { acquireLock } from './lock.ts';
import { volumePath } from './manifest.ts';
import { resume } from './resume.ts';
import { SinkRun } from './sink-run.ts';

export type ArchiveFormat = 'malle' | 'zip-aes256';

export interface ArchiveSinkOptions {
  /** Absolute path of the first file. */
  readonly path: string;
  readonly protection: Protection;
  readonly format: ArchiveFormat;
  readonly compress: boolean;
  /** null = one file, whatever its size. */
  readonly volumeSizeBytes: number | null;
  readonly accounts: readonly { readonly address: string; readonly host: string }[];
  /** Also stores what a winmail.dat in a message holds, behind the message; left out: no. */
  readonly decodeWinmail?: boolean | undefined;
  /** Which language README.txt begins with. */
  readonly language: Language;
  /** Where unfinished exports are remembered; made when missing. */
  readonly journalDir: string;
  /** Name and version of the program, for the manifest. */
  readonly generator: string;
  /** A volume got its final name, or was read back whole and found right. */
  readonly onVolume?: (step: 'sealed' | 'verified', path: string) => void;
}

export interface VerifyProgress {
  readonly doneBytes: number;
  readonly totalBytes: number;
  /** Places (folder and key) whose message was read back and found equal. */
  readonly verified: number;
  /** The same by TransferFolder.id. */
  readonly folders: ReadonlyMap<string, number>;
}

export interface DamagedEntry {
  /** The entry's name inside the archive, or a file's name where the damage touches no message. */
  readonly path: string;
  readonly error: AppError;
  /** "account: folder" of each place the message stands in. */
  readonly places: readonly string[];
}

export interface SinkVerification {
  readonly verified: number;
  readonly folders: ReadonlyMap<string, number>;
  readonly damaged: readonly DamagedEntry[];
  readonly files: readonly { path: string; sizeBytes: number; sha256: string }[];
}

export interface ArchiveSink extends Sink {
  readonly archiveId: string;
  readonly createdAt: number;
  /** True when an earlier, interrupted run left something to go on from. */
  readonly resumed: boolean;
  /** Distinct messages and places held now; `bytes` is what the archive's files measure so far. */
  counts(): { messages: number; places: number; bytes: number };
  /** Seals what is open, so that a pause loses nothing. Further items may follow. */
  suspend(signal: AbortSignal): Promise<void>;
  /** Seals the last volume with the manifest of the whole and the certificate (JSON). Nothing can be taken afterwards. */
  finish(certificate: Uint8Array, signal: AbortSignal): Promise<void>;
  /** After `finish`: everything is read back from disk, decrypted, unpacked and hashed. */
  verify(onProgress: (progress: VerifyProgress) => void, signal: AbortSignal): Promise<SinkVerification>;
  /** The export is finished and certified: forgets the journal and lets go of the path. */
  complete(): Promise<void>;
  /** Lets go of the path; sealed volumes and the journal stay for the next run. What was open is lost. */
  close(): Promise<void>;
  /** Deletes everything this export wrote, its journal too. */
  discard(): Promise<void>;
}

/**
 * Opens the archive for writing, going on from an interrupted run's journal when there is one for this path.
 * Throws archive.exists, archive.in_use, archive.resume_differs, archive.wrong_key, usage.invalid (a recipient that is
 * none), disk.*.
 */
export async function createArchiveSink(
  options: ArchiveSinkOptions,
  report: Report,
  signal: AbortSignal,
): Promise<ArchiveSink> {
  throwIfAborted(signal);
  const { protection } = options;
  if (options.format === 'zip-aes256' && protection.kind !== 'passphrase') {
    throw new AppError('usage.invalid', { reason: 'zip-aes256 + recipients' });
  }
  // Refuses a recipient that is none before anything is made.
  if (protection.kind === 'recipients') await sealHeader(protection);
  if (protection.kind === 'passphrase') registerSecret(protection.passphrase);
  const target = path.resolve(options.path);
  const release = await acquireLock(target);
  let journal: Journal | null = null;
  try {
    journal = await Journal.open(options.journalDir, target);
    for (const number of journal.unnoted) await unlink(volumePath(target, number)).catch(() => undefined);
    if (journal.segments.length === 0) {
      await refuseExisting(target);
      // Choices of a run that kept nothing bind nobody.
      if (journal.options) await journal.remove();
      if (journal.options) journal = await Journal.open(options.journalDir, target);
    }
    await removeLeftovers(target);
    const resumed = await resume({ ...options, path: target }, journal);
    return new SinkRun(resumed.options, resumed.about, {
      journal,
      ledger: resumed.ledger,
      report,
      release,
      resumed: journal.segments.length > 0,
    });
  } catch (error) {
    if (journal?.segments.length === 0) await journal.remove().catch(() => undefined);
    else await journal?.close();
    await release();
    throw diskError(error, target);
  }
}

/** Is there something at this path, and could an export to it go on from where it was interrupted. */
export async function checkTarget(file: string, journalDir: string): Promise<{ exists: boolean; resumable: boolean }> {
  const exists = await stat(file).then(
    () => true,
    () => false,
  );
  return { exists, resumable: await Journal.peek(journalDir, file) };
}

/** The folder's names that belong to this archive: `kind` is '' for volumes. Throws disk.*. */
async function siblings(target: string): Promise<string[]> {
  const folder = path.dirname(target);
  const names = await readdir(folder).catch((error: unknown) => {
    throw diskError(error, folder);
  });
  const first = path.basename(target);
  const dot = /\.(?:malle|zip)$/i.exec(first);
  const [base, ending] = dot ? [first.slice(0, dot.index), dot[0]] : [first, ''];
  const rest = new RegExp(
    `^(?:\\.\\d{3,})?${ending.replace('.', '\\.')}(?:\\.part|\\.(?:index|names|manifest|message)\\.tmp)?$`,
  );
  return names.filter((name) => name.startsWith(base) && rest.test(name.slice(base.length)));
}

const isTemporary = (name: string): boolean => /\.(?:part|tmp)$/.test(name);

async function refuseExisting(target: string): Promise<void> {
  const found = (await siblings(target)).find((name) => !isTemporary(name));
  if (found !== undefined) throw new AppError('archive.exists', { path: path.join(path.dirname(target), found) });
}

/** What a killed run left half done. The lock is held: nobody is writing it. */
async function removeLeftovers(target: string): Promise<void> {
  for (const name of await siblings(target)) {
    if (isTemporary(name)) await unlink(path.join(path.dirname(target), name)).catch(() => undefined);
  }
}
