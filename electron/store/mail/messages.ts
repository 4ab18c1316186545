// The rows of messages: put in as servers name them, adopted where a move of ours left one waiting, kept in step with the
// server's flags. A change of the person that still waits is never undone here.
import { transaction } from '../open.ts';
import { notePeople } from './note-people.ts';
import type { MailStore } from './open.ts';
import { pendingOf, type Pending } from './pending.ts';
import { revisionsOf } from './revisions.ts';
import { Flag, IDS_PER_SECOND } from './schema.ts';
import { statement } from './statements.ts';
import { threadOf } from './threads.ts';
import { indexWords } from './words.ts';

export type Pairs = readonly (readonly [name: string, address: string])[];

/** At most 50 of each. */
export interface MessagePeople {
  readonly to?: Pairs;
  readonly cc?: Pairs;
  readonly bcc?: Pairs;
  readonly replyTo?: Pairs;
  readonly sender?: Pairs;
}

export interface NewMessage {
  readonly uid: number;
  /** Flag.*, the server's ones and `files`. */
  readonly flags: number;
  /** Further keywords, separated by spaces. */
  readonly keywords: string;
  /** ms since 1970; null when the server gave none. */
  readonly receivedAt: number | null;
  readonly sentAt: number | null;
  readonly size: number;
  /** Without angle brackets; '' when there is none. */
  readonly messageId: string;
  /** In-Reply-To and References, without angle brackets. */
  readonly references: readonly string[];
  readonly subject: string;
  readonly fromName: string;
  readonly fromAddress: string;
  readonly people: MessagePeople;
  readonly listId: string;
  readonly preview: string;
  /** Attachment names; null: not known yet. */
  readonly files: readonly string[] | null;
}

export interface MessageRecord {
  readonly id: number;
  readonly accountId: string;
  readonly folderId: number;
  /** null: the server has not numbered it yet. */
  readonly uid: number | null;
  readonly threadId: number;
  readonly flags: number;
  readonly keywords: readonly string[];
  readonly receivedAt: number;
  readonly sentAt: number | null;
  readonly size: number;
  readonly messageId: string;
  readonly subject: string;
  readonly fromName: string;
  readonly fromAddress: string;
  readonly people: MessagePeople;
  readonly listId: string;
  readonly preview: string;
  readonly files: readonly string[];
  /** A change that waits for the server concerns it. */
  readonly pending: boolean;
}

interface MessageRow {
  id: number;
  account_id: string;
  folder_id: number;
  uid: number | null;
  thread_id: number;
  flags: number;
  keywords: string;
  received_at: number;
  sent_at: number | null;
  size: number;
  message_id: string;
  subject: string;
  from_name: string;
  from_address: string;
  people: string;
  list_id: string;
  preview: string;
  files: string;
  pending: number;
}

/** null: no such message (any more). */
export function messageOf(store: MailStore, id: number): MessageRecord | null {
  const row = statement(
    store,
    'SELECT m.*, f.account_id FROM messages m JOIN folders f ON f.id = m.folder_id WHERE m.id = ?',
  ).get(id) as unknown as MessageRow | undefined;
  if (!row) return null;
  return {
    id: row.id,
    accountId: row.account_id,
    folderId: row.folder_id,
    uid: row.uid,
    threadId: row.thread_id,
    flags: row.flags,
    keywords: row.keywords.split(' ').filter(Boolean),
    receivedAt: row.received_at,
    sentAt: row.sent_at,
    size: row.size,
    messageId: row.message_id,
    subject: row.subject,
    fromName: row.from_name,
    fromAddress: row.from_address,
    people: JSON.parse(row.people) as MessagePeople,
    listId: row.list_id,
    preview: row.preview,
    files: row.files === '' ? [] : (JSON.parse(row.files) as string[]),
    pending: row.pending !== 0,
  };
}

