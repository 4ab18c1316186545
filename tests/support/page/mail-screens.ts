// The mail and its settings as a query for the fake program and the steps that lead to each screen.
import type { Page } from '@playwright/test';
import type { Screen } from './screens.ts';

const row = (page: Page, index: number) => page.locator('[data-list] [role=option]').nth(index);
const ready = (page: Page): Promise<void> => row(page, 0).waitFor();
const chosen = async (page: Page): Promise<void> => {
  await ready(page);
  await row(page, 0).click();
  for (const index of [4, 6, 7]) await row(page, index).locator('[data-tick]').click();
};

export const mailScreens: readonly Screen[] = [
  { name: 'mail', query: '', go: ready },
  { name: 'mail-chosen', query: '', go: chosen },
  { name: 'mail-compact', query: 'density=compact', go: chosen },
  {
    name: 'mail-search',
    query: '',
    go: async (page) => {
      await ready(page);
      await page.keyboard.press('/');
      await page.keyboard.type('has:attachment facture');
      await page.locator('[data-list] mark').first().waitFor();
    },
  },
  {
    name: 'mail-search-form',
    query: '',
    go: async (page) => {
      await ready(page);
      await page
        .getByRole('button', { name: /^(Search with more criteria|Rechercher avec plus de critères)$/ })
        .click();
    },
  },
  {
    name: 'mail-move',
    query: '',
    go: async (page) => {
      await chosen(page);
      await page.keyboard.press('v');
      await page.getByRole('dialog').waitFor();
    },
  },
  {
    name: 'mail-folder-menu',
    query: '',
    go: async (page) => {
      await ready(page);
      await page
        .getByRole('treeitem', { name: /^(Junk|Indésirables)/ })
        .first()
        .click({ button: 'right' });
      await page.getByRole('menu').waitFor();
    },
  },
  {
    name: 'mail-empty',
    query: '',
    go: async (page) => {
      await ready(page);
      await page
        .getByRole('treeitem', { name: /^(Drafts|Brouillons)/ })
        .first()
        .click();
      await page.getByRole('button', { name: /^(Unread|Non lus)$/ }).click();
      await page.getByText(/No message is like that here|Aucun message de ce genre/).waitFor();
    },
  },
  {
    name: 'settings-mail',
    query: '',
    go: async (page) => {
      await ready(page);
      await page.keyboard.press('Control+,');
      await page.getByRole('button', { name: /^(Mail|Courrier)$/ }).click();
    },
  },
];
