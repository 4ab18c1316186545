// End to end: the page alone, the browser shell and the desktop shell, each in Debian's Chromium (or CHROMIUM_PATH). The
// desktop runs in Electron where its binary is present, else on the stand-in; its specs write down which of the two.
import { defineConfig } from '@playwright/test';
import { chromiumFlags, chromiumPath } from './tests/support/chromium.ts';

// Chromium names downloads in the encoding of the system: in one without UTF-8, "Été.eml" is just "download".
if (!/utf-?8/i.test(process.env['LC_ALL'] ?? process.env['LC_CTYPE'] ?? process.env['LANG'] ?? '')) {
  process.env['LC_ALL'] = 'C.UTF-8';
}

/** Specs of one shell only, and those of the page alone; everything else runs in both shells. */
const browserOnly = '**/browser-*.spec.ts';
const desktopOnly = '**/desktop-*.spec.ts';
const pageOnly = '**/page-*.spec.ts';

export default defineConfig({
  testDir: 'tests/e2e',
  outputDir: 'test-results',
  globalSetup: './tests/support/build-first.ts',
  workers: 2,
  retries: 0,
  timeout: 90_000,
  expect: { timeout: 10_000 },
  forbidOnly: Boolean(process.env['CI']),
  reporter: [['list'], ['json', { outputFile: process.env['PLAYWRIGHT_JSON'] ?? 'test-results/e2e.json' }]],
  use: {
    launchOptions: { executablePath: chromiumPath(), args: chromiumFlags },
    viewport: { width: 1280, height: 820 },
    screenshot: 'only-on-failure',
    trace: 'off',
  },
  projects: [
    // The long walks first and the short looks last, each on its own: so no worker stands idle at the end.
    { name: 'browser', testIgnore: [pageOnly, desktopOnly] },
    { name: 'desktop', testIgnore: [pageOnly, browserOnly] },
    { name: 'page', testMatch: pageOnly, fullyParallel: true, use: { actionTimeout: 15_000 } },
  ],
});
