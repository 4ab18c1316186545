// Messages' bytes: from the store, else from the server, and then kept and indexed.
import { AppError } from '../contract/errors.ts';
import { fetchHeads, openTail, Refusal, type ImapSession } from '../imap/index.ts';
import { mailFolderOf, messageOf, placeOnServer, readContent, saveContent, type FolderRecord } from '../store/index.ts';
import { messageText } from './message-text.ts';
import type { Contents, MailParts, Servers } from './parts.ts';

/** No mail server takes larger ones in, and they have to fit into memory. */
const MAX_BYTES = 512 * 1024 * 1024;

export function createContents(parts: MailParts, servers: Servers): Contents {
  const { store, dataDir } = parts;
  /** Two that want the same message wait for one answer. */
  const asked = new Map<number, Promise<Uint8Array>>();

  async function bytes(messageId: number, signal?: AbortSignal): Promise<Uint8Array> {
    const stored = readContent(store, dataDir, messageId);
    if (stored) return stored;
    const running = asked.get(messageId);
    // Whoever asked first may leave: then it is asked for anew.
    if (running) return running.catch(() => fetched(messageId, signal));
    const answer = fetched(messageId, signal).finally(() => asked.delete(messageId));
    asked.set(messageId, answer);
    return answer;
  }

  async function fetched(messageId: number, signal: AbortSignal | undefined): Promise<Uint8Array> {
    const message = messageOf(store, messageId);
    const folder = message && mailFolderOf(store, message.folderId);
    if (!folder) throw new AppError('mail.gone');
    const place = message.uid === null ? null : { folder, uid: message.uid };
    // A move that waits: the server has it where it was.
    const where = place ?? placeBefore(messageId);
    if (!where) throw new AppError('mail.gone');
    const found = await servers.use(
      where.folder.accountId,
      async (session, uidValidity) => {
        if (uidValidity !== null && where.folder.uidValidity !== null && uidValidity !== where.folder.uidValidity)
          throw new AppError('mail.gone');
        return readWhole(session, where.uid);
      },
      { folder: { path: where.folder.path, access: 'read' }, urgent: true, ...(signal ? { signal } : {}) },
    );
    if (!found) throw new AppError('mail.gone');
    const text = await messageText(found);
    if (saveContent(store, dataDir, messageId, found, text)) parts.news.changed([message.folderId], [messageId]);
    return found;
  }

  function placeBefore(messageId: number): { folder: FolderRecord; uid: number } | null {
    const before = placeOnServer(store, messageId);
    const folder = before && mailFolderOf(store, before.folderId);
    return folder ? { folder, uid: before.uid } : null;
  }

  return { bytes };
}

/** One message of the open folder, whatever its size; null: the server has none. Throws message.unreadable, network.*. */
export async function readWhole(session: ImapSession, uid: number): Promise<Uint8Array | null> {
  try {
    let whole: Buffer | null = null;
    for await (const fetched of fetchHeads(session, [uid])) {
      if (fetched.uid !== uid) continue;
      if ((fetched.announcedBytes ?? 0) > MAX_BYTES) throw new AppError('message.unreadable', { reason: 'too_large' });
      if (fetched.whole) whole = fetched.bytes;
    }
    if (whole) return whole;
    const tail = await openTail(session, uid, 0);
    if (!tail) return null;
    const chunks: Buffer[] = [];
    for await (const chunk of tail.chunks()) chunks.push(Buffer.from(chunk));
    return Buffer.concat(chunks);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    throw new AppError(
      'message.unreadable',
      { reason: error.text.slice(0, 200) },
      { detail: error.quoted, cause: error },
    );
  }
}
