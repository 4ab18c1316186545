// A connection that comes back: growing pauses after a loss, longer ones when the server asks for patience, and an end
// to it when nothing moves. A refused sign-in is never repeated. POP connections last in the same way (migrate/pop3).
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

/** What a session of any protocol has to be able to do to last. */
export interface LastingSession {
  readonly host: string;
  readonly wire: { readonly ended: AppError | null };
  close(): Promise<void>;
  destroy(): void;
}

/** A server's wish for a pause: how long it names in ms (0 = it does not say), and its own words. */
export interface Patience {
  readonly waitMs: number;
  readonly detail: string;
  /** 'in_use': another session has the mailbox to itself. */
  readonly kind?: 'throttled' | 'in_use';
}

export interface LastingConnection<S extends LastingSession = ImapSession> {
  /** The session in use, or a new one. The first connection fails at once unless it is asked for patience; later ones are mended. */
  session(signal: AbortSignal): Promise<S>;
  /** Waits before the next try when the error is one that passes (loss, throttling); throws it otherwise. */
  recover(error: unknown, signal: AbortSignal): Promise<void>;
  /** Something arrived: the counting of failures starts again. */
  progress(): void;
  /** The next session() is a new one. */
  renew(): void;
  close(): Promise<void>;
}

const imapPatience = (error: unknown): Patience | null => {
  const waitMs = error instanceof Refusal ? throttleMs(error) : null;
  return waitMs === null ? null : { waitMs, detail: (error as Refusal).quoted };
};

export function lastingConnection<S extends LastingSession = ImapSession>(options: {
  connect: (signal: AbortSignal) => Promise<S>;
  pace: Pace;
  onNotice: (notice: SourceNotice) => void;
  /** Which errors ask for a pause; null = not this one. As IMAP servers say it by default. */
  patience?: (error: unknown) => Patience | null;
  /** What the run ends with when the server asked for patience too often; account.blocked by default. */
  impatient?: (error: unknown) => AppError;
}): LastingConnection<S> {
  const { connect, pace, onNotice, patience = imapPatience } = options;
  let current: S | null = null;
  let everConnected = false;
  let losses = 0;
  let throttles = 0;
  let lostAt: number | null = null;

  async function session(signal: AbortSignal): Promise<S> {
    for (;;) {
      if (current && !current.wire.ended) return current;
      try {
        current = await connect(signal);
        everConnected = true;
        if (lostAt !== null) onNotice({ kind: 'connection_back', afterMs: Date.now() - lostAt });
        lostAt = null;
        return current;
      } catch (error) {
        if (!everConnected && !patience(error)) throw error;
        await recover(error, signal);
      }
    }
  }

  async function recover(error: unknown, signal: AbortSignal): Promise<void> {
    const asked = patience(error);
    if (asked) {
      throttles += 1;
      if (throttles > pace.throttles)
        throw (
          options.impatient?.(error) ??
          new AppError('account.blocked', { host: current?.host ?? '' }, { detail: asked.detail })
        );
      const growing = pace.firstThrottleMs * 2 ** Math.min(throttles - 1, 16);
      const waitMs = Math.min(asked.waitMs || growing, pace.longestThrottleMs);
      onNotice({ kind: asked.kind ?? 'throttled', waitMs, detail: asked.detail });
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
