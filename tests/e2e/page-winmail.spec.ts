// The opener on the page alone: every screen for axe and the content policy, what a person does there by keyboard and by
// pointer, and a stranger's HTML that must neither fetch, run, leave nor cover.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { simpleParser } from 'mailparser';
import { testScreens } from '../support/page/examine.ts';
import { hostileHtml } from '../support/page/hostile-html.ts';
import { servePage, type PageServer } from '../support/page/serve.ts';
import { openFiles, openOpener, winmailScreens } from '../support/page/winmail-screens.ts';

let server: PageServer;
test.beforeAll(async () => {
  server = await servePage();
});
test.afterAll(() => server.close());
test.use({ contextOptions: { reducedMotion: 'reduce' }, locale: 'en-GB', timezoneId: 'Europe/Paris' });

interface Watched {
  readonly complaints: string[];
  /** Requests to anywhere but the page's own server. */
  readonly requests: string[];
  readonly dialogs: string[];
  readonly popups: string[];
}
function watch(page: Page): Watched {
  const watched: Watched = { complaints: [], requests: [], dialogs: [], popups: [] };
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') watched.complaints.push(message.text());
  });
  page.on('pageerror', (error) => watched.complaints.push(error.message));
  page.on('request', (request) => {
    if (!/^(?:blob|data):/.test(request.url()) && !request.url().startsWith(server.url))
      watched.requests.push(request.url());
  });
  page.on('dialog', (dialog) => {
    watched.dialogs.push(dialog.message());
    void dialog.dismiss();
  });
  page.on('popup', (popup) => {
    watched.popups.push(popup.url());
    void popup.close();
  });
  return watched;
}

const message = (page: Page): ReturnType<Page['frameLocator']> => page.frameLocator('article iframe');

testScreens(() => server.url, winmailScreens, [{ width: 900, height: 640 }]);

test('hostile HTML shows its text and its own picture, and does nothing else', async ({ page, context }) => {
  const watched = watch(page);
  const pages = context.pages().length;
  await page.goto(`${server.url}?lang=en`);
  await openFiles(page, 'hostile.dat');
  await expect(page.getByText('3 pictures lie on the web and were not fetched', { exact: false })).toBeVisible();
  await page.waitForTimeout(500);
  expect(watched).toEqual({ complaints: [], requests: [], dialogs: [], popups: [] });
  const inside = message(page);
  await expect(inside.getByText('Kept text')).toBeVisible();
  await expect(inside.getByText('Kept text')).toHaveCSS('color', 'rgb(187, 0, 0)');
  await expect(inside.getByText('Kept text')).toHaveCSS('position', 'static');
  await expect(inside.locator('#inside')).toHaveAttribute('src', /^blob:/);
  await expect
    .poll(() => inside.locator('#inside').evaluate((image) => (image as HTMLImageElement).naturalWidth))
    .toBeGreaterThan(0);
  // Whatever a pointer can reach is pressed.
  for (const name of ['script', 'data', 'tabbed', 'vb', 'file', 'cell', 'cover'])
    await inside.getByText(name, { exact: true }).first().click({ timeout: 2_000 });
  await page.waitForTimeout(500);
  // The test's own hand inside the frame is a script there too, and is told so.
  const others = watched.complaints.filter((text) => !text.startsWith("Blocked script execution in 'about:blank'"));
  expect({ ...watched, complaints: others }).toEqual({ complaints: [], requests: [], dialogs: [], popups: [] });
  expect(context.pages()).toHaveLength(pages);
  expect(page.url().startsWith(server.url)).toBe(true);
  expect(page.frames().map((frame) => frame.url())).toEqual([expect.stringContaining(server.url), 'about:blank']);
  const left = await inside.locator('html').evaluate((root) => root.outerHTML);
  expect(left).not.toMatch(
    /leak\.invalid|<script|<svg|<form|<input|<iframe|<object|<meta|<base|<link|javascript:|\son\w+=/i,
  );
});

