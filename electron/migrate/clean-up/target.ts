// Where a clean-up looks each message up before it is deleted: a folder of an account, or an archive. Read back now, never
// remembered.
import { openArchive, type ArchiveReader, type Credentials } from '../../archive/index.ts';
import type { Log } from '../../base/index.ts';
import { AppError } from '../../contract/errors.ts';
import type { ArchiveKey } from '../../contract/jobs.ts';
import { openHolding, type Held, type HoldingWanted } from '../../imap/index.ts';
import { contentChunks, type SourceNotice } from '../../transfer/index.ts';
import type { MovedMessage } from './moved-record.ts';

export interface Target {
  /** Which of these hashes it holds now, and how often. Throws account.*, network.*, archive.*, disk.*, cancelled. */
  holds(wanted: readonly HoldingWanted[]): Promise<ReadonlyMap<string, Held>>;
  /** Stores a message again; null where the target is another thing than a mailbox, so that nothing there can vanish. */
  readonly putBack: ((content: Buffer, flags: readonly string[], internalDate: number) => Promise<void>) | null;
  close(): Promise<void>;
}

export interface AccountTarget {
  readonly credentials: Credentials;
  readonly folder: string;
  readonly onNotice: (notice: SourceNotice) => void;
  readonly log: Log;
}

/** Throws migrate.target_unsafe for a folder that is emptied by itself, imap.folder_gone, account.*, network.*. */
export async function openAccountTarget(
  { credentials, folder, onNotice, log }: AccountTarget,
  signal: AbortSignal,
): Promise<Target> {
  const { address, settings, password } = credentials;
  const { imap, allowInsecure } = settings;
  const options = { account: address, settings: imap, allowInsecure, password, onNotice, log };
  const holding = openHolding(options, folder, signal);
  try {
    const role = await holding.role();
    if (role === 'trash' || role === 'junk') throw new AppError('migrate.target_unsafe', { folder });
  } catch (error) {
    await holding.close();
    throw error;
  }
  return holding;
}

export interface ArchiveTarget extends Target {
  /** What it holds of a POP mailbox, by UIDL. */
  moved(address: string): ReadonlyMap<string, MovedMessage>;
}

/** Throws archive.*, disk.*. */
export async function openArchiveTarget(file: string, key: ArchiveKey, signal: AbortSignal): Promise<ArchiveTarget> {
  const reader = await openArchive(file, key, signal);
  return {
    async holds(wanted) {
      const held = new Map<string, Held>();
      for (const { sha256 } of wanted)
        if (await isReadable(reader, sha256, signal)) held.set(sha256, { flags: [], copies: 1 });
      return held;
    },
    moved: (address) => movedOf(reader, address),
    putBack: null,
    close: () => reader.close(),
  };
}

/** Reads the message to its end; the reader compares its bytes with the hash. */
async function isReadable(reader: ArchiveReader, sha256: string, signal: AbortSignal): Promise<boolean> {
  const message = reader.find(sha256);
  if (!message) return false;
  try {
    let sizeBytes = 0;
    for await (const chunk of contentChunks(await reader.read(message, signal))) sizeBytes += chunk.length;
    return sizeBytes === message.sizeBytes;
  } catch (error) {
    if (error instanceof AppError && error.code.startsWith('archive.')) return false;
    throw error;
  }
}

function movedOf(reader: ArchiveReader, address: string): ReadonlyMap<string, MovedMessage> {
  const folderIds = reader.folders
    .filter(({ account, path }) => account === address && path === 'INBOX')
    .map(({ id }) => id);
  const moved = new Map<string, MovedMessage>();
  for (const message of reader.messages({ kind: 'folders', folderIds }))
    for (const { folder, key, internalDate } of reader.places(message))
      if (folderIds.includes(folder.id)) {
        const { sha256, sizeBytes } = message;
        moved.set(key, { sha256, sizeBytes, receivedAt: internalDate || null });
      }
  return moved;
}
