// The properties of one object of a .msg ([MS-OXMSG] 2.4): short values stand in a row, long ones in streams of their own.
import type { PropertyBag, PropertyValue } from '../../tnef/index.ts';
import { bagOf, type Dictionary } from '../names.ts';
import { fixedSize, propertyValue } from '../property-value.ts';
import { DamagedCompound, type CompoundEntry, type CompoundStorage } from './compound-file.ts';

const PROPERTIES = '__properties_version1.0';
const RECORD_BYTES = 16;
const MANY = 0x1000;
const STRINGS_AND_BINARY: ReadonlySet<number> = new Set([0x001e, 0x001f, 0x0102]);
const MAX_VALUES = 50_000;

export const isMessageStorage = (storage: CompoundStorage): boolean =>
  storage.children.get(PROPERTIES)?.kind === 'stream';

/** Bytes before the first property: a message at the top, one inside another, anything else ([MS-OXMSG] 2.4.1). */
export const headBytes = { top: 32, inside: 24, part: 8 } as const;

/** `lost` is told once of each property that is in the file and cannot be read. */
export function openProperties(
  storage: CompoundStorage,
  head: number,
  dictionary: Dictionary,
  lost: (what: string) => void,
): PropertyBag {
  const row = readRow(storage, head, lost);
  const streams = streamsOf(storage);
  const cache = new Map<number, PropertyValue | undefined>();
  const read = (id: number): PropertyValue | undefined => {
    const found = streams.get(id);
    const inRow = row.get(id);
    const text = (bytes: Uint8Array): string => dictionary.text(bytes);
    try {
      if (inRow && fixedSize(inRow.type) !== null && fixedSize(inRow.type) !== 16) {
        return propertyValue(inRow.type, inRow.bytes, text);
      }
      if (!found || found.entry.kind !== 'stream') return undefined;
      const { type, entry } = found;
      if ((type & MANY) !== 0 && STRINGS_AND_BINARY.has(type & ~MANY)) {
        return { type: 'many', values: piecesOf(storage, entry.name, type & ~MANY, text) };
      }
      return propertyValue(type, entry.bytes(), text);
    } catch (error) {
      if (!(error instanceof DamagedCompound)) throw error;
      lost(`property ${id.toString(16).padStart(4, '0')}`);
      return undefined;
    }
  };
  return bagOf((id) => {
    if (!cache.has(id)) cache.set(id, read(id));
    return cache.get(id);
  }, dictionary);
}

interface InRow {
  readonly type: number;
  readonly bytes: Uint8Array;
}

function readRow(storage: CompoundStorage, head: number, lost: (what: string) => void): Map<number, InRow> {
  const row = new Map<number, InRow>();
  const stream = storage.children.get(PROPERTIES);
  let bytes = new Uint8Array(0);
  try {
    if (stream?.kind === 'stream') bytes = Uint8Array.from(stream.bytes());
  } catch (error) {
    if (!(error instanceof DamagedCompound)) throw error;
    lost('properties');
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let at = head; at + RECORD_BYTES <= bytes.length; at += RECORD_BYTES) {
    const [type, id] = [view.getUint16(at, true), view.getUint16(at + 2, true)];
    if (!row.has(id)) row.set(id, { type, bytes: bytes.subarray(at + 8, at + 16) });
  }
  return row;
}

interface InStream {
  readonly type: number;
  readonly entry: CompoundEntry;
}

/** `__substg1.0_IIIITTTT`, by number. Unicode counts before 8-bit where a writer left both. */
function streamsOf(storage: CompoundStorage): Map<number, InStream> {
  const found = new Map<number, InStream>();
  for (const entry of storage.children.values()) {
    const tag = /^__substg1\.0_([0-9a-f]{4})([0-9a-f]{4})$/i.exec(entry.name);
    if (!tag) continue;
    const [id, type] = [parseInt(tag[1] ?? '', 16), parseInt(tag[2] ?? '', 16)];
    const before = found.get(id);
    if (!before || (before.type & 0xfff) === 0x001e) found.set(id, { type, entry });
  }
  return found;
}

/** Each value is a stream of its own, numbered; the one without a number holds their lengths ([MS-OXMSG] 2.1.4). */
function piecesOf(
  storage: CompoundStorage,
  name: string,
  type: number,
  text: (bytes: Uint8Array) => string,
): PropertyValue[] {
  const values: PropertyValue[] = [];
  for (let index = 0; index < MAX_VALUES; index++) {
    const piece = storage.children.get(`${name.toLowerCase()}-${index.toString(16).padStart(8, '0')}`);
    if (piece?.kind !== 'stream') break;
    const value = propertyValue(type, piece.bytes(), text);
    if (value) values.push(value);
  }
  return values;
}

/** The object a property holds as a storage (PtypObject); null = none. */
export function storageOf(storage: CompoundStorage, id: number): CompoundStorage | null {
  const entry = storage.children.get(`__substg1.0_${id.toString(16).padStart(4, '0')}000d`);
  return entry?.kind === 'storage' ? entry : null;
}
