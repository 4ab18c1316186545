// Mail out of an Outlook data file (.pst, .ost), as a source of the transfer: each item rebuilt as the message it was.
import path from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { AppError } from '../../contract/errors.ts';
import { composeMessage } from '../../mime/index.ts';
import { DamagedBlock, flagsOf, openItem, PstStore, type PstFolder } from '../../outlook/index.ts';
import { decodeItem, numberOf, textOf, timeOf, type PropertyBag } from '../../tnef/index.ts';
import type { ReadonlyKeys, Source, SourceEvent, TransferFolder } from '../../transfer/index.ts';
import { withRoles } from '../folder-roles.ts';
import { createLocalSource, type LocalFolder } from '../local-source.ts';
import { NO_DATE, plausible, receivedDate } from '../received-date.ts';

/** PidTagSubject, -MessageDeliveryTime, -CreationTime, -LastModificationTime, -MessageSize. */
const [SUBJECT, DELIVERED, CREATED, CHANGED, SIZE] = [0x0037, 0x0e06, 0x3007, 0x3008, 0x0e08];

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
          if (store.damaged && isFirst) yield failed('index', null, null, 'index_damaged');
          if (lost > 0) yield failed('lost', null, `${lost} of ${folder.said ?? 0} messages`, 'not_in_file');
        },
      }),
  };
}

/** The item, and a failed line for what of it could not be read; or the failed line alone. */
function* readItem(store: PstStore, nid: number, key: string): Generator<SourceEvent> {
  let bag: PropertyBag | null = null;
  const { badChecksums } = store.blocks;
  try {
    const node = store.blocks.trees.nodes.get(nid);
    if (!node) {
      yield failed(key, null, null, 'not_in_file');
      return;
    }
    const opened = openItem(store, node);
    bag = opened.bag;
    const message = decodeItem(opened.item);
    const content = composeMessage(message);
    const internalDate =
      plausible(timeOf(bag.get(DELIVERED))) ??
      receivedDate(content) ??
      plausible(message.sentAt) ??
      plausible(timeOf(bag.get(CREATED))) ??
      plausible(timeOf(bag.get(CHANGED))) ??
      NO_DATE;
    yield { kind: 'item', item: { key, flags: flagsOf(bag), internalDate, sha256: null, content } };
    // A block whose checksum is wrong was used as it stands: something in the message may be.
    if (store.blocks.badChecksums > badChecksums) opened.lost.push('checksum');
    if (opened.lost.length > 0) yield failed(`${key}-part`, bag, opened.lost.join(', '), 'part_damaged');
  } catch (error) {
    if (error instanceof DamagedBlock) yield failed(key, bag, error.message, 'block_damaged');
    else throw error;
  }
}

function failed(key: string, bag: PropertyBag | null, detail: string | null, reason: string): SourceEvent {
  const error = new AppError('migrate.message_unreadable', { reason }, { detail });
  const subject = bag && textOf(bag.get(SUBJECT));
  return { kind: 'failed', key, subject, sizeBytes: bag && numberOf(bag.get(SIZE)), error: error.toData() };
}
