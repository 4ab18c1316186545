import fc from 'fast-check';
import { expect, test } from 'vitest';
import { crlfPieces, inTurn, toCrlf, type Piecewise } from './line-ends.ts';
import { unquotePieces, variantOfName } from './mbox/quoting.ts';

const inPieces = (change: Piecewise, bytes: Buffer, cuts: readonly number[]): string => {
  const stops = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b);
  const out: Buffer[] = [];
  let from = 0;
  for (const stop of stops) {
    out.push(Buffer.from(change(bytes.subarray(from, stop), false)));
    from = stop;
  }
  out.push(Buffer.from(change(bytes.subarray(from), true)));
  return Buffer.concat(out).toString('latin1');
};
const text = fc.array(
  fc.constantFrom('\r', '\n', '\r\n', '>', '>From ', 'From ', '>>From x', 'F', 'a', '>Fr', '\0', '\xff'),
  { maxLength: 40 },
);
const cuts = fc.array(fc.nat(400), { maxLength: 12 });

test('line ends: every LF gets its CR, whatever the pieces', () => {
  fc.assert(
    fc.property(text, cuts, (parts, at) => {
      const bytes = Buffer.from(parts.join(''), 'latin1');
      const expected = parts.join('').replace(/\r?\n/g, '\r\n');
      expect(inPieces(crlfPieces('lf'), bytes, at)).toBe(expected);
    }),
    { numRuns: 2000 },
  );
});

test('line ends of a file with CR only', () => {
  fc.assert(
    fc.property(text, cuts, (parts, at) => {
      const plain = parts.join('').replaceAll('\n', '');
      const expected = plain.replaceAll('\r', '\r\n');
      expect(inPieces(crlfPieces('cr'), Buffer.from(plain, 'latin1'), at)).toBe(expected);
    }),
    { numRuns: 2000 },
  );
});

test('bytes in order are handed on as they are', () => {
  const bytes = Buffer.from('a\r\nb\r\n');
  expect(toCrlf(bytes, 'lf')).toBe(bytes);
});

test('quoting: one ">" less on each quoted line, whatever the pieces', () => {
  fc.assert(
    fc.property(text, cuts, (parts, at) => {
      const plain = parts.join('');
      const bytes = Buffer.from(plain, 'latin1');
      expect(inPieces(unquotePieces('mboxrd'), bytes, at)).toBe(plain.replace(/(^|[\r\n])>(>*From )/g, '$1$2'));
      expect(inPieces(unquotePieces('mboxo'), bytes, at)).toBe(plain.replace(/(^|[\r\n])>(From )/g, '$1$2'));
    }),
    { numRuns: 3000 },
  );
});

test('both in turn, and the end of a held line', () => {
  const both = (): Piecewise => inTurn(unquotePieces('mboxrd'), crlfPieces('lf'));
  for (let cut = 0; cut < 20; cut += 1)
    expect(inPieces(both(), Buffer.from('a\n>>From b\n>Fro'), [cut])).toBe('a\r\n>From b\r\n>Fro');
});

test('a line of ">" alone, megabytes long, takes no time', () => {
  const change = unquotePieces('mboxrd');
  let size = 0;
  for (let at = 0; at < 64; at += 1) size += change(Buffer.alloc(64 * 1024, '>'), at === 63).length;
  expect(size).toBe(64 * 64 * 1024);
});

test('variants named by the file', () => {
  expect(variantOfName('list.mboxrd')).toBe('mboxrd');
  expect(variantOfName('2002.mboxcl2.mbox')).toBe('mboxcl2');
  expect(variantOfName('Inbox.mbox')).toBeNull();
});
