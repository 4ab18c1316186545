// Reading mail in the whole app, with a real server behind it: what comes, what is done to it, what another program does
// to it meanwhile, and a stranger's HTML that would like to tell. In English by day in the browser, in French by night in
// the desktop window.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@playwright/test';
import { accountWords } from '../../renderer/text/accounts.ts';
import { setLanguage, type Language } from '../../renderer/text/locale.ts';
import { searchWords } from '../../renderer/text/mail-search.ts';
import { mailWords as t } from '../../renderer/text/mail.ts';
import { readerWords } from '../../renderer/text/reader.ts';
import { appendLetters, openRaw } from '../support/mailbox.ts';
import { hostileHtml } from '../support/page/hostile-html.ts';
import { FULL, setScene, type Scene } from '../support/walk/scene.ts';
import { inspect, watch } from '../support/walk/screen.ts';
import * as walk from '../support/walk/steps.ts';

const SAMPLE = { seed: 11, messages: 160, tidy: true } as const;

let scene: Scene;
let stranger: Server;
const asked: string[] = [];

test.beforeEach(async () => {
  scene = await setScene(SAMPLE);
  asked.length = 0;
  stranger = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.end();
  });
  await new Promise<void>((resolve) => stranger.listen(0, '127.0.0.1', resolve));
});
test.afterEach(async () => {
  stranger.close();
  await scene.close();
});

const letter = (fields: Readonly<Record<string, string>>, body: string): Buffer =>
  Buffer.from(
    [...Object.entries(fields).map(([name, value]) => `${name}: ${value}`), 'MIME-Version: 1.0', '', body, ''].join(
      '\r\n',
    ),
  );
const now = (): number => Math.floor(Date.now() / 1000);

