// The manifest: one JSON object a line, so it can be written and read without holding it. docs/archive-format.md is its
// specification.
import type { FolderRole } from '../contract/shapes.ts';

export const FORMAT_NAME = 'malleposte-archive';
export const FORMAT_VERSION = 1;
export const MANIFEST_ENTRY = 'malleposte/manifest.jsonl';
export const CERTIFICATE_ENTRY = 'malleposte/certificate.json';
export const README_ENTRY = 'README.txt';
/** What winmail.dat's hold, where it was asked for. */
export const DECODED_FOLDER = 'malleposte/decoded/';

export interface HeaderLine {
  readonly type: 'archive';
  readonly format: typeof FORMAT_NAME;
  readonly version: number;
  readonly archiveId: string;
  readonly createdAt: number;
  /** Number of the file this manifest stands in, from 1. */
  readonly volume: number;
  /** True in the one manifest that covers every file. */
  readonly last: boolean;
  readonly generator: string;
  readonly accounts: readonly { address: string; host: string }[];
}

export interface FileLine {
  readonly type: 'file';
  readonly file: number;
  readonly name: string;
  /** null for the file being written when the line is. */
  readonly sizeBytes: number | null;
}

export interface FolderLine {
  readonly type: 'folder';
  readonly folder: number;
  /** The folder's id at its source. */
  readonly id: string;
  readonly account: string;
  readonly names: readonly string[];
  readonly path: string;
  readonly role: FolderRole | null;
  readonly uidValidity: string | null;
  readonly separator: string | null;
}

export interface MessageLine {
  readonly type: 'message';
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly file: number;
  readonly entry: string;
  /** Of the entry's local header in the ZIP. */
  readonly offset: number;
  readonly from: string;
  readonly subject: string;
  readonly date: number | null;
}

export interface PlaceLine {
  readonly type: 'place';
  readonly folder: number;
  readonly sha256: string;
  readonly key: string;
  readonly flags: readonly string[];
  readonly internalDate: number;
}

/** A file out of a winmail.dat in a message, stored beside it. */
export interface DecodedLine {
  readonly type: 'decoded';
  /** SHA-256 of the message. */
  readonly message: string;
  readonly file: number;
  readonly entry: string;
  readonly offset: number;
  readonly sizeBytes: number;
  readonly sha256: string;
}

export type ManifestLine = HeaderLine | FileLine | FolderLine | MessageLine | PlaceLine | DecodedLine;

export const encodeLine = (line: object): string => `${JSON.stringify(line)}\n`;

/** Longest line accepted: a subject may be long, a manifest line is still no message. */
const MAX_LINE_BYTES = 1024 * 1024;

/** Lines of a UTF-8 text that comes in pieces, the final one only when it ends in a newline. Longer ones are dropped. */
export async function* splitLines(pieces: AsyncIterable<Buffer>): AsyncGenerator<{ text: string; bytes: number }> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const piece of pieces) {
    const block = rest.length === 0 ? piece : Buffer.concat([rest, piece]);
    let at = 0;
    for (let end = block.indexOf(0x0a, at); end >= 0; end = block.indexOf(0x0a, at)) {
      if (end - at <= MAX_LINE_BYTES) yield { text: block.toString('utf8', at, end), bytes: end + 1 - at };
      at = end + 1;
    }
    rest = block.length - at > MAX_LINE_BYTES * 2 ? Buffer.alloc(0) : Buffer.from(block.subarray(at));
  }
}

const isText = (value: unknown): value is string => typeof value === 'string';
const isCount = (value: unknown): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
const isTextOrNull = (value: unknown): value is string | null => value === null || isText(value);
const isTexts = (value: unknown): value is string[] => Array.isArray(value) && value.every(isText);
const isSha = (value: unknown): value is string => isText(value) && /^[0-9a-f]{64}$/.test(value);
const isTime = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);

const checks: Readonly<Record<ManifestLine['type'], (line: Record<string, unknown>) => boolean>> = {
  archive: (line) =>
    line.format === FORMAT_NAME &&
    isCount(line.version) &&
    isText(line.archiveId) &&
    isTime(line.createdAt) &&
    isCount(line.volume) &&
    typeof line.last === 'boolean' &&
    isText(line.generator) &&
    Array.isArray(line.accounts) &&
    line.accounts.every((each: unknown) => {
      const account = each as { address?: unknown; host?: unknown } | null;
      return isText(account?.address) && isText(account.host);
    }),
  file: (line) => isCount(line.file) && isText(line.name) && (line.sizeBytes === null || isCount(line.sizeBytes)),
  folder: (line) =>
    isCount(line.folder) &&
    isText(line.id) &&
    isText(line.account) &&
    isTexts(line.names) &&
    isText(line.path) &&
    isTextOrNull(line.role) &&
    isTextOrNull(line.uidValidity) &&
    isTextOrNull(line.separator),
  message: (line) =>
    isSha(line.sha256) &&
    isCount(line.sizeBytes) &&
    isCount(line.file) &&
    isText(line.entry) &&
    isCount(line.offset) &&
    isText(line.from) &&
    isText(line.subject) &&
    (line.date === null || isTime(line.date)),
  decoded: (line) =>
    isSha(line.message) &&
    isCount(line.file) &&
    isText(line.entry) &&
    isCount(line.offset) &&
    isCount(line.sizeBytes) &&
    isSha(line.sha256),
  place: (line) =>
    isCount(line.folder) && isSha(line.sha256) && isText(line.key) && isTexts(line.flags) && isTime(line.internalDate),
};

/** The line, or null when it is not one this version knows: unknown types are for later versions, not an error. */
export function parseLine(text: string): ManifestLine | null {
  let line: unknown;
  try {
    line = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof line !== 'object' || line === null) return null;
  const { type } = line as { type?: unknown };
  const check = isText(type) && Object.hasOwn(checks, type) ? checks[type as ManifestLine['type']] : null;
  return check?.(line as Record<string, unknown>) ? (line as ManifestLine) : null;
}

/** NAME.malle, NAME.002.malle, NAME.003.malle and so on. */
export function volumePath(first: string, volume: number): string {
  if (volume === 1) return first;
  const dot = /\.(?:malle|zip)$/i.exec(first);
  const number = String(volume).padStart(3, '0');
  return dot ? `${first.slice(0, dot.index)}.${number}${dot[0]}` : `${first}.${number}`;
}
