// Export, archives, restore and jobs on the page alone: every screen for axe and the content policy, then what a person
// does there by keyboard and by pointer.
import { expect, test } from '@playwright/test';
import {
  archiveScreens,
  openArchive,
  openExport,
  openProtect,
  proveNoted,
  unlock,
} from '../support/page/archive-screens.ts';
import { complaintsOf, testScreens } from '../support/page/examine.ts';
import { openScreen } from '../support/page/screens.ts';
import { servePage, type PageServer } from '../support/page/serve.ts';

let server: PageServer;
test.beforeAll(async () => {
  server = await servePage();
});
test.afterAll(() => server.close());
test.use({ contextOptions: { reducedMotion: 'reduce' }, locale: 'en-GB' });

testScreens(() => server.url, archiveScreens);

test('folders are ticked, opened and closed with the keyboard, and the totals follow', async ({ page }) => {
  await page.goto(`${server.url}?lang=en`);
  await openExport(page);
  const total = page.getByRole('complementary').locator('.big');
  await expect(total).toHaveText('46,089');
  const inbox = page.getByRole('treeitem', { name: /^Inbox, 9,812 messages/ });
  await page.getByRole('treeitem', { name: /^Orange/ }).focus();
  await page.keyboard.press('ArrowDown');
  await expect(inbox).toBeFocused();
  await page.keyboard.press('Space');
  await expect(inbox).toHaveAttribute('aria-checked', 'false');
  await expect(page.getByRole('treeitem', { name: /^Orange/ })).toHaveAttribute('aria-checked', 'mixed');
  await expect(total).toHaveText('36,277');
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowLeft');
  await expect(page.getByRole('treeitem', { name: /^Orange/ })).toHaveAttribute('aria-expanded', 'false');
  await expect(inbox).toHaveCount(0);
  await page.keyboard.press('End');
  await expect(page.getByRole('treeitem').last()).toBeFocused();
});

test('a refused account is corrected in place', async ({ page }) => {
  await page.goto(`${server.url}?lang=en`);
  await openExport(page);
  await page.getByLabel('Mailbox password').fill('secret');
  await page.getByRole('button', { name: 'Try this password' }).click();
  await expect(page.getByRole('treeitem', { name: /^Free/ })).toBeVisible();
  await expect(page.getByRole('complementary').locator('.big')).toHaveText('48,213');
});

test('an export goes from the first tick to the proof, and its phrase stays in memory', async ({ page }) => {
  await page.goto(`${server.url}?lang=en&seconds=3`);
  await openProtect(page);
  const start = page.getByRole('button', { name: 'Start the export' });
  await expect(start).toBeDisabled();
  await expect(page.getByText('2 words still to type')).toBeVisible();
  const phrase = await page
    .getByRole('list', { name: /words of your phrase/ })
    .getByRole('listitem')
    .locator('span')
    .allInnerTexts();
  await proveNoted(page);
  await start.click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('It is all here. No message is missing.', {
    timeout: 30_000,
  });
  await expect(page.getByText('46,089 found, 46,089 saved, 46,089 verified, none missing.')).toBeAttached();
  const kept = await page.evaluate(() =>
    [
      location.href,
      JSON.stringify(history.state),
      JSON.stringify(Object.entries(localStorage)),
      JSON.stringify(Object.entries(sessionStorage)),
      document.body.innerHTML,
    ].join('\n'),
  );
  expect(phrase.length).toBeGreaterThanOrEqual(6);
  for (const word of phrase) expect(kept).not.toContain(word);
});

test('a weak phrase of one’s own is refused with its reason, a strong one must be typed twice', async ({ page }) => {
  await page.goto(`${server.url}?lang=en`);
  await openProtect(page);
  await page.getByRole('radio', { name: 'My own phrase' }).check({ force: true });
  await page.getByLabel('Your phrase', { exact: true }).fill('short');
  await expect(page.getByText('Too weak')).toBeVisible();
  const start = page.getByRole('button', { name: 'Start the export' });
  await expect(start).toBeDisabled();
  const own = 'seven purple boats sing under the stairs';
  await page.getByLabel('Your phrase', { exact: true }).fill(own);
  await page.getByLabel('The same phrase again').fill(own.slice(1));
  await expect(page.getByText('The two are not the same yet.')).toBeVisible();
  await page.getByLabel('The same phrase again').fill(own);
  await page.getByRole('checkbox', { name: /recovery sheet/ }).check();
  await expect(start).toBeEnabled();
});

