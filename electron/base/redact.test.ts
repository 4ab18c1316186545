import fc from 'fast-check';
import { expect, test } from 'vitest';
import { redact, registerSecret } from './redact.ts';

test('credentials in protocol lines, URLs and age identities are blanked', () => {
  expect(redact('A1 LOGIN "claire@orange.fr" "hunter two"')).toBe('A1 LOGIN "claire@orange.fr" ***');
  expect(redact('A1 AUTHENTICATE PLAIN AGNsYWlyZQBodW50ZXI=')).toBe('A1 AUTHENTICATE PLAIN ***');
  expect(redact('imaps://claire:hunter@imap.orange.fr')).toBe('imaps://claire:***@imap.orange.fr');
  expect(redact('AGE-SECRET-KEY-1QQQQ')).toBe('AGE-SECRET-KEY-***');
});

test('a registered secret never comes through, plain, in base64 or in a URL', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 6 }), fc.string(), fc.string(), (secret, before, after) => {
      // A secret made of the mask itself would show up in every masked text.
      fc.pre(!'***'.includes(secret) && !(before + after).includes(secret) && !secret.includes('*'));
      const forget = registerSecret(secret);
      for (const form of [secret, Buffer.from(secret).toString('base64')]) {
        expect(redact(`${before}\n${form}\n${after}`)).not.toContain(secret);
      }
      forget();
    }),
  );
});

test('a secret with two holders stays hidden until both let go', () => {
  const [first, second] = [registerSecret('shared secret'), registerSecret('shared secret')];
  first();
  first();
  expect(redact('a shared secret')).toBe('a ***');
  second();
  expect(redact('a shared secret')).toBe('a shared secret');
});
