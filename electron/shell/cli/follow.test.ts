import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../contract/errors.ts';
import type { Api } from '../../contract/index.ts';
import type { Job, JobResult } from '../../contract/jobs.ts';
import { parseArguments } from './arguments.ts';
import { follow } from './follow.ts';
import { protection } from './secrets.ts';
import type { Session } from './session.ts';
import { askHidden, type CliIo, type Input } from './terminal.ts';
import { wordsOf } from './words-table.ts';

const job = (more: Partial<Job>): Job => ({
  id: 'j1',
  kind: 'export',
  state: 'running',
  subject: { path: '/a.malle', accounts: [] },
  createdAt: 0,
  startedAt: 0,
  finishedAt: null,
  progress: null,
  log: [],
  error: null,
  needs: null,
  result: null,
  ...more,
});
const result: JobResult = {
  kind: 'extract',
  found: 1,
  extracted: 1,
  failed: [],
  out: '/o',
  durationMs: 1,
  finishedAt: 1,
};

/** A terminal made of buffers: what is typed goes in, what is shown comes out. */
function terminal(argv: readonly string[] = ['export']) {
  const stdin = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => undefined }) as Input & PassThrough;
  const shown = { text: '' };
  const interrupts = new Set<() => void>();
  const quits: number[] = [];
  const output = Object.assign(new PassThrough(), { isTTY: true, columns: 100 });
  output.on('data', (data: Buffer) => (shown.text += data.toString()));
  const io: CliIo = {
    stdin,
    stdout: { write: () => undefined },
    stderr: output,
    env: {},
    onInterrupt: (listener) => {
      interrupts.add(listener);
      return () => interrupts.delete(listener);
    },
    quit: (code) => quits.push(code),
  };
  let current = job({});
  let listener: (job: Job) => void = () => undefined;
  let pauses = 0;
  const api = {
    on: (_: string, told: (job: Job) => void) => {
      listener = told;
      return () => undefined;
    },
    jobs: {
      get: () => Promise.resolve(current),
      pause: () => {
        pauses += 1;
        current = job({ state: 'paused' });
        return Promise.resolve(current);
      },
    },
    archive: {
      generatePassphrase: () =>
        Promise.resolve({ words: ['one', 'two', 'three'], passphrase: 'one two three', bits: 90, listSize: 2048 }),
    },
  } as unknown as Api;
  const session: Session = {
    args: parseArguments(argv, 'en'),
    language: 'en',
    words: wordsOf('en'),
    io,
    api,
    startMail: () => undefined,
    signal: new AbortController().signal,
  };
  const change = (more: Partial<Job>): void => {
    current = job(more);
    listener(current);
  };
  const ctrlC = (): void => interrupts.forEach((told) => told());
  return { session, shown, stdin, change, ctrlC, quits, pauses: () => pauses, io };
}

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const start = () => Promise.resolve({ jobId: 'j1' });

describe('following a job', () => {
  it('ends with its result, even one that was there before anybody listened', async () => {
    const { session, change } = terminal();
    change({ state: 'done', result });
    expect(await follow(session, start)).toEqual(result);
  });

  it('throws what the job failed or waits with', async () => {
    const { session, change } = terminal();
    const done = follow(session, start);
    await settle();
    const error = new AppError('account.wrong_password', { host: 'h' }).toData();
    change({ state: 'paused', error, needs: 'password' });
    await expect(done).rejects.toMatchObject({ code: 'account.wrong_password' });
  });

  it('shows log lines once, above the live line', async () => {
    const { session, change, shown } = terminal();
    const done = follow(session, start);
    await settle();
    const log: Job['log'] = [{ at: 0, kind: 'connection_lost', params: { code: 'network.lost', retryInMs: 100 } }];
    change({ log });
    change({ log });
    change({ state: 'done', result, log });
    await done;
    expect(shown.text.match(/Connection lost/g)).toHaveLength(1);
  });

  it('turns the first Ctrl-C into a clean pause that says how to go on, and quits at the second', async () => {
    const { session, ctrlC, quits, pauses, shown } = terminal();
    const done = follow(session, start);
    await settle();
    ctrlC();
    ctrlC();
    expect(quits).toEqual([130]);
    await expect(done).rejects.toMatchObject({ code: 'cancelled' });
    expect(pauses()).toBe(1);
    expect(shown.text).toContain('The same command goes on from there.');
  });
});

describe('secrets at a terminal', () => {
  it('hides what is typed and understands backspace', async () => {
    const { io, stdin, shown } = terminal();
    const typed = askHidden(io, 'Password: ');
    stdin.write('sécrex\u007ft\r');
    expect(await typed).toBe('sécret');
    await settle();
    expect(shown.text).toBe('Password: \n');
  });

  it('stops at Ctrl-C', async () => {
    const { io, stdin } = terminal();
    const typed = askHidden(io, 'Password: ');
    stdin.write('abc\u0003');
    await expect(typed).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('shows a generated passphrase and lets nobody go on without typing two of its words', async () => {
    const { session, stdin, shown } = terminal(['export', '--out', 'a.malle']);
    let answered = 0;
    const answer = setInterval(() => {
      const asked = [...shown.text.matchAll(/Type word number (\d+)/g)];
      if (asked.length <= answered) return;
      answered = asked.length;
      const word = ['one', 'two', 'three'][Number(asked.at(-1)?.[1]) - 1];
      stdin.write(answered === 1 ? 'wrong\r' : `${word}\r`);
    }, 5);
    const made = await protection(session);
    clearInterval(answer);
    expect(made).toEqual({ kind: 'passphrase', passphrase: 'one two three' });
    expect(shown.text).toContain('    one two three\n');
    expect(shown.text.match(/That is not the word/g)).toHaveLength(1);
    expect(answered).toBeGreaterThanOrEqual(3);
  });
});
