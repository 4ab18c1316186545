// Quiet hours by the clock, past midnight too.
import { describe, expect, test } from 'vitest';
import { isQuiet, minuteOf, timeOf } from './quiet-hours.ts';

const at = (time: string): Date => new Date(`2026-11-21T${time}:00`);

describe('quiet hours', () => {
  test.each([
    ['22:00', '07:00', '23:30', true],
    ['22:00', '07:00', '06:59', true],
    ['22:00', '07:00', '07:00', false],
    ['22:00', '07:00', '21:59', false],
    ['12:00', '14:00', '12:00', true],
    ['12:00', '14:00', '14:00', false],
    ['12:00', '12:00', '12:00', false],
  ])('from %s to %s at %s: %s', (from, to, time, quiet) => {
    expect(isQuiet({ from: minuteOf(from) ?? -1, to: minuteOf(to) ?? -1 }, at(time))).toBe(quiet);
  });
  test('none are never quiet', () => expect(isQuiet(null, at('03:00'))).toBe(false));
  test('times are read and written', () => {
    expect(minuteOf('00:05')).toBe(5);
    expect(timeOf(1439)).toBe('23:59');
    expect(minuteOf('')).toBeNull();
    expect(minuteOf('24:10')).toBeNull();
  });
});
