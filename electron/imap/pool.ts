// One account's few connections, shared by everything that asks its server something: what a person waits for goes before
// background work, and each kind of work has its share, so that neither waits for ever. One state (lines, waiting work,
// limit) is what makes it one file.
import { throwIfAborted } from '../base/index.ts';
import { AppError } from '../contract/errors.ts';
import { enableChanges } from './differences.ts';
import { folderGoneError, isFolderGone, isLineTrouble, Refusal, refusedError } from './errors.ts';
import type { ImapSession } from './session.ts';

/** 'watch' keeps its line for hours (IDLE). */
export type Lane = 'urgent' | 'background' | 'watch';

export interface PoolUse {
  /** The folder to have open; null: any state. */
  readonly folder: { readonly path: string; readonly access: 'read' | 'write' } | null;
  readonly lane: Lane;
  readonly signal?: AbortSignal | undefined;
}

export type PoolWork<T> = (session: ImapSession, uidValidity: string | null) => Promise<T>;

export interface Pool {
  /**
   * Runs `work` on a signed-in connection, from its start again after a lost line (twice at most). Throws account.*,
   * network.*, mail.folder_gone, imap.refused when the folder cannot be opened, Refusal, cancelled.
   */
  use<T>(work: PoolWork<T>, use: PoolUse): Promise<T>;
  /** Work of that lane runs or waits. */
  busy(lane: Lane): boolean;
  /** Lines that wait for 'watch' at the same time. */
  watchable(): number;
  /** Drops every line: after sleep or a change of network they may be dead without saying so. Work is run again. */
  reset(): void;
  close(): Promise<void>;
}

interface Line {
  readonly session: ImapSession;
  lane: Lane | null;
  open: { path: string; access: 'read' | 'write'; uidValidity: string } | null;
  usedAt: number;
}

interface Waiting {
  readonly lane: Lane;
  readonly path: string | null;
  take(line: Line | null): void;
}

/** A line unused for longer is asked for a sign of life first. */
const DOUBT_MS = 30_000;
const SIGN_OF_LIFE_MS = 8_000;
/** A line unused for longer is closed. */
const UNUSED_MS = 4 * 60_000;
const TRIES = 3;

