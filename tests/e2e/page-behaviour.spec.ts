// What the page does on its own: adding an account by keyboard, language and theme at once, panes, reconnection.
import { expect, test } from '@playwright/test';
import { PHRASE } from '../support/page/fake-backend.ts';
import { place, toOverview } from '../support/page/screens.ts';
import { servePage, type PageServer } from '../support/page/serve.ts';

let server: PageServer;
test.beforeAll(async () => {
  server = await servePage();
});
test.afterAll(() => server.close());
test.use({ contextOptions: { reducedMotion: 'reduce' }, locale: 'en-GB' });

test('an account is added with the keyboard alone', async ({ page }) => {
  await page.goto(`${server.url}?empty&lang=en`);
  await expect(page.getByRole('textbox', { name: 'Your email address' })).toBeFocused();
  await page.keyboard.type('claire.morel@orange.fr');
  await page.keyboard.press('Enter');
  await expect(page.getByLabel('Mailbox password')).toBeFocused();
  await page.keyboard.type('secret');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('claire.morel@orange.fr is ready');
  await expect(page.getByText('6 of 6 steps passed')).toBeVisible();
});

test('a refused password is tried once, explained, and can be corrected', async ({ page }) => {
  await page.goto(`${server.url}?empty&lang=fr&probe=account.wrong_password`);
  await page.getByRole('textbox').fill('claire.morel@orange.fr');
  await page.keyboard.press('Enter');
  await page.getByLabel('Mot de passe de la messagerie').fill('faux');
  await page.keyboard.press('Enter');
  await expect(page.getByText(/^Refusé par Orange le/)).toBeVisible();
  await expect(page.getByText('Ce n’est peut-être pas le mot de passe du site orange.fr.')).toBeVisible();
  await expect(page.getByText(/AUTHENTICATIONFAILED/)).toBeVisible();
  await expect(page.getByLabel('Mot de passe de la messagerie')).toBeFocused();
});

test('clear text to another computer needs a warning and consent', async ({ page }) => {
  await page.goto(`${server.url}?empty&lang=en`);
  await page.getByRole('textbox').fill('hugh@sinclair-boats.co.uk');
  await page.keyboard.press('Enter');
  await page.getByLabel('Mailbox password').fill('secret');
  await page.getByRole('button', { name: 'Change the settings' }).click();
  await page
    .getByRole('combobox', { name: /^Encryption/ })
    .first()
    .click();
  await page.getByRole('option', { name: 'None' }).click();
  await expect(page.getByRole('group', { name: 'Receiving (IMAP)' }).getByLabel('Port')).toHaveValue('143');
  await expect(page.getByText('The connection to imap.sinclair-boats.co.uk would be in clear text.')).toBeVisible();
  const add = page.getByRole('button', { name: 'Check and add' });
  await expect(add).toBeDisabled();
  await page.getByLabel('I accept this for this server').check();
  await expect(add).toBeEnabled();
});

test('without a keychain the sealed file is made first, or the password stays in memory', async ({ page }) => {
  await page.goto(`${server.url}?empty&lang=en&vault=new`);
  await page.getByRole('textbox').fill('claire.morel@orange.fr');
  await page.keyboard.press('Enter');
  await page.getByLabel('Mailbox password').fill('secret');
  const add = page.getByRole('button', { name: 'Check and add' });
  await expect(add).toBeDisabled();
  await page.getByLabel(/Do not store/).check();
  await expect(add).toBeEnabled();
  await page.getByLabel(/Do not store/).uncheck();
  await page.getByLabel('Phrase', { exact: true }).fill('a long phrase');
  await page.getByLabel('The phrase again').fill('another');
  await page.getByRole('button', { name: 'Seal the file' }).click();
  await expect(page.getByText('The two are not the same.')).toBeVisible();
  await page.getByLabel('The phrase again').fill('a long phrase');
  await page.getByRole('button', { name: 'Seal the file' }).click();
  await expect(add).toBeEnabled();
});

