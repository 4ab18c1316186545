// The screens of a move, as a query for the fake program and the steps that lead there.
import type { Page } from '@playwright/test';
import { NEXT, proveNoted } from './archive-screens.ts';
import type { Screen } from './screens.ts';

const press = (page: Page, name: RegExp): Promise<void> => page.getByRole('button', { name }).first().click();
const heading = (page: Page, name: RegExp): Promise<void> => page.getByRole('heading', { name }).first().waitFor();

export const START_MOVE = /^(Start moving|Lancer le déménagement)$/;

export async function openMove(page: Page): Promise<void> {
  // The tools stand beside the settings, away from the mail.
  await page.locator('main').first().waitFor();
  await page.keyboard.press('Control+,');
  await page
    .getByRole('navigation')
    .getByRole('button', { name: /^(Move from POP to IMAP|Passer de POP à IMAP)$/ })
    .click();
  await page.getByText(/found here|trouvé ici/).waitFor();
}
export const tick = (page: Page, name: RegExp): Promise<void> => page.getByRole('checkbox', { name }).check();

export async function typePop(page: Page): Promise<void> {
  await tick(page, /POP/);
  await page.getByLabel(/Address of the POP mailbox|Adresse de la boîte POP/).fill('claire.morel@free.fr');
  await page.getByLabel(/^(Mailbox password|Mot de passe de la messagerie)$/).fill('secret');
}
/** A POP mailbox and Thunderbird into one account; `fresh` false = the page is there already. */
export async function openBoth(page: Page, fresh = true): Promise<void> {
  if (fresh) await openMove(page);
  await typePop(page);
  await tick(page, /Thunderbird/);
  await press(page, /^(Account the mail goes to|Compte qui reçoit le courrier)/);
  await page.getByRole('menuitem', { name: /claire\.morel@orange\.fr/ }).click();
}
export async function openFolders(page: Page): Promise<void> {
  await openBoth(page);
  await press(page, NEXT);
  await heading(page, /Where should each folder go|Où doit aller chaque dossier/);
}

/** The target's switch; its boxes are drawn over. */
export const goesInto = (page: Page, name: RegExp): Promise<void> =>
  page.getByRole('radio', { name }).check({ force: true });
export const ARCHIVE = /^(An encrypted archive|Une archive chiffrée)$/;
export const BOTH = /^(Both|Les deux)$/;

export async function openTake(page: Page): Promise<void> {
  await openBoth(page);
  await goesInto(page, ARCHIVE);
  await press(page, NEXT);
  await heading(page, /Which folders go into the archive|Quels dossiers vont dans l’archive/);
}
export async function protect(page: Page): Promise<void> {
  await press(page, NEXT);
  await proveNoted(page);
}

async function openCleanUp(page: Page): Promise<void> {
  await openFolders(page);
  await press(page, START_MOVE);
  await heading(page, /refused|refusé/);
  await press(page, /^(Clean up|Nettoyer) claire/);
  await heading(page, /3.412/);
}

export const migrateScreens: readonly Screen[] = [
  { name: 'm-source', query: '', go: openMove },
  { name: 'm-source-blocked', query: 'moving=blocked', go: openMove },
  { name: 'm-source-both', query: '', go: openBoth },
  {
    name: 'm-source-counted',
    query: '',
    go: async (page) => {
      await openFolders(page);
      await press(page, /^(Back|Retour)$/);
    },
  },
  {
    name: 'm-source-form',
    query: '',
    go: async (page) => {
      await openBoth(page);
      await press(page, /^(Change the settings|Modifier les réglages)$/);
    },
  },
  {
    name: 'm-source-pick',
    query: '',
    go: async (page) => {
      await openMove(page);
      await page.getByRole('checkbox', { name: /Outlook/ }).click();
      await page.getByRole('button', { name: /claire\.pst/ }).click();
    },
  },
  {
    name: 'm-source-refused',
    query: 'moving=refused',
    go: async (page) => {
      await openBoth(page);
      await press(page, NEXT);
      await page.getByRole('alert').first().waitFor();
    },
  },
  {
    name: 'm-source-away',
    query: 'moving=away',
    go: async (page) => {
      await openBoth(page);
      await press(page, NEXT);
      await page.getByRole('alert').first().waitFor();
    },
  },
  {
    name: 'm-source-empty',
    query: 'moving=empty',
    go: async (page) => {
      await openBoth(page);
      await press(page, NEXT);
      await page.getByText(/No message was found there|Aucun message n’y a été trouvé/).waitFor();
    },
  },
  {
    name: 'm-source-archive',
    query: '',
    go: async (page) => {
      await openMove(page);
      await page.getByRole('checkbox', { name: /Malleposte/ }).click();
      await page.getByRole('button', { name: /2026-09-21\.malle/ }).click();
      await press(page, /^(Use this file|Prendre ce fichier)$/);
      await goesInto(page, BOTH);
      await page.getByLabel(/^(File name|Nom du fichier)/).waitFor();
    },
  },
  { name: 'm-folders', query: '', go: openFolders },
  { name: 'm-take', query: '', go: openTake },
  {
    name: 'm-protect',
    query: '',
    go: async (page) => {
      await openTake(page);
      await protect(page);
    },
  },
  {
    name: 'm-report-archive',
    query: 'seconds=2',
    go: async (page) => {
      await openTake(page);
      await protect(page);
      await press(page, START_MOVE);
      await heading(page, /in the archive|dans l’archive/);
    },
  },
  {
    name: 'm-folders-under',
    query: 'moving=tight',
    go: async (page) => {
      await openFolders(page);
      const under = page.getByRole('radio', { name: /Keep everything under|Tout garder sous/ });
      await under.check({ force: true });
    },
  },
  {
    name: 'm-folders-menu',
    query: '',
    go: async (page) => {
      await openFolders(page);
      await page.getByRole('button', { name: /^Maison, 403/ }).click();
      await page.getByRole('menuitem').first().waitFor();
    },
  },
  {
    name: 'm-running',
    query: 'seconds=30&moving=slow',
    go: async (page) => {
      await openFolders(page);
      await press(page, START_MOVE);
    },
    later: 7_000,
  },
  {
    name: 'm-waiting',
    query: 'moving=waiting&seconds=3',
    go: async (page) => {
      await page.keyboard.press('Control+j');
      await press(page, /^(Open|Ouvrir)$/);
      await page.getByLabel(/claire\.morel@free\.fr/).waitFor();
    },
  },
  {
    name: 'm-report-many',
    query: 'moving=many&seconds=2',
    go: async (page) => {
      await openFolders(page);
      await press(page, START_MOVE);
      await heading(page, /refused|refusé/);
    },
  },
  {
    name: 'm-clean-up-ask',
    query: 'seconds=2',
    go: openCleanUp,
  },
  {
    name: 'm-clean-up-run',
    query: 'seconds=2',
    go: async (page) => {
      await openCleanUp(page);
      await press(page, /^(Delete|Supprimer) 3.412/);
    },
    later: 1_000,
  },
  {
    name: 'm-clean-up-done',
    query: 'seconds=2',
    go: async (page) => {
      await openCleanUp(page);
      await press(page, /^(Delete|Supprimer) 3.412/);
      await heading(page, /stayed|restés/);
    },
  },
  {
    name: 'm-report',
    query: 'seconds=2',
    go: async (page) => {
      await openFolders(page);
      await press(page, START_MOVE);
      await heading(page, /refused|refusé/);
    },
  },
];
