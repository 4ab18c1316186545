// Archives opened by other people's programs: age, unzip and 7-Zip as Debian ships them.
import { execFile } from 'node:child_process';
import { readFile, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openArchive } from '../../electron/archive/index.ts';
import {
  never,
  sha256,
  sinkOptions,
  tempFolder,
  testFolder,
  testKey,
  testMessage,
  writeArchive,
  type TestMessage,
} from '../support/archive.ts';

const run = promisify(execFile);
const phrase = 'seven quiet wolves paint the river';

let folder = '';
beforeEach(async () => {
  folder = await tempFolder();
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const messages: TestMessage[] = ['INBOX', 'Été/Vacances 2020', '日本/仕事', 'CON'].flatMap((box, at) =>
  Array.from({ length: 8 }, (_, uid) => testMessage(testFolder(box), uid + 1, 10 ** (at + 1))),
);

/** SHA-256 of every .eml below a folder. */
async function emlHashes(at: string): Promise<string[]> {
  const names = await readdir(at, { recursive: true });
  const emls = names.filter((name) => name.endsWith('.eml'));
  return (await Promise.all(emls.map(async (name) => sha256(await readFile(path.join(at, name)))))).sort();
}

const expected = messages.map(({ bytes }) => sha256(bytes)).sort();

async function unzipped(zip: string, times: number): Promise<void> {
  await run('unzip', ['-tqq', zip]);
  const out = path.join(folder, `out${times}`);
  await run('unzip', ['-q', zip, '-d', out], { env: { ...process.env, LC_ALL: 'C.UTF-8' } });
  expect(await emlHashes(out)).toEqual(expected);
  const top = await readdir(out);
  expect(top.sort()).toEqual(['README.txt', 'claire@example.org', 'malleposte']);
  expect(await readFile(path.join(out, 'README.txt'), 'utf8')).toContain('age -d');
}

test.each([true, false])('age and unzip open an archive made for a recipient (compressed: %s)', async (compress) => {
  const options = sinkOptions(folder, { compress });
  await writeArchive(options, messages);
  const identity = path.join(folder, 'key.txt');
  await writeFile(identity, testKey.kind === 'identity' ? testKey.identity : '');
  const zip = path.join(folder, 'plain.zip');
  await run('age', ['-d', '-i', identity, '-o', zip, options.path]);
  await unzipped(zip, 1);
  await run('7z', ['t', zip]);
  // The ZIP that came out is still an archive for us.
  const reader = await openArchive(zip, testKey, never);
  expect(reader.summary.messages).toBe(messages.length);
  await reader.close();
});

test('age asks for the passphrase and opens the archive with it', async () => {
  const options = sinkOptions(folder, { protection: { kind: 'passphrase', passphrase: phrase } });
  await writeArchive(options, messages);
  const zip = path.join(folder, 'plain.zip');
  // age reads a passphrase from a terminal only; script makes one.
  const command = `age -d -o ${zip} ${options.path}`;
  const child = run('script', ['-qec', command, '/dev/null']);
  setTimeout(() => child.child.stdin?.write(`${phrase}\n`), 500);
  await child;
  await unzipped(zip, 1);
});

test('every volume opens on its own', async () => {
  const options = sinkOptions(folder, { volumeSizeBytes: 40_000 });
  await writeArchive(options, messages);
  const identity = path.join(folder, 'key.txt');
  await writeFile(identity, testKey.kind === 'identity' ? testKey.identity : '');
  const volumes = (await readdir(folder)).filter((name) => name.endsWith('.malle')).sort();
  expect(volumes.length).toBeGreaterThan(2);
  const out = path.join(folder, 'all');
  for (const volume of volumes) {
    const zip = path.join(folder, `${volume}.zip`);
    await run('age', ['-d', '-i', identity, '-o', zip, path.join(folder, volume)]);
    await run('unzip', ['-tqq', zip]);
    await run('unzip', ['-qo', zip, '-d', out], { env: { ...process.env, LC_ALL: 'C.UTF-8' } });
  }
  expect(await emlHashes(out)).toEqual(expected);
});

test('7-Zip tests and opens the AES format', async () => {
  const options = sinkOptions(folder, { format: 'zip-aes256', protection: { kind: 'passphrase', passphrase: phrase } });
  await writeArchive(options, [...messages, { ...testMessage(testFolder('INBOX'), 99, 5_000_000), streamed: 70_000 }]);
  const { stdout } = await run('7z', ['t', `-p${phrase}`, options.path]);
  expect(stdout).toContain('Everything is Ok');
  await expect(run('7z', ['t', '-pwrong', options.path])).rejects.toThrow();
  await run('7z', ['x', `-p${phrase}`, `-o${path.join(folder, 'out')}`, options.path]);
  expect((await emlHashes(path.join(folder, 'out'))).length).toBe(messages.length + 1);
});
