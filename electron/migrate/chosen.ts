// What of a source is to be moved: without the folders that stay, without mail from before a moment, or only what an
// earlier move could not bring over.
import { AppError } from '../contract/errors.ts';
import type { MarkChoice, MoveOptions } from '../contract/migrate.ts';
import type { Content, ReadonlyKeys, Source, SourceEvent, TransferFolder } from '../transfer/index.ts';

/** Names a folder goes to instead of the usual place; null = as usual, [] = it stays. */
export function placeOf(options: MoveOptions, folder: TransferFolder): readonly string[] | null {
  const override = options.folders.find(({ folderId }) => folderId === folder.id);
  if (override) return override.to;
  return folder.role !== null && options.leaveOut.includes(folder.role) ? [] : null;
}

export const isChosen = (options: MoveOptions, folder: TransferFolder): boolean =>
  placeOf(options, folder)?.length !== 0;

/** Messages of one folder, named as the reports name them. */
export interface PickedMessages {
  readonly account: string;
  readonly path: string;
  /** [] = the whole folder. */
  readonly keys: readonly string[];
}

export interface ChosenSource extends Source {
  /** How many messages were left where they are because they are older than `since`, by folder id. */
  older(folderId: string): number;
  /** The keys the folder listed, the older ones too; null while it was not read. */
  listed(folderId: string): ReadonlyKeys | null;
}

/**
 * The chosen part of a source; `only` null = all of it. Only reading a message tells when it was received, so the list
 * shrinks while a folder is read: 'listed' is said again at its end.
 */
export function chosenSource(
  source: Source,
  options: MoveOptions,
  only: readonly PickedMessages[] | null = null,
): ChosenSource {
  const { since } = options;
  const left = new Map<string, Set<string>>();
  const lists = new Map<string, ReadonlyKeys>();
  /** null: all of the folder's. */
  const pickedIn = (folder: TransferFolder): ReadonlySet<string> | null => {
    const picked = only?.find(({ account, path }) => account === folder.account && path === folder.path)?.keys;
    return picked?.length ? new Set(picked) : null;
  };
  const isPicked = (folder: TransferFolder): boolean =>
    !only || only.some(({ account, path }) => account === folder.account && path === folder.path);

  async function* items(
    folder: TransferFolder,
    skip: (key: string) => boolean,
    signal: AbortSignal,
  ): AsyncGenerator<SourceEvent, void, undefined> {
    const picked = pickedIn(folder);
    const older = new Set<string>();
    left.set(folder.id, older);
    let listed: Extract<SourceEvent, { kind: 'listed' }> | null = null;
    const isSkipped = picked ? (key: string) => skip(key) || !picked.has(key) : skip;
    for await (const event of source.items(folder, isSkipped, signal)) {
      if (event.kind === 'item' && since !== null && event.item.internalDate < since) {
        older.add(event.item.key);
        // Whoever hands out a stream expects it to be read.
        await readAway(event.item.content);
        continue;
      }
      if (event.kind === 'restarted') older.clear();
      if (event.kind !== 'listed') {
        yield event;
        continue;
      }
      lists.set(folder.id, event.keys);
      listed = picked ? { ...event, keys: among(event.keys, picked), totalBytes: null } : event;
      yield listed;
    }
    if (older.size > 0 && listed) yield { ...listed, keys: without(listed.keys, older), totalBytes: null };
  }

  return {
    async folders(signal) {
      const folders = (await source.folders(signal)).filter((folder) => isChosen(options, folder) && isPicked(folder));
      return folders.map((folder) => {
        const picked = pickedIn(folder);
        return picked ? { ...folder, messages: picked.size, sizeBytes: null } : folder;
      });
    },
    items,
    async relist(folder, signal) {
      const now = await source.relist(folder, signal);
      const older = left.get(folder.id);
      return now && older?.size ? { ...now, keys: without(now.keys, older) } : now;
    },
    sizes: (folder, signal) => source.sizes?.(folder, signal) ?? Promise.resolve(null),
    close: () => source.close(),
    older: (folderId) => left.get(folderId)?.size ?? 0,
    listed: (folderId) => lists.get(folderId) ?? null,
  };
}

/** The same source, its messages marked as the options say. A draft stays one: that is no mark but what it is. */
export function markedSource(source: Source, marks: MarkChoice): Source {
  if (marks === 'kept') return source;
  const flagsOf = (flags: readonly string[]): readonly string[] => {
    if (marks === 'none') return flags.filter((flag) => flag.toLowerCase() === '\\draft');
    return flags.some((flag) => flag.toLowerCase() === '\\seen') ? flags : [...flags, '\\Seen'];
  };
  return {
    ...source,
    async *items(folder, skip, signal) {
      for await (const event of source.items(folder, skip, signal))
        yield event.kind === 'item' ? { ...event, item: { ...event.item, flags: flagsOf(event.item.flags) } } : event;
    },
  };
}

/** The same source, its folders under the names that the options give them: what an archive is told. */
export function placedSource(source: Source, options: MoveOptions): Source {
  const { under } = options;
  return {
    ...source,
    folders: async (signal) =>
      (await source.folders(signal)).map((folder) => {
        const names = placeOf(options, folder);
        if (names) return { ...folder, names, role: null };
        return under === null
          ? folder
          : { ...folder, names: [...under.split('/').filter(Boolean), ...folder.names], role: null };
      }),
  };
}

/** Reads a content to its end for nothing. Throws what ends a run; not what concerns this message. */
export async function readAway(content: Content): Promise<void> {
  if (content instanceof Uint8Array) return;
  const chunks = content.chunks()[Symbol.asyncIterator]();
  try {
    while (!(await chunks.next()).done);
  } catch (error) {
    // It stays where it is, whole or not.
    if (!(error instanceof AppError && error.code.startsWith('message.'))) throw error;
  }
}

function among(keys: ReadonlyKeys, picked: ReadonlySet<string>): ReadonlyKeys {
  return new Set([...picked].filter((key) => keys.has(key)));
}

/** `dropped` may hold keys that `keys` has no more. */
function without(keys: ReadonlyKeys, dropped: ReadonlySet<string>): ReadonlyKeys {
  let size = keys.size;
  for (const key of dropped) if (keys.has(key)) size -= 1;
  return {
    size,
    has: (key) => keys.has(key) && !dropped.has(key),
    *[Symbol.iterator]() {
      for (const key of keys) if (!dropped.has(key)) yield key;
    },
  };
}
