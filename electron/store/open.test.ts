import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { once } from 'node:events';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openMailStore, openStore } from './index.ts';

let dataDir: string;
beforeEach(() => (dataDir = mkdtempSync(path.join(os.tmpdir(), 'malleposte-store-'))));
afterEach(() => rmSync(dataDir, { recursive: true }));

test('two processes cannot use one data folder, and a killed one leaves no lock behind', async () => {
  const door = new URL('./index.ts', import.meta.url).href;
  const script = `const { openStore } = await import(${JSON.stringify(door)}); openStore(${JSON.stringify(dataDir)}); console.log('open'); setInterval(() => {}, 1000);`;
  const other = spawn(process.execPath, ['--no-warnings', '--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(other.stdout, 'data');
  expect(() => openStore(dataDir)).toThrow(expect.objectContaining({ code: 'app.data_dir_in_use' }));
  other.kill('SIGKILL');
  await once(other, 'exit');
  openStore(dataDir).close();
});

test('a database of a newer program is refused, not changed', () => {
  openStore(dataDir).close();
  const database = new DatabaseSync(path.join(dataDir, 'malleposte.db'));
  database.exec('PRAGMA user_version = 99');
  database.close();
  expect(() => openStore(dataDir)).toThrow(expect.objectContaining({ code: 'app.data_from_newer_version' }));
});

test('databases and their logs are for their owner alone, also those of earlier versions', () => {
  const modes = (): string[] =>
    readdirSync(dataDir).map((name) => `${name} ${(statSync(path.join(dataDir, name)).mode & 0o777).toString(8)}`);
  const allPrivate = ['mail.db 600', 'mail.db-wal 600', 'malleposte.db 600', 'malleposte.db-wal 600'];
  for (const round of ['new', 'loose']) {
    const stores = [openStore(dataDir), openMailStore(dataDir)];
    for (const { database } of stores) database.exec('CREATE TABLE made (x); DROP TABLE made');
    if (process.platform !== 'win32') expect(modes(), round).toEqual(allPrivate);
    for (const store of stores) store.close();
    for (const name of readdirSync(dataDir)) chmodSync(path.join(dataDir, name), 0o644);
  }
});
