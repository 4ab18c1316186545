// The accounts: kept in the store with their passwords in the keychain, or, for one run, in memory alone.
import { randomUUID } from 'node:crypto';
import { registerSecret } from '../base/index.ts';
import type { Account, AccountSettings, Vault } from '../contract/accounts.ts';
import { AppError } from '../contract/errors.ts';
import type { Emit } from '../contract/index.ts';
import { deleteAccount, insertAccount, listAccounts, updateAccount, type Store } from '../store/index.ts';
import { propose, type Proposal } from './autoconfig/propose.ts';
import type { OpenSecrets } from './secrets.ts';

/** The name under which the keychain lists our entries. */
export const SECRET_SERVICE = 'Malleposte';

export interface Credentials {
  readonly account: Account;
  readonly settings: AccountSettings;
  /** Registered as secret: it is blanked in logs and errors. */
  readonly password: string;
}

export interface NewAccount {
  readonly address: string;
  readonly name: string;
  readonly settings: AccountSettings;
  readonly password: string;
  /** False: in memory until the program ends; may share its address with another account. */
  readonly keep: boolean;
}

export interface AccountChange {
  readonly id: string;
  readonly name: string;
  readonly settings: AccountSettings;
  /** null leaves the stored one. */
  readonly password: string | null;
}

export interface Accounts {
  /** Kept ones first, oldest first. Asks no keychain. */
  list(): Account[];
  /** Throws app.not_found. */
  get(id: string): Account;
  /** Throws account.exists, secrets.*. */
  add(input: NewAccount): Promise<Account>;
  /** Throws app.not_found, secrets.*. */
  update(input: AccountChange): Promise<Account>;
  /** The password first, so that none is left behind. Throws app.not_found, secrets.*. */
  remove(id: string): Promise<void>;
  propose(address: string): Proposal;
  vault(): Promise<Vault>;
  /** Throws secrets.wrong_passphrase, secrets.damaged, disk.*. */
  unlockVault(passphrase: string): Promise<Vault>;
  /** What a connection needs. Throws app.not_found, account.password_missing, secrets.*. */
  credentials(id: string): Promise<Credentials>;
}

const COLOURS = 5;

export function createAccounts(parts: { store: Store; secrets: OpenSecrets; emit: Emit }): Accounts {
  const { store, emit } = parts;
  const { secrets } = parts.secrets;
  const inMemory = new Map<string, { account: Account; password: string }>();
  /** Undoes the registration of the secret last seen for an account. */
  const registered = new Map<string, { password: string; undo: () => void }>();
  let queue: Promise<unknown> = Promise.resolve();

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = queue.then(work, work);
    queue = turn.catch(() => undefined);
    return turn;
  }
  function hide(id: string, password: string | null): void {
    const known = registered.get(id);
    if (known?.password === password) return;
    known?.undo();
    registered.delete(id);
    if (password !== null) registered.set(id, { password, undo: registerSecret(password) });
  }
  const changed = (): void => emit('accounts.changed', {});
  const list = (): Account[] => [...listAccounts(store), ...[...inMemory.values()].map(({ account }) => account)];
  function get(id: string): Account {
    const found = list().find((account) => account.id === id);
    if (!found) throw new AppError('app.not_found', { name: 'account' });
    return found;
  }

  async function add(input: NewAccount): Promise<Account> {
    const all = list();
    const { address, settings } = input;
    const name = input.name.trim();
    const account: Account = {
      id: randomUUID(),
      address,
      // A name is proposed from the provider: two accounts there would look the same in every list.
      name: name === '' || all.some((other) => other.name === name) ? address : name,
      colour: nextColour(all),
      settings,
      hasPassword: true,
    };
    if (!input.keep) {
      inMemory.set(account.id, { account, password: input.password });
    } else {
      const taken = listAccounts(store).some((other) => secretName(other.address) === secretName(address));
      if (taken) throw new AppError('account.exists', { address });
      // The password first: a crash here leaves one without an account, which the next attempt writes over.
      await secrets.setPassword(SECRET_SERVICE, secretName(address), input.password);
      insertAccount(store, account, Date.now());
    }
    hide(account.id, input.password);
    changed();
    return account;
  }

  async function update(input: AccountChange): Promise<Account> {
    const before = get(input.id);
    const account: Account = {
      ...before,
      name: input.name.trim() || before.address,
      settings: input.settings,
      hasPassword: before.hasPassword || input.password !== null,
    };
    const held = inMemory.get(input.id);
    if (held) {
      inMemory.set(input.id, { account, password: input.password ?? held.password });
    } else {
      if (input.password !== null)
        await secrets.setPassword(SECRET_SERVICE, secretName(account.address), input.password);
      updateAccount(store, account);
    }
    if (input.password !== null) hide(account.id, input.password);
    changed();
    return account;
  }

  async function remove(id: string): Promise<void> {
    const account = get(id);
    if (!inMemory.delete(id)) {
      await secrets.deletePassword(SECRET_SERVICE, secretName(account.address));
      deleteAccount(store, id);
    }
    hide(id, null);
    changed();
  }

  async function credentials(id: string): Promise<Credentials> {
    const account = get(id);
    const held = inMemory.get(id);
    const password = held?.password ?? (await secrets.getPassword(SECRET_SERVICE, secretName(account.address)));
    if (password === null) {
      // Read again: the account may have been changed, or taken away, while the keychain was asked.
      const now = listAccounts(store).find((other) => other.id === id);
      if (now?.hasPassword) {
        updateAccount(store, { ...now, hasPassword: false });
        changed();
      }
      throw new AppError('account.password_missing', { address: account.address });
    }
    hide(id, password);
    return { account, settings: account.settings, password };
  }

  return {
    list,
    get,
    add: (input) => inTurn(() => add(input)),
    update: (input) => inTurn(() => update(input)),
    remove: (id) => inTurn(() => remove(id)),
    propose,
    vault: () => parts.secrets.vault(),
    unlockVault: async (passphrase) => {
      const vault = await parts.secrets.unlock(passphrase);
      changed();
      return vault;
    },
    credentials,
  };
}

/** One entry per address, whatever its case. */
const secretName = (address: string): string => address.trim().toLowerCase();

/** The colour used least so far, the lowest of them. */
function nextColour(accounts: readonly Account[]): number {
  const uses = Array.from({ length: COLOURS }, (_, index) => accounts.filter((a) => a.colour === index + 1).length);
  return uses.indexOf(Math.min(...uses)) + 1;
}
