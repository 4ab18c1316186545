// Named properties of an Outlook data file: which number a name has in this file ([MS-PST] 2.4.7).
import type { PropertyNode } from './node.ts';
import { guidText } from './property-value.ts';

const PS_MAPI = '00020328-0000-0000-C000-000000000046';
const PS_PUBLIC_STRINGS = '00020329-0000-0000-C000-000000000046';
const [GUIDS, ENTRIES, STRINGS] = [0x0002, 0x0003, 0x0004];

export type Names = ReadonlyMap<string, number>;

export const nameKey = (set: string, name: number | string): string =>
  typeof name === 'number' ? `${set} ${name}` : `${set} "${name.toLowerCase()}"`;

/** `map`: node 0x61. What is damaged in it is left out. */
export function readNames(map: PropertyNode): Names {
  const names = new Map<string, number>();
  const stream = (id: number): Uint8Array => map.raw(id)?.bytes ?? new Uint8Array(0);
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
