import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encapsulateHtml, encapsulateText, head } from '../../../tests/support/rtf-writer.ts';
import { readRtf, type ReadRtf } from './index.ts';

const read = (rtf: string, page = 0): ReadRtf => readRtf(Buffer.from(rtf, 'latin1'), page);
/** What stands behind an HTML header, ended properly. */
const html = (body: string): string | null => {
  const result = read(`${head('fromhtml1')}${body}}`);
  expect(result.kind).toBe('html');
  expect(result.problems).toEqual([]);
  return result.html;
};

describe('HTML inside RTF', () => {
  it('comes out as it was written', () => {
    const pieces = ['<html>', '<body class="a\\b{c}">\r\n', 'Grüße — \t日本語 ', '&nbsp;', '😀', '</body>', '</html>'];
    expect(read(encapsulateHtml(pieces)).html).toBe(pieces.join(''));
  });

  it('comes out as it was written, whatever it is', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 40 }).map((value) => value.replaceAll(/[\r\n\0]/g, ''));
    const tag = text.map((value) => `<${value}`);
    fc.assert(
      fc.property(fc.array(fc.oneof(text, tag, fc.constant('\r\n')), { maxLength: 12 }), (pieces) => {
        const result = read(encapsulateHtml(pieces));
        expect(result.html).toBe(pieces.join(''));
        expect(result.problems).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  it('leaves out what only the RTF shows, across groups', () => {
    expect(html('a\\htmlrtf b{c\\par}d\\htmlrtf0 e')).toBe('ae');
    expect(html('a{\\htmlrtf b}c')).toBe('ac');
    expect(html('\\htmlrtf {\\b \\htmlrtf0 bold\\htmlrtf }\\htmlrtf0 !')).toBe('bold!');
    expect(html('{\\*\\htmltag241 <!--[if x]>\\htmlrtf no\\htmlrtf0 <![endif]-->}')).toBe('<!--[if x]><![endif]-->');
    expect(html('{\\*\\mhtmltag84 <img src="mhtml:{a}">}{\\*\\unknown {\\b x}}{\\pntext\\f6\\\'b7\\tab}y')).toBe('y');
    expect(html('{\\pict\\pngblip 89504e47}{\\field{\\*\\fldinst HYPERLINK "x"}{\\fldrslt z}}')).toBe('z');
  });

  it('reads tags within tags, and ignores formatting there', () => {
    expect(html('{\\*\\htmltag64 <a {\\*\\htmltag84 b}{\\f1\\b c}>}')).toBe('<a bc>');
    expect(html("{\\f2\\'e8 {\\*\\htmltag84 \\'e8\\f7\\'e8}\\'e8}")).toBe('č èè' + 'č');
    expect(html('{\\*\\htmltag\\par\\tab\\lquote\\rdblquote\\bullet\\endash\\~\\_\\{\\}\\\\}')).toBe(
      '\r\n\t‘”•–\u00a0\u00ad{}\\',
    );
    expect(html("{\\*\\htmltag1 <p>}{\\*\\htmltag148 7}{\\*\\htmltag <\\'e9>}")).toBe('<p>7<é>');
  });

  it('decodes by the font in use, in mid-word too', () => {
    expect(html("\\f2 P\\'f8\\'edli\\'9a \\f0 caf\\'e9 \\f7\\'cf\\'f0\\'e8\\f0 \\f8\\'82")).toBe(
      'Příliš café При' + 'é',
    );
    expect(html("\\f1\\'82\\'b1\\'82\\'f1{\\f0 \\'e9}\\'93\\'fa")).toBe('こんé日');
    expect(html("\\f3\\'c4\\'e3\\'ba\\'c3 \\f4\\'a4\\'a4\\'a4\\'e5")).toBe('你好 中文');
    expect(html("\\f5 J\\f0 J \\f5 K\\u-3998?\\f0 , \\f5\\'e0\\f6\\'b7")).toBe('☺J 😐b, →•');
  });

  it('joins the halves of a character that escapes, letters and groups cut apart', () => {
    // 0x5C and 0x7B are second bytes here, not a backslash and a brace.
    expect(html("\\f1\\'83\\'5c\\'83\\\\\\'83{\\'5c}")).toBe('ソソソ');
    expect(html("\\f1 \\'83e\\'83A x")).toBe('テア x');
    expect(html("{\\f1\\'82}{\\f1\\'a0}")).toBe('あ');
    expect(html('\\f1 \x83\x5c\x83\x7b\x82\xa0 z')).toBe('ソボあ z');
    expect(html("\\f1\\'82\\u12354 ?")).toBe('\ufffdあ');
  });

  it('reads \\u with negative numbers, surrogates, fallbacks and \\uc', () => {
    expect(html('\\u-10179 ?\\u-8704 ?')).toBe('😀');
    expect(html('{\\u-10179 ?}{\\b\\u-8704 ?}')).toBe('😀');
    expect(html('\\u55357\\u56832 ok')).toBe('😀k');
    expect(html('\\u128512 ?')).toBe('😀');
    expect(html('{\\uc3\\u8364 abcd}\\u8364 ab')).toBe('€d€b');
    expect(html("\\uc2\\u20013\\'d6\\'d0x{\\uc0\\u8364 y}\\u8364\\lquote ?z")).toBe('中x€y€z');
    expect(html('\\uc1\\u8364\\par x')).toBe('€\r\nx');
    expect(html('\\u-10179 ?a\\u-8704 ?')).toBe('\ufffda\ufffd');
    expect(html('\\u8364{x}')).toBe('€x');
  });

  it("takes the document's code page where a font has none, and the caller's where the document has none", () => {
    const body = "\\fromhtml1{\\fonttbl{\\f0 Arial;}{\\f1\\fcharset1 A;}}\\f0\\'e8{\\f1\\'e8}\\f9\\'e8}";
    expect(read(`{\\rtf1\\ansi\\ansicpg1250${body}`)).toMatchObject({ html: 'ččč', codePage: 1250 });
    expect(read(`{\\rtf1\\ansi${body}`, 1251)).toMatchObject({ html: 'иии', codePage: null });
    expect(read(`{\\rtf1\\ansi\\ansicpg0${body}`, 0)).toMatchObject({ html: 'èèè', codePage: null });
    expect(read(`{\\rtf1\\mac${body}`)).toMatchObject({ html: 'ËËË', codePage: 10000 });
    expect(read(`{\\rtf1\\pca${body}`)).toMatchObject({ html: 'ÞÞÞ', codePage: 850 });
    const utf8 = read("{\\rtf1\\ansi\\ansicpg65001\\fromhtml1 \\'e4\\'bd\\'a0 \xe5\xa5\xbd}");
    expect(utf8).toMatchObject({ html: '你 好', codePage: 65001, problems: [] });
    const unknown = read("{\\rtf1\\ansi\\ansicpg9999\\fromhtml1 caf\\'e9}");
    expect(unknown).toMatchObject({ html: 'café', problems: ['code page 9999 is unknown'] });
  });

  it('says which code page it has no table for', () => {
    const fonts = '{\\fonttbl{\\f0\\fcharset130 Johab;}{\\f1\\cpg42 Wingdings;}{\\f2\\fcharset128\\cpg65001 Both;}}';
    const result = read(`{\\rtf1\\ansi\\ansicpg1252\\fromhtml1${fonts}\\f0 caf\\'e9\\f1 J\\f2\\'c3\\'a9}`);
    expect(result).toMatchObject({ html: 'café☺é', problems: ['code page 1361 is unknown'] });
    expect(read("{\\rtf1\\fromhtml1 \x1b$B$\\'22\x1b(B!}", 50221).html).toBe('あ!');
  });

  it('shows the Unicode side of \\upr', () => {
    expect(html('{\\upr{plain}{\\*\\ud{\\u8364 ?}}}x')).toBe('€x');
  });
});

describe('text inside RTF', () => {
  it('comes out as it was written', () => {
    const text = fc.array(fc.oneof(fc.string({ unit: 'grapheme' }), fc.constant('\r\n')), { maxLength: 10 });
    fc.assert(
      fc.property(text, (pieces) => {
        const whole = pieces.map((piece) => (piece === '\r\n' ? piece : piece.replaceAll(/[\r\n\0]/g, ''))).join('');
        const result = read(encapsulateText(whole));
        expect(result).toMatchObject({ kind: 'text', html: null, text: whole, problems: [] });
      }),
      { numRuns: 200 },
    );
  });

  it('needs the word in the header, not in the text', () => {
    expect(read('{\\rtf1\\ansi a \\\\fromhtml1 b}').kind).toBe('rtf');
    expect(read('{\\rtf1\\ansi\\fromhtml0 b}').kind).toBe('rtf');
    expect(read('{\\rtf1\\ansi\\fromtext b}').text).toBe('b');
  });

  it('shows what is not RTF as text', () => {
    expect(read('only w\xf6rds')).toMatchObject({
      kind: 'text',
      text: 'only wörds',
      problems: ['not RTF: shown as text'],
    });
    expect(read('')).toMatchObject({ kind: 'text', text: '', problems: [] });
    expect(read('\xef\xbb\xbf {\\rtf1\\fromtext ok}').text).toBe('ok');
  });
});
