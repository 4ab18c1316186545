// The promises of the progress page: 30 s average, no guess before 5 s, rounded up, at most one change a second.
import { describe, expect, it } from 'vitest';
import { createPace, roundUpLeft } from './pace.ts';

const at = (second: number, done: number): Parameters<ReturnType<typeof createPace>['measure']>[0] => ({
  at: second * 1000,
  done,
  total: 10_000,
  doneBytes: done * 1000,
  totalBytes: 10_000_000,
});

describe('pace', () => {
  it('says no time left before five seconds of measure', () => {
    const pace = createPace();
    for (let second = 0; second < 5; second++) expect(pace.measure(at(second, second * 10)).leftMs).toBeNull();
    expect(pace.measure(at(5, 50)).leftMs).not.toBeNull();
  });

  it('averages over thirty seconds, not over the whole run', () => {
    const pace = createPace();
    for (let second = 0; second <= 60; second++) pace.measure(at(second, second * 10));
    let last = pace.measure(at(61, 700));
    for (let second = 62; second <= 95; second++) last = pace.measure(at(second, 700 + (second - 61) * 100));
    expect(last.messagesPerSecond).toBeCloseTo(100, 0);
  });

  it('changes its words at most once a second', () => {
    const pace = createPace();
    for (let second = 0; second <= 10; second++) pace.measure(at(second, second * 10));
    const said = pace.measure(at(11, 200));
    expect(pace.measure(at(11.25, 400))).toBe(said);
    expect(pace.measure(at(11.9, 900))).toBe(said);
    expect(pace.measure(at(12.1, 900))).not.toBe(said);
  });

  it('starts over when the counts go back, and after a rest', () => {
    const pace = createPace();
    for (let second = 0; second <= 10; second++) pace.measure(at(second, second * 10));
    expect(pace.measure(at(11, 0)).leftMs).toBeNull();
    for (let second = 12; second <= 20; second++) pace.measure(at(second, second * 10));
    expect(pace.rest().bytesPerSecond).toBeNull();
  });

  it('never promises an end while nothing moves', () => {
    const pace = createPace();
    for (let second = 0; second < 40; second++) pace.measure(at(second, 10));
    expect(pace.measure(at(40, 10)).leftMs).toBeNull();
  });

  it('rounds up, in steps a person would say', () => {
    expect(roundUpLeft(1)).toBe(5_000);
    expect(roundUpLeft(31_000)).toBe(35_000);
    expect(roundUpLeft(61_000)).toBe(90_000);
    expect(roundUpLeft(601_000)).toBe(660_000);
    expect(roundUpLeft(7_201_000)).toBe(8_100_000);
  });
});
