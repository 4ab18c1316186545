// Handing out a folder's messages in adaptive batches. After any failure the next batch is the one message that was due;
// one that fails alone is tried once more on a fresh connection and then listed. Good batches grow again.
import { AppError } from '../contract/errors.ts';
import { noHeading, type SourceEvent } from '../transfer/index.ts';
import { isLineTrouble, Refusal, throttleMs } from './errors.ts';
import { fetchHeads, type Fetched } from './fetch.ts';
import { readLarge } from './large.ts';
import type { ImapSession } from './session.ts';
import { UidKeys } from './uids.ts';
import type { FolderVisit } from './visit.ts';

const FIRST_BATCH = 64;
const LARGEST_BATCH = 512;
/** First parts of large messages kept while a batch runs; further ones are read again from their start. */
const KEPT_HEADS = 16;
/** How often one message is asked for alone. */
export const LONE_TRIES = 2;

/** `uids` ascending. Yields 'item' or 'failed' for each. Throws Renumbered, Refusal (of the folder), account.*, network.*. */
export async function* readMessages(
  visit: FolderVisit,
  uids: Uint32Array,
): AsyncGenerator<SourceEvent, void, undefined> {
  const work = [uids];
  const tried = new Map<number, number>();
  let size = FIRST_BATCH;
  for (let block = work.shift(); block; block = work.shift()) {
    if (block.length === 0) continue;
    const session = await visit.run((open) => Promise.resolve(open));
    size = Math.min(size, messageLimit(session));
    const batch = block.subarray(0, size);
    work.unshift(block.subarray(batch.length));
    const missing = new Set(batch);
    const large: Fetched[] = [];
    let trouble: unknown = null;
    try {
      for await (const message of fetchHeads(session, batch)) {
        if (!missing.delete(message.uid)) continue;
        visit.line.progress();
        if (message.whole) yield { kind: 'item', item: { ...described(message), content: message.bytes } };
        else large.push(large.length < KEPT_HEADS ? message : { ...message, bytes: Buffer.alloc(0) });
      }
    } catch (error) {
      trouble = error;
      if (!(error instanceof Refusal && throttleMs(error) === null)) await visit.line.recover(error, visit.signal);
    }
    for (const message of large) yield* readLarge(visit, message);
    if (missing.size === 0) {
      size = Math.min(size * 2, LARGEST_BATCH);
      continue;
    }
    if (trouble === null)
      for (const uid of await vanished(visit, missing)) {
        missing.delete(uid);
        yield failed(uid, null, new AppError('message.gone'));
      }
    const [first] = missing;
    if (first === undefined) continue;
    size = 1;
    if (batch.length > 1 || (trouble instanceof Refusal && throttleMs(trouble) !== null)) {
      work.unshift(Uint32Array.of(first), Uint32Array.from(missing).subarray(1));
      continue;
    }
    const tries = (tried.get(first) ?? 0) + 1;
    tried.set(first, tries);
    if (tries < LONE_TRIES) {
      visit.line.renew();
      work.unshift(batch);
      continue;
    }
    visit.line.progress();
    yield failed(first, null, unreadable(trouble));
  }
}

export const described = (
  message: Fetched,
): { key: string; flags: readonly string[]; internalDate: number; sha256: null } => ({
  key: String(message.uid),
  flags: message.flags,
  internalDate: message.internalDate,
  sha256: null,
});

export const failed = (uid: number, sizeBytes: number | null, error: AppError): SourceEvent => ({
  kind: 'failed',
  key: String(uid),
  heading: noHeading,
  sizeBytes,
  error: error.toData(),
});

/** Why a message that was asked for alone did not come; null = the server said OK and left it out. */
export function unreadable(trouble: unknown): AppError {
  if (trouble instanceof Refusal) {
    const detail = trouble.quoted;
    return new AppError('message.unreadable', { reason: trouble.text.slice(0, 300) }, { detail, cause: trouble });
  }
  if (!isLineTrouble(trouble)) return new AppError('message.unreadable', { reason: 'left_out' });
  const reason = trouble.code === 'network.timeout' ? 'no_answer_for_message' : 'connection_dropped';
  return new AppError('message.unreadable', { reason }, { detail: trouble.detail, cause: trouble });
}

/** Those of the UIDs that the folder no longer lists. */
async function vanished(visit: FolderVisit, missing: ReadonlySet<number>): Promise<number[]> {
  const listed = new UidKeys(await visit.run((session) => session.uids(Math.min(...missing))));
  return [...missing].filter((uid) => !listed.has(String(uid)));
}

/** RFC 9738: a server may say how many messages one command may touch. */
function messageLimit(session: ImapSession): number {
  for (const word of session.capabilities) {
    const limit = /^MESSAGELIMIT=(\d+)/.exec(word);
    if (limit) return Math.max(1, Number(limit[1]));
  }
  return LARGEST_BATCH;
}
