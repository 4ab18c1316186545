// What a move reads from, while it is chosen: POP mailboxes, files and folders of other programs, archives of our own.
// Passwords and keys stay in these objects, in memory only.
import { api, type ArchiveKey, type FoundStore, type Provider, type ServerSettings } from '../api.ts';
import { guessPop, popGap, type PopGap } from './pop-form.ts';
import { isAddress } from './server-form.ts';

export type StoreKind = FoundStore['store'];

/** A POP mailbox while it is typed. */
export class PopChoice {
  readonly kind = 'pop3';
  readonly id: string;
  address = $state('');
  server = $state.raw<ServerSettings | null>(null);
  password = $state('');
  allowInsecure = $state(false);
  provider = $state.raw<Provider | null>(null);
  #askedFor = '';
  #typed = false;

  constructor(id: string) {
    this.id = id;
  }
  get name(): string {
    return this.address.trim();
  }
  get gap(): PopGap | null {
    return popGap(this);
  }
  /** Looks up the settings for the address, unless a person has typed others. */
  async propose(): Promise<void> {
    const address = this.name;
    if (this.#typed || !isAddress(address) || address === this.#askedFor) return;
    this.#askedFor = address;
    try {
      const { provider, settings } = await api.accounts.propose({ address });
      if (address !== this.#askedFor || this.#isTyped()) return;
      this.provider = provider;
      this.server = guessPop(settings);
    } catch {
      // The form stays, to be filled in by hand.
      this.server ??= { host: '', port: 995, security: 'tls', userName: address };
    }
  }
  #isTyped(): boolean {
    return this.#typed;
  }
  typeServer(server: ServerSettings): void {
    this.#typed = true;
    this.server = server;
  }
}

/** A file or folder of this computer. */
export interface LocalChoice {
  readonly kind: 'local';
  readonly id: string;
  readonly path: string;
  /** null: told by what lies there. */
  readonly store: StoreKind | null;
  readonly name: string;
}

/** An archive of our own, and what opens it. */
export class ArchiveChoice {
  readonly kind = 'archive';
  readonly id: string;
  readonly path: string;
  readonly name: string;
  /** null until something was typed. */
  key = $state.raw<ArchiveKey | null>(null);

  constructor(id: string, path: string, name: string) {
    this.id = id;
    this.path = path;
    this.name = name;
  }
}

export type Choice = PopChoice | LocalChoice | ArchiveChoice;
