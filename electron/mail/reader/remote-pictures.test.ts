import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { remotePictures } from './remote-pictures.ts';

const found = (html: string): { pictures: string[]; trackers: string[] } => {
  const { pictures, trackers } = remotePictures(html);
  return { pictures: [...pictures], trackers: [...trackers] };
};

describe('remotePictures', () => {
  it('lists each picture once, as the address is asked for', () => {
    const html = `<p><IMG alt="a > b" SRC='https://x.example/a.png?b=1&amp;c=2#top'><img src=//x.example/b.png>
      <img src="cid:1"><img src="data:image/png;base64,AA"><img/src="https://user:pw@x.example/c.png"/>
      <img src="https://x.example/a.png?b=1&c=2"><image src="http://x.example/d.png">`;
    expect(found(html)).toEqual({
      pictures: [
        'https://x.example/a.png?b=1&c=2',
        'https://x.example/b.png',
        'https://x.example/c.png',
        'http://x.example/d.png',
      ],
      trackers: [],
    });
  });

  it('tells what is only there to be fetched', () => {
    const pixels = [
      '<img src="https://x.example/1" width="1" height=1>',
      '<img width="0" src="https://x.example/2">',
      '<img src="https://x.example/3" style="WIDTH: 1px; height:1px !important">',
      '<img src="https://x.example/4" style="display : none">',
      '<img src="https://x.example/5" hidden>',
      '<img src="https://x.example/6" style="opacity:0">',
      '<img src="https://eu.list-manage.com/track/open.php?u=1">',
      '<img src="https://x.example/a/track/pixel?id=9" width="600" height="200">',
    ];
    expect(found(pixels.join('')).trackers).toHaveLength(pixels.length);
    expect(found('<img src="https://x.example/7" width="600" height="1">').pictures).toHaveLength(1);
    expect(found('<img src="https://x.example/8" style="opacity:0.5">').pictures).toHaveLength(1);
    const twice = found('<img src="https://x.example/9" width=1 height=1><img src="https://x.example/9" width=90>');
    expect(twice).toEqual({ pictures: ['https://x.example/9'], trackers: [] });
  });

  it('counts no page without pictures, and ends on any page', () => {
    expect(found('')).toEqual({ pictures: [], trackers: [] });
    expect(remotePictures(null).pictures.size).toBe(0);
    expect(found('<img src="https://x.example/never closed').pictures).toEqual([]);
    expect(remotePictures('<img src="'.repeat(100_000)).pictures.size).toBe(0);
    expect(remotePictures('<img src=http://x.example/&#1114112;&#xd800;>').pictures.size).toBe(1);
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => void remotePictures(`<img ${text}`)),
    );
  });
});
