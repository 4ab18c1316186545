import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanName, titleName } from './attachment-name.ts';

const anything = fc.string({ unit: 'binary', maxLength: 400 });

describe('names of attachments', () => {
  it('never hold separators, controls or marks that turn text around, and fit a file system', () => {
    fc.assert(
      fc.property(anything, (given) => {
        for (const name of [cleanName(given), titleName(given, '.eml')]) {
          expect(name).not.toMatch(/[/\\\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u);
          expect(name.isWellFormed()).toBe(true);
          expect(Array.from(name).length).toBeLessThanOrEqual(200);
          expect(name).not.toMatch(/^\.+$/);
        }
      }),
    );
  });

  it.each([
    ['plan.docx', 'plan.docx'],
    ['  spaced.txt ', 'spaced.txt'],
    ['folder/', 'folder'],
    ['a/../..', 'a'],
    ['\u202e', ''],
    ['\ud800.txt', '\ufffd.txt'],
    ['👨‍👩‍👧 family.jpg', '👨‍👩‍👧 family.jpg'],
  ])('%j becomes %j', (given, expected) => {
    expect(cleanName(given)).toBe(expected);
  });

  it('of messages keep every word of the title', () => {
    expect(titleName('RE: a/b\nc', '.eml')).toBe('RE: a_b c.eml');
    expect(titleName('kept.EML', '.eml')).toBe('kept.EML');
    expect(titleName(' .. ', '.eml')).toBe('');
  });
});