test('a link shows where it really goes, and goes there only when it is pressed', async ({ page, context }) => {
  await context.route(/invalid/, (route) => route.fulfill({ body: 'there' }));
  await page.goto(`${server.url}?lang=en`);
  await openFiles(page, 'hostile.dat');
  const link = message(page).locator('#good-link');
  await link.focus();
  await expect(page.getByText('https://shop.invalid/offer?x=1')).toBeVisible();
  const opened = context.waitForEvent('page');
  await page.keyboard.press('Enter');
  const other = await opened;
  expect(other.url()).toBe('https://shop.invalid/offer?x=1');
  expect(await other.evaluate(() => [window.opener === null, document.referrer])).toEqual([true, '']);
});

test('the frame holds no message that reaches around it by script, even when scripts are asked for', async ({
  page,
}) => {
  const { dialogs, complaints } = watch(page);
  await page.goto(`${server.url}?lang=en`);
  await openFiles(page, 'hostile.dat');
  await expect(message(page).getByText('Kept text')).toBeVisible();
  // The sandbox alone, without what was taken out before: an inline handler and a script put straight into the frame.
  const ran = await page.evaluate(async () => {
    const frame = document.querySelector<HTMLIFrameElement>('article iframe')!;
    const inside = frame.contentDocument!;
    const script = inside.createElement('script');
    script.textContent = 'parent.document.title = "broken out"';
    inside.body.append(script);
    inside.body.setAttribute('onclick', 'parent.document.title = "broken out"');
    inside.body.click();
    await new Promise((resolve) => setTimeout(resolve, 100));
    return [document.title, frame.sandbox.value];
  });
  expect(ran).toEqual(['Open a winmail.dat · Malleposte', 'allow-same-origin']);
  expect(dialogs).toEqual([]);
  expect(complaints.every((text) => /sandboxed|Content Security Policy/.test(text))).toBe(true);
});

test('in the dark, colours are made readable, a message’s own ground stays white, and one click brings them back', async ({
  page,
}) => {
  await page.goto(`${server.url}?lang=en&theme=dark`);
  await openFiles(page, 'winmail.dat');
  const signature = message(page).getByText('Margaret');
  await expect(signature).toBeVisible();
  await expect(signature).not.toHaveCSS('color', 'rgb(31, 73, 125)');
  await page.getByRole('button', { name: 'Show its own colours' }).click();
  await expect(signature).toHaveCSS('color', 'rgb(31, 73, 125)');
  await expect(page.locator('.message')).toHaveCSS('background-color', 'rgb(255, 255, 255)');
});

test('files are chosen, saved one by one and together, by keyboard', async ({ page }) => {
  await page.goto(`${server.url}?lang=en`);
  await openFiles(page, 'winmail.dat');
  await expect(page.getByText('4 files', { exact: true })).toBeVisible();
  await expect(page.getByText('3.4 MB, 7 items found = 7 readable. Sent on 17 November 2026.')).toBeVisible();
  const one = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save Budget.xlsx' }).focus();
  await page.keyboard.press('Enter');
  const saved = await one;
  expect(saved.suggestedFilename()).toBe('Budget.xlsx');
  expect(readFileSync(await saved.path(), 'utf8')).toBe('The bytes of Budget.xlsx\n');
  await page.getByRole('checkbox', { name: 'Select Budget.xlsx' }).focus();
  await page.keyboard.press('Space');
  await expect(page.getByText('3.13 MB selected')).toBeVisible();
  const all = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save 3 files' }).press('Enter');
  expect(readFileSync(await (await all).path(), 'utf8')).toBe('PK 0,1,3');
  const calendar = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save as .ics' }).click();
  expect((await calendar).suggestedFilename()).toBe('winmail.ics');
  const card = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save as .vcf' }).click();
  expect((await card).suggestedFilename()).toBe('winmail.vcf');
  const original = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save as', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Save the original' }).click();
  expect((await original).suggestedFilename()).toBe('winmail.dat');
});

test('an invitation says when it is, there and here', async ({ page }) => {
  await page.goto(`${server.url}?lang=fr`);
  await openFiles(page, 'winmail.dat');
  const card = page.getByRole('region', { name: 'Invitation' });
  await expect(card).toContainText('Jeudi 3 décembre 2026, de 10:00 à 11:00 (heure\u202F: Royaume-Uni)');
  await expect(card).toContainText('Pour vous\u202F: Jeudi 3 décembre 2026, de 11:00 à 12:00');
  await expect(card).toContainText('Chaque mois le premier jeudi, 6 fois.');
  await expect(card).toContainText('facultatif, accepte');
});