test('mail is read, sorted out and found, and a stranger learns nothing', async () => {
  // Many steps, each of them short; the offline one waits for the program's own pauses.
  test.setTimeout(180_000);
  const info = test.info();
  const desktop = info.project.name === 'desktop';
  const language: Language = desktop ? 'fr' : 'en';
  const look = `${language}-${desktop ? 'dark' : 'light'}`;
  setLanguage(language);
  const { server, gate } = scene;
  const other = await openRaw(server, FULL);
  const { port } = stranger.address() as AddressInfo;
  const utf8 = 'text/plain; charset=utf-8';
  const question = {
    'Message-ID': '<1@plan>',
    From: 'Sophie Lambert <sophie@notaires.example>',
    To: FULL,
    Subject: 'Projet de plan',
    'Content-Type': utf8,
  };
  const answer = {
    'Message-ID': '<2@plan>',
    From: FULL,
    To: 'sophie@notaires.example',
    Subject: 'Re: Projet de plan',
    References: '<1@plan>',
    'Content-Type': utf8,
  };
  const thanks = {
    ...question,
    'Message-ID': '<3@plan>',
    Subject: 'Re: Projet de plan',
    References: '<1@plan> <2@plan>',
  };
  const hostile = {
    From: 'Loterie <gagne@evil.example>',
    To: FULL,
    Subject: 'Vous avez gagné',
    'Content-Type': 'text/html; charset=utf-8',
  };
  const leaking = hostileHtml.replaceAll('https://leak.invalid/', `http://127.0.0.1:${port}/`);
  await appendLetters(server, FULL, 'Sent', [
    { bytes: letter(answer, 'Jeudi me convient.'), flags: ['\\Seen'], date: now() - 1800 },
  ]);
  await appendLetters(server, FULL, 'INBOX', [
    { bytes: letter(hostile, leaking), date: now() - 5400 },
    { bytes: letter(question, 'Voici le premier jet de l’acte.'), flags: ['\\Seen'], date: now() - 3600 },
    { bytes: letter(thanks, 'Parfait, à jeudi.'), date: now() - 600 },
  ]);

  const app = await scene.open({
    shell: desktop ? 'desktop' : 'browser',
    locale: desktop ? 'fr-FR' : 'en-GB',
    colorScheme: desktop ? 'dark' : 'light',
  });
  info.annotations.push({ type: 'shell', description: `ran on ${app.how}` });
  const { page } = app;
  const { complaints } = watch(page);
  const away: string[] = [];
  const own = new URL(page.url()).origin;
  page.on('request', (request) => {
    if (!/^(?:blob|data):/.test(request.url()) && !request.url().startsWith(own)) away.push(request.url());
  });
  page.on('dialog', (dialog) => {
    away.push(dialog.message());
    void dialog.dismiss();
  });
  const list = page.getByRole('listbox', { name: t.list(t.inboxes) });
  const row = (text: string) => page.getByRole('option').filter({ hasText: text });
  const title = page.getByRole('heading', { level: 1 });
  const inbox = async (): Promise<number> => {
    const lines = await other.command('EXAMINE INBOX');
    return Number(/^\* (\d+) EXISTS/m.exec(lines.map(({ text }) => text).join('\n'))?.[1]);
  };

  await walk.addAccount(page, scene.mailbox(FULL), 'new');
  await walk.button(page, accountWords.readNow).click();
  await expect(list).toBeVisible();
  await expect(row('Sophie Lambert').first()).toContainText('Parfait, à jeudi.');
  await inspect(page, '40-mail', look);

  // A thread, with the person's own answer out of another folder.
  await row('Sophie Lambert').first().click();
  const reader = page.getByRole('region', { name: t.reader });
  await expect(reader.getByText('Parfait, à jeudi.')).toBeVisible();
  await expect(reader.getByText('Jeudi me convient.')).toBeVisible();
  await expect(reader.getByText('sophie@notaires.example').first()).toBeVisible();
  await inspect(page, '41-thread', look);
  // Read here is read there.
  const unseen = async (): Promise<string> => {
    await other.command('EXAMINE INBOX');
    const found = await other.command('SEARCH UNSEEN SUBJECT "Projet de plan"');
    return found.find(({ text }) => text.startsWith('* SEARCH'))?.text.trim() ?? '';
  };
  await expect.poll(unseen).toBe('* SEARCH');

  // A stranger's HTML: its text is there, nothing of it was fetched by anybody.
  await row('Loterie').click();
  await expect(reader.getByText(readerWords.imagesBlocked(7))).toBeVisible();
  await expect(page.frameLocator('article iframe').getByText('Kept text')).toBeVisible();
  // It is marked read after a moment; what is on screen stays as it is meanwhile.
  await reader.locator('article').evaluate((article) => article.setAttribute('data-same', ''));
  await expect(row('Loterie').getByText(t.row.unread, { exact: true })).toHaveCount(0);
  await inspect(page, '42-stranger', look);
  await expect(reader.locator('article[data-same]')).toBeVisible();

  // Archived at once, on the server too, and brought back.
  const before = await inbox();
  await list.focus();
  await page.keyboard.press('e');
  await expect(page.getByText(t.done.archive(1))).toBeVisible();
  await expect(row('Loterie')).toHaveCount(0);
  await expect.poll(inbox).toBe(before - 1);
  await page.keyboard.press('Control+z');
  await expect(row('Loterie')).toHaveCount(1);
  await expect.poll(inbox).toBe(before);

  // What another program does shows by itself.
  await appendLetters(server, FULL, 'INBOX', [
    { bytes: letter({ ...question, 'Message-ID': '<9@x>', Subject: 'Tout neuf' }, 'Bonjour'), date: now() },
  ]);
  await expect(row('Tout neuf')).toBeVisible();
  await other.command('SELECT INBOX');
  await other.command('STORE * +FLAGS (\\Flagged)');
  await expect(row('Tout neuf').getByRole('img', { name: t.row.starred })).toBeVisible();

  // Offline: what is here can be read and changed; the server hears of it later.
  gate.cut();
  await row('Tout neuf').click();
  await expect(reader.getByText('Bonjour')).toBeVisible();
  await list.focus();
  await page.keyboard.press('Delete');
  await expect(row('Tout neuf')).toHaveCount(0);
  expect(await inbox()).toBe(before + 1);
  gate.mend();
  await expect.poll(inbox, { timeout: 60_000 }).toBe(before);

  // A copy in another folder is the same message: opened there, it stands in its thread once.
  await other.command('SELECT INBOX');
  const answers = await other.command('SEARCH HEADER Message-ID 3@plan');
  const [number] = /\d+/.exec(answers.find(({ text }) => text.startsWith('* SEARCH'))?.text ?? '') ?? [];
  await other.command(`COPY ${number} Archive`);
  await page
    .getByRole('treeitem', { name: /^Archive/ })
    .first()
    .click();
  await row('Sophie Lambert').first().click();
  await expect(reader.getByText('Jeudi me convient.')).toBeVisible();
  await expect(reader.getByText('Parfait, à jeudi.')).toHaveCount(1);
  await page.getByRole('treeitem', { name: t.inboxes }).click();
  await expect(list).toBeVisible();

  // Found without accents and half typed; left with Escape.
  await page.keyboard.press('/');
  await page.getByRole('combobox', { name: searchWords.label }).fill('gagne loter');
  await expect(page.getByRole('listbox').getByRole('option', { name: /Vous avez gagné/ })).toBeVisible();
  await expect(page.getByRole('heading', { level: 1, name: searchWords.results })).toBeVisible();
  await inspect(page, '43-search', look);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await expect(list).toBeVisible();

  expect(asked, 'the stranger was asked').toEqual([]);
  expect(away, 'the page left').toEqual([]);
  expect(complaints).toEqual([]);
  await expect(title).toHaveText(t.inboxes);
  other.close();
});
