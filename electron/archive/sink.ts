// The archive as a place where mail goes: what an export job drives.
import type { Protection } from '../contract/archive.ts';
import { AppError, type Language } from '../contract/errors.ts';
import type { Report, Sink, TransferFolder } from '../transfer/index.ts';

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
  /** Which language README.txt begins with. */
  readonly language: Language;
  /** Where unfinished exports are remembered; made when missing. */
  readonly journalDir: string;
  /** Name and version of the program, for the manifest. */
  readonly generator: string;
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
export function createArchiveSink(
  options: ArchiveSinkOptions,
  report: Report,
  signal: AbortSignal,
): Promise<ArchiveSink> {
  void report;
  void signal;
  throw new AppError('internal', { reference: options.path });
}

/** Is there something at this path, and could an export to it go on from where it was interrupted. */
export function checkTarget(path: string, journalDir: string): Promise<{ exists: boolean; resumable: boolean }> {
  void journalDir;
  throw new AppError('internal', { reference: path });
}
export type { Sink, TransferFolder };
