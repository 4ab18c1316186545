// Files of refused messages: inside the folder whatever they are called, never over another, never half of one.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { AppError } from '../contract/errors.ts';
import type { Content, Outcome, TransferFolder } from '../transfer/index.ts';
import { createEmlFolder } from './eml-folder.ts';

const signal = new AbortController().signal;
let parent: string;
beforeEach(() => {
  parent = mkdtempSync(path.join(tmpdir(), 'malleposte-eml-'));
});
afterEach(() => rmSync(parent, { recursive: true }));

const folder = (...names: string[]): TransferFolder => ({
  id: names.join('/'),
  account: '../../up',
  names,
  path: names.join('/'),
  role: null,
  messages: 1,
  sizeBytes: null,
  uidValidity: null,
  separator: '/',
});

async function save(content: Content, names = ['INBOX']): Promise<Outcome> {
  const told: Outcome[] = [];
  const sink = createEmlFolder(path.join(parent, 'out'), (_, __, outcome) => told.push(outcome));
  const item = { key: '1', flags: [], internalDate: Date.UTC(2015, 5, 4), sha256: null, content };
  await sink.take(folder(...names), item, signal);
  expect(told).toHaveLength(1);
  return told[0]!;
}

const files = (): string[] =>
  readdirSync(parent, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(path.relative(parent, entry.parentPath), entry.name));
const letter = (subject: string): Buffer => Buffer.from(`Subject: ${subject}\r\n\r\ntext\r\n`);

test.each(['../../../etc/passwd', 'CON', 'a\\b:c*d', '', '\u202Egnp.exe'])('a subject like %j', async (subject) => {
  const bytes = letter(subject);
  expect(await save(bytes, ['..', '.', 'C:\\', subject])).toMatchObject({ kind: 'saved', sizeBytes: bytes.length });
  expect(files()).toHaveLength(1);
  expect(files()[0]).toMatch(/^out[\\/].*\.eml$/);
  expect(readFileSync(path.join(parent, files()[0]!)).equals(bytes)).toBe(true);
  expect(readdirSync(parent)).toEqual(['out']);
});

test('the same message is there already; another file of its name stays', async () => {
  const bytes = letter('Bonjour');
  expect((await save(bytes)).kind).toBe('saved');
  expect((await save(bytes)).kind).toBe('already');
  const [first = ''] = files();
  writeFileSync(path.join(parent, first), 'somebody else’s');
  expect((await save(bytes)).kind).toBe('saved');
  expect((await save(bytes)).kind).toBe('already');
  expect(files()).toHaveLength(2);
  expect(readFileSync(path.join(parent, first), 'utf8')).toBe('somebody else’s');
});

test('a message that breaks off leaves no file', async () => {
  const content: Content = {
    sizeBytes: 100,
    // eslint-disable-next-line @typescript-eslint/require-await -- the shape of a stream
    async *chunks() {
      yield letter('Half');
      throw new AppError('migrate.message_unreadable', { reason: 'file_changed' });
    },
  };
  expect(await save(content)).toMatchObject({ kind: 'refused', heading: { subject: 'Half' } });
  expect(files()).toEqual([]);
});

test('a folder that cannot be written ends the run', async () => {
  writeFileSync(path.join(parent, 'out'), 'a file');
  await expect(save(letter('x'))).rejects.toMatchObject({ code: expect.stringMatching(/^disk\./) as string });
  expect(files()).toEqual(['out']);
});
