// Lists of an archive's messages for people: newest first, filtered by words, one page at a time.
import type { Catalog } from './catalog.ts';
import { NumberColumn } from './columns.ts';
import type { ArchiveRowData } from './reader.ts';

export interface ListQuery {
  /** null = every folder, each message once. */
  readonly folderId: string | null;
  readonly text: string;
  readonly offset: number;
  readonly limit: number;
}

/** Accents and case do not matter. */
const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** `sorted` keeps the order of folders already listed. */
export function listRows(
  catalog: Catalog,
  sorted: Map<string, Uint32Array>,
  query: ListQuery,
): { total: number; rows: ArchiveRowData[] } {
  const id = query.folderId ?? '\0';
  let places = sorted.get(id);
  if (!places) {
    places = newestFirst(catalog, query.folderId);
    sorted.set(id, places);
  }
  const words = plain(query.text).split(/\s+/).filter(Boolean);
  const found = words.length === 0 ? places : places.filter((place) => matches(catalog, place, words));
  const page = found.subarray(query.offset, query.offset + query.limit);
  const rows = Array.from(page, (place) => {
    const { folder, flags, internalDate } = catalog.place(place);
    return { ...catalog.message(catalog.messageOf(place)), folder, flags, internalDate };
  });
  return { total: found.length, rows };
}

function newestFirst(catalog: Catalog, folderId: string | null): Uint32Array {
  const chosen = new NumberColumn();
  if (folderId === null) {
    for (let row = 0; row < catalog.shas.size; row += 1) {
      const first = catalog.placesOf(row)[0];
      if (first !== undefined) chosen.push(first);
    }
  }
  const column = folderId === null ? chosen : (catalog.placesIn(folderId) ?? chosen);
  const places = Uint32Array.from({ length: column.size }, (_, at) => column.at(at));
  return places.sort((a, b) => catalog.dateOf(b) - catalog.dateOf(a) || b - a);
}

function matches(catalog: Catalog, place: number, words: readonly string[]): boolean {
  const message = catalog.messageOf(place);
  const text = plain(`${catalog.from(message)} ${catalog.subject(message)}`);
  return words.every((word) => text.includes(word));
}
