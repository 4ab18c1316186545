// An archive as a source of mail, for a restore: the chosen messages, folder by folder, in the order they are stored.
import { throwIfAborted } from '../base/index.ts';
import type { Selection } from '../contract/archive.ts';
import { AppError } from '../contract/errors.ts';
import type { Content, ReadonlyKeys, Source, SourceEvent, TransferFolder } from '../transfer/index.ts';
import type { Catalog } from './catalog.ts';
import { OpenedArchive, chooser } from './opened-archive.ts';
import type { ArchiveReader } from './reader.ts';

/** Read ahead of the one in use: enough to keep the disk and a second core busy, little against the memory limit. */
const AHEAD_MESSAGES = 6;
const AHEAD_BYTES = 8 * 1024 * 1024;

/**
 * The chosen messages. Keys are the entries' names; a message that stands twice in one folder gets `#2` and so on.
 * Damaged messages come as 'failed'. Closing the source leaves the reader open.
 */
export function createArchiveSource(reader: ArchiveReader, selection: Selection): Source {
  if (!(reader instanceof OpenedArchive))
    throw new AppError('internal', { reference: 'restore from a foreign reader' });
  const { catalog } = reader;
  const isChosen = chooser(catalog, selection);
  const isWanted = (folder: TransferFolder): boolean =>
    selection.kind !== 'folders' || selection.folderIds.includes(folder.id);

  const chosenIn = (folder: TransferFolder): Generator<Chosen> => chosenPlaces(catalog, folder.id, isChosen);

  async function* items(
    folder: TransferFolder,
    skip: (key: string) => boolean,
    signal: AbortSignal,
  ): AsyncGenerator<SourceEvent, void, undefined> {
    let size = 0;
    let totalBytes = 0;
    for (const { row } of chosenIn(folder)) {
      size += 1;
      totalBytes += catalog.message(row).sizeBytes;
    }
    yield { kind: 'listed', keys: keysOf(folder, size), totalBytes };
    for await (const { key, row, place, content } of readAhead(chosenIn(folder), skip, signal)) {
      const message = catalog.message(row);
      const { flags, internalDate } = catalog.place(place);
      if (!(content instanceof AppError)) {
        yield { kind: 'item', item: { key, flags, internalDate, sha256: message.sha256, content } };
        continue;
      }
      if (!content.code.startsWith('archive.')) throw content;
      const { subject, from, sizeBytes } = message;
      const heading = { subject: subject || null, from: from || null, receivedAt: internalDate || message.date };
      yield { kind: 'failed', key, heading, sizeBytes, error: content.toData() };
    }
  }

  /** Looked up in the catalogue each time: the names of a large folder are not held twice. */
  const keysOf = (folder: TransferFolder, size: number): ReadonlyKeys => ({
    size,
    has: (wanted) => chosenIn(folder).some(({ key }) => key === wanted),
    *[Symbol.iterator]() {
      for (const { key } of chosenIn(folder)) yield key;
    },
  });

  /** The chosen messages' contents in order, the next few being read and inflated while one is in use. */
  async function* readAhead(
    all: Iterable<Chosen>,
    skip: (key: string) => boolean,
    signal: AbortSignal,
  ): AsyncGenerator<Chosen & { content: Content | AppError }, void, undefined> {
    const reading: { chosen: Chosen; content: Promise<Content | AppError>; sizeBytes: number }[] = [];
    let bytes = 0;
    const next = async (): Promise<Chosen & { content: Content | AppError }> => {
      const { chosen, content, sizeBytes } = reading.shift() as (typeof reading)[number];
      bytes -= sizeBytes;
      return { ...chosen, content: await content };
    };
    for (const chosen of all) {
      throwIfAborted(signal);
      if (skip(chosen.key)) continue;
      const message = catalog.message(chosen.row);
      const content = reader.read(message, signal).catch((error: unknown) => {
        if (error instanceof AppError) return error;
        throw error;
      });
      content.catch(() => undefined);
      reading.push({ chosen, content, sizeBytes: message.sizeBytes });
      bytes += message.sizeBytes;
      while (reading.length >= AHEAD_MESSAGES || bytes > AHEAD_BYTES) yield await next();
    }
    while (reading.length > 0) yield await next();
  }

  return {
    folders(signal) {
      throwIfAborted(signal);
      const chosen = reader.folders.filter(isWanted).map((folder) => {
        let messages = 0;
        let sizeBytes = 0;
        for (const { row } of chosenIn(folder)) {
          messages += 1;
          sizeBytes += catalog.message(row).sizeBytes;
        }
        return { ...folder, messages, sizeBytes };
      });
      // Empty folders belong to the whole, not to a choice of single messages.
      return Promise.resolve(selection.kind === 'messages' ? chosen.filter(({ messages }) => messages > 0) : chosen);
    },
    items,
    relist(folder) {
      const keys: ReadonlyKeys = new Set(Array.from(chosenIn(folder), ({ key }) => key));
      return Promise.resolve({ uidValidity: folder.uidValidity, keys });
    },
    sizes: (folder) => Promise.resolve(Array.from(chosenIn(folder), ({ row }) => catalog.message(row).sizeBytes)),
    close: () => Promise.resolve(),
  };
}

interface Chosen {
  readonly key: string;
  readonly row: number;
  readonly place: number;
}

function* chosenPlaces(catalog: Catalog, folderId: string, isChosen: (row: number) => boolean): Generator<Chosen> {
  const places = catalog.placesIn(folderId);
  if (!places) return;
  const times = new Map<number, number>();
  for (let at = 0; at < places.size; at += 1) {
    const place = places.at(at);
    const row = catalog.messageOf(place);
    if (!isChosen(row)) continue;
    const time = (times.get(row) ?? 0) + 1;
    times.set(row, time);
    const entry = catalog.entry(row);
    yield { key: time === 1 ? entry : `${entry}#${time}`, row, place };
  }
}
