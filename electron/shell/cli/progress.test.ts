import { describe, expect, it } from 'vitest';
import type { Job, JobProgress } from '../../contract/jobs.ts';
import { formatDuration, progressView } from './progress.ts';
import { cut, table, textWidth } from './table.ts';

const progress = (more: Partial<JobProgress>): JobProgress => ({
  phase: 'copying',
  total: 1000,
  done: 0,
  verified: 0,
  missing: 0,
  totalBytes: 50_000_000,
  doneBytes: 0,
  folders: [],
  ...more,
});
const job = (more: Partial<JobProgress>): Job => ({
  id: 'j',
  kind: 'export',
  state: 'running',
  subject: { path: '/a.malle', accounts: [] },
  createdAt: 0,
  startedAt: 0,
  finishedAt: null,
  progress: progress(more),
  log: [],
  error: null,
  needs: null,
  result: null,
});

function screen(isTTY: boolean, quiet = false) {
  let time = 0;
  let text = '';
  const view = progressView({ isTTY, columns: 120, write: (part) => (text += part) }, 'en', quiet, () => time);
  return { view, text: () => text, wait: (ms: number) => (time += ms) };
}

describe('the progress', () => {
  it('is one live line on a terminal: count first, bytes second, time last and only once it is known', () => {
    const { view, text, wait } = screen(true);
    view.update(job({}));
    expect(text()).toBe('[....................] Saving 0 of 1,000 messages');
    wait(10_000);
    view.update(job({ done: 400, doneBytes: 25_000_000 }));
    expect(text().split('\r\u001b[2K').at(-1)).toBe(
      '[##########..........] Saving 400 of 1,000 messages, 25\u00a0MB of 50\u00a0MB, about 10 s left',
    );
    view.note('Connection lost.');
    expect(text().endsWith('\r\u001b[2KConnection lost.\n')).toBe(true);
  });

  it.each([
    [100, /^\[\.{20}\] Saving 0 of 1,000 messages$/],
    [45, /^\[\.{15}\] Saving 0 of 1,000 messages$/],
    [34, /^Saving 0 of 1,000 messages$/],
    [20, /^Saving 0 of 1,000 m$/],
    [0, /^\[\.{20}\] Saving 0 of 1,000 messages$/],
  ])('fits a terminal of %d columns', (columns, expected) => {
    let text = '';
    const view = progressView({ isTTY: true, columns, write: (part) => (text += part) }, 'en', false, () => 0);
    view.update(job({}));
    expect(text).toMatch(expected);
  });

  it('is a plain line every few seconds elsewhere', () => {
    const { view, text, wait } = screen(false);
    view.update(job({}));
    for (let at = 0; at < 40; at += 1) {
      wait(250);
      view.update(job({ done: at, doneBytes: at * 1000 }));
    }
    expect(text().split('\n').length - 1).toBe(2);
    expect(text()).not.toContain('\u001b');
  });

  it('says nothing when quiet', () => {
    const { view, text } = screen(true, true);
    view.update(job({}));
    view.note('something');
    view.end();
    expect(text()).toBe('');
  });

  it('counts what is verified in that phase, and estimates from there', () => {
    const { view, text, wait } = screen(true);
    view.update(job({ phase: 'verifying', done: 1000, verified: 0 }));
    wait(4000);
    view.update(job({ phase: 'verifying', done: 1000, verified: 800 }));
    expect(text()).toContain('Verifying 800 of 1,000 messages, about 1 s left');
  });
});

describe('times', () => {
  it.each([
    [100, '1 s'],
    [59_000, '59 s'],
    [200_000, '3 min 20 s'],
    [1_200_000, '20 min'],
    [7_500_000, '2 h 05 min'],
  ])('%d ms', (ms, text) => expect(formatDuration(ms)).toBe(text));
});

describe('a table', () => {
  it('lines up wide, combining and cut text', () => {
    expect(textWidth('日本語')).toBe(6);
    expect(textWidth('e\u0301te\u0301')).toBe(3);
    expect(textWidth('📦 x')).toBe(4);
    expect(cut('abcdef', 4)).toBe('abc…');
    const lines = table(
      [{ title: 'F' }, { title: 'N', align: 'right' }],
      [
        ['日本', '5'],
        ['ab', '1,000'],
      ],
      ['T', '1,005'],
    );
    expect(lines).toEqual(['F         N', '----  -----', '日本      5', 'ab    1,000', '----  -----', 'T     1,005']);
  });

  it('lets nothing in a name steer the terminal', () => {
    expect(cut('a\u001b[31mb\u202ec\n', 20)).toBe('a [31mb c ');
  });
});
