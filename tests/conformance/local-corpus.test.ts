// Real and derived stores of other programs, compared with what is known of them. The corpus is no part of this
// repository: CORPUS names the folder that holds it, with its expected.jsonl.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { openLocalSource } from '../../electron/migrate/local.ts';
import { contentChunks, type TransferFolder } from '../../electron/transfer/index.ts';

const corpus = process.env['CORPUS'] ?? '';
const at = (...names: string[]): string => path.join(corpus, ...names);
const signal = new AbortController().signal;

interface Line {
  readonly name: string;
  readonly tree?: boolean;
  readonly size?: number;
  readonly reference?: Record<string, unknown>;
  readonly expected?: Record<string, unknown>;
}

const jsonLines = (file: string): unknown[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as unknown);

const lines = corpus && existsSync(at('expected.jsonl')) ? (jsonLines(at('expected.jsonl')) as Line[]) : [];

interface Got {
  /** Of the bytes handed out, and of the same with LF line ends. */
  readonly sha256: string;
  readonly lfSha256: string;
  readonly flags: readonly string[];
  readonly internalDate: number;
  readonly bytes: Buffer;
}
interface GotFolder {
  readonly folder: TransferFolder;
  readonly items: Got[];
  readonly failed: string[];
}

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
const toLf = (bytes: Buffer): Buffer => Buffer.from(bytes.toString('latin1').replaceAll('\r\n', '\n'), 'latin1');

async function readStore(file: string): Promise<{ kind: string; folders: GotFolder[] }> {
  const { kind, source } = await openLocalSource(file);
  const folders: GotFolder[] = [];
  for (const folder of await source.folders(signal)) {
    const items: Got[] = [];
    const failed: string[] = [];
    for await (const event of source.items(folder, () => false, signal)) {
      if (event.kind === 'failed') failed.push(`${event.key} ${event.error.code}`);
      if (event.kind !== 'item') continue;
      const pieces: Uint8Array[] = [];
      for await (const piece of contentChunks(event.item.content)) pieces.push(Buffer.from(piece));
      const bytes = Buffer.concat(pieces);
      const { flags, internalDate } = event.item;
      items.push({ sha256: sha256(bytes), lfSha256: sha256(toLf(bytes)), flags, internalDate, bytes });
    }
    expect(folder.messages, folder.path).toBe(items.length + failed.length);
    folders.push({ folder, items, failed });
  }
  await source.close();
  return { kind, folders };
}

describe.skipIf(!corpus)('mailbox files of a corpus (CORPUS is not set)', () => {
  const packed = lines.filter(({ name, expected }) => name.startsWith('mbox/spamassassin/') && expected?.['index']);
  test.each(packed.map(({ name }) => name))('%s: every message with its bytes', async (name) => {
    const index = jsonLines(`${at(name)}.index.jsonl`) as {
      raw_sha256: string;
      raw_size: number;
      offset: number;
    }[];
    const { folders } = await readStore(at(name));
    const items = folders.flatMap((one) => one.items);
    expect(items.length).toBe(index.length);
    const file = readFileSync(at(name));
    for (const [i, { raw_sha256: raw, raw_size: size, offset }] of index.entries()) {
      if (items[i]?.lfSha256 === raw || items[i]?.sha256 === raw) continue;
      // A few letters had both kinds of line ends before they were packed: these bytes, all ends made CRLF.
      const start = file.indexOf(10, offset) + 1;
      const stored = file.subarray(start, start + size);
      expect(sha256(stored), `${i}`).toBe(raw);
      expect(stored.includes(13), `${i}`).toBe(true);
      expect(sha256(toLf(stored)), `${i}`).toBe(items[i]?.lfSha256);
    }
  });

  // The reference counts "From " lines with a date after an empty line. Where that is not how many messages there are:
  const counted: Readonly<Record<string, number>> = {
    // Empty lines before the first postmark.
    'mbox/messageparser/newlines_at_beginning.txt': 1,
    // Postmarks without a date: "From 1844347792267117879@xxx", "From -", "From ".
    'mbox/mimekit-mbox/issue1189-summary.txt': 4,
    'mbox/mimekit-mbox/issue1189.mbox.txt': 4,
    'mbox/mimekit-mbox/unmunged.mbox.txt': 2,
    'mbox/ponymail/resources__pass__minimal.mbox': 1,
  };
  const others = lines.filter(
    ({ name, reference }) =>
      name.startsWith('mbox/') && !name.includes('spamassassin') && reference?.['from_lines_any'],
  );
  test.each(others.map(({ name, reference }) => [name, reference] as const))(
    '%s: as many as there are',
    async (name, reference) => {
      const { folders } = await readStore(at(name));
      const count = folders.reduce((sum, one) => sum + one.items.length, 0);
      expect(count).toBe(counted[name] ?? reference?.['from_lines_with_date']);
    },
  );
});
