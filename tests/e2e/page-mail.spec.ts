// The mail on the page alone, with a mailbox of 92,000 messages: reading and sorting it by keyboard and pointer, folders,
// search, news, and a list of 50,000 rows scrolled from end to end. Then every screen in both languages and appearances.
import { expect, test, type Locator, type Page } from '@playwright/test';
import { complaintsOf, testScreens } from '../support/page/examine.ts';
import { mailScreens } from '../support/page/mail-screens.ts';
import { servePage, type PageServer } from '../support/page/serve.ts';

let server: PageServer;
test.beforeAll(async () => {
  server = await servePage();
});
test.afterAll(() => server.close());
test.use({ contextOptions: { reducedMotion: 'reduce' }, locale: 'en-GB', viewport: { width: 1440, height: 900 } });

const listOf = (page: Page): Locator => page.getByRole('listbox', { name: /^Messages/ });
const rows = (page: Page): Locator => listOf(page).getByRole('option');
const row = (page: Page, text: string | RegExp): Locator => rows(page).filter({ hasText: text }).first();
const folder = (page: Page, name: string | RegExp): Locator => page.getByRole('treeitem', { name }).first();
const open = async (page: Page, query = 'lang=en'): Promise<void> => {
  await page.goto(`${server.url}?${query}`);
  await rows(page).first().waitFor();
};
/** The row that is open, by its place in the whole list. */
const openRow = (page: Page): Promise<string | null> =>
  listOf(page).evaluate((list) => {
    const id = list.getAttribute('aria-activedescendant');
    return id ? (document.getElementById(id)?.getAttribute('aria-posinset') ?? null) : null;
  });

test('mail is read, marked, moved and brought back with the keyboard alone', async ({ page }) => {
  const complaints = complaintsOf(page);
  await open(page);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('All inboxes');
  await expect(page.getByText('27 unread')).toBeVisible();
  const reader = page.getByRole('region', { name: 'Message', exact: true });
  await expect(reader).toContainText('Choose a message to read it here.');

  await page.keyboard.press('j');
  await expect(reader.getByRole('heading', { name: /Projet d’acte de vente/ }).first()).toBeVisible();
  await expect(listOf(page)).toBeFocused();
  await page.keyboard.press('j');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('k');
  expect(await openRow(page)).toBe('2');

  // Archived: the next one opens, and Undo brings it back.
  await expect(row(page, 'Devis escalier chêne').getByText('unread')).toBeHidden();
  await page.keyboard.press('e');
  await expect(page.getByText('5 messages archived.')).toBeVisible();
  await expect(reader.getByRole('heading', { name: /taxe foncière/ }).first()).toBeVisible();
  expect(await openRow(page)).toBe('2');
  await page.keyboard.press('Control+z');
  await expect(page.getByText('Undone.')).toBeVisible();
  await expect(rows(page).nth(1)).toContainText('Devis escalier chêne');

  // Starred, junk and not any more; a letter without its key held stays a letter in a field.
  const starred = async (): Promise<number> =>
    Number((await folder(page, /^Starred/).innerText()).replaceAll(/\D/g, ''));
  const before = await starred();
  expect(before).toBeGreaterThan(0);
  await page.keyboard.press('s');
  await expect(page.getByText('1 message starred.')).toBeVisible();
  await expect.poll(starred).toBe(before + 1);
  await page.keyboard.press('!');
  await expect(page.getByText('1 message moved to Junk.')).toBeVisible();
  await page.keyboard.press('Control+z');
  await expect(row(page, 'Votre avis de taxe')).toBeVisible();

  // Chosen with X and Shift, moved to a folder found by typing.
  await page.keyboard.press('Home');
  await page.keyboard.press('x');
  await page.keyboard.press('Shift+ArrowDown');
  await page.keyboard.press('Shift+ArrowDown');
  await expect(page.getByRole('toolbar', { name: '3 selected' })).toBeVisible();
  await page.keyboard.press('v');
  const dialog = page.getByRole('dialog', { name: /^Move 3/ });
  await dialog.getByRole('combobox').fill('maison');
  await expect(dialog.getByRole('option')).toHaveCount(1);
  await page.keyboard.press('Enter');
  await expect(page.getByText(/messages moved to Maison\./)).toBeVisible();
  await expect(row(page, 'Sophie Lambert')).toHaveCount(0);
  await expect(page.getByRole('toolbar', { name: /selected/ })).toBeHidden();

  // All of the list at once, but not without end: Escape lets go.
  await page.keyboard.press('Control+a');
  await expect(page.getByRole('toolbar', { name: /^[\d,]{5,} selected$/ })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('toolbar', { name: /selected/ })).toBeHidden();

  // The trash asks before it deletes for good.
  await folder(page, /^Trash/).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Trash');
  await page.keyboard.press('j');
  await page.keyboard.press('Delete');
  await expect(page.getByRole('dialog', { name: /for good/ })).toContainText('Nobody can bring them back.');
  await page.getByRole('button', { name: 'Delete for good' }).click();
  await expect(page.getByText(/deleted for good\.$/)).toBeVisible();
  await page.goBack();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('All inboxes');
  expect(complaints).toEqual([]);
});

