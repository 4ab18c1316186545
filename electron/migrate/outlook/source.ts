// Mail out of an Outlook data file (.pst, .ost), as a source of the transfer: each item rebuilt as the message it was.
import path from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { DamagedBlock, openItem, PstStore, type PstFolder } from '../../outlook/index.ts';
import type { PropertyBag } from '../../tnef/index.ts';
import type { ReadonlyKeys, Source, SourceEvent, TransferFolder } from '../../transfer/index.ts';
import { withRoles } from '../folder-roles.ts';
import { createLocalSource, type LocalFolder } from '../local-source.ts';
import { failedItem, itemEvents } from './item-events.ts';

/** Opens the file at the first question and keeps it open until close(). folders() throws migrate.not_outlook, disk.*. */
export function createOutlookSource(file: string): Source {
  let store: PstStore | null = null;
  const load = (): LocalFolder[] => {
    store ??= PstStore.open(file);
    const opened = store;
    const folders = opened.folders.filter(({ names, messages }) => messages.length > 0 || names.length > 0);
    const described = withRoles(folders.map((folder) => describe(folder, file)));
    return folders.map((folder, index) => localFolder(opened, folder, described[index] as TransferFolder, index === 0));
  };
  const source = createLocalSource(() => new Promise((resolve) => resolve(load())));
  return {
    ...source,
    close() {
      store?.close();
      store = null;
      return source.close();
    },
  };
}

function describe(folder: PstFolder, file: string): TransferFolder {
  // Items at the very top have no folder of their own.
  const names = folder.names.length > 0 ? folder.names : [path.basename(file, path.extname(file))];
  return {
    id: String(folder.nid),
    account: path.basename(file),
    names: names.map((name) => name.trim() || '?'),
    path: names.join('/'),
    role: null,
    messages: folder.messages.length,
    sizeBytes: null,
    uidValidity: null,
    separator: null,
  };
}

function localFolder(store: PstStore, folder: PstFolder, described: TransferFolder, isFirst: boolean): LocalFolder {
  const keys: ReadonlyKeys = new Set(Array.from(folder.messages, String));
  // In a damaged file: what the folder counts and the file no longer has.
  const lost = store.damaged ? (folder.said ?? 0) - folder.messages.length : 0;
  return {
    folder: described,
    list: () =>
      Promise.resolve({
        keys,
        totalBytes: null,
        async *events(skip) {
          for (const nid of folder.messages) {
            const key = String(nid);
            if (skip(key)) continue;
            // Reading is synchronous: everybody else gets a turn between two messages.
            await turn();
            yield* readItem(store, nid, key);
          }
          // Nobody can count what a lost page of the index held: that is said once.
          if (store.damaged && isFirst) yield failedItem('index', null, null, 'index_damaged');
          if (lost > 0) yield failedItem('lost', null, `${lost} of ${folder.said ?? 0} messages`, 'not_in_file');
        },
      }),
  };
}

/** The item, and a failed line for what of it could not be read; or the failed line alone. */
function* readItem(store: PstStore, nid: number, key: string): Generator<SourceEvent, void, undefined> {
  let bag: PropertyBag | null = null;
  const { badChecksums } = store.blocks;
  try {
    const node = store.blocks.trees.nodes.get(nid);
    if (!node) {
      yield failedItem(key, null, null, 'not_in_file');
      return;
    }
    const opened = openItem(store, node);
    bag = opened.bag;
    // A block whose checksum is wrong was used as it stands: something in the message may be.
    yield* itemEvents(key, opened, () => (store.blocks.badChecksums > badChecksums ? ['checksum'] : []));
  } catch (error) {
    if (error instanceof DamagedBlock) yield failedItem(key, bag, error.message, 'block_damaged');
    else throw error;
  }
}
