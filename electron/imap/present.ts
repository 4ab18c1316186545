// What a folder holds already, by SHA-256, as a multiset. Only messages whose size is asked about are ever read, unless
// the server's sizes turn out to be wrong: then all are.
import { createHash } from 'node:crypto';
import { headLikeness, likeness, likenessOf, type Likeness } from './alike.ts';
import { Refusal } from './errors.ts';
import { fetchHeads, openTail, type Fetched } from './fetch.ts';
import { fetchAttributes, textOf } from './replies.ts';
import type { FolderVisit } from './visit.ts';

const HASH_BATCH = 128;
/** Messages read to see whether RFC822.SIZE can be trusted here. */
const SAMPLE = 3;

export interface Present {
  readonly messages: number;
  /** Reads the messages of these sizes that were not read before; afterwards `copies` is right for them. */
  learn(sizes: ReadonlySet<number>, onRead?: (sha256: string, uid: number) => void): Promise<void>;
  /** How many messages with this hash the folder holds, as far as learnt. */
  copies(sha256: string): number;
  /** Is there any message with this head (alike.ts), read already or not? Cheap: heads are listed once. */
  hasHead(head: string): Promise<boolean>;
  /** Reads the messages with these heads (alike.ts); afterwards `alike` and `copies` are right for them. */
  learnAlike(heads: ReadonlySet<string>): Promise<void>;
  /** Hashes of the messages that say the same, with how many there are of each, as far as learnt. */
  alike(content: string): ReadonlyMap<string, number>;
}

type OnRead = (sha256: string, uid: number) => void;

/** Lists the folder's sizes as it is now. Throws Refusal, account.*, network.*. */
export async function readPresent(visit: FolderVisit, exists: boolean): Promise<Present> {
  const bySize = exists ? await visit.run(() => listSizes(visit)) : new Map<number, number[]>();
  const copies = new Map<string, number>();
  let messages = 0;
  for (const uids of bySize.values()) messages += uids.length;
  let trusted: boolean | null = null;
  /** Counted in `copies`. */
  const counted = new Set<number>();
  let byHead: Map<string, number[]> | null = null;
  const readHeads = new Set<string>();
  const byContent = new Map<string, Map<string, number>>();

  const read = async (uids: readonly number[], onRead: OnRead): Promise<boolean> => {
    let honest = true;
    const fresh = uids.filter((uid) => !counted.has(uid));
    await hashMessages(visit, fresh, (sha256, message, sizeBytes) => {
      counted.add(message.uid);
      copies.set(sha256, (copies.get(sha256) ?? 0) + 1);
      honest &&= message.announcedBytes === sizeBytes;
      onRead(sha256, message.uid);
    });
    return honest;
  };

  async function learn(sizes: ReadonlySet<number>, onRead: OnRead = () => undefined): Promise<void> {
    if (messages === 0) return;
    if (trusted === null) {
      const smallest = [...bySize.keys()].sort((a, b) => a - b).slice(0, SAMPLE);
      const sample = smallest.flatMap((size) => bySize.get(size)?.slice(0, 1) ?? []);
      trusted = true;
      await hashMessages(visit, sample, (_, message, sizeBytes) => {
        trusted &&= message.announcedBytes === sizeBytes;
      });
    }
    const readAll = async (wanted: Iterable<number>): Promise<boolean> => {
      const uids: number[] = [];
      for (const size of wanted) {
        for (const uid of bySize.get(size) ?? []) uids.push(uid);
        bySize.delete(size);
      }
      return uids.length === 0 || read(sortedNumbers(uids), onRead);
    };
    if (trusted && !(await readAll(sizes))) trusted = false;
    if (!trusted) await readAll([...bySize.keys()]);
  }

  const listed = async (): Promise<Map<string, number[]>> => (byHead ??= await visit.run(() => listHeads(visit)));

  async function learnAlike(heads: ReadonlySet<string>): Promise<void> {
    if (messages === 0 || heads.size === 0) return;
    const unread = await listed();
    const uids: number[] = [];
    for (const head of heads) {
      uids.push(...(unread.get(head) ?? []));
      unread.delete(head);
      readHeads.add(head);
    }
    await hashMessages(
      visit,
      sortedNumbers(uids),
      (sha256, { uid }, _, same) => {
        if (!counted.has(uid)) copies.set(sha256, (copies.get(sha256) ?? 0) + 1);
        counted.add(uid);
        const hashes = byContent.get(same?.content ?? '') ?? new Map<string, number>();
        hashes.set(sha256, (hashes.get(sha256) ?? 0) + 1);
        if (same) byContent.set(same.content, hashes);
      },
      true,
    );
  }

  return {
    messages,
    learn,
    copies: (sha256) => copies.get(sha256) ?? 0,
    hasHead: async (head) => messages > 0 && ((await listed()).has(head) || readHeads.has(head)),
    learnAlike,
    alike: (content) => byContent.get(content) ?? new Map<string, number>(),
  };
}