test('a message inside opens and leads back; a pointer to a file says so', async ({ page }) => {
  await page.goto(`${server.url}?lang=en`);
  await openFiles(page, 'broken.dat');
  await expect(page.getByText('7 problems')).toBeVisible();
  await expect(page.getByText(/6 items found = 5 readable \+ 1 missing/)).toBeVisible();
  await expect(page.getByText(/Only a pointer to \\\\serveur\\compta\\Budget\.xlsx/)).toBeVisible();
  await expect(page.getByText('One property could not be read and was left out (0x3001)')).toBeVisible();
  await page.getByRole('button', { name: 'Open Re: charter' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Re: charter');
  await page.getByRole('button', { name: 'Back to broken.dat' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('broken.dat');
});

test('several files stand side by side; arrows move between them, Delete closes one', async ({ page }) => {
  await page.goto(`${server.url}?lang=en`);
  await openFiles(page, 'winmail.dat', 'refused.dat', 'pdf winmail.dat');
  const tabs = page.getByRole('tab');
  await expect(tabs).toHaveCount(2);
  await tabs.first().focus();
  await page.keyboard.press('ArrowRight');
  await expect(tabs.nth(1)).toBeFocused();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('pdf winmail.dat is no winmail.dat but a PDF');
  await page.keyboard.press('Delete');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('winmail.dat');
  await page.getByRole('button', { name: 'Close winmail.dat' }).click();
  await expect(page.getByRole('heading', { name: 'Drop the file here' })).toBeVisible();
  await expect(page.getByText('refused.dat was not opened.')).toBeVisible();
});

test('a file dropped anywhere in the window, or pasted, opens', async ({ page }) => {
  await page.goto(`${server.url}?lang=en&empty`);
  await openOpener(page);
  const hand = (kind: 'drop' | 'paste'): Promise<boolean> =>
    page.evaluate((how) => {
      const data = new DataTransfer();
      data.items.add(new File(['bytes'], `${how}.dat`));
      const target = document.querySelector('nav')!;
      const event =
        how === 'drop'
          ? new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true })
          : new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true });
      return target.dispatchEvent(event);
    }, kind);
  expect(await hand('drop')).toBe(false);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('drop.dat');
  await page.getByRole('button', { name: 'Open another' }).click();
  expect(await hand('paste')).toBe(false);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('paste.dat');
});

test('reading can be stopped', async ({ page }) => {
  await page.goto(`${server.url}?lang=en`);
  await openFiles(page, 'slow.dat');
  await expect(page.getByText('Looking into slow.dat')).toBeVisible();
  await page.getByRole('button', { name: 'Stop' }).click();
  await expect(page.getByRole('heading', { name: 'Drop the file here' })).toBeVisible();
});

test('the note is there in both languages whatever the page’s, can be changed, and goes to the sender', async ({
  page,
}) => {
  await page.goto(`${server.url}?lang=en`);
  await openFiles(page, 'winmail.dat');
  await page.getByRole('button', { name: 'Write a polite request' }).click();
  const note = page.getByRole('textbox', { name: 'Note' });
  await expect(note).toHaveValue(
    /^Hello Margaret Doyle,\n\nYour message “Charter agreement, and a meeting” of 17 November 2026/,
  );
  await expect(note).toHaveValue(/Convert to HTML format/);
  await page.getByRole('radio', { name: 'Français' }).check({ force: true });
  await expect(note).toHaveValue(/^Bonjour Margaret Doyle,/);
  await expect(note).toHaveValue(/Fichier > Options > Courrier/);
  await note.fill('Bonjour à vous');
  const mail = page.getByRole('link', { name: 'Write an email' });
  await expect(mail).toHaveAttribute(
    'href',
    /^mailto:m\.doyle@lizard-yachts\.co\.uk\?subject=Vos%20pi%C3%A8ces.*&body=Bonjour%20%C3%A0%20vous$/,
  );
  await page.getByRole('radio', { name: 'English' }).check({ force: true });
  await expect(note).toHaveValue(/^Hello/);
  await page.getByRole('radio', { name: 'Français' }).check({ force: true });
  await expect(note).toHaveValue('Bonjour à vous');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: 'Write a polite request' })).toBeFocused();
});