const INSERT = `INSERT INTO messages (id, folder_id, uid, thread_id, flags, keywords, received_at, sent_at, size, message_id,
  subject, from_name, from_address, people, list_id, preview, files)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;

/** With one of these a message does not count as unread (the triggers of starred-counts.ts say the same). */
const UNCOUNTED = Flag.seen | Flag.deleted;
/** The last second an id has room for: 2^53 / IDS_PER_SECOND (in the year 2242). */
const LAST_SECOND = 2 ** 33 - 1;

/**
 * Puts messages of one folder in; those that are here already, or that a waiting change has moved away, are left out.
 * `mine`: this person's addresses in lower case. Returns the ids of the rows that are new to the folder's list.
 */
export function insertMessages(
  store: MailStore,
  accountId: string,
  folderId: number,
  messages: readonly NewMessage[],
  mine: ReadonlySet<string>,
): number[] {
  return transaction(store, () => {
    const pending = pendingOf(store, folderId);
    const present = statement(store, 'SELECT 1 FROM messages WHERE folder_id = ? AND uid = ?');
    const exists = statement(store, 'SELECT 1 FROM folders WHERE id = ?').get(folderId) !== undefined;
    const ids: number[] = [];
    if (!exists) return ids;
    let [unread, starred] = [0, 0];
    const here: NewMessage[] = [];
    for (const message of messages) {
      if (pending.isMovedAway(message.uid)) continue;
      if (present.get(folderId, message.uid) || adopt(store, folderId, message)) {
        here.push(message);
        continue;
      }
      const flags = pending.flagsAfter(message.uid, message.flags, message.keywords);
      ids.push(insert(store, accountId, folderId, { ...message, ...flags }, mine));
      if ((flags.flags & UNCOUNTED) === 0) unread += 1;
      if ((flags.flags & (Flag.flagged | Flag.deleted)) === Flag.flagged) starred += 1;
    }
    if (ids.length) {
      statement(
        store,
        'UPDATE folders SET known = known + ?, unread = unread + ?, starred = starred + ? WHERE id = ?',
      ).run(ids.length, unread, starred, folderId);
      revisionsOf(store).came(folderId);
    }
    // A row that a move of ours has just put here has the flags it had there: another program may have changed them since.
    layFlags(store, folderId, here);
    return ids;
  });
}

function insert(
  store: MailStore,
  accountId: string,
  folderId: number,
  message: NewMessage,
  mine: ReadonlySet<string>,
): number {
  const receivedAt = message.receivedAt ?? message.sentAt ?? 0;
  const id = freeId(store, receivedAt, message.uid);
  const outgoing = mine.has(message.fromAddress.toLowerCase());
  const thread = threadOf(store, accountId, id, message.messageId, message.references);
  const names = message.files === null ? '' : JSON.stringify(message.files);
  statement(store, INSERT).run(
    id,
    folderId,
    message.uid,
    thread,
    (message.flags & ~(Flag.indexed | Flag.stored)) | (outgoing ? Flag.outgoing : 0),
    message.keywords,
    receivedAt,
    message.sentAt,
    message.size,
    message.messageId,
    message.subject,
    message.fromName,
    message.fromAddress,
    JSON.stringify(message.people),
    message.listId,
    message.preview,
    names,
  );
  indexWords(store, id, message, '', message.files ?? []);
  notePeople(store, message, outgoing, receivedAt);
  return id;
}

/** An id in the second of `at` that no message has; messages of one folder and second come in the order of their UIDs. */
function freeId(store: MailStore, at: number, uid: number): number {
  const second = Math.min(Math.max(Math.floor(at / 1000), 0), LAST_SECOND);
  const first = second * IDS_PER_SECOND;
  const taken = statement(store, 'SELECT 1 FROM messages WHERE id = ?');
  for (let tries = 0; tries < 6; tries += 1) {
    const id = first + ((uid + tries) % IDS_PER_SECOND);
    if (!taken.get(id)) return id;
  }
  // Many with one date (a badly imported mailbox): after the last of them, else wherever there is room.
  const row = statement(store, 'SELECT max(id) AS last FROM messages WHERE id >= ? AND id < ?').get(
    first,
    first + IDS_PER_SECOND,
  ) as { last: number };
  if (row.last + 1 < first + IDS_PER_SECOND) return row.last + 1;
  for (;;) {
    const id = first + Math.floor(Math.random() * IDS_PER_SECOND);
    if (!taken.get(id)) return id;
  }
}

/** A row that a move of ours put here, or that lost its number when the folder was renumbered, gets the server's number. */
function adopt(store: MailStore, folderId: number, message: NewMessage): boolean {
  const row = statement(
    store,
    `SELECT id FROM messages WHERE message_id = ? AND size = ? AND folder_id = ? AND uid IS NULL
     AND (message_id <> '' OR received_at = ?) ORDER BY id LIMIT 1`,
  ).get(message.messageId, message.size, folderId, message.receivedAt) as { id: number } | undefined;
  if (row) statement(store, 'UPDATE messages SET uid = ? WHERE id = ?').run(message.uid, row.id);
  return row !== undefined;
}

/** Bits the server decides about. */
export const SERVER_FLAGS =
  Flag.seen | Flag.answered | Flag.flagged | Flag.deleted | Flag.draft | Flag.forwarded | Flag.junk;

export interface ServerFlags {
  readonly uid: number;
  readonly flags: number;
  readonly keywords: string;
}

/** Lays what still waits for the server over what the server says, and keeps that. Returns the ids of rows that changed. */
export function setServerFlags(store: MailStore, folderId: number, changes: readonly ServerFlags[]): number[] {
  if (changes.length === 0) return [];
  return transaction(store, () => layFlags(store, folderId, changes));
}

/** To be called in a transaction. */
function layFlags(store: MailStore, folderId: number, changes: readonly ServerFlags[]): number[] {
  if (changes.length === 0) return [];
  const pending: Pending = pendingOf(store, folderId);
  const find = statement(store, 'SELECT id, flags, keywords FROM messages WHERE folder_id = ? AND uid = ?');
  const update = statement(store, 'UPDATE messages SET flags = ?, keywords = ? WHERE id = ?');
  const ids: number[] = [];
  for (const change of changes) {
    const row = find.get(folderId, change.uid) as { id: number; flags: number; keywords: string } | undefined;
    if (!row) continue;
    const after = pending.flagsAfter(change.uid, change.flags & SERVER_FLAGS, change.keywords);
    const flags = (row.flags & ~SERVER_FLAGS) | (after.flags & SERVER_FLAGS);
    if (flags === row.flags && after.keywords === row.keywords) continue;
    update.run(flags, after.keywords, row.id);
    ids.push(row.id);
  }
  return ids;
}

/** What the server no longer has. Returns the ids of the rows that went. */
export function removeUids(store: MailStore, folderId: number, uids: Iterable<number>): number[] {
  return transaction(store, () => {
    const remove = statement(store, 'DELETE FROM messages WHERE folder_id = ? AND uid = ? RETURNING id');
    const ids: number[] = [];
    for (const uid of uids) {
      const row = remove.get(folderId, uid) as { id: number } | undefined;
      if (row) ids.push(row.id);
    }
    return ids;
  });
}

/** Rows of the folder that the server has numbered. */
export function countNumbered(store: MailStore, folderId: number): number {
  const row = statement(store, 'SELECT count(*) AS count FROM messages WHERE folder_id = ? AND uid IS NOT NULL').get(
    folderId,
  ) as { count: number };
  return row.count;
}

/** The folder's UIDs, ascending. */
export function knownUids(store: MailStore, folderId: number): Uint32Array {
  const rows = statement(
    store,
    'SELECT uid FROM messages WHERE folder_id = ? AND uid IS NOT NULL ORDER BY uid',
  ).iterate(folderId);
  const uids: number[] = [];
  for (const row of rows) uids.push((row as { uid: number }).uid);
  return Uint32Array.from(uids);
}

/**
 * The folder was renumbered: rows lose their UIDs, so that the new reading finds them again (insertMessages adopts those
 * with the same Message-ID and size). dropUnnumbered removes what it did not find.
 */
export function unnumber(store: MailStore, folderId: number): void {
  statement(store, 'UPDATE messages SET uid = NULL WHERE folder_id = ?').run(folderId);
}

/** After a folder was read again to its end: rows without a number that no waiting change put there. */
export function dropUnnumbered(store: MailStore, folderId: number): number[] {
  const rows = statement(
    store,
    'DELETE FROM messages WHERE folder_id = ? AND uid IS NULL AND pending = 0 RETURNING id',
  ).all(folderId) as { id: number }[];
  return rows.map(({ id }) => id);
}
