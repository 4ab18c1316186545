// A winmail.dat opened in the whole app, without an account: alone and inside a message, with a stranger's HTML in it. In
// English by day in the browser, in French by night in the desktop window.
import { readFileSync } from 'node:fs';
import { expect, test, type Download, type Page } from '@playwright/test';
import { frameWords } from '../../renderer/text/frame.ts';
import { bytes, setLanguage, type Language } from '../../renderer/text/locale.ts';
import { winmailWords as t } from '../../renderer/text/winmail.ts';
import { openApp } from '../support/open-app.ts';
import { hostileHtml } from '../support/page/hostile-html.ts';
import { hostilePdf } from '../support/page/sample-pdf.ts';
import { inspect, watch } from '../support/walk/screen.ts';
import { mailWith, PICTURE, PLAN, PLAN_NAME, winmail } from '../support/winmail-mail.ts';

const packed = Buffer.from(winmail('Plan de l’atelier', hostileHtml.replace('image001.jpg@01D9', 'pixel@atelier')));

async function saved(page: Page, press: () => Promise<void>): Promise<{ name: string; content: Buffer }> {
  const waiting: Promise<Download> = page.waitForEvent('download');
  await press();
  const download = await waiting;
  return { name: download.suggestedFilename(), content: readFileSync(await download.path()) };
}

test('a winmail.dat opens as its author wrote it, and does nothing else', async () => {
  const info = test.info();
  const desktop = info.project.name === 'desktop';
  const language: Language = desktop ? 'fr' : 'en';
  const look = `${language}-${desktop ? 'dark' : 'light'}`;
  setLanguage(language);
  const app = await openApp({
    shell: desktop ? 'desktop' : 'browser',
    locale: desktop ? 'fr-FR' : 'en-GB',
    colorScheme: desktop ? 'dark' : 'light',
    // No keychain, wherever the test runs.
    env: { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/none' },
  });
  info.annotations.push({ type: 'shell', description: `ran on ${app.how}` });
  try {
    const { page } = app;
    await page.emulateMedia({ reducedMotion: 'reduce', colorScheme: desktop ? 'dark' : 'light' });
    const { complaints } = watch(page);
    const away: string[] = [];
    const own = new URL(page.url()).origin;
    page.on('request', (request) => {
      if (!/^(?:blob|data):/.test(request.url()) && !request.url().startsWith(own)) away.push(request.url());
    });
    page.on('dialog', (dialog) => {
      away.push(`dialog ${dialog.message()}`);
      void dialog.dismiss();
    });
    const hand = (name: string, buffer: Buffer): Promise<void> =>
      page.locator('input[type=file]').setInputFiles({ name, mimeType: 'application/octet-stream', buffer });
    const title = page.getByRole('heading', { level: 1 });
    const button = (name: string): ReturnType<Page['getByRole']> => page.getByRole('button', { name, exact: true });

    // A door of the first page, which says more than its name.
    await page.getByRole('button', { name: frameWords.winmail }).first().click();
    await expect(page.getByRole('heading', { name: t.dropTitle })).toBeVisible();
    await inspect(page, '25-winmail-drop', look);

    await hand('winmail.dat', packed);
    await expect(title).toHaveText('winmail.dat');
    await expect(page.getByText(t.whole)).toBeVisible();
    await expect(page.getByRole('heading', { name: 'Plan de l’atelier' })).toBeVisible();
    await expect(page.getByText('Paul Renard <paul.renard@example.com>')).toBeVisible();
    // The picture of the message is there, those on the web are not.
    await expect(page.getByText(t.blocked(3))).toBeVisible();
    await page.waitForTimeout(300);
    const shown = await page.evaluate(() => {
      const inside = document.querySelector<HTMLIFrameElement>('article iframe')?.contentDocument;
      const picture = inside?.querySelector<HTMLImageElement>('#inside');
      return { text: inside?.body.innerText, width: picture?.naturalWidth, html: inside?.documentElement.outerHTML };
    });
    expect(shown.text).toContain('Kept text');
    expect(shown.width).toBe(1);
    expect(shown.html).not.toMatch(/leak\.invalid|<script|javascript:|\son\w+=/i);
    await inspect(page, '26-winmail', look);

    const plan = await saved(page, () => button(t.saveOne(PLAN_NAME)).click());
    expect(plan.name).toBe(PLAN_NAME);
    expect(plan.content.equals(PLAN)).toBe(true);
    await expect(page.getByText(bytes(PLAN.length), { exact: true })).toBeVisible();
    expect((await saved(page, () => button(t.saveOne('pixel.png')).click())).content.equals(PICTURE)).toBe(true);
    const zip = await saved(page, () => button(t.saveAll).click());
    expect(zip.name).toMatch(/\.zip$/);
    expect(zip.content.subarray(0, 2).toString()).toBe('PK');
    await button(t.moreShort).click();
    const original = await saved(page, () => page.getByRole('menuitem', { name: t.saveOriginal }).click());
    expect(original.content.equals(packed)).toBe(true);

    // The message inside opens as one, with its own file, and leads back.
    await page.getByRole('button', { name: new RegExp(t.openOne('Devis précédent')) }).click();
    await expect(button(t.saveOne('devis.txt'))).toBeVisible();
    expect((await saved(page, () => button(t.saveOne('devis.txt')).click())).content.toString()).toBe('42 €');
    await button(t.backTo('winmail.dat')).click();

    // The mail it travelled in, and a file that only bears the name.
    await button(t.another).click();
    await hand('Plan.eml', mailWith(packed, { text: 'Voir la pièce jointe.' }));
    await expect(title).toHaveText('Plan.eml');
    expect((await saved(page, () => button(t.saveOne(PLAN_NAME)).click())).content.equals(PLAN)).toBe(true);
    await button(t.another).click();
    await hand('winmail.dat', Buffer.from('%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n'));
    await expect(title).toHaveText(t.otherIs('winmail.dat', t.others['application/pdf']));
    await inspect(page, '27-winmail-pdf', look);

    // A PDF beside it is drawn under the shell's own policy; nothing in it runs.
    await button(t.another).click();
    await hand('Reçu.eml', mailWith(hostilePdf(), { name: 'recu.pdf', mimeType: 'application/pdf' }));
    await button(t.previewOne('recu.pdf')).click();
    const paper = page.getByRole('region', { name: 'recu.pdf' }).locator('[data-page="1"]');
    await expect(paper).toHaveAttribute('data-drawn', 'true');
    await expect(paper).toContainText('Kept text');
    await inspect(page, '28-pdf', look);
    await page.keyboard.press('Escape');

    expect(complaints).toEqual([]);
    expect(away).toEqual([]);
  } finally {
    await app.close();
  }
});
