// What the rooms of this folder share: the store, the news for clients, the servers, the messages' bytes, the queue.
import type { BlobShelf, Log } from '../base/index.ts';
import type { Account, AccountSettings } from '../contract/accounts.ts';
import type { AppErrorData } from '../contract/errors.ts';
import type { Emit } from '../contract/index.ts';
import type { ImapSession } from '../imap/index.ts';
import type { MailStore } from '../store/index.ts';

export interface MailParts {
  readonly store: MailStore;
  /** Accounts that are kept or held in memory, in the person's order. */
  accounts(): readonly Account[];
  /** Throws account.unknown; password: secrets.*. */
  credentials(accountId: string): {
    readonly address: string;
    readonly settings: AccountSettings;
    readonly password: () => Promise<string>;
  };
  /** Folder for large messages and what has to wait on disk. */
  readonly dataDir: string;
  readonly blobs: BlobShelf;
  readonly emit: Emit;
  readonly log: Log;
  readonly news: MailNews;
}

/** Gathers what changed and tells clients at most four times a second. */
export interface MailNews {
  changed(folderIds: Iterable<number>, messageIds?: Iterable<number>): void;
  /** A server answered a search: lists of searches are asked again. */
  found(): void;
  /** Folders were made, renamed, removed, or their counts changed. */
  folders(): void;
  close(): void;
}

export interface UseOptions {
  /** The folder to have open; null: any state. The work starts with it freshly or still open (never stale UIDs). */
  readonly folder: { readonly path: string; readonly access: 'read' | 'write' } | null;
  /** A person waits for it: goes before background work. */
  readonly urgent: boolean;
  readonly signal?: AbortSignal;
}

/** The accounts' connections: few each, shared by everything, mended quietly. */
export interface Servers {
  /**
   * Runs `work` on a signed-in connection. After a lost line it is run again from its start, so it has to be repeatable.
   * Throws account.* (the account then waits for the person: no second try), network.* when offline, mail.folder_gone,
   * Refusal as imap/ has it, cancelled.
   */
  use<T>(
    accountId: string,
    work: (session: ImapSession, uidValidity: string | null) => Promise<T>,
    options: UseOptions,
  ): Promise<T>;
  /** Why the account cannot be used now; null when it can. */
  trouble(accountId: string): AppErrorData | null;
  close(): Promise<void>;
}

/** Messages' bytes: from the store, else from the server (and then kept and indexed). */
export interface Contents {
  /** Throws mail.gone, network.*, account.*, message.unreadable. */
  bytes(messageId: number, signal?: AbortSignal): Promise<Uint8Array>;
}

/** Changes waiting for the servers. */
export interface ChangeQueue {
  /** Sends what waits for this account, oldest first; refused ones are undone here and reported. Throws network.*, account.*, cancelled. */
  send(accountId: string, signal: AbortSignal): Promise<void>;
  waiting(accountId: string): number;
  /** The last refusal, for mail.status; null when none or dismissed. */
  refused(accountId: string): { readonly at: number; readonly messages: number; readonly error: AppErrorData } | null;
  dismiss(accountId: string): void;
  /** Called when something was queued for an account; returns its own removal. */
  onQueued(listener: (accountId: string) => void): () => void;
}
