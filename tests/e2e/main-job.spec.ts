// The main job as a person does it, on a real Dovecot: an account, an export, the proof, a look inside, the drill, a
// restore to another account that adds nothing the second time. In English by day in the browser, in French by night in
// the desktop window; the remaining looks through the settings.
import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { accountWords } from '../../renderer/text/accounts.ts';
import { archivesWords } from '../../renderer/text/archives.ts';
import { exportWords } from '../../renderer/text/export.ts';
import { frameWords } from '../../renderer/text/frame.ts';
import { homeWords } from '../../renderer/text/home.ts';
import { number, setLanguage, type Language } from '../../renderer/text/locale.ts';
import { jobsWords } from '../../renderer/text/jobs.ts';
import { restoreWords } from '../../renderer/text/restore.ts';
import { savingWords } from '../../renderer/text/saving.ts';
import { settingsWords } from '../../renderer/text/settings.ts';
import { welcomeWords } from '../../renderer/text/welcome.ts';
import { whyNoDovecot } from '../support/dovecot.ts';
import { compareMailboxes, readWhole } from '../support/same-mailbox.ts';
import { EMPTY, FULL, setScene, type Scene } from '../support/walk/scene.ts';
import { inspect, watch } from '../support/walk/screen.ts';
import * as walk from '../support/walk/steps.ts';

const SAMPLE = { seed: 7, messages: 150, attachments: { chance: 0.3, meanBytes: 20_000 } };

test.skip(whyNoDovecot() !== null, whyNoDovecot() ?? '');
test.setTimeout(180_000);

let scene: Scene;
test.beforeEach(async () => {
  scene = await setScene(SAMPLE);
});
test.afterEach(() => scene.close());

