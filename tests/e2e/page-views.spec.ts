// Welcome, accounts, home and settings on the page alone, in both languages and both appearances: nothing refused by the policy, nothing for axe
// to find, nothing that needs more room than the smallest window gives.
import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import { openScreen, screens } from '../support/page/screens.ts';
import { servePage, type PageServer } from '../support/page/serve.ts';

let server: PageServer;
test.beforeAll(async () => {
  server = await servePage();
});
test.afterAll(() => server.close());
test.describe.configure({ mode: 'parallel' });
test.use({ contextOptions: { reducedMotion: 'reduce' } });

/** Words need both languages, contrast both appearances; every pair of the two would find nothing more. */
const looks = [
  { language: 'fr', theme: 'light' },
  { language: 'en', theme: 'dark' },
] as const;

function complaintsOf(page: Page): string[] {
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  return complaints;
}

async function findings(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.html.slice(0, 160)} ${node.failureSummary ?? ''}`),
  );
}

for (const look of looks) {
  for (const screen of screens) {
    test(`${screen.name}, ${look.language}, ${look.theme}`, async ({ page }) => {
      const complaints = complaintsOf(page);
      await openScreen(page, server.url, screen, look);
      await expect(page.locator('html')).toHaveAttribute('lang', look.language);
      expect(await findings(page)).toEqual([]);
      expect(complaints).toEqual([]);
    });
  }
}

for (const screen of screens) {
  test(`${screen.name} fits the smallest window and 200 % zoom`, async ({ page }) => {
    for (const [width, height] of [
      [960, 640],
      [640, 450],
    ] as const) {
      await page.setViewportSize({ width, height });
      await openScreen(page, server.url, screen, { language: 'fr', theme: 'light' });
      const overflow = await page.evaluate(() => {
        const wide = [...document.querySelectorAll<HTMLElement>('main, main *')].filter((element) => {
          const style = getComputedStyle(element);
          return (
            element.scrollWidth > element.clientWidth + 1 &&
            element.clientWidth > 24 &&
            ['auto', 'scroll'].includes(style.overflowX) &&
            !element.closest('[data-wide]')
          );
        });
        return {
          page: document.documentElement.scrollWidth - innerWidth,
          wide: wide.map((element) => `${element.tagName}.${element.className}`),
        };
      });
      expect(overflow, `${width} x ${height}`).toEqual({ page: 0, wide: [] });
    }
  });
}
