// What people do to their mail: done here at once, queued for the server, and taken back when asked.
import { setImmediate as breathe } from 'node:timers/promises';
import { throwIfAborted } from '../../base/index.ts';
import type { Handlers } from '../../contract/index.ts';
import { AppError } from '../../contract/errors.ts';
import type { Change, Target } from '../../contract/mail.ts';
import {
  accountsOf,
  ACTION_MESSAGES,
  changeFlags,
  deleteMessages,
  durably,
  listMessageIds,
  mailFolderOf,
  messageOf,
  moveMessages,
  muteThreads,
  threadMessageIds,
  touched,
  transaction,
  undoable,
  undoAction,
  type FlagNames,
  type MailStore,
  type Touched,
} from '../../store/index.ts';
import type { ChangeQueue, MailParts, Servers } from '../parts.ts';
import { createFolderChanges } from './folders.ts';
import { createQueue } from './queue.ts';
import { roleFolder, type RoleFolder } from './role-folder.ts';

type Names = 'change' | 'undo' | 'createFolder' | 'changeFolder' | 'subscribeFolder' | 'deleteFolder' | 'emptyFolder';

export interface Changes {
  readonly handlers: Pick<Handlers['mail'], Names>;
  readonly queue: ChangeQueue;
}

type Changed = Awaited<ReturnType<Handlers['mail']['change']>>;

/** Messages of the first transaction of a change; then as many as fit into the time. */
const FIRST_PIECE = 100;
const SMALLEST_PIECE = 25;
/** Longest time for which nothing else is answered, as far as the disk allows. */
const PIECE_MS = 30;
/** Look-ups between two breaths. */
const LOOKUPS = 2000;

type Step = (into: Touched, ids: readonly number[]) => void;