/** The messages by their heads' likeness: two header fields each is all that travels. */
export async function listHeads(visit: Pick<FolderVisit, 'ready'>): Promise<Map<string, number[]>> {
  const session = await visit.ready();
  const byHead = new Map<string, number[]>();
  const fields = 'BODY.PEEK[HEADER.FIELDS (MESSAGE-ID DATE)]';
  for await (const reply of session.wire.stream(`UID FETCH 1:* (UID ${fields})`)) {
    if (reply.name !== 'FETCH') continue;
    const found = fetchAttributes(reply);
    const uid = Number(textOf(found.get('UID')) ?? NaN);
    const header = found.get('BODY[]');
    if (Number.isNaN(uid) || header === undefined || Array.isArray(header)) continue;
    const head = headLikeness(Buffer.isBuffer(header) ? header.toString('latin1') : (header ?? ''));
    const list = byHead.get(head);
    if (list) list.push(uid);
    else byHead.set(head, [uid]);
  }
  return byHead;
}

const sortedNumbers = (list: number[]): number[] => list.sort((a, b) => a - b);

async function listSizes(visit: FolderVisit): Promise<Map<number, number[]>> {
  const session = await visit.ready();
  const bySize = new Map<number, number[]>();
  for await (const reply of session.wire.stream('UID FETCH 1:* (UID RFC822.SIZE)')) {
    if (reply.name !== 'FETCH') continue;
    const found = fetchAttributes(reply);
    const uid = Number(textOf(found.get('UID')) ?? NaN);
    const size = Number(textOf(found.get('RFC822.SIZE')) ?? NaN);
    if (Number.isNaN(uid) || Number.isNaN(size)) continue;
    const list = bySize.get(size);
    if (list) list.push(uid);
    else bySize.set(size, [uid]);
  }
  return bySize;
}

/** Hashes messages of the open folder, each once; one the server does not hand out is left out. */
export async function hashMessages(
  visit: FolderVisit,
  uids: readonly number[],
  onHash: (sha256: string, message: Fetched, sizeBytes: number, same: Likeness | null) => void,
  withLikeness = false,
): Promise<void> {
  for (let at = 0; at < uids.length; at += HASH_BATCH) {
    const left = new Set(uids.slice(at, at + HASH_BATCH));
    await visit.run(async () => {
      const session = await visit.ready();
      const large: Fetched[] = [];
      try {
        if (left.size === 0) return;
        for await (const message of fetchHeads(session, [...left])) {
          if (!left.has(message.uid)) continue;
          visit.line.progress();
          if (message.whole) {
            left.delete(message.uid);
            const sha256 = createHash('sha256').update(message.bytes).digest('hex');
            onHash(sha256, message, message.bytes.length, withLikeness ? likenessOf(message.bytes) : null);
          } else {
            large.push({ ...message, bytes: Buffer.alloc(0) });
          }
        }
        for (const message of large) {
          const tail = await openTail(session, message.uid, 0);
          const hash = createHash('sha256');
          const same = withLikeness ? likeness() : null;
          let size = 0;
          if (tail)
            for await (const chunk of tail.chunks()) {
              size += chunk.length;
              hash.update(chunk);
              same?.update(chunk);
            }
          left.delete(message.uid);
          if (tail) onHash(hash.digest('hex'), message, size, same?.digest() ?? null);
        }
      } catch (error) {
        // What cannot be read cannot count as present.
        if (!(error instanceof Refusal)) throw error;
      }
    });
  }
}
