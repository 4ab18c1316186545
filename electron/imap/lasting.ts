// A connection that comes back: growing pauses after a loss, longer ones when the server asks for patience, and an end
// to it when nothing moves. A refused sign-in is never repeated.
import { sleep } from '../base/index.ts';
import { AppError } from '../contract/errors.ts';
import type { SourceNotice } from '../transfer/index.ts';
import { isLineTrouble, Refusal, throttleMs } from './errors.ts';
import type { ImapSession } from './session.ts';

export interface Pace {
  /** Longest silence of the server while it is awaited. */
  readonly stallMs: number;
  /** The first pause after a loss; each further one is twice as long, up to the longest. */
  readonly firstPauseMs: number;
  readonly longestPauseMs: number;
  /** Losses in a row without a message in between. */
  readonly tries: number;
  /** Time without a connection after which a loss is final. */
  readonly giveUpMs: number;
  readonly firstThrottleMs: number;
  readonly longestThrottleMs: number;
  /** Throttling answers in a row without a message in between. */
  readonly throttles: number;
}

export const usualPace: Pace = {
  stallMs: 60_000,
  firstPauseMs: 1000,
  longestPauseMs: 60_000,
  tries: 15,
  giveUpMs: 600_000,
  firstThrottleMs: 10_000,
  longestThrottleMs: 300_000,
  throttles: 30,
};

export interface LastingConnection {
  /** The session in use, or a new one. The first connection fails at once; later ones are mended. */
  session(signal: AbortSignal): Promise<ImapSession>;
  /** Waits before the next try when the error is one that passes (loss, throttling); throws it otherwise. */
  recover(error: unknown, signal: AbortSignal): Promise<void>;
  /** Something arrived: the counting of failures starts again. */
  progress(): void;
  /** The next session() is a new one. */
  renew(): void;
  close(): Promise<void>;
}

export function lastingConnection(options: {
  connect: (signal: AbortSignal) => Promise<ImapSession>;
  pace: Pace;
  onNotice: (notice: SourceNotice) => void;
}): LastingConnection {
  const { connect, pace, onNotice } = options;
  let current: ImapSession | null = null;
  let everConnected = false;
  let losses = 0;
  let throttles = 0;
  let lostAt: number | null = null;

  async function session(signal: AbortSignal): Promise<ImapSession> {
    for (;;) {
      if (current && !current.wire.ended) return current;
      try {
        current = await connect(signal);
        everConnected = true;
        if (lostAt !== null) onNotice({ kind: 'connection_back', afterMs: Date.now() - lostAt });
        lostAt = null;
        return current;
      } catch (error) {
        if (!everConnected) throw error;
        await recover(error, signal);
      }
    }
  }

  async function recover(error: unknown, signal: AbortSignal): Promise<void> {
    if (error instanceof Refusal) {
      const named = throttleMs(error);
      if (named === null) throw error;
      throttles += 1;
      const host = current?.host ?? '';
      if (throttles > pace.throttles) throw new AppError('account.blocked', { host }, { detail: error.quoted });
      const growing = pace.firstThrottleMs * 2 ** Math.min(throttles - 1, 16);
      const waitMs = Math.min(named || growing, pace.longestThrottleMs);
      onNotice({ kind: 'throttled', waitMs, detail: error.quoted });
      return sleep(waitMs, signal);
    }
    if (!isLineTrouble(error)) throw error;
    current?.destroy();
    current = null;
    losses += 1;
    lostAt ??= Date.now();
    if (losses > pace.tries || Date.now() - lostAt > pace.giveUpMs)
      throw new AppError('network.lost', error.params, { detail: error.detail, cause: error });
    const retryInMs = Math.min(pace.firstPauseMs * 2 ** (losses - 1), pace.longestPauseMs);
    onNotice({ kind: 'connection_lost', error: error.toData(), retryInMs });
    await sleep(retryInMs, signal);
  }

  return {
    session,
    recover,
    progress() {
      losses = throttles = 0;
    },
    renew() {
      current?.destroy();
      current = null;
    },
    async close() {
      await current?.close();
      current = null;
    },
  };
}
