// Welcome, accounts, home and settings as a query for the fake program and the steps that lead to each screen. Shots and
// specs share them; archive-screens.ts has the others.
import type { Page } from '@playwright/test';

export interface Screen {
  readonly name: string;
  readonly query: string;
  /** Leads from the first view to the screen, in either language. */
  readonly go: (page: Page) => Promise<void>;
  /** Milliseconds of the page's own time that pass on the screen before it shows what it is here for; none when left out. */
  readonly later?: number;
}

export interface Look {
  readonly language: 'en' | 'fr';
  readonly theme: 'light' | 'dark';
}

const stay = (): Promise<void> => Promise.resolve();
const press = (page: Page, name: RegExp): Promise<void> => page.getByRole('button', { name }).first().click();
/** From the mail to where every account stands, by the last proof at the foot of the sidebar. */
export const toOverview = (page: Page): Promise<void> => page.getByRole('navigation').locator('button.saved').click();
/** Another page than the mail, from wherever the sidebar with all of them is one step away. */
export async function place(page: Page, name: RegExp): Promise<void> {
  const there = page.getByRole('navigation').getByRole('button', { name });
  await page.locator('main').first().waitFor();
  if (!(await there.isVisible())) await toOverview(page);
  await there.click();
}

const addAccount = async (page: Page, address: string): Promise<void> => {
  await page.getByRole('textbox').first().fill(address);
  await press(page, /^(Continue|Continuer)$/);
};
const typePassword = async (page: Page): Promise<void> => {
  await page.getByLabel(/^(Mailbox password|Mot de passe de la messagerie)$/).fill('secret');
  await press(page, /^(Check and add|Vérifier et ajouter)$/);
};
const checked = (page: Page): Promise<void> => page.getByRole('button', { name: /^(Try again|Réessayer)$/ }).waitFor();

export const screens: readonly Screen[] = [
  { name: 'welcome', query: 'empty', go: stay },
  { name: 'add-address', query: 'empty', go: (page) => press(page, /Save all my mail|Sauvegarder tout mon courrier/) },
  { name: 'add-password', query: 'empty', go: (page) => addAccount(page, 'claire.morel@orange.fr') },
  {
    name: 'add-edit',
    query: 'empty',
    go: async (page) => {
      await addAccount(page, 'hugh@sinclair-boats.co.uk');
      await press(page, /Change the settings|Modifier les réglages/);
    },
  },
  {
    name: 'add-refused',
    query: 'empty&probe=account.wrong_password',
    go: async (page) => {
      await addAccount(page, 'claire.morel@orange.fr');
      await typePassword(page);
      await checked(page);
    },
  },
  {
    name: 'add-app-password',
    query: 'empty&probe=account.app_password_required',
    go: async (page) => {
      await addAccount(page, 'claire.morel@gmail.com');
      await typePassword(page);
      await checked(page);
    },
  },
  {
    name: 'add-unreachable',
    query: 'empty&probe=network.tls',
    go: async (page) => {
      await addAccount(page, 'hugh@sinclair-boats.co.uk');
      await typePassword(page);
      await checked(page);
    },
  },
  { name: 'add-vault', query: 'empty&vault=new', go: (page) => addAccount(page, 'claire.morel@orange.fr') },
  {
    name: 'add-done',
    query: 'empty',
    go: async (page) => {
      await addAccount(page, 'claire.morel@orange.fr');
      await typePassword(page);
      await page.getByRole('button', { name: /^(Export its mail|Exporter son courrier)$/ }).waitFor();
    },
  },
  { name: 'home', query: '', go: toOverview },
  { name: 'home-running', query: 'job=running&seconds=60', go: toOverview },
  { name: 'settings-accounts', query: '', go: (page) => place(page, /^(Accounts|Comptes)$/) },
  {
    name: 'settings-remove',
    query: '',
    go: async (page) => {
      await place(page, /^(Accounts|Comptes)$/);
      await press(page, /Remove this account|Retirer ce compte/);
    },
  },
  { name: 'settings-locked', query: 'vault=locked', go: (page) => place(page, /^(Accounts|Comptes)$/) },
  { name: 'settings-appearance', query: '', go: (page) => place(page, /Appearance|Apparence/) },
  {
    name: 'shortcuts',
    query: '',
    go: (page) => press(page, /Keyboard shortcuts|Raccourcis clavier/),
  },
];

/** Waits until nothing moves: a while without a change, or longer on a screen that always changes. */
export const settled = (page: Page): Promise<void> =>
  page.evaluate(async () => {
    const QUIET_MS = 120;
    const MOST_MS = 450;
    await new Promise<void>((resolve) => {
      let quiet = setTimeout(resolve, QUIET_MS);
      setTimeout(resolve, MOST_MS);
      new MutationObserver(() => {
        clearTimeout(quiet);
        quiet = setTimeout(resolve, QUIET_MS);
      }).observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
    });
    const ending = document
      .getAnimations()
      .filter((one) => one.playState === 'running' && Number.isFinite(one.effect?.getComputedTiming().endTime));
    await Promise.allSettled(ending.map((one) => one.finished));
  });

/** Opens a screen in a language and an appearance and waits until nothing moves. */
export async function openScreen(page: Page, url: string, screen: Screen, look: Look): Promise<void> {
  // Once there, such a clock stays for the page's other screens and runs as time does.
  if (screen.later) await page.clock.install();
  await page.goto(`${url}?${screen.query}&lang=${look.language}&theme=${look.theme}`);
  await page.locator('main').first().waitFor();
  await screen.go(page);
  if (screen.later) await page.clock.runFor(screen.later);
  await settled(page);
}
