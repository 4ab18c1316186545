// The steps a person takes, by accessible roles and by the names the page's own catalogues give them. `setLanguage` of
// renderer/text/locale.ts decides in which language.
import { expect, type Download, type Locator, type Page } from '@playwright/test';
import { accountWords } from '../../../renderer/text/accounts.ts';
import { archivesWords } from '../../../renderer/text/archives.ts';
import { exportWords } from '../../../renderer/text/export.ts';
import { searchWords } from '../../../renderer/text/mail-search.ts';
import { frameWords } from '../../../renderer/text/frame.ts';
import { common } from '../../../renderer/text/messages.ts';
import { restoreWords } from '../../../renderer/text/restore.ts';
import { savingWords } from '../../../renderer/text/saving.ts';
import { welcomeWords } from '../../../renderer/text/welcome.ts';

export const VAULT_PHRASE = 'a phrase for the password file';

export const button = (page: Page | Locator, name: string): Locator => page.getByRole('button', { name, exact: true });
export const title = (page: Page): Locator => page.getByRole('heading', { level: 1 });
export const place = (page: Page, name: string): Locator => button(page.getByRole('navigation'), name);
/** Until all of the mail is here: what comes over the line afterwards is somebody else's. */
export async function mailRead(page: Page, messages: number): Promise<void> {
  const search = page.getByRole('combobox', { name: searchWords.label });
  await expect(search).toHaveAttribute('placeholder', searchWords.placeholder(messages), { timeout: 30_000 });
  await expect(page.getByRole('navigation').locator('.sign')).toHaveCount(0, { timeout: 30_000 });
}

/** From the mail to where every account stands, beside the places of saved mail. */
export async function toOverview(page: Page): Promise<void> {
  await page.getByRole('navigation').locator('button.saved').click();
  // Off the button: its tooltip lies over the page.
  await page.mouse.move(700, 500);
}
export const dialog = (page: Page): Locator => page.getByRole('dialog');

export interface Mailbox {
  readonly address: string;
  readonly password: string;
  readonly host: string;
  readonly port: number;
  readonly security: 'tls' | 'none';
}

/** From the welcome page: the address, then the form with the servers. */
export async function typeAddress(page: Page, address: string): Promise<void> {
  const field = page.getByRole('textbox', { name: /./ }).first();
  await field.fill(address);
  await button(page, welcomeWords.next).click();
}

/** On the form of an account: its IMAP server, and no sending. */
export async function typeServer(page: Page, mailbox: Mailbox): Promise<void> {
  await button(page, accountWords.editSettings).click();
  const imap = page.getByRole('group', { name: accountWords.imapGroup });
  await imap.getByLabel(accountWords.host).fill(mailbox.host);
  await imap.getByRole('combobox', { name: new RegExp(`^${accountWords.security}`) }).click();
  const security = mailbox.security === 'tls' ? accountWords.securityTls : accountWords.securityNone;
  await page.getByRole('option', { name: security }).click();
  await imap.getByLabel(accountWords.port).fill(String(mailbox.port));
  await page.getByRole('switch', { name: accountWords.hasSmtp }).uncheck();
  await button(page, accountWords.hideSettings).click();
}

/** The phrase of the sealed file, where this computer has no keychain. */
export async function sealVault(page: Page): Promise<void> {
  await page.getByLabel(accountWords.vaultPhrase, { exact: true }).fill(VAULT_PHRASE);
  await page.getByLabel(accountWords.vaultAgain).fill(VAULT_PHRASE);
  await button(page, accountWords.vaultMake).click();
  await expect(page.getByRole('heading', { name: accountWords.vaultNew })).toBeHidden();
}

export async function unlockVault(page: Page): Promise<void> {
  await page.getByLabel(accountWords.vaultPhrase, { exact: true }).fill(VAULT_PHRASE);
  await button(page, accountWords.vaultOpen).click();
  await expect(page.getByRole('heading', { name: accountWords.vaultLocked })).toBeHidden();
}

export async function tryPassword(page: Page, password: string): Promise<void> {
  await page.getByLabel(accountWords.password).fill(password);
  await page.getByRole('button', { name: new RegExp(`^(${accountWords.check}|${common.retry})$`) }).click();
}

