import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createHost, installation } from './installation.ts';

let folder = '';
beforeEach(() => (folder = mkdtempSync(path.join(os.tmpdir(), 'installation-'))));
afterEach(() => rmSync(folder, { recursive: true }));

test('finds its own package from the sources', () => {
  expect(installation().root).toBe(path.resolve(import.meta.dirname, '../..'));
  expect(installation().version).toMatch(/^\d+\.\d+\.\d+/);
});

test.skipIf(process.platform === 'win32')('a new data folder and its log are for this user alone', () => {
  const dataDir = path.join(folder, 'data');
  createHost(dataDir).log.info('here');
  expect(statSync(dataDir).mode & 0o777).toBe(0o700);
  expect(statSync(path.join(dataDir, 'malleposte.log')).mode & 0o777).toBe(0o600);
});

test('a data folder that cannot be is said as an error of ours', () => {
  writeFileSync(path.join(folder, 'file'), '');
  expect(() => createHost(path.join(folder, 'file', 'data'))).toThrow(
    expect.objectContaining({ code: 'disk.not_found' }) as Error,
  );
});
