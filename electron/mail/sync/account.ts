// One account kept in step with its server: a round over all folders, then waiting for news, again and again, until told
// to stop. What goes wrong passes by itself (offline) or waits for the person (waiting). Rounds, texts and watched folders
// share one state (stopping, pauses, turns of a folder), which is why they stand together.
import { sleep, toAppError } from '../../base/index.ts';
import type { AccountStatus } from '../../contract/mail.ts';
import { AppError, type AppErrorData } from '../../contract/errors.ts';
import { canWatch, isLineTrouble, Refusal, watchFolder } from '../../imap/index.ts';
import {
  countTexts,
  listMailFolders,
  mailFolderOf,
  newestId,
  type FolderRecord,
  storeFailure,
} from '../../store/index.ts';
import type { ChangeQueue, MailParts } from '../parts.ts';
import type { AccountServers } from '../servers.ts';
import { readFolder, type FolderReading, type ReadDepth } from './folder.ts';
import { listAll, type Listing } from './listing.ts';
import { syncSettings, wantedFrom } from './settings.ts';
import { readTexts, type TextReading } from './texts.ts';

/** A look at all folders; at the inbox and the folder on screen where the server has no IDLE. */
const ROUND_MS = 5 * 60_000;
const POLL_MS = 60_000;
/** Every flag is compared so often where the server keeps no mod-sequences. */
const THOROUGH_MS = 30 * 60_000;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;
/** A server that wants no more sign-ins for now is left alone for longer. */
const BLOCKED_MS = 5 * 60_000;
/** After a reading of texts was cut off. */
const TEXTS_PAUSE_MS = 5_000;

export interface AccountParts {
  readonly accountId: string;
  readonly parts: MailParts;
  readonly servers: AccountServers;
  readonly queue: ChangeQueue;
  /** Asked for again and again: accounts come and go. */
  mine(): ReadonlySet<string>;
  onStatus(): void;
  onArrived(folder: FolderRecord, ids: readonly number[]): void;
}

export interface AccountSync {
  status(): AccountStatus;
  /** A round soon; `retry`: also when the account waits for the person. */
  checkNow(retry: boolean): void;
  /** Something was queued for the server. */
  queued(): void;
  /** The folder on screen; null: none, or another account's. */
  watch(folderId: number | null): void;
  stop(): Promise<void>;
}

