// PDF looked at in place: drawn page by page, read and scrolled by keyboard, under the shells' own policy; and that a
// stranger's PDF runs nothing, opens nothing and asks for nothing.
import { expect, test, type Locator, type Page } from '@playwright/test';
import { complaintsOf } from '../support/page/examine.ts';
import { lookInto, openMessage } from '../support/page/reader-screens.ts';
import { servePage, type PageServer } from '../support/page/serve.ts';
import { openFiles } from '../support/page/winmail-screens.ts';

let server: PageServer;
test.beforeAll(async () => {
  server = await servePage();
});
test.afterAll(() => server.close());
test.use({ contextOptions: { reducedMotion: 'reduce' }, locale: 'en-GB', viewport: { width: 1280, height: 820 } });

/** Addresses asked for, dialogs and windows opened; complaints of the console, a refusal by the policy among them. */
function watch(page: Page): { urls: string[]; bad: string[] } {
  const [urls, bad] = [[] as string[], complaintsOf(page)];
  page.on('request', (request) => {
    urls.push(request.url());
    if (!request.url().startsWith(server.url) && !request.url().startsWith('blob:')) bad.push(request.url());
  });
  page.on('dialog', (dialog) => {
    bad.push(`dialog ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('popup', (popup) => bad.push(`popup ${popup.url()}`));
  return { urls, bad };
}
const dialog = (page: Page): Locator => page.getByRole('dialog');
const pages = (page: Page, name = 'Programme.pdf'): Locator => dialog(page).getByRole('region', { name });
const sheet = (page: Page, number: number): Locator => pages(page).locator(`[data-page="${number}"]`);
/** Pages whose canvas holds memory. */
const alive = (within: Locator): Promise<number[]> =>
  within
    .locator('[data-page]')
    .evaluateAll((all) =>
      all.flatMap((one) => ((one.querySelector('canvas')?.width ?? 0) > 0 ? [Number(one.dataset['page'])] : [])),
    );
/** Red, green and blue at a place of a drawn page, in parts of its width and height. */
const colourAt = (of: Locator, x: number, y: number): Promise<number[]> =>
  of.locator('canvas').evaluate(
    (canvas, at) => {
      const { width, height } = canvas as HTMLCanvasElement;
      const data = (canvas as HTMLCanvasElement)
        .getContext('2d')
        ?.getImageData(Math.floor(width * at.x), Math.floor(height * at.y), 1, 1).data;
      return [...(data ?? [])].slice(0, 3);
    },
    { x, y },
  );

test('a PDF is drawn page by page as it is scrolled by keyboard, and its text can be selected', async ({ page }) => {
  const { urls, bad } = watch(page);
  await page.goto(`${server.url}?lang=en&theme=dark`);
  await openMessage(page, /Sortie au musée/);
  expect(urls.filter((url) => url.includes('pdf'))).toEqual([]);
  await lookInto(page, 'Programme', 'Programme, page 1');
  await expect(pages(page)).toBeFocused();
  await expect(dialog(page)).toContainText('Page 1 of 12');
  await expect(sheet(page, 1)).toHaveAttribute('data-drawn', 'true');
  await expect(pages(page).getByRole('group', { name: 'Page 1 of 12' })).toContainText(
    'Départ à 8 h 15 devant l’école',
  );
  // White paper by night, and the scanned square on it, by a decoder that is a file of ours.
  expect(await colourAt(sheet(page, 1), 0.9, 0.9)).toEqual([255, 255, 255]);
  expect(await colourAt(sheet(page, 1), 120 / 595, 1 - 560 / 842)).toEqual([0, 0, 0]);
  expect(urls.some((url) => url.endsWith('/jbig2_nowasm_fallback.js'))).toBe(true);

  await sheet(page, 1).getByText('Programme, page 1').dblclick();
  expect(await page.evaluate(() => String(getSelection()))).toMatch(/^Programme,? ?$/);

  await page.keyboard.press('End');
  await expect(dialog(page)).toContainText('Page 12 of 12');
  await expect(sheet(page, 12)).toHaveAttribute('data-drawn', 'true');
  await expect(sheet(page, 12)).toContainText('Programme, page 12');
  // What is out of sight gives its memory back.
  await expect(sheet(page, 1)).not.toContainText('Programme');
  expect(await alive(pages(page))).toEqual([11, 12]);

  // Mail that comes meanwhile does not begin it anew.
  await pages(page).evaluate((region) => region.setAttribute('data-same', ''));
  const inboxes = page.getByRole('treeitem', { name: /^All inboxes/, includeHidden: true });
  await expect(inboxes).toContainText('26');
  await page.evaluate('__arrive(1)');
  await expect(inboxes).toContainText('27');
  await expect(dialog(page)).toContainText('Page 12 of 12');
  await expect(dialog(page).locator('[data-same]')).toBeVisible();

  await page.keyboard.press('Home');
  await expect(dialog(page)).toContainText('Page 1 of 12');
  await page.keyboard.press('PageDown');
  await page.keyboard.press('PageDown');
  await expect(dialog(page)).toContainText('Page 2 of 12');
  // The second is wide, the third is turned by its own wish.
  const shape = async (number: number): Promise<number> => {
    await sheet(page, number).scrollIntoViewIfNeeded();
    await expect(sheet(page, number)).toHaveAttribute('data-drawn', 'true');
    const box = await sheet(page, number).boundingBox();
    return (box?.height ?? 0) / (box?.width ?? 1);
  };
  expect(await shape(2)).toBeCloseTo(595 / 842, 2);
  expect(await shape(3)).toBeCloseTo(595 / 842, 2);
  // Fonts and East Asian letters that the file does not bring along are files of ours.
  expect(await shape(4)).toBeCloseTo(842 / 595, 2);
  await expect(sheet(page, 4)).toContainText('αβγ');
  await expect(sheet(page, 4)).toContainText('日本');
  expect(urls.filter((url) => /FoxitSymbol|UniJIS-UTF16-H/.test(url))).toHaveLength(2);

  // Narrower, it is drawn anew.
  await page.setViewportSize({ width: 640, height: 450 });
  await expect
    .poll(() => sheet(page, 4).evaluate((one) => one.querySelector('canvas')?.width === Math.floor(one.clientWidth)))
    .toBe(true);

  // Closing ends the worker, whatever it was doing.
  expect(page.workers()).toHaveLength(1);
  await page.keyboard.press('Escape');
  await expect.poll(() => page.workers().length).toBe(0);
  expect(bad).toEqual([]);
});

test('a PDF that is locked, damaged or too large says so, and can be saved', async ({ page }) => {
  const { bad } = watch(page);
  await page.goto(`${server.url}?lang=en`);
  await openMessage(page, /Sortie au musée/);
  for (const [name, says] of [
    ['Bulletin', /locked with a password/],
    ['Plan d’accès', /damaged and cannot be shown/],
    ['Album', /too large to be shown here/],
  ] as const) {
    await lookInto(page, name, says);
    await expect(dialog(page).getByRole('region')).toHaveCount(0);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      dialog(page).getByRole('button', { name: 'Save' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe(`${name}.pdf`);
    await page.keyboard.press('Escape');
    await expect(dialog(page)).toHaveCount(0);
  }
  expect(bad).toEqual([]);
});

test('of very many pages the first are shown, a few of them in memory', async ({ page }) => {
  const { bad } = watch(page);
  await page.goto(`${server.url}?lang=en`);
  await openMessage(page, /Sortie au musée/);
  await lookInto(page, 'Annuaire', 'Programme, page 1');
  await expect(dialog(page)).toContainText('Page 1 of 2,500. Only the first 2,000 are shown here.');
  await page.keyboard.press('End');
  await expect(dialog(page)).toContainText('Page 2,000 of 2,500');
  await expect(pages(page, 'Annuaire.pdf').locator('[data-page="2000"]')).toContainText('Programme, page 2000');
  await expect.poll(async () => (await alive(pages(page, 'Annuaire.pdf'))).length).toBeLessThanOrEqual(3);
  expect(bad).toEqual([]);
});

test('a stranger’s PDF runs nothing, opens nothing and asks for nothing', async ({ page }) => {
  const { bad } = watch(page);
  await page.goto(`${server.url}?lang=en`);
  await openMessage(page, /Récépissé/);
  await lookInto(page, 'Récépissé', 'Kept text');
  const paper = pages(page, 'Récépissé.pdf').locator('[data-page="1"]');
  await expect(paper).toHaveAttribute('data-drawn', 'true');
  await expect(paper).toContainText('<img src=x onerror=alert(1)>');
  // Its links and buttons lie over the whole page; there is nothing of them to press.
  await paper.click({ position: { x: 300, y: 300 } });
  await page.keyboard.press('a');
  expect(await paper.locator('a, button, input, form, iframe, img, svg, script, style').count()).toBe(0);
  await page.keyboard.press('Escape');
  await expect.poll(() => page.workers().length).toBe(0);
  expect(bad).toEqual([]);
});

test('a PDF out of a winmail.dat is looked at the same way', async ({ page }) => {
  const { bad } = watch(page);
  await page.goto(`${server.url}?lang=en`);
  await openFiles(page, 'winmail.dat');
  await lookInto(page, 'Survey', 'Programme, page 1');
  await expect(dialog(page).getByText('Page 1 of 12')).toBeVisible();
  expect(bad).toEqual([]);
});
