// Flags by the names servers know (RFC 9051 §2.3.2) and as the store keeps them: bits, and further keywords as text.
import { Flag } from './schema.ts';

/** As the store keeps them; keywords separated by spaces. */
export interface Marks {
  readonly flags: number;
  readonly keywords: string;
}

/** What a change adds and removes, by the names of the server. */
export interface FlagNames {
  readonly add: readonly string[];
  readonly remove: readonly string[];
}

const bits: Readonly<Record<string, number>> = {
  '\\seen': Flag.seen,
  '\\answered': Flag.answered,
  '\\flagged': Flag.flagged,
  '\\deleted': Flag.deleted,
  '\\draft': Flag.draft,
  $forwarded: Flag.forwarded,
  $junk: Flag.junk,
};

const words = (keywords: string): string[] => keywords.split(' ').filter(Boolean);

export function hasFlag({ flags, keywords }: Marks, name: string): boolean {
  const lower = name.toLowerCase();
  const bit = bits[lower];
  return bit === undefined ? words(keywords).some((word) => word.toLowerCase() === lower) : (flags & bit) !== 0;
}

export function applyNames(marks: Marks, { add, remove }: FlagNames): Marks {
  let { flags } = marks;
  let list = words(marks.keywords);
  for (const name of [...remove, ...add]) {
    const bit = bits[name.toLowerCase()];
    if (bit === undefined) list = list.filter((word) => word.toLowerCase() !== name.toLowerCase());
    else flags &= ~bit;
  }
  for (const name of add) {
    const bit = bits[name.toLowerCase()];
    if (bit === undefined) list.push(name);
    else flags |= bit;
  }
  return { flags, keywords: list.sort().join(' ') };
}

/** The part of a change that changes anything. */
export const effective = (marks: Marks, { add, remove }: FlagNames): FlagNames => ({
  add: add.filter((name) => !hasFlag(marks, name)),
  remove: remove.filter((name) => hasFlag(marks, name)),
});

/** A server's list of flags as the store keeps them. */
export const marksOf = (names: readonly string[]): Marks =>
  applyNames(
    { flags: 0, keywords: '' },
    { add: names.filter((name) => name.toLowerCase() !== '\\recent'), remove: [] },
  );