export function startAccount(given: AccountParts): AccountSync {
  const { accountId, parts, servers, queue } = given;
  const { store } = parts;
  const stopping = new AbortController();
  const { signal } = stopping;
  let state: AccountStatus['state'] = 'connecting';
  let reading: number | null = null;
  let error: AppErrorData | null = null;
  let checkedAt: number | null = newestCheck(store, accountId);
  let thoroughAt = 0;
  let pauseMs = FIRST_PAUSE_MS;
  let watched: number | null = null;
  const flow = { woken: false, readingTexts: false, textsAgain: false, hasIdle: true, watchLosses: 0 };
  let wake = (): void => {
    flow.woken = true;
  };

  const watches = new Map<number, AbortController>();
  const running = new Set<Promise<unknown>>();
  /** Readings of one folder follow each other. */
  const turns = new Map<number, Promise<unknown>>();
  const texts: TextReading = { parts, servers, signal, given: new Set() };

  function set(next: AccountStatus['state'], failure: AppErrorData | null = null): void {
    if (state === next && error === failure) return;
    state = next;
    error = failure;
    given.onStatus();
  }

  function inTurn<T>(folderId: number, work: () => Promise<T>): Promise<T> {
    const before = turns.get(folderId) ?? Promise.resolve();
    const turn = before.then(work, work);
    turns.set(
      folderId,
      turn.catch(() => undefined),
    );
    return turn;
  }

  const readingOf = (structure = true): FolderReading => ({
    parts,
    signal,
    mine: given.mine(),
    structure,
    onNew(folder, ids, wasComplete) {
      if (wasComplete && folder.role === 'inbox') given.onArrived(folder, ids);
      given.onStatus();
    },
  });

  /** False: the folder cannot be read now (the server refuses it, or it is gone); the others can. */
  async function read(folderId: number, depth: ReadDepth): Promise<boolean> {
    return inTurn(folderId, async () => {
      reading = folderId;
      given.onStatus();
      try {
        await servers.use(accountId, (session) => readFolder(readingOf(), session, folderId, depth), {
          folder: null,
          urgent: false,
          signal,
        });
        return true;
      } catch (failure) {
        const passes =
          failure instanceof Refusal || (failure instanceof AppError && failure.code === 'mail.folder_gone');
        if (!passes) throw failure;
        parts.log.warn({ accountId, folderId, reason: String(failure) }, 'mail: a folder cannot be read');
        return false;
      } finally {
        reading = null;
      }
    });
  }

  async function round(): Promise<void> {
    set(checkedAt === null || state === 'connecting' ? 'connecting' : 'syncing');
    await queue.send(accountId, signal);
    const before = listMailFolders(store, accountId);
    const isFirst = before.length === 0;
    const listing: Listing = await listAll(parts, servers, accountId, !isFirst, signal);
    set('syncing');
    const thorough = Date.now() - thoroughAt > THOROUGH_MS;
    const folders = listing.changed(thorough);
    const inbox = folders.find(({ role }) => role === 'inbox');
    if (inbox && inbox.knownFrom !== 1) {
      await read(inbox.id, { depth: 'newest', thorough: false });
      await readFirstTexts(inbox.id);
      startWatching();
    }
    // What is small or known first: every folder shows something soon.
    for (const folder of folders)
      if (folder.knownFrom === null && folder !== inbox) await read(folder.id, { depth: 'newest', thorough: false });
    for (const folder of folders) await read(folder.id, { depth: 'all', thorough });
    if (thorough) thoroughAt = Date.now();
    checkedAt = Date.now();
    pauseMs = FIRST_PAUSE_MS;
    startWatching();
    beginTexts();
    set('idle');
    given.onStatus();
  }

  async function readFirstTexts(folderId: number): Promise<void> {
    const folder = mailFolderOf(store, folderId);
    if (folder) await readTexts(texts, folder, newestId(store, folderId, FIRST_TEXTS));
  }

  /** Texts of all folders, newest rounds first; ends when nothing is missing. */
  async function readAllTexts(): Promise<void> {
    const settings = syncSettings(store, accountId);
    const now = Date.now();
    for (const folder of inOrder(listMailFolders(store, accountId))) {
      const sinceId = wantedFrom(settings, folder, now);
      if (sinceId !== null && folder.selectable) await readTexts(texts, folder, sinceId);
    }
    given.onStatus();
  }

  function startWatching(): void {
    if (!flow.hasIdle || servers.watchable(accountId) === 0) return;
    const inbox = listMailFolders(store, accountId).find(({ role }) => role === 'inbox');
    const wanted = [...new Set([inbox?.id, watched ?? undefined])]
      .filter((id) => id !== undefined)
      .slice(0, servers.watchable(accountId));
    for (const [id, controller] of watches)
      if (!wanted.includes(id)) {
        watches.delete(id);
        controller.abort();
      }
    for (const id of wanted) if (!watches.has(id)) begin(id);
  }

  function begin(folderId: number): void {
    const controller = new AbortController();
    watches.set(folderId, controller);
    track(
      watchOne(folderId, AbortSignal.any([signal, controller.signal])).finally(() => {
        if (watches.get(folderId) === controller) watches.delete(folderId);
      }),
    );
  }

  /** Ends when the server has no IDLE, the folder goes, or the line cannot be mended: then a round begins it again. */
  async function watchOne(folderId: number, watching: AbortSignal): Promise<void> {
    const folder = mailFolderOf(store, folderId);
    if (!folder) return;
    await servers
      .watch(
        accountId,
        async (session) => {
          flow.hasIdle = canWatch(session);
          if (!flow.hasIdle) return;
          for (;;) {
            // Whatever happened before the folder was open here is seen now.
            await inTurn(folderId, () =>
              readFolder({ ...readingOf(), signal: watching }, session, folderId, { depth: 'all', thorough: false }),
            );
            while (!(await watchFolder(session, watching)));
            flow.watchLosses = 0;
            track(fresh(folderId));
          }
        },
        { path: folder.path, signal: watching },
      )
      .catch(async (failure: unknown) => {
        if (!(failure instanceof AppError || failure instanceof Refusal)) toAppError(failure, parts.log);
        await sleep(Math.min(FIRST_PAUSE_MS * 2 ** flow.watchLosses, LONGEST_PAUSE_MS), watching);
        flow.watchLosses += 1;
        // The next round finds out what is wrong, and begins to watch again.
        wake();
      });
  }

  /** The texts of what has just come. */
  async function fresh(folderId: number): Promise<void> {
    await turns.get(folderId);
    await readFirstTexts(folderId).catch(() => undefined);
  }

  function track(work: Promise<unknown>): void {
    const quiet = work.catch(() => undefined).finally(() => running.delete(quiet));
    running.add(quiet);
  }

  async function run(): Promise<void> {
    for (;;) {
      flow.woken = false;
      let waitMs: number;
      try {
        await round();
        waitMs = flow.hasIdle && watches.size > 0 ? ROUND_MS : POLL_MS;
      } catch (failure) {
        waitMs = failed(failure);
      }
      // Ends it all when the account is stopped.
      if (await pause(waitMs)) return;
    }
  }

  /** One reading of texts at a time, beside the rounds; it ends when nothing is missing any more. */
  function beginTexts(): void {
    flow.textsAgain = true;
    if (flow.readingTexts) return;
    flow.readingTexts = true;
    track(
      keepReadingTexts().finally(() => {
        flow.readingTexts = false;
        given.onStatus();
      }),
    );
  }

  async function keepReadingTexts(): Promise<void> {
    while (flow.textsAgain) {
      flow.textsAgain = false;
      try {
        await readAllTexts();
      } catch (failure) {
        if (signal.aborted || servers.isRefused(accountId)) return;
        const known = storeFailure(parts.dataDir, failure);
        if (!(known instanceof Refusal)) toAppError(known, parts.log);
        // A full or broken disk is told; the rounds try again.
        if (known instanceof AppError && known.code.startsWith('disk.')) return set('offline', known.toData());
        await sleep(TEXTS_PAUSE_MS, signal);
        flow.textsAgain = true;
      }
    }
  }

  /** How long to wait before the next try; Infinity: until the person did something. */
  function failed(failure: unknown): number {
    if (signal.aborted) return 0;
    const known = toAppError(storeFailure(parts.dataDir, failure), parts.log);
    if (servers.isRefused(accountId)) {
      set('waiting', known.toData());
      return Infinity;
    }
    set('offline', known.toData());
    const wait = known.code === 'account.blocked' ? BLOCKED_MS : pauseMs;
    pauseMs = isLineTrouble(known) ? Math.min(pauseMs * 2, LONGEST_PAUSE_MS) : LONGEST_PAUSE_MS;
    return wait;
  }

  /** True: the account is stopped. */
  async function pause(waitMs: number): Promise<boolean> {
    const over = new AbortController();
    wake = () => {
      flow.woken = true;
      over.abort();
    };
    if (!flow.woken)
      await sleep(Math.min(waitMs, MAX_TIMER_MS), AbortSignal.any([signal, over.signal])).catch(() => undefined);
    return signal.aborted;
  }

  const loop = run();

  return {
    status() {
      const settings = syncSettings(store, accountId);
      const folders = listMailFolders(store, accountId);
      const now = Date.now();
      let [known, total, done, wanted] = [0, 0, 0, 0];
      for (const folder of folders) {
        known += Math.min(folder.known, folder.serverMessages);
        total += folder.serverMessages;
        const sinceId = wantedFrom(settings, folder, now);
        if (sinceId === null) continue;
        const counted = countTexts(store, folder.id, sinceId);
        done += counted.done;
        wanted += counted.total;
      }
      return {
        accountId,
        // Texts are part of it, though nobody has to wait for them.
        state: state === 'idle' && flow.readingTexts ? 'syncing' : state,
        folderId: reading,
        headers: { done: known, total },
        texts: { done, total: wanted },
        queued: queue.waiting(accountId),
        checkedAt,
        error,
        refused: queue.refused(accountId),
        rebuilt: store.rebuilt,
      };
    },
    checkNow(retry) {
      if (retry) servers.retry(accountId);
      if (state === 'waiting' && !retry) return;
      pauseMs = FIRST_PAUSE_MS;
      wake();
    },
    queued() {
      if (state === 'idle' || state === 'syncing') track(queue.send(accountId, signal));
    },
    watch(folderId) {
      watched = folderId;
      startWatching();
      if (folderId !== null) track(read(folderId, { depth: 'all', thorough: false }));
    },
    async stop() {
      stopping.abort();
      wake();
      await loop;
      await Promise.all(running);
    },
  };
}

const FIRST_TEXTS = 50;
/** setTimeout takes no more. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** The inbox first, then what the person writes and keeps, then the rest by name. */
export function inOrder(folders: readonly FolderRecord[]): FolderRecord[] {
  const rank = ({ role }: FolderRecord): number => {
    const at = ['inbox', 'drafts', 'sent', 'flagged', 'archive'].indexOf(role ?? '');
    if (at >= 0) return at;
    return role === 'trash' || role === 'junk' ? 20 : role === 'all' ? 15 : 10;
  };
  return [...folders].sort((a, b) => rank(a) - rank(b));
}

function newestCheck(store: MailParts['store'], accountId: string): number | null {
  const times = listMailFolders(store, accountId).flatMap(({ checkedAt }) => checkedAt ?? []);
  return times.length ? Math.max(...times) : null;
}
