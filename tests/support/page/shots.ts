// Pictures of every screen in both languages and both appearances, to look at beside the mockups: .cache/shots/*.png.
// `node tests/support/page/shots.ts [name part] [width x height]`
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { chromium } from '@playwright/test';
import { chromiumFlags, chromiumPath } from '../chromium.ts';
import { archiveScreens } from './archive-screens.ts';
import { mailScreens } from './mail-screens.ts';
import { migrateScreens } from './migrate-screens.ts';
import { readerScreens } from './reader-screens.ts';
import { openScreen, screens } from './screens.ts';
import { winmailScreens } from './winmail-screens.ts';
import { servePage } from './serve.ts';

const [part = '', size = '1440x900'] = process.argv.slice(2);
const [width = 1440, height = 900] = size.split('x').map(Number);
const folder = path.resolve(import.meta.dirname, '../../../.cache/shots');
mkdirSync(folder, { recursive: true });

const all = [...screens, ...mailScreens, ...readerScreens, ...archiveScreens, ...winmailScreens, ...migrateScreens];
const server = await servePage();
const browser = await chromium.launch({ executablePath: chromiumPath(), args: chromiumFlags });
const looks = [
  { language: 'fr', theme: 'light' },
  { language: 'en', theme: 'dark' },
  { language: 'en', theme: 'light' },
  { language: 'fr', theme: 'dark' },
] as const;
for (const look of process.env['LOOKS'] ? looks.slice(0, Number(process.env['LOOKS'])) : looks) {
  const context = await browser.newContext({
    viewport: { width, height },
    locale: look.language === 'fr' ? 'fr-FR' : 'en-GB',
    reducedMotion: 'reduce',
  });
  for (const screen of all.filter((one) => one.name.includes(part))) {
    const page = await context.newPage();
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning')
        console.error(`${screen.name}: ${message.text()}`);
    });
    page.on('pageerror', (error) => console.error(`${screen.name}: ${error.message}`));
    try {
      await openScreen(page, server.url, screen, look);
    } catch (error) {
      console.error(`${screen.name}: ${String(error).slice(0, 300)}`);
    }
    await page.screenshot({ path: path.join(folder, `${screen.name}-${look.theme}-${look.language}.png`) });
    await page.close();
  }
  await context.close();
}
await browser.close();
await server.close();
console.log(folder);
