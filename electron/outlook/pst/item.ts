// One message of an Outlook data file with its recipients and attachments ([MS-PST] 2.4.5, 2.4.6).
import { numberOf, type MapiAttachment, type MapiItem, type PropertyBag } from '../../tnef/index.ts';
import { DamagedBlock, type SubNode } from './blocks.ts';
import { pagesOf, textIn } from '../code-pages.ts';
import { dictionaryOf, type Dictionary } from '../names.ts';
import type { OpenedItem } from '../opened-item.ts';
import { openTable, type PropertyNode } from './node.ts';
import type { PstStore } from './store.ts';

const RECIPIENT_TABLE = 0x692;
const ATTACHMENT_TYPE = 0x05;
/** PidTagAttachMethod; PidTagAttachDataBinary or PidTagAttachDataObject. */
const [ATTACH_METHOD, ATTACH_DATA] = [0x3705, 0x3701];
const EMBEDDED = 5;
const OBJECT = 0x000d;
const EMPTY = new Uint8Array(0);

/** Throws DamagedBlock. */
export function openItem(store: PstStore, node: SubNode): OpenedItem {
  const lost: string[] = [];
  const { item, bag } = read(store, node, lost);
  return { item, bag, lost };
}

function read(store: PstStore, node: SubNode, lost: string[]): { item: MapiItem; bag: PropertyBag } {
  let pages: readonly (number | null)[] = [];
  const dictionary = dictionaryOf(
    store.names,
    textIn(() => pages),
  );
  const message = store.open(node, dictionary);
  const { bag } = message;
  pages = [...pagesOf(bag), store.page];
  const item: MapiItem = {
    bag,
    recipients: recipients(store, message, dictionary, lost),
    attachments: attachments(store, message, dictionary, lost),
  };
  return { item, bag };
}

function recipients(store: PstStore, message: PropertyNode, dictionary: Dictionary, lost: string[]): PropertyBag[] {
  const table = message.subNodes.get(RECIPIENT_TABLE);
  if (!table) return [];
  try {
    return openTable(store.blocks, table, store.wide, dictionary);
  } catch (error) {
    if (!(error instanceof DamagedBlock)) throw error;
    lost.push('recipients');
    return [];
  }
}

/** In the order of their numbers. One that cannot be read is named in `lost`; the others come. */
function* attachments(
  store: PstStore,
  message: PropertyNode,
  dictionary: Dictionary,
  lost: string[],
): Generator<MapiAttachment> {
  const nodes = [...message.subNodes.values()].filter(({ nid }) => (nid & 0x1f) === ATTACHMENT_TYPE);
  for (const node of nodes.sort((a, b) => a.nid - b.nid)) {
    try {
      const attachment = store.open(node, dictionary);
      yield { bag: attachment.bag, ...contentOf(store, attachment, lost) };
    } catch (error) {
      if (!(error instanceof DamagedBlock)) throw error;
      lost.push(`attachment ${node.nid >>> 5}`);
    }
  }
}

/** An object is a node inside the attachment: a message with its own properties, or a storage as bytes. */
function contentOf(store: PstStore, attachment: PropertyNode, lost: string[]): Omit<MapiAttachment, 'bag'> {
  const data = attachment.raw(ATTACH_DATA);
  if (!data) return { bytes: EMPTY, item: null };
  if (data.type !== OBJECT) return { bytes: data.bytes, item: null };
  const { bytes } = data;
  const nid = bytes.length < 4 ? 0 : new DataView(bytes.buffer, bytes.byteOffset, bytes.length).getUint32(0, true);
  const inner = attachment.subNodes.get(nid);
  if (!inner) throw new DamagedBlock(`node ${nid.toString(16)} is missing`);
  if (numberOf(attachment.bag.get(ATTACH_METHOD)) !== EMBEDDED) {
    return { bytes: store.blocks.whole(inner.data), item: null };
  }
  return { bytes: EMPTY, item: read(store, inner, lost).item };
}
