// A move as a person makes it, on a real Dovecot: a POP mailbox, a Thunderbird profile found in its usual place and an
// Outlook file into an empty account, counted by an independent reader; the POP server cleaned up; the second time nothing
// is moved. In English by
// day in the browser, in French by night in the desktop window.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { accountWords } from '../../renderer/text/accounts.ts';
import { frameWords } from '../../renderer/text/frame.ts';
import { setLanguage, type Language } from '../../renderer/text/locale.ts';
import { cleanUpWords as c } from '../../renderer/text/clean-up.ts';
import { exportWords } from '../../renderer/text/export.ts';
import { migrateWords as t } from '../../renderer/text/migrate.ts';
import { moveReportWords as r } from '../../renderer/text/move-report.ts';
import { startDovecot, whyNoPop3, type Dovecot } from '../support/dovecot.ts';
import { writeThunderbird, type StoredLetter } from '../support/local-stores.ts';
import { proveNoted } from '../support/page/archive-screens.ts';
import { fillMaildir, readAccount } from '../support/mailbox.ts';
import { integer, text, time, writePst } from '../support/pst-writer.ts';
import { EMPTY, setScene, type Scene } from '../support/walk/scene.ts';
import { inspect, watch } from '../support/walk/screen.ts';
import * as walk from '../support/walk/steps.ts';

const OLD = 'marie@old.example';
const AT = Date.UTC(2019, 4, 17, 8, 30) / 1000;

test.skip(whyNoPop3() !== null, whyNoPop3() ?? '');
test.setTimeout(240_000);

const letters = (place: string, count: number): StoredLetter[] =>
  Array.from({ length: count }, (_, i) => ({
    bytes: Buffer.from(
      [
        `Received: from mx.example.net by pop.example.net; ${new Date((AT + i * 3600) * 1000).toUTCString()}`,
        'From: Hugh <hugh@example.org>',
        'To: Marie <marie@old.example>',
        `Subject: ${place} ${i + 1}`,
        `Message-ID: <${place}.${i + 1}@example.org>`,
        '',
        `Letter ${i + 1} of ${place}.`,
        '',
      ].join('\r\n'),
    ),
    flags: i % 2 ? ['\\Seen'] : [],
    date: AT + i * 3600,
  }));

let scene: Scene;
let pop: Dovecot;
test.beforeEach(async () => {
  scene = await setScene({ seed: 1, messages: 1 });
  pop = await startDovecot({ pop3: true });
  fillMaildir(pop, OLD, ['INBOX'], letters('pop', 9));
  writeThunderbird(
    path.join(scene.home, '.thunderbird'),
    [
      { names: ['Inbox'], letters: [...letters('bird', 5), ...letters('pop', 2)] },
      { names: ['Sent'], letters: letters('sent', 4) },
      { names: ['Boats'], letters: letters('boats', 3) },
      { names: ['Boats', 'Quotes'], letters: letters('quotes', 2) },
      { names: ['Junk'], letters: letters('junk', 2) },
    ],
    'mbox',
  );
  const outlook = (subject: string, i: number) => ({
    properties: {
      0x001a: text('IPM.Note'),
      0x0037: text(subject),
      0x0c1a: text('Claire Moreau'),
      0x0c1e: text('SMTP'),
      0x0c1f: text('claire@example.org'),
      0x0e06: time((AT + i * 3600) * 1000),
      0x0e07: integer(1),
      0x1000: text(`Body of ${subject}.`),
    },
  });
  writeFileSync(
    path.join(scene.home, 'marie.pst'),
    writePst([{ name: 'Projects', letters: ['One', 'Two', 'Three'].map(outlook) }]),
  );
});
test.afterEach(async () => {
  await scene.close();
  await pop.stop();
});

