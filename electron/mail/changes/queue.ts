// The changes' way to the servers: one account at a time goes through its queue, oldest first, as far as it can.
import { throwIfAborted } from '../../base/index.ts';
import type { AppErrorData } from '../../contract/errors.ts';
import { forgetOldActions, nextJob, sendersTo, waitingActs } from '../../store/index.ts';
import type { ChangeQueue, MailParts, Servers } from '../parts.ts';
import { createSender, sendLeft } from './send.ts';

/** Two accounts with messages for each other must not keep each other busy. */
const NUDGE_MS = 10_000;
const AGAIN_MS = 30_000;

export function createQueue(
  parts: MailParts,
  servers: Servers,
): { queue: ChangeQueue; queued: (accountId: string) => void } {
  const { store } = parts;
  const listeners = new Set<(accountId: string) => void>();
  const running = new Map<string, Promise<void>>();
  const timers = new Map<string, NodeJS.Timeout>();
  const nudged = new Map<string, number>();
  const refusals = new Map<string, { at: number; messages: number; error: AppErrorData }>();
  const queued = (accountId: string): void => {
    for (const listener of listeners) listener(accountId);
  };
  const send = createSender(parts, servers, (accountId, messages, error) => {
    refusals.set(accountId, { at: Date.now(), messages, error: error.toData() });
    parts.log.warn({ accountId, messages, code: error.code, detail: error.detail }, 'mail: a change was refused');
  });

  /** A folder that is being read again, a server of another account: some of it passes without anybody telling. */
  function tryAgain(accountId: string): void {
    if (timers.has(accountId)) return;
    const timer = setTimeout(() => {
      timers.delete(accountId);
      queued(accountId);
    }, AGAIN_MS);
    timers.set(accountId, timer.unref());
  }

  async function sendAll(accountId: string, signal: AbortSignal): Promise<void> {
    // Actions that cannot go now, and for which nothing else shall wait: another account's server, a folder being re-read.
    const blocked = new Set<number>();
    for (;;) {
      throwIfAborted(signal);
      const job = nextJob(store, accountId, blocked);
      if (!job) break;
      if (!(await send(accountId, job, signal))) for (const id of job.actionIds) blocked.add(id);
    }
    await sendLeft({ parts, servers }, accountId, signal);
    if (blocked.size > 0) tryAgain(accountId);
    forgetOldActions(store);
    // This server can be reached: what others want to bring here may try again.
    for (const other of sendersTo(store, accountId)) {
      const pair = `${accountId} ${other}`;
      if (other === accountId || Date.now() - (nudged.get(pair) ?? 0) < NUDGE_MS) continue;
      nudged.set(pair, Date.now());
      queued(other);
    }
  }

  return {
    queued,
    queue: {
      async send(accountId, signal) {
        for (let before = running.get(accountId); before; before = running.get(accountId))
          await before.catch(() => undefined);
        const work = sendAll(accountId, signal).finally(() => running.delete(accountId));
        running.set(accountId, work);
        await work;
      },
      waiting: (accountId) => waitingActs(store, accountId),
      refused: (accountId) => refusals.get(accountId) ?? null,
      dismiss: (accountId) => void refusals.delete(accountId),
      onQueued(listener) {
        listeners.add(listener);
        return () => void listeners.delete(listener);
      },
    },
  };
}
