import fc from 'fast-check';
import { expect, test } from 'vitest';
import { generatePassphrase, passphraseStrength } from './words.ts';

test.each(['en', 'fr'] as const)('eight words without accents, 88 bits (%s)', (language) => {
  const { words, passphrase, bits, listSize } = generatePassphrase(language);
  expect([words.length, bits, listSize]).toEqual([8, 88, 2048]);
  expect(passphrase).toMatch(/^[a-z]+(-[a-z]+){7}$/);
  expect(generatePassphrase(language).passphrase).not.toBe(passphrase);
  expect(passphraseStrength(passphrase)).toMatchObject({ verdict: 'strong', reason: null });
});

test.each([
  ['', 'weak'],
  ['azerty123', 'weak'],
  ['Motdepasse1!', 'weak'],
  ['p4ssw0rd', 'weak'],
  ['correct horse battery staple', 'weak'],
  ['aaaaaaaaaaaaaaaaaaaa', 'weak'],
  ['abcdefghijklmnop', 'weak'],
  ['Claire1984', 'weak'],
  ['abandon-abandon-abandon-abandon-abandon', 'weak'],
  ['12/05/1984', 'weak'],
  ['four words walk home', 'weak'],
  ['seven quiet wolves paint the river', 'good'],
  ['x7$Kq9!mZ2', 'good'],
  ['x7$Kq9!mZ2pL', 'strong'],
  ['vT8#kQ2z!Rm5^wYb', 'strong'],
])('%s is %s', (passphrase, verdict) => {
  expect(passphraseStrength(passphrase).verdict).toBe(verdict);
});

test.each([
  ['azerty', 'common'],
  ['zzzzzzzzzzzz', 'repeats'],
  ['mnopqrst', 'sequence'],
  ['x7Kq', 'too_short'],
  ['blue house', 'few_words'],
])('%s: %s', (passphrase, reason) => {
  expect(passphraseStrength(passphrase).reason).toBe(reason);
});

test('every text gets an estimate, and weak ones a reason', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 60, unit: 'grapheme' }), (text) => {
      const { bits, verdict, reason } = passphraseStrength(text);
      expect(bits).toBeGreaterThanOrEqual(0);
      if (verdict === 'weak') expect(reason).not.toBeNull();
    }),
  );
});