/** The whole of it, up to the page that says the account is ready. */
export async function addAccount(page: Page, mailbox: Mailbox, vault: 'new' | 'open'): Promise<void> {
  await typeAddress(page, mailbox.address);
  await typeServer(page, mailbox);
  if (vault === 'new') await sealVault(page);
  await tryPassword(page, mailbox.password);
  await expect(title(page)).toHaveText(accountWords.doneTitle(mailbox.address));
}

/** In the export's first step, once everything is counted: an own new folder for the archive. */
export async function chooseFolder(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: new RegExp(exportWords.chooseFolder) }).click();
  const picker = dialog(page);
  await picker.getByRole('button', { name: /^(New folder|Nouveau dossier)$/ }).click();
  await picker.getByRole('textbox').fill(name);
  await picker.getByRole('button', { name: /^(Create|Créer)$/ }).click();
  await expect(picker.locator('.path')).toContainText(name);
  await button(picker, exportWords.pickChoose).click();
  await expect(picker).toBeHidden();
}

/** In the export's second step: reads the proposed words, types two of them again, ticks the sheet. */
export async function noteWords(page: Page): Promise<string> {
  await expect(title(page)).toHaveText(exportWords.protectTitle);
  const list = page.getByRole('list', { name: exportWords.wordsLabel });
  await list.getByRole('listitem').first().waitFor();
  const words = await list.locator('li > span').allInnerTexts();
  for (const [index, word] of words.entries()) {
    const field = page.getByLabel(exportWords.wordNumber(index + 1), { exact: true });
    if (await field.count()) await field.fill(word);
  }
  await page.getByRole('checkbox', { name: exportWords.keptSafe }).check();
  return words.join('-');
}

/** An export from its first step to the running job; gives the phrase back. */
export async function startExport(page: Page, fileName?: string): Promise<string> {
  await place(page, frameWords.exportMail).click();
  await expect(title(page)).toHaveText(exportWords.chooseTitle);
  const next = button(page, exportWords.next);
  await expect(next).toBeEnabled();
  if (fileName !== undefined) {
    await page.getByRole('textbox', { name: exportWords.fileName }).fill(fileName);
    await expect(next).toBeEnabled();
  }
  await next.click();
  const phrase = await noteWords(page);
  await button(page, exportWords.start).click();
  return phrase;
}

export const exportDone = (page: Page, timeout = 60_000): Promise<void> =>
  expect(title(page)).toHaveText(savingWords.doneTitle, { timeout });

export async function typeKey(page: Page, phrase: string): Promise<void> {
  await dialog(page).getByRole('textbox', { name: archivesWords.phraseLabel }).fill(phrase);
}

export async function unlockArchive(page: Page, phrase: string): Promise<void> {
  await typeKey(page, phrase);
  await button(dialog(page), archivesWords.unlock).click();
}

export async function openFile(page: Page, fileName: string): Promise<void> {
  await button(page, archivesWords.openFile).first().click();
  const picker = dialog(page);
  await picker.getByRole('button', { name: new RegExp(`^${fileName.replaceAll('.', '\\.')}`) }).click();
  await button(picker, archivesWords.pickChoose).click();
}

export async function saveEml(page: Page): Promise<Download> {
  const [download] = await Promise.all([page.waitForEvent('download'), button(page, archivesWords.saveEml).click()]);
  return download;
}

/** From the restore's first step with an open archive to its result. */
export async function restoreTo(page: Page, address: string): Promise<void> {
  await button(page, restoreWords.next).click();
  await expect(title(page)).toHaveText(restoreWords.whereTitle);
  await chooseOption(page, restoreWords.account, address);
  await button(page, restoreWords.startRestore).click();
  await expect(title(page)).toHaveText(restoreWords.doneTitle, { timeout: 60_000 });
}

export async function chooseOption(page: Page, label: string, option: string): Promise<void> {
  await page.getByRole('combobox', { name: new RegExp(`^${label}`) }).click();
  await page.getByRole('option', { name: new RegExp(`(^|\\s)${option}$`) }).click();
}
