// A message too large to hold: sent as a stream whose last piece goes out only once its fingerprint is known to be right.
import { createHash } from 'node:crypto';
import { AppError } from '../contract/errors.ts';
import { contentChunks, contentSize, type TransferItem } from '../transfer/index.ts';
import { headOf, likeness, type Likeness } from './alike.ts';
import { claim, claimStored, copiesThere, type Entrance } from './claims.ts';
import { readPresent } from './present.ts';
import { claimAlike } from './recognise.ts';
import { storeStream } from './store-letters.ts';

/** What surely holds a whole header. */
const HEAD_BYTES = 256 * 1024;

export type LargeEnd =
  | { readonly kind: 'saved' | 'already'; readonly sha256: string }
  /** `head`: its first bytes, null when none came. */
  | { readonly kind: 'refused'; readonly error: AppError; readonly head: Uint8Array | null };

/** An error that concerns one message, not the run. */
export const isOfMessage = (error: unknown): error is AppError =>
  error instanceof AppError && /^(?:message|archive)\./.test(error.code);

/**
 * Stores one message unless it is there. `recognise`: a copy the server rewrote counts as being there, as far as the
 * content can be read before it is sent. Throws account.*, network.*, cancelled.
 */
export async function storeLarge(
  entrance: Entrance,
  item: TransferItem,
  flags: readonly string[],
  recognise: boolean,
): Promise<LargeEnd> {
  const { target, expected } = entrance;
  const { internalDate } = item;
  const sizeBytes = contentSize(item.content);
  await target.present.learn(new Set([sizeBytes]));
  if (item.sha256 !== null && claim(entrance, item.sha256)) return { kind: 'already', sha256: item.sha256 };
  if (recognise && item.sha256 !== null && (await isAlikeThere(entrance, item, item.sha256)))
    return { kind: 'already', sha256: item.sha256 };
  const hash = createHash('sha256');
  const same = recognise ? likeness() : null;
  const trouble: { error: unknown } = { error: null };
  let head: Uint8Array | null = null;
  async function* checked(): AsyncGenerator<Uint8Array, void, undefined> {
    let held: Uint8Array | null = null;
    try {
      for await (const chunk of contentChunks(item.content)) {
        head ??= chunk;
        hash.update(chunk);
        same?.update(chunk);
        if (held) yield held;
        held = chunk;
      }
      if (item.sha256 !== null && hash.copy().digest('hex') !== item.sha256)
        throw new AppError('archive.message_damaged', { reason: 'fingerprint_differs' });
    } catch (error) {
      trouble.error = error;
      throw error;
    }
    if (held) yield held;
  }
  const arrived = async (): Promise<boolean> => {
    if (item.sha256 === null) return false;
    const present = await readPresent(target.visit, true);
    await present.learn(new Set([sizeBytes]));
    return present.copies(item.sha256) > copiesThere(target, item.sha256);
  };
  const letter = { flags, internalDate, sizeBytes, content: { sizeBytes, chunks: checked } };
  try {
    const error = await storeStream(target.visit, target.path, letter, { started: () => head !== null, arrived });
    if (error) return { kind: 'refused', error, head };
  } catch (error) {
    if (trouble.error === null || !isOfMessage(trouble.error)) throw trouble.error ?? error;
    return { kind: 'refused', error: trouble.error, head };
  }
  const sha256 = item.sha256 ?? hash.digest('hex');
  claimStored(entrance, sha256, false);
  if (same) expected.likes.set(sha256, same.digest());
  return { kind: 'saved', sha256 };
}

/** Looks for a copy that says the same: by its head first, and only where one is found by all of it. */
async function isAlikeThere(entrance: Entrance, { content }: TransferItem, sha256: string): Promise<boolean> {
  const { present } = entrance.target;
  if (content instanceof Uint8Array || !content.again || present.messages === 0) return false;
  const beginning: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of content.chunks()) {
    beginning.push(chunk);
    size += chunk.length;
    if (size >= HEAD_BYTES) break;
  }
  if (!(await present.hasHead(headOf(Buffer.concat(beginning))))) return false;
  const same = likeness();
  for await (const chunk of content.chunks()) same.update(chunk);
  const like: Likeness = same.digest();
  await present.learnAlike(new Set([like.head]));
  if (!claimAlike(entrance, like)) return false;
  entrance.expected.likes.set(sha256, like);
  return true;
}
