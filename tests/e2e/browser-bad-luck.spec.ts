// What goes wrong in real life, seen by the person it happens to: a closed window, a program that dies, a server that
// goes away, a damaged archive, a missing file, a file that is no archive. Nothing lost, nothing doubled, clear words.
import {
  mkdtempSync,
  openSync,
  readdirSync,
  readSync,
  rmSync,
  statSync,
  unlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { errorWords } from '../../electron/contract/errors.ts';
import { archivesWords } from '../../renderer/text/archives.ts';
import { frameWords } from '../../renderer/text/frame.ts';
import { accountWords } from '../../renderer/text/accounts.ts';
import { jobsWords } from '../../renderer/text/jobs.ts';
import { setLanguage } from '../../renderer/text/locale.ts';
import { savingWords } from '../../renderer/text/saving.ts';
import { welcomeWords } from '../../renderer/text/welcome.ts';
import { whyNoDovecot } from '../support/dovecot.ts';
import { startBrowserProgram } from '../support/open-app.ts';
import { runCli } from '../support/run-cli.ts';
import { inspect, watch } from '../support/walk/screen.ts';
import { FULL, setScene, type Scene } from '../support/walk/scene.ts';
import * as walk from '../support/walk/steps.ts';
import { secretFile } from '../support/witness-archive.ts';

const SAMPLE = { seed: 21, messages: 120, tidy: true, attachments: { chance: 0.5, meanBytes: 60_000 } };
const LOOK = 'en-light';
const PHRASE = 'tilleul carafe 42 Zeppelin nuage velours';

test.skip(whyNoDovecot() !== null, whyNoDovecot() ?? '');
test.setTimeout(120_000);

let scene: Scene;
test.beforeEach(async () => {
  setLanguage('en');
  scene = await setScene(SAMPLE);
});
test.afterEach(() => scene.close());

const heading = (page: Page) => walk.title(page);
const allThere = (page: Page): Promise<void> =>
  expect(page.getByText(savingWords.ledgerSays(SAMPLE.messages, SAMPLE.messages, SAMPLE.messages, 0))).toBeAttached();

/** The account, its export, and the export held after so many bytes. */
async function exportHeld(page: Page, bytes: number): Promise<string> {
  await walk.addAccount(page, scene.mailbox(FULL), 'new');
  await walk.button(page, accountWords.readNow).click();
  await walk.mailRead(page, SAMPLE.messages);
  await walk.toOverview(page);
  const held = scene.gate.holdAfter(bytes);
  const phrase = await walk.startExport(page, 'mail.malle');
  await held;
  await expect(heading(page)).toHaveText(savingWords.saveTitle);
  return phrase;
}

/** An archive that the command line made of the same mailbox. */
async function archived(...more: readonly string[]): Promise<string> {
  const file = path.join(scene.home, 'mail.malle');
  const run = await runCli([
    ...['export', '--imap', `imap://${encodeURIComponent(FULL)}@127.0.0.1:${scene.server.port}?security=none`],
    ...['--password-file', secretFile(scene.home, 'password', scene.server.password)],
    ...['--passphrase-file', secretFile(scene.home, 'phrase', PHRASE)],
    ...['--out', file, '--data-dir', path.join(scene.home, 'data'), '--json', ...more],
  ]);
  expect(run.code, run.stderr).toBe(0);
  return file;
}

async function openArchive(page: Page, fileName: string): Promise<void> {
  await walk.place(page, frameWords.archives).or(walk.button(page, welcomeWords.restoreIt)).first().click();
  await walk.openFile(page, fileName);
  await walk.unlockArchive(page, PHRASE);
}

test('a window closed in the middle of an export: the export went on, and is found again', async () => {
  const { page } = await scene.open({ shell: 'browser', locale: 'en-GB' });
  await exportHeld(page, 400_000);
  const context = page.context();
  const origin = new URL(page.url()).origin;
  await page.close();
  const again = await context.newPage();
  const { complaints } = watch(again);
  await again.goto(origin);
  await again.getByRole('button', { name: new RegExp(jobsWords.pillOpens) }).click();
  await walk.button(again, jobsWords.open).click();
  await expect(heading(again)).toHaveText(savingWords.saveTitle);
  scene.gate.release();
  await walk.exportDone(again);
  await allThere(again);
  expect(complaints).toEqual([]);
});

test('the program dies in the middle of an export: after the phrase it goes on, and a mistyped phrase does not', async ({
  page,
}) => {
  const dataDir = mkdtempSync(path.join(os.tmpdir(), 'malleposte-'));
  let program = await startBrowserProgram(dataDir, scene.env);
  try {
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await page.goto(program.address());
    const phrase = await exportHeld(page, 900_000);
    process.kill(program.pid, 'SIGKILL');
    await expect(page.getByText(frameWords.disconnected)).toBeVisible();
    await inspect(page, '30-program-gone', LOOK);
    scene.gate.release();

    program = await startBrowserProgram(dataDir, scene.env);
    await page.goto(program.address());
    await walk.unlockVault(page);
    await page.getByRole('button', { name: new RegExp(jobsWords.needsYou) }).click();
    await expect(page.getByText(jobsWords.typeAgain)).toBeVisible();
    await inspect(page, '31-needs-phrase', LOOK);
    const field = page.getByRole('textbox', { name: archivesWords.phraseLabel });
    const goOn = walk.button(page, jobsWords.resume);
    await field.fill(phrase.replace(/^./, 'z'));
    await goOn.click();
    await expect(page.getByText(errorWords({ code: 'archive.wrong_key', params: {} }, 'en').what)).toBeVisible();
    await inspect(page, '32-wrong-phrase', LOOK);
    await field.fill(phrase.replaceAll('-', ' '));
    await goOn.click();
    await walk.button(page, jobsWords.result).click({ timeout: 60_000 });
    await walk.exportDone(page);
    await allThere(page);
    expect(readdirSync(scene.home).filter((name) => !name.startsWith('mail.'))).toEqual([]);
    expect(readdirSync(scene.home).filter((name) => /part|tmp/.test(name))).toEqual([]);

    // The phrase of the sheet opens it, not what was typed in between.
    await walk.button(page, savingWords.browse).click();
    await walk.unlockArchive(page, phrase);
    await expect(page.getByRole('listbox').getByRole('option').first()).toBeVisible();
  } finally {
    await program.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
});

test('a server that goes away: the export says so, can be paused, and goes on by itself', async () => {
  const { page } = await scene.open({ shell: 'browser', locale: 'en-GB' });
  const { complaints } = watch(page);
  await exportHeld(page, 900_000);
  scene.gate.cut();
  scene.gate.release();
  await expect(page.getByText(/Connection.* lost/).first()).toBeVisible();
  await inspect(page, '33-connection-lost', LOOK);
  await walk.button(page, savingWords.pause).click();
  await expect(heading(page)).toHaveText(savingWords.pausedTitle);
  await inspect(page, '34-paused', LOOK);
  scene.gate.mend();
  await walk.button(page, savingWords.resume).click();
  await walk.exportDone(page);
  await allThere(page);
  expect(complaints).toEqual([]);
});

test('one changed byte: the drill names the message, the others stay readable', async () => {
  const file = await archived();
  flip(file, Math.floor(statSync(file).size / 2));
  const { page } = await scene.open({ shell: 'browser', locale: 'en-GB' });
  const { complaints } = watch(page);
  await openArchive(page, 'mail.malle');
  await walk.button(page, archivesWords.drill).click();
  await walk.typeKey(page, PHRASE);
  await walk.button(walk.dialog(page), archivesWords.start).click();
  const report = walk.dialog(page);
  await expect(report.getByRole('heading', { name: /(is|are) damaged/ })).toBeVisible({ timeout: 30_000 });
  await expect(report.getByRole('listitem').filter({ hasText: /\.eml/ }).first()).toContainText(FULL);
  await inspect(page, '35-damaged', LOOK);
  await walk.button(report, archivesWords.close).last().click();
  await page.getByRole('listbox').getByRole('option').first().click();
  await expect(walk.button(page, archivesWords.saveEml)).toBeVisible();
  expect(complaints).toEqual([]);
});

test('a missing volume and a file that is no archive are said plainly', async () => {
  await archived('--volume-size', '1MiB');
  const volumes = readdirSync(scene.home).filter((name) => /^mail.*\.malle$/.test(name));
  expect(volumes.length).toBeGreaterThan(2);
  unlinkSync(path.join(scene.home, volumes.sort()[1]!));
  writeFileSync(path.join(scene.home, 'holiday.malle'), 'just a few words\n');
  const { page } = await scene.open({ shell: 'browser', locale: 'en-GB' });
  const { complaints } = watch(page);
  await openArchive(page, 'holiday.malle');
  const { what } = errorWords({ code: 'archive.not_an_archive', params: { path: 'X' } }, 'en');
  await expect(walk.dialog(page)).toContainText(what.replace('X', '').trim());
  await inspect(page, '36-no-archive', LOOK);
  await walk.button(walk.dialog(page), archivesWords.cancel).click();
  await walk.openFile(page, volumes.at(-1)!);
  await walk.unlockArchive(page, PHRASE);
  await expect(page.getByText(archivesWords.fileMissing(1))).toBeVisible();
  await inspect(page, '37-missing-volume', LOOK);
  await walk.button(page, archivesWords.drill).click();
  await walk.typeKey(page, PHRASE);
  await walk.button(walk.dialog(page), archivesWords.start).click();
  await expect(page.getByRole('heading', { name: archivesWords.verifyFiles })).toBeVisible({ timeout: 30_000 });
  const lost = walk.dialog(page).getByRole('heading', { name: /messages are in the missing file/ });
  await expect(lost).toBeVisible();
  await inspect(page, '38-missing-volume-verified', LOOK);
  expect(complaints).toEqual([]);
});

function flip(file: string, offset: number): void {
  const handle = openSync(file, 'r+');
  const byte = Buffer.alloc(1);
  readSync(handle, byte, 0, 1, offset);
  byte[0] = byte[0]! ^ 0x10;
  writeSync(handle, byte, 0, 1, offset);
}
