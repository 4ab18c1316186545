// Finding one of five thousand, and never showing more than a page.
import { expect, test } from 'vitest';
import type { FailedMessage } from '../api.ts';
import { matching, PAGE_LINES, pageOf } from './refused-pages.ts';

const failed = Array.from({ length: 5000 }, (_, i): FailedMessage => ({
  account: 'a',
  folder: i % 2 ? 'Été' : 'Boats',
  key: String(i),
  subject: i === 4321 ? null : `Invoice ${i}`,
  from: i === 77 ? 'Hélène Brault' : null,
  receivedAt: null,
  sizeBytes: null,
  error: { code: 'message.too_big', params: { reason: 'NO too large' }, detail: null, retry: 'never' },
}));

test('words are found in any order, in any field, whatever the accents', () => {
  expect(matching(failed, '')).toBe(failed);
  expect(matching(failed, ' helene ETE ').map(({ key }) => key)).toEqual(['77']);
  expect(matching(failed, 'invoice 4321')).toEqual([]);
  expect(matching(failed, 'boats')).toHaveLength(2500);
  expect(matching(failed, 'too large')).toHaveLength(5000);
});

test('pages cover every line once and stay in bounds', () => {
  const { last } = pageOf(failed, 0);
  const seen = Array.from({ length: last + 1 }, (_, page) => pageOf(failed, page).shown).flat();
  expect(seen).toEqual(failed);
  expect(pageOf(failed, 9999)).toMatchObject({ page: last, to: 5000, from: 5000 - PAGE_LINES + 1 });
  expect(pageOf(failed, -1)).toMatchObject({ page: 0, from: 1, to: PAGE_LINES });
  expect(pageOf([], 3)).toEqual({ shown: [], page: 0, last: 0, from: 0, to: 0 });
});