test('a row has a menu by right click and by key: for itself, or for all that is chosen', async ({ page }) => {
  const complaints = complaintsOf(page);
  await open(page);
  const item = (name: string): Locator => page.getByRole('menu').getByRole('menuitem', { name });
  // The row under the pointer, while another one is open.
  await page.keyboard.press('j');
  await row(page, 'Votre avis de taxe').click({ button: 'right' });
  await item('Archive').click();
  await expect(page.getByText('1 message archived.')).toBeVisible();
  await expect(row(page, 'Votre avis de taxe')).toHaveCount(0);
  expect(await openRow(page)).toBe('1');
  await expect(listOf(page)).toBeFocused();

  // The row where the keyboard stands; a question takes the focus, and nothing happens without an answer.
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Shift+F10');
  await item('Move').click();
  await expect(page.getByRole('dialog', { name: /^Move/ })).toBeVisible();
  await page.keyboard.press('Escape');

  // All that is chosen, where the row is one of them; otherwise the row alone.
  await page.keyboard.press('Home');
  await page.keyboard.press('x');
  await page.keyboard.press('Shift+ArrowDown');
  await rows(page).first().click({ button: 'right' });
  await expect(page.getByRole('menu', { name: '2 selected' })).toBeVisible();
  await expect(item('Select')).toHaveCount(0);
  await page.keyboard.press('Escape');
  await rows(page).nth(3).click({ button: 'right' });
  await item('Select').click();
  await expect(page.getByRole('toolbar', { name: '3 selected' })).toBeVisible();
  expect(complaints).toEqual([]);
});

test('Alt and the left arrow lead back to the page before', async ({ page }) => {
  await open(page);
  await page.keyboard.press('Control+,');
  await expect(page.getByRole('heading', { name: 'Accounts' })).toBeVisible();
  await page.keyboard.press('Alt+ArrowLeft');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('All inboxes');
});

