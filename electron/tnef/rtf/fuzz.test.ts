// What no document may do: make the reader throw, run long, or grow without end.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encapsulateHtml, head } from '../../../tests/support/rtf-writer.ts';
import { readRtf, type ReadRtf } from './index.ts';
import { limits } from './limits.ts';

const rich =
  `${head('')}\\qc{\\b Bold\\u8364 ?}\\par{\\listtext 1.\\tab}\\ls1 x\\par\\trowd\\cellx900\\intbl a\\cell b\\cell\\row\\pard` +
  `{\\field{\\*\\fldinst HYPERLINK "https://a.example/"}{\\fldrslt l}}{\\pict\\pngblip\\bin4 \x89PNG}{\\pict\\dibitmap0 28000000}` +
  `\\f1\\'82\\'a0{\\footnote n\\par}{\\*\\pn\\pnlvlblt}{\\upr{a}{\\*\\ud b}}\\objattph\\'20{\\v h}\\page\\intbl\\itap2 n\\nestcell` +
  `{\\*\\nesttableprops\\trowd\\clmgf\\cellx5\\nestrow}\\cell\\row}`;
const packed = encapsulateHtml(['<html>', 'Grüße\r\n', '&amp;', '日本語', '<b>', '😀', '</html>']);
const seeds = [rich, packed].map((text) => Buffer.from(text, 'latin1'));

function check(bytes: Uint8Array): ReadRtf {
  const result = readRtf(bytes, 0);
  const html = result.html ?? '';
  expect(html.length).toBeLessThan(limits.htmlCharacters + 1000);
  if (result.kind !== 'rtf') expect(html.length + (result.text?.length ?? 0)).toBeLessThanOrEqual(2 * bytes.length);
  expect(html.isWellFormed() && (result.text ?? '').isWellFormed()).toBe(true);
  expect(result.problems.length).toBeLessThanOrEqual(limits.problems);
  if (result.kind === 'rtf')
    expect(html).not.toMatch(/<(?!\/?(?:div|p|br|hr|b|i|u|s|su[bp]|span|a|img|[uo]l|li|table|tr|td)[ >])/);
  return result;
}
/** `unit` again and again, 300 kB of it. */
const flood = (start: string, unit: string): Buffer =>
  Buffer.from(start + unit.repeat(Math.ceil(300_000 / unit.length)), 'latin1');

describe('hostile RTF', () => {
  it('may be cut anywhere', () => {
    for (const seed of seeds) for (let cut = 0; cut <= seed.length; cut += 1) check(seed.subarray(0, cut));
  });

  it('may have any bytes changed, left out or put in', () => {
    const words =
      "{ } \\ \\par \\bin9 \\u-1 \\' {\\*\\htmltag \\htmlrtf {\\pict {\\fonttbl \\f99999999999 \\uc9999 \\itap99 \\fromtext";
    const piece = fc.oneof(fc.constantFrom(...words.split(' ')), fc.string({ maxLength: 3 }));
    const change = fc.tuple(fc.nat(4000), fc.nat(4), piece);
    fc.assert(
      fc.property(fc.constantFrom(...seeds), fc.array(change, { minLength: 1, maxLength: 8 }), (seed, changes) => {
        let text = seed.toString('latin1');
        for (const [at, gone, put] of changes) {
          const place = at % text.length;
          text = text.slice(0, place) + put + text.slice(place + gone);
        }
        check(Buffer.from(text, 'latin1'));
      }),
      { numRuns: 1500 },
    );
  });

  it('may be nothing but braces, or any other word without end', () => {
    const units = [
      '{',
      '{}',
      '{\\b',
      '\\par',
      "\\'e9",
      '\\u-10179 ?',
      '{\\*\\x',
      '{\\pict 0',
      '{\\upr',
      '\\bin999999999',
      '\\cell\\row',
    ];
    units.push(
      '{\\field{\\fldinst',
      '{\\listtext',
      '{\\footnote x',
      '\\itap9\\nestcell\\itap0 x\\par',
      '{\\*\\htmltag',
      '\\uc100\\u1',
      '{\\fonttbl',
    );
    for (const unit of units) {
      check(flood(head(''), unit));
      check(flood(head('fromhtml1'), unit));
    }
    expect(check(flood(head(''), '{')).problems).toEqual([
      `groups nested more than ${limits.depth} deep`,
      expect.stringMatching(/^ends with \d+ groups open$/),
    ]);
    expect(check(flood(head('fromhtml1'), '{x}')).html!.length).toBe(100_000);
  });

  it('may nest as deep as it likes and close again', () => {
    const deep = `${head('fromhtml1')}${'{a'.repeat(50_000)}${'b}'.repeat(50_000)}c}`;
    const result = check(Buffer.from(deep, 'latin1'));
    expect(result.html).toBe(`${'a'.repeat(50_000)}${'b'.repeat(50_000)}c`);
    expect(result.problems).toEqual([`groups nested more than ${limits.depth} deep`]);
  });

  it('may close too often, or go on after the end', () => {
    expect(check(Buffer.from('{\\rtf1\\fromtext a}}}b')).text).toBe('a');
    expect(check(Buffer.from('{\\rtf1\\fromtext a}}}b')).problems).toEqual(['bytes after the end']);
    expect(check(Buffer.from('{\\rtf1\\fromtext a}\r\n\0')).problems).toEqual([]);
  });
});
