// The screens of the opener, as a file for the fake program and the steps that lead there.
import type { Page } from '@playwright/test';
import type { Screen } from './screens.ts';

const press = (page: Page, name: RegExp): Promise<void> => page.getByRole('button', { name }).first().click();

const WINMAIL = /^(Open a winmail\.dat|Ouvrir un winmail\.dat)/;

export async function openOpener(page: Page): Promise<void> {
  // From the mail by its key; from the welcome, where there is no account, by its door.
  await page.locator('main').first().waitFor();
  if (await page.getByRole('tree').isVisible()) await page.keyboard.press('Control+o');
  else await press(page, WINMAIL);
  await page.getByRole('heading', { name: /Drop the file here|Déposez le fichier ici/ }).waitFor();
}

/** Hands in files of these names; what they hold follows from the names (fake-winmail.ts). */
export async function openFiles(page: Page, ...names: string[]): Promise<void> {
  await openOpener(page);
  await page
    .locator('input[type=file]')
    .setInputFiles(names.map((name) => ({ name, mimeType: 'application/octet-stream', buffer: Buffer.from(name) })));
}
const opened = async (page: Page, ...names: string[]): Promise<void> => {
  await openFiles(page, ...names);
  await page.getByRole('heading', { level: 1 }).filter({ hasText: names[0]! }).waitFor();
};

const result = (name: string, file: string): Screen => ({
  name: `w-${name}`,
  query: '',
  go: (page) => opened(page, file),
});

export const winmailScreens: readonly Screen[] = [
  { name: 'w-drop', query: '', go: openOpener },
  { name: 'w-drop-welcome', query: 'empty', go: openOpener },
  { name: 'w-reading', query: '', go: (page) => openFiles(page, 'slow.dat') },
  {
    name: 'w-refused',
    query: '',
    go: async (page) => {
      await openFiles(page, 'refused.dat');
      await page.getByRole('alert').waitFor();
    },
  },
  result('result', 'winmail.dat'),
  result('many', 'many.dat'),
  result('long', 'long.dat'),
  result('broken', 'broken.dat'),
  result('hostile', 'hostile.dat'),
  result('ground', 'ground.dat'),
  result('cancel', 'cancel.dat'),
  result('reply', 'reply.dat'),
  result('task', 'task.dat'),
  result('pdf', 'pdf winmail.dat'),
  result('plain', 'plain.eml'),
  { name: 'w-several', query: '', go: (page) => opened(page, 'winmail.dat', 'broken.dat', 'unknown.dat') },
  {
    name: 'w-inside',
    query: '',
    go: async (page) => {
      await opened(page, 'broken.dat');
      await press(page, /^(Open|Ouvrir) Re: charter/);
    },
  },
  {
    name: 'w-preview',
    query: '',
    go: async (page) => {
      await opened(page, 'winmail.dat');
      await press(page, /image001/);
      await page.getByRole('dialog').waitFor();
    },
  },
  {
    name: 'w-note',
    query: '',
    go: async (page) => {
      await opened(page, 'winmail.dat');
      await press(page, /polite request|demande polie/);
      await page.getByRole('dialog').waitFor();
    },
  },
  {
    name: 'w-plain-text',
    query: '',
    go: async (page) => {
      await opened(page, 'winmail.dat');
      await page.getByRole('radio', { name: /^(Plain|Brut)$/ }).check({ force: true });
    },
  },
];
