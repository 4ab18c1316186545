// The screens of export, archives, restore and jobs, as a query for the fake program and the steps that lead there.
import type { Page } from '@playwright/test';
import { PHRASE } from './fake-backend.ts';
import { place, type Screen } from './screens.ts';

const stay = (): Promise<void> => Promise.resolve();
const press = (page: Page, name: RegExp): Promise<void> => page.getByRole('button', { name }).first().click();
const heading = (page: Page, name: RegExp): Promise<void> => page.getByRole('heading', { name }).first().waitFor();

export const PLACES = {
  export: /^(Export my mail|Exporter mon courrier)$/,
  archives: /^Archives$/,
  restore: /^(Restore|Restaurer)$/,
};
export const NEXT = /^(Continue|Continuer)$/;
const START_RESTORE = /^(Start the restore|Lancer la restauration)$/;

/** Two accounts are counted at once; the third has no password and says so. */
export async function openExport(page: Page): Promise<void> {
  await place(page, PLACES.export);
  await page.getByRole('treeitem').nth(8).waitFor();
  await page.getByRole('alert').first().waitFor();
}

/** Leaves the account that cannot sign in out, and goes to the second step. */
export async function openProtect(page: Page): Promise<void> {
  await openExport(page);
  await press(page, /^(Leave this account out|Laisser ce compte de côté)$/);
  await press(page, NEXT);
  await heading(page, /Choose what will open it|Choisissez ce qui l’ouvrira/);
}

/** Types the two words that are asked for and says that the sheet is safe. */
export async function proveNoted(page: Page): Promise<void> {
  const words = await page
    .getByRole('list', { name: /words of your phrase|mots de votre phrase/ })
    .getByRole('listitem')
    .allInnerTexts();
  for (const field of await page.getByRole('textbox', { name: /^(Word|Mot n°) ?\d/ }).all()) {
    const label = await field.evaluate((input) => (input as HTMLInputElement).labels?.[0]?.textContent ?? '');
    const word = words[Number(/\d+/.exec(label)?.[0] ?? '1') - 1] ?? '';
    await field.fill(word.replace(/^\d+\s*/, ''));
  }
  await page.getByRole('checkbox', { name: /recovery sheet|fiche de secours/ }).check();
}

export async function unlock(page: Page, phrase = PHRASE): Promise<void> {
  const dialog = page.getByRole('dialog');
  await dialog
    .getByLabel(/^(Passphrase|Phrase secrète)$/)
    .last()
    .fill(phrase);
  await dialog.getByRole('button', { name: /^(Open|Ouvrir|Start|Lancer)$/ }).click();
}

export async function openArchive(page: Page): Promise<void> {
  await place(page, PLACES.archives);
  await press(page, /^(Open|Ouvrir)$/);
  await unlock(page);
  await page.getByRole('option').nth(3).waitFor();
}

async function openRestoreWhere(page: Page): Promise<void> {
  await place(page, PLACES.restore);
  await page.getByRole('button', { name: /2026-11-21/ }).click();
  await unlock(page);
  await page.getByRole('treeitem').nth(2).waitFor();
  await press(page, NEXT);
  await heading(page, /Where should it go|Où doit-il aller/);
}

const openJob = async (page: Page): Promise<void> => {
  await page.keyboard.press('Control+j');
  await press(page, /^(Open|Ouvrir|See the result|Voir le résultat)$/);
};

