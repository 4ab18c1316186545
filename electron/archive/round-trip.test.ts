import fc from 'fast-check';
import { readFile, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  fill,
  ignore,
  never,
  noise,
  placesExpected,
  placesHeld,
  readAll,
  sha256,
  sinkOptions,
  tempFolder,
  testFolder,
  testKey,
  testMessage,
  writeArchive,
  type TestMessage,
} from '../../tests/support/archive.ts';
import type { Report } from '../transfer/index.ts';
import { createArchiveSink, createArchiveSource, openArchive, verifyArchive } from './index.ts';

let folder = '';
beforeEach(async () => {
  folder = await tempFolder();
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const passphrase = { kind: 'passphrase' as const, passphrase: 'seven quiet wolves paint the river' };

const anyMessage = fc
  .record({
    box: fc.constantFrom('INBOX', 'Archives/2020', 'archives/2020', 'CON', 'Été/été. ', 'a:b', 'a_b', '日本/😀'),
    uid: fc.integer({ min: 1, max: 4_294_967_295 }),
    flags: fc.uniqueArray(fc.constantFrom('\\Seen', '\\Flagged', '$Work', 'été', '"odd"'), { maxLength: 3 }),
    internalDate: fc.integer({ min: -2e12, max: 5e12 }).map((ms) => Math.floor(ms / 1000) * 1000),
    subject: fc.string({ maxLength: 80, unit: 'binary' }),
    body: fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.nat(150_000).map((size) => new Uint8Array(noise(size, size))),
    ),
    streamed: fc.option(fc.integer({ min: 1, max: 70_000 }), { nil: undefined }),
  })
  .map(({ box, uid, flags, internalDate, subject, body, streamed }): TestMessage => {
    const bytes = Buffer.concat([Buffer.from(`Subject: ${subject}\r\n\r\n`), body]);
    const message = { folder: testFolder(box), key: String(uid), flags, internalDate, bytes };
    return streamed ? { ...message, streamed } : message;
  });

test.each(['malle', 'zip-aes256'] as const)('what is written is read back equal (%s)', async (format) => {
  let run = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(anyMessage, { maxLength: 12, selector: ({ folder: { path: box }, key }) => `${box} ${key}` }),
      fc.boolean(),
      fc.option(fc.integer({ min: 30_000, max: 300_000 }), { nil: null }),
      async (messages, compress, volumeSizeBytes) => {
        const protection = format === 'malle' ? undefined : { protection: passphrase };
        const options = sinkOptions(path.join(folder), { format, compress, volumeSizeBytes, ...protection });
        const target = path.join(folder, `${(run += 1)}${path.extname(options.path)}`);
        await writeArchive({ ...options, path: target }, messages);
        const reader = await openArchive(target, format === 'malle' ? testKey : passphrase, never);
        expect(reader.problems).toEqual([]);
        expect(await placesHeld(reader)).toEqual(placesExpected(messages));
        const names = [...reader.messages({ kind: 'all' })].map(({ entry }) => entry);
        expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(names.length);
        for (const name of names) expect(name.length).toBeLessThanOrEqual(200);
        const verification = await verifyArchive(reader, () => undefined, never);
        expect(verification).toMatchObject({ intact: true, damaged: [], places: messages.length });
        await reader.close();
      },
    ),
    { numRuns: format === 'malle' ? 15 : 8 },
  );
});

test('a message in several folders is stored once and every place is recorded', async () => {
  const same = testMessage(testFolder('INBOX'), 1, 5000);
  const messages = [same, { ...same, folder: testFolder('All Mail'), key: '77' }, { ...same, key: '2' }];
  const saved: string[] = [];
  const report: Report = (where, key, outcome) => saved.push(`${where.path} ${key} ${outcome.kind}`);
  const sink = await createArchiveSink(sinkOptions(folder), report, never);
  await fill(sink, messages);
  expect(sink.counts()).toMatchObject({ messages: 1, places: 3 });
  await sink.finish(Buffer.from('{}'), never);
  const verification = await sink.verify(() => undefined, never);
  expect(verification.verified).toBe(3);
  expect(Object.fromEntries(verification.folders)).toEqual({
    'claire@example.org/INBOX': 2,
    'claire@example.org/All Mail': 1,
  });
  await sink.complete();
  expect(saved.sort()).toEqual(['All Mail 77 saved', 'INBOX 1 saved', 'INBOX 2 saved']);
  const reader = await openArchive(path.join(folder, 'mail.malle'), testKey, never);
  expect(reader.summary).toMatchObject({ messages: 1, places: 3 });
  expect(await placesHeld(reader)).toEqual(placesExpected(messages));
  await reader.close();
});

