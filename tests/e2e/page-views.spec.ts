// Welcome, accounts, home and settings on the page alone, in both languages and both appearances: nothing refused by the policy, nothing for axe
// to find, nothing that needs more room than the smallest window gives.
import { expect, test } from '@playwright/test';
import { complaintsOf, findings, looks, overflow } from '../support/page/examine.ts';
import { openScreen, screens } from '../support/page/screens.ts';
import { servePage, type PageServer } from '../support/page/serve.ts';

let server: PageServer;
test.beforeAll(async () => {
  server = await servePage();
});
test.afterAll(() => server.close());
test.describe.configure({ mode: 'parallel' });
test.use({ contextOptions: { reducedMotion: 'reduce' } });

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
      expect(await overflow(page), `${width} x ${height}`).toEqual({ page: 0, wide: [] });
    }
  });
}
