// What Debian's `tnef` and `ytnef` take out of a corpus of TNEF files, against what the decoder takes out. The corpus is not
// part of this repository: CORPUS names the folder that holds it, with its expected.jsonl.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readMessage } from '../../electron/mime/index.ts';
import { decodeTnef, isTnef, type TnefMessage } from '../../electron/tnef/index.ts';

interface Extracted {
  readonly name: string;
  readonly size: number;
  readonly sha256: string;
}
interface Tool {
  readonly exit?: number | string;
  readonly extract_exit?: number | string;
  readonly extracted?: readonly Extracted[];
  readonly extracted_ignoring_checksum?: readonly Extracted[];
}
interface Tools {
  readonly tnef?: Tool;
  readonly ytnef?: Tool;
  readonly payload_sha256?: string;
}
interface Line {
  readonly name: string;
  readonly reference?: Tools & { readonly tnef_parts?: readonly Tools[] };
}

const sha256 = (...pieces: readonly Uint8Array[]): string => {
  const hash = createHash('sha256');
  for (const piece of pieces) hash.update(piece);
  return hash.digest('hex');
};

/** [MS-OXTNEF] 2.1.3.4: `tnef` leaves the interface identifier in front of an object's bytes. */
const IIDS = ['07030200', '0b000000'].map((start) => Buffer.from(`${start}00000000c000000000000046`, 'hex'));

function* files(message: TnefMessage): Generator<Uint8Array> {
  for (const attachment of message.attachments) {
    yield attachment.bytes;
    if (attachment.message) yield* files(attachment.message);
  }
}

function* messages(message: TnefMessage): Generator<TnefMessage> {
  yield message;
  for (const attachment of message.attachments) if (attachment.message) yield* messages(attachment.message);
}

interface Tally {
  streams: number;
  decoded: number;
  refused: number;
  attachments: number;
  equal: number;
  withIid: number;
  bodies: number;
  items: number;
  crashes: number;
  readonly unexplained: string[];
}

/** What the tools write beside attachments: the text, and what they make of a meeting, a task or a contact. */
const isBody = (name: string, tool: string): boolean =>
  /^message\.(rtf|html|txt)$/.test(name) || (tool === 'ytnef' && name.endsWith('.rtf'));
const isItem = (name: string, tool: string): boolean => tool === 'ytnef' && /\.(ics|vcf)$/.test(name);

function judge(label: string, bytes: Uint8Array, tools: Tools, tally: Tally): void {
  tally.streams += 1;
  const message = decodeTnef(bytes);
  if (message) tally.decoded += 1;
  else tally.refused += 1;
  expect(message !== null, label).toBe(isTnef(bytes));
  const found = message ? [...files(message)] : [];
  const sums = new Set(found.map((each) => sha256(each)));
  const sumsWithIid = new Set(IIDS.flatMap((iid) => found.map((each) => sha256(iid, each))));
  const hasBody = message !== null && [...messages(message)].some((each) => each.body.source !== 'none');
  const hasItem = message !== null && [...messages(message)].some((each) => each.calendar ?? each.contact);
  const exits = [tools.tnef?.extract_exit, tools.ytnef?.exit];
  if (exits.some((exit) => exit === 'timeout' || (typeof exit === 'number' && exit < 0))) tally.crashes += 1;
  for (const tool of ['tnef', 'ytnef'] as const) {
    const extracted = [...(tools[tool]?.extracted ?? []), ...(tools[tool]?.extracted_ignoring_checksum ?? [])];
    for (const file of extracted) {
      if (sums.has(file.sha256)) {
        tally.attachments += 1;
        tally.equal += 1;
      } else if (isBody(file.name, tool) && (hasBody || file.size === 0)) tally.bodies += 1;
      else if (isItem(file.name, tool) && hasItem) tally.items += 1;
      else {
        tally.attachments += 1;
        if (sumsWithIid.has(file.sha256)) tally.withIid += 1;
        else tally.unexplained.push(`${label} ${tool} ${file.name} ${file.size}`);
      }
    }
  }
}

const corpus = process.env['CORPUS'];

describe.skipIf(!corpus)('TNEF files of a corpus (CORPUS is not set)', () => {
  it('yield every attachment that other tools extract', async () => {
    const root = corpus ?? '';
    const lines = readFileSync(path.join(root, 'expected.jsonl'), 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('{"name": "tnef/'))
      .map((line) => JSON.parse(line) as Line)
      .filter((line) => line.reference);
    const tally: Tally = {
      streams: 0,
      decoded: 0,
      refused: 0,
      attachments: 0,
      equal: 0,
      withIid: 0,
      bodies: 0,
      items: 0,
      crashes: 0,
      unexplained: [],
    };
    for (const { name, reference = {} } of lines) {
      const bytes = readFileSync(path.join(root, name));
      if (!reference.tnef_parts) {
        judge(name, bytes, reference, tally);
        continue;
      }
      const parts = (await readMessage(bytes)).attachments.map((part) => part.content());
      for (const tools of reference.tnef_parts) {
        const part = parts.find((each) => sha256(each) === tools.payload_sha256);
        expect(part, `${name}: the part`).toBeDefined();
        if (part) judge(name, part, tools, tally);
      }
    }
    console.log(`${lines.length} files: ${JSON.stringify(tally)}`);
    expect(tally.streams).toBeGreaterThan(40);
    expect(tally.unexplained).toEqual([]);
  }, 300_000);
});
