import { appendFile, copyFile, open, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Encrypter } from 'age-encryption';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  never,
  placesHeld,
  sinkOptions,
  tempFolder,
  testFolder,
  testKey,
  testMessage,
  testRecipient,
  writeArchive,
} from '../../tests/support/archive.ts';
import { flipTest } from '../../tests/support/flip-archive.ts';
import type { Protection } from '../contract/archive.ts';
import { AppError } from '../contract/errors.ts';
import type { ArchiveKey } from '../contract/jobs.ts';
import { openArchive, verifyArchive, type ArchiveVerification } from './index.ts';

const passphrase: ArchiveKey = { kind: 'passphrase', passphrase: 'seven quiet wolves paint the river' };
const messages = ['INBOX', 'Été/2020'].flatMap((box) =>
  Array.from({ length: 10 }, (_, at) => testMessage(testFolder(box), at + 1, 40_000)),
);
let folder = '';
let malle = '';
let zip = '';
let size = 0;

beforeAll(async () => {
  folder = await tempFolder();
  malle = path.join(folder, 'mail.malle');
  zip = path.join(folder, 'mail.zip');
  await writeArchive(sinkOptions(folder), messages);
  await writeArchive(sinkOptions(folder, { format: 'zip-aes256', protection: passphrase as Protection }), messages);
  size = (await stat(malle)).size;
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const noFailure = { unnoticed: [], crashes: [] };

test('a changed byte anywhere is reported, and only what it touches is lost (malle)', async () => {
  const first = await flipTest(malle, testKey, 40, 1);
  expect(first).toMatchObject({ flips: 40, ...noFailure });
  // One 64 KiB chunk holds parts of at most three of these messages.
  expect(first.fewestVerified).toBeGreaterThanOrEqual(messages.length - 3);
  const head = Array.from({ length: 14 }, (_, at) => at * 19);
  const end = Array.from({ length: 14 }, (_, at) => size - 1 - at * 9);
  expect(await flipTest(malle, testKey, 0, 2, [...head, ...end])).toMatchObject({ flips: 28, ...noFailure });
});

test('a changed byte anywhere is reported (zip-aes256)', async () => {
  // Few entries: each costs a thousand rounds of its key derivation, every time.
  const few = path.join(folder, 'few.zip');
  const protection = passphrase as Protection;
  const options = { ...sinkOptions(folder, { format: 'zip-aes256', protection }), path: few };
  await writeArchive(options, messages.slice(0, 2));
  const { size: bytes } = await stat(few);
  expect(await flipTest(few, passphrase, 30, 3)).toMatchObject({ flips: 30, ...noFailure });
  // Headers at the start, the central directory and the end record: every field.
  const edges = [
    ...Array.from({ length: 40 }, (_, at) => at),
    ...Array.from({ length: 100 }, (_, at) => bytes - 1 - at),
  ];
  expect(await flipTest(few, passphrase, 0, 4, edges)).toMatchObject({ flips: 140, ...noFailure });
});

async function verifyCopy(
  from: string,
  key: ArchiveKey,
  change: (file: string) => Promise<void>,
): Promise<ArchiveVerification | string> {
  const copy = path.join(folder, `copy${path.extname(from)}`);
  await copyFile(from, copy);
  await change(copy);
  try {
    const reader = await openArchive(copy, key, never);
    try {
      return await verifyArchive(reader, () => undefined, never);
    } finally {
      await reader.close();
    }
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
}

test.each(['malle', 'zip'])(
  'cut anywhere, it is said, and complete messages before the cut are read (%s)',
  async (kind) => {
    const [file, key] = kind === 'malle' ? [malle, testKey] : [zip, passphrase];
    const whole = (await stat(file)).size;
    for (let cut = 0; cut < whole; cut += Math.ceil(whole / 11)) {
      const result = await verifyCopy(file, key, (copy) => truncate(copy, cut));
      if (typeof result === 'string') {
        expect(['archive.truncated', 'archive.damaged', 'archive.not_an_archive']).toContain(result);
        expect(cut).toBeLessThan(60_000);
        continue;
      }
      expect(result.intact).toBe(false);
      expect(result.damaged.map(({ error }) => error.code)).toContain('archive.truncated');
      // A message is 40 kB, a chunk 64 KiB.
      expect(result.verified).toBeGreaterThanOrEqual(Math.floor((cut - 66_000) / 41_000));
    }
    // Exactly between two chunks, where each of them is sound.
    if (kind === 'malle') {
      const header = (await readFile(file)).indexOf('\n', (await readFile(file)).indexOf('\n--- ') + 1) + 1;
      const result = await verifyCopy(file, key, (copy) => truncate(copy, header + 16 + 5 * 65_552));
      expect(result).toMatchObject({ intact: false });
    }
  },
);

test('bytes behind the end are noticed too', async () => {
  for (const [file, key] of [
    [malle, testKey],
    [zip, passphrase],
  ] as const) {
    const result = await verifyCopy(file, key, (copy) => appendFile(copy, 'x'));
    expect(typeof result === 'string' || !result.intact).toBe(true);
  }
});

test('without manifest and central directory the messages are found by themselves', async () => {
  const result = await verifyCopy(malle, testKey, async (copy) => {
    // The last two chunks hold both.
    const handle = await open(copy, 'r+');
    await handle.write(Buffer.alloc(80_000), 0, 80_000, size - 80_000);
    await handle.close();
  });
  expect(result).toMatchObject({ intact: false });
  const reader = await openArchive(path.join(folder, 'copy.malle'), testKey, never);
  expect(reader.problems.map(({ code }) => code)).not.toEqual([]);
  expect((await placesHeld(reader)).length).toBeGreaterThanOrEqual(messages.length - 3);
  expect(reader.folders.map(({ account, names }) => [account, ...names].join('/'))).toEqual([
    'claire@example.org/INBOX',
    'claire@example.org/Été/2020',
  ]);
  await reader.close();
});

test('the wrong key, no archive, an archive of a newer version', async () => {
  const code = async (file: string, key: ArchiveKey): Promise<string> =>
    openArchive(file, key, never).then(
      () => 'opened',
      (error: unknown) => (error instanceof AppError ? error.code : String(error)),
    );
  const other: ArchiveKey = {
    kind: 'identity',
    identity: '# created by age\nAGE-SECRET-KEY-1GQ9778VQXMMJVE8SK7J6VT8UJ4HDQAJUVSFCWCM02D8GEWQ72PVQ2Y5J33',
  };
  expect(await code(malle, other)).toBe('archive.wrong_key');
  expect(await code(malle, passphrase)).toBe('archive.wrong_key');
  expect(await code(zip, { kind: 'passphrase', passphrase: 'wrong' })).toBe('archive.wrong_key');
  expect(await code(zip, testKey)).toBe('archive.wrong_key');

  const text = path.join(folder, 'text.malle');
  await writeFile(text, 'Dear diary\n'.repeat(100));
  expect(await code(text, testKey)).toBe('archive.not_an_archive');
  await writeFile(text, '');
  expect(await code(text, testKey)).toBe('archive.truncated');
  await writeFile(text, 'age-encryption.org/v2\n-> X25519 abc\n');
  expect(await code(text, testKey)).toBe('archive.newer_format');
  expect(await code(path.join(folder, 'absent.malle'), testKey)).toBe('disk.not_found');

  const encrypter = new Encrypter();
  encrypter.addRecipient(testRecipient);
  await writeFile(text, await encrypter.encrypt('age, but no archive'));
  expect(await code(text, testKey)).toBe('archive.not_an_archive');
});

test('a format version this program does not know is refused, not guessed', async () => {
  const { ExportVolume } = await import('./export-volume.ts');
  const target = path.join(folder, 'newer.malle');
  const volume = await ExportVolume.create(1, target, sinkOptions(folder), 0, null);
  const header = { type: 'archive', format: 'malleposte-archive', version: 2, archiveId: 'x', createdAt: 0, volume: 1 };
  // eslint-disable-next-line @typescript-eslint/require-await -- a generator that yields what it has
  async function* lines(): AsyncGenerator<string> {
    yield `${JSON.stringify({ ...header, last: true, generator: 'later', accounts: [] })}\n`;
  }
  await volume.addManifest(lines());
  await volume.seal();
  await expect(openArchive(target, testKey, never)).rejects.toMatchObject({
    code: 'archive.newer_format',
    params: { version: 2 },
  });
});
