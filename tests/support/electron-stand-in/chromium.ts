// The one Chromium behind all windows, started with the first of them.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { chromium, type BrowserContext } from '@playwright/test';
import { chromiumFlags, chromiumPath } from '../chromium.ts';
import { app } from './app.ts';

/** app://malleposte/ as Chromium sees it. */
export const schemeOrigin = 'https://malleposte.app-scheme.test';
export const toHttps = (url: string): string => url.replace(/^app:\/\/malleposte(?=\/|$)/, schemeOrigin);
export const toScheme = (url: string): string => url.replace(schemeOrigin, 'app://malleposte');

let opening: Promise<BrowserContext> | null = null;

export const openContext = (): Promise<BrowserContext> => (opening ??= open());

async function open(): Promise<BrowserContext> {
  const profile = path.join(app.getPath('userData'), process.env['STAND_IN_PROFILE'] ?? 'chromium');
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: chromiumPath(),
    args: [
      ...chromiumFlags,
      // The port is for the test that looks at the same page; the pipe is for us.
      '--remote-debugging-port=0',
      // Electron tells a page's port when its other end has closed; Chromium has it behind this switch.
      // https://www.electronjs.org/docs/latest/tutorial/message-ports#extension-close-event
      '--enable-blink-features=MessagePortCloseEvent',
    ],
    viewport: { width: 1280, height: 820 },
    locale: app.getLocale(),
    colorScheme: process.env['STAND_IN_DARK'] ? 'dark' : 'light',
  });
  const [port = '', browserPath = ''] = readFileSync(path.join(profile, 'DevToolsActivePort'), 'utf8').split('\n');
  process.send?.({ kind: 'browser', endpoint: `ws://127.0.0.1:${port}${browserPath}` });
  return context;
}

export async function closeContext(): Promise<void> {
  await (await opening)?.close();
}
