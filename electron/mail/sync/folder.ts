// Reading one folder: its newest messages first, then what changed since the last time, then the rest. Every step leaves
// the store as something that is true of the server at some moment, so it may end anywhere.
import { throwIfAborted } from '../../base/index.ts';
import {
  allUids,
  changesSince,
  fetchFlags,
  fetchHeaders,
  uidsWithout,
  type FlagsNow,
  type ImapSession,
} from '../../imap/index.ts';
import {
  countNumbered,
  dropUnnumbered,
  insertMessages,
  knownUids,
  mailFolderOf,
  marksOf,
  removeUids,
  saveFolder,
  setServerFlags,
  unnumber,
  type FolderRecord,
  type NewMessage,
} from '../../store/index.ts';
import type { MailParts } from '../parts.ts';
import { newMessage } from './new-message.ts';

/** What the person sees first. */
export const NEWEST = 50;
/** Rows of one transaction: other work gets its turn in between. */
const ROWS = 400;
/** Messages of one FETCH. */
const FETCH = 2000;
/** Flags compared at each look where the server keeps no mod-sequences; all of them at a thorough one. */
const COMPARED = 500;

export interface FolderReading {
  readonly parts: MailParts;
  readonly signal: AbortSignal;
  /** This person's addresses, in lower case. */
  readonly mine: ReadonlySet<string>;
  /** Attachment names with the headers. */
  readonly structure: boolean;
  /** Rows came that are new to the folder's list. */
  onNew(folder: FolderRecord, ids: readonly number[], wasComplete: boolean): void;
}

/** `newest`: no more than the newest messages; `all`: to the folder's end. `thorough`: every flag is compared. */
export interface ReadDepth {
  readonly depth: 'newest' | 'all';
  readonly thorough: boolean;
}

/**
 * Brings the folder's rows in step with the server, on a connection of its own for that while. True: it is complete.
 * Throws Refusal, network.*, account.*, cancelled.
 */
export async function readFolder(
  reading: FolderReading,
  session: ImapSession,
  folderId: number,
  { depth, thorough }: ReadDepth,
): Promise<boolean> {
  const { parts, signal } = reading;
  const { store } = parts;
  let folder = mailFolderOf(store, folderId);
  if (!folder) return true;
  const opened = await session.open(folder.path);
  // UIDNEXT never goes back (RFC 9051 §2.3.1.1): a folder restored from a backup under its old UIDVALIDITY is another one.
  const wentBack = opened.uidNext !== null && folder.uidNext !== null && opened.uidNext < folder.uidNext;
  const renumbered = folder.uidValidity !== null && (folder.uidValidity !== opened.uidValidity || wentBack);
  const fresh = renumbered || folder.uidValidity === null;
  if (renumbered) unnumber(store, folderId);
  if (fresh)
    // Rows come later than this moment, so changes are known from it on.
    saveFolder(store, folderId, {
      uidValidity: opened.uidValidity,
      highestModseq: opened.highestModseq ?? null,
      knownFrom: null,
      uidNext: null,
    });
  folder = mailFolderOf(store, folderId);
  if (!folder) return true;
  const wasComplete = !fresh && folder.knownFrom === 1;

  if (!wasComplete && opened.exists > 0) {
    const newest = { newest: NEWEST, exists: opened.exists };
    await readHeaders(reading, session, folder, newest, false);
  }
  saveFolder(store, folderId, { serverMessages: opened.exists });
  if (depth === 'newest' && !wasComplete) return false;

  const sure = fresh ? false : await readChanges(reading, session, folder, opened.highestModseq ?? null, thorough);
  if (!sure || !wasComplete || countNumbered(store, folderId) !== opened.exists) {
    const known = knownUids(store, folderId);
    const listed = await allUids(session, opened.exists);
    if (listed.sure) told(parts, folderId, removeUids(store, folderId, uidsWithout(known, listed.uids)));
    const missing = uidsWithout(listed.uids, known);
    for (let end = missing.length; end > 0; end -= FETCH) {
      throwIfAborted(signal);
      await readHeaders(reading, session, folder, { uids: missing.slice(Math.max(0, end - FETCH), end) }, wasComplete);
      const from = missing[Math.max(0, end - FETCH)];
      if (!wasComplete && from !== undefined) saveFolder(store, folderId, { knownFrom: from });
    }
    if (!wasComplete) told(parts, folderId, dropUnnumbered(store, folderId));
  }
  saveFolder(store, folderId, {
    knownFrom: 1,
    uidNext: opened.uidNext,
    highestModseq: opened.highestModseq ?? null,
    serverMessages: opened.exists,
    checkedAt: Date.now(),
  });
  parts.news.folders();
  return true;
}

/** True: what is gone is known for certain, so the UIDs need no comparing while the counts agree. */
async function readChanges(
  { parts }: FolderReading,
  session: ImapSession,
  folder: FolderRecord,
  modseqNow: string | null,
  thorough: boolean,
): Promise<boolean> {
  const { store } = parts;
  if (folder.highestModseq !== null && modseqNow !== null) {
    if (folder.highestModseq === modseqNow) return true;
    const changes = await changesSince(session, folder.highestModseq);
    applyFlags(parts, folder.id, changes.flags);
    if (changes.vanished) told(parts, folder.id, removeUids(store, folder.id, changes.vanished));
    return changes.vanished !== null;
  }
  const known = knownUids(store, folder.id);
  if (known.length > 0)
    await fetchFlags(session, thorough ? null : known.slice(-COMPARED), (batch) => applyFlags(parts, folder.id, batch));
  return false;
}

function applyFlags(parts: MailParts, folderId: number, flags: readonly FlagsNow[]): void {
  for (let at = 0; at < flags.length; at += 1000) {
    const some = flags.slice(at, at + 1000).map(({ uid, flags: names }) => ({ uid, ...marksOf(names) }));
    told(parts, folderId, setServerFlags(parts.store, folderId, some));
  }
}

function told(parts: MailParts, folderId: number, ids: readonly number[]): void {
  if (ids.length) parts.news.changed([folderId], ids);
}

async function readHeaders(
  reading: FolderReading,
  session: ImapSession,
  folder: FolderRecord,
  what: Parameters<typeof fetchHeaders>[1],
  wasComplete: boolean,
): Promise<void> {
  const { parts, mine, signal } = reading;
  let rows: NewMessage[] = [];
  const save = async (): Promise<void> => {
    const ids = insertMessages(parts.store, folder.accountId, folder.id, rows, mine);
    rows = [];
    // The counts are told in any case, the rows one by one while they are few.
    parts.news.changed([folder.id], ids);
    reading.onNew(folder, ids, wasComplete);
    await new Promise(setImmediate);
    throwIfAborted(signal);
  };
  for await (const fetched of fetchHeaders(session, what, { structure: reading.structure })) {
    rows.push(newMessage(fetched));
    if (rows.length >= ROWS) await save();
  }
  if (rows.length) await save();
}
