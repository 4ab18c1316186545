import fc from 'fast-check';
import { expect, test } from 'vitest';
import { base64Lines } from './base64-lines.ts';

const expected = (bytes: Uint8Array): string =>
  Buffer.from(bytes)
    .toString('base64')
    .replace(/.{1,76}/g, '$&\r\n');

test('writes what Node writes, in lines', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(4), (bytes, from) => {
      const view = Uint8Array.from([...Array<number>(from).fill(0), ...bytes]).subarray(from);
      expect(base64Lines(view).toString('latin1')).toBe(expected(bytes));
    }),
  );
});
