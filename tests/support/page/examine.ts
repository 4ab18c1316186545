// What holds for every screen of the page alone: nothing in the console, nothing for axe to find, nothing too wide.
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';

/** Words need both languages, contrast both appearances; every pair of the two would find nothing more. */
export const looks = [
  { language: 'fr', theme: 'light' },
  { language: 'en', theme: 'dark' },
] as const;

/** Errors and warnings of the console and uncaught ones, as they come. Call before the page is opened. */
export function complaintsOf(page: Page): readonly string[] {
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  return complaints;
}

export async function findings(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.html.slice(0, 160)} ${node.failureSummary ?? ''}`),
  );
}

/** What needs more room than it has: the page itself in pixels, and what scrolls sideways unless marked data-wide. */
export const overflow = (page: Page): Promise<{ page: number; wide: string[] }> =>
  page.evaluate(() => {
    const all = document.querySelectorAll<HTMLElement>('main, main *, [role=dialog], [role=dialog] *');
    const wide = [...all].filter(
      (element) =>
        element.scrollWidth > element.clientWidth + 1 &&
        element.clientWidth > 24 &&
        ['auto', 'scroll'].includes(getComputedStyle(element).overflowX) &&
        !element.closest('[data-wide]'),
    );
    return {
      page: document.documentElement.scrollWidth - innerWidth,
      wide: wide.map((element) => `${element.tagName}.${element.className}`),
    };
  });
