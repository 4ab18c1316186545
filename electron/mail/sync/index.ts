// Keeping every account in step: starts and stops one reading for each, hears of sleep and changes of network, and answers
// what the page asks about it.
import { networkInterfaces } from 'node:os';
import type { Handlers } from '../../contract/index.ts';
import type { Account } from '../../contract/accounts.ts';
import {
  forgetAccount,
  listMailFolders,
  mailFolderOf,
  saveFolder,
  storedAccounts,
  sweepContents,
  type FolderRecord,
} from '../../store/index.ts';
import { AppError } from '../../contract/errors.ts';
import type { ChangeQueue, Contents, MailParts } from '../parts.ts';
import type { AccountServers } from '../servers.ts';
import { arrivedRows } from './arrived.ts';
import { startAccount, type AccountSync } from './account.ts';
import { saveSyncSettings, syncSettings } from './settings.ts';

const STATUS_MS = 400;
const LOOK_MS = 5_000;
/** A timer this late: the computer slept. */
const LATE_MS = 15_000;

type SyncHandlers = Pick<
  Handlers['mail'],
  'status' | 'watch' | 'checkNow' | 'syncSettings' | 'saveSyncSettings' | 'keepFolder' | 'dismissRefused'
>;

export interface Sync {
  readonly handlers: SyncHandlers;
  start(): void;
  accountsChanged(): void;
  close(): Promise<void>;
}

