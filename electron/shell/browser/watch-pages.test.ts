import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import type { Job } from '../../contract/jobs.ts';
import type { Transport } from '../../contract/wire.ts';
import { stubBackend } from '../../../tests/support/stub-backend.ts';
import { watchPages, type Pages } from './watch-pages.ts';

let pages: Pages | null = null;
afterEach(() => pages?.stop());

/** A page that a test can close. */
function page(): { transport: Transport; leave(): void } {
  let leave = (): void => undefined;
  const transport: Transport = {
    send: () => undefined,
    onFrame: () => undefined,
    onConnection: (listener) => void (leave = () => listener(false)),
    close: () => undefined,
  };
  return { transport, leave: () => leave() };
}

function watch(state: Job['state'] | null): { pages: Pages; asked: () => number; idle: Promise<void> } {
  let asked = 0;
  const list = (): Job[] => {
    asked += 1;
    return state === null ? [] : [{ state } as Job];
  };
  const made = (pages = watchPages(stubBackend({ jobs: { list } }), 1));
  return { pages: made, asked: () => asked, idle: new Promise((resolve) => made.whenIdle(resolve)) };
}

test('says so once the last page has been gone for a while', async () => {
  const { pages, idle } = watch(null);
  const [one, two] = [page(), page()];
  pages.add(one.transport);
  pages.add(two.transport);
  one.leave();
  two.leave();
  await idle;
});

test('stays while a job runs, while a page is open, and before the first page came', async () => {
  const running = watch('running');
  const gone = page();
  running.pages.add(gone.transport);
  gone.leave();
  let ended = false;
  void running.idle.then(() => (ended = true));
  while (running.asked() < 3) await wait(5);
  expect(ended).toBe(false);
  running.pages.stop();

  const open = watch(null);
  open.pages.add(page().transport);
  await wait(100);
  expect(open.asked()).toBe(0);
  open.pages.stop();

  const early = watch(null);
  await wait(100);
  expect(early.asked()).toBe(0);
});