test('from a POP server, Thunderbird and Outlook into an account, and nothing the second time', async () => {
  const desktop = test.info().project.name === 'desktop';
  const language: Language = desktop ? 'fr' : 'en';
  const look = `${language}-${desktop ? 'dark' : 'light'}`;
  setLanguage(language);
  const app = await scene.open({
    shell: desktop ? 'desktop' : 'browser',
    locale: desktop ? 'fr-FR' : 'en-GB',
    colorScheme: desktop ? 'dark' : 'light',
  });
  test.info().annotations.push({ type: 'shell', description: `ran on ${app.how}` });
  const { page } = app;
  const { complaints } = watch(page);
  const heading = walk.title(page);
  const box = (name: string) => page.getByRole('checkbox', { name: new RegExp(name) });

  await walk.addAccount(page, scene.mailbox(EMPTY), 'new');
  await walk.button(page, accountWords.readNow).click();
  await walk.toOverview(page);
  await walk.place(page, frameWords.migrate).click();
  await expect(heading).toHaveText(t.sourceTitle);

  // Source: the POP server with a wrong password first, tried once; Thunderbird as found; the Outlook file by hand.
  await box(t.kinds.pop3.name).check();
  await page.getByLabel(t.popAddress).fill(OLD);
  await walk.button(page, t.popSettings).click();
  await page.getByRole('textbox', { name: accountWords.host, exact: true }).fill('localhost');
  await page.getByRole('textbox', { name: accountWords.port, exact: true }).fill(String(pop.pop3TlsPort));
  await walk.button(page, t.popHide).click();
  await page.getByLabel(t.popPassword).fill('not the password');
  await walk.button(page, t.next).click();
  await expect(page.getByLabel(t.popPassword)).toHaveAttribute('aria-invalid', 'true');
  await inspect(page, 'move-1-wrong-password', look);
  await expect.poll(() => pop.log().match(/Password mismatch/g)?.length ?? 0).toBe(1);
  await page.getByLabel(t.popPassword).fill(pop.password);
  await box(t.kinds.thunderbird.name).check();
  await box(t.kinds.outlook.name).click();
  const picker = walk.dialog(page);
  await picker.getByRole('button', { name: /^marie\.pst/ }).click();
  await walk.button(picker, t.pickThisFile).click();
  await inspect(page, 'move-1-source', look);
  await walk.button(page, t.next).click();

  // Folders: two inboxes become one, a folder is sent elsewhere by keyboard, a dry run changes nothing.
  await expect(heading).toHaveText(t.foldersTitle);
  await expect(page.getByText(t.merged)).toBeAttached();
  const chevron = (label: string) =>
    page.getByRole('list', { name: t.columnSource }).getByRole('button', { name: label });
  await chevron('Projects').focus();
  await page.keyboard.press('Enter');
  await page.getByRole('menuitem', { name: t.otherFolder }).press('Enter');
  await walk.dialog(page).getByRole('textbox').fill('Work/Projects');
  await walk.button(walk.dialog(page), t.newDo).click();
  await walk.button(page, t.dryRun).click();
  await expect(page.getByText(t.dryRunOk('').slice(0, 8))).toBeVisible();
  expect([...(await readAccount(scene.server, EMPTY)).values()].flat()).toEqual([]);
  await inspect(page, 'move-2-folders', look);
  await walk.button(page, t.start).click();

  // Report: 9 + 7 + 4 + 3 + 2 + 3, of which 2 stood in both inboxes; the junk stayed.
  await expect(page.getByText(r.ledgerSays(28, 26, 2, 28, 0)).first()).toBeAttached({ timeout: 60_000 });
  await expect(heading).toHaveText(r.doneTitle(28));
  await expect(page.getByText(r.notDeleted).first()).toBeVisible();
  await inspect(page, 'move-4-report', look);
  const there = await readAccount(scene.server, EMPTY);
  const counts = Object.fromEntries(
    [...there].filter(([, found]) => found.length).map(([name, { length }]) => [name, length]),
  );
  expect(counts).toEqual({
    INBOX: 14,
    Sent: 4,
    Boats: 3,
    'Boats/Quotes': 2,
    'Work/Projects': 3,
  });
  expect(
    there
      .get('Boats')
      ?.map(({ internalDate }) => internalDate / 1000)
      .sort(),
  ).toEqual([AT, AT + 3600, AT + 7200]);
  expect([...(await readAccount(pop, OLD)).values()].flat()).toHaveLength(9);

  // The POP server is cleaned up because it is asked to be: all nine are proven in the account, and gone.
  await walk.button(page, c.offerDo(OLD)).click();
  await walk.button(walk.dialog(page), c.deleteDo(9)).click();
  await expect(page.getByText(c.ledgerSays(9, 9, 0, 0)).first()).toBeAttached({ timeout: 60_000 });
  await expect(heading).toHaveText(c.doneTitle(9));
  await inspect(page, 'move-5-clean-up', look);
  expect([...(await readAccount(pop, OLD)).values()].flat()).toEqual([]);
  expect((await readAccount(scene.server, EMPTY)).get('INBOX')).toHaveLength(14);
  await page.goBack();

  // The Outlook file once more, to the same place and into an archive: the account has everything already.
  await walk.button(page, r.another).click();
  await box(t.kinds.outlook.name).click();
  await picker.getByRole('button', { name: /^marie\.pst/ }).click();
  await walk.button(picker, t.pickThisFile).click();
  await page.getByRole('radio', { name: t.into.both }).check({ force: true });
  await expect(page.getByLabel(exportWords.fileName)).not.toHaveValue('');
  await walk.button(page, t.next).click();
  await chevron('Projects').click();
  await page.getByRole('menuitem', { name: /Work/ }).click();
  await walk.button(page, t.next).click();
  await proveNoted(page);
  await inspect(page, 'move-3-passphrase', look);
  await walk.button(page, t.start).click();
  await expect(heading).toHaveText(r.doneTitleNone, { timeout: 60_000 });
  await expect(page.getByRole('region', { name: r.archiveProof })).toBeVisible();
  await inspect(page, 'move-4-report-archive', look);
  expect((await readAccount(scene.server, EMPTY)).get('Work/Projects')).toHaveLength(3);
  // The refused sign-in is an answer, not a fault of the page.
  expect(complaints).toEqual([]);
});
