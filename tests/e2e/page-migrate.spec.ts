// A move on the page alone: every screen for axe and the content policy, then what a person does there by keyboard and
// by pointer.
import { expect, test } from '@playwright/test';
import { testScreens } from '../support/page/examine.ts';
import { migrateScreens, openBoth, openFolders, openMove, START_MOVE, tick } from '../support/page/migrate-screens.ts';
import { servePage, type PageServer } from '../support/page/serve.ts';

let server: PageServer;
test.beforeAll(async () => {
  server = await servePage();
});
test.afterAll(() => server.close());
test.use({ contextOptions: { reducedMotion: 'reduce' }, locale: 'en-GB', actionTimeout: 15_000 });

// An open menu hangs at the end of the page, outside its landmarks; the pictures show it, axe would only say that.
testScreens(
  () => server.url,
  migrateScreens.filter(({ name }) => !/menu$/.test(name)),
);

test('what is missing is said, and Continue waits for it', async ({ page }) => {
  await page.goto(`${server.url}?lang=en`);
  await openMove(page);
  const next = page.getByRole('button', { name: 'Continue' });
  await expect(page.getByText('Choose a source to continue.')).toBeVisible();
  await expect(next).toBeDisabled();
  await tick(page, /POP/);
  await expect(page.getByLabel('Address of the POP mailbox')).toBeFocused();
  await expect(page.getByText('Type the address of the POP mailbox.')).toBeVisible();
  await page.keyboard.type('claire.morel@free.fr');
  await expect(page.getByText('pop.free.fr, port 995, TLS')).toBeVisible();
  await page.keyboard.press('Tab');
  await page.keyboard.type('secret');
  await expect(next).toBeEnabled();
  await page.getByRole('button', { name: 'Leave out claire.morel@free.fr' }).click();
  await expect(next).toBeDisabled();
  await expect(page.getByRole('checkbox', { name: /POP/ })).not.toBeChecked();
});

test('a connection in clear text to another computer needs consent', async ({ page }) => {
  await page.goto(`${server.url}?lang=en`);
  await openBoth(page);
  await page.getByRole('button', { name: 'Change the settings' }).click();
  await page.getByRole('combobox', { name: /^Encryption/ }).click();
  await page.getByRole('option', { name: /None|No encryption/ }).click();
  await expect(page.getByLabel('Port', { exact: true })).toHaveValue('110');
  const next = page.getByRole('button', { name: 'Continue' });
  await expect(next).toBeDisabled();
  await page.getByRole('checkbox', { name: /understand|accept/i }).check();
  await expect(next).toBeEnabled();
});

test('an account added on the way is the one the mail goes to, and the source is still chosen', async ({ page }) => {
  await page.goto(`${server.url}?lang=en`);
  await openBoth(page);
  await page.getByRole('button', { name: 'Add an account' }).click();
  await page.getByRole('textbox').first().fill('claire@new.example');
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByLabel('Mailbox password').fill('secret');
  await page.getByRole('button', { name: 'Check and add' }).click();
  await page.getByRole('button', { name: 'Go on with the move' }).click();
  await expect(page.getByRole('region', { name: 'To', exact: true })).toContainText('claire@new.example');
  await expect(page.getByRole('region', { name: 'From, read only' })).toContainText('Thunderbird');
});

test('folders are sent elsewhere by menu, by keyboard and by dragging, and the sums follow', async ({ page }) => {
  await page.goto(`${server.url}?lang=en`);
  await openFolders(page);
  const foot = page.getByText(/^12,480 messages into 6 folders, 2 of them new$/);
  await expect(foot).toBeVisible();
  const source = page.getByRole('list', { name: 'Source' });
  const target = page.getByRole('list', { name: 'Destination' });
  await source.getByRole('button', { name: /^Maison/ }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('menuitem', { name: 'Leave it where it is' }).press('Enter');
  await expect(page.getByText('12,077 messages into 5 folders, 2 of them new')).toBeVisible();
  await expect(page.getByText('Maison stays where it is.')).toBeAttached();
  const inbox = target.getByTitle('Inbox', { exact: true });
  await source.getByTitle('Sent', { exact: true }).dragTo(inbox);
  await expect(inbox).toContainText('9,914');
  await page.getByRole('button', { name: 'Move them too' }).click();
  await expect(page.getByText(/^12,890 messages into 7 folders/)).toBeVisible();
  await source.getByRole('button', { name: /^Bateaux, 1,322/ }).click();
  await page.getByRole('menuitem', { name: /new folder/ }).click();
  await page.getByRole('dialog').getByRole('textbox').fill('Mer / Bateaux');
  await page.keyboard.press('Enter');
  await expect(target).toContainText('Mer / Bateaux');
});

test('the dry run holds for these choices only', async ({ page }) => {
  await page.goto(`${server.url}?lang=en`);
  await openFolders(page);
  await page.getByRole('button', { name: 'Dry run' }).click();
  await expect(page.getByText(/with exactly these choices/)).toBeVisible();
  await page.getByLabel('Only mail received since').fill('2019-01-01');
  await expect(page.getByText(/with exactly these choices/)).toBeHidden();
  await expect(page.getByText(/Counted without the date/)).toBeVisible();
});

test('a move runs, is paused, goes on and ends with its report', async ({ page }) => {
  await page.goto(`${server.url}?lang=en&seconds=3`);
  await openFolders(page);
  await page.getByRole('button', { name: START_MOVE }).click();
  await page.getByRole('button', { name: 'Pause' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Paused');
  await page.getByRole('button', { name: 'Go on' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('12,477 messages arrived. 3 were refused.', {
    timeout: 30_000,
  });
  await expect(page.getByText('Nothing was deleted from the source.')).toBeVisible();
  await expect(
    page.getByText('12,480 found, 12,465 moved, 12 already there, 12,477 verified, 3 refused.'),
  ).toBeAttached();
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Moving your mail');
  const kept = await page.evaluate(() => [
    location.href,
    JSON.stringify(history.state),
    JSON.stringify(Object.entries(localStorage)),
  ]);
  expect(kept.join()).not.toContain('secret');
});

test('a move from before a restart asks for the POP password and goes on', async ({ page }) => {
  await page.goto(`${server.url}?lang=en&moving=waiting&seconds=3`);
  await page.locator('main').first().waitFor();
  await page.keyboard.press('Control+j');
  await page.getByRole('button', { name: 'Open', exact: true }).click();
  const onward = page.getByRole('button', { name: 'Go on' });
  await expect(onward).toBeDisabled();
  await page.getByLabel('Password of claire.morel@free.fr').fill('secret');
  await onward.click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/messages arrived/, { timeout: 30_000 });
});
