import type * as NodeFs from 'node:fs/promises';
import { rm, readdir, stat, truncate, unlink } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import {
  fill,
  ignore,
  never,
  placesExpected,
  placesHeld,
  sinkOptions,
  tempFolder,
  testFolder,
  testKey,
  testMessage,
} from '../../tests/support/archive.ts';
import { checkTarget, createArchiveSink, openArchive, verifyArchive, type ArchiveSinkOptions } from './index.ts';

// Every change to the disk goes through these; after `steps` of them the process counts as gone: nothing works any more.
const disk = vi.hoisted(() => ({ steps: Infinity, code: 'EIO' }));
vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof NodeFs>();
  const step = (): void => {
    disk.steps -= 1;
    if (disk.steps < 0) throw Object.assign(new Error('gone'), { code: disk.code });
  };
  const counted =
    <A extends unknown[], R>(run: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      step();
      return run(...args);
    };
  return {
    ...real,
    rename: counted(real.rename),
    unlink: counted(real.unlink),
    rm: counted(real.rm),
    open: async (...args: Parameters<typeof real.open>) => {
      const handle = await real.open(...args);
      for (const name of ['write', 'sync', 'truncate'] as const) {
        const run = handle[name].bind(handle) as (...a: unknown[]) => Promise<unknown>;
        Object.assign(handle, { [name]: counted(run) });
      }
      return handle;
    },
  };
});

let folder = '';
let options: ArchiveSinkOptions;
const boxes = [testFolder('INBOX'), testFolder('Sent')];
const messages = boxes.flatMap((box) => Array.from({ length: 4 }, (_, at) => testMessage(box, at + 1, 20_000)));

beforeEach(async () => {
  folder = await tempFolder();
  options = sinkOptions(folder, { volumeSizeBytes: 50_000 });
});
afterEach(async () => {
  disk.steps = Infinity;
  disk.code = 'EIO';
  await rm(folder, { recursive: true, force: true });
});

async function exportAll(using = options): Promise<number> {
  const sink = await createArchiveSink(using, ignore, never);
  try {
    const given = await fill(sink, messages);
    await sink.finish(Buffer.from('{}'), never);
    const { damaged } = await sink.verify(() => undefined, never);
    expect(damaged).toEqual([]);
    await sink.complete();
    return given;
  } catch (error) {
    await sink.close().catch(() => undefined);
    throw error;
  }
}

async function expectWhole(): Promise<void> {
  const reader = await openArchive(options.path, testKey, never);
  expect(await placesHeld(reader)).toEqual(placesExpected(messages));
  expect((await verifyArchive(reader, () => undefined, never)).intact).toBe(true);
  await reader.close();
  const names = await readdir(folder);
  expect(names.filter((name) => !/^(journal|mail(\.\d+)?\.malle)$/.test(name))).toEqual([]);
}

test('lost at any step, the next run goes on: nothing missing, nothing doubled, nothing left behind', async () => {
  let kept = 0;
  for (let steps = 0; ; steps += steps < 20 ? 1 : 3) {
    disk.steps = steps;
    const finished = await exportAll().then(
      () => true,
      () => false,
    );
    disk.steps = Infinity;
    if (finished) break;
    // A run that died after its last step but before saying so leaves a finished archive: then there is no journal.
    const { resumable } = await checkTarget(options.path, options.journalDir);
    if (resumable || !(await stat(options.path).catch(() => null))) {
      const given = await exportAll();
      if (given < messages.length) kept += 1;
    }
    await expectWhole();
    for (const name of await readdir(folder)) await rm(path.join(folder, name), { recursive: true });
  }
  expect(kept).toBeGreaterThan(5);
  await expectWhole();
}, 120_000);

async function interrupted(using = options): Promise<void> {
  const sink = await createArchiveSink(using, ignore, never);
  await fill(sink, messages.slice(0, 6));
  await sink.suspend(never);
  await sink.close();
}

test('a pause keeps what was taken; the next run is told so', async () => {
  await interrupted();
  expect(await checkTarget(options.path, options.journalDir)).toEqual({ exists: true, resumable: true });
  const sink = await createArchiveSink(options, ignore, never);
  expect(sink.resumed).toBe(true);
  expect(await fill(sink, messages)).toBe(2);
  await sink.finish(Buffer.from('{}'), never);
  await sink.verify(() => undefined, never);
  await sink.complete();
  await expectWhole();
});

test('a volume that is gone or cut is read again', async () => {
  await interrupted();
  await truncate(path.join(folder, 'mail.002.malle'), 1000);
  expect(await exportAll()).toBeGreaterThan(2);
  await expectWhole();
});

test('a renumbered folder is read again, the others are not', async () => {
  await interrupted();
  const sink = await createArchiveSink(options, ignore, never);
  expect((await sink.open(testFolder('INBOX', '2'), never)) as Set<string>).toEqual(new Set());
  expect((await sink.open(testFolder('Sent'), never)).size).toBe(2);
  await sink.discard();
  expect(await readdir(folder)).toEqual(['journal']);
});

test('other choices are refused; a run that kept nothing binds nobody', async () => {
  const empty = await createArchiveSink(options, ignore, never);
  await empty.close();
  await interrupted({ ...options, compress: false });
  await expect(createArchiveSink(options, ignore, never)).rejects.toMatchObject({
    code: 'archive.resume_differs',
    params: { reason: 'compression' },
  });
});

test('a resumed passphrase must be the same one', async () => {
  const typed = { kind: 'passphrase' as const, passphrase: 'seven quiet wolves paint the river' };
  for (const format of ['malle', 'zip-aes256'] as const) {
    const mine = { ...sinkOptions(folder, { format }), protection: typed };
    await interrupted(mine);
    const other = { ...mine, protection: { ...typed, passphrase: 'another one' } };
    await expect(createArchiveSink(other, ignore, never)).rejects.toMatchObject({ code: 'archive.wrong_key' });
    expect(await exportAll(mine)).toBe(2);
  }
});

test('what exists is not touched, what is being written is not written twice', async () => {
  const sink = await createArchiveSink(options, ignore, never);
  await expect(createArchiveSink(options, ignore, never)).rejects.toMatchObject({ code: 'archive.in_use' });
  await sink.close();
  await exportAll();
  const before = await stat(options.path);
  await expect(createArchiveSink(options, ignore, never)).rejects.toMatchObject({ code: 'archive.exists' });
  await unlink(options.path);
  await expect(createArchiveSink(options, ignore, never)).rejects.toMatchObject({ code: 'archive.exists' });
  expect(before.size).toBeGreaterThan(0);
});

test('a full disk is said as such, and the run goes on when there is room', async () => {
  disk.code = 'ENOSPC';
  disk.steps = 24;
  await expect(exportAll()).rejects.toMatchObject({ code: 'disk.full' });
  disk.steps = Infinity;
  expect(await exportAll()).toBeLessThanOrEqual(messages.length);
  await expectWhole();
});

test('a recipient that is none is refused before anything is made', async () => {
  const bad = { ...options, protection: { kind: 'recipients' as const, recipients: ['age1nonsense'] } };
  await expect(createArchiveSink(bad, ignore, never)).rejects.toMatchObject({ code: 'usage.invalid' });
  expect(await readdir(folder)).toEqual([]);
});
