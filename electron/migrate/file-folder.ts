// A folder that keeps each message in a file of its own (Maildir, .eml, .emlx).
import { stat } from 'node:fs/promises';
import { throwIfAborted } from '../base/index.ts';
import { AppError } from '../contract/errors.ts';
import { headingOf, type SourceEvent, type TransferFolder } from '../transfer/index.ts';
import { streamedPart, WHOLE_BYTES, type ReadContent } from './content.ts';
import { crlfPieces, lineEndOf, toCrlf } from './line-ends.ts';
import type { LocalFolder, LocalList } from './local-source.ts';
import { openForReading, readFully, unreadable } from './open-file.ts';
import { fileDate, NO_DATE, plausible, receivedDate } from './received-date.ts';

export interface MessageFile {
  /** Unique in its folder, the same in every run. */
  readonly key: string;
  readonly path: string;
  readonly flags: readonly string[];
  /** Its size when the name says so; null to look it up. */
  readonly sizeBytes: number | null;
  /** The date of receipt from what is known; null when nothing is. */
  date(facts: DateFacts): number | null;
}
export interface DateFacts {
  readonly modifiedMs: number;
  /** What receivedDate finds. */
  readonly headerDate: number | null;
}

/** Sizes asked for at once. */
const STATS = 64;

/** `files` is what was found now, `again` looks once more; `read` hands out one of them: one event, or several. */
export async function fileFolder(
  folder: Omit<TransferFolder, 'messages' | 'sizeBytes' | 'uidValidity'>,
  files: readonly MessageFile[],
  again: () => Promise<readonly MessageFile[]>,
  read: (file: MessageFile, signal: AbortSignal) => Promise<SourceEvent | readonly SourceEvent[]> = (file, signal) =>
    readMessageFile(file, signal),
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
        sizes: () => sizesOf(now),
        async *events(skip, signal) {
          for (const file of now) {
            throwIfAborted(signal);
            if (!skip(file.key)) yield* [await read(file, signal)].flat();
          }
        },
      };
    },
  };
}

const totalSize = async (files: readonly MessageFile[]): Promise<number> =>
  (await sizesOf(files)).reduce((sum, size) => sum + size, 0);

async function sizesOf(files: readonly MessageFile[]): Promise<number[]> {
  const sizes: number[] = [];
  for (let at = 0; at < files.length; at += STATS) {
    const some = files.slice(at, at + STATS).map(async (file) => {
      if (file.sizeBytes !== null) return file.sizeBytes;
      return (await stat(file.path).catch(() => null))?.size ?? 0;
    });
    sizes.push(...(await Promise.all(some)));
  }
  return sizes;
}

/** What a file's first bytes tell about the message in it. */
export interface FileHead {
  /** Where the message begins: after the lines a program put before it. */
  readonly from: number;
  readonly flags: readonly string[];
}
const plainHead = (): FileHead => ({ from: 0, flags: [] });

/** The header's date; a file's time is that of the last copy, so it comes last. */
export const dateOfHeader = ({ headerDate, modifiedMs }: DateFacts): number | null =>
  headerDate ?? fileDate(modifiedMs);

/** The file as a message: an item, or why it cannot be one. */
export async function readMessageFile(
  file: MessageFile,
  signal: AbortSignal,
  look: (head: Buffer) => FileHead = plainHead,
): Promise<SourceEvent> {
  let sizeBytes = file.sizeBytes;
  let read: Buffer | null = null;
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
    if (sizeBytes === 0) throw new AppError('migrate.message_unreadable', { reason: 'file_empty' });
    const { from, flags } = look(head);
    read = head.subarray(from);
    const end = lineEndOf(head.subarray(0, 64 * 1024));
    const { content, sha256 }: ReadContent =
      sizeBytes <= WHOLE_BYTES
        ? { content: toCrlf(head.subarray(from), end), sha256: null }
        : await streamedPart(
            () => openForReading(file.path),
            from,
            sizeBytes,
            () => crlfPieces(end),
            signal,
          );
    const internalDate =
      plausible(file.date({ modifiedMs: Math.floor(modifiedMs), headerDate: receivedDate(head) })) ?? NO_DATE;
    const all = [...new Set([...file.flags, ...flags])];
    return { kind: 'item', item: { key: file.key, flags: all, internalDate, sha256, content } };
  } catch (error) {
    return failedFile(file, sizeBytes, error, read);
  }
}

/** `head`: its first bytes, where they could be read. */
export function failedFile(
  file: MessageFile,
  sizeBytes: number | null,
  error: unknown,
  head: Uint8Array | null = null,
): SourceEvent {
  const known = unreadable(error, file.path);
  if (known.code === 'cancelled') throw known;
  const heading = headingOf(head, head && receivedDate(head));
  return { kind: 'failed', key: file.key, heading, sizeBytes, error: known.toData() };
}
