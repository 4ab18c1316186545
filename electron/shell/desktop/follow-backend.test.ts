import { expect, test } from 'vitest';
import type { Job } from '../../contract/jobs.ts';
import { workOf } from './follow-backend.ts';

const job = (state: Job['state'], progress: { total: number; done: number } | null = null): Job =>
  ({ id: state, state, progress }) as unknown as Job;

test('no job, or only ended ones: no work', () => {
  expect(workOf([])).toEqual({ running: false, fraction: null });
  expect(workOf([job('done', { total: 5, done: 5 }), job('paused'), job('failed'), job('cancelled')])).toEqual({
    running: false,
    fraction: null,
  });
});

test('running and waiting jobs count together', () => {
  expect(workOf([job('running', { total: 300, done: 100 }), job('queued', { total: 100, done: 0 })])).toEqual({
    running: true,
    fraction: 0.25,
  });
});

test('before the first count the fraction is unknown, and it is never more than everything', () => {
  expect(workOf([job('queued')])).toEqual({ running: true, fraction: null });
  expect(workOf([job('running', { total: 0, done: 0 })])).toEqual({ running: true, fraction: null });
  expect(workOf([job('running', { total: 10, done: 12 })])).toEqual({ running: true, fraction: 1 });
});