test('on paper there is the sheet and nothing else', async ({ page }) => {
  await page.goto(`${server.url}?lang=fr`);
  await openProtect(page);
  await page.emulateMedia({ media: 'print' });
  await expect(page.locator('body > .print-only')).toBeVisible();
  await expect(page.locator('#app')).toBeHidden();
  await expect(page.locator('body > .print-only')).toContainText('Sans Malleposte');
  await page.emulateMedia({ media: 'screen' });
  await expect(page.locator('body > .print-only')).toBeHidden();
});

test('a paused job that needs its phrase goes on once it is typed', async ({ page }) => {
  await page.goto(`${server.url}?lang=en&job=paused&seconds=60`);
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.keyboard.press('Control+j');
  await page.getByRole('button', { name: 'Open', exact: true }).click();
  await page.getByRole('textbox', { name: 'Passphrase' }).fill('correct horse battery staple');
  await page.getByRole('main').getByRole('button', { name: 'Go on' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Saving');
  await page.getByRole('button', { name: 'Pause' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Paused');
  await page.getByRole('button', { name: 'Stop' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Stopped at your request.');
});

test('messages of an archive are read, searched and chosen with the keyboard', async ({ page }) => {
  await page.goto(`${server.url}?lang=en`);
  await openArchive(page);
  const list = page.getByRole('listbox');
  await list.focus();
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('article').getByRole('heading', { level: 2 })).toHaveText('Facture F-2026-0097');
  await expect(page.getByText('Archive copy')).toBeVisible();
  await page.keyboard.press('Space');
  await page.keyboard.press('Shift+ArrowDown');
  await page.keyboard.press('Shift+ArrowDown');
  await expect(page.getByRole('status').filter({ hasText: '3 messages chosen' })).toBeVisible();
  await page.keyboard.press('End');
  await expect(page.getByRole('option').last()).toHaveAttribute('aria-posinset', '240');
  await page.keyboard.press('Escape');
  await expect(page.getByText('3 messages chosen')).toHaveCount(0);
  await page.getByRole('textbox', { name: 'Search sender and subject' }).fill('angebot');
  await expect(page.getByRole('option').first()).toContainText('Anna Keller');
  await expect(page.getByRole('option').first().locator('mark')).toHaveText('Angebot');
});

test('an attachment and a message are saved as files', async ({ page }) => {
  await page.goto(`${server.url}?lang=en`);
  await openArchive(page);
  await page.getByRole('option').first().click();
  const attachment = page.waitForEvent('download');
  await page.getByRole('button', { name: /^Save F-2026-0097\.pdf/ }).click();
  expect((await attachment).suggestedFilename()).toBe('F-2026-0097.pdf');
  const message = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save as .eml' }).click();
  expect((await message).suggestedFilename()).toBe('message.eml');
});

test('chosen messages are restored and the ledger says what was refused', async ({ page }) => {
  await page.goto(`${server.url}?lang=en&seconds=2`);
  await openArchive(page);
  await page.getByRole('option').nth(1).locator('[data-tick]').click();
  await page.getByRole('button', { name: 'Restore 1 message' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('One message was refused.', { timeout: 30_000 });
  await expect(
    page.getByText('31,406 in the archive, 31,393 restored, 12 already there, 31,405 verified, 1 refused.'),
  ).toBeAttached();
});

test('a wrong phrase says so beside the field and keeps the dialog', async ({ page }) => {
  await page.goto(`${server.url}?lang=en`);
  await page.getByRole('navigation').getByRole('button', { name: 'Archives' }).click();
  await page.getByRole('button', { name: 'Open', exact: true }).first().click();
  await expect(page.getByRole('dialog').getByRole('textbox')).toBeFocused();
  await unlock(page, 'wrong');
  await expect(page.getByRole('dialog').getByText(/does not open the archive/)).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
});

test('the pill follows a job and the end is told wherever one is', async ({ page }) => {
  await page.goto(`${server.url}?lang=en&job=running&seconds=4`);
  await expect(page.getByRole('button', { name: /^Export \d+%/ })).toBeVisible();
  await page.getByRole('navigation').getByRole('button', { name: 'Archives' }).click();
  await expect(page.getByText(/^Export finished\. 46,089 found = saved = verified/)).toBeVisible({ timeout: 30_000 });
  await page.getByRole('region', { name: 'Notifications' }).getByRole('button', { name: 'Open' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('It is all here. No message is missing.');
});

test('the certificate is shown in its own style, which the content policy would forbid inline', async ({ page }) => {
  const complaints = complaintsOf(page);
  const done = archiveScreens.find((screen) => screen.name === 'x-done')!;
  await openScreen(page, server.url, done, { language: 'en', theme: 'light' });
  await page.getByRole('button', { name: 'Print the certificate' }).click();
  const heading = page.frameLocator('iframe').getByRole('heading', { level: 1 });
  await expect(heading).toHaveCSS('font-size', '26px');
  expect(complaints).toEqual([]);
});
