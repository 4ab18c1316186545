// The report as a file: separators, quotes, and what must not become a formula.
import { afterEach, expect, test } from 'vitest';
import type { MoveResult } from '../api.ts';
import { setLanguage } from '../text/locale.ts';
import { reportCsv, reportText } from './migrate-report.ts';

const folder = {
  account: 'Local Folders',
  path: 'Boats',
  names: ['Boats', 'Quotes; 2009'],
  role: null,
  target: 'Boats',
};
const result = {
  folders: [{ ...folder, found: 5, moved: 3, alreadyThere: 1, verified: 4, recognised: 0, older: 0 }],
  failed: [
    {
      account: 'Local Folders',
      folder: 'Boats',
      key: '88',
      subject: '=HYPERLINK("http://x","y")',
      from: 'Claire',
      receivedAt: Date.UTC(2019, 5, 14),
      sizeBytes: 12,
      error: { code: 'message.too_big', params: { reason: 'NO "too" big' }, detail: null, retry: 'never' },
    },
  ],
} as unknown as MoveResult;

afterEach(() => setLanguage('en'));

test('one line per folder, then one per message, quoted where it must be', () => {
  setLanguage('fr');
  const lines = reportCsv(result).split('\r\n');
  expect(lines[0]?.startsWith('\uFEFFDossier à la source;')).toBe(true);
  expect(lines[1]).toBe('"Boats / Quotes; 2009";Local Folders;Boats;5;3;1;1;4');
  expect(lines[2]).toBe('');
  expect(
    lines[4]?.startsWith(
      `"'=HYPERLINK(""http://x"",""y"")";Claire;2019-06-14T00:00:00.000Z;Local Folders;Boats;88;12;`,
    ),
  ).toBe(true);
  setLanguage('en');
  expect(reportCsv(result)).toContain('\r\nBoats / Quotes; 2009,Local Folders,Boats,5,3,1,1,4\r\n');
});

test('a result of an earlier version, without sender and date', () => {
  const failed = result.failed.map(({ account, folder: path, key, subject, sizeBytes, error }) => {
    return { account, folder: path, key, subject, sizeBytes, error };
  });
  const older = { ...result, failed };
  expect(reportCsv(older)).toContain(',,,Local Folders,Boats,88,12,');
  expect(reportText(older, [])).toContain('(Local Folders, Boats)');
});

test('as text, with every reason', () => {
  const text = reportText(result, ['4 messages arrived.']);
  expect(text.split('\n')[0]).toBe('4 messages arrived.');
  expect(text).toContain('Boats / Quotes; 2009');
  expect(text).toContain('NO "too" big');
});