test('folders are made, renamed, moved, emptied and filled by dragging', async ({ page }) => {
  await open(page);
  await folder(page, /^École/).click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'New folder inside' }).click();
  await page.getByRole('dialog').getByLabel('Name').fill('CM1');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Folder CM1 created.')).toBeVisible();

  const school = folder(page, /^École/);
  // The tree hears of it a moment after the toast; only then is there something to open.
  await expect(school).toHaveAttribute('aria-expanded', 'false');
  await school.focus();
  await page.keyboard.press('ArrowRight');
  await expect(folder(page, 'CM1')).toBeVisible();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Shift+F10');
  await page.getByRole('menuitem', { name: 'Rename' }).click();
  await page.getByRole('dialog').getByLabel('Name').fill('CM2');
  await page.keyboard.press('Enter');
  await expect(page.getByText('The folder is now called CM2.')).toBeVisible();

  await row(page, 'École Jules-Ferry').dragTo(folder(page, 'CM2'));
  await expect(page.getByText('1 message moved to CM2.')).toBeVisible();
  await expect(folder(page, /^CM2/)).toContainText('1');
  await folder(page, /^CM2/).dragTo(folder(page, /^Maison/));
  await expect(page.getByText('Folder CM2 moved.')).toBeVisible();

  // What is open stays open at the next start.
  await folder(page, /^Clients/)
    .locator('[data-twist]')
    .click();
  await expect(folder(page, 'Mairie de Vannes')).toBeVisible();
  await page.reload();
  await expect(folder(page, 'Mairie de Vannes')).toBeVisible();

  await folder(page, /^Junk/).hover();
  await page.getByRole('button', { name: 'Actions for Junk' }).click();
  await page.getByRole('menuitem', { name: 'Empty the junk' }).click();
  await page
    .getByRole('dialog', { name: /^Delete the 61 messages in Junk/ })
    .getByRole('button', { name: 'Delete for good' })
    .click();
  await expect(page.getByText('61 messages deleted from Junk.')).toBeVisible();

  // An account that needs the person says so, with the way out.
  await page.getByRole('button', { name: 'Account settings' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Accounts');
  await page.getByRole('button', { name: 'Back to mail' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('All inboxes');
});

test('a search understands operators, marks its words, and says how far it reaches', async ({ page }) => {
  await open(page);
  await page.keyboard.press('Control+k');
  const box = page.getByRole('combobox', { name: 'Search mail' });
  await expect(box).toBeFocused();
  await page.keyboard.type('from:so');
  await page
    .getByRole('option', { name: /Sophie Lambert/ })
    .first()
    .waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Remove from sophie@lambert-notaires.fr' })).toBeVisible();
  await page.keyboard.type('ACTE');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Search results');
  await expect(rows(page).first().locator('mark').first()).toHaveText('acte');
  await expect(page.getByText('Text of 31,204 of', { exact: false })).toBeVisible();
  await expect(page.getByText('The servers were asked for the rest.')).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(listOf(page)).toBeFocused();

  // The form shows the same, and adds to it.
  await page.getByRole('button', { name: 'Search with more criteria' }).click();
  await expect(page.getByLabel('From', { exact: true })).toHaveValue('sophie@lambert-notaires.fr');
  await expect(page.getByLabel('With the words')).toHaveValue('ACTE');
  await page.getByLabel('From', { exact: true }).fill('');
  await page.getByLabel('With the words').fill('');
  await page.getByText('Unread only').click();
  await page.getByRole('button', { name: 'Search', exact: true }).click();
  await expect(page.getByText('unread', { exact: true }).first()).toBeVisible();
  await expect(page.getByRole('button', { name: 'Remove unread' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('All inboxes');

  // Asked for before, offered again.
  await page.keyboard.press('/');
  await expect(page.getByRole('option', { name: 'is:unread' }).first()).toBeVisible();
});

test('the list keeps its place when mail comes, and its filters and order', async ({ page }) => {
  await open(page);
  await page
    .getByRole('treeitem', { name: /^Inbox/ })
    .first()
    .click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Inbox');
  await listOf(page).evaluate((list) => (list.scrollTop = 30_000));
  const firstInView = (): Promise<{ text: string; top: number }> =>
    listOf(page).evaluate((list) => {
      const edge = list.getBoundingClientRect().top;
      const found = [...list.querySelectorAll('[role=option]')].find(
        (one) => one.getBoundingClientRect().bottom > edge && one.querySelector('.l1'),
      );
      return {
        text: found?.textContent ?? '',
        top: Math.round((found?.getBoundingClientRect().top ?? 0) - edge),
      };
    });
  await expect.poll(async () => (await firstInView()).text).not.toBe('');
  const before = await firstInView();
  await page.evaluate('__arrive(7)');
  await expect(folder(page, /^Inbox/)).toContainText('19');
  await expect.poll(firstInView).toEqual(before);
  await listOf(page).evaluate((list) => (list.scrollTop = 0));
  await expect(rows(page).first()).toContainText('Nora Haddad');

  await page.getByRole('button', { name: 'Unread', exact: true }).click();
  await expect(listOf(page).getByRole('option').first()).toHaveAttribute('aria-setsize', '19');
  await page.getByRole('button', { name: 'All', exact: true }).click();
  await page.getByRole('button', { name: 'Sort' }).click();
  await page.getByRole('menuitem', { name: 'Sender' }).click();
  await expect(rows(page).first()).toContainText('ne-pas-repondre@edf.fr');

  // The list is as wide as the person makes it.
  const edge = page.getByRole('separator', { name: 'Width of the list' });
  await edge.focus();
  await page.keyboard.press('End');
  await expect(edge).toHaveAttribute('aria-valuenow', '560');
  await page.reload();
  await expect(edge).toHaveAttribute('aria-valuenow', '560');
});

test('new mail is announced once it was allowed, outside quiet hours, and opens at a click', async ({ page }) => {
  // The system's own notifications cannot be looked at: what the page hands them is written down instead.
  await page.addInitScript(() => {
    const shown: { title: string; body: string; click: () => void }[] = [];
    class Told {
      static permission = 'default';
      static requestPermission(): Promise<string> {
        Told.permission = 'granted';
        return Promise.resolve('granted');
      }
      onclick: () => void = () => undefined;
      constructor(title: string, { body }: { body: string }) {
        shown.push({ title, body, click: () => this.onclick() });
      }
      close(): void {
        shown.length = 0;
      }
    }
    Object.assign(window, { Notification: Told, __shown: shown });
    document.hasFocus = () => false;
  });
  const told = (): Promise<string[]> =>
    page.evaluate(() =>
      (window as unknown as { __shown: { title: string; body: string }[] }).__shown.map(
        ({ title, body }) => `${title}: ${body}`,
      ),
    );
  await open(page);
  await page.evaluate('__arrive(1)');
  await expect(folder(page, /^Inbox/)).toContainText('13');
  expect(await told()).toEqual([]);
  await page.keyboard.press('Control+,');
  await page.getByRole('button', { name: 'Mail', exact: true }).click();
  await page.getByText('Announce new mail').click();
  await page.getByText('Quiet hours').click();
  await page.getByLabel('From', { exact: true }).fill('00:00');
  await page.getByLabel('To', { exact: true }).fill('23:59');
  await page.getByLabel('To', { exact: true }).blur();
  await page.evaluate('__arrive(1)');
  await page.getByText('Quiet hours').click();
  await expect(page.getByLabel('From', { exact: true })).toBeHidden();
  expect(await told()).toEqual([]);
  await page.evaluate('__arrive(1)');
  await expect.poll(told).toEqual(['Nora Haddad: Photos de la pose, rue Hoche']);
  await page.evaluate(() => (window as unknown as { __shown: { click: () => void }[] }).__shown[0]?.click());
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Inbox');
  await expect(
    page
      .getByRole('region', { name: 'Message', exact: true })
      .getByRole('heading', { name: /Photos de la pose/ })
      .first(),
  ).toBeVisible();
});

test('in a small window the reader takes the place of the list', async ({ page }) => {
  await page.setViewportSize({ width: 960, height: 640 });
  await open(page);
  await page.keyboard.press('j');
  await expect(listOf(page)).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(listOf(page)).toBeHidden();
  const reader = page.getByRole('region', { name: 'Message', exact: true });
  await expect(reader.getByRole('heading', { name: /Projet d’acte/ }).first()).toBeVisible();
  await page.keyboard.press('j');
  await expect(reader.getByRole('heading', { name: /Devis escalier/ }).first()).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(listOf(page)).toBeFocused();
  expect(await openRow(page)).toBe('2');

  // Icons only, and all folders one click away.
  await expect(page.getByRole('treeitem', { name: 'Maison' })).toHaveCount(0);
  await page.getByRole('button', { name: 'Show all folders' }).click();
  await page.getByRole('treeitem', { name: 'Maison' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Maison');
  await expect(page.getByRole('treeitem', { name: 'Maison' })).toHaveCount(0);
});

test('50,000 rows scroll from end to end with few of them in the page', async ({ page }) => {
  await open(page);
  await folder(page, /^Archive$/).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Archive');
  await page.keyboard.press('Control+,');
  await page.getByRole('button', { name: 'Mail', exact: true }).click();
  await page.getByText('Group the messages of a conversation').click();
  await page.getByRole('button', { name: 'Back to mail' }).click();
  await expect(rows(page).first()).toHaveAttribute('aria-setsize', '50000');
  const figures = await listOf(page).evaluate(async (list) => {
    const STEPS = 300;
    const frames: number[] = [];
    let before = await new Promise<number>(requestAnimationFrame);
    for (let i = 1; i <= STEPS; i++) {
      list.scrollTop = ((list.scrollHeight - list.clientHeight) * i) / STEPS;
      const now = await new Promise<number>(requestAnimationFrame);
      frames.push(now - before);
      before = now;
    }
    frames.sort((a, b) => a - b);
    return {
      p95: frames[Math.floor(STEPS * 0.95)],
      worst: frames.at(-1),
      nodes: list.querySelectorAll('[role=option]').length,
    };
  });
  test.info().annotations.push({ type: 'frames', description: JSON.stringify(figures) });
  expect(figures.nodes).toBeLessThan(40);
  await expect(rows(page).last()).toHaveAttribute('aria-posinset', '50000');
  await expect(rows(page).last().locator('.l1')).toBeVisible();
});

testScreens(() => server.url, mailScreens, [
  { width: 960, height: 640 },
  { width: 640, height: 450 },
]);
