// The browser shell as a process: its one-time address, its session, its locks, its end.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, test, type Page, type WebSocketRoute } from '@playwright/test';
import { startBrowserProgram, type BrowserProgram } from '../support/open-app.ts';

let dataDir = '';
let program: BrowserProgram;

test.beforeEach(async () => {
  dataDir = mkdtempSync(path.join(os.tmpdir(), 'malleposte-'));
  program = await startBrowserProgram(dataDir);
});
test.afterEach(async () => {
  await program.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

/** Resolves when the page has been answered by the backend. */
const answered = (page: Page): Promise<unknown> =>
  page.waitForEvent('websocket').then((socket) => socket.waitForEvent('framereceived'));

test('the printed address opens the page once, on a clean address, with nothing refused by its own policy', async ({
  page,
  context,
}) => {
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  const address = program.address();
  const talking = answered(page);
  await page.goto(address);
  await talking;
  const { port } = new URL(address);
  expect(page.url().replace(/#.*$/, '')).toBe(`http://127.0.0.1:${port}/`);
  expect(await context.cookies()).toEqual([
    expect.objectContaining({ name: `malleposte-${port}`, httpOnly: true, sameSite: 'Strict' }),
  ]);
  expect(await page.evaluate('document.cookie')).toBe('');
  await page.waitForLoadState('networkidle');
  expect(complaints).toEqual([]);

  const stranger = await context.browser()!.newContext({ locale: 'fr-FR' });
  const other = await stranger.newPage();
  await other.goto(address);
  await expect(other.getByRole('heading')).toHaveText('Ce lien a déjà servi');
  await other.goto(`http://127.0.0.1:${port}/`);
  await expect(other.getByRole('heading')).toHaveText('Cette page a besoin d’un nouveau lien');
  await stranger.close();
});

test('opened from a file, as the shell does it, the session holds', async ({ page, context }) => {
  const file = path.join(dataDir, 'handed-over.html');
  const { writeRedirect } = await import('../../electron/shell/browser/open.ts');
  const handed = writeRedirect(program.address(), dataDir);
  expect(file).not.toBe(handed);
  const talking = answered(page);
  await page.goto(`file://${handed}`);
  await page.waitForURL(/^http:\/\/127\.0\.0\.1:\d+\/(#.*)?$/);
  await talking;
  expect(await context.cookies()).toHaveLength(1);
  await expect.poll(() => readdirSync(dataDir)).not.toContain('open.html');
});

test('a page of another site gets neither bytes nor a socket, even in the same browser', async ({ page, context }) => {
  await page.goto(program.address());
  const { port } = new URL(program.address());
  const foreign = await context.newPage();
  await foreign.route('http://evil.test/**', (route) =>
    route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>evil</title>' }),
  );
  await foreign.goto('http://evil.test/');
  const tried = await foreign.evaluate(async (target) => {
    const read = await fetch(`http://${target}/`, { credentials: 'include' }).then(
      () => 'read',
      () => 'refused',
    );
    const socket = await new Promise((resolve) => {
      const opened = new WebSocket(`ws://${target}/socket`);
      opened.onopen = () => resolve('open');
      opened.onclose = () => resolve('refused');
    });
    return { read, socket };
  }, `127.0.0.1:${port}`);
  expect(tried).toEqual({ read: 'refused', socket: 'refused' });
});

test('the page runs no inline script and reaches no other host', async ({ page }) => {
  await page.goto(program.address());
  const outcome = await page.evaluate(async () => {
    const script = document.createElement('script');
    script.textContent = 'window.ranInline = true';
    document.head.append(script);
    const outside = await fetch('https://example.com/').then(
      () => 'reached',
      () => 'refused',
    );
    return { inline: 'ranInline' in window, outside };
  });
  expect(outcome).toEqual({ inline: false, outside: 'refused' });
});

test('the page finds a new line by itself when the old one drops', async ({ page }) => {
  const lines: WebSocketRoute[] = [];
  await page.routeWebSocket(/\/socket$/, (line) => {
    line.connectToServer();
    lines.push(line);
  });
  await page.goto(program.address());
  await expect.poll(() => lines.length).toBe(1);
  await lines[0]!.close({ code: 1001 });
  await expect.poll(() => lines.length).toBe(2);
});

test('Ctrl+C ends it cleanly, and a second one on the same data is told so', async () => {
  const refused = await startBrowserProgram(dataDir).then(
    () => 'started',
    (error: unknown) => String(error),
  );
  expect(refused).toContain('Another Malleposte is using this data folder');
  expect(await program.stop()).toBe(0);
  program = await startBrowserProgram(dataDir);
});
