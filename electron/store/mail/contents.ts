// Messages as they are on the server: small ones compressed in the database, large ones in files named by their hash, and
// the words of their text in the search index.
import { createHash } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { diskError } from '../../base/index.ts';
import { transaction } from '../open.ts';
import type { MessagePeople } from './messages.ts';
import type { MailStore } from './open.ts';
import { Flag } from './schema.ts';
import { statement } from './statements.ts';
import { indexWords } from './words.ts';

/** Compressed messages above this size are files: the database stays quick to copy and to check. */
const FILE_BYTES = 256 * 1024;
const FOLDER = 'messages';

/** What a message's text adds to its row and to the index. */
export interface MessageText {
  readonly preview: string;
  readonly body: string;
  readonly files: readonly string[];
  /** It holds attachments a person would call so. */
  readonly hasFiles: boolean;
}

const fileOf = (dataDir: string, sha256: string): string =>
  path.join(dataDir, FOLDER, sha256.slice(0, 2), `${sha256}.zst`);

/** Keeps a message's bytes (null: only its text) and indexes its text. False: the message is gone. Throws disk.*. */
export function saveContent(
  store: MailStore,
  dataDir: string,
  messageId: number,
  bytes: Uint8Array | null,
  text: MessageText | null,
): boolean {
  if (!statement(store, 'SELECT 1 FROM messages WHERE id = ?').get(messageId)) return false;
  const kept = bytes && compressed(dataDir, bytes);
  return transaction(store, () => {
    if (kept) {
      statement(store, 'INSERT OR REPLACE INTO contents (message_id, sha256, bytes) VALUES (?, ?, ?)').run(
        messageId,
        kept.sha256,
        kept.inside,
      );
      statement(store, 'UPDATE messages SET flags = flags | ? WHERE id = ?').run(Flag.stored, messageId);
    }
    if (text) indexText(store, messageId, text);
    return true;
  });
}

function compressed(dataDir: string, bytes: Uint8Array): { sha256: string; inside: Buffer | null } {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const packed = zstdCompressSync(bytes);
  if (packed.length <= FILE_BYTES) return { sha256, inside: packed };
  const file = fileOf(dataDir, sha256);
  try {
    mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
    const part = `${file}.part`;
    const handle = openSync(part, 'w', 0o600);
    try {
      for (let at = 0; at < packed.length;) at += writeSync(handle, packed, at);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    renameSync(part, file);
  } catch (error) {
    throw diskError(error, file);
  }
  return { sha256, inside: null };
}

function indexText(store: MailStore, messageId: number, text: MessageText): void {
  const row = statement(store, 'SELECT subject, from_name, from_address, people FROM messages WHERE id = ?').get(
    messageId,
  ) as { subject: string; from_name: string; from_address: string; people: string } | undefined;
  if (!row) return;
  const people = JSON.parse(row.people) as MessagePeople;
  const { subject, from_name: fromName, from_address: fromAddress } = row;
  indexWords(store, messageId, { subject, fromName, fromAddress, people }, text.body, text.files);
  statement(store, 'UPDATE messages SET preview = ?, files = ?, flags = (flags & ?) | ? WHERE id = ?').run(
    text.preview,
    JSON.stringify(text.files),
    ~Flag.files,
    Flag.indexed | (text.hasFiles ? Flag.files : 0),
    messageId,
  );
}

/** The message's bytes; null when they are not here, or no longer what they were. */
export function readContent(store: MailStore, dataDir: string, messageId: number): Uint8Array | null {
  const row = statement(store, 'SELECT sha256, bytes FROM contents WHERE message_id = ?').get(messageId) as
    { sha256: string; bytes: Uint8Array | null } | undefined;
  if (!row) return null;
  try {
    const bytes = zstdDecompressSync(row.bytes ?? readFileSync(fileOf(dataDir, row.sha256)));
    if (createHash('sha256').update(bytes).digest('hex') === row.sha256) return bytes;
  } catch {
    // Damaged or taken away: the server has it.
  }
  dropContent(store, messageId);
  return null;
}

function dropContent(store: MailStore, messageId: number): void {
  transaction(store, () => {
    statement(store, 'DELETE FROM contents WHERE message_id = ?').run(messageId);
    statement(store, 'UPDATE messages SET flags = flags & ? WHERE id = ?').run(~Flag.stored, messageId);
  });
}

/** Where the server still has a message that a waiting change moved here; null: nothing of that is known. */
export function placeOnServer(store: MailStore, messageId: number): { folderId: number; uid: number } | null {
  const row = statement(
    store,
    `SELECT folder_id AS folderId, uid FROM action_messages
     WHERE message_id = ? AND done = 0 AND uid IS NOT NULL ORDER BY action_id LIMIT 1`,
  ).get(messageId) as { folderId: number; uid: number } | undefined;
  return row ?? null;
}

export interface MissingText {
  readonly id: number;
  readonly uid: number;
  readonly size: number;
}

/** Messages of a folder whose bytes are wanted and not here, newest first; ids from `sinceId`, sizes up to `maxBytes`. */
export function missingTexts(
  store: MailStore,
  folderId: number,
  { sinceId, beforeId, maxBytes, limit }: { sinceId: number; beforeId: number; maxBytes: number; limit: number },
): MissingText[] {
  return statement(
    store,
    `SELECT id, uid, size FROM messages
     WHERE folder_id = ? AND id >= ? AND id < ? AND flags & ${Flag.stored} = 0 AND uid IS NOT NULL AND size <= ?
     ORDER BY id DESC LIMIT ?`,
  ).all(folderId, sinceId, beforeId, maxBytes, limit) as unknown as MissingText[];
}

/** The id of the folder's `place`-th newest message; 0: it has fewer. */
export function newestId(store: MailStore, folderId: number, place: number): number {
  const row = statement(store, 'SELECT id FROM messages WHERE folder_id = ? ORDER BY id DESC LIMIT 1 OFFSET ?').get(
    folderId,
    place - 1,
  ) as { id: number } | undefined;
  return row?.id ?? 0;
}

/** Of the folder's messages from `sinceId` on: how many there are and how many of them are here whole. */
export function countTexts(store: MailStore, folderId: number, sinceId: number): { done: number; total: number } {
  return statement(
    store,
    `SELECT count(*) AS total, coalesce(sum(flags & ${Flag.stored} <> 0), 0) AS done
     FROM messages WHERE folder_id = ? AND id >= ?`,
  ).get(folderId, sinceId) as unknown as { done: number; total: number };
}

/** Removes files that no message has any more. Returns how many. */
export function sweepContents(store: MailStore, dataDir: string): number {
  const wanted = statement(store, 'SELECT 1 FROM contents WHERE sha256 = ? AND bytes IS NULL LIMIT 1');
  let removed = 0;
  const folder = path.join(dataDir, FOLDER);
  for (const name of listed(folder))
    for (const file of listed(path.join(folder, name)))
      if (!wanted.get(file.replace(/\.zst$/, ''))) {
        rmSync(path.join(folder, name, file), { force: true });
        removed += 1;
      }
  return removed;
}

function listed(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
