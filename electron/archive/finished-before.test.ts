import { appendFile, rm, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { never, sinkOptions, tempFolder, testFolder, testMessage, writeArchive } from '../../tests/support/archive.ts';
import type { ExportResult } from '../contract/results.ts';
import type { Source } from '../transfer/index.ts';
import { certificateJson, certificatePaths } from './certificate.ts';
import { basisOf, finishedBefore } from './finished-before.ts';
import { fingerprint } from './fingerprint.ts';
import type { ArchiveSinkOptions } from './sink.ts';

const inbox = testFolder('INBOX');
const keys = new Set(['1', '2']);
const passphrase = (text: string): ArchiveSinkOptions['protection'] => ({ kind: 'passphrase', passphrase: text });

let folder = '';
let options: ArchiveSinkOptions;
let result: ExportResult;

beforeEach(async () => {
  folder = await tempFolder();
  options = sinkOptions(folder);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** As a run leaves it that was killed before it could say so. */
async function finished(): Promise<void> {
  await writeArchive(options, [testMessage(inbox, 1), testMessage(inbox, 2)]);
  const counts = { found: 2, saved: 2, verified: 2, missing: 0, distinct: 2, later: 0 };
  result = {
    ...{ kind: 'export', archiveId: 'a', complete: true, ...counts, failed: [], folders: [] },
    files: [{ path: options.path, ...(await fingerprint(options.path, never)) }],
    ...{ accounts: [...options.accounts], format: options.format, startedAt: 1, finishedAt: 2, durationMs: 1 },
    ...{ version: '1', certificate: certificatePaths(options.path) },
  };
  const { jsonPath, htmlPath } = certificatePaths(options.path);
  const basis = basisOf(options, [{ folder: inbox, uidValidity: '1', keys }]);
  await writeFile(jsonPath, certificateJson(result, basis));
  await writeFile(htmlPath, '');
}

const listing = (now: { uidValidity: string | null; keys: Set<string> } | null): Source => ({
  folders: () => Promise.resolve([inbox]),
  items: () => {
    throw new Error('nothing is read again');
  },
  relist: () => Promise.resolve(now),
  close: () => Promise.resolve(),
});
const same = listing({ uidValidity: '1', keys });
const ask = (changes: Partial<ArchiveSinkOptions> = {}, source = same): Promise<ExportResult | null> =>
  finishedBefore({ ...options, ...changes }, [inbox], source, never);

test('the same wish on the same mail gets the finished result', async () => {
  await finished();
  expect(await ask()).toEqual(result);
});

test('other choices, other mail or other files are no answer', async () => {
  await finished();
  expect(await ask({ compress: false })).toBeNull();
  expect(await ask({ protection: passphrase('seven quiet wolves') })).toBeNull();
  expect(await ask({}, listing({ uidValidity: '1', keys: new Set(['1', '2', '3']) }))).toBeNull();
  expect(await ask({}, listing({ uidValidity: '2', keys }))).toBeNull();
  expect(await ask({}, listing(null))).toBeNull();
  await appendFile(options.path, 'x');
  expect(await ask()).toBeNull();
});

test('a passphrase must open the archive that is there', async () => {
  options = sinkOptions(folder, { protection: passphrase('seven quiet wolves') });
  await finished();
  expect(await ask()).toEqual(result);
  expect(await ask({ protection: passphrase('seven loud wolves') })).toBeNull();
});

test('without a certificate, or with one cut off, nothing is claimed', async () => {
  await finished();
  await writeFile(certificatePaths(options.path).jsonPath, '{"type":"malleposte-certificate"');
  expect(await ask()).toBeNull();
  await rm(certificatePaths(options.path).jsonPath);
  expect(await ask()).toBeNull();
});
