import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { head } from '../../../tests/support/rtf-writer.ts';
import { readRtf, type ReadRtf } from './index.ts';
import { limits } from './limits.ts';

const png = Buffer.from('89504e470d0a1a0a0000000d4948445200000001', 'hex');
const jpeg = Buffer.from('ffd8ffe000104a464946', 'hex');
const convert = (...parts: (string | Uint8Array)[]): ReadRtf =>
  readRtf(Buffer.concat([head(''), ...parts, '}'].map((part) => Buffer.from(part as string, 'latin1'))), 0);
const idOf = (bytes: Uint8Array): string =>
  `rtf.${createHash('sha256').update(bytes).digest('hex').slice(0, 32)}@winmail`;

describe('pictures in RTF', () => {
  it('come out of hexadecimal digits, broken as they may be', () => {
    const digits = png.toString('hex');
    const result = convert(
      `{\\pict{\\*\\picprop{\\sp{\\sn x}{\\sv 1}}}\\pngblip\\picwgoal1500\\pichgoal750\\picscalex50 ${digits.slice(0, 9)}\r\n` +
        `{\\*\\blipuid 0011}${digits.slice(9).toUpperCase()}}`,
    );
    expect(result.pictures.map(({ bytes }) => Buffer.from(bytes))).toEqual([png]);
    expect(result.pictures[0]).toMatchObject({ mimeType: 'image/png', contentId: idOf(png) });
    expect(result.html).toContain(`<img src="cid:${idOf(png)}" alt="" width="50" height="50">`);
    expect(result.problems).toEqual([]);
  });

  it('come out of binary data, whatever bytes it holds', () => {
    const data = Buffer.concat([jpeg, Buffer.from('}}{{\\bin5 \\par')]);
    const result = convert(`a{\\pict\\pngblip\\bin${data.length} `, data, '}b');
    expect(result.pictures[0]).toMatchObject({ mimeType: 'image/jpeg', contentId: idOf(data) });
    expect(Buffer.from(result.pictures[0]!.bytes).equals(data)).toBe(true);
    expect(result.text).toBe('ab');
    expect(convert('{\\*\\unknown\\bin3 }}}}x').text).toBe('x');
  });

  it('survive a lying length', () => {
    const beyond = convert('{\\pict\\pngblip\\bin99999 ', png, '} lost');
    expect(beyond.problems).toContain('binary data is cut');
    expect(beyond.pictures[0]!.mimeType).toBe('image/png');
    const text = convert('{\\pict\\pngblip\\bin4294967296 } and the text goes on');
    expect(text.text).toBe(' and the text goes on');
    expect(text.problems).toEqual(['binary data is cut']);
    expect(convert('{\\pict\\pngblip\\bin-5 ', png.toString('hex'), '}z').pictures[0]!.contentId).toBe(idOf(png));
    const short = convert('{\\pict\\pngblip\\bin4 ', png, '}z');
    expect(short.text).toBe('z');
  });

  it('are kept as files where browsers do not show them', () => {
    const result = convert('{\\pict\\wmetafile8 01020304}{\\pict\\emfblip 05}');
    expect(result.pictures.map(({ mimeType }) => mimeType)).toEqual(['image/wmf', 'image/emf']);
    expect(result.html).not.toContain('<img');
    expect(result.problems).toEqual([
      'a picture is kept as a file: image/wmf',
      'a picture is kept as a file: image/emf',
    ]);
  });

  it('are taken once, in the better of two forms', () => {
    const picture = `{\\pict\\pngblip ${png.toString('hex')}}`;
    const result = convert(`{\\*\\shppict${picture}}{\\nonshppict{\\pict\\wmetafile8 01}}${picture}`);
    expect(result.pictures.length).toBe(1);
    expect(result.html!.match(/<img/g)!.length).toBe(2);
    expect(result.problems).toEqual([]);
    expect(convert('{\\v{\\pict\\pngblip 89504e47}}x').pictures).toEqual([]);
  });

  it('become a file of their own as bitmaps', () => {
    const dib = Buffer.alloc(48);
    dib.writeUInt32LE(40, 0);
    dib.writeInt32LE(1, 4);
    dib.writeInt32LE(1, 8);
    dib.writeUInt16LE(1, 12);
    dib.writeUInt16LE(1, 14);
    const file = convert(`{\\pict\\dibitmap0 ${Buffer.concat([dib, Buffer.alloc(4)]).toString('hex')}}`).pictures[0]!;
    expect(file.mimeType).toBe('image/bmp');
    const view = Buffer.from(file.bytes);
    expect([view.toString('latin1', 0, 2), view.readUInt32LE(2), view.readUInt32LE(10)]).toEqual(['BM', 66, 62]);
    expect(view.subarray(14, 62).equals(dib)).toBe(true);
    const ddb = convert(
      '{\\pict\\wbitmap0\\picw2\\pich2\\wbmbitspixel24\\wbmplanes1\\wbmwidthbytes6 010203040506 0708090a0b0c}',
    );
    const rows = Buffer.from(ddb.pictures[0]!.bytes);
    expect([rows.readUInt32LE(10), rows.readInt32LE(18), rows.readInt32LE(22)]).toEqual([54, 2, 2]);
    expect(rows.subarray(54).toString('hex')).toBe('0708090a0b0c0000' + '0102030405060000');
    const odd = convert('{\\pict\\dibitmap0 00112233}{\\pict\\wbitmap0 00}{\\pict 00}x');
    expect(odd.pictures).toEqual([]);
    expect(odd.problems).toEqual(['a picture of an unknown kind']);
  });

  it('are counted', () => {
    const result = convert('{\\pict\\wmetafile8 0102}'.repeat(limits.pictures + 1));
    expect(result.problems).toContain(`more than ${limits.pictures} pictures`);
  });
});
