// A .partial.emlx has lost its attachments' bytes: Mail keeps them as files beside it, named after the part's number
// (Attachments/26426/2/data.bin). Here they are put back where they belong.
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { listEntries } from '../open-file.ts';

/** What a message is put together from, in order. */
export type Segment = Buffer | { readonly file: string; readonly sizeBytes: number; readonly coding: Coding };
export type Coding = 'base64' | 'plain';

export interface Rebuilt {
  readonly segments: readonly Segment[];
  /** Parts whose file is not there. */
  readonly missing: number;
}

/** Mail's mark on a part that was taken out. */
const MARK = /^x-apple-content-length[ \t]*:[^\r\n]*(?:\r\n|\n|\r)/im;
const MAX_DEPTH = 20;
const MAX_PARTS = 2000;

interface Gap {
  /** Where the part's header and body are in the message. */
  readonly from: number;
  readonly bodyFrom: number;
  readonly to: number;
  /** As IMAP numbers parts: 2, 1.2. */
  readonly number: string;
}

/** `folder` holds one folder for each part's number. Never throws for what is in the message; disk errors pass through. */
export async function rebuild(message: Buffer, folder: string): Promise<Rebuilt> {
  const text = message.toString('latin1');
  const gaps: Gap[] = [];
  findGaps(text, { from: 0, to: text.length, number: '' }, 0, gaps, { left: MAX_PARTS });
  const segments: Segment[] = [];
  let done = 0;
  let missing = 0;
  for (const gap of gaps) {
    const file = await fileOf(path.join(folder, gap.number));
    const header = text.slice(gap.from, gap.bodyFrom);
    if (!file) {
      missing += 1;
      continue;
    }
    const coding = codingOf(header);
    segments.push(message.subarray(done, gap.from), Buffer.from(codedHeader(header, coding), 'latin1'), {
      file: file.path,
      sizeBytes: file.sizeBytes,
      coding,
    });
    done = gap.to;
  }
  segments.push(message.subarray(done));
  return { segments: segments.filter((one) => !(one instanceof Buffer) || one.length > 0), missing };
}

interface Part {
  readonly from: number;
  readonly to: number;
  readonly number: string;
}

/** Walks the parts; those with Mail's mark and nothing in them are gaps. */
function findGaps(text: string, { from, to, number }: Part, depth: number, gaps: Gap[], parts: { left: number }): void {
  parts.left -= 1;
  if (depth > MAX_DEPTH || parts.left < 0) return;
  const bodyFrom = bodyStart(text, from, to);
  const header = text.slice(from, bodyFrom);
  const boundary = boundaryOf(header);
  if (boundary === null) {
    if (MARK.test(header) && text.slice(bodyFrom, to).trim() === '')
      gaps.push({ from, bodyFrom, to, number: number || '1' });
    return;
  }
  const below = (index: number): string => (number === '' ? `${index}` : `${number}.${index}`);
  // Not searched further than this part goes: a boundary that is not there would be looked for again and again.
  const own = text.slice(0, to);
  let part = 0;
  let start: number | null = null;
  for (let at = from === bodyFrom ? from : bodyFrom - 1; at < to && parts.left > 0;) {
    const found = own.indexOf(`--${boundary}`, at);
    if (found < 0) break;
    at = found + boundary.length + 2;
    if (found > from && !/[\r\n]/.test(text[found - 1] ?? '')) continue;
    const rest = /^(--)?[ \t]*(?:\r\n|\n|\r|$)/.exec(text.slice(at, at + 80));
    if (!rest) continue;
    if (start !== null) {
      part += 1;
      findGaps(text, { from: start, to: found, number: below(part) }, depth + 1, gaps, parts);
    }
    start = rest[1] === undefined ? at + rest[0].length : null;
    if (start === null) break;
  }
  if (start !== null) findGaps(text, { from: start, to, number: below(part + 1) }, depth + 1, gaps, parts);
}

function bodyStart(text: string, from: number, to: number): number {
  // A part may have no header at all: then it begins with an empty line.
  const part = text.slice(from, to);
  const first = /^(?:\r\n|\n|\r)/.exec(part);
  if (first) return from + first[0].length;
  const match = /\r\n\r\n|\n\n|\r\r/.exec(part);
  return match ? from + match.index + match[0].length : to;
}

function boundaryOf(header: string): string | null {
  const type = /^content-type[ \t]*:((?:[^\r\n]|(?:\r\n|\n|\r)[ \t])*)/im.exec(header)?.[1] ?? '';
  if (!/^\s*multipart\//i.test(type)) return null;
  const match = /;\s*boundary\s*=\s*(?:"([^"]{1,200})"|([^\s;"]{1,200}))/i.exec(type.replace(/[\r\n]+/g, ''));
  return match?.[1] ?? match?.[2] ?? null;
}

/** Only base64 can be made again from a file; text that was sent as it is stays so. */
const codingOf = (header: string): Coding =>
  /^content-transfer-encoding[ \t]*:[ \t]*(?:7bit|8bit|binary)[ \t]*$/im.test(header) ? 'plain' : 'base64';

function codedHeader(header: string, coding: Coding): string {
  const bare = header.replace(MARK, '');
  if (coding === 'plain') return bare;
  const coded = /^content-transfer-encoding[ \t]*:[^\r\n]*/im;
  if (coded.test(bare)) return bare.replace(coded, 'Content-Transfer-Encoding: base64');
  const newline = bare.includes('\r\n') ? '\r\n' : '\n';
  return `Content-Transfer-Encoding: base64${newline}${bare}`;
}

async function fileOf(folder: string): Promise<{ path: string; sizeBytes: number } | null> {
  const entries = await listEntries(folder).catch(() => []);
  const file = entries.find(({ isFolder, name }) => !isFolder && !name.startsWith('.'));
  if (!file) return null;
  const facts = await stat(file.path).catch(() => null);
  return facts ? { path: file.path, sizeBytes: facts.size } : null;
}
