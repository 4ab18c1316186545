// Welcome, accounts, home and settings on the page alone, in both languages and both appearances: nothing refused by the
// policy, nothing for axe to find, nothing that needs more room than the smallest window gives, or 200 % zoom.
import { test } from '@playwright/test';
import { testScreens } from '../support/page/examine.ts';
import { screens } from '../support/page/screens.ts';
import { servePage, type PageServer } from '../support/page/serve.ts';

let server: PageServer;
test.beforeAll(async () => {
  server = await servePage();
});
test.afterAll(() => server.close());
test.use({ contextOptions: { reducedMotion: 'reduce' } });

testScreens(() => server.url, screens, [
  { width: 960, height: 640 },
  { width: 640, height: 450 },
]);
