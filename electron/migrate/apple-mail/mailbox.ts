// One mailbox of Apple Mail: its .emlx files, wherever below its folder they are partitioned to.
import path from 'node:path';
import { throwIfAborted } from '../../base/index.ts';
import { AppError } from '../../contract/errors.ts';
import type { SourceEvent } from '../../transfer/index.ts';
import { brokenFolder, type PlacedFolder } from '../broken-folder.ts';
import { streamedPart, WHOLE_BYTES, type ReadContent } from '../content.ts';
import { failedFile, fileFolder, type MessageFile } from '../file-folder.ts';
import { crlfPieces, lineEndOf, toCrlf } from '../line-ends.ts';
import type { LocalFolder } from '../local-source.ts';
import { listEntries, openForReading, readFully } from '../open-file.ts';
import { fileDate, NO_DATE, receivedDate } from '../received-date.ts';
import { MAX_PLIST_BYTES, readEmlx } from './emlx.ts';
import { rebuild } from './partial.ts';
import { rebuiltContent } from './rebuilt-content.ts';

/** Data/9/7/Messages is four folders down; nothing Mail writes is deeper than this. */
const MAX_DEPTH = 12;
/** A message without its attachments is text; a larger one is handed out as it stands. */
const MAX_PARTIAL_BYTES = 32 * 1024 * 1024;

export const isMailboxFolder = (name: string): boolean => /\.(?:mbox|imapmbox)$/i.test(name);

export async function openMailbox(one: PlacedFolder): Promise<LocalFolder> {
  const { id, account, names, role, file } = one;
  const again = (): Promise<MessageFile[]> => listEmlx(file);
  try {
    return await fileFolder(
      { id, account, names, path: file, role, separator: '/' },
      await again(),
      again,
      readEmlxFile,
    );
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return brokenFolder(one, error);
  }
}

/** All messages of the mailbox, not those of the mailboxes inside it. */
export async function listEmlx(folder: string): Promise<MessageFile[]> {
  const files = new Map<string, MessageFile>();
  const look = async (at: string, depth: number): Promise<void> => {
    for (const entry of await listEntries(at)) {
      if (entry.isFolder) {
        const isElse = isMailboxFolder(entry.name) || entry.name === 'Attachments' || entry.name.startsWith('.');
        if (!isElse && depth < MAX_DEPTH) await look(entry.path, depth + 1);
        continue;
      }
      const match = /^(.+?)(\.partial)?\.emlx$/i.exec(entry.name);
      if (!match || entry.name.startsWith('.')) continue;
      const name = match[1] ?? '';
      const known = files.get(name);
      // Once its attachments have come, Mail writes the whole message beside the partial one.
      if (known && match[2] !== undefined && !isPartial(known.path)) continue;
      const key =
        known && (match[2] === undefined) === !isPartial(known.path) ? path.relative(folder, entry.path) : name;
      files.set(key, { key, path: entry.path, flags: [], sizeBytes: null, date: () => null });
    }
  };
  await look(folder, 0);
  return [...files.values()];
}

const isPartial = (file: string): boolean => /\.partial\.emlx$/i.test(file);

/** The message; and a failed line when attachments that were taken out of it are not there. */
export async function readEmlxFile(file: MessageFile, signal: AbortSignal): Promise<SourceEvent[]> {
  let sizeBytes: number | null = null;
  try {
    throwIfAborted(signal);
    const handle = await openForReading(file.path);
    let head: Buffer;
    let tail: Buffer;
    let modifiedMs: number;
    try {
      const facts = await handle.stat();
      sizeBytes = facts.size;
      modifiedMs = Math.floor(facts.mtimeMs);
      if (sizeBytes === 0) throw new AppError('migrate.message_unreadable', { reason: 'file_empty' });
      const isOne = sizeBytes <= WHOLE_BYTES || (isPartial(file.path) && sizeBytes <= MAX_PARTIAL_BYTES);
      head = await readFully(handle, 0, isOne ? sizeBytes : WHOLE_BYTES);
      const tailBytes = Math.min(MAX_PLIST_BYTES, sizeBytes);
      tail = isOne ? head.subarray(-tailBytes) : await readFully(handle, sizeBytes - tailBytes, tailBytes);
    } finally {
      await handle.close();
    }
    const parts = readEmlx(head, tail, sizeBytes);
    if (parts.to <= parts.from) throw new AppError('migrate.message_unreadable', { reason: 'file_empty' });
    const { content, sha256, missing } = await contentOf(file.path, head, parts, sizeBytes, signal);
    const header = receivedDate(head.subarray(parts.from, parts.to));
    const internalDate = parts.receivedMs ?? header ?? fileDate(modifiedMs) ?? NO_DATE;
    const item = { key: file.key, flags: parts.flags, internalDate, sha256, content };
    const lost = failedFile(
      { ...file, key: `${file.key}-part` },
      null,
      new AppError('migrate.message_unreadable', { reason: 'attachment_missing' }),
    );
    return missing > 0 ? [{ kind: 'item', item }, lost] : [{ kind: 'item', item }];
  } catch (error) {
    return [failedFile(file, sizeBytes, error)];
  }
}

async function contentOf(
  file: string,
  head: Buffer,
  { from, to }: { from: number; to: number },
  sizeBytes: number,
  signal: AbortSignal,
): Promise<ReadContent & { missing: number }> {
  const end = lineEndOf(head.subarray(from, from + 64 * 1024));
  const open = (): ReturnType<typeof openForReading> => openForReading(file);
  if (head.length < sizeBytes)
    return { ...(await streamedPart(open, from, to, () => crlfPieces(end), signal)), missing: 0 };
  const message = head.subarray(from, to);
  if (!isPartial(file)) return { content: toCrlf(message, end), sha256: null, missing: 0 };
  // Messages/26426.partial.emlx has its attachments in Attachments/26426.
  const number = path.basename(file).replace(/\.partial\.emlx$/i, '');
  const { segments, missing } = await rebuild(message, path.join(path.dirname(file), '..', 'Attachments', number));
  return { ...(await rebuiltContent(segments, signal)), missing };
}
