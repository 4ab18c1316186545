// A POP3 mailbox as a source of mail: one folder, nothing deleted, bounded memory, mended connections, and no message
// that can stop the others.
import type { ReadonlyKeys, Source, SourceEvent, TransferFolder } from '../../transfer/index.ts';
import { listMailbox } from './listing.ts';
import { readMessages } from './read.ts';
import { pop3Visits, type Pop3Options } from './visit.ts';

export interface Pop3SourceOptions extends Pop3Options {
  /** Names the mailbox in folders and reports. */
  readonly account: string;
}

/** POP3 knows neither flags nor folders: everything is in the inbox, and nothing is said about having been read. */
export function createPop3Source(options: Pop3SourceOptions): Source {
  const { account } = options;
  const { line, visit } = pop3Visits(options, listMailbox);

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
