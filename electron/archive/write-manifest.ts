// The text of a volume's manifest, made while it is written: its own lines, and in the last volume everybody's.
import path from 'node:path';
import type { Spool } from '../base/index.ts';
import type { Journal } from './journal.ts';
import type { Ledger } from './ledger.ts';
import {
  FORMAT_NAME,
  FORMAT_VERSION,
  encodeLine,
  parseLine,
  splitLines,
  volumePath,
  type HeaderLine,
} from './manifest.ts';
import type { ArchiveSinkOptions } from './sink.ts';

export interface ManifestParts {
  readonly options: ArchiveSinkOptions;
  readonly archiveId: string;
  readonly createdAt: number;
  readonly volume: number;
  /** The manifest of the whole. */
  readonly last: boolean;
  readonly ledger: Ledger;
  readonly journal: Journal;
  /** Lines of what no sealed volume holds yet. */
  readonly lines: Spool;
}

const PIECE_LENGTH = 65_536;

export async function* manifestOf(parts: ManifestParts): AsyncGenerator<string | Buffer> {
  const { options, archiveId, createdAt, volume, last, ledger, journal } = parts;
  const { generator, accounts } = options;
  const header: HeaderLine = {
    type: 'archive',
    format: FORMAT_NAME,
    version: FORMAT_VERSION,
    archiveId,
    createdAt,
    volume,
    last,
    generator,
    accounts,
  };
  yield encodeLine(header);
  if (last) {
    const sealed = journal.segments.flatMap(({ file, sizeBytes }) => (file === null ? [] : [{ file, sizeBytes }]));
    for (const { file, sizeBytes } of [...sealed, { file: volume, sizeBytes: null }]) {
      yield encodeLine({ type: 'file', file, name: path.basename(volumePath(options.path, file)), sizeBytes });
    }
  }
  for (const { line } of ledger.folders.values()) yield encodeLine(line);
  if (last) for (const segment of journal.segments) yield* live(ledger, journal.bytes(segment));
  yield* live(ledger, parts.lines.read());
}

/** Messages and places that still count. */
async function* live(ledger: Ledger, pieces: AsyncIterable<Buffer>): AsyncGenerator<string | Buffer> {
  if (!ledger.hasDropped) {
    yield* pieces;
    return;
  }
  let text = '';
  for await (const { text: line } of splitLines(pieces)) {
    if (!counts(ledger, line)) continue;
    text += `${line}\n`;
    if (text.length < PIECE_LENGTH) continue;
    yield text;
    text = '';
  }
  yield text;
}

function counts(ledger: Ledger, text: string): boolean {
  const line = parseLine(text);
  if (line?.type !== 'place') return line !== null;
  return ledger.folders.has(line.folder) && ledger.shas.find(Buffer.from(line.sha256, 'hex')) >= 0;
}
