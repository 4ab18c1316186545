// The small rules of the export page that a person relies on without seeing them.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  baseName,
  estimateBytes,
  folderName,
  joinPath,
  nameProblem,
  pickTwo,
  readRecipients,
  withEnding,
} from './archive-estimate.ts';

const KEY = 'age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p';

describe('archive estimate', () => {
  it('never guesses a size the server does not give', () => {
    expect(estimateBytes(10, null, true)).toBeNull();
    expect(estimateBytes(0, 0, true)).toBe(0);
    expect(estimateBytes(100, 1e9, true)!).toBeLessThan(estimateBytes(100, 1e9, false)!);
  });
  it('refuses names no file system takes', () => {
    for (const name of ['', '  ', '..', '.malle']) expect(nameProblem(name)).toBe('empty');
    for (const name of ['a/b', 'a\\b', 'a:b', 'a?', 'tab\there', 'x'.repeat(130)])
      expect(nameProblem(name)).toBe('forbidden');
    expect(nameProblem('claire-morel 2026-11-21.malle')).toBeNull();
  });
  it('keeps one ending', () => {
    expect(withEnding('mail', 'malle')).toBe('mail.malle');
    expect(withEnding('mail.malle', 'zip-aes256')).toBe('mail.zip');
    expect(withEnding('mail.ZIP ', 'malle')).toBe('mail.malle');
  });
  it('joins and cuts paths of both kinds', () => {
    expect(joinPath('/home/a', 'b.malle')).toBe('/home/a/b.malle');
    expect(joinPath('/', 'b')).toBe('/b');
    expect(joinPath('C:\\Users', 'b')).toBe('C:\\Users\\b');
    expect(joinPath('D:\\', 'b')).toBe('D:\\b');
    expect(baseName('C:\\Users\\b.malle')).toBe('b.malle');
    expect(folderName('/home/a/b.malle')).toBe('/home/a');
    expect(folderName('/b.malle')).toBe('/');
  });
  it('reads pasted keys and never takes a secret one', () => {
    expect(readRecipients(`# mine\n${KEY}\n\n ${KEY} \n`)).toEqual({ keys: [KEY], problem: null, hybrid: false });
    expect(readRecipients(`${KEY}\nhello`).problem).toEqual({ kind: 'bad', line: 2 });
    expect(readRecipients('AGE-SECRET-KEY-1QQQ').problem).toEqual({ kind: 'secret', line: 1 });
    expect(readRecipients('').keys).toEqual([]);
  });
  it('asks for two different words', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 12 }),
        fc.array(fc.nat(), { minLength: 2, maxLength: 2 }),
        (count, dice) => {
          const [a, b] = pickTwo(count, (below) => (dice.pop() ?? 0) % below);
          expect(a).toBeLessThan(b);
          expect(a).toBeGreaterThanOrEqual(0);
          expect(b).toBeLessThan(count);
        },
      ),
    );
  });
});
