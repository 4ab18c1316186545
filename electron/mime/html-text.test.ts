import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeEntities, htmlToText, MAX_HTML_LENGTH } from './html-text.ts';

describe('htmlToText', () => {
  it.each([
    ['<p>One</p><p>Two</p>', 'One\n\nTwo'],
    ['<div>One</div><div>Two</div>', 'One\nTwo'],
    ['One<br>Two<br/><br />Three', 'One\nTwo\n\nThree'],
    ['<b>Bold</b> and <i>not</i>', 'Bold and not'],
    ['a\n   b\t c', 'a b c'],
    ['<ul><li>One</li><li>Two</li></ul>After', '• One\n• Two\n\nAfter'],
    ['<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>', 'a b\nc'],
    ['<pre>  two\n   lines</pre>', '  two\n   lines'.trim()],
    ['<head><title>x</title><style>p { color: red }</style></head><body>Text</body>', 'Text'],
    ['<script>if (a < b) alert("</p>")</script>Text', 'Text'],
    ['<head><meta charset=utf-8><body>Head never closed</body>', 'Head never closed'],
    ['Caf&eacute; &amp; th&#233; &#x2014; 5&nbsp;&euro; &unknown;', 'Café & thé — 5\u00a0€ &unknown;'],
    ['It&#146;s', 'It’s'],
    ['a < b and c > d', 'a < b and c > d'],
    ['<!-- hidden <p>no</p> -->shown', 'shown'],
    ['<!DOCTYPE html><?xml version="1.0"?>shown', 'shown'],
    ['<a href="https://example.org/x">Read more</a> here', 'Read more <https://example.org/x> here'],
    ['<a href="https://example.org/">example.org</a>', 'example.org'],
    ['<a href="javascript:alert(1)">click</a>', 'click'],
    ['<img alt="Logo" src=x> <img src=y>', 'Logo'],
    ['<p title="a > b">text</p>', 'text'],
    ['never closed <p', 'never closed'],
    ['', ''],
  ])('%j', (html, text) => expect(htmlToText(html)).toBe(text));

  it('never throws, and leaves no tag of a page behind', () => {
    const scrap = fc.constantFrom(
      '<',
      '>',
      '"',
      "'",
      '<p>',
      '</p',
      '<a href=',
      '<!--',
      '-->',
      '&#',
      '&amp',
      '<pre>',
      'x ',
      '<style>',
      '</head>',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(scrap, fc.string()), { maxLength: 40 }), (parts) => {
        expect(typeof htmlToText(parts.join(''))).toBe('string');
      }),
    );
  });

  it.each([
    ['nested a hundred thousand deep', '<div><table><tr><td>'.repeat(100_000)],
    ['all openings', '<'.repeat(1_000_000)],
    ['tags that never end', '<a href="'.repeat(200_000)],
    ['links without end', '<a href="https://example.org/">x'.repeat(100_000)],
    ['comments that never end', '<!--'.repeat(200_000)],
    ['too long', 'word '.repeat(MAX_HTML_LENGTH / 2)],
    ['styles that never end', '<style>'.repeat(200_000)],
    ['quotes without end', `<p ${'a="'.repeat(300_000)}>`],
  ])('ends on a page that is %s', (_, html) => expect(htmlToText(html).length).toBeLessThanOrEqual(html.length * 2));
});

describe('decodeEntities', () => {
  it('leaves alone what is no character', () => {
    expect(decodeEntities('&#0; &#xD800; &#x110000; &; &amp')).toBe('&#0; &#xD800; &#x110000; &; &');
  });
});
