import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linkPieces, textBlocks } from './text-blocks.ts';

describe('textBlocks', () => {
  it('tells text, quotes and the signature apart, and folds long quotes', () => {
    const quote = Array.from({ length: 6 }, (_, i) => `> line ${i}`).join('\n');
    const blocks = textBlocks(`Yes.\n\n${quote}\nAnd no.\n> short\n-- \nClaire`);
    expect(blocks.map(({ kind, lines, folds }) => [kind, lines, folds])).toEqual([
      ['text', 2, false],
      ['quote', 6, true],
      ['text', 1, false],
      ['quote', 1, false],
      ['signature', 2, false],
    ]);
    expect(textBlocks(quote)[0]?.folds).toBe(false);
  });

  it('loses nothing', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('', 'a', '> b', '>> c', '-- ', ' > d', 'x > y')), (lines) => {
        const text = lines.join('\n');
        expect(
          textBlocks(text)
            .map((block) => block.text)
            .join('\n'),
        ).toBe(text);
      }),
    );
  });
});

describe('linkPieces', () => {
  const links = (text: string): (string | null)[] => linkPieces(text).flatMap(({ href }) => href ?? []);

  it('finds addresses without what ends the sentence', () => {
    expect(links('See https://a.example/x_(y)?q=1. Or (http://b.example/z), www.c.example!')).toEqual([
      'https://a.example/x_(y)?q=1',
      'http://b.example/z',
      'http://www.c.example/',
    ]);
    expect(links('Write to claire.morel@orange.fr, or mailto:x@y.example')).toEqual([
      'mailto:claire.morel@orange.fr',
      'mailto:x@y.example',
    ]);
  });

  it('follows nothing else, and keeps every character', () => {
    expect(links('javascript:alert(1) file:///etc/passwd ftp://x data:text/html,x')).toEqual([]);
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('https://', 'www.', 'a.example', '@', ' ', ')', '(', '.', 'é', '<', '\n')),
        (parts) => {
          const text = parts.join('');
          expect(
            linkPieces(text)
              .map((piece) => piece.text)
              .join(''),
          ).toBe(text);
        },
      ),
    );
  });
});
