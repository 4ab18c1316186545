// A folder that keeps each message in a file of its own (Maildir, .eml, .emlx).
import { stat } from 'node:fs/promises';
import { throwIfAborted } from '../base/index.ts';
import type { SourceEvent, TransferFolder } from '../transfer/index.ts';
import { streamedPart, WHOLE_BYTES, type ReadContent } from './content.ts';
import { crlfPieces, lineEndOf, toCrlf } from './line-ends.ts';
import type { LocalFolder, LocalList } from './local-source.ts';
import { openForReading, readFully, unreadable } from './open-file.ts';
import { NO_DATE, receivedDate } from './received-date.ts';

export interface MessageFile {
  /** Unique in its folder, the same in every run. */
  readonly key: string;
  readonly path: string;
  readonly flags: readonly string[];
  /** Its size when the name says so; null to look it up. */
  readonly sizeBytes: number | null;
  /** What the store says about the time of receipt; null leaves it to the header. */
  date(file: FileFacts): number | null;
}
export interface FileFacts {
  readonly modifiedMs: number;
  /** What receivedDate finds. */
  readonly headerDate: number | null;
}

/** Sizes asked for at once. */
const STATS = 64;

/** `files` is what was found now, `again` looks once more; `read` hands out one of them. */
export async function fileFolder(
  folder: Omit<TransferFolder, 'messages' | 'sizeBytes' | 'uidValidity'>,
  files: readonly MessageFile[],
  again: () => Promise<readonly MessageFile[]>,
  read: (file: MessageFile, signal: AbortSignal) => Promise<SourceEvent> = readMessageFile,
): Promise<LocalFolder> {
  const sizeBytes = await totalSize(files);
  return {
    folder: { ...folder, messages: files.length, sizeBytes, uidValidity: null },
    async list(): Promise<LocalList> {
      const now = await again();
      const keys = new Set(now.map(({ key }) => key));
      return {
        keys,
        totalBytes: await totalSize(now),
        async *events(skip, signal) {
          for (const file of now) {
            throwIfAborted(signal);
            if (!skip(file.key)) yield await read(file, signal);
          }
        },
      };
    },
  };
}

async function totalSize(files: readonly MessageFile[]): Promise<number> {
  let sum = 0;
  for (let at = 0; at < files.length; at += STATS) {
    const sizes = files.slice(at, at + STATS).map(async (file) => {
      if (file.sizeBytes !== null) return file.sizeBytes;
      return (await stat(file.path).catch(() => null))?.size ?? 0;
    });
    for (const size of await Promise.all(sizes)) sum += size;
  }
  return sum;
}

/** The file as a message: an item, or why it cannot be one. */
export async function readMessageFile(file: MessageFile, signal: AbortSignal): Promise<SourceEvent> {
  let sizeBytes = file.sizeBytes;
  try {
    const handle = await openForReading(file.path);
    let head: Buffer;
    let modifiedMs: number;
    try {
      const facts = await handle.stat();
      sizeBytes = facts.size;
      modifiedMs = facts.mtimeMs;
      head = await readFully(handle, 0, Math.min(facts.size, WHOLE_BYTES));
    } finally {
      await handle.close();
    }
    const end = lineEndOf(head.subarray(0, 64 * 1024));
    const { content, sha256 }: ReadContent =
      sizeBytes <= WHOLE_BYTES
        ? { content: toCrlf(head, end), sha256: null }
        : await streamedPart(
            () => openForReading(file.path),
            0,
            sizeBytes,
            () => crlfPieces(end),
            signal,
          );
    const internalDate = file.date({ modifiedMs, headerDate: receivedDate(head) }) ?? NO_DATE;
    return { kind: 'item', item: { key: file.key, flags: file.flags, internalDate, sha256, content } };
  } catch (error) {
    return failedFile(file, sizeBytes, error);
  }
}

export function failedFile(file: MessageFile, sizeBytes: number | null, error: unknown): SourceEvent {
  const known = unreadable(error, file.path);
  if (known.code === 'cancelled') throw known;
  return { kind: 'failed', key: file.key, subject: null, sizeBytes, error: known.toData() };
}
