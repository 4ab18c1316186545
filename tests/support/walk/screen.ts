// What holds for every screen of a walk: nothing in the console, no request that failed, nothing for axe to find, and on
// demand a picture to look at beside the mockups (SHOTS=1: .cache/shots/walk/).
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

const folder = path.resolve(import.meta.dirname, '../../../.cache/shots/walk');

export interface Watched {
  /** Console errors and warnings, uncaught errors, refusals of the page's own policy, requests that failed. */
  readonly complaints: readonly string[];
}

export function watch(page: Page): Watched {
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning')
      complaints.push(`${message.type()}: ${message.text()}`);
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('requestfailed', (request) =>
    complaints.push(`${request.url()}: ${request.failure()?.errorText ?? 'failed'}`),
  );
  page.on('response', (response) => {
    if (response.status() >= 400) complaints.push(`${response.url()}: ${response.status()}`);
  });
  return { complaints };
}

async function findings(page: Page): Promise<string[]> {
  // The legacy mode opens no page of its own, which the desktop shell forbids.
  // A message's frame has no scripts, so timers stand still in it and axe would wait there for ever.
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().exclude('article iframe').analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.html.slice(0, 200)} ${node.failureSummary ?? ''}`),
  );
}

/** Transitions end by themselves; what still runs then is work in progress (a spinner), which never ends. */
const SETTLED = `Promise.allSettled(
  document.getAnimations()
    .filter((animation) => animation.effect?.getComputedTiming().iterations !== Infinity)
    .map((animation) => animation.finished),
).then(() => null)`;

const IS_DARK = `getComputedStyle(document.body).color.match(/\\d+/g).slice(0, 3).reduce((sum, part) => sum + Number(part), 0) > 384`;

/** Looks at a screen that has come to rest. `look` is its language and theme: "fr-dark". */
export async function inspect(page: Page, name: string, look: string): Promise<void> {
  await page.evaluate(SETTLED);
  if (process.env['SHOTS']) {
    mkdirSync(folder, { recursive: true });
    await page.screenshot({ path: path.join(folder, `${look}-${name}.png`) });
  }
  expect.soft(await findings(page), `axe on ${name}`).toEqual([]);
  const [language, theme] = look.split('-');
  expect.soft(await page.locator('html').getAttribute('lang')).toBe(language);
  expect.soft(await page.evaluate(IS_DARK), `${name} is ${String(theme)}`).toBe(theme === 'dark');
}