export const archiveScreens: readonly Screen[] = [
  { name: 'x-choose', query: '', go: openExport },
  {
    name: 'x-choose-more',
    query: '',
    go: async (page) => {
      await openExport(page);
      await page.getByText(/^(More choices|Plus de choix)$/).click();
      await page.getByText(/^(More choices|Plus de choix)$/).scrollIntoViewIfNeeded();
    },
  },
  { name: 'x-protect', query: '', go: openProtect },
  {
    name: 'x-protect-ready',
    query: '',
    go: async (page) => {
      await openProtect(page);
      await proveNoted(page);
    },
  },
  {
    name: 'x-protect-own',
    query: '',
    go: async (page) => {
      await openProtect(page);
      await page.getByRole('radio', { name: /My own phrase|Ma propre phrase/ }).check({ force: true });
      await page.getByLabel(/^(Your phrase|Votre phrase)$/).fill('azerty2026');
    },
  },
  {
    name: 'x-protect-keys',
    query: '',
    go: async (page) => {
      await openExport(page);
      await press(page, /^(Leave this account out|Laisser ce compte de côté)$/);
      await page.getByText(/^(More choices|Plus de choix)$/).click();
      await page.getByText(/^(age keys|Des clés age)$/).click();
      await press(page, NEXT);
      await page
        .getByRole('textbox')
        .fill('age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p\nAGE-SECRET-KEY-1XYZ');
    },
  },
  {
    name: 'x-running',
    query: 'job=running&seconds=40',
    later: 6_500,
    go: openJob,
  },
  {
    name: 'x-reading-back',
    query: 'job=running&seconds=30',
    later: 24_000,
    go: openJob,
  },
  { name: 'x-paused-key', query: 'job=paused', go: openJob },
  { name: 'x-failed', query: 'job=failed', go: openJob },
  { name: 'x-done', query: 'job=done', go: openJob },
  { name: 'x-partial', query: 'job=partial', go: openJob },
  { name: 'x-archives', query: '', go: (page) => place(page, PLACES.archives) },
  { name: 'x-archives-empty', query: 'empty', go: (page) => press(page, /archive/i) },
  {
    name: 'x-unlock-wrong',
    query: '',
    go: async (page) => {
      await place(page, PLACES.archives);
      await press(page, /^(Open|Ouvrir)$/);
      await unlock(page, 'wrong');
      await page.getByText(/does not open the archive|n’ouvre pas l’archive/).waitFor();
    },
  },
  {
    name: 'x-browse',
    query: '',
    go: async (page) => {
      await openArchive(page);
      await page.getByRole('textbox').fill('facture');
      await page
        .getByRole('status')
        .filter({ hasText: /result|résultat/ })
        .waitFor();
      await page.waitForTimeout(400);
      for (const i of [0, 1, 3]) await page.getByRole('option').nth(i).locator('[data-tick]').click();
      await page.getByRole('option').nth(0).click();
    },
  },
  {
    name: 'x-read',
    query: '',
    go: async (page) => {
      await openArchive(page);
      await page.getByRole('option').nth(0).click();
      await page.getByText(/^(Details|Détails)$/).click();
    },
  },
  {
    name: 'x-verify-ask',
    query: '',
    go: async (page) => {
      await place(page, PLACES.archives);
      await press(page, /^(Verify|Vérifier)$/);
    },
  },
  {
    name: 'x-verify',
    query: 'seconds=2',
    go: async (page) => {
      await place(page, PLACES.archives);
      await press(page, /^(Verify|Vérifier)$/);
      await unlock(page);
      await page
        .getByRole('heading', { name: /damaged|endommagés|intact/ })
        .first()
        .waitFor();
    },
  },
  {
    name: 'x-extract',
    query: '',
    go: async (page) => {
      await openArchive(page);
      await press(page, /^Actions$/);
      await page.getByRole('menuitem', { name: /Extract|extraire/ }).click();
      await page.waitForTimeout(300);
    },
  },
  { name: 'x-restore-pick', query: '', go: (page) => place(page, PLACES.restore) },
  {
    name: 'x-restore-what',
    query: '',
    go: async (page) => {
      await place(page, PLACES.restore);
      await page.getByRole('button', { name: /2026-11-21/ }).click();
      await unlock(page);
      await page.getByRole('treeitem').nth(2).waitFor();
    },
  },
  { name: 'x-restore-where', query: '', go: openRestoreWhere },
  {
    name: 'x-restore-run',
    query: 'seconds=30',
    go: async (page) => {
      await openRestoreWhere(page);
      await press(page, START_RESTORE);
    },
    later: 7_000,
  },
  {
    name: 'x-restore-done',
    query: 'seconds=2',
    go: async (page) => {
      await openRestoreWhere(page);
      await press(page, START_RESTORE);
      await heading(page, /refused|refusé|matching|all there/);
    },
  },
  { name: 'x-jobs', query: 'job=partial', go: (page) => page.keyboard.press('Control+j') },
  { name: 'x-jobs-paused', query: 'job=paused', go: (page) => page.keyboard.press('Control+j') },
  { name: 'x-jobs-none', query: '', go: (page) => page.keyboard.press('Control+j') },
  { name: 'x-home-running', query: 'job=running&seconds=60', go: stay },
];
