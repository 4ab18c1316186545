// A node opened: its properties or its table, with the values that lie in nodes of their own ([MS-PST] 2.3.3, 2.3.4).
import type { PropertyBag, PropertyValue } from '../../tnef/index.ts';
import type { Blocks, SubNode } from './blocks.ts';
import { DamagedBlock } from './blocks.ts';
import { Heap } from './heap.ts';
import { viewOf } from './pst-file.ts';
import { bagOf, type Dictionary } from '../names.ts';
import { fixedSize, propertyValue } from '../property-value.ts';

export interface PropertyNode {
  readonly bag: PropertyBag;
  /** A property's bytes as stored; null = not there. Throws DamagedBlock. */
  raw(id: number): { readonly type: number; readonly bytes: Uint8Array } | null;
  readonly subNodes: ReadonlyMap<number, SubNode>;
}

/** A property context ([MS-PST] 2.3.3). Throws DamagedBlock where even the heap cannot be read. */
export function openProperties(blocks: Blocks, node: SubNode, wide: boolean, dictionary: Dictionary): PropertyNode {
  const heap = new Heap(blocks.pieces(node.data), wide);
  if (heap.kind !== 0xbc) throw new DamagedBlock('no properties');
  const subNodes = blocks.subNodes(node.sub);
  const places = new Map<number, Place>();
  heap.records(heap.root, (id, view, at, sizeBytes) => {
    if (sizeBytes < 6 || places.has(id)) return;
    places.set(id, { type: view.getUint16(at, true), view, at: at + 2, value: UNREAD });
  });
  const bytesOf = ({ type, view, at }: Place): Uint8Array => {
    const size = fixedSize(type);
    if (size !== null && size <= 4) return new Uint8Array(view.buffer, view.byteOffset + at, size);
    return hnidBytes(blocks, heap, subNodes, view.getUint32(at, true));
  };
  const text = (bytes: Uint8Array): string => dictionary.text(bytes);
  const get = (id: number): PropertyValue | undefined => {
    const place = places.get(id);
    if (place?.value === UNREAD) place.value = quietly(() => propertyValue(place.type, bytesOf(place), text));
    return place?.value;
  };
  return {
    bag: bagOf(get, dictionary),
    raw: (id) => {
      const place = places.get(id);
      return place ? { type: place.type, bytes: bytesOf(place) } : null;
    },
    subNodes,
  };
}

/** A record of a property context: the type, then the value itself or where it lies ([MS-PST] 2.3.3.3). */
interface Place {
  readonly type: number;
  readonly view: DataView;
  /** Where the value begins in `view`. */
  readonly at: number;
  value: PropertyValue | undefined | typeof UNREAD;
}
const UNREAD = Symbol('unread');

/** One property that cannot be read is a property that is not there: the others go on. */
function quietly(read: () => PropertyValue | undefined): PropertyValue | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof DamagedBlock) return undefined;
    throw error;
  }
}

/** An HID points into the heap, anything else is a subnode ([MS-PST] 2.3.3.2). Throws DamagedBlock. */
function hnidBytes(blocks: Blocks, heap: Heap, subNodes: ReadonlyMap<number, SubNode>, hnid: number): Uint8Array {
  if ((hnid & 0x1f) === 0) return heap.item(hnid);
  const node = subNodes.get(hnid);
  if (!node) throw new DamagedBlock(`node ${hnid.toString(16)} is missing`);
  return blocks.whole(node.data);
}

interface Column {
  readonly type: number;
  readonly at: number;
  readonly size: number;
  readonly bit: number;
}

/** A table's rows ([MS-PST] 2.3.4). Damage ends it early; throws DamagedBlock where nothing can be read. */
export function openTable(blocks: Blocks, node: SubNode, wide: boolean, dictionary: Dictionary): PropertyBag[] {
  const heap = new Heap(blocks.pieces(node.data), wide);
  if (heap.kind !== 0x7c) throw new DamagedBlock('no table');
  const info = heap.item(heap.root);
  if (info.length < 22 || info[0] !== 0x7c) throw new DamagedBlock('no table');
  const view = viewOf(info);
  const columns = new Map<number, Column>();
  const count = Math.min(view.getUint8(1), Math.floor((info.length - 22) / 8));
  for (let index = 0; index < count; index++) {
    const at = 22 + index * 8;
    columns.set(view.getUint16(at + 2, true), {
      type: view.getUint16(at, true),
      at: view.getUint16(at + 4, true),
      size: view.getUint8(at + 6),
      bit: view.getUint8(at + 7),
    });
  }
  const [presentAt, rowBytes] = [view.getUint16(6, true), view.getUint16(8, true)];
  if (rowBytes === 0) return [];
  const subNodes = blocks.subNodes(node.sub);
  const rows = view.getUint32(14, true);
  const sub = subNodes.get(rows);
  const pieces = (rows & 0x1f) === 0 ? [heap.item(rows)] : sub ? blocks.pieces(sub.data) : [];
  const text = (bytes: Uint8Array): string => dictionary.text(bytes);
  const used = usedRows(heap, view.getUint32(10, true));
  const found: PropertyBag[] = [];
  let index = -1;
  // Rows never cross from one block into the next ([MS-PST] 2.3.4.4).
  for (const piece of pieces) {
    for (let at = 0; at + rowBytes <= piece.length; at += rowBytes) {
      index += 1;
      if (used && !used.has(index)) continue;
      const row = piece.subarray(at, at + rowBytes);
      const get = (id: number): PropertyValue | undefined =>
        quietly(() => {
          const column = columns.get(id);
          if (!column || ((row[presentAt + (column.bit >>> 3)] ?? 0) & (0x80 >>> (column.bit & 7))) === 0) {
            return undefined;
          }
          const cell = row.subarray(column.at, column.at + column.size);
          const size = fixedSize(column.type);
          if (size !== null && size <= 8 && size === column.size) {
            return propertyValue(column.type, cell, text);
          }
          if (cell.length < 4) return undefined;
          const hnid = viewOf(cell).getUint32(0, true);
          const bytes = hnidBytes(blocks, heap, subNodes, hnid);
          return propertyValue(column.type, bytes, text);
        });
      found.push(bagOf(get, dictionary));
    }
  }
  return found;
}

/** The row index says which rows count ([MS-PST] 2.3.4.3); null where it cannot be read: then all of them do. */
function usedRows(heap: Heap, hid: number): Set<number> | null {
  const used = new Set<number>();
  heap.records(hid, (_, view, at, sizeBytes) => {
    if (sizeBytes >= 2) used.add(sizeBytes >= 4 ? view.getUint32(at, true) : view.getUint16(at, true));
  });
  return used.size > 0 ? used : null;
}
