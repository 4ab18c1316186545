// What of a source is to be moved: without the folders that stay, and without mail from before a moment.
import { AppError } from '../contract/errors.ts';
import type { MoveOptions } from '../contract/migrate.ts';
import type { Content, ReadonlyKeys, Source, SourceEvent, TransferFolder } from '../transfer/index.ts';

/** Names a folder goes to instead of the usual place; null = as usual, [] = it stays. */
export function placeOf(options: MoveOptions, folder: TransferFolder): readonly string[] | null {
  const override = options.folders.find(({ folderId }) => folderId === folder.id);
  if (override) return override.to;
  return folder.role !== null && options.leaveOut.includes(folder.role) ? [] : null;
}

export const isChosen = (options: MoveOptions, folder: TransferFolder): boolean =>
  placeOf(options, folder)?.length !== 0;

export interface ChosenSource extends Source {
  /** How many messages were left where they are because they are older than `since`, by folder id. */
  older(folderId: string): number;
}

/**
 * The chosen part of a source. Only reading a message tells when it was received, so the list shrinks while a folder is
 * read: 'listed' is said again at its end.
 */
export function chosenSource(source: Source, options: MoveOptions): ChosenSource {
  const { since } = options;
  const left = new Map<string, Set<string>>();

  async function* items(
    folder: TransferFolder,
    skip: (key: string) => boolean,
    signal: AbortSignal,
  ): AsyncGenerator<SourceEvent, void, undefined> {
    if (since === null) {
      yield* source.items(folder, skip, signal);
      return;
    }
    const older = new Set<string>();
    left.set(folder.id, older);
    let listed: Extract<SourceEvent, { kind: 'listed' }> | null = null;
    for await (const event of source.items(folder, skip, signal)) {
      if (event.kind === 'item' && event.item.internalDate < since) {
        older.add(event.item.key);
        // Whoever hands out a stream expects it to be read.
        await readAway(event.item.content);
        continue;
      }
      if (event.kind === 'restarted') older.clear();
      if (event.kind === 'listed') listed = event;
      yield event;
    }
    if (older.size > 0 && listed) yield { ...listed, keys: without(listed.keys, older), totalBytes: null };
  }

  return {
    folders: async (signal) => (await source.folders(signal)).filter((folder) => isChosen(options, folder)),
    items,
    relist: (folder, signal) => source.relist(folder, signal),
    close: () => source.close(),
    older: (folderId) => left.get(folderId)?.size ?? 0,
  };
}

async function readAway(content: Content): Promise<void> {
  if (content instanceof Uint8Array) return;
  const chunks = content.chunks()[Symbol.asyncIterator]();
  try {
    while (!(await chunks.next()).done);
  } catch (error) {
    // It stays where it is, whole or not.
    if (!(error instanceof AppError && error.code.startsWith('message.'))) throw error;
  }
}

const without = (keys: ReadonlyKeys, dropped: ReadonlySet<string>): ReadonlyKeys => ({
  size: keys.size - dropped.size,
  has: (key) => keys.has(key) && !dropped.has(key),
  *[Symbol.iterator]() {
    for (const key of keys) if (!dropped.has(key)) yield key;
  },
});
