// What holds for every screen of the page alone: nothing in the console, nothing for axe to find, nothing too wide. One
// visit serves every look: the page changes language, appearance and size where it stands, as it does for a person.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, test, type Page } from '@playwright/test';
import { openScreen, settled, type Look, type Screen } from './screens.ts';

/** Words need both languages, contrast both appearances; every pair of the two would find nothing more. */
export const looks = [
  { language: 'fr', theme: 'light' },
  { language: 'en', theme: 'dark' },
] as const satisfies readonly Look[];

/** Errors and warnings of the console and uncaught ones, as they come. Call before the page is opened. */
export function complaintsOf(page: Page): string[] {
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  return complaints;
}

const near = createRequire(import.meta.url);
/** The axe that Playwright's package for it brings; that package loads it anew for each look, which takes five times as long. */
const axe = readFileSync(createRequire(near.resolve('@axe-core/playwright')).resolve('axe-core/axe.min.js'), 'utf8');

interface Violation {
  readonly id: string;
  readonly nodes: readonly {
    readonly html: string;
    readonly failureSummary?: string;
  }[];
}
interface Axe {
  run(of: Document, how: object): Promise<{ violations: Violation[] }>;
}

/** What axe finds in the page. Frames are judged by their title alone: they hold strangers' mail, where no script runs. */
export async function findings(page: Page): Promise<string[]> {
  if (!(await page.evaluate('"axe" in window'))) await page.evaluate(axe);
  const violations = await page.evaluate(async () => {
    const { axe: loaded } = window as unknown as { axe: Axe };
    const found = await loaded.run(document, { iframes: false, resultTypes: ['violations'] });
    return found.violations;
  });
  return violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.html.slice(0, 160)} ${node.failureSummary ?? ''}`),
  );
}

/** What needs more room than it has: the page itself in pixels, and what scrolls sideways unless marked data-wide. */
export const overflow = (page: Page): Promise<{ page: number; wide: string[] }> =>
  page.evaluate(() => {
    const all = document.querySelectorAll<HTMLElement>('main, main *, [role=dialog], [role=dialog] *');
    const wide = [...all].filter(
      (element) =>
        element.scrollWidth > element.clientWidth + 1 &&
        element.clientWidth > 24 &&
        ['auto', 'scroll'].includes(getComputedStyle(element).overflowX) &&
        !element.closest('[data-wide]'),
    );
    return {
      page: document.documentElement.scrollWidth - innerWidth,
      wide: wide.map((element) => `${element.tagName}.${element.className}`),
    };
  });

/** The smallest window there is, in CSS pixels. */
const SMALLEST = { width: 960, height: 640 };
const USUAL = { width: 1280, height: 820 };
/** How many screens one page visits: enough that opening it costs little, few enough that two workers share the work. */
const BATCH = 6;

/** Another look without a reload, as when another window saved the settings. */
async function changeLook(page: Page, look: Look): Promise<void> {
  await page.evaluate((change) => (window as unknown as { __settings(to: object): Promise<void> }).__settings(change), {
    language: look.language,
    appearance: look.theme,
  });
  await expect(page.locator('html')).toHaveAttribute('lang', look.language);
  await expect(page.locator('html')).toHaveAttribute('data-theme', look.theme);
  await settled(page);
}

async function examine(page: Page, url: string, screen: Screen, small: readonly Size[]): Promise<void> {
  const [first, ...others] = looks;
  await page.setViewportSize(USUAL);
  await openScreen(page, url, screen, first);
  await expect(page.locator('html')).toHaveAttribute('lang', first.language);
  // Else the hint of whatever comes to lie under the pointer opens now and then.
  await page.mouse.move(0, 0);
  expect.soft(await findings(page), `${screen.name}, ${first.language}, ${first.theme}`).toEqual([]);
  for (const size of small) {
    await page.setViewportSize(size);
    await settled(page);
    const name = `${screen.name} in ${size.width} x ${size.height}`;
    expect.soft(await overflow(page), name).toEqual({ page: 0, wide: [] });
  }
  await page.setViewportSize(USUAL);
  for (const look of others) {
    await changeLook(page, look);
    expect.soft(await findings(page), `${screen.name}, ${look.language}, ${look.theme}`).toEqual([]);
  }
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/**
 * Tests that go to each screen once and look at it in every look and in the small sizes; whatever is wrong is said with
 * the screen's name, and the next screen is looked at all the same.
 */
export function testScreens(url: () => string, screens: readonly Screen[], small: readonly Size[] = [SMALLEST]): void {
  for (let from = 0; from < screens.length; from += BATCH) {
    const batch = screens.slice(from, from + BATCH);
    test(`nothing to find in ${batch.map(({ name }) => name).join(', ')}`, async ({ page }) => {
      test.setTimeout(batch.length * 30_000);
      const complaints = complaintsOf(page);
      page.on('request', (request) => {
        if (!/^(?:blob|data):/.test(request.url()) && !request.url().startsWith(url()))
          complaints.push(`asked for ${request.url()}`);
      });
      for (const screen of batch) {
        const failed = await test
          .step(screen.name, () => examine(page, url(), screen, small))
          .then(() => null)
          .catch(String);
        expect.soft(failed, `${screen.name} could not be looked at`).toBeNull();
        expect.soft(complaints.splice(0), `${screen.name} complains`).toEqual([]);
      }
    });
  }
}