test('three hundred files leave the text in sight', async ({ page }) => {
  await page.goto(`${server.url}?lang=en`);
  await openFiles(page, 'many.dat');
  await expect(page.getByRole('checkbox')).toHaveCount(13);
  await page.getByRole('button', { name: 'Show all 300 files' }).click();
  await expect(page.getByRole('checkbox')).toHaveCount(301);
});

const corpus = process.env['CORPUS'];

/** HTML that others collected to break sanitisers and to leak: vectors, mails, phishing. */
async function collected(): Promise<{ name: string; html: string }[]> {
  const found: { name: string; html: string }[] = [];
  const folder = path.join(corpus ?? '', 'html');
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = path.join(entry.parentPath, entry.name);
    const name = path.relative(folder, file);
    if (name.endsWith('.jsonl')) {
      const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean);
      lines.forEach((line, i) =>
        found.push({
          name: `${name}:${i}`,
          html: Object.values(JSON.parse(line) as object)
            .filter((value) => typeof value === 'string')
            .join('\n'),
        }),
      );
    } else if (name.endsWith('.eml')) {
      const { html } = await simpleParser(readFileSync(file), { skipImageLinks: true, skipTextToHtml: true });
      if (html) found.push({ name, html });
    } else if (!name.endsWith('.json')) found.push({ name, html: readFileSync(file, 'utf8') });
  }
  return found;
}

test('collected hostile HTML neither fetches nor runs nor leaves', async ({ page }) => {
  test.skip(!corpus, 'CORPUS is not set');
  test.setTimeout(600_000);
  const all = [...(await collected()), { name: 'own', html: hostileHtml }];
  expect(all.length).toBeGreaterThan(200);
  const watched = watch(page);
  await page.goto(`${server.url}?lang=en`);
  await openOpener(page);
  const BATCH = 20;
  for (let from = 0; from < all.length; from += BATCH) {
    const some = all.slice(from, from + BATCH);
    await page.locator('input[type=file]').setInputFiles(
      some.map(({ html }, i) => ({
        name: `raw ${from + i}.dat`,
        mimeType: 'application/octet-stream',
        buffer: Buffer.from(html),
      })),
    );
    await expect(page.getByRole('tab')).toHaveCount(some.length);
    for (const [i, { name }] of some.entries()) {
      await page.getByRole('tab').nth(i).click();
      await expect(page.getByRole('heading', { level: 1 })).toHaveText(`raw ${from + i}.dat`);
      await page.waitForTimeout(20);
      const left = await page.evaluate(() => {
        const inside = document.querySelector<HTMLIFrameElement>('article iframe')?.contentDocument;
        if (!inside) return [];
        return [...inside.querySelectorAll('*')].flatMap((element) => [
          ...(/^(?:script|svg|math|form|input|button|iframe|object|embed|base|link|meta|video|audio|style|template)$/.test(
            element.localName,
          )
            ? [element.localName]
            : []),
          ...[...element.attributes]
            .filter(
              (one) =>
                /^(?:on|style$|srcset|background|ping|action|name$)/.test(one.name) &&
                !(one.name === 'style' && !/url|var\(|expression/i.test(one.value)),
            )
            .map((one) => `${one.name}=${one.value}`),
          ...(element.hasAttribute('src') && !/^(?:blob:|data:image\/)/.test(element.getAttribute('src') ?? '')
            ? ['src']
            : []),
          ...(element.hasAttribute('href') && !/^(?:https?:|mailto:)/.test(element.getAttribute('href') ?? '')
            ? ['href']
            : []),
        ]);
      });
      expect(left, name).toEqual([]);
      expect(watched, name).toEqual({ complaints: [], requests: [], dialogs: [], popups: [] });
      expect(
        page
          .frames()
          .slice(1)
          .map((frame) => frame.url()),
        name,
      ).toEqual(['about:blank']);
    }
    for (let i = 0; i < some.length; i++) await page.getByRole('button', { name: /^Close raw/ }).click();
  }
});
