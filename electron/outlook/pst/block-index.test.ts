import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BlockIndex } from './block-index.ts';

test('finds what a map of the same entries finds, in whatever order they came', () => {
  const entry = fc.record({ at: fc.nat({ max: 2 ** 45 }), sizeBytes: fc.nat(65_535), inflatedBytes: fc.nat(65_535) });
  // Few numbers, so that some come twice; some beyond 2^32.
  const bid = fc.nat(60).map((number) => number * 2 ** 28);
  fc.assert(
    fc.property(fc.array(fc.tuple(bid, entry)), fc.array(fc.tuple(bid, entry)), (first, later) => {
      const [index, map] = [new BlockIndex(), new Map<number, object>()];
      for (const part of [first, later]) {
        for (const [number, each] of part) {
          index.set(number, each);
          map.set(number, each);
        }
        for (let number = 0; number <= 60; number++) {
          expect(index.get(number * 2 ** 28)).toEqual(map.get(number * 2 ** 28));
        }
      }
    }),
  );
});

test('grows with the file', () => {
  const index = new BlockIndex();
  for (let row = 0; row < 10_000; row++) index.set(4 * row, { at: 8192 * row, sizeBytes: 100, inflatedBytes: 0 });
  expect(index.get(4 * 9_999)).toEqual({ at: 8192 * 9_999, sizeBytes: 100, inflatedBytes: 0 });
  expect(index.get(4 * 1_023)?.at).toBe(8192 * 1_023);
  expect(index.get(2)).toBeUndefined();
  expect(index.get(40_000)).toBeUndefined();
});
