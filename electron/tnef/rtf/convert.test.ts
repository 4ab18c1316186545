import { describe, expect, it } from 'vitest';
import { head } from '../../../tests/support/rtf-writer.ts';
import { readRtf, type ReadRtf } from './index.ts';
import { convertRtf } from './convert.ts';

const convert = (body: string): ReadRtf => readRtf(Buffer.from(`${head('')}${body}}`, 'latin1'), 0);
/** The HTML without the outer <div> and the style every paragraph has. */
function html(body: string): string {
  const result = convert(body);
  expect(result.kind).toBe('rtf');
  const open = `<div style="font-family:'Arial',sans-serif;font-size:12pt">`;
  expect(result.html!.startsWith(open)).toBe(true);
  return result.html!.slice(open.length, -'</div>'.length).replaceAll('<p style="margin:0">', '<p>');
}

describe('plain RTF', () => {
  it('becomes paragraphs, escaped, with breaks, tabs and spaces kept', () => {
    expect(html('a <b> & "c"\\par\\par d\\line e\\tab f  g\\par')).toBe(
      '<p>a &lt;b&gt; &amp; "c"</p><p><br></p><p>d<br>e\u00a0\u00a0\u00a0 f \u00a0g</p>',
    );
    expect(convert('a <b>\\par d\\line e\\tab f').text).toBe('a <b>\r\nd\r\ne\tf');
    expect(html('one\\page two')).toBe('<p>one</p><hr><p>two</p>');
    expect(html('no end')).toBe('<p>no end</p>');
  });

  it('keeps alignment, indents, direction and shading', () => {
    expect(html('\\pard\\qc\\li720\\fi-360\\sb120\\sa240 x\\par\\pard y\\par')).toBe(
      '<p style="margin:6pt 0 12pt 36pt;text-indent:-18pt;text-align:center">x</p><p>y</p>',
    );
    expect(html('\\rtlpar\\qr x\\par')).toBe('<p dir="rtl" style="margin:0;text-align:right">x</p>');
    expect(html('\\cbpat1 x\\par')).toBe('<p style="margin:0;background-color:#ff0000">x</p>');
    expect(html('\\li999999999\\fi-999999999 x\\par')).toBe('<p style="margin:0 0 0 500pt;text-indent:-500pt">x</p>');
  });

  it('keeps how characters look, for as long as they do', () => {
    expect(html('{\\b b\\i bi}{\\ul u}{\\strike s} x{\\super 2}\\sub 3\\nosupersub !')).toBe(
      '<p><b>b</b><b><i>bi</i></b><u>u</u><s>s</s> x<sup>2</sup><sub>3</sub>!</p>',
    );
    expect(html('\\fs40\\cf1\\f1 x\\plain y')).toBe(
      `<p><span style="font-family:'MS Gothic',monospace;font-size:20pt;color:#ff0000">x</span>y</p>`,
    );
    expect(html('\\b a{}\\b b\\par c')).toBe('<p><b>ab</b></p><p><b>c</b></p>');
    expect(html('a{\\v secret\\par}b{\\highlight1 c}\\b0\\ul0 d{\\caps e}')).toBe(
      '<p>ab<span style="background-color:#ff0000">c</span>d<span style="text-transform:uppercase">e</span></p>',
    );
    expect(convert('a{\\v secret}b').text).toBe('ab');
  });

  it('shows white letters on the background they were written for, else in black', () => {
    expect(html('\\cf2 x')).toBe('<p>x</p>');
    const sp = (name: string, value: number): string => `{\\sp{\\sn ${name}}{\\sv ${value}}}`;
    const shape = `{\\*\\background{\\shp{\\*\\shpinst\\shpleft0${sp('fillColor', 0x201008)}${sp('fFilled', 1)}}}}`;
    expect(convert(`${shape}\\cf2 x`).html).toBe(
      `<div style="font-family:'Arial',sans-serif;font-size:12pt;background-color:#081020">` +
        '<p style="margin:0"><span style="color:#ffffff">x</span></p></div>',
    );
  });

  it('gives a font only a tame name', () => {
    const rtf = `{\\rtf1{\\fonttbl{\\f0\\fnil Evil"';x:url(1);}{\\f1\\froman{\\*\\falt B}"Tame 1.0";}{\\f2 \\'82\\'6c;}}\\f2 a\\f1 b}`;
    expect(readRtf(Buffer.from(rtf), 0).html).toBe(
      `<div style="font-size:12pt"><p style="margin:0">a<span style="font-family:'Tame 1.0',serif">b</span></p></div>`,
    );
  });

  it('makes links of pages and mailboxes, of nothing else', () => {
    const link = (instruction: string, shown = 'x'): string =>
      `{\\field{\\*\\fldinst{ ${instruction} }}{\\fldrslt{\\ul ${shown}}}}`;
    expect(html(`${link('HYPERLINK "https://a.example/?b=1&c=<d>" \\\\o "tip"')}.`)).toBe(
      '<p><a href="https://a.example/?b=1&amp;c=%3Cd%3E"><u>x</u></a>.</p>',
    );
    expect(html(link('HYPERLINK \\\\l "top" "MAILTO:a@b.example"'))).toBe(
      '<p><a href="mailto:a@b.example"><u>x</u></a></p>',
    );
    for (const address of [
      'javascript:alert(1)',
      'file:///etc/passwd',
      'data:text/html,x',
      ' \tjava\\tab script:x',
      '//h',
    ]) {
      expect(html(link(`HYPERLINK "${address}"`))).toBe('<p><u>x</u></p>');
    }
    expect(html(link('PAGE'))).toBe('<p><u>x</u></p>');
    expect(
      convert(`${link('HYPERLINK "https://a.example/b"')}, ${link('HYPERLINK "mailto:a@b.example"', 'a@b.example')}`)
        .text,
    ).toBe('x <https://a.example/b>, a@b.example');
    expect(html('{\\field{\\*\\fldinst SYMBOL 74 \\\\f "Wingdings" \\\\s 11}{\\fldrslt}}')).toBe('<p>☺</p>');
  });

  it('reads a field once, however many results it claims', () => {
    const one = '{\\field{\\*\\fldinst HYPERLINK "https://a.example/"}{\\fldrslt x}{\\fldrslt y}}z';
    expect(html(one)).toBe('<p><a href="https://a.example/">xy</a>z</p>');
  });

  it('makes lists, nested and numbered as they were', () => {
    const item = (marker: string, level: number, text: string): string =>
      `{\\listtext\\tab ${marker}\\tab}\\ls1\\ilvl${level} ${text}\\par`;
    expect(
      html(item('1.', 0, 'a') + item('i.', 1, 'b') + item('ii.', 1, 'c') + item('2.', 0, 'd') + item('5)', 0, 'e')),
    ).toBe(
      '<ol style="margin:0"><li>a<ol type="i" style="margin:0"><li>b</li><li>c</li></ol></li><li>d</li>' +
        '<li value="5">e</li></ol>',
    );
    expect(html(`${item("\\f6\\'b7\\f0", 0, 'a')}\\pard x\\par`)).toBe('<ul style="margin:0"><li>a</li></ul><p>x</p>');
    expect(html(item('B)', 0, 'a') + item('\\f5 n\\f0', 0, 'b'))).toBe(
      '<ol type="A" style="margin:0"><li value="2">a</li></ol><ul style="margin:0"><li>b</li></ul>',
    );
    expect(html(item('1.2.', 0, 'a'))).toBe('<p>1.2.\u00a0 a</p>');
    expect(html(item('-', 1, 'a'))).toBe(
      '<ul style="list-style:none"><li><ul style="margin:0"><li>a</li></ul></li></ul>',
    );
    expect(html("{\\*\\pn\\pnlvlblt{\\pntxtb\\'b7}}a\\par b\\par\\pard c\\par")).toBe(
      '<ul style="margin:0"><li>a</li><li>b</li></ul><p>c</p>',
    );
    expect(convert(item('1.', 0, 'a') + item('2.', 0, 'b')).text).toBe('1. a\r\n2. b\r\n');
  });

  it('makes tables, with merged, shaded and nested cells', () => {
    const td = (inside: string, rest = '', span = ''): string =>
      `<td${span} style="vertical-align:top;padding:0 5pt${rest}">${inside}</td>`;
    const table = (rows: string): string => `<table style="border-collapse:collapse">${rows}</table>`;
    expect(
      html(
        '\\trowd\\clbrdrt\\brdrs\\clcbpat1\\cellx1000\\cellx3000\\pard\\intbl a\\cell b\\par c\\cell\\row' +
          '\\trowd\\clmgf\\cellx1000\\clmrg\\cellx3000\\intbl m\\cell\\cell\\row\\pard end\\par',
      ),
    ).toBe(
      table(
        `<tr>${td('<p>a</p>', ';width:50pt;border:1px solid #808080;background-color:#ff0000')}` +
          `${td('<p>b</p><p>c</p>', ';width:100pt')}</tr>` +
          `<tr>${td('<p>m</p>', ';width:150pt', ' colspan="2"')}</tr>`,
      ) + '<p>end</p>',
    );
    expect(
      html(
        '\\pard\\intbl\\itap2 in\\nestcell{\\*\\nesttableprops\\trowd\\cellx500\\nestrow}{\\nonesttables\\par}' +
          '\\pard\\intbl\\itap1 out\\cell\\trowd\\cellx2000\\row\\pard',
      ),
    ).toBe(table(`<tr>${td(`${table(`<tr>${td('<p>in</p>', ';width:25pt')}</tr>`)}<p>out</p>`, ';width:100pt')}</tr>`));
    expect(html('\\intbl a\\cell b')).toBe(table(`<tr>${td('<p>a</p>')}${td('<p>b</p>')}</tr>`));
    expect(convert('\\intbl a\\cell b\\cell\\row\\pard c').text).toBe('a\tb\t\r\nc');
  });

  it('marks where attachments stand, and shows notes in line', () => {
    expect(html("a\\objattph\\'20b{\\objattph  c}\\objattph d")).toBe(
      '<p>a<span data-attachment="0"></span>b<span data-attachment="1"></span>c<span data-attachment="2"></span>d</p>',
    );
    expect(html('x{\\footnote\\pard\\plain{\\super\\chftn} seen\\par twice}y')).toBe('<p>x [ seen twice]y</p>');
    expect(html('{\\header head\\par}{\\info{\\title t}}{\\*\\new z}{\\object{\\*\\objdata 00ff}{\\result r}}')).toBe(
      '<p>r</p>',
    );
  });

  it('stays well formed wherever it stops', () => {
    const body =
      '\\b a\\intbl\\cell{\\listtext 1.\\tab}\\ilvl2{\\field{\\*\\fldinst HYPERLINK "http://a/"}{\\fldrslt b\\itap3 c\\nestcell d';
    for (let cut = 1; cut <= body.length; cut += 1) {
      const open: string[] = [];
      for (const [, slash, tag] of (convert(body.slice(0, cut)).html ?? '').matchAll(/<(\/?)(\w+)[^>]*>/g)) {
        if (tag === 'br' || tag === 'hr' || tag === 'img') continue;
        if (slash === '') open.push(tag!);
        else expect(open.pop()).toBe(tag);
      }
      expect(open).toEqual([]);
    }
  });

  it('stops growing at its bound and says so', () => {
    const body = `${head('')}${'{\\f1\\fs41\\cf1\\b x}y'.repeat(500)}\\par z\\par\\intbl w\\cell\\row`;
    const problems: string[] = [];
    const result = convertRtf(Buffer.from(body), 1252, (problem) => problems.push(problem), 10_000);
    expect(result.html.length).toBeGreaterThan(9_000);
    expect(result.html.length).toBeLessThan(10_200);
    expect(result.html.endsWith('</p></div>')).toBe(true);
    expect(result.text).toBe(`${'xy'.repeat(500)}\r\nz\r\nw\t\r\n`);
    expect(problems).toContain('more than 10000 characters of HTML');
  });
});
