// One Outlook message file (.msg) as a MAPI item ([MS-OXMSG]): the message, its recipients, its attachments and the
// messages inside them. What is damaged is named and left out; the rest comes.
import { numberOf, type MapiAttachment, type MapiItem, type PropertyBag } from '../../tnef/index.ts';
import { pagesOf, textIn } from '../code-pages.ts';
import { dictionaryOf, readNames, type Dictionary, type Names } from '../names.ts';
import type { OpenedItem } from '../opened-item.ts';
import {
  DamagedCompound,
  isCompoundFile,
  openCompoundFile,
  type CompoundEntry,
  type CompoundStorage,
} from './compound-file.ts';
import { headBytes, isMessageStorage, openProperties, storageOf } from './properties.ts';
import { writeCompoundFile, type StoragePlan } from './write-compound.ts';

const NAMES = '__nameid_version1.0';
/** PidTagAttachDataObject, PidTagAttachMethod; the stream of PidTagAttachDataBinary. */
const [ATTACH_DATA, ATTACH_METHOD, ATTACH_STREAM] = [0x3701, 0x3705, '__substg1.0_37010102'];
const EMBEDDED = 5;
const EMPTY = new Uint8Array(0);

/**
 * null: no Outlook message, which other compound files (old Word and Excel files) are not either. `lost` of the answer
 * grows while the item is decoded. Never throws on bad input.
 */
export function openMsg(bytes: Uint8Array): OpenedItem | null {
  if (!isCompoundFile(bytes)) return null;
  let root: CompoundStorage | null;
  try {
    root = openCompoundFile(bytes);
  } catch (error) {
    if (error instanceof DamagedCompound) return null;
    throw error;
  }
  if (!root || !isMessageStorage(root)) return null;
  const lost: string[] = [];
  const names = namesOf(root, lost);
  const item = read(root, headBytes.top, { names, lost, pages: [] });
  return { item, bag: item.bag, lost };
}

interface Scope {
  readonly names: Names;
  readonly lost: string[];
  /** What the message around this one says of its 8-bit text. */
  readonly pages: readonly (number | null)[];
}

/** [MS-OXMSG] 2.2.3: the same three streams as in a data file, under their own names. */
function namesOf(root: CompoundStorage, lost: string[]): Names {
  const map = root.children.get(NAMES);
  return readNames((id) => {
    const name = `__substg1.0_${id.toString(16).padStart(4, '0')}0102`;
    const stream = map?.kind === 'storage' ? map.children.get(name) : undefined;
    return stream?.kind === 'stream' ? quietly(() => stream.bytes(), 'names', lost) : EMPTY;
  });
}

function quietly(read: () => Uint8Array, what: string, lost: string[]): Uint8Array {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof DamagedCompound)) throw error;
    if (!lost.includes(what)) lost.push(what);
    return EMPTY;
  }
}

function read(storage: CompoundStorage, head: number, { names, lost, pages: around }: Scope): MapiItem {
  let pages = around;
  const dictionary = dictionaryOf(
    names,
    textIn(() => pages),
  );
  const bag = openProperties(storage, head, dictionary, (what) => lost.push(what));
  pages = [...pagesOf(bag), ...around];
  const scope: Scope = { names, lost, pages };
  return {
    bag,
    recipients: numbered(storage, 'recip').map(([name, each]) =>
      openProperties(each, headBytes.part, dictionary, (what) => lost.push(`${name} ${what}`)),
    ),
    attachments: attachments(storage, dictionary, scope),
  };
}

/** The storages of one kind, in the order of their numbers; a gap in the numbers is nothing to worry about. */
function numbered(storage: CompoundStorage, kind: 'recip' | 'attach'): [string, CompoundStorage][] {
  const found: [number, CompoundStorage][] = [];
  for (const entry of storage.children.values()) {
    const number = /^__(recip|attach)_version1\.0_#([0-9a-f]{1,8})$/i.exec(entry.name);
    if (entry.kind === 'storage' && number?.[1]?.toLowerCase() === kind)
      found.push([parseInt(number[2] ?? '', 16), entry]);
  }
  return found
    .sort((a, b) => a[0] - b[0])
    .map(([number, entry]) => [`${kind === 'recip' ? 'recipient' : 'attachment'} ${number}`, entry]);
}

function* attachments(storage: CompoundStorage, dictionary: Dictionary, scope: Scope): Generator<MapiAttachment> {
  for (const [name, each] of numbered(storage, 'attach')) {
    const bag = openProperties(each, headBytes.part, dictionary, (what) => scope.lost.push(`${name} ${what}`));
    yield { bag, ...contentOf(each, bag, name, scope) };
  }
}

/** An object is a storage: a message with its own properties, or what another program made, kept as a file. */
function contentOf(
  attachment: CompoundStorage,
  bag: PropertyBag,
  name: string,
  scope: Scope,
): Omit<MapiAttachment, 'bag'> {
  const object = storageOf(attachment, ATTACH_DATA);
  if (object && (isMessageStorage(object) || numberOf(bag.get(ATTACH_METHOD)) === EMBEDDED)) {
    return { bytes: EMPTY, item: read(object, headBytes.inside, scope) };
  }
  if (object) return { bytes: writeCompoundFile(planOf(object, name, scope.lost)), item: null };
  const stream = attachment.children.get(ATTACH_STREAM);
  const bytes = stream?.kind === 'stream' ? quietly(() => stream.bytes(), name, scope.lost) : EMPTY;
  return { bytes, item: null };
}

function planOf(storage: CompoundStorage, where: string, lost: string[]): StoragePlan {
  const child = (entry: CompoundEntry): StoragePlan['children'][number] =>
    entry.kind === 'storage'
      ? planOf(entry, where, lost)
      : { name: entry.name, bytes: quietly(() => entry.bytes(), where, lost) };
  const { name, classId } = storage;
  return { name, classId, children: [...storage.children.values()].map(child) };
}
