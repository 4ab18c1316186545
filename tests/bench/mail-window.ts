// The window on a large folder: how soon its first rows stand, how smoothly it scrolls from end to end, and what page and
// program hold meanwhile. In headless Chromium with software rendering, the program in its own process.
import { mkdtempSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { chromium, expect, type CDPSession, type Page } from '@playwright/test';
import { accountWords } from '../../renderer/text/accounts.ts';
import { setLanguage } from '../../renderer/text/locale.ts';
import { mailWords } from '../../renderer/text/mail.ts';
import { chromiumFlags, chromiumPath } from '../support/chromium.ts';
import { fillMaildir } from '../support/mailbox.ts';
import { startBrowserProgram } from '../support/open-app.ts';
import * as walk from '../support/walk/steps.ts';
import { benchLetters } from './mail-letters.ts';
import { letterOf, type SyncPlace } from './mail-sync.ts';

const USER = 'window@example.com';
/** Old enough that only headers are kept: nothing but the window is at work while it is measured. */
const YEARS_BACK = 10;
const YEAR_MS = 365.25 * 86_400_000;

/** `messages`: 50,000 for the figures that count. */
export async function measureMailWindow(place: SyncPlace, messages: number): Promise<void> {
  const { server, folder, figures, print } = place;
  print(`Filling an inbox with ${messages} messages ...`);
  const old = [...benchLetters(messages)].map((letter) =>
    letterOf({ ...letter, at: letter.at - YEARS_BACK * YEAR_MS }),
  );
  fillMaildir(server, USER, ['INBOX'], old);
  const program = await startBrowserProgram(mkdtempSync(path.join(folder, 'window-')), {
    DBUS_SESSION_BUS_ADDRESS: 'unix:path=/none',
  });
  const browser = await chromium.launch({ executablePath: chromiumPath(), args: chromiumFlags });
  try {
    setLanguage('en');
    const page = await browser.newPage({ locale: 'en-GB', viewport: { width: 1440, height: 900 } });
    await page.goto(program.address());
    const { host, port, password } = server;
    await walk.addAccount(page, { address: USER, password, host, port, security: 'none' }, 'new');
    await walk.button(page, accountWords.readNow).click();
    await walk.mailRead(page, messages);

    print('Opening it, and scrolling it from end to end ...');
    const opened = await times(5, () => openInbox(page));
    const far = await scroll(page, 4000, Infinity);
    const near = await scroll(page, 120, 400);
    figures.atMost('a folder of 50,000: first rows after, longest of 5', Math.max(...opened), 'ms', 100);
    figures.atMost('frames from end to end, 95 of 100', percentile(far, 0.95), 'ms', 34);
    figures.atMost('the longest of them', Math.max(...far), 'ms', 150);
    figures.atMost('frames of close scrolling, 95 of 100', percentile(near, 0.95), 'ms', 34);
    figures.atMost('the longest of those', Math.max(...near), 'ms', 150);
    figures.atMost('memory of the page', (await pageBytes(await browser.newBrowserCDPSession())) / 1e6, 'MB', 250);
    figures.atMost('peak memory of the program behind it', peakBytes(program.pid) / 1e6, 'MB', 350);
  } finally {
    await browser.close();
    await program.stop();
  }
}

async function times(count: number, work: () => Promise<number>): Promise<number[]> {
  const all: number[] = [];
  for (let at = 0; at < count; at += 1) all.push(await work());
  return all;
}

const percentile = (values: readonly number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? Infinity;

/** From the press on the folder to the first frame that shows one of its rows. */
async function openInbox(page: Page): Promise<number> {
  const tree = page.getByRole('tree');
  await tree.getByRole('treeitem', { name: mailWords.drafts }).first().click();
  await expect(page.getByRole('listbox').getByRole('option')).toHaveCount(0);
  return page.evaluate<number>(`(async () => {
    const items = [...document.querySelectorAll('[role=treeitem]')];
    const item = items.find((one) => one.textContent.includes(${JSON.stringify(mailWords.inboxes)}));
    const start = performance.now();
    item.click();
    while (!document.querySelector('[role=listbox] [role=option] .dt')?.textContent.trim()) await ${FRAME};
    return performance.now() - start;
  })()`);
}

// As text: the bench is checked without the names of the page.
const FRAME = 'new Promise((resolve) => requestAnimationFrame(resolve))';

/** Lengths of the frames while the list is moved by so many pixels in each. */
async function scroll(page: Page, step: number, most: number): Promise<number[]> {
  return page.evaluate<number[]>(`(async () => {
    const list = document.querySelector('[data-list]');
    list.scrollTop = 0;
    await ${FRAME};
    const lengths = [];
    let before = await ${FRAME};
    for (let at = 0; at < ${Math.min(most, 1_000_000)}; at += 1) {
      if (list.scrollTop + list.clientHeight >= list.scrollHeight - 1) break;
      list.scrollTop += ${step};
      const now = await ${FRAME};
      lengths.push(now - before);
      before = now;
    }
    return lengths;
  })()`);
}

/** Proportional set size of the page's process: its own memory and its share of what processes have in common. */
async function pageBytes(session: CDPSession): Promise<number> {
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  const sizes = processInfo
    .filter(({ type }) => type === 'renderer')
    .map(({ id }) => Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${id}/smaps_rollup`, 'utf8'))?.[1] ?? 0) * 1024);
  return Math.max(...sizes);
}

const peakBytes = (pid: number): number =>
  Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024;
