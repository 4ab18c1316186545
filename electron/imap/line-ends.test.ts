// The forms servers store are right for every kind of line end.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { storedForms } from './line-ends.ts';

const forms = (text: string): string[] => storedForms(Buffer.from(text)).map(String);

test('a message in order has no other form', () => {
  expect(forms('a\r\nb\r\n')).toEqual([]);
  expect(forms('')).toEqual([]);
});

test('bare line feeds, an open end and a last lone CR are put right', () => {
  expect(forms('a\nb\r\n')).toEqual(['a\r\nb\r\n']);
  expect(forms('a\r\nb')).toEqual(['a\r\nb\r\n']);
  expect(forms('a\r\nb\r')).toEqual(['a\r\nb', 'a\r\nb\r\n']);
});

test('every form differs from the original, and the last has no bare line feed', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', '\r', '\n') }), (text) => {
      const found = forms(text);
      for (const form of found) expect(form).not.toBe(text);
      expect(found.at(-1) ?? text).not.toMatch(/(?<!\r)\n/);
    }),
  );
});
