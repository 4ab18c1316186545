// An .emlx file: a line with the message's length, the message, a property list with flags and dates.
// Apple does not document it; the layout is known from https://www.jwz.org/blog/2005/07/emlx-flags/.
import { plausible } from '../received-date.ts';

export interface EmlxParts {
  /** Where the message's bytes are in the file; `to` is the property list's first byte, or the end. */
  readonly from: number;
  readonly to: number;
  readonly flags: readonly string[];
  /** When the mail was received, ms since 1970; null when the file does not say. */
  readonly receivedMs: number | null;
}

const MAX_LENGTH_LINE = 64;
/** The property list at the end is small; what is longer was not written by Mail. */
export const MAX_PLIST_BYTES = 256 * 1024;

/**
 * From the first bytes and the last MAX_PLIST_BYTES of a file. A wrong or missing length is mended: the message then ends
 * where the property list begins, or at the end of the file. Never throws.
 */
export function readEmlx(head: Buffer, tail: Buffer, sizeBytes: number): EmlxParts {
  const line = /^(?:\xef\xbb\xbf)?[ \t]*(\d{1,13})[ \t]*(\r\n|\n|\r)/.exec(head.toString('latin1', 0, MAX_LENGTH_LINE));
  const from = line ? line[0].length : 0;
  const announced = line ? from + Number(line[1]) : null;
  const tailFrom = sizeBytes - tail.length;
  const listAt = plistStart(tail, announced === null ? null : announced - tailFrom);
  // A message that ends exactly at the end of the file has no list; one that would end behind it was cut or miscounted.
  const isExact = announced !== null && (announced === sizeBytes || listAt === announced - tailFrom);
  const to = isExact ? announced : listAt === null ? sizeBytes : Math.max(from, tailFrom + listAt);
  const list = listAt === null ? '' : tail.toString('utf8', listAt);
  return {
    from,
    to,
    flags: flagsOfBits(integer(list, 'flags') ?? 0),
    receivedMs: seconds(integer(list, 'date-received')),
  };
}

/** Where the property list begins in `tail`: at `expected` when it does there (after white space), else the last one. */
function plistStart(tail: Buffer, expected: number | null): number | null {
  if (expected !== null && expected >= 0 && expected < tail.length) {
    const rest = tail.toString('latin1', expected, expected + 200);
    if (/^\s*(?:<\?xml|<!DOCTYPE plist|<plist|bplist00)/.test(rest)) return expected;
  }
  const at = tail.lastIndexOf('<?xml version=', tail.length, 'latin1');
  return at >= 0 && tail.indexOf('<plist', at, 'latin1') > at ? at : null;
}

function integer(list: string, key: string): number | null {
  const value = new RegExp(`<key>${key}</key>\\s{0,20}<(?:integer|real|string)>\\s{0,20}(-?\\d{1,20})`).exec(list)?.[1];
  return value === undefined ? null : Number(value);
}

const seconds = (value: number | null): number | null => plausible(value === null ? null : value * 1000);

/** Bits of Mail's flags. More than 32 of them are set by newer versions; the higher ones are not state. */
const BITS: readonly (readonly [number, string])[] = [
  [0, '\\Seen'],
  [1, '\\Deleted'],
  [2, '\\Answered'],
  [4, '\\Flagged'],
  [6, '\\Draft'],
  [8, '$Forwarded'],
  [24, '$Junk'],
  [25, '$NotJunk'],
];

function flagsOfBits(value: number): string[] {
  return BITS.filter(([bit]) => Math.floor(value / 2 ** bit) % 2 === 1).map(([, flag]) => flag);
}
