// A move on the page alone: every screen for axe, the content policy and the smallest window on two walks, then what a
// person does there by keyboard and by pointer.
import { readFileSync } from 'node:fs';
import { expect, test, type Page } from '@playwright/test';
import { proveNoted } from '../support/page/archive-screens.ts';
import { complaintsOf, findings, looks, overflow } from '../support/page/examine.ts';
import {
  ARCHIVE,
  BOTH,
  goesInto,
  openBoth,
  openFolders,
  openMove,
  START_MOVE,
  tick,
} from '../support/page/migrate-screens.ts';
import { servePage, type PageServer } from '../support/page/serve.ts';

let server: PageServer;
test.beforeAll(async () => {
  server = await servePage();
});
test.afterAll(() => server.close());
test.use({ contextOptions: { reducedMotion: 'reduce' }, locale: 'en-GB', actionTimeout: 15_000 });

const LARGE = { width: 1280, height: 820 };
const SMALL = { width: 960, height: 640 };
/** axe on the screen as it is, and nothing too wide for the smallest window. */
async function examine(page: Page, name: string): Promise<void> {
  expect(await findings(page), name).toEqual([]);
  await page.setViewportSize(SMALL);
  expect(await overflow(page), name).toEqual({ page: 0, wide: [] });
  await page.setViewportSize(LARGE);
}
const press = (page: Page, name: RegExp): Promise<void> => page.getByRole('button', { name }).first().click();
const title = (page: Page, name: RegExp): Promise<void> =>
  expect(page.getByRole('heading', { level: 1 })).toHaveText(name, { timeout: 30_000 });
const CLEAN_UP = /^(Clean up|Nettoyer) claire\.morel@free\.fr…$/;
const NEXT = /^(Continue|Continuer)$/;

for (const look of looks) {
  const open = (page: Page, query: string): Promise<unknown> =>
    page.goto(`${server.url}?${query}&lang=${look.language}&theme=${look.theme}`);

  test(`from POP and Thunderbird into an account, ${look.language}, ${look.theme}`, async ({ page }) => {
    test.setTimeout(120_000);
    const complaints = complaintsOf(page);
    await open(page, 'moving=blocked&seconds=4');
    await openMove(page);
    await examine(page, 'sources');
    await openBoth(page, false);
    await press(page, /^(Change the settings|Modifier les réglages)$/);
    await examine(page, 'POP form');
    await press(page, NEXT);
    await title(page, /Where should each folder go|Où doit aller chaque dossier/);
    await examine(page, 'folders');
    await press(page, /^(Back|Retour)$/);
    await examine(page, 'counted');
    await press(page, NEXT);
    await page.getByRole('radio', { name: /Keep everything under|Tout garder sous/ }).check({ force: true });
    await examine(page, 'under one folder');
    await page.getByRole('radio', { name: /^(Matched|Associés)$/ }).check({ force: true });
    await press(page, START_MOVE);
    await press(page, /^(Pause|Mettre en pause)$/);
    await title(page, /Paused|En pause/);
    await examine(page, 'paused');
    await press(page, /^(Go on|Reprendre)$/);
    await title(page, /12.477 messages (arrived|sont arrivés)/);
    await examine(page, 'report');
    expect(complaints).toEqual([]);
  });

  test(`from Outlook and an archive into an archive, ${look.language}, ${look.theme}`, async ({ page }) => {
    test.setTimeout(120_000);
    const complaints = complaintsOf(page);
    await open(page, 'seconds=2');
    await openMove(page);
    await page.getByRole('checkbox', { name: /Outlook/ }).click();
    await page.getByRole('button', { name: /claire\.pst/ }).click();
    await examine(page, 'picker');
    await press(page, /^(Use this file|Prendre ce fichier)$/);
    await page.getByRole('checkbox', { name: /Malleposte/ }).click();
    await page.getByRole('button', { name: /2026-11-21\.malle/ }).click();
    await press(page, /^(Use this file|Prendre ce fichier)$/);
    await page
      .getByLabel(/^(Passphrase|Phrase secrète)$/)
      .last()
      .fill('secret');
    await goesInto(page, BOTH);
    await expect(page.getByLabel(/^(File name|Nom du fichier)/)).not.toHaveValue('');
    await examine(page, 'both targets');
    await goesInto(page, ARCHIVE);
    await press(page, NEXT);
    await title(page, /Which folders go into the archive|Quels dossiers vont dans l’archive/);
    await examine(page, 'folders of the archive');
    await press(page, NEXT);
    await proveNoted(page);
    await examine(page, 'passphrase');
    await press(page, START_MOVE);
    await title(page, /in the archive|dans l’archive/);
    await examine(page, 'report of the archive');
    expect(complaints).toEqual([]);
  });

  test(`what stands in the way of a move, ${look.language}, ${look.theme}`, async ({ page }) => {
    const complaints = complaintsOf(page);
    for (const [query, name] of [
      ['moving=refused', 'refused'],
      ['moving=empty', 'empty'],
    ] as const) {
      await open(page, query);
      await openBoth(page);
      await press(page, NEXT);
      if (name === 'refused') await expect(page.getByRole('alert').first()).toBeVisible();
      else await expect(page.getByText(/No message was found there|Aucun message n’y a été trouvé/)).toBeVisible();
      await examine(page, name);
    }
    await open(page, 'moving=waiting');
    await page.locator('main').first().waitFor();
    await page.keyboard.press('Control+j');
    await press(page, /^(Open|Ouvrir)$/);
    await expect(page.getByLabel(/claire\.morel@free\.fr/)).toBeVisible();
    await examine(page, 'waiting for its secrets');
    expect(complaints).toEqual([]);
  });
}

