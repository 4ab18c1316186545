// What every Source must do, whatever it reads. Used by each kind of source in its own test file.
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { contentChunks, type Source, type TransferFolder } from '../../electron/transfer/index.ts';
import { fingerprint, fingerprintOf, sampleMail, type SampleFolder, type SampleLetter } from './sample.ts';

export interface MadeSource {
  readonly source: Source;
  close(): Promise<void>;
}

interface Read {
  readonly key: string;
  readonly sha256: string;
  readonly flags: readonly string[];
  readonly internalDate: number;
}

const signal = new AbortController().signal;

async function readFolder(source: Source, folder: TransferFolder, skip: (key: string) => boolean = () => false) {
  const read: Read[] = [];
  let listed: string[] | null = null;
  for await (const event of source.items(folder, skip, signal)) {
    expect(event.kind).not.toBe('failed');
    if (event.kind === 'listed') listed = [...event.keys];
    if (event.kind !== 'item') continue;
    if (!listed) throw new Error('an item came before the list');
    const { key, flags, internalDate, content, sha256: announced } = event.item;
    const hash = createHash('sha256');
    let size = 0;
    for await (const chunk of contentChunks(content)) {
      size += chunk.byteLength;
      hash.update(chunk);
    }
    const sha256 = hash.digest('hex');
    expect(content instanceof Uint8Array ? content.byteLength : content.sizeBytes).toBe(size);
    if (announced !== null) expect(announced).toBe(sha256);
    read.push({ key, sha256, flags, internalDate });
  }
  return { read, listed: listed ?? [] };
}

/**
 * `make` gets the mail that the source has to hold. `fit` is for a store that cannot keep everything: it turns a letter
 * into what the store can hold (flags it has no place for, header lines it writes). `folders`: what it can hold at all,
 * the inbox first.
 */
export function describeSource(
  name: string,
  make: (mail: readonly SampleFolder[]) => Promise<MadeSource>,
  fit: (letter: SampleLetter) => SampleLetter = (letter) => letter,
  folders: readonly SampleFolder[] = sampleMail,
): void {
  const mail = folders.map((folder) => ({ ...folder, letters: folder.letters.map(fit) }));
  describe(`source: ${name}`, () => {
    let made: MadeSource;
    let listed: TransferFolder[];
    beforeAll(async () => {
      made = await make(mail);
      listed = await made.source.folders(signal);
    });
    afterAll(() => made.close());

    const folderOf = ({ names }: SampleFolder): TransferFolder => {
      const found = listed.find((folder) => folder.names.join('\n') === names.join('\n'));
      if (!found) throw new Error(`no folder ${names.join(' / ')}`);
      return found;
    };

    test('every folder is listed with its names and its count, ids are unique', () => {
      for (const sample of mail) expect(folderOf(sample).messages).toBe(sample.letters.length);
      expect(new Set(listed.map(({ id }) => id)).size).toBe(listed.length);
      expect(folderOf(mail[0]!).role).toBe('inbox');
    });

    test('bytes, flags and dates are exact, each message comes once', async () => {
      for (const sample of mail) {
        const { read, listed: keys } = await readFolder(made.source, folderOf(sample));
        expect(fingerprint(read)).toEqual(fingerprintOf(sample));
        expect(read.map(({ key }) => key).sort()).toEqual([...new Set(keys)].sort());
      }
    });

    test('what is skipped does not come, but is listed; keys are stable', async () => {
      const folder = folderOf(mail[0]!);
      const all = await readFolder(made.source, folder);
      const known = new Set(all.read.filter((_, at) => at % 3 === 0).map(({ key }) => key));
      const rest = await readFolder(made.source, folder, (key) => known.has(key));
      expect(rest.listed.sort()).toEqual(all.listed.sort());
      const bySha = new Map(all.read.map(({ key, sha256 }) => [key, sha256]));
      expect(rest.read).toHaveLength(all.read.length - known.size);
      for (const { key, sha256 } of rest.read) {
        expect(known.has(key)).toBe(false);
        expect(bySha.get(key)).toBe(sha256);
      }
    });

    test('relist says what is there now', async () => {
      for (const sample of mail) {
        const folder = folderOf(sample);
        const now = await made.source.relist(folder, signal);
        expect(now?.keys.size).toBe(sample.letters.length);
        expect(now?.uidValidity).toBe(folder.uidValidity);
        for (const key of now?.keys ?? []) expect(now?.keys.has(key)).toBe(true);
        expect(now?.keys.has('no such key')).toBe(false);
      }
    });

    test('a reader may stop early and begin again', async () => {
      const folder = folderOf(mail[0]!);
      for await (const event of made.source.items(folder, () => false, signal)) if (event.kind === 'item') break;
      const { read } = await readFolder(made.source, folder);
      expect(read).toHaveLength(mail[0]!.letters.length);
    });

    test('a signal that fired stops it', async () => {
      const stop = new AbortController();
      let items = 0;
      const reading = (async () => {
        for await (const event of made.source.items(folderOf(mail[0]!), () => false, stop.signal)) {
          if (event.kind !== 'item') continue;
          items += 1;
          if (items === 2) stop.abort();
        }
      })();
      await expect(reading).rejects.toMatchObject({ code: 'cancelled' });
      expect(items).toBeLessThan(mail[0]!.letters.length);
    });
  });
}
