import { open, readFile, rm, writeFile } from 'node:fs/promises';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  fill,
  ignore,
  never,
  sinkOptions,
  tempFolder,
  testFolder,
  testMessage,
  writeArchive,
  testKey,
} from '../../tests/support/archive.ts';
import { mailWith, PLAN_NAME, winmail } from '../../tests/support/winmail-mail.ts';
import { decodedPaths } from './decoded-entries.ts';
import { createArchiveSink, openArchive, verifyArchive } from './index.ts';

let folder = '';
beforeEach(async () => {
  folder = await tempFolder();
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const passphrase = { kind: 'passphrase' as const, passphrase: 'seven quiet wolves paint the river' };
const inbox = testFolder('INBOX');
const message = (uid: number, bytes: Buffer, streamed?: number): ReturnType<typeof testMessage> => ({
  ...testMessage(inbox, uid),
  bytes,
  ...(streamed ? { streamed } : {}),
});
const mail = [
  testMessage(inbox, 1),
  message(2, mailWith(winmail(), { subject: 'Whole' })),
  message(3, mailWith(winmail(), { subject: 'In pieces' }), 5000),
  message(4, mailWith(winmail(), { subject: 'Whole' })),
  testMessage(inbox, 5),
];
/** Of the second and the third; the fourth is the second again. */
const DECODED = 2 * 4;

const zipOptions = (changes: object = {}) =>
  sinkOptions(folder, { format: 'zip-aes256', protection: passphrase, decodeWinmail: true, ...changes });
/** Names are readable in this format. */
const namesIn = (zip: Buffer): string[] => {
  const names: string[] = [];
  for (let at = zip.indexOf('PK\x01\x02'); at >= 0; at = zip.indexOf('PK\x01\x02', at + 46)) {
    names.push(zip.toString('utf8', at + 46, at + 46 + zip.readUInt16LE(at + 28)));
  }
  return names.filter((name) => name.startsWith('malleposte/decoded/'));
};
const verify = async (file: string, key: typeof passphrase | typeof testKey) => {
  const reader = await openArchive(file, key, never);
  try {
    const messages = [...reader.messages({ kind: 'all' })].length;
    return { ...(await verifyArchive(reader, () => undefined, never)), distinct: messages };
  } finally {
    await reader.close();
  }
};

describe('an export that keeps what winmail.dat holds', () => {
  it.each([true, false])('stores it behind the message, verified with it (compress %s)', async (compress) => {
    const options = zipOptions({ compress });
    await writeArchive(options, mail);
    const names = namesIn(await readFile(options.path));
    expect(names).toHaveLength(DECODED);
    expect(new Set(names).size).toBe(DECODED);
    expect(names.filter((name) => name.endsWith(`/${PLAN_NAME}`))).toHaveLength(2);
    for (const name of names) {
      expect(name).toMatch(/^malleposte\/decoded\/[^/]+ \([0-9a-f]{8}\)\/[^/]+$/);
      expect(name.length).toBeLessThanOrEqual(200);
    }
    // Message identities, places and counts are those of the mail alone.
    expect(await verify(options.path, passphrase)).toMatchObject({
      intact: true,
      distinct: 4,
      verified: 4,
      places: 5,
      damaged: [],
    });
  });

  it('does so in every volume, and under age', async () => {
    const options = sinkOptions(folder, { decodeWinmail: true, volumeSizeBytes: 150_000 });
    await writeArchive(options, mail);
    const verification = await verify(options.path, testKey);
    expect(verification).toMatchObject({ intact: true, verified: 4, places: 5, damaged: [] });
    expect(verification.files.length).toBeGreaterThan(1);
  });

  it('names one that was changed', async () => {
    const options = zipOptions();
    await writeArchive(options, mail);
    const zip = await readFile(options.path);
    const [name = ''] = namesIn(zip).filter((one) => one.endsWith('.png'));
    const at = zip.indexOf(name) + Buffer.byteLength(name) + 60;
    const handle = await open(options.path, 'r+');
    await handle.write(Buffer.of(zip[at]! ^ 1), 0, 1, at);
    await handle.close();
    const { intact, damaged, verified } = await verify(options.path, passphrase);
    expect([intact, verified, damaged.map((entry) => entry.path)]).toEqual([false, 4, [name]]);
  });

  it('takes none for a message when the list is lost', async () => {
    const options = zipOptions();
    await writeArchive(options, mail);
    const zip = await readFile(options.path);
    await writeFile(options.path, zip.subarray(0, zip.indexOf('malleposte/manifest.jsonl') - 30));
    const reader = await openArchive(options.path, passphrase, never);
    const entries = [...reader.messages({ kind: 'all' })].map(({ entry }) => entry);
    await reader.close();
    expect(entries).toHaveLength(4);
    expect(entries.filter((entry) => entry.startsWith('malleposte/'))).toEqual([]);
    const { damaged, verified } = await verify(options.path, passphrase);
    expect(verified).toBe(4);
    expect(damaged.filter(({ path }) => path.startsWith('malleposte/'))).toEqual([]);
  });

  it('goes on after an interruption with the same wish only', async () => {
    const options = sinkOptions(folder, { decodeWinmail: true });
    const first = await createArchiveSink(options, ignore, never);
    await fill(first, mail.slice(0, 2));
    await first.suspend(never);
    await first.close();
    const other = { ...options, decodeWinmail: false };
    await expect(createArchiveSink(other, ignore, never)).rejects.toMatchObject({ code: 'archive.resume_differs' });
    const second = await createArchiveSink(options, ignore, never);
    expect(second.resumed).toBe(true);
    await fill(second, mail.slice(2));
    await second.finish(Buffer.from('{}'), never);
    expect(await second.verify(() => undefined, never)).toMatchObject({ verified: 5, damaged: [] });
    await second.complete();
    expect(await verify(options.path, testKey)).toMatchObject({ intact: true, distinct: 4, places: 5, damaged: [] });
  });

  it('keeps nothing extra unless it is asked', async () => {
    const options = zipOptions({ decodeWinmail: false });
    await writeArchive(options, mail);
    expect(namesIn(await readFile(options.path))).toEqual([]);
  });
});

describe('the names', () => {
  it('are short enough, below their message, and never equal', () => {
    const name = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 230 })
      .map((text) => text.replace(/[/\\]/g, '_'));
    fc.assert(
      fc.property(
        fc.string({ maxLength: 150 }),
        fc.uniqueArray(name, { maxLength: 8, selector: (one) => one.toLowerCase() }),
        (title, names) => {
          const entry = `a@b/INBOX/2026-11-21 ${title.replace(/[/\\]/g, '_')} (0123abcd).eml`;
          const paths = decodedPaths(entry, names);
          expect(new Set(paths.map((one) => one.toLowerCase())).size).toBe(names.length);
          for (const one of paths) {
            expect(one.length).toBeLessThanOrEqual(200);
            expect(one.split('/')).toHaveLength(4);
            expect(one).toContain('(0123abcd)/');
          }
        },
      ),
    );
  });
});
