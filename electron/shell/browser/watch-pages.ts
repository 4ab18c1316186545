// Knows whether any page is open, and says when the last one has been gone for a while and no job is running.
import type { Transport } from '../../contract/wire.ts';
import type { Servable } from '../serve-client.ts';

/** Counted in ticks, not by the clock: a computer that slept has not been idle. */
const TICK_MS = 5_000;
/** A page that reloads or reconnects is back long before. */
const IDLE_TICKS = 12;

export interface Pages {
  add(transport: Transport): void;
  /** Calls once, after at least one page was there. */
  whenIdle(listener: () => void): void;
  stop(): void;
}

export function watchPages(backend: Servable, tickMs = TICK_MS): Pages {
  const open = new Set<Transport>();
  let seen = false;
  let idleTicks = 0;
  let timer: NodeJS.Timeout | null = null;

  async function busy(): Promise<boolean> {
    try {
      const jobs = await backend.handlers.jobs.list({}, { signal: new AbortController().signal });
      return jobs.some((job) => job.state === 'running' || job.state === 'queued');
    } catch {
      // When in doubt, stay.
      return true;
    }
  }

  return {
    add(transport) {
      open.add(transport);
      seen = true;
      idleTicks = 0;
      transport.onConnection?.((connected) => {
        if (!connected) open.delete(transport);
      });
    },
    whenIdle(listener) {
      timer = setInterval(() => {
        idleTicks = seen && open.size === 0 ? idleTicks + 1 : 0;
        if (idleTicks < IDLE_TICKS) return;
        void busy().then((stay) => {
          if (stay || open.size > 0 || timer === null) return;
          clearInterval(timer);
          timer = null;
          listener();
        });
      }, tickMs).unref();
    },
    stop() {
      if (timer) clearInterval(timer);
      timer = null;
    },
  };
}
