// Archives that clients have open for looking inside, by handle.
import { randomUUID } from 'node:crypto';
import { AppError } from '../contract/errors.ts';
import type { ArchiveMessage, OpenArchive } from '../contract/archive.ts';
import type { ArchiveKey } from '../contract/jobs.ts';
import { readMessage } from '../mime/index.ts';
import { contentChunks, contentSize } from '../transfer/index.ts';
import { openArchive, type ArchivedMessage, type ArchiveReader } from './reader.ts';

/** A message held whole for the page; larger ones are extracted to a folder instead. */
const MAX_HELD_BYTES = 256 * 1024 * 1024;

export interface OpenArchives {
  open(path: string, key: ArchiveKey, signal: AbortSignal): Promise<OpenArchive>;
  /** Throws app.not_found. */
  get(handle: string): ArchiveReader;
  close(handle: string): Promise<void>;
  closeAll(): Promise<void>;
}

export function createOpenArchives(): OpenArchives {
  const readers = new Map<string, ArchiveReader>();
  return {
    async open(path, key, signal) {
      const reader = await openArchive(path, key, signal);
      const handle = randomUUID();
      readers.set(handle, reader);
      return describe(reader, handle);
    },
    get(handle) {
      const reader = readers.get(handle);
      if (!reader) throw new AppError('app.not_found', { name: 'archive' });
      return reader;
    },
    async close(handle) {
      const reader = readers.get(handle);
      readers.delete(handle);
      await reader?.close();
    },
    async closeAll() {
      await Promise.all([...readers.keys()].map((handle) => this.close(handle)));
    },
  };
}

function describe(reader: ArchiveReader, handle: string): OpenArchive {
  const { summary } = reader;
  return {
    archiveId: summary.archiveId,
    handle,
    path: reader.path,
    createdAt: summary.createdAt,
    accounts: summary.accounts.map((account) => ({ ...account })),
    messages: summary.messages,
    places: summary.places,
    sizeBytes: summary.sizeBytes,
    files: summary.files.map((file) => ({ ...file })),
    folders: reader.folders.map((folder) => ({
      id: folder.id,
      account: folder.account,
      names: [...folder.names],
      role: folder.role,
      messages: folder.messages,
      sizeBytes: folder.sizeBytes ?? 0,
    })),
  };
}

/** Throws app.not_found. */
export function findMessage(reader: ArchiveReader, messageId: string): ArchivedMessage {
  const message = reader.find(messageId);
  if (!message) throw new AppError('app.not_found', { name: 'message' });
  return message;
}

/** The whole message in memory. Throws archive.message_damaged, archive.volume_missing, message.too_big. */
export async function messageBytes(
  reader: ArchiveReader,
  message: ArchivedMessage,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const content = await reader.read(message, signal);
  if (content instanceof Uint8Array) return content;
  if (contentSize(content) > MAX_HELD_BYTES) throw new AppError('archive.message_too_large');
  const chunks: Uint8Array[] = [];
  for await (const chunk of contentChunks(content)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

export async function viewMessage(
  reader: ArchiveReader,
  message: ArchivedMessage,
  signal: AbortSignal,
): Promise<ArchiveMessage> {
  const view = await readMessage(await messageBytes(reader, message, signal));
  const places = reader.places(message);
  return {
    messageId: message.sha256,
    subject: view.subject,
    from: view.from,
    to: view.to,
    cc: view.cc,
    date: view.date,
    receivedAt: places[0]?.internalDate ?? view.date ?? 0,
    text: view.text,
    textCut: view.textCut,
    // A reference has no bytes that could be saved.
    attachments: view.attachments.flatMap(({ name, mimeType, sizeBytes, fromWinmail, role }, index) =>
      role === 'reference' ? [] : [{ index, name, mimeType, sizeBytes, fromWinmail, isWinmail: role === 'winmail' }],
    ),
    places: places.map(({ folder, flags }) => ({
      account: folder.account,
      folder: folder.names.join(' / '),
      flags: [...flags],
    })),
    sizeBytes: message.sizeBytes,
    entry: message.entry,
  };
}
