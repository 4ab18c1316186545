// The Source that all local stores share: each store says what folders it has and reads them; the rules are kept here.
import { throwIfAborted } from '../base/index.ts';
import { AppError } from '../contract/errors.ts';
import { noHeading, type ReadonlyKeys, type Source, type SourceEvent, type TransferFolder } from '../transfer/index.ts';

export interface LocalList {
  readonly keys: ReadonlyKeys;
  readonly totalBytes: number | null;
  /** Items and failures only, in a stable order, without those `skip` knows. */
  events(skip: (key: string) => boolean, signal: AbortSignal): AsyncIterable<SourceEvent>;
  /** Sizes as they stand in the store, where they are known without reading: about those of the messages. */
  sizes?(): Iterable<number> | Promise<Iterable<number>>;
}

export interface LocalFolder {
  readonly folder: TransferFolder;
  /** What the folder holds now. Throws disk.*, migrate.* when it cannot be read as a whole. */
  list(signal: AbortSignal): Promise<LocalList>;
}

/** `load` is called once. Throws (from folders) what `load` throws; a folder that fails later is one failed line. */
export function createLocalSource(load: (signal: AbortSignal) => Promise<readonly LocalFolder[]>): Source {
  let loading: Promise<Map<string, LocalFolder>> | null = null;
  const loaded = (signal: AbortSignal): Promise<Map<string, LocalFolder>> => {
    loading ??= load(signal).then(
      (folders) => new Map(folders.map((one) => [one.folder.id, one])),
      (error: unknown) => {
        loading = null;
        throw error;
      },
    );
    return loading;
  };

  async function* items(
    folder: TransferFolder,
    skip: (key: string) => boolean,
    signal: AbortSignal,
  ): AsyncGenerator<SourceEvent, void, undefined> {
    throwIfAborted(signal);
    const one = (await loaded(signal)).get(folder.id);
    try {
      if (!one) throw new AppError('disk.not_found', { path: folder.path });
      const list = await one.list(signal);
      yield { kind: 'listed', keys: list.keys, totalBytes: list.totalBytes };
      for await (const event of list.events(skip, signal)) {
        throwIfAborted(signal);
        yield event;
        throwIfAborted(signal);
      }
    } catch (error) {
      if (!(error instanceof AppError) || error.code === 'cancelled') throw error;
      yield { kind: 'failed', key: '', heading: noHeading, sizeBytes: null, error: error.toData() };
    }
  }

  return {
    async folders(signal) {
      throwIfAborted(signal);
      return Array.from((await loaded(signal)).values(), ({ folder }) => folder);
    },
    items,
    async relist(folder, signal) {
      const one = (await loaded(signal)).get(folder.id);
      if (!one) return null;
      try {
        return { uidValidity: null, keys: (await one.list(signal)).keys };
      } catch (error) {
        if (error instanceof AppError && error.code === 'disk.not_found') return null;
        throw error;
      }
    },
    async sizes(folder, signal) {
      const one = (await loaded(signal)).get(folder.id);
      const list = await one?.list(signal).catch(() => null);
      return (await list?.sizes?.()) ?? null;
    },
    close: () => Promise.resolve(),
  };
}
