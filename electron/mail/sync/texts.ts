// The texts of messages in the background: newest first, a few at a time, standing back while a person waits for something.
import { sleep, throwIfAborted } from '../../base/index.ts';
import { AppError } from '../../contract/errors.ts';
import { fetchHeads, type ImapSession } from '../../imap/index.ts';
import { missingTexts, saveContent, type FolderRecord, type MissingText } from '../../store/index.ts';
import { readWhole } from '../contents.ts';
import { messageText } from '../message-text.ts';
import type { MailParts } from '../parts.ts';
import type { AccountServers } from '../servers.ts';

/** One FETCH: so many messages, so many bytes. */
const MESSAGES = 64;
const BYTES = 4 * 1024 * 1024;
/** Messages up to here come many at once (fetchHeads gives no more of each). */
const SMALL = 1024 * 1024 - 1;
/** Larger ones only when somebody opens them. */
const LARGEST = 64 * 1024 * 1024;
const STAND_BACK_MS = 100;

export interface TextReading {
  readonly parts: MailParts;
  readonly servers: AccountServers;
  readonly signal: AbortSignal;
  /** Messages the server does not hand out, or that cannot be kept: not asked for again in this run. */
  readonly given: Set<number>;
}

/** Reads a folder's missing texts with ids from `sinceId` on. Returns how many came. */
export async function readTexts(reading: TextReading, folder: FolderRecord, sinceId: number): Promise<number> {
  const { parts, servers, signal, given } = reading;
  let beforeId = Number.MAX_SAFE_INTEGER;
  let done = 0;
  for (;;) {
    throwIfAborted(signal);
    while (servers.isUrgent(folder.accountId)) await sleep(STAND_BACK_MS, signal);
    const found = missingTexts(parts.store, folder.id, {
      sinceId,
      beforeId,
      maxBytes: LARGEST,
      limit: MESSAGES,
    });
    if (found.length === 0) return done;
    const batch = fitting(found);
    beforeId = batch.at(-1)?.id ?? 0;
    const wanted = batch.filter(({ id }) => !given.has(id));
    if (wanted.length === 0) continue;
    done += await servers.use(
      folder.accountId,
      async (session, uidValidity) => {
        if (uidValidity !== folder.uidValidity) throw new AppError('mail.gone');
        return fetchTexts(reading, session, folder, wanted);
      },
      { folder: { path: folder.path, access: 'read' }, urgent: false, signal },
    );
    for (const { id } of wanted) given.add(id);
  }
  return done;
}

/** As many from the start as make one FETCH, at least one. */
function fitting(found: readonly MissingText[]): MissingText[] {
  let bytes = 0;
  const end = found.findIndex(({ size }, index) => (bytes += size) > BYTES && index > 0);
  return found.slice(0, end < 0 ? found.length : end);
}

async function fetchTexts(
  { parts, signal }: TextReading,
  session: ImapSession,
  folder: FolderRecord,
  wanted: readonly MissingText[],
): Promise<number> {
  const byUid = new Map(wanted.map((message) => [message.uid, message.id]));
  const small = wanted.filter(({ size }) => size <= SMALL).map(({ uid }) => uid);
  const rest = new Set(byUid.keys());
  let done = 0;
  const keep = async (uid: number, bytes: Uint8Array): Promise<void> => {
    const id = byUid.get(uid);
    if (id === undefined || !rest.delete(uid)) return;
    const text = await messageText(bytes);
    if (saveContent(parts.store, parts.dataDir, id, bytes, text)) {
      done += 1;
      parts.news.changed([folder.id], [id]);
    }
    throwIfAborted(signal);
  };
  if (small.length)
    for await (const fetched of fetchHeads(
      session,
      small.sort((a, b) => a - b),
    ))
      if (fetched.whole) await keep(fetched.uid, fetched.bytes);
  for (const uid of [...rest].filter((one) => !small.includes(one))) {
    const bytes = await readWhole(session, uid);
    if (bytes) await keep(uid, bytes);
  }
  return done;
}