test('volumes open by any of their files, and each holds its own manifest', async () => {
  const inbox = testFolder('INBOX');
  const messages = Array.from({ length: 12 }, (_, at) => testMessage(inbox, at + 1, 30_000));
  const steps: string[] = [];
  const onVolume = (step: string, file: string): unknown => steps.push(`${path.basename(file)} ${step}`);
  await writeArchive(sinkOptions(folder, { volumeSizeBytes: 100_000, onVolume }), messages);
  const files = (await readdir(folder)).filter((name) => name.endsWith('.malle')).sort();
  expect(files.length).toBeGreaterThan(3);
  expect(files).toContain('mail.malle');
  expect(steps.sort()).toEqual(files.flatMap((file) => [`${file} sealed`, `${file} verified`]));
  for (const file of files) {
    const reader = await openArchive(path.join(folder, file), testKey, never);
    expect(await placesHeld(reader)).toEqual(placesExpected(messages));
    expect(reader.summary.files.map((each) => path.basename(each.path)).sort()).toEqual(files);
    await reader.close();
  }
  // A whole volume is missing: the rest stays usable, and it is named.
  await rm(path.join(folder, 'mail.002.malle'));
  const reader = await openArchive(path.join(folder, 'mail.malle'), testKey, never);
  expect(reader.problems.map(({ code, params }) => [code, path.basename(String(params.path))])).toEqual([
    ['archive.volume_missing', 'mail.002.malle'],
  ]);
  const lost = [...reader.messages({ kind: 'all' })].filter(({ file }) => file === 2);
  expect(lost.length).toBeGreaterThan(0);
  await expect(reader.read(lost[0]!)).rejects.toMatchObject({ code: 'archive.volume_missing' });
  const verification = await verifyArchive(reader, () => undefined, never);
  expect(verification).toMatchObject({ intact: false, verified: messages.length - lost.length, damaged: [] });
  expect(verification.lost).toEqual(lost);
  expect(verification.lostCount).toBe(lost.length);
  await reader.close();
  // The last one too: the others' own manifests are joined.
  await rm(path.join(folder, files.filter((name) => name !== 'mail.malle').at(-1)!));
  const joined = await openArchive(path.join(folder, 'mail.003.malle'), testKey, never);
  expect(joined.problems.map(({ code }) => code)).toContain('archive.volume_missing');
  // Which messages were in it, only the missing one could say.
  expect((await verifyArchive(joined, () => undefined, never)).lostCount).toBeNull();
  expect((await placesHeld(joined)).length).toBeGreaterThan(5);
  await joined.close();
});

test('a renumbered folder counts once, and its first reading leaves no place behind', async () => {
  const first = testFolder('INBOX', '1');
  const messages = [1, 2, 3].map((uid) => testMessage(first, uid));
  const sink = await createArchiveSink(sinkOptions(folder), ignore, never);
  await fill(sink, messages);
  await sink.restart(first, '2');
  const again = [testMessage(first, 2), testMessage(first, 9)].map((message, at) => ({
    ...message,
    key: `${at + 50}`,
  }));
  for (const { key, flags, internalDate, bytes } of again) {
    await sink.take(first, { key, flags, internalDate, sha256: null, content: bytes }, never);
  }
  await sink.finish(Buffer.from('{}'), never);
  expect((await sink.verify(() => undefined, never)).verified).toBe(2);
  await sink.complete();
  const reader = await openArchive(path.join(folder, 'mail.malle'), testKey, never);
  expect(await placesHeld(reader)).toEqual(placesExpected(again));
  expect(reader.folders.map(({ uidValidity }) => uidValidity)).toEqual(['2']);
  expect((await verifyArchive(reader, () => undefined, never)).intact).toBe(true);
  await reader.close();
});

test('a stream that breaks off is refused alone; nothing plain reaches the disk meanwhile', async () => {
  const inbox = testFolder('INBOX');
  const outcomes: string[] = [];
  const report: Report = (_, key, outcome) => outcomes.push(`${key} ${outcome.kind}`);
  const sink = await createArchiveSink(sinkOptions(folder, { compress: false }), report, never);
  await sink.open(inbox, never);
  const { AppError } = await import('../contract/errors.ts');
  const item = { flags: [], internalDate: 0, sha256: null };
  let seen = '';
  async function* breaking(): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < 40; at += 1) yield Buffer.from('the quick brown fox '.repeat(20_000));
    for (const name of await readdir(folder)) {
      if (!name.startsWith('journal')) seen += (await readFile(path.join(folder, name))).includes('brown') ? name : '';
    }
    throw new AppError('message.unreadable', { reason: 'NO' });
  }
  await sink.take(inbox, { ...item, key: '1', content: { sizeBytes: 99, chunks: breaking } }, never);
  await sink.take(inbox, { ...item, key: '2', content: Buffer.from('Subject: x\r\n\r\n') }, never);
  await sink.finish(Buffer.from('{}'), never);
  expect((await sink.verify(() => undefined, never)).damaged).toEqual([]);
  await sink.complete();
  expect([outcomes, seen]).toEqual([['1 refused', '2 saved'], '']);
  expect((await readdir(folder)).sort()).toEqual(['journal', 'mail.malle']);
});

test('an archive as a source: chosen folders, chosen messages, their bytes', async () => {
  const messages = [1, 2].flatMap((uid) => ['A', 'B'].map((box) => testMessage(testFolder(box), uid + box.length)));
  await writeArchive(sinkOptions(folder), messages);
  const reader = await openArchive(path.join(folder, 'mail.malle'), testKey, never);
  const one = [...reader.messages({ kind: 'all' })][1]!;
  const choices = [
    createArchiveSource(reader, { kind: 'all' }),
    createArchiveSource(reader, { kind: 'folders', folderIds: ['claire@example.org/B'] }),
    createArchiveSource(reader, { kind: 'messages', messageIds: [one.sha256] }),
  ];
  const counts: string[][] = [];
  for (const source of choices) {
    const got: string[] = [];
    for (const from of await source.folders(never)) {
      for await (const event of source.items(from, () => false, never)) {
        if (event.kind !== 'item') continue;
        got.push(`${from.path} ${sha256(await readAll(event.item.content))}`);
        expect(event.item.sha256).toBe(got.at(-1)?.slice(2));
      }
    }
    counts.push(got);
  }
  expect(counts.map((got) => got.length)).toEqual([4, 2, 1]);
  expect(counts[2]?.[0]).toContain(one.sha256);
  const page = reader.list({ folderId: null, text: 'MULLER b', offset: 0, limit: 1 });
  expect([page.total, page.rows[0]?.folder.path]).toEqual([2, 'B']);
  await reader.close();
});
