// Where mail comes from: a mailbox, an archive, later a POP server or a local store. Always read-only, always streaming.
import type { AppErrorData } from '../contract/errors.ts';
import type { FolderRole } from '../contract/shapes.ts';
import type { Heading } from './heading.ts';

export interface TransferFolder {
  /** Unique within its source, stable between runs. */
  readonly id: string;
  /** The account it belongs to: an address. */
  readonly account: string;
  /** Names from the top, decoded, without separators. */
  readonly names: readonly string[];
  /** The source's own full name, decoded (an IMAP mailbox name, a directory). */
  readonly path: string;
  readonly role: FolderRole | null;
  /** What the source says now; items may turn out to be more or fewer. */
  readonly messages: number;
  /** null while unknown. */
  readonly sizeBytes: number | null;
  /** RFC 9051 §2.3.1.1, as decimal text; null where the source has none. */
  readonly uidValidity: string | null;
  /** The order of hierarchy the source uses; null for a flat one. */
  readonly separator: string | null;
  /** A mail program's copy of what an account on a server holds: moving it from there is better. */
  readonly offlineCopy?: boolean;
}

/**
 * A message's bytes. Small ones come as one piece. Larger ones as a stream that can be read ONCE and may fail midway
 * with an AppError; whoever reads it must not have promised anything before its end.
 */
export type Content = Uint8Array | ContentStream;
export interface ContentStream {
  /** What the source announces; the bytes that arrive decide. */
  readonly sizeBytes: number;
  /** It was put aside and may be read several times, each time from its start. */
  readonly again?: boolean;
  chunks(): AsyncIterable<Uint8Array>;
}

export interface TransferItem {
  /** Stable within the folder: a UID, an entry's number. */
  readonly key: string;
  /** System flags (`\Seen`) and keywords, never `\Recent`. */
  readonly flags: readonly string[];
  /** INTERNALDATE, milliseconds since 1970 UTC. */
  readonly internalDate: number;
  /** SHA-256 of the bytes, lower-case hex, when the source knows it beforehand; else null. */
  readonly sha256: string | null;
  readonly content: Content;
}

export type SourceEvent =
  | { readonly kind: 'item'; readonly item: TransferItem }
  /** One message the source cannot hand out: tried alone, and given up. */
  | {
      readonly kind: 'failed';
      readonly key: string;
      readonly heading: Heading;
      readonly sizeBytes: number | null;
      readonly error: AppErrorData;
    }
  /** The folder was renumbered while it was read: everything taken from it in this run counts no more, items start again. */
  | { readonly kind: 'restarted'; readonly uidValidity: string }
  /** All keys the source lists in the folder, said once before the first item and again after a restart. */
  | { readonly kind: 'listed'; readonly keys: ReadonlyKeys; readonly totalBytes: number | null };

/** A set of keys of one folder, possibly large; kept compact by whoever makes it. */
export interface ReadonlyKeys extends Iterable<string> {
  readonly size: number;
  has(key: string): boolean;
}

/** What happened to the connection, for the job's log and its honest pauses. */
export type SourceNotice =
  | { readonly kind: 'connection_lost'; readonly error: AppErrorData; readonly retryInMs: number }
  | { readonly kind: 'connection_back'; readonly afterMs: number }
  | { readonly kind: 'throttled'; readonly waitMs: number; readonly detail: string }
  /** Another program has the mailbox to itself (POP3): waited for. */
  | { readonly kind: 'in_use'; readonly waitMs: number; readonly detail: string };

export interface Source {
  /** Every folder that can hold messages. Throws account.*, network.*. */
  folders(signal: AbortSignal): Promise<TransferFolder[]>;
  /**
   * The folder's messages in a stable order, without those `skip` knows. A lost connection is mended inside (with
   * growing pauses, told through onNotice). Throws only what ends the whole run: account.*, cancelled.
   */
  items(folder: TransferFolder, skip: (key: string) => boolean, signal: AbortSignal): AsyncIterable<SourceEvent>;
  /** The keys the folder lists right now, for the last comparison; null when the folder is gone. */
  relist(
    folder: TransferFolder,
    signal: AbortSignal,
  ): Promise<{ uidValidity: string | null; keys: ReadonlyKeys } | null>;
  /** The sizes of the folder's messages, for sources that know them without reading; null when this folder's are not known. */
  sizes?(folder: TransferFolder, signal: AbortSignal): Promise<Iterable<number> | null>;
  close(): Promise<void>;
}
