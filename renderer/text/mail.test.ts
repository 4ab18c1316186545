// When a row came and what its group is called, in both languages.
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { setLanguage } from './locale.ts';
import { groupName, rowDate } from './mail.ts';

const at = (text: string): number => new Date(text).getTime();
/** A Thursday. */
const NOW = at('2026-11-19T10:00:00');

// Dates follow the person's region; this computer's may be any.
beforeAll(() => void vi.stubGlobal('navigator', { languages: ['en-GB', 'fr-FR'] }));
afterAll(() => void vi.unstubAllGlobals());
afterEach(() => setLanguage('en'));

describe('rows', () => {
  test.each([
    ['2026-11-19T09:42:00', '09:42', '09:42'],
    ['2026-11-18T17:48:00', '17:48', '17:48'],
    ['2026-11-17T08:00:00', 'Tue 17', 'mar. 17'],
    ['2026-03-02T08:00:00', '2 Mar', '2 mars'],
    ['2019-03-02T08:00:00', '02/03/2019', '02/03/2019'],
  ])('%s is %s, %s', (time, en, fr) => {
    setLanguage('en');
    expect(rowDate(at(time), NOW)).toBe(en);
    setLanguage('fr');
    expect(rowDate(at(time), NOW)).toBe(fr);
  });
  test('without a date nothing is said', () => expect(rowDate(0, NOW)).toBe(''));
});

describe('groups', () => {
  test.each([
    ['today', '2026-11-19T00:00:00', 'Today', 'Aujourd’hui'],
    ['week', '2026-11-16T00:00:00', 'This week', 'Cette semaine'],
    ['week', '2026-11-09T00:00:00', 'Last week', 'La semaine dernière'],
    ['month', '2026-10-01T00:00:00', 'October', 'Octobre'],
    ['month', '2019-10-01T00:00:00', 'October 2019', 'Octobre 2019'],
  ] as const)('%s at %s is %s, %s', (kind, time, en, fr) => {
    const group = { kind, at: at(time), index: 0 };
    setLanguage('en');
    expect(groupName(group, NOW)).toBe(en);
    setLanguage('fr');
    expect(groupName(group, NOW)).toBe(fr);
  });
});
