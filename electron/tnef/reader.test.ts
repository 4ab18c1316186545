import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { text, writeAttribute, type WrittenAttribute, writeTnef } from '../../tests/support/tnef-writer.ts';
import { newBudget } from './limits.ts';
import type { TnefProblem } from './message.ts';
import { type Attribute, checksum, readAttributes } from './reader.ts';

function read(bytes: Uint8Array): { found: Attribute[]; problems: TnefProblem[]; codes: string[] } {
  const problems: TnefProblem[] = [];
  const found = readAttributes(bytes, newBudget(performance.now()), (problem) => void problems.push(problem));
  return { found, problems, codes: problems.map((problem) => problem.code) };
}

const three: readonly WrittenAttribute[] = [
  text('attSubject', 'one'),
  text('attBody', 'two, a little longer'),
  { name: 'attAttachData', bytes: Buffer.from('three') },
];
const names = (found: readonly Attribute[]): string[] => found.map((each) => each.name);

describe('attributes', () => {
  it('come in order, as views', () => {
    const bytes = writeTnef(three);
    const { found, problems } = read(bytes);
    expect(problems).toEqual([]);
    expect(names(found)).toEqual(['attSubject', 'attBody', 'attAttachData']);
    expect(found.map((each) => each.level)).toEqual(['message', 'message', 'attachment']);
    expect(found.every((each) => each.bytes.buffer === bytes.buffer)).toBe(true);
  });

  it('with a wrong checksum are used all the same', () => {
    const { found, codes } = read(writeTnef([{ ...three[0]!, checksum: 1 }, ...three.slice(1)]));
    expect(names(found)).toHaveLength(3);
    expect(codes).toEqual(['checksum']);
  });

  it.each([0, 2, 100_000, 0xffff_ffff])('with the length %i do not take the others with them', (length) => {
    const { found, codes } = read(writeTnef([three[0]!, { ...three[1]!, length }, three[2]!]));
    expect(names(found)).toEqual(['attSubject', 'attBody', 'attAttachData']);
    expect(Buffer.from(found[2]!.bytes).toString()).toBe('three');
    expect(codes).toContain('attribute');
  });

  it('of an unknown level or identifier are left out', () => {
    const unknown = read(writeTnef([three[0]!, { ...three[1]!, level: 7 }, three[2]!]));
    expect(names(unknown.found)).toEqual(['attSubject', 'attAttachData']);
    expect(unknown.codes).toEqual(['attribute']);
    const other = read(writeTnef([three[0]!, { ...three[1]!, id: 0x0006_9999 }, three[2]!]));
    expect(names(other.found)).toEqual(['attSubject', 'attAttachData']);
    expect(other.codes).toEqual(['attribute']);
  });

  it('are found behind rubbish, and rubbish at the end is told', () => {
    const rubbish = Buffer.from('what is this doing here?');
    const bytes = Buffer.concat([writeTnef(three.slice(0, 1)), rubbish, writeAttribute(three[2]!), rubbish]);
    const { found, codes } = read(bytes);
    expect(names(found)).toEqual(['attSubject', 'attAttachData']);
    expect(codes).toEqual(['attribute', 'trailing']);
  });

  it('cut at every offset give what is there and say so', () => {
    const bytes = writeTnef(three);
    for (let length = 4; length < bytes.length; length++) {
      const { found, codes } = read(bytes.subarray(0, length));
      const whole = length >= bytes.length - 2 ? 3 : undefined;
      if (whole !== undefined) expect(names(found)).toHaveLength(whole);
      const ends = [6, 6 + 11 + 4, 6 + 11 + 4 + 11 + 21];
      if (!ends.includes(length)) expect(codes, String(length)).toEqual(['truncated']);
      else expect(codes).toEqual([]);
    }
  });

  it('of megabytes of look-alike headers take no time', () => {
    // Every ninth byte begins a known attribute that claims a megabyte: each would cost a checksum of its own.
    const claim = writeAttribute({ name: 'attBody', bytes: Buffer.alloc(0), length: 1_000_000 }).subarray(0, 9);
    const bytes = Buffer.concat([writeTnef([]), Buffer.concat(Array.from({ length: 300_000 }, () => claim))]);
    const before = performance.now();
    read(bytes);
    expect(performance.now() - before).toBeLessThan(5_000);
  });
});

it('checksums are sums of bytes modulo 65536', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 2000 }), (bytes) => {
      const expected = bytes.reduce((sum, byte) => sum + byte, 0) & 0xffff;
      for (const offset of [0, 1, 2, 3]) {
        const shifted = new Uint8Array(bytes.length + offset);
        shifted.set(bytes, offset);
        expect(checksum(shifted.subarray(offset))).toBe(expected);
      }
    }),
  );
  expect(checksum(new Uint8Array(10_000_000).fill(255))).toBe((10_000_000 * 255) & 0xffff);
});