test('the whole way there and back', async () => {
  const info = test.info();
  const desktop = info.project.name === 'desktop';
  const language: Language = desktop ? 'fr' : 'en';
  const look = `${language}-${desktop ? 'dark' : 'light'}`;
  setLanguage(language);
  const { gate, server } = scene;
  const app = await scene.open({
    shell: desktop ? 'desktop' : 'browser',
    locale: desktop ? 'fr-FR' : 'en-GB',
    colorScheme: desktop ? 'dark' : 'light',
  });
  info.annotations.push({ type: 'shell', description: `ran on ${app.how}` });
  const { page } = app;
  const { complaints } = watch(page);
  const mailbox = await readWhole(scene.login(FULL));
  const count = (pattern: RegExp): number => server.log().match(pattern)?.length ?? 0;
  const signedIn = count(/Login: user=/g);
  const shown = (name: string): Promise<void> => inspect(page, name, look);
  const heading = walk.title(page);

  // Welcome, then the account: sealed file first, one wrong password, then the right one.
  await expect(heading).toHaveText(welcomeWords.title);
  await shown('01-welcome');
  await walk.typeAddress(page, FULL);
  await walk.typeServer(page, scene.mailbox(FULL));
  await shown('02-sealed-file');
  await walk.sealVault(page);
  await walk.tryPassword(page, 'not the password');
  await expect(heading).toHaveText(accountWords.failedTitle);
  await expect(page.getByText(accountWords.notWebPassword('example.com'))).toBeVisible();
  await expect.poll(() => count(/Password mismatch/g)).toBe(1);
  expect(count(/Login: user=/g)).toBe(signedIn);
  await shown('03-wrong-password');
  await walk.tryPassword(page, server.password);
  await expect(heading).toHaveText(accountWords.doneTitle(FULL));
  expect(count(/Password mismatch/g)).toBe(1);
  await shown('04-account-ready');
  await walk.button(page, accountWords.readNow).click();
  await walk.toOverview(page);
  await expect(heading).toHaveText(homeWords.none);
  await shown('05-home-before');

  // Export: everything is counted, a folder of its own, the proposed words.
  const messages = [...mailbox.values()].reduce((sum, letters) => sum + letters.length, 0);
  expect(messages).toBe(SAMPLE.messages);
  await walk.place(page, frameWords.exportMail).click();
  await expect(heading).toHaveText(exportWords.chooseTitle);
  await expect(walk.button(page, exportWords.next)).toBeEnabled();
  await expect(page.getByRole('treeitem').first()).toHaveAccessibleName(new RegExp(number(messages)));
  await expect(page.getByText(exportWords.reading)).toBeHidden();
  await shown('06-export-choose');
  await page.getByRole('button', { name: new RegExp(exportWords.chooseFolder) }).click();
  await shown('07-export-folder');
  await walk.button(walk.dialog(page), exportWords.cancel).click();
  const folder = language === 'fr' ? 'Mes sauvegardes' : 'My archives';
  await walk.chooseFolder(page, folder);
  await expect(walk.button(page, exportWords.next)).toBeEnabled();
  await walk.button(page, exportWords.next).click();
  const phrase = await walk.noteWords(page);
  await shown('08-export-protect');

  // Running: held in the middle, looked at, let go.
  const middle = gate.holdAfter(300_000);
  await walk.button(page, exportWords.start).click();
  await middle;
  await expect(heading).toHaveText(savingWords.saveTitle);
  await expect(page.getByText(savingWords.proofSoFar)).toBeVisible();
  await shown('09-export-running');
  await walk.button(page, savingWords.inBackground).click();
  await expect(page.getByRole('button', { name: new RegExp(jobsWords.busy.export.copying) }).first()).toBeVisible();
  await shown('10-home-running');
  await page.keyboard.press('Control+j');
  await expect(heading).toHaveText(jobsWords.title);
  await shown('11-jobs');
  await walk.button(page, jobsWords.open).click();
  gate.release();
  await walk.exportDone(page);
  await expect(page.getByText(savingWords.ledgerSays(messages, messages, messages, 0))).toBeAttached();
  await shown('12-export-done');
  const fileName =
    (
      await page
        .getByText(/\.malle/)
        .first()
        .innerText()
    ).match(/[^,]+\.malle/)?.[0] ?? '';
  const file = path.join(scene.home, folder, fileName);
  expect(statSync(file).size).toBeGreaterThan(100_000);
  const certificate = JSON.parse(readFileSync(`${file.replace(/\.malle$/, '')}.certificate.json`, 'utf8')) as object;
  expect(certificate).toMatchObject({ found: messages, saved: messages, verified: messages, missing: 0 });

  // Look inside: a wrong phrase, the right one, a search, one message, saved as it was.
  await walk.button(page, savingWords.browse).click();
  await walk.unlockArchive(page, 'not the phrase');
  await expect(walk.dialog(page).getByRole('textbox')).toHaveAttribute('aria-invalid', 'true');
  await shown('13-archive-wrong-phrase');
  await walk.unlockArchive(page, phrase.replaceAll('-', ' '));
  const list = page.getByRole('listbox');
  await expect(list.getByRole('option').first()).toBeVisible();
  await shown('14-archive');
  await page.getByLabel(archivesWords.search).fill('reunion lundi');
  await page.getByLabel(archivesWords.search).fill('reunion');
  await expect(list.getByRole('option').first()).toContainText('Réunion de lundi');
  await list.getByRole('option').first().click();
  await expect(walk.button(page, archivesWords.saveEml)).toBeVisible();
  await shown('15-archive-message');
  const download = await walk.saveEml(page);
  expect(download.suggestedFilename()).toMatch(/\.eml$/);
  const saved = createHash('sha256')
    .update(readFileSync(await download.path()))
    .digest('hex');
  expect([...mailbox.values()].flat().map(({ sha256 }) => sha256)).toContain(saved);

  // The drill, with the phrase typed again.
  await walk.button(page, archivesWords.drill).click();
  await walk.typeKey(page, phrase);
  await shown('16-drill');
  await walk.button(walk.dialog(page), archivesWords.start).click();
  await expect(page.getByRole('heading', { name: archivesWords.verifyOk })).toBeVisible({ timeout: 30_000 });
  await shown('17-drill-done');
  await walk.button(walk.dialog(page), archivesWords.close).last().click();

  // Restore to a second account that is added on the way.
  await walk.button(page, archivesWords.restoreAll).first().click();
  await expect(heading).toHaveText(restoreWords.whatTitle);
  await shown('18-restore-what');
  await walk.button(page, restoreWords.next).click();
  await expect(heading).toHaveText(restoreWords.whereTitle);
  await shown('19-restore-where');
  await walk.button(page, archivesWords.addAccount).click();
  await walk.addAccount(page, scene.mailbox(EMPTY), 'open');
  await walk.button(page, accountWords.goOnRestore).click();
  await walk.restoreTo(page, EMPTY);
  await expect(page.getByText(restoreWords.restoreSays(messages, messages, 0, messages, 0))).toBeAttached();
  await shown('20-restore-done');
  const { messages: compared, differences } = compareMailboxes(mailbox, await readWhole(scene.login(EMPTY)));
  expect([compared, differences]).toEqual([messages, []]);

  // The new account holds copies, but nothing of it was ever saved: home says so.
  await walk.button(page, restoreWords.done).click();
  await expect(heading).toHaveText(homeWords.some(1, 'new.example'));
  await shown('21-home-after');
  await walk.place(page, frameWords.restore).click();
  await walk.restoreTo(page, EMPTY);
  await expect(page.getByText(restoreWords.restoreSays(messages, 0, messages, messages, 0))).toBeAttached();
  await shown('22-restore-again');
  expect(compareMailboxes(mailbox, await readWhole(scene.login(EMPTY))).differences).toEqual([]);
  expect(compareMailboxes(mailbox, await readWhole(scene.login(FULL))).differences).toEqual([]);

  // The remaining looks, through the settings.
  await walk.button(page, restoreWords.done).click();
  await walk.place(page, frameWords.accounts).click();
  await expect(heading).toHaveText(settingsWords.accounts);
  await shown('23-settings-accounts');
  await walk.place(page, frameWords.appearance).click();
  const themes = (): string[] => [settingsWords.themeLight, settingsWords.themeDark];
  for (const [next, dark] of [
    [language, !desktop],
    [language === 'fr' ? 'en' : 'fr', !desktop],
    [language === 'fr' ? 'en' : 'fr', desktop],
  ] as const) {
    await page.getByText(themes()[dark ? 1 : 0]!, { exact: true }).click();
    await walk.chooseOption(page, settingsWords.language, next === 'fr' ? 'Français' : 'English');
    setLanguage(next);
    const nowLook = `${next}-${dark ? 'dark' : 'light'}`;
    await expect(heading).toHaveText(settingsWords.appearance);
    await inspect(page, '24-settings-appearance', nowLook);
    await walk.place(page, frameWords.home).click();
    await expect(heading).toHaveText(homeWords.some(1, 'new.example'));
    await inspect(page, '21-home-after', nowLook);
    await walk.place(page, frameWords.archives).click();
    await expect(walk.button(page, archivesWords.lock).or(walk.button(page, archivesWords.drill))).toBeVisible();
    await inspect(page, '14-archive', nowLook);
    await walk.place(page, frameWords.exportMail).click();
    await expect(walk.button(page, exportWords.next)).toBeEnabled();
    await inspect(page, '06-export-choose', nowLook);
    await walk.button(page, exportWords.cancel).click();
    await page.keyboard.press('Control+j');
    await page.getByRole('button', { name: jobsWords.result }).last().click();
    await expect(heading).toHaveText(savingWords.doneTitle);
    await inspect(page, '12-export-done', nowLook);
    await walk.button(page, savingWords.done).click();
    await walk.place(page, frameWords.appearance).click();
  }
  expect(complaints).toEqual([]);
});
