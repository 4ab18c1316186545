import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compressRtf, rtfChecksum, storeRtf } from '../../../tests/support/rtf-writer.ts';
import { decompressRtf } from './index.ts';

const bytesOf = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'latin1'));
const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');
const most = 1_000_000;

/** [MS-OXRTFCP] 3.1.1 and 3.1.2: a real message, and a run that refers to what it writes. */
const simple = Buffer.from(
  '2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c090020627705b06c647d0a800fa0',
  'hex',
);
const crossing = Buffer.from('1a0000001c0000004c5a4675e2d44b51410004205758595a0d6e7d010eb0', 'hex');

describe('decompressRtf', () => {
  it('reads the examples of the specification', () => {
    expect(textOf(decompressRtf(simple, most).rtf)).toBe('{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n');
    expect(decompressRtf(simple, most).problems).toEqual([]);
    expect(textOf(decompressRtf(crossing, most).rtf)).toBe('{\\rtf1 WXYZWXYZWXYZWXYZWXYZ}');
    expect(decompressRtf(crossing, most).problems).toEqual([]);
  });

  it('gives back what was compressed', () => {
    const letters = fc.array(
      fc.constantFrom('{', '}', '\\par ', '\\b', 'a', 'bc', ' ', '\r\n', '\xe9', 'aaaaaaaaaaaaaa'),
      {
        maxLength: 400,
      },
    );
    fc.assert(
      fc.property(letters, (pieces) => {
        const rtf = bytesOf(pieces.join(''));
        const read = decompressRtf(compressRtf(rtf), most);
        expect(read.problems).toEqual([]);
        expect(Buffer.from(read.rtf).equals(rtf)).toBe(true);
      }),
      { numRuns: 100 },
    );
  });

  it('goes round the window of 4096 bytes more than once', () => {
    const rtf = new Uint8Array(13_000);
    let state = 7;
    for (let i = 0; i < rtf.length; i += 1) {
      state = (state * 1103515245 + 12345) & 0x7fffffff;
      rtf[i] = 97 + ((state >> 16) % 3);
    }
    const read = decompressRtf(compressRtf(rtf), most);
    expect(read.problems).toEqual([]);
    expect(Buffer.from(read.rtf).equals(rtf)).toBe(true);
  });

  it('takes stored RTF as a view, padding left out', () => {
    const file = storeRtf(bytesOf('{\\rtf1 stored}'));
    const padded = Buffer.concat([file, Buffer.from('junk')]);
    padded.writeUInt32LE(padded.length - 4, 0);
    const read = decompressRtf(padded, most);
    expect(textOf(read.rtf)).toBe('{\\rtf1 stored}');
    expect(read.rtf.buffer).toBe(padded.buffer);
    expect(read.problems).toEqual([]);
  });

  it('forgives a size that counts the header of stored RTF, not one that is wrong', () => {
    const file = Buffer.from(storeRtf(bytesOf('{\\rtf1 stored}')));
    file.writeUInt32LE(14 + 12, 4);
    expect(decompressRtf(file, most).problems).toEqual([]);
    file.writeUInt32LE(14 + 13, 4);
    expect(decompressRtf(file, most).problems).toEqual(['size is 14, not 27']);
  });

  it('reports a wrong checksum and wrong sizes, and reads on', () => {
    const wrong = Buffer.from(simple);
    wrong.writeUInt32LE(1, 12);
    expect(decompressRtf(wrong, most).problems).toEqual(['checksum is wrong']);
    wrong.writeUInt32LE(0xffffffff, 4);
    const read = decompressRtf(wrong, most);
    expect(textOf(read.rtf)).toContain('hello world');
    expect(read.problems).toEqual(['checksum is wrong', 'size is 43, not 4294967295']);
    const long = Buffer.from(simple);
    long.writeUInt32LE(0x7fffffff, 0);
    expect(decompressRtf(long, most).problems).toEqual(['stream cut: 49 of 2147483651 bytes']);
  });

  it('never makes more than was asked for', () => {
    const rtf = bytesOf(`{\\rtf1 ${'x'.repeat(5000)}}`);
    for (const bound of [0, 1, 17, 4095, 4999]) {
      const read = decompressRtf(compressRtf(rtf), bound);
      expect(textOf(read.rtf)).toBe(textOf(rtf).slice(0, bound));
      expect(read.problems).toContain(`more than ${bound} bytes`);
      expect(decompressRtf(storeRtf(rtf), bound).rtf.length).toBe(bound);
    }
  });

  it('reads zeros where a reference leads to what was never written', () => {
    const contents = Uint8Array.from([0b11, 0xf0, 0x01, 0x0d, 0x20]);
    const file = Buffer.concat([Buffer.alloc(16), contents]);
    file.writeUInt32LE(contents.length + 12, 0);
    file.writeUInt32LE(3, 4);
    file.write('LZFu', 8, 'latin1');
    file.writeUInt32LE(rtfChecksum(contents), 12);
    const read = decompressRtf(file, most);
    expect([...read.rtf]).toEqual([0, 0, 0]);
    expect(read.problems).toEqual(['reference to nothing']);
  });

  it('takes bare RTF, and nothing else without a header', () => {
    expect(textOf(decompressRtf(bytesOf('{\\rtf1 bare, no header}'), most).rtf)).toBe('{\\rtf1 bare, no header}');
    expect(decompressRtf(bytesOf('something else entirely'), most).rtf.length).toBe(0);
    expect(decompressRtf(new Uint8Array(0), most)).toEqual({ rtf: new Uint8Array(0), problems: [] });
    expect(decompressRtf(new Uint8Array(15), most).problems).toEqual(['header cut: 15 of 16 bytes']);
  });

  it('ends quietly on every cut and on any bytes', () => {
    const whole = compressRtf(bytesOf(`{\\rtf1\\ansi ${'Some words, some words. '.repeat(20)}}`));
    for (let cut = 0; cut < whole.length; cut += 1) {
      expect(decompressRtf(whole.subarray(0, cut), 300).rtf.length).toBeLessThanOrEqual(300);
    }
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.boolean(), (junk, packed) => {
        const file = packed ? Uint8Array.from([...whole.subarray(0, 16), ...junk]) : junk;
        expect(decompressRtf(file, 2000).rtf.length).toBeLessThanOrEqual(2000);
      }),
    );
  });
});
