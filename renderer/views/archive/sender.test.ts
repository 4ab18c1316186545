// Lists show names and hits; nothing of the text may be lost or moved on the way.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanAddress, cleanName, splitAtHits } from './sender.ts';

describe('sender and hits', () => {
  it('shows the name, else the address', () => {
    expect(cleanName('"Le Goff, Anne" <a@x.fr>')).toBe('Le Goff, Anne');
    expect(cleanName('Anne <a@x.fr>')).toBe('Anne');
    expect(cleanName('"\\"Anne\\"" <a@x.fr>')).toBe('Anne');
    expect(cleanName('""Anne "la Grande" Roy"" <a@x.fr>')).toBe('Anne "la Grande" Roy');
    expect(cleanName('"Anne"')).toBe('Anne');
    expect(cleanName('<a@x.fr>')).toBe('a@x.fr');
    expect(cleanName('a@x.fr')).toBe('a@x.fr');
    expect(cleanAddress('Anne <a@x.fr>')).toBe('a@x.fr');
    expect(cleanAddress('Anne')).toBe('');
  });
  it('finds without accents and case', () => {
    expect(splitAtHits('Été à Évreux', 'ev')).toEqual([
      { text: 'Été à ', hit: false },
      { text: 'Év', hit: true },
      { text: 'reux', hit: false },
    ]);
  });
  it('marks each word of a search on its own', () => {
    expect(splitAtHits('Facture de mars', 'mars fact')).toEqual([
      { text: 'Fact', hit: true },
      { text: 'ure de ', hit: false },
      { text: 'mars', hit: true },
    ]);
  });
  it('gives back exactly the text, whatever is searched', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme', maxLength: 3 }), (text, find) => {
        expect(
          splitAtHits(text, find)
            .map((part) => part.text)
            .join(''),
        ).toBe(text);
      }),
    );
  });
});
