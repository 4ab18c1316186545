// Our own archives as something to move from pass the suite; the archive is written here.
import { rm } from 'node:fs/promises';
import { createArchiveSink } from '../../electron/archive/index.ts';
import { createArchivedMail } from '../../electron/migrate/archived-mail.ts';
import { ignore, never, sinkOptions, tempFolder, testFolder, testKey } from '../support/archive.ts';
import type { SampleFolder } from './sample.ts';
import { describeSource, type MadeSource } from './source-suite.ts';

for (const volumeSizeBytes of [null, 1_048_576]) {
  describeSource(`an archive${volumeSizeBytes ? ' of several files' : ''}`, (mail) => made(mail, volumeSizeBytes));
}

async function made(mail: readonly SampleFolder[], volumeSizeBytes: number | null): Promise<MadeSource> {
  const place = await tempFolder();
  const options = sinkOptions(place, { volumeSizeBytes });
  const sink = await createArchiveSink(options, ignore, never);
  for (const { names, letters } of mail) {
    const folder = testFolder(names.join('/'));
    await sink.open(folder, never);
    for (const [at, { bytes, flags, date }] of letters.entries()) {
      const item = { key: String(at + 1), flags, internalDate: date * 1000, sha256: null, content: bytes };
      await sink.take(folder, item, never);
    }
  }
  await sink.flush(never);
  await sink.finish(Buffer.from('{"type":"malleposte-certificate"}'), never);
  await sink.verify(() => undefined, never);
  await sink.complete();
  const source = createArchivedMail(options.path, testKey);
  return {
    source,
    async close() {
      await source.close();
      await rm(place, { recursive: true });
    },
  };
}
