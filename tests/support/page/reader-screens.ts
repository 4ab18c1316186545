// The reader with each kind of message, as the steps that lead there from the list.
import type { Page } from '@playwright/test';
import type { Screen } from './screens.ts';

/** Opens the first message whose row says so. */
export async function openMessage(page: Page, subject: RegExp): Promise<void> {
  await page.locator('[data-list] [role=option]').filter({ hasText: subject }).first().click();
  await page.getByRole('heading', { level: 2, name: subject }).waitFor();
  await page.locator('article[aria-busy]').first().waitFor({ state: 'detached' });
}
export const details = (page: Page): Promise<void> =>
  page
    .getByRole('button', { name: /^(Show details|Afficher les détails)$/ })
    .first()
    .click();
export async function menu(page: Page, item: RegExp): Promise<void> {
  await page.getByRole('button', { name: /^(More actions|Plus d’actions)$/ }).click();
  await page.getByRole('menuitem', { name: item }).click();
}

/** Looks into a file until what it shows or says is there. */
export async function lookInto(page: Page, name: string, shows: string | RegExp): Promise<void> {
  await page.getByRole('button', { name: new RegExp(`^(Preview|Aperçu de) ${name}`) }).click();
  await page.getByRole('dialog').getByText(shows).first().waitFor();
}

const screen = (
  name: string,
  subject: RegExp,
  then: (page: Page) => Promise<unknown> = () => Promise.resolve(),
): Screen => ({
  name: `reader-${name}`,
  query: '',
  go: async (page) => {
    await openMessage(page, subject);
    await then(page);
  },
});
const silent: Screen = {
  name: 'reader-silent',
  query: 'server=silent',
  go: async (page) => {
    await page
      .locator('[data-list] [role=option]')
      .filter({ hasText: /Sortie au musée/ })
      .first()
      .click();
    await page.getByText(/is being asked from the server|est demandé au serveur/).waitFor();
  },
};
const dialog = (item: RegExp) => async (page: Page) => {
  await menu(page, item);
  await page.getByRole('dialog').waitFor();
};

export const readerScreens: readonly Screen[] = [
  screen('winmail', /Projet d’acte/, details),
  screen('thread', /Noël/),
  screen('news', /taxe foncière/, details),
  screen('text', /Sortie au musée/),
  screen('hostile', /Récépissé/),
  screen('pictures', /Photos de la pose/),
  screen('sealed', /Facture F-2026/),
  screen('offline', /Votre voyage/),
  silent,
  screen('menu', /taxe foncière/, async (page) => {
    await page.getByRole('button', { name: /^(More actions|Plus d’actions)$/ }).click();
  }),
  screen('headers', /Projet d’acte/, dialog(/headers|en-têtes/)),
  screen('source', /Projet d’acte/, dialog(/source/)),
  screen('leave', /taxe foncière/, dialog(/Unsubscribe|Se désinscrire/)),
  screen('report', /Projet d’acte/, dialog(/phishing|hameçonnage/)),
  screen('preview', /Sortie au musée/, async (page) => {
    await page.getByRole('button', { name: /(Preview|Aperçu).*Affiche/ }).click();
    await page.getByRole('dialog').getByRole('img').waitFor();
  }),
  screen('pdf', /Sortie au musée/, (page) => lookInto(page, 'Programme', 'Retour')),
  screen('pdf-locked', /Sortie au musée/, (page) => lookInto(page, 'Bulletin', /password|mot de passe/)),
];
