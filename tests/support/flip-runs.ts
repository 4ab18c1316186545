// The flip test on realistic mail: an archive of the sample mailbox, single bytes changed at seeded places.
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { sinkOptions, tempFolder, testFolder, testKey, writeArchive, type TestMessage } from './archive.ts';
import { flipTest, type FlipResult } from './flip-archive.ts';
import { sampleMailbox } from './sample-mail.ts';

/** The sample mailbox as an archive sink takes it. */
export const sampleMessages = (seed: number, messages: number): TestMessage[] =>
  sampleMailbox({ seed, messages, attachments: { chance: 0.2, meanBytes: 12_000 } }).flatMap(({ names, letters }) =>
    letters.map(({ bytes, flags = [], date = 0 }, at) => ({
      folder: testFolder(names.join('/')),
      key: String(at + 1),
      flags,
      internalDate: date * 1000,
      bytes,
    })),
  );

/** `count` flips of an archive of 120 sample messages (about 300 kB). */
export async function flipSample(seed: number, count: number): Promise<FlipResult> {
  const folder = await tempFolder();
  try {
    await writeArchive(sinkOptions(folder), sampleMessages(seed, 120));
    return await flipTest(path.join(folder, 'mail.malle'), testKey, count, seed);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
