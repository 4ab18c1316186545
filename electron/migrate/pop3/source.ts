// A POP3 mailbox as a source of mail: one folder, nothing deleted, bounded memory, mended connections, and no message
// that can stop the others.
import { silentLog, throwIfAborted, type Log } from '../../base/index.ts';
import type { ServerSettings } from '../../contract/accounts.ts';
import { lastingConnection, usualPace, type LastingConnection, type Pace } from '../../imap/index.ts';
import type { ReadonlyKeys, Source, SourceEvent, SourceNotice, TransferFolder } from '../../transfer/index.ts';
import { impatientError, patienceOf, Refusal, refusedError } from './errors.ts';
import { listMailbox, type Listing } from './listing.ts';
import { readMessages } from './read.ts';
import { connectPop3, type Pop3Session } from './session.ts';

export interface Pop3SourceOptions {
  /** Names the mailbox in folders and reports. */
  readonly account: string;
  readonly settings: ServerSettings;
  readonly allowInsecure: boolean;
  /** Asked for at each connection; held only while one is open. */
  readonly password: () => Promise<string>;
  readonly onNotice?: (notice: SourceNotice) => void;
  readonly log?: Log;
  /** Pauses and limits; tests shorten them. */
  readonly pace?: Partial<Pace>;
}

/** A session and what it calls each message. */
export interface Mailbox {
  readonly session: Pop3Session;
  readonly listing: Listing;
}

export interface Visit {
  readonly line: LastingConnection<Pop3Session>;
  readonly signal: AbortSignal;
  /** The session in use, or a new one, with its list. Throws account.*, network.*, pop3.*, cancelled. */
  ready(): Promise<Mailbox>;
  /** Waits before the next try when the error is one that passes; throws it otherwise. */
  recover(error: unknown): Promise<void>;
}

/** POP3 knows neither flags nor folders: everything is in the inbox, and nothing is said about having been read. */
export function createPop3Source(options: Pop3SourceOptions): Source {
  const { settings, account, allowInsecure, log = silentLog } = options;
  const { host } = settings;
  const pace = { ...usualPace, ...options.pace };
  const line = lastingConnection<Pop3Session>({
    pace,
    connect: async (signal) => {
      const password = await options.password();
      return connectPop3({ settings, password, allowInsecure, signal, log, stallMs: pace.stallMs });
    },
    onNotice: (notice) => {
      log.warn({ notice: notice.kind, account }, 'pop3: connection');
      options.onNotice?.(notice);
    },
    patience: patienceOf,
    impatient: (error) => impatientError(error, host),
  });
  let mailbox: Mailbox | null = null;

  const translate = (error: unknown): unknown => (error instanceof Refusal ? refusedError(error, host) : error);

  function visit(signal: AbortSignal): Visit {
    const recover = async (error: unknown): Promise<void> => {
      throwIfAborted(signal);
      await line.recover(error, signal).catch((final: unknown) => {
        throw translate(final);
      });
    };
    const ready = async (): Promise<Mailbox> => {
      for (;;) {
        throwIfAborted(signal);
        const session = await line.session(signal).catch((error: unknown) => {
          throw translate(error);
        });
        if (mailbox?.session === session) return mailbox;
        try {
          mailbox = { session, listing: await listMailbox(session) };
          return mailbox;
        } catch (error) {
          await recover(error);
        }
      }
    };
    return { line, signal, ready, recover };
  }

  async function folders(signal: AbortSignal): Promise<TransferFolder[]> {
    const { session, listing } = await visit(signal).ready();
    return [
      {
        id: 'INBOX',
        account,
        names: ['INBOX'],
        path: 'INBOX',
        role: 'inbox',
        messages: listing.keys.length,
        sizeBytes: session.sizeBytes,
        uidValidity: null,
        separator: null,
      },
    ];
  }

  async function* items(
    _folder: TransferFolder,
    skip: (key: string) => boolean,
    signal: AbortSignal,
  ): AsyncGenerator<SourceEvent, void, undefined> {
    const { listing } = await visit(signal).ready();
    yield { kind: 'listed', keys: new Set(listing.keys), totalBytes: sum(listing.sizes) };
    yield* readMessages(
      visit(signal),
      listing.keys.filter((key) => !skip(key)),
    );
  }

  /** A session sees the mailbox as it was at its start (RFC 1939 §5), so this takes a new one. */
  async function relist(
    _folder: TransferFolder,
    signal: AbortSignal,
  ): Promise<{ uidValidity: null; keys: ReadonlyKeys }> {
    await line.close();
    const { listing } = await visit(signal).ready();
    return { uidValidity: null, keys: new Set(listing.keys) };
  }

  const sizes = async (_folder: TransferFolder, signal: AbortSignal): Promise<Iterable<number>> =>
    (await visit(signal).ready()).listing.sizes.values();

  return { folders, items, relist, sizes, close: () => line.close() };
}

function sum(sizes: ReadonlyMap<number, number>): number {
  let total = 0;
  for (const size of sizes.values()) total += size;
  return total;
}
