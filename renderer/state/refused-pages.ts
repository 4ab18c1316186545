// Thousands of messages that did not come over, shown a page at a time: what is on it, and what a search leaves.
import type { FailedMessage } from '../api.ts';
import { reasonOf } from './migrate-report.ts';

/** Lines of one page: two buttons each, so a page is soon walked through by keyboard. */
export const PAGE_LINES = 20;

const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** The messages with every word of `text` in subject, sender, folder or reason; accents and case do not matter. */
export function matching(failed: readonly FailedMessage[], text: string): readonly FailedMessage[] {
  const words = plain(text).split(/\s+/).filter(Boolean);
  if (words.length === 0) return failed;
  return failed.filter((message) => {
    const said = plain([message.subject, message.from, message.folder, reasonOf(message)].join(' '));
    return words.every((word) => said.includes(word));
  });
}

/** `page` counts from 0 and is brought into bounds; `from` and `to` count from 1, both 0 for an empty list. */
export function pageOf(
  list: readonly FailedMessage[],
  page: number,
): { shown: readonly FailedMessage[]; page: number; last: number; from: number; to: number } {
  const last = Math.max(0, Math.ceil(list.length / PAGE_LINES) - 1);
  const now = Math.min(Math.max(0, page), last);
  const shown = list.slice(now * PAGE_LINES, (now + 1) * PAGE_LINES);
  const from = shown.length ? now * PAGE_LINES + 1 : 0;
  return { shown, page: now, last, from, to: from ? from + shown.length - 1 : 0 };
}
