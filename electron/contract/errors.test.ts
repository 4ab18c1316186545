import { expect, test } from 'vitest';
import { AppError, errorCodes, errorTable, errorWords } from './errors.ts';
import { formatBytes } from './size.ts';

test('every code says what happened and what to do, in both languages, with the same params', () => {
  const params = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!).sort();
  for (const code of errorCodes) {
    const { en, fr } = errorTable[code];
    for (const words of [en, fr]) expect(words.what.length * words.advice.length, code).toBeGreaterThan(0);
    expect(params(fr.what + fr.advice), code).toEqual(params(en.what + en.advice));
  }
});

test('French puts a narrow no-break space before double punctuation', () => {
  for (const code of errorCodes) {
    const { what, advice } = errorTable[code].fr;
    expect(`${what} ${advice}`, code).not.toMatch(/[^\u202f][:;!?»](?=\s|$)/);
  }
});

test('an error crosses as data and keeps its meaning', () => {
  const error = new AppError(
    'disk.not_enough_room',
    { path: '/backup', neededBytes: 6_420_000_000, freeBytes: 12 },
    { detail: 'ENOSPC' },
  );
  const back = AppError.from(JSON.parse(JSON.stringify(error.toData())) as ReturnType<AppError['toData']>);
  expect(back.toData()).toEqual(error.toData());
  expect(errorWords(back, 'fr').what).toBe(
    'Il n’y a pas assez de place dans /backup\u202f: il faut 6,42\u202fGo, il reste 12\u00a0octets.',
  );
});

test('sizes are written with three digits', () => {
  expect(formatBytes(0, 'en')).toBe('0\u00a0bytes');
  expect(formatBytes(999, 'en')).toBe('999\u00a0bytes');
  expect(formatBytes(1_234_567, 'en')).toBe('1.23\u00a0MB');
  expect(formatBytes(999_600, 'en')).toBe('1\u00a0MB');
  expect(formatBytes(5e15, 'en')).toBe('5\u00a0PB');
});