/** `connect` makes one attempt. `limit`: lines at the same time, at least 1. */
export function createPool(options: {
  connect(signal: AbortSignal): Promise<ImapSession>;
  readonly limit: number;
}): Pool {
  let limit = Math.max(1, options.limit);
  const lines = new Set<Line>();
  const waiting: Waiting[] = [];
  const closing = new AbortController();
  /** One sign-in at a time: a wrong password is tried once, however many ask. */
  let signingIn: Promise<unknown> = Promise.resolve();
  let connecting = 0;
  const sweeper = setInterval(sweep, 30_000);
  sweeper.unref();

  const watchers = (): number => (limit >= 4 ? 2 : limit === 3 ? 1 : 0);
  const share = (lane: Lane): number =>
    lane === 'urgent' ? limit : lane === 'watch' ? watchers() : Math.max(1, limit - watchers() - 1);
  const inLane = (lane: Lane): number => [...lines].filter((line) => line.lane === lane).length;
  /** Connections being made count for the lane that asked. */
  const making: Record<Lane, number> = { urgent: 0, background: 0, watch: 0 };
  const allowed = (lane: Lane): boolean => inLane(lane) + making[lane] < share(lane);

  function free(path: string | null): Line | null {
    let best: Line | null = null;
    for (const line of lines) {
      if (line.lane !== null) continue;
      if (line.session.wire.ended) {
        lines.delete(line);
        continue;
      }
      if (path !== null && openIn(line)?.path === path) return line;
      best ??= line;
    }
    return best;
  }

  async function acquire({ lane, folder, signal }: PoolUse): Promise<Line> {
    for (;;) {
      throwIfAborted(closing.signal);
      throwIfAborted(signal);
      if (allowed(lane)) {
        const line = free(folder?.path ?? null);
        if (line) {
          line.lane = lane;
          if (Date.now() - line.usedAt < DOUBT_MS || (await alive(line))) return line;
          drop(line);
          continue;
        }
        if (lines.size + connecting < limit) {
          const made = await connect(lane, signal);
          if (made) return made;
          continue;
        }
      }
      const given = await turn(lane, folder?.path ?? null, signal);
      if (given) return given;
    }
  }

  /** null: the server takes no more connections, and the limit is lower now. */
  async function connect(lane: Lane, signal: AbortSignal | undefined): Promise<Line | null> {
    connecting += 1;
    making[lane] += 1;
    const attempt = signingIn.then(() => {
      throwIfAborted(signal);
      return options.connect(closing.signal);
    });
    signingIn = attempt.catch(() => undefined);
    try {
      const session = await attempt;
      await enableChanges(session);
      const line: Line = { session: null as unknown as ImapSession, lane, open: null, usedAt: Date.now() };
      Object.assign(line, { session: observed(session, line) });
      lines.add(line);
      return line;
    } catch (error) {
      const tooMany = error instanceof AppError && error.code === 'account.blocked' && lines.size > 0;
      if (!tooMany) throw error;
      limit = lines.size;
      return null;
    } finally {
      connecting -= 1;
      making[lane] -= 1;
    }
  }

  /** The same session, but the line knows which folder its work opened. */
  const observed = (session: ImapSession, line: Line): ImapSession => ({
    ...session,
    async open(path, access = 'read') {
      line.open = null;
      const opened = await session.open(path, access);
      line.open = { path, access, uidValidity: opened.uidValidity };
      // Whoever leaves the folder by another way takes the mark off.
      this.visitor = line;
      return opened;
    },
  });

  /** Waits until a line or room for one is there; null: look again. */
  function turn(lane: Lane, path: string | null, signal: AbortSignal | undefined): Promise<Line | null> {
    return new Promise((resolve, reject) => {
      const done = (): void => {
        const at = waiting.indexOf(entry);
        if (at >= 0) waiting.splice(at, 1);
        for (const one of [signal, closing.signal]) one?.removeEventListener('abort', onAbort);
      };
      const onAbort = (): void => {
        done();
        reject(new AppError('cancelled'));
      };
      const entry: Waiting = {
        lane,
        path,
        take(line) {
          done();
          resolve(line);
        },
      };
      for (const one of [signal, closing.signal]) one?.addEventListener('abort', onAbort, { once: true });
      waiting.push(entry);
    });
  }

  const openIn = (line: Line): Line['open'] => (line.session.visitor === line ? line.open : null);

  function release(line: Line): void {
    line.lane = null;
    line.usedAt = Date.now();
    if (line.session.wire.ended) lines.delete(line);
    next();
  }
  function drop(line: Line): void {
    line.session.destroy();
    lines.delete(line);
    next();
  }
  function next(): void {
    for (const lane of ['urgent', 'background', 'watch'] as const) {
      const entry = waiting.find((one) => one.lane === lane && allowed(lane));
      if (entry) return entry.take(null);
    }
  }

  async function alive(line: Line): Promise<boolean> {
    const timer = setTimeout(() => line.session.destroy(), SIGN_OF_LIFE_MS);
    try {
      await line.session.wire.run('NOOP');
      return true;
    } catch {
      return false;
    } finally {
      clearTimeout(timer);
    }
  }

  async function ready(line: Line, folder: PoolUse['folder']): Promise<string | null> {
    if (!folder) return null;
    const open = openIn(line);
    if (open?.path === folder.path && open.access === folder.access) return open.uidValidity;
    try {
      return (await line.session.open(folder.path, folder.access)).uidValidity;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      if (isFolderGone(error)) {
        const gone = folderGoneError(error, line.session.host, folder.path);
        throw new AppError('mail.folder_gone', gone.params, { detail: gone.detail, cause: error });
      }
      throw refusedError(error, line.session.host);
    }
  }

  async function use<T>(work: PoolWork<T>, request: PoolUse): Promise<T> {
    const { signal } = request;
    for (let tries = 1; ; tries += 1) {
      const line = await acquire(request);
      // What has to end at once cannot wait for an answer: the line goes with it.
      const onAbort = (): void => line.session.destroy(new AppError('cancelled'));
      signal?.addEventListener('abort', onAbort, { once: true });
      try {
        throwIfAborted(signal);
        return await work(line.session, await ready(line, request.folder));
      } catch (error) {
        throwIfAborted(signal);
        throwIfAborted(closing.signal);
        const lost = isLineTrouble(error) || (line.session.wire.ended && !(error instanceof AppError));
        if (!lost || tries === TRIES) throw error;
        line.session.destroy();
      } finally {
        signal?.removeEventListener('abort', onAbort);
        release(line);
      }
    }
  }

  function sweep(): void {
    for (const line of lines)
      if (line.lane === null && Date.now() - line.usedAt > UNUSED_MS) {
        lines.delete(line);
        void line.session.close();
      }
  }

  return {
    use,
    busy: (lane) => inLane(lane) + making[lane] > 0 || waiting.some((one) => one.lane === lane),
    watchable: watchers,
    reset() {
      for (const line of lines) line.session.destroy();
      next();
    },
    async close() {
      clearInterval(sweeper);
      closing.abort();
      const open = [...lines];
      lines.clear();
      for (const line of open) if (line.lane !== null) line.session.destroy();
      await Promise.all(open.map((line) => line.session.close()));
    },
  };
}
