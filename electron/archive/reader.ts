// An archive opened for reading: folders, messages, and single messages by random access.
import type { Selection } from '../contract/archive.ts';
import { registerSecret, throwIfAborted } from '../base/index.ts';
import type { AppErrorData } from '../contract/errors.ts';
import type { ArchiveKey } from '../contract/jobs.ts';
import type { Content, TransferFolder } from '../transfer/index.ts';
import { OpenedArchive } from './opened-archive.ts';
import type { ArchiveFormat } from './sink.ts';

export interface ArchiveSummary {
  readonly archiveId: string;
  readonly createdAt: number;
  readonly format: ArchiveFormat;
  readonly generator: string;
  readonly encryptedTo: 'passphrase' | 'recipients';
  readonly accounts: readonly { address: string; host: string }[];
  /** Distinct messages that stand in at least one folder. */
  readonly messages: number;
  readonly places: number;
  /** Sum of the files present. */
  readonly sizeBytes: number;
  readonly files: readonly { path: string; present: boolean }[];
}

/** A message of the archive. `index` counts in entry order and is stable while the reader is open. */
export interface ArchivedMessage {
  readonly index: number;
  readonly sha256: string;
  readonly sizeBytes: number;
  /** Which volume, from 1. */
  readonly file: number;
  /** Path inside the volume: legal on every system, unique ignoring case. */
  readonly entry: string;
  readonly from: string;
  readonly subject: string;
  readonly date: number | null;
}

/** One folder a message stands in. */
export interface ArchivedPlace {
  readonly folder: TransferFolder;
  readonly key: string;
  readonly flags: readonly string[];
  readonly internalDate: number;
}

export interface ArchiveRowData extends ArchivedMessage {
  readonly folder: TransferFolder;
  readonly flags: readonly string[];
  readonly internalDate: number;
}

export interface ArchiveReader {
  readonly path: string;
  readonly summary: ArchiveSummary;
  /** What is wrong with the archive as a whole (truncated, damaged, volume_missing); empty when nothing was noticed. */
  readonly problems: readonly AppErrorData[];
  readonly folders: readonly TransferFolder[];
  /** The message with that SHA-256 (lower-case hex), or null. */
  find(sha256: string): ArchivedMessage | null;
  places(message: ArchivedMessage): ArchivedPlace[];
  /** The chosen messages in entry order, each once. */
  messages(selection: Selection): Iterable<ArchivedMessage>;
  /** Newest first; `text` filters sender and subject, accents and case ignored. folderId null = each message once. */
  list(query: { folderId: string | null; text: string; offset: number; limit: number }): {
    total: number;
    rows: ArchiveRowData[];
  };
  /**
   * The message's bytes, checked against its SHA-256 (a stream throws at its end). Throws archive.message_damaged,
   * archive.volume_missing, disk.*.
   */
  read(message: ArchivedMessage, signal?: AbortSignal): Promise<Content>;
  close(): Promise<void>;
}

/**
 * Opens an archive by any of its files. Throws archive.wrong_key, archive.not_an_archive, archive.newer_format,
 * archive.truncated and archive.damaged (only when nothing at all can be read), disk.*.
 */
export async function openArchive(path: string, key: ArchiveKey, signal: AbortSignal): Promise<ArchiveReader> {
  throwIfAborted(signal);
  if (key.kind === 'passphrase') registerSecret(key.passphrase);
  else for (const line of key.identity.split(/\s+/)) if (/^AGE-SECRET-KEY-/i.test(line)) registerSecret(line);
  return OpenedArchive.open(path, key, signal);
}

export { createArchiveSource } from './archive-source.ts';
export { placeName, verifyArchive, type ArchiveVerification, type ReadProgress } from './verify-archive.ts';
