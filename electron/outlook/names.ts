// Named properties: which number a name has in this file ([MS-PST] 2.4.7, and in the same form [MS-OXMSG] 2.2.3).
import type { PropertyBag, PropertyValue } from '../tnef/index.ts';
import { guidText } from './property-value.ts';

const PS_MAPI = '00020328-0000-0000-C000-000000000046';
const PS_PUBLIC_STRINGS = '00020329-0000-0000-C000-000000000046';
const [GUIDS, ENTRIES, STRINGS] = [0x0002, 0x0003, 0x0004];

/** How names lead to property numbers above 0x8000, and how 8-bit text is read. */
export interface Dictionary {
  /** null: the name does not occur in this file. */
  idOf(set: string, name: number | string): number | null;
  text(bytes: Uint8Array): string;
}

/** `text` reads 8-bit strings. */
export const dictionaryOf = (names: Names, text: Dictionary['text']): Dictionary => ({
  text,
  idOf: (set, name) => names.get(nameKey(set.toUpperCase(), name)) ?? null,
});

export const bagOf = (get: (id: number) => PropertyValue | undefined, dictionary: Dictionary): PropertyBag => ({
  get,
  named: (set, name) => {
    const id = dictionary.idOf(set, name);
    return id === null ? undefined : get(id);
  },
});

export type Names = ReadonlyMap<string, number>;

const nameKey = (set: string, name: number | string): string =>
  typeof name === 'number' ? `${set} ${name}` : `${set} "${name.toLowerCase()}"`;

/** `stream`: what the map keeps under a number (of node 0x61, of storage __nameid_version1.0). What is damaged is left out. */
export function readNames(stream: (id: number) => Uint8Array): Names {
  const names = new Map<string, number>();
  const [guids, entries, strings] = [stream(GUIDS), stream(ENTRIES), stream(STRINGS)];
  const view = new DataView(entries.buffer, entries.byteOffset, entries.length);
  for (let at = 0; at + 8 <= entries.length; at += 8) {
    const value = view.getUint32(at, true);
    const [kind, index] = [view.getUint16(at + 4, true), view.getUint16(at + 6, true)];
    const set = setOf(kind >>> 1, guids);
    const name = (kind & 1) === 0 ? value : stringAt(strings, value);
    if (set !== null && name !== null) names.set(nameKey(set, name), 0x8000 + index);
  }
  return names;
}

/** 1 and 2 are well known; from 3 on they stand in the file. */
function setOf(index: number, guids: Uint8Array): string | null {
  if (index === 1) return PS_MAPI;
  if (index === 2) return PS_PUBLIC_STRINGS;
  const at = (index - 3) * 16;
  return index < 3 || at + 16 > guids.length ? null : guidText(guids.subarray(at, at + 16));
}

function stringAt(strings: Uint8Array, at: number): string | null {
  if (at + 4 > strings.length) return null;
  const length = new DataView(strings.buffer, strings.byteOffset + at, 4).getUint32(0, true);
  return new TextDecoder('utf-16le').decode(strings.subarray(at + 4, at + 4 + length));
}