for (const look of looks) {
  test(`cleaning up the POP server after a move, ${look.language}, ${look.theme}`, async ({ page }) => {
    test.setTimeout(120_000);
    const complaints = complaintsOf(page);
    await page.goto(`${server.url}?seconds=2&lang=${look.language}&theme=${look.theme}`);
    await openFolders(page);
    await press(page, START_MOVE);
    await title(page, /refused|refusés/);
    // It is offered, and nothing is asked, counted or chosen by itself.
    await expect(page.getByRole('dialog')).toHaveCount(0);
    await press(page, CLEAN_UP);
    const dialog = page.getByRole('dialog');
    await expect(dialog.getByRole('heading')).toHaveText(
      /Delete 3,412 messages from the POP server for good\?|Supprimer définitivement 3.412 messages du serveur POP/,
    );
    await expect(dialog).toContainText(/This cannot be undone\.|C’est irréversible\./);
    // The keyboard stands on nothing that deletes.
    await expect(dialog).toBeFocused();
    await examine(page, 'asking');
    await dialog.getByRole('combobox').click();
    await page.getByRole('option', { name: /Nothing of it|Rien de tout cela/ }).click();
    await expect(dialog.getByRole('button', { name: /3.749/ })).toBeVisible();
    await dialog.getByRole('combobox').click();
    await page.getByRole('option', { name: /30/ }).click();
    await dialog.getByRole('button', { name: /^(Delete|Supprimer) 3.412 messages$/ }).press('Enter');
    await press(page, /^(Pause|Mettre en pause)$/);
    await title(page, /Paused|En pause/);
    await examine(page, 'paused clean-up');
    await press(page, /^(Go on|Reprendre)$/);
    await title(page, /3.410 messages (deleted|supprimés)\. 2 (stayed|sont restés)/);
    await expect(
      page.getByText(/3.752 (found|trouvés), 3.410 (deleted|supprimés), 342 (kept|gardés), 343/),
    ).toBeAttached();
    await expect(page.getByText('Devis de la voilerie', { exact: false })).toBeVisible();
    await examine(page, 'account of the clean-up');
    expect(complaints).toEqual([]);
  });
}