export function createChanges(parts: MailParts, servers: Servers): Changes {
  const { store } = parts;
  const { queue, queued } = createQueue(parts, servers);

  /** Tells clients and the queue what a transaction touched. */
  function tell(into: Touched): void {
    if (into.folders.size > 0) parts.news.changed(into.folders, into.ids);
    for (const accountId of into.accounts) queued(accountId);
  }

  /** In pieces of one transaction each, so that nothing else waits long; one act for all of them. */
  async function inPieces(ids: readonly number[], step: Step, signal: AbortSignal): Promise<Touched> {
    const all = touched();
    let size = FIRST_PIECE;
    for (let at = 0; at < ids.length;) {
      const into = touched(all.act);
      const some = ids.slice(at, at + size);
      const began = performance.now();
      // The last commit carries the ones before it to the disk: the caller hears of it afterwards.
      const commit = at + some.length < ids.length ? transaction : durably;
      commit(store, () => step(into, some));
      const tookMs = performance.now() - began;
      if (tookMs > PIECE_MS) size = Math.max(SMALLEST_PIECE, size >> 1);
      else if (tookMs < PIECE_MS / 3) size = Math.min(ACTION_MESSAGES, size * 2);
      at += some.length;
      all.act = into.act;
      all.messages += into.messages;
      tell(into);
      if (at < ids.length) await breathe();
      throwIfAborted(signal);
    }
    return all;
  }

  async function byAccount(ids: readonly number[]): Promise<Map<string, number[]>> {
    const accounts = new Map<string, number[]>();
    for (let at = 0; at < ids.length; at += LOOKUPS) {
      if (at > 0) await breathe();
      for (const [accountId, some] of accountsOf(store, ids.slice(at, at + LOOKUPS))) {
        const list = accounts.get(accountId) ?? [];
        for (const id of some) list.push(id);
        accounts.set(accountId, list);
      }
    }
    return accounts;
  }

  const done = ({ act, messages }: Touched, folderId: number | null = null): Changed => ({
    undoId: act,
    messages,
    folderId,
  });

  async function change(
    { target, change: wanted }: { target: Target; change: Change },
    { signal }: Context,
  ): Promise<Changed> {
    const ids = targetIds(store, target);
    const accounts = await byAccount(ids);
    if (accounts.size === 0) throw new AppError('mail.gone');
    const flags =
      (names: FlagNames): Step =>
      (into, some) =>
        changeFlags(store, into, some, names);
    switch (wanted.kind) {
      case 'read':
        return done(await inPieces(ids, flags(names('\\Seen', wanted.value)), signal));
      case 'star':
        return done(await inPieces(ids, flags(names('\\Flagged', wanted.value)), signal));
      case 'mute':
        return done(await inPieces(ids, (into, some) => muteThreads(store, into, some, wanted.value), signal));
      case 'delete': {
        const { messages } = await inPieces(ids, (into, some) => deleteMessages(store, into, some), signal);
        return { undoId: null, messages, folderId: null };
      }
      case 'move': {
        const folder = mailFolderOf(store, wanted.folderId);
        if (!folder?.selectable) throw new AppError('mail.folder_gone');
        return done(await inPieces(ids, (into, some) => moveMessages(store, into, some, folder), signal), folder.id);
      }
      case 'archive':
      case 'trash':
      case 'junk':
      case 'not_junk':
        return toRole(accounts, wanted.kind, signal);
    }
  }

  async function toRole(
    accounts: ReadonlyMap<string, readonly number[]>,
    kind: 'archive' | 'trash' | 'junk' | 'not_junk',
    signal: AbortSignal,
  ): Promise<Changed> {
    const role: RoleFolder = kind === 'not_junk' ? 'inbox' : kind;
    // All of them before the first change: one that cannot be made leaves everything as it was.
    const folders = new Map<string, number>();
    for (const accountId of accounts.keys())
      folders.set(accountId, (await roleFolder(parts, servers, accountId, role, signal)).id);
    const all = touched();
    for (const [accountId, ids] of accounts) {
      const to = { id: folders.get(accountId) ?? 0, accountId };
      const step: Step = (into, some) => {
        into.act ??= all.act;
        if (kind === 'junk') changeFlags(store, into, some, { add: ['$Junk'], remove: ['$NotJunk'] });
        if (kind === 'not_junk') changeFlags(store, into, some, { add: ['$NotJunk'], remove: ['$Junk'] });
        const before = into.messages;
        moveMessages(store, into, some, to);
        // A message counts once, whatever is done to it.
        into.messages = Math.max(before, into.messages - before);
      };
      const part = await inPieces(ids, step, signal);
      all.act ??= part.act;
      all.messages += part.messages;
    }
    const [only, ...more] = new Set(folders.values());
    return done(all, only !== undefined && more.length === 0 ? only : null);
  }

  async function undo({ undoId }: { undoId: number }): Promise<Record<string, never>> {
    const actions = undoable(store, undoId);
    if (actions.length === 0) throw new AppError('mail.too_late');
    const all = touched();
    for (const [index, id] of actions.entries()) {
      const into = touched(all.act);
      const commit = index + 1 < actions.length ? transaction : durably;
      commit(store, () => undoAction(store, into, id));
      all.act = into.act;
      tell(into);
      await breathe();
    }
    return {};
  }

  return { handlers: { change, undo, ...createFolderChanges(parts, servers, { queue, tell }) }, queue };
}

interface Context {
  readonly signal: AbortSignal;
}

const names = (name: string, value: boolean): FlagNames =>
  value ? { add: [name], remove: [] } : { add: [], remove: [name] };

function targetIds(store: MailStore, target: Target): readonly number[] {
  switch (target.kind) {
    case 'messages':
      return [...new Set(target.ids)];
    case 'threads':
      return threadMessageIds(store, target.ids, target.view);
    case 'all': {
      const ids = listMessageIds(store, target.list);
      if (target.except.length === 0) return ids;
      if (!target.list.threads) {
        const spared = new Set(target.except);
        return ids.filter((id) => !spared.has(id));
      }
      // A row stands for its whole thread.
      const threads = target.except.flatMap((id) => messageOf(store, id)?.threadId ?? []);
      const spared = new Set(threadMessageIds(store, threads, target.list.view));
      return ids.filter((id) => !spared.has(id));
    }
  }
}
