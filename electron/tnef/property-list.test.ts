import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type PropertyType,
  type WrittenProperty,
  writeProperties,
} from '../../tests/support/tnef-writer-properties.ts';
import { sourceOf } from './cursor.ts';
import { newBudget } from './limits.ts';
import type { TnefProblem } from './message.ts';
import type { PropertyValue } from './properties.ts';
import { type PropertyList, readPropertyList } from './property-list.ts';

function read(bytes: Uint8Array): { list: PropertyList; problems: TnefProblem[] } {
  const problems: TnefProblem[] = [];
  const scope = {
    budget: newBudget(performance.now()),
    report: (problem: TnefProblem) => void problems.push(problem),
    text: (text: Uint8Array) => Buffer.from(text).toString('latin1'),
  };
  return { list: readPropertyList(sourceOf(bytes), 0, scope, 'test'), problems };
}

const set = '00062008-0000-0000-C000-000000000046';
const at = Date.UTC(2026, 1, 28, 23, 59, 59, 999);
const int32 = { min: -0x8000_0000, max: 0x7fff_ffff };

/** A value as it is written, and as it is read. */
type Pair = readonly [WrittenProperty['value'], PropertyValue | undefined];

const values: Record<
  Exclude<PropertyType, 'null' | 'unspecified' | 'errorCode' | 'serverId' | 'restriction' | 'ruleAction'>,
  fc.Arbitrary<Pair>
> = {
  integer16: fc.integer({ min: -0x8000, max: 0x7fff }).map((value) => [value, { type: 'integer', value }]),
  integer32: fc.integer(int32).map((value) => [value, { type: 'integer', value }]),
  floating32: fc.float({ noNaN: true }).map((value) => [value, { type: 'float', value }]),
  floating64: fc.double({ noNaN: true }).map((value) => [value, { type: 'float', value }]),
  currency: fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n).map((value) => [value, { type: 'integer64', value }]),
  floatingTime: fc
    .integer({ min: 0, max: 4_000_000_000 })
    .map((second) => [second * 1000, { type: 'time', value: second * 1000 }]),
  boolean: fc.boolean().map((value) => [value, { type: 'boolean', value }]),
  integer64: fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n).map((value) => [value, { type: 'integer64', value }]),
  time: fc
    .integer({ min: -11_000_000_000_000, max: 8_000_000_000_000 })
    .map((value) => [value, { type: 'time', value }]),
  guid: fc.uuid().map((uuid) => [uuid.toUpperCase(), { type: 'guid', value: uuid.toUpperCase() }]),
  string: fc
    .string({ unit: 'binary', maxLength: 40 })
    .filter((value) => !value.includes('\0') && value.isWellFormed())
    .map((value) => [value, { type: 'string', value }]),
  string8: fc
    .string({ unit: 'binary-ascii', maxLength: 40 })
    .filter((value) => !value.includes('\0'))
    .map((value) => [value, { type: 'string', value }]),
  binary: fc.uint8Array({ maxLength: 40 }).map((value) => [value, { type: 'binary', value }]),
  object: fc.uint8Array({ maxLength: 40 }).map((value) => [value, { type: 'binary', value }]),
};

const plain = (value: PropertyValue | undefined): unknown =>
  value?.type === 'many'
    ? value.values.map(plain)
    : value?.type === 'binary'
      ? Buffer.from(value.value).toString('hex')
      : value?.value;

const property = fc.constantFrom(...(Object.keys(values) as (keyof typeof values)[])).chain((type) =>
  fc.record({
    type: fc.constant(type),
    many: type === 'object' ? fc.constant(false) : fc.boolean(),
    pairs: fc.array(values[type], { minLength: 1, maxLength: 5 }),
  }),
);

describe('property lists', () => {
  it('of every type, single and many, tagged and named, read as written', () => {
    const iid = '0000000B-0000-0000-C000-000000000046';
    fc.assert(
      fc.property(fc.array(property, { maxLength: 12 }), (given) => {
        const written = given.map(({ type, many, pairs }, index): WrittenProperty => {
          const value = (many ? pairs.map((each) => each[0]) : pairs[0]![0]) as WrittenProperty['value'];
          if (index % 3 === 1) return { type, value, iid, id: 0x8000 + index, set, name: 0x8200 + index };
          if (index % 3 === 2) return { type, value, iid, id: 0x8000 + index, set, name: `X-Näme-${index}` };
          return { type, value, iid, id: 0x6600 + index };
        });
        const { list, problems } = read(writeProperties(written));
        expect(problems).toEqual([]);
        expect(list.whole).toBe(true);
        given.forEach(({ many, pairs }, index) => {
          const expected = many ? pairs.map((each) => plain(each[1])) : plain(pairs[0]![1]);
          const byName = index % 3 === 1 ? 0x8200 + index : `x-nÄme-${index}`;
          const found = index % 3 === 0 ? list.bag.get(0x6600 + index) : list.bag.named(set.toLowerCase(), byName);
          expect(plain(found)).toEqual(expected);
        });
      }),
      { numRuns: 300 },
    );
  });

  it('end at damage and keep what came before', () => {
    const good: WrittenProperty = { id: 0x0037, type: 'string', value: 'kept' };
    const bytes = writeProperties([
      good,
      { id: 0x0039, type: 'time', value: at },
      { id: 0x1000, type: 'string8', value: 'x' },
    ]);
    for (let length = 0; length < bytes.length; length++) {
      const { list, problems } = read(bytes.subarray(0, length));
      expect(list.whole, String(length)).toBe(false);
      expect(problems.length, String(length)).toBeGreaterThan(0);
      if (length >= 28) expect(plain(list.bag.get(0x0037))).toBe('kept');
      if (length >= 40) expect(plain(list.bag.get(0x0039))).toBe(at);
    }
  });

  it('refuse a type whose size nobody can know', () => {
    const bytes = writeProperties([{ id: 0x0037, type: 'integer32', value: 1 }]);
    bytes.writeUInt16LE(0x0777, 4);
    const { list, problems } = read(bytes);
    expect(list.whole).toBe(false);
    expect(problems).toEqual([{ code: 'property', where: 'test', detail: 'type 0x0777 of 0x0037' }]);
  });

  it('take the first of two', () => {
    const { list } = read(
      writeProperties([
        { id: 0x0037, type: 'string', value: 'first' },
        { id: 0x0037, type: 'string', value: 'second' },
      ]),
    );
    expect(plain(list.bag.get(0x0037))).toBe('first');
  });

  it('tell the interface of an object', () => {
    const iid = '00020307-0000-0000-C000-000000000046';
    const { list } = read(
      writeProperties([
        { id: 0x3701, type: 'object', value: Buffer.from('x'), iid },
        { id: 0x3703, type: 'binary', value: Buffer.alloc(20) },
      ]),
    );
    expect(list.interfaceOf(0x3701)).toBe(iid);
    expect(list.interfaceOf(0x3703)).toBeNull();
  });
});
