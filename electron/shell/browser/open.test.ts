import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findWindowBrowser, hasScreen, removeRedirect, start, windowArguments, writeRedirect } from './open.ts';

const computer = (platform: NodeJS.Platform, env: NodeJS.ProcessEnv, ...files: string[]) =>
  ({ platform, env, root: false, exists: (file: string) => files.includes(file) }) as const;

describe('the browser for a window of our own', () => {
  test('is found where each system keeps it', () => {
    const chrome = 'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe';
    expect(findWindowBrowser(computer('win32', { ProgramFiles: 'C:\\Program Files' }, chrome))).toBe(chrome);
    const edge = '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge';
    expect(findWindowBrowser(computer('darwin', {}, edge))).toBe(edge);
    expect(findWindowBrowser(computer('linux', { PATH: '/opt/x:/usr/bin' }, '/opt/x/chromium'))).toBe(
      '/opt/x/chromium',
    );
  });

  test('is none where none is, and never a snap or something from a relative PATH', () => {
    expect(findWindowBrowser(computer('linux', { PATH: '/usr/bin' }))).toBeNull();
    expect(findWindowBrowser(computer('linux', {}))).toBeNull();
    expect(findWindowBrowser(computer('linux', { PATH: '/snap/bin' }, '/snap/bin/chromium'))).toBeNull();
    expect(findWindowBrowser(computer('linux', { PATH: '.:bin' }, './chromium', 'bin/chromium'))).toBeNull();
  });
});

test('Linux without a display has no screen', () => {
  expect(hasScreen({ platform: 'linux', env: {} })).toBe(false);
  expect(hasScreen({ platform: 'linux', env: { WAYLAND_DISPLAY: 'wayland-0' } })).toBe(true);
  expect(hasScreen({ platform: 'win32', env: {} })).toBe(true);
});

test('a browser that is not there, or fails at once, has not been started', async () => {
  expect(await start(path.join(os.tmpdir(), 'no-such-browser'), [])).toBe(false);
  expect(await start(process.execPath, ['-e', 'process.exit(3)'], 20_000)).toBe(false);
  // One that passes the page on to a running instance ends well.
  expect(await start(process.execPath, ['-e', ''], 20_000)).toBe(true);
  expect(await start(process.execPath, ['-e', 'setTimeout(() => {}, 500)'], 50)).toBe(true);
});

describe('the address is handed over in a file', () => {
  let folder = '';
  beforeEach(() => (folder = mkdtempSync(path.join(os.tmpdir(), 'open-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  test('that only this user can read, and that goes away', () => {
    const file = writeRedirect('http://127.0.0.1:1/?login=old', folder);
    writeRedirect('http://127.0.0.1:1/?login=secret', folder);
    expect(readFileSync(file, 'utf8')).toContain('url=http://127.0.0.1:1/?login=secret"');
    if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600);
    removeRedirect(folder);
    expect(() => statSync(file)).toThrow();
    removeRedirect(folder);
  });

  test('so the command line holds no token', () => {
    const file = writeRedirect('http://127.0.0.1:1/?login=secret', folder);
    expect(windowArguments(`file://${file}`, folder).join(' ')).not.toContain('secret');
  });
});
