// The mail rooms put together as the backend does it, without shells: for tests that watch the store and the server.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { BlobShelf, silentLog } from '../../electron/base/index.ts';
import type { Account } from '../../electron/contract/accounts.ts';
import type { AccountStatus } from '../../electron/contract/mail.ts';
import { createMailApi, type MailApi } from '../../electron/mail/index.ts';
import { openMailStore, type MailStore } from '../../electron/store/index.ts';

export interface MailLogin {
  readonly port: number;
  readonly user: string;
  readonly password: string;
}

export interface MailApp {
  readonly api: MailApi;
  readonly store: MailStore;
  readonly dataDir: string;
  readonly accountId: string;
  /** Every event so far. */
  readonly events: { readonly name: string; readonly payload: unknown }[];
  status(): AccountStatus;
  /** Rows of a query, as objects. */
  rows(sql: string, ...values: (string | number)[]): Record<string, unknown>[];
  /** Waits until `ready` gives something other than false, null and undefined. */
  until<T>(what: string, ready: () => T | false | null | undefined): Promise<T>;
  /** Waits until a round is over that began after this call. */
  settled(): Promise<void>;
  setLogin(login: MailLogin): void;
  removeAccount(): void;
  close(keep?: boolean): Promise<void>;
}

/** `dataDir`: an earlier one, to go on with. */
export function openMailApp(login: MailLogin, options: { dataDir?: string; start?: boolean } = {}): MailApp {
  const dataDir = options.dataDir ?? mkdtempSync(path.join(tmpdir(), 'malleposte-mail-'));
  const store = openMailStore(dataDir);
  const events: { name: string; payload: unknown }[] = [];
  let now = login;
  let removed = false;
  const account = (): Account => ({
    id: 'account-1',
    address: `${now.user}@example.org`,
    name: now.user,
    colour: 1,
    hasPassword: true,
    settings: {
      imap: { host: '127.0.0.1', port: now.port, security: 'none', userName: now.user },
      smtp: null,
      allowInsecure: false,
    },
  });
  const api = createMailApi(
    {
      store,
      accounts: () => (removed ? [] : [account()]),
      credentials: () => {
        const { address, settings } = account();
        return { address, settings, password: () => Promise.resolve(now.password) };
      },
      dataDir,
      blobs: new BlobShelf(),
      emit: (name, payload) => void events.push({ name, payload }),
      log: silentLog,
    },
    () => '',
  );
  const status = (): AccountStatus => {
    const all = api.handlers.status({}, context) as AccountStatus[];
    const [one] = all;
    if (!one) throw new Error('no account runs');
    return one;
  };
  const until: MailApp['until'] = async (what, ready) => {
    for (const start = Date.now(); Date.now() - start < 30_000; await pause(10)) {
      const found = ready();
      if (found !== false && found !== null && found !== undefined) return found;
    }
    throw new Error(`not in 30 s: ${what} (${JSON.stringify(status())})`);
  };
  if (options.start !== false) api.start();
  return {
    api,
    store,
    dataDir,
    accountId: 'account-1',
    events,
    status,
    rows: (sql, ...values) => store.database.prepare(sql).all(...values),
    until,
    async settled() {
      const before = status().checkedAt ?? 0;
      await pause(2);
      void api.handlers.checkNow({ accountId: null }, context);
      await until('a round', () => (status().checkedAt ?? 0) > before && status().state === 'idle');
    },
    setLogin(login) {
      now = login;
      api.accountsChanged();
    },
    removeAccount() {
      removed = true;
      api.accountsChanged();
    },
    async close(keep = false) {
      await api.close();
      store.close();
      if (!keep) rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

const context = { signal: new AbortController().signal };
