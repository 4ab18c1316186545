import { expect, test } from 'vitest';
import { maildirDate, maildirFlags, readKeywords, readMaildirName } from './file-name.ts';

test('names of every program', () => {
  expect(readMaildirName('1038858900.M351235P3539.host,S=2877,W=2936:2,FSa')).toEqual({
    key: '1038858900.M351235P3539.host,S=2877,W=2936',
    letters: 'FSa',
    sizeBytes: 2877,
    deliveredMs: 1_038_858_900_000,
  });
  for (const name of [
    '1220863087.12663_15.mindcrime!2,PS',
    '1220863087.12663_15.mindcrime;2,PS',
    '1220863087.12663_15.mindcrime,2,PS',
  ])
    expect(readMaildirName(name)).toMatchObject({ key: '1220863087.12663_15.mindcrime', letters: 'PS' });
  expect(readMaildirName('encrypted')).toEqual({ key: 'encrypted', letters: '', sizeBytes: null, deliveredMs: null });
});

test('flags and keywords', () => {
  const keywords = readKeywords('0 $Forwarded\n1 projekt-x\r\n27 x\n2 two words\nrubbish\n');
  expect(maildirFlags('DFRSTPbaz?', keywords)).toEqual([
    '\\Draft',
    '\\Flagged',
    '\\Answered',
    '\\Seen',
    '\\Deleted',
    '$Forwarded',
    'projekt-x',
  ]);
});

test('the date of receipt', () => {
  const delivered = Date.UTC(2010, 0, 10);
  const day = 24 * 3_600_000;
  const name = readMaildirName(`${delivered / 1000}.x`);
  // Set by the server when the message was copied there.
  expect(maildirDate(name, delivered - 100 * day, delivered - 50 * day)).toBe(delivered - 100 * day);
  // Delivered a moment after the last server took it.
  expect(maildirDate(name, delivered, delivered - 5000)).toBe(delivered);
  // Filled by a program that keeps no dates.
  expect(maildirDate(name, delivered, delivered - 400 * day)).toBe(delivered - 400 * day);
  // The files were copied: their time is that of the copy.
  expect(maildirDate(name, delivered + 900 * day, delivered - 5000)).toBe(delivered - 5000);
  expect(maildirDate(name, delivered + 900 * day, null)).toBe(delivered);
  // A name that says nothing; never today.
  const other = readMaildirName('x');
  expect(maildirDate(other, delivered, null)).toBe(delivered);
  expect(maildirDate(other, Date.now(), null)).toBeNull();
  expect(maildirDate(other, Date.now(), delivered)).toBe(delivered);
});
