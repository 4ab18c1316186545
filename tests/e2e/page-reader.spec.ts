// The reader on the page alone: one message of each kind, what can be done with it by pointer and by keyboard, and that
// nothing a stranger's mail holds is asked for. Then the screens in both languages and appearances.
import { readFileSync } from 'node:fs';
import { expect, test, type Locator, type Page } from '@playwright/test';
import { complaintsOf, testScreens } from '../support/page/examine.ts';
import { details, menu, openMessage, readerScreens } from '../support/page/reader-screens.ts';
import { servePage, type PageServer } from '../support/page/serve.ts';

let server: PageServer;
test.beforeAll(async () => {
  server = await servePage();
});
test.afterAll(() => server.close());
test.use({ contextOptions: { reducedMotion: 'reduce' }, locale: 'en-GB', viewport: { width: 1440, height: 900 } });

const reader = (page: Page): Locator => page.getByRole('region', { name: 'Message', exact: true });
const article = (page: Page): Locator => reader(page).getByRole('article');
const button = (within: Page | Locator, name: string | RegExp): Locator =>
  within.getByRole('button', { name, exact: true }).first();
/** What the page asks of the network, but for itself. */
function asked(page: Page): string[] {
  const urls: string[] = [];
  page.on('request', (request) => {
    if (!/^(?:blob|data):/.test(request.url()) && !request.url().startsWith(server.url)) urls.push(request.url());
  });
  page.on('dialog', (dialog) => {
    urls.push(`dialog ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('popup', (popup) => urls.push(`popup ${popup.url()}`));
  return urls;
}
async function saved(page: Page, click: () => Promise<void>): Promise<[name: string, text: string]> {
  const [download] = await Promise.all([page.waitForEvent('download'), click()]);
  return [download.suggestedFilename(), readFileSync(await download.path(), 'utf8')];
}

test('a message shows who wrote, what to know first and what was in its winmail.dat', async ({ page }) => {
  const complaints = complaintsOf(page);
  const urls = asked(page);
  await page.goto(`${server.url}?lang=en`);
  await openMessage(page, /Projet d’acte/);
  const message = article(page);
  await expect(message).toContainText('sophie@lambert-notaires.fr');
  await expect(message).toContainText('to me, Paul Girard and 2 others');
  await expect(message).toContainText('Your reply would go to gmail.com, not to the sender.');
  await expect(reader(page)).toContainText(/1 of /);

  await details(page);
  await expect(message).toContainText('lambert-notaires.fr confirmed by SPF, DKIM and DMARC');
  await expect(message).toContainText('Written with Outlook, 3 relays in 4 s, every step encrypted (TLS)');
  await expect(message).toContainText('Marc Tanguy <marc.tanguy@free.fr>');
  await button(message, 'Hide details').click();
  await expect(message).not.toContainText('Marc Tanguy');

  // Remote pictures only when asked for, and then through the program.
  const text = message.frameLocator('iframe');
  await expect(text.getByText('Je vous propose une signature')).toBeVisible();
  await expect(message).toContainText('4 remote images blocked: loading them would tell when you read.');
  await expect(text.locator('img')).toHaveCount(0);
  await button(message, 'Always for Sophie Lambert').click();
  await expect(text.locator('img[src^="blob:"]')).toHaveCount(4);
  await expect(message).not.toContainText('blocked');

  await expect(message).toContainText(/4 files\s*out of\s*winmail\.dat/);
  const [zip, zipped] = await saved(page, () => button(message, 'Save all').click());
  expect([zip.endsWith('pièces à relire.zip'), zipped]).toEqual([true, 'PK 0,1,2,3']);
  expect((await saved(page, () => button(message, /^Save Diagnostics/).click()))[0]).toBe('Diagnostics.xlsx');
  await button(message, /^Preview Signature/).click();
  await expect(page.getByRole('dialog').getByRole('textbox')).toHaveValue(/The bytes of Signature/);
  await page.keyboard.press('Escape');

  // An earlier message opens in place, and folds again.
  await reader(page)
    .getByRole('button', { name: /^Open the message from Sophie Lambert/ })
    .first()
    .click();
  await expect(article(page)).toHaveCount(2);
  await button(article(page).first(), 'Fold this message').click();
  await expect(article(page)).toHaveCount(1);

  await button(reader(page), 'Star').click();
  await expect(button(reader(page), 'Remove the star')).toHaveAttribute('aria-pressed', 'true');
  expect(urls).toEqual([]);
  expect(complaints).toEqual([]);
});

test('the menu shows source and headers, prints, leaves a list and reports', async ({ page, context }) => {
  const complaints = complaintsOf(page);
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.goto(`${server.url}?lang=en`);
  await openMessage(page, /taxe foncière/);
  // Read after a moment, without a word about it.
  await expect(page.getByText('26 unread')).toBeVisible();

  await menu(page, /Show the headers/);
  await expect(page.getByRole('dialog')).toContainText('ESMTPS');
  await button(page.getByRole('dialog'), 'Copy all').click();
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toContain('Received: from');
  await page.keyboard.press('Escape');
  await menu(page, /Show the source/);
  await expect(page.getByRole('dialog').getByRole('textbox')).toHaveValue(/^Subject: Votre avis/);
  expect((await saved(page, () => button(page.getByRole('dialog'), 'Save as .eml').click()))[0]).toBe(
    'Votre avis de taxe foncière est disponible.eml',
  );
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);

  // What goes to the printer: the people above, then the text; and nothing stays behind.
  await page.evaluate(() => {
    const before = HTMLIFrameElement.prototype;
    Object.defineProperty(before, 'remove', {
      value(this: HTMLIFrameElement) {
        const page = this.contentDocument;
        if ('print' in this.dataset)
          Object.assign(window, {
            __printed: `${page?.title} ${page?.body.innerText}`,
            __title: document.title,
          });
        this.parentNode?.removeChild(this);
      },
    });
  });
  await page.keyboard.press('Control+p');
  await expect
    .poll(() => page.evaluate('window.__printed'))
    .toMatch(/^Votre avis[^]*From[^]*dgfip[^]*Montant à régler/);
  await expect(page.locator('iframe[data-print]')).toHaveCount(0);
  // The window's title names a saved PDF; afterwards it is the window's again.
  expect(await page.evaluate('window.__title')).toBe('Votre avis de taxe foncière est disponible');
  await expect(page).toHaveTitle('Mail · Malleposte');

  await menu(page, /Show as plain text/);
  await expect(article(page).locator('iframe')).toHaveCount(0);
  await menu(page, /Unsubscribe/);
  await expect(page.getByRole('dialog')).toContainText('A request goes to listes.dgfip.example');
  await button(page.getByRole('dialog'), 'Unsubscribe').click();
  await expect(page.getByText(/^Asked Direction générale/)).toBeVisible();

  await menu(page, /Report phishing/);
  const report = button(page.getByRole('dialog'), 'Report and move to Junk');
  await expect(report).toBeDisabled();
  await page.getByRole('textbox', { name: 'Address for reports' }).fill('abuse@example.org');
  await report.click();
  await expect(page.getByText('Reported, and moved to Junk.')).toBeVisible();
  expect(complaints).toEqual([]);
});

test('a stranger’s page asks for nothing, and the keys work inside it', async ({ page }) => {
  const complaints = complaintsOf(page);
  const urls = asked(page);
  await page.goto(`${server.url}?lang=en`);
  await openMessage(page, /Récépissé/);
  const text = article(page).frameLocator('iframe');
  await expect(text.getByText('Kept text')).toBeVisible();
  await expect(article(page)).toContainText('mairie-vannes.fr is not mairie-vannes.bzh.');
  await button(article(page), 'Show').click();
  await expect(article(page)).not.toContainText('blocked');
  await text.getByText('Kept text').click();
  await page.keyboard.press('j');
  await expect(reader(page).getByRole('heading', { name: /Photos de la pose/ })).toBeVisible();
  await expect(article(page).frameLocator('iframe').locator('img[src^="blob:"]')).toHaveCount(1);
  await expect(article(page)).toContainText('13 files');
  expect(urls).toEqual([]);
  expect(complaints).toEqual([]);
});

test('plain text folds its quotes and follows addresses; what cannot be read says why', async ({ page }) => {
  await page.goto(`${server.url}?lang=en`);
  await openMessage(page, /Sortie au musée/);
  const message = article(page);
  await expect(message.getByRole('link', { name: 'https://jules-ferry.example/sortie' })).toHaveAttribute(
    'rel',
    /noopener/,
  );
  await expect(message).not.toContainText('Ligne 14');
  await button(message, 'Show the quoted text (14 lines)').click();
  await expect(message).toContainText('Ligne 14');
  await button(message, /^Preview Affiche/).click();
  await expect(page.getByRole('dialog').getByRole('img')).toBeVisible();
  await page.keyboard.press('Escape');

  await openMessage(page, /Facture F-2026/);
  await expect(article(page)).toContainText('This message is encrypted.');
  await openMessage(page, /Votre voyage/);
  await expect(article(page).getByRole('alert')).toContainText('imap.orange.fr');
  await expect(article(page)).toContainText('Départ 07:12');
  await button(article(page), 'Try again').click();
  await expect(article(page)).toContainText('Je reste à votre disposition');
});

test('while a server is slow to answer, what is known of the message stands there', async ({ page }) => {
  await page.goto(`${server.url}?lang=en&server=silent`);
  await page
    .locator('[data-list] [role=option]')
    .filter({ hasText: /Sortie au musée/ })
    .first()
    .click();
  await expect(article(page)).toContainText('École Jules-Ferry');
  await expect(article(page)).toContainText('Chers parents, la classe de CM1 visitera');
  await expect(article(page).getByText('The text is being asked from the server.')).toBeVisible();
  // Nothing was read yet: it stays unread, and the next message can be gone to.
  await expect(page.locator('[data-list] .open.un')).toBeVisible();
  await page.keyboard.press('j');
  await expect(article(page)).not.toContainText('Chers parents');
});

test('a file is dragged out of the window where the browser can hand it over', async ({ page }) => {
  await page.addInitScript(() => {
    if (new URLSearchParams(location.search).has('windows'))
      Object.defineProperty(navigator, 'userAgentData', { value: { platform: 'Windows' } });
    addEventListener('dragstart', ({ dataTransfer, defaultPrevented }) =>
      Object.assign(window, { __dragged: defaultPrevented ? '' : dataTransfer?.getData('DownloadURL') }),
    );
  });
  /** By hand, out of the file. The bytes come while the pointer is down: a drag that is quicker does not begin. */
  async function drag(): Promise<string> {
    const box = await article(page)
      .getByRole('button', { name: /^Preview Autorisation/ })
      .boundingBox();
    const [x, y] = [(box?.x ?? 0) + 40, (box?.y ?? 0) + 20];
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x, y + 200, { steps: 4 });
    await page.mouse.up();
    return page.evaluate('window.__dragged');
  }
  await page.goto(`${server.url}?lang=en&windows`);
  await openMessage(page, /Sortie au musée/);
  await expect.poll(drag).toMatch(/^application\/octet-stream:Autorisation\.txt:blob:/);
  // What the browser would hand over, and that a drag opens nothing.
  await expect(page.getByRole('dialog')).toHaveCount(0);
  const dragged = await drag();
  const given = await saved(page, () =>
    page.evaluate(
      (url) => {
        Object.assign(document.createElement('a'), { href: url, download: 'given' }).click();
      },
      dragged.replace(/^.*?(?=blob:)/, ''),
    ),
  );
  expect(given[1]).toBe('The bytes of Autorisation.txt\n');
  // Too large to be there in time; and only a pointer.
  const draggable = (name: string) =>
    article(page).getByRole('listitem').filter({ hasText: name }).locator('[draggable=true]');
  await expect(draggable('Programme.pdf')).toHaveCount(1);
  await expect(draggable('Album.pdf')).toHaveCount(0);
  await expect(draggable('Règlement.pdf')).toHaveCount(0);

  // Elsewhere the gesture would lead nowhere.
  await page.goto(`${server.url}?lang=en`);
  await openMessage(page, /Sortie au musée/);
  await expect(article(page).locator('[draggable=true]')).toHaveCount(0);
});

const looked = [
  'winmail',
  'thread',
  'news',
  'text',
  'sealed',
  'offline',
  'silent',
  'menu',
  'headers',
  'report',
  'pdf',
  'pdf-locked',
];
testScreens(
  () => server.url,
  readerScreens.filter(({ name }) => looked.includes(name.replace('reader-', ''))),
  [
    { width: 960, height: 640 },
    // 200 % zoom of the usual window.
    { width: 720, height: 450 },
  ],
);
