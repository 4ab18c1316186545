import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  encodeCentral,
  encodeEnd,
  encodeLocal,
  localLength,
  parseCentral,
  parseEnd,
  parseLocal,
  zipSeconds,
  type ZipEntry,
} from './zip-format.ts';

const size = fc.oneof(fc.nat(1_000_000), fc.integer({ min: 0xfffffff0, max: 0x1_0000_000f }), fc.constant(2 ** 40));
const entry: fc.Arbitrary<ZipEntry> = fc.record({
  name: fc.string({ minLength: 1, maxLength: 60 }).map((text) => Buffer.from(text)),
  method: fc.constantFrom(0, 8),
  aes: fc.boolean(),
  mtimeSeconds: fc.double({ noNaN: true, min: -1e13, max: 1e13 }).map(zipSeconds),
  crc: fc.integer({ min: 0, max: 0xffffffff }),
  packedBytes: size,
  sizeBytes: size,
  offset: size,
});

test('headers are read as they were written, with and without ZIP64', () => {
  fc.assert(
    fc.property(entry, (one) => {
      const local = encodeLocal(one);
      expect(localLength(local)).toBe(local.length);
      expect(parseLocal(local, one.offset)).toEqual({ entry: one, exact: true });
      const records = [...parseCentral(Buffer.concat([encodeCentral(one), encodeCentral(one)]))];
      expect(records.map(({ name, offset }) => [name, offset])).toEqual(
        [one, one].map(({ name, offset }) => [name.toString('utf8'), offset]),
      );
    }),
  );
});

test('a changed byte of a local header is never taken for an exact one with the same meaning', () => {
  fc.assert(
    fc.property(entry, fc.nat(), fc.integer({ min: 1, max: 255 }), (one, at, change) => {
      const local = encodeLocal(one);
      local[at % local.length] = (local[at % local.length] ?? 0) ^ change;
      const length = localLength(local);
      const parsed = length === local.length ? parseLocal(local, one.offset) : null;
      // The central directory repeats every field: what still looks exact must differ from it.
      if (parsed?.exact) expect(encodeCentral(parsed.entry).equals(encodeCentral(one))).toBe(false);
    }),
  );
});

test('the end of the file says where the directory is, and nothing else passes for it', () => {
  fc.assert(
    fc.property(
      size,
      size,
      fc.nat(200_000),
      fc.nat(),
      fc.integer({ min: 1, max: 255 }),
      (offset, bytes, count, at, change) => {
        const end = encodeEnd({ count, bytes, offset });
        const total = offset + bytes + end.length;
        const tail = Buffer.concat([Buffer.alloc(50), end]).subarray(-98);
        expect(parseEnd(tail, total)).toEqual({ count, bytes, offset });
        expect(parseEnd(tail, total + 1)).toBeNull();
        const changed = Buffer.from(end);
        changed[at % end.length] = (changed[at % end.length] ?? 0) ^ change;
        const parsed = parseEnd(changed, total);
        if (parsed) expect(parsed).not.toEqual({ count, bytes, offset });
      },
    ),
  );
});