test('a locked password file opens with its phrase only', async ({ page }) => {
  await page.goto(`${server.url}?lang=en&vault=locked`);
  await page.getByLabel('Phrase').fill('wrong');
  await page.keyboard.press('Enter');
  await expect(page.getByText(/does not open the password file/)).toBeVisible();
  await page.getByLabel('Phrase').fill(PHRASE);
  await page.keyboard.press('Enter');
  await expect(page.getByLabel('Phrase')).toBeHidden();
});

test('language and appearance change at once, without a reload', async ({ page }) => {
  await page.goto(`${server.url}?lang=en&theme=light`);
  await place(page, /^Appearance and language$/);
  await page.evaluate(() => Object.assign(globalThis, { __same: true }));
  await page.getByRole('combobox', { name: /^Language/ }).click();
  await page.getByRole('option', { name: 'Français' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Apparence et langue');
  await page.getByText('Sombre').click();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await expect(page.locator('html')).toHaveAttribute('lang', 'fr');
  expect(await page.evaluate(() => '__same' in globalThis)).toBe(true);
});

test('an account is edited, tested and removed', async ({ page }) => {
  await page.goto(`${server.url}?lang=en`);
  await place(page, /^Accounts$/);
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Orange, home');
  await page.getByRole('button', { name: 'Test' }).click();
  await expect(page.getByText('6 of 6 steps passed')).toBeVisible();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByText('Saved.')).toBeVisible();
  await page.getByRole('button', { name: 'Remove this account' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('Nothing is deleted on the server');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: 'Remove this account' })).toBeFocused();
  await page.getByRole('button', { name: 'Remove this account' }).click();
  await dialog.getByRole('button', { name: 'Remove the account' }).click();
  await expect(page.getByRole('heading', { name: 'contact@atelier-morel.fr' })).toBeVisible();
});

test('the overview and the sidebar speak of the worst account, and list each with its last proof', async ({ page }) => {
  await page.goto(`${server.url}?lang=en`);
  await toOverview(page);
  const heading = page.getByRole('heading', { level: 1 });
  const foot = page.getByRole('button', { name: /messages verified/ });
  await expect(heading).toHaveText('Free: some messages could not be saved.');
  await expect(foot).toContainText('Some messages are missing');
  await expect(page.getByText('Saved with others, 2 hours ago')).toHaveCount(2);
  await expect(page.getByText('3 missing, 8 months ago')).toBeVisible();
  await page.getByRole('button', { name: 'Actions for Free' }).click();
  await page.getByRole('menuitem', { name: 'Account settings' }).click();
  await page.getByRole('button', { name: 'Remove this account' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove the account' }).click();
  await page.getByRole('navigation').getByRole('button', { name: 'Overview' }).click();
  await expect(heading).toHaveText('Everything is saved and checked.');
  await expect(foot).toContainText('Everything is saved');
});

test('F6 goes through the panes, Back returns, "?" lists the keys', async ({ page }) => {
  await page.goto(`${server.url}?lang=en`);
  await page.getByRole('option').first().waitFor();
  for (const pane of [
    page.getByRole('search'),
    page.getByRole('navigation', { name: 'Places' }),
    page.getByRole('listbox', { name: 'Messages, All inboxes' }),
    page.getByRole('region', { name: 'Message' }),
  ]) {
    await page.keyboard.press('F6');
    await expect(pane).toBeFocused();
  }
  await page.keyboard.press('Shift+F6');
  await expect(page.getByRole('listbox', { name: 'Messages, All inboxes' })).toBeFocused();
  await toOverview(page);
  await page.keyboard.press('Control+,');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Accounts');
  await page.goBack();
  await expect(page.getByRole('main')).toContainText('Free: some messages could not be saved.');
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
});

test('a lost connection says so quietly and mends itself', async ({ page }) => {
  await page.goto(`${server.url}?lang=en`);
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.evaluate('__line(false)');
  await expect(page.getByText(/lost touch with the program/)).toBeVisible();
  await page.evaluate('__line(true)');
  await expect(page.getByText(/lost touch with the program/)).toBeHidden();
});
