import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { ago, bytes, duration, number, percent, plural, preferredLanguage, setLanguage, words } from './locale.ts';

afterEach(() => setLanguage('en'));
const inFrench = <T>(read: () => T): T => {
  setLanguage('fr');
  const said = read();
  setLanguage('en');
  return said;
};

describe('numbers', () => {
  it('groups thousands as the language does', () => {
    expect(number(48213)).toBe('48,213');
    expect(inFrench(() => number(48213))).toBe('48\u202F213');
  });

  it('writes sizes in decimal units with three digits', () => {
    expect(bytes(6_420_000_000)).toBe('6.42\u00A0GB');
    expect(inFrench(() => bytes(6_400_000_000))).toBe('6,4\u202FGo');
    expect(inFrench(() => bytes(184_000))).toBe('184\u202FKo');
    expect(bytes(1)).toBe('1\u00A0byte');
    expect(inFrench(() => bytes(0))).toBe('0\u00A0octet');
  });

  it('never shows a thousand of one unit', () => {
    expect(bytes(999_600)).toBe('1\u00A0MB');
    expect(bytes(999_999_999)).toBe('1\u00A0GB');
    fc.assert(
      fc.property(fc.integer({ min: 1000, max: 9e14 }), (size) => !bytes(size).startsWith('1,000')),
      { numRuns: 300 },
    );
  });

  it('says 100 % only for all', () => {
    expect(percent(0.9999)).toBe('99%');
    expect(percent(1)).toBe('100%');
    expect(percent(0.29)).toBe('29%');
    expect(inFrench(() => percent(0.58))).toMatch(/^58\s%$/u);
  });

  it('knows that French has one zero', () => {
    expect(plural(0, 'message', 'messages')).toBe('messages');
    expect(inFrench(() => plural(0, 'message', 'messages'))).toBe('message');
  });
});

describe('times', () => {
  const now = 1_795_000_000_000;
  it('says how long ago', () => {
    expect(ago(now - 20_000, now)).toBe('just now');
    expect(inFrench(() => ago(now - 2 * 3_600_000, now))).toBe('il y a 2\u00A0h');
    expect(ago(now - 86_400_000, now)).toBe('yesterday');
    expect(inFrench(() => ago(now - 8 * 2_629_800_000, now))).toBe('il y a 8 mois');
  });

  it('writes durations with two units at most', () => {
    expect(duration(38)).toBe('38\u00A0ms');
    expect(inFrench(() => duration(1800))).toBe('1,8\u202Fs');
    expect(duration(252_000)).toBe('4\u00A0min 12\u00A0s');
    expect(duration(7_500_000)).toBe('2\u00A0h 5\u00A0min');
    expect(duration(59_800)).toBe('1\u00A0min');
  });
});

describe('catalogues', () => {
  const sample = words({
    en: { hello: 'Hello', count: (n: number) => `${n} found`, deep: { inside: 'inside' } },
    fr: { hello: 'Bonjour', count: (n: number) => `${n} trouvés`, deep: { inside: 'dedans' } },
  });

  it('speaks the current language, at every depth', () => {
    expect([sample.hello, sample.count(3), sample.deep.inside]).toEqual(['Hello', '3 found', 'inside']);
    setLanguage('fr');
    expect([sample.hello, sample.count(3), sample.deep.inside]).toEqual(['Bonjour', '3 trouvés', 'dedans']);
  });

  it('starts in the first language it knows', () => {
    expect(preferredLanguage(['de-CH', 'fr-CH', 'en'])).toBe('fr');
    expect(preferredLanguage(['ja'])).toBe('en');
  });
});
