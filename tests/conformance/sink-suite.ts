// What every Sink must do, wherever the mail goes. Used by each kind of sink in its own test file.
import { afterEach, describe, expect, test } from 'vitest';
import { AppError } from '../../electron/contract/errors.ts';
import type { Content, Outcome, Report, Sink, TransferFolder, TransferItem } from '../../electron/transfer/index.ts';
import { fingerprint, fingerprintOf, sampleMail, sha256, type SampleFolder, type SampleLetter } from './sample.ts';

export interface MadeSink {
  readonly sink: Sink;
  /** What a folder of the target holds in the end; may close or finish the sink first. */
  read(folder: TransferFolder): Promise<{ sha256: string; flags: readonly string[]; internalDate: number }[]>;
  close(): Promise<void>;
}

const signal = new AbortController().signal;

const folderOf = ({ names, letters }: SampleFolder): TransferFolder => ({
  id: names.join('/'),
  account: 'from@example.test',
  names,
  path: names.join('/'),
  role: names[0] === 'INBOX' ? 'inbox' : null,
  messages: letters.length,
  sizeBytes: null,
  uidValidity: '5',
  separator: '/',
});

async function* pieces(bytes: Buffer, failure: Error | null): AsyncGenerator<Uint8Array, void, undefined> {
  for (let at = 0; at < bytes.length; at += 100_000) {
    await Promise.resolve();
    yield bytes.subarray(at, at + 100_000);
    if (failure) throw failure;
  }
}
const streamOf = (bytes: Buffer, failure: Error | null = null): Content => ({
  sizeBytes: bytes.length,
  chunks: () => pieces(bytes, failure),
});

/** `knows`: the source says the hash beforehand, as an archive does; a mailbox does not. */
const itemOf = (
  key: number,
  { bytes, flags, date }: SampleLetter,
  knows: boolean,
  content?: Content,
): TransferItem => ({
  key: String(key),
  flags,
  internalDate: date * 1000,
  sha256: knows ? sha256(bytes) : null,
  content: content ?? (bytes.length > 500_000 ? streamOf(bytes) : bytes),
});

/** `make` gives a sink to an empty place. */
export function describeSink(name: string, make: (report: Report) => Promise<MadeSink>): void {
  describe(`sink: ${name}`, () => {
    let made: MadeSink | null = null;
    afterEach(() => made?.close());

    test.each([true, false])(
      'everything taken is there, and each outcome is told once (hash known: %s)',
      async (knows) => {
        const told = new Map<string, Outcome>();
        made = await make((folder, key, outcome) => {
          expect(told.has(`${folder.id} ${key}`)).toBe(false);
          told.set(`${folder.id} ${key}`, outcome);
        });
        for (const sample of sampleMail) {
          const folder = folderOf(sample);
          expect([...(await made.sink.open(folder, signal))]).toEqual([]);
          for (const [at, letter] of sample.letters.entries())
            await made.sink.take(folder, itemOf(at, letter, knows), signal);
          await made.sink.flush(signal);
          for (const [at, { bytes }] of sample.letters.entries())
            expect(told.get(`${folder.id} ${at}`)).toEqual({
              kind: 'saved',
              sha256: sha256(bytes),
              sizeBytes: bytes.length,
            });
        }
        for (const sample of sampleMail) {
          expect(fingerprint(await made.read(folderOf(sample)))).toEqual(fingerprintOf(sample));
        }
      },
    );

    test('content that breaks off is refused, the messages around it are kept', async () => {
      const told = new Map<string, string>();
      made = await make((_, key, outcome) => told.set(key, outcome.kind));
      const [sample] = sampleMail as [SampleFolder];
      const folder = folderOf(sample);
      const broken = new AppError('message.unreadable', { reason: 'connection_dropped' });
      const [first, second, third] = sample.letters as [SampleLetter, SampleLetter, SampleLetter];
      await made.sink.open(folder, signal);
      await made.sink.take(folder, itemOf(1, first, false), signal);
      const large = sample.letters.find(({ bytes }) => bytes.length > 2_000_000) as SampleLetter;
      await made.sink.take(folder, itemOf(2, large, false, streamOf(large.bytes, broken)), signal);
      await made.sink.take(folder, itemOf(3, second, false), signal);
      await made.sink.take(folder, itemOf(4, third, false), signal);
      await made.sink.flush(signal);
      expect(Object.fromEntries(told)).toEqual({ 1: 'saved', 2: 'refused', 3: 'saved', 4: 'saved' });
      expect(fingerprint(await made.read(folder))).toEqual(
        fingerprintOf({ ...sample, letters: [first, second, third] }),
      );
    });

    test('a folder that starts again is not doubled', async () => {
      made = await make(() => undefined);
      const [sample] = sampleMail as [SampleFolder];
      const folder = folderOf(sample);
      await made.sink.open(folder, signal);
      for (const [at, letter] of sample.letters.slice(0, 120).entries())
        await made.sink.take(folder, itemOf(at, letter, true), signal);
      await made.sink.restart(folder, '6');
      for (const [at, letter] of sample.letters.entries())
        await made.sink.take(folder, itemOf(at + 1000, letter, true), signal);
      await made.sink.flush(signal);
      expect((await made.read(folder)).map((one) => one.sha256).sort()).toEqual(
        sample.letters.map(({ bytes }) => sha256(bytes)).sort(),
      );
    });
  });
}
