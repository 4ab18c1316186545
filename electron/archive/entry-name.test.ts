import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FolderPaths, cleanName, folderName, messagePath } from './entry-name.ts';

const text = fc.oneof(
  fc.string({ maxLength: 300, unit: 'binary' }),
  fc.string({ maxLength: 300, unit: 'grapheme' }),
  fc.constantFrom(
    'CON',
    'nul.txt',
    'COM¹',
    'a. . .',
    '..',
    '...',
    ' ',
    '\u202egpj.exe',
    'A\u030a',
    '\ud800',
    '😀'.repeat(99),
  ),
);

const isLegal = (part: string): boolean =>
  part !== '' &&
  !/[<>:"\\|?*\p{Cc}\p{Cs}]/u.test(part) &&
  !/[. ]$/.test(part) &&
  !/^(?:con|prn|aux|nul|(?:com|lpt)[0-9¹²³])(?:\.|$)/i.test(part) &&
  part === part.normalize('NFC') &&
  Buffer.byteLength(part) <= 255;

test('every path is legal on every system and at most 200 characters long', () => {
  fc.assert(
    fc.property(
      fc.array(text, { minLength: 1, maxLength: 30 }),
      fc.double({ min: -1e15, max: 1e16 }),
      text,
      text,
      fc.constantFrom('a1b2c3d4', 'f'.repeat(64)),
      (names, date, from, subject, hash) => {
        const path = messagePath(new FolderPaths().path(names), date, from, subject, hash);
        expect(path.length).toBeLessThanOrEqual(200);
        expect(path.endsWith(`(${hash}).eml`)).toBe(true);
        for (const part of path.split('/')) expect([part, isLegal(part)]).toEqual([part, true]);
      },
    ),
  );
});

test('folders that would fall together ignoring case are kept apart, the same one stays the same', () => {
  const paths = new FolderPaths();
  expect(paths.path(['a@b', 'Foo'])).toBe('a@b/Foo');
  expect(paths.path(['a@b', 'foo'])).toBe('a@b/foo (2)');
  expect(paths.path(['a@b', 'Foo', 'x:y'])).toBe('a@b/Foo/x_y');
  expect(paths.path(['a@b', 'Foo', 'x_y'])).toBe('a@b/Foo/x_y (2)');
  expect(paths.path(['a@b', 'Foo'])).toBe('a@b/Foo');
  expect(folderName('CON', 40)).toBe('_CON');
});

test('a person recognises the message', () => {
  expect(messagePath('a@b/INBOX', Date.UTC(2026, 10, 21), 'Zoé', 'Re: Facture n° 12/2026', 'a1b2c3d4')).toBe(
    'a@b/INBOX/2026-11-21 Zoé - Re_ Facture n° 12_2026 (a1b2c3d4).eml',
  );
  expect(messagePath('a@b', 0, '', '', 'a1b2c3d4')).toBe('a@b/1970-01-01 (a1b2c3d4).eml');
  expect(cleanName('a\u202eb', 10)).toBe('a b');
});