test('a clean-up asks for a password that is not known any more, and says when both sides are one mailbox', async ({
  page,
}) => {
  await page.goto(`${server.url}?lang=en&moving=waiting&seconds=1`);
  await page.locator('main').first().waitFor();
  await page.keyboard.press('Control+j');
  await page.getByRole('button', { name: 'Open', exact: true }).click();
  await page.getByLabel('Password of claire.morel@free.fr').fill('secret');
  await page.getByLabel('Passphrase').last().fill('secret');
  await page.getByRole('button', { name: 'Go on' }).click();
  await title(page, /messages arrived/);
  await press(page, CLEAN_UP);
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Password of claire.morel@free.fr').fill('wrong');
  await page.keyboard.press('Enter');
  await expect(dialog.getByRole('alert')).toBeVisible();
  await dialog.getByLabel('Password of claire.morel@free.fr').fill('secret');
  await page.keyboard.press('Enter');
  await expect(dialog.getByRole('button', { name: 'Delete 3,412 messages' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  await title(page, /messages arrived/);

  await page.goto(`${server.url}?lang=en&moving=same&seconds=1`);
  await openFolders(page);
  await page.getByRole('button', { name: START_MOVE }).click();
  await title(page, /refused/);
  await press(page, CLEAN_UP);
  await expect(dialog).toContainText('seem to be one and the same mailbox');
  await expect(dialog.getByRole('button', { name: /Delete/ })).toHaveCount(0);
});

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
  await page.getByRole('button', { name: /^Account the mail goes to/ }).click();
  await page.getByRole('menuitem', { name: 'Add an account' }).click();
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
  // The two inboxes have twelve messages that are there already; three are larger than the server takes.
  await expect(page.getByText('Merged, 12 there already')).toBeVisible();
  await expect(page.getByText(/^3 messages over 35\.7.MB/)).toBeVisible();
  await page.getByRole('button', { name: 'Dry run' }).click();
  await expect(page.getByText(/with exactly these choices/)).toBeVisible();
  await expect(page.getByText('A POP server does not say what was read')).toBeVisible();
  await page.getByRole('combobox', { name: /^Marks/ }).click();
  await page.getByRole('option', { name: /all of it read/ }).click();
  await expect(page.getByText('A POP server does not say what was read')).toBeHidden();
  await page.getByLabel('Only mail received since').fill('2019-01-01');
  await expect(page.getByText(/with exactly these choices/)).toBeHidden();
  await expect(page.getByText(/Counted without the date/)).toBeVisible();
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

test('a move waits for a slow server in words, and what was refused is saved, told and tried again', async ({
  page,
}) => {
  await page.goto(`${server.url}?lang=en&moving=slow&seconds=3`);
  await openFolders(page);
  await page.getByRole('button', { name: START_MOVE }).click();
  await expect(page.getByText(/The server asked for a slower pace at/)).toBeVisible();
  await title(page, /^12,477 messages arrived\. 3 were refused\.$/);
  await expect(page.getByText('Nothing was deleted from the source.').first()).toBeVisible();
  await expect(
    page.getByText('12,480 found, 12,465 moved, 12 already there, 12,477 verified, 3 refused.').first(),
  ).toBeAttached();
  await expect(page.getByText('Switch the POP account off in the old program.')).toBeVisible();
  const [csv] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Save as CSV' }).click(),
  ]);
  expect(csv.suggestedFilename()).toMatch(/^Move report \d{4}-\d\d-\d\d\.csv$/);
  expect(readFileSync(await csv.path(), 'utf8')).toContain('Photos du chantier');
  await page.getByRole('button', { name: 'Save all as .eml' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Save here' }).click();
  await expect(page.getByText('3 messages saved as .eml')).toBeVisible({ timeout: 15_000 });
  await page.getByRole('button', { name: 'Try these again' }).click();
  await title(page, /^All 3 messages arrived\.$/);
  const kept = await page.evaluate(() => [
    location.href,
    JSON.stringify(history.state),
    JSON.stringify(Object.entries(localStorage)),
  ]);
  expect(kept.join()).not.toContain('secret');
});

test('one refused message at a time is saved or tried again, by keyboard, while the list stays', async ({ page }) => {
  await page.goto(`${server.url}?lang=en&seconds=1`);
  await openFolders(page);
  await page.getByRole('button', { name: START_MOVE }).click();
  await title(page, /3 were refused/);
  const lines = page.getByRole('region', { name: /3 messages that were not moved/ }).getByRole('listitem');
  await expect(lines).toHaveCount(3);
  await expect(lines.nth(0)).toContainText('Anne Keller, 14 Jun 2019');
  await expect(lines.nth(2)).toContainText('(no subject)');
  await expect(lines.nth(2)).toContainText('unknown sender');
  await page.getByRole('button', { name: 'Save as .eml: Photos du chantier, tribord' }).press('Enter');
  await page.getByRole('dialog').getByRole('button', { name: 'Save here' }).press('Enter');
  await expect(lines.nth(0)).toContainText('Saved as .eml', { timeout: 15_000 });
  await page.getByRole('button', { name: 'Try again: Photos du chantier, tribord' }).press('Enter');
  await expect(lines.nth(0)).toContainText('Arrived and read back', { timeout: 15_000 });
  await expect(lines.nth(0).getByRole('button')).toHaveCount(0);
  await expect(lines.nth(1).getByRole('button')).toHaveCount(2);
  await title(page, /3 were refused/);
});

test('five thousand refused messages are a page and a search', async ({ page }) => {
  await page.goto(`${server.url}?lang=en&moving=many&seconds=1`);
  await openFolders(page);
  await page.getByRole('button', { name: START_MOVE }).click();
  const list = page.getByRole('region', { name: /5,000 messages that were not moved/ });
  await expect(list.getByRole('listitem')).toHaveCount(20, { timeout: 30_000 });
  await expect(list.getByText('1 to 20 of 5,000')).toBeVisible();
  await examine(page, 'thousands');
  await list.getByRole('button', { name: 'The ones after' }).press('Enter');
  await expect(list.getByText('21 to 40 of 5,000')).toBeVisible();
  await list.getByRole('textbox').fill('naval 4990');
  await expect(list.getByRole('listitem')).toHaveCount(1);
  await expect(list.getByText('1 to 1 of 1')).toBeVisible();
  await list.getByRole('textbox').fill('nothing like it');
  await expect(list.getByText('None of them says that.')).toBeVisible();
});

test('a move from before a restart asks for what opens its sources, goes on, and asks again for what was refused', async ({
  page,
}) => {
  await page.goto(`${server.url}?lang=en&moving=waiting&seconds=2`);
  await page.locator('main').first().waitFor();
  await page.keyboard.press('Control+j');
  await page.getByRole('button', { name: 'Open', exact: true }).click();
  const onward = page.getByRole('button', { name: 'Go on' });
  await expect(onward).toBeDisabled();
  // Stopped, it can still go on from where it was.
  await page.getByRole('button', { name: 'Stop' }).click();
  await title(page, /^Stopped at your request\.$/);
  await expect(onward).toBeDisabled();
  await page.getByLabel('Password of claire.morel@free.fr').fill('secret');
  await expect(onward).toBeDisabled();
  await page.getByLabel('Passphrase').last().fill('secret');
  await onward.click();
  await title(page, /messages arrived/);
  await page.getByRole('button', { name: 'Try these again' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Password of claire.morel@free.fr').fill('secret');
  await dialog.getByLabel('Passphrase').last().fill('secret');
  await dialog.getByRole('button', { name: 'Go on' }).click();
  await title(page, /^All 3 messages arrived\.$/);
});
