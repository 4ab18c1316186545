import fc from 'fast-check';
import { expect, test } from 'vitest';
import { permutationI } from './crypt-table.ts';
import { uncover } from './crypt.ts';

test('uncovers from and to any place, and nothing beside it', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 50 }), fc.nat(3), fc.nat(3), (bytes, from, to) => {
      const file = new Uint8Array(from + bytes.length);
      file.set(bytes, from);
      const out = new Uint8Array(to + bytes.length + 2).fill(7);
      uncover(file.subarray(from), out, to, 1, 0);
      const inside = Array.from(bytes, (byte) => permutationI[byte]);
      expect([...out]).toEqual([...Array<number>(to).fill(7), ...inside, 7, 7]);
    }),
  );
});
