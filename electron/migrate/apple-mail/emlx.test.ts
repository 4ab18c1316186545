import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { accountName } from './account-name.ts';
import { readEmlx } from './emlx.ts';
import { rebuild } from './partial.ts';
import { rebuiltContent } from './rebuilt-content.ts';

const signal = new AbortController().signal;
const message = 'Subject: x\n\nbody\n';
const list = (flags: number): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<plist version="1.0">\n<dict>\n\t<key>date-received</key>\n\t<integer>1030000000</integer>\n\t<key>flags</key>\n\t<integer>${flags}</integer>\n</dict>\n</plist>\n`;
const parts = (text: string): { text: string; flags: readonly string[]; receivedMs: number | null } => {
  const bytes = Buffer.from(text);
  const { from, to, flags, receivedMs } = readEmlx(bytes, bytes, bytes.length);
  return { text: bytes.toString('utf8', from, to), flags, receivedMs };
};

test('message, flags and date', () => {
  const good = { text: message, receivedMs: 1_030_000_000_000 };
  expect(parts(`${message.length}     \n${message}${list(1 + 4 + 16)}`)).toEqual({
    ...good,
    flags: ['\\Seen', '\\Answered', '\\Flagged'],
  });
  // More than 32 bits, as newer versions write them.
  expect(parts(`${message.length}\n${message}${list(8_623_489_089)}`).flags).toContain('\\Seen');
});

test('a wrong or missing length, no list, a list in the text', () => {
  for (const length of ['3\n', '999999\n', '', '99999999999999999999\n'])
    expect(parts(`${length}${message}${list(1)}`)).toMatchObject({
      text: length.length > 15 ? `${length}${message}` : message,
      flags: ['\\Seen'],
    });
  expect(parts(`${message.length}\n${message}`)).toEqual({ text: message, flags: [], receivedMs: null });
  const quoting = `Subject: x\n\n${list(4)}after\n`;
  expect(parts(`${quoting.length}\n${quoting}${list(1)}`)).toMatchObject({ text: quoting, flags: ['\\Seen'] });
  expect(parts('')).toEqual({ text: '', flags: [], receivedMs: null });
});

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'emlx-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('attachments are put back where they were, also in parts of parts', async () => {
  const put = (number: string, name: string, bytes: Buffer): void => {
    mkdirSync(path.join(folder, number), { recursive: true });
    writeFileSync(path.join(folder, number, name), bytes);
  };
  const large = Buffer.alloc(3_000_000, 'attachment');
  put('2.1', 'a.bin', Buffer.from('first'));
  put('2.2', 'b.txt', Buffer.from('plain text'));
  put('3', 'c.bin', large);
  const gone = (coding: string): string =>
    `Content-Type: application/octet-stream\n${coding}X-Apple-Content-Length: 5\n\n`;
  const text = [
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed;',
    '\tboundary="a b"',
    '',
    'preamble',
    '--a b',
    'Content-Type: text/plain',
    '',
    'text',
    '--a b',
    'Content-Type: multipart/related; boundary=inner',
    '',
    '--inner',
    `${gone('Content-Transfer-Encoding: base64\n')}--inner`,
    `${gone('Content-Transfer-Encoding: 7bit\n')}--inner--`,
    '--a b',
    `${gone('')}--a b`,
    `${gone('Content-Transfer-Encoding: base64\n')}--a b--`,
    '',
  ].join('\n');
  const { segments, missing } = await rebuild(Buffer.from(text), folder);
  expect(missing).toBe(1);
  const { content, sha256 } = await rebuiltContent(segments, signal);
  if (content instanceof Uint8Array) throw new Error('a large message comes as a stream');
  const pieces: Uint8Array[] = [];
  for await (const piece of content.chunks()) pieces.push(Buffer.from(piece));
  const bytes = Buffer.concat(pieces);
  expect(bytes.length).toBe(content.sizeBytes);
  expect(sha256).toMatch(/^[0-9a-f]{64}$/);
  const out = bytes.toString('latin1');
  const between = out.split(/--inner(?:--)?\r\n|--a b(?:--)?\r\n/);
  expect(between[3]).toBe(
    'Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n\r\nZmlyc3Q=\r\n',
  );
  expect(between[4]).toContain('Content-Transfer-Encoding: 7bit\r\n\r\nplain text\r\n');
  const coded = (between[6] ?? '').split('\r\n\r\n')[1] ?? '';
  expect(Buffer.from(coded, 'base64').equals(large)).toBe(true);
  expect(coded.split('\r\n').every((one) => one.length <= 76)).toBe(true);
  // The one whose file is missing stays as it was.
  expect(between[7]).toContain('X-Apple-Content-Length: 5');
});

test('parts nested without end, boundaries without end', async () => {
  let text = 'X: 1\n';
  for (let depth = 0; depth < 500; depth += 1)
    text += `Content-Type: multipart/mixed; boundary=b${depth}\n\n--b${depth}\n`;
  expect((await rebuild(Buffer.from(text), folder)).segments).toHaveLength(1);
  const many = `Content-Type: multipart/mixed; boundary=b\n\n${'--b\nX-Apple-Content-Length: 1\n\n'.repeat(20_000)}`;
  expect(
    Buffer.concat((await rebuild(Buffer.from(many), path.join(folder, 'none'))).segments as Buffer[]).toString(),
  ).toBe(many);
});

test('names of accounts', () => {
  expect(accountName('/V2/IMAP-claire@example.org@imap.example.org')).toBe('claire@example.org');
  expect(accountName('/V2/POP-claire@pop.example.org')).toBe('claire@pop.example.org');
  expect(accountName('/V2/Mailboxes')).toBe('On My Mac');
  expect(accountName('/V10/FB6511C9-B3F4-56F4-7F7D-8ED743851A0B')).toBe('FB6511C9');
});