export function createSync(
  parts: MailParts,
  { servers, queue }: { servers: AccountServers; contents: Contents; queue: ChangeQueue },
): Sync {
  const { store } = parts;
  const running = new Map<string, { sync: AccountSync; settings: string }>();
  const stopping = new Set<Promise<unknown>>();
  const dirty = new Set<string>();
  let started = false;
  let statusTimer: NodeJS.Timeout | null = null;
  let looker: NodeJS.Timeout | null = null;
  let lookedAt = Date.now();
  let network = networkNow();
  let arrived = new Map<string, number[]>();
  let arrivedTimer: NodeJS.Timeout | null = null;

  const mine = (): Set<string> => new Set(parts.accounts().map(({ address }) => address.toLowerCase()));
  const settingsOf = (account: Account): string => JSON.stringify([account.settings, account.hasPassword]);

  function tellSoon(accountId: string): void {
    dirty.add(accountId);
    statusTimer ??= setTimeout(() => {
      statusTimer = null;
      for (const id of dirty) {
        const status = running.get(id)?.sync.status();
        if (status) parts.emit('mail.status', status);
      }
      dirty.clear();
    }, STATUS_MS);
  }

  function begin(account: Account): void {
    const { id } = account;
    const sync = startAccount({
      accountId: id,
      parts,
      servers,
      queue,
      mine,
      onStatus: () => tellSoon(id),
      onArrived,
    });
    running.set(id, { sync, settings: settingsOf(account) });
    tellSoon(id);
  }

  function onArrived(folder: FolderRecord, ids: readonly number[]): void {
    const known = arrived.get(folder.accountId) ?? [];
    arrived.set(folder.accountId, [...known, ...ids]);
    arrivedTimer ??= setTimeout(tellArrived, 250);
  }
  function tellArrived(): void {
    arrivedTimer = null;
    const told = arrived;
    arrived = new Map();
    for (const [accountId, ids] of told) {
      const rows = arrivedRows(store, ids, mine());
      if (rows.length) parts.emit('mail.arrived', { accountId, count: rows.length, rows: rows.slice(0, 5) });
    }
  }

  function stop(id: string): Promise<void> {
    const entry = running.get(id);
    running.delete(id);
    return entry ? entry.sync.stop() : Promise.resolve();
  }

  /** Makes what runs that of the accounts there are. */
  function follow(): void {
    if (!started) return;
    const accounts = new Map(parts.accounts().map((account) => [account.id, account]));
    for (const id of new Set([...running.keys(), ...storedAccounts(store)])) {
      const account = accounts.get(id);
      const entry = running.get(id);
      if (account && (!entry || entry.settings === settingsOf(account))) continue;
      track(
        stop(id)
          .then(() => servers.forget(id))
          .then(() => {
            const now = parts.accounts().find((one) => one.id === id);
            if (!now) return forget(id);
            if (started && !running.has(id)) begin(now);
          }),
      );
    }
    for (const [id, account] of accounts) {
      const entry = running.get(id);
      // A password typed again leaves the settings as they are.
      if (entry) entry.sync.checkNow(true);
      else if (stopping.size === 0 || !storedAccounts(store).includes(id)) begin(account);
    }
  }

  function forget(id: string): void {
    forgetAccount(store, id);
    sweepContents(store, parts.dataDir);
    parts.news.folders();
  }
  function track(work: Promise<unknown>): void {
    const quiet = work.catch((error: unknown) => parts.log.error({ error: String(error) }, 'mail: sync'));
    stopping.add(quiet);
    void quiet.finally(() => stopping.delete(quiet));
  }

  /** Sleep shows as a timer that is late, a new network as other addresses. Dead lines do not show at all. */
  function look(): void {
    const now = Date.now();
    const slept = now - lookedAt > LOOK_MS + LATE_MS;
    lookedAt = now;
    const before = network;
    network = networkNow();
    if (!slept && network === before) return;
    servers.reset();
    for (const { sync } of running.values()) sync.checkNow(false);
  }

  const unqueue = queue.onQueued((accountId) => {
    running.get(accountId)?.sync.queued();
    tellSoon(accountId);
  });

  const folderOf = (id: number): FolderRecord => {
    const folder = mailFolderOf(store, id);
    if (!folder) throw new AppError('mail.folder_gone');
    return folder;
  };

  const handlers: SyncHandlers = {
    status: () => [...running.values()].map(({ sync }) => sync.status()),
    watch({ view }) {
      const watched =
        view?.kind === 'folder'
          ? mailFolderOf(store, view.folderId)
          : view?.kind === 'role'
            ? (listMailFolders(store).find(({ role }) => role === view.role) ?? null)
            : null;
      for (const [id, { sync }] of running) {
        const here =
          view?.kind === 'role' ? listMailFolders(store, id).find(({ role }) => role === view.role) : watched;
        sync.watch(here?.accountId === id ? here.id : null);
      }
      return {};
    },
    checkNow({ accountId }) {
      for (const [id, { sync }] of running) if (accountId === null || accountId === id) sync.checkNow(true);
      return {};
    },
    syncSettings: ({ accountId }) => syncSettings(store, accountId),
    saveSyncSettings({ accountId, settings }) {
      const saved = saveSyncSettings(store, accountId, settings);
      running.get(accountId)?.sync.checkNow(false);
      tellSoon(accountId);
      return saved;
    },
    keepFolder({ id, keep }) {
      const { accountId } = folderOf(id);
      saveFolder(store, id, { keep });
      parts.news.folders();
      running.get(accountId)?.sync.checkNow(false);
      return {};
    },
    dismissRefused({ accountId }) {
      queue.dismiss(accountId);
      tellSoon(accountId);
      return {};
    },
  };

  return {
    handlers,
    start() {
      if (started) return;
      started = true;
      lookedAt = Date.now();
      looker = setInterval(look, LOOK_MS);
      looker.unref();
      sweepContents(store, parts.dataDir);
      follow();
    },
    accountsChanged: follow,
    async close() {
      started = false;
      unqueue();
      for (const timer of [statusTimer, arrivedTimer]) if (timer) clearTimeout(timer);
      if (looker) clearInterval(looker);
      await Promise.all([...running.keys()].map(stop));
      await Promise.all(stopping);
    },
  };
}

/** Which addresses this computer has: another network shows as others. */
function networkNow(): string {
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  return addresses
    .filter(({ internal }) => !internal)
    .map(({ address }) => address)
    .sort()
    .join(' ');
}
