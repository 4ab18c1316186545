import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeFolder } from './disk.ts';
import { createFolder, listFolder } from './folders.ts';

let at: string;
beforeEach(() => (at = mkdtempSync(path.join(os.tmpdir(), 'malleposte-folders-'))));
afterEach(() => rmSync(at, { recursive: true }));

test('lists folders and archives, other files when asked, never hidden ones', async () => {
  mkdirSync(path.join(at, 'Été'));
  mkdirSync(path.join(at, '.cache'));
  writeFileSync(path.join(at, 'mail.malle'), 'x');
  writeFileSync(path.join(at, 'note.txt'), 'x');
  const listing = await listFolder(at);
  expect(listing.folders.map((folder) => folder.name)).toEqual(['Été']);
  expect(listing.files).toMatchObject([{ name: 'mail.malle', sizeBytes: 1 }]);
  const all = await listFolder(at, 'all');
  expect(all.files.map((file) => file.name)).toEqual(['mail.malle', 'note.txt']);
  expect(listing).toMatchObject({ path: at, parent: path.dirname(at), writable: true });
  expect(listing.freeBytes).toBeGreaterThan(0);
});

test('a new folder cannot leave its parent', async () => {
  expect(await createFolder(at, 'Sauvegardes')).toBe(path.join(at, 'Sauvegardes'));
  expect(await createFolder(at, 'Sauvegardes')).toBe(path.join(at, 'Sauvegardes'));
  await expect(createFolder(at, '../outside')).rejects.toMatchObject({ code: 'usage.invalid' });
});

test('a folder that is not there is a clear error', async () => {
  await expect(listFolder(path.join(os.tmpdir(), 'malleposte-nowhere'))).rejects.toMatchObject({
    code: 'disk.not_found',
  });
});

test.runIf(process.platform === 'linux')('a place where no folder can be made is said, not tried for ever', () => {
  expect(() => makeFolder('/proc/malleposte/data')).toThrow(expect.objectContaining({ code: 'disk.not_found' }));
});
