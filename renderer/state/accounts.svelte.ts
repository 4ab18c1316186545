// The accounts and the place their passwords are kept in, live.
import { api, type Account, type AccountSettings, type Vault } from '../api.ts';

interface NewAccount {
  address: string;
  name: string;
  settings: AccountSettings;
  password: string;
  keep: boolean;
}

class AccountsState {
  #list = $state.raw<readonly Account[]>([]);
  #vault = $state.raw<Vault | null>(null);
  #loaded = $state(false);

  get list(): readonly Account[] {
    return this.#list;
  }
  /** null until the first answer. */
  get vault(): Vault | null {
    return this.#vault;
  }
  get loaded(): boolean {
    return this.#loaded;
  }

  byId(id: string | null | undefined): Account | null {
    return this.#list.find((account) => account.id === id) ?? null;
  }
  byAddress(address: string): Account | null {
    return this.#list.find((account) => account.address.toLowerCase() === address.toLowerCase()) ?? null;
  }
  /** 1 to 5, the account's dot; 0 for an address that has no account here. */
  colourOf(address: string): number {
    return this.byAddress(address)?.colour ?? 0;
  }

  /** Follows changes made anywhere; returns what stops it. */
  start(): () => void {
    return api.on('accounts.changed', () => void this.load().catch(() => undefined));
  }

  async load(): Promise<void> {
    const [list, vault] = await Promise.all([api.accounts.list({}), api.accounts.vault({})]);
    this.#list = list;
    this.#vault = vault;
    this.#loaded = true;
  }

  async add(account: NewAccount): Promise<Account> {
    const added = await api.accounts.add(account);
    await this.load();
    return added;
  }

  /** `password: null` leaves the stored one. */
  async update(change: {
    id: string;
    name: string;
    settings: AccountSettings;
    password: string | null;
  }): Promise<void> {
    await api.accounts.update(change);
    await this.load();
  }

  async remove(id: string): Promise<void> {
    await api.accounts.remove({ id });
    await this.load();
  }

  /** Opens the sealed file, or makes it. Throws secrets.wrong_passphrase. */
  async unlock(passphrase: string): Promise<void> {
    this.#vault = await api.accounts.unlockVault({ passphrase });
    await this.load();
  }
}

export const accounts = new AccountsState();
