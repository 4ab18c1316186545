// Handing out messages, several on their way at once where the server allows it. After any trouble the next message is
// asked for alone; one that fails alone twice is listed, and the others go on.
import { throwIfAborted } from '../../base/index.ts';
import { AppError } from '../../contract/errors.ts';
import { isLineTrouble } from '../../imap/index.ts';
import {
  headingOf,
  noHeading,
  type Content,
  type Heading,
  type SourceEvent,
  type TransferItem,
} from '../../transfer/index.ts';
import { headerEnd, NO_DATE, receivedDate } from '../received-date.ts';
import { patienceOf, Refusal } from './errors.ts';
import { streamed } from './large.ts';
import type { Listing } from './listing.ts';
import type { Mailbox, Visit } from './visit.ts';

/** RFC 2449 §6.6: commands that may be on their way before their answers, and the bytes they announce. */
const WINDOW = 64;
const WINDOW_BYTES = 4 * 1024 * 1024;
/** Messages up to this size come whole; larger ones as a stream. */
export const WHOLE_BYTES = 1024 * 1024;
/** Read of a stream before it is handed out, to know its date. */
const MAX_HEADER = 256 * 1024;
/** How often one message is asked for alone. */
const LONE_TRIES = 2;

/** Yields 'item' or 'failed' for each key. Throws account.*, network.*, pop3.*, cancelled. */
export async function* readMessages(
  visit: Visit<Listing>,
  keys: readonly string[],
): AsyncGenerator<SourceEvent, void, undefined> {
  const left = new Set(keys);
  const tries = new Map<string, number>();
  /** Asked for and not yet answered, in this order. */
  const sent: string[] = [];
  /** Messages asked for at once; 1 after trouble. */
  let width = 1;
  /** Told at the end, when a header can be asked for without other answers in between. */
  const lost: Lost[] = [];
  const giveUp = (key: string, error: AppError, sizeBytes: number | null): void => {
    left.delete(key);
    lost.push({ key, error, sizeBytes });
  };
  const onAbort = (): void => visit.line.renew();
  visit.signal.addEventListener('abort', onAbort, { once: true });
  try {
    while (left.size > 0) {
      const mailbox = await visit.ready();
      const { wire, capabilities } = mailbox.session;
      const { numbers, sizes } = mailbox.listing;
      const widest = capabilities.has('PIPELINING') ? WINDOW : 1;
      const waiting = left.values();
      sent.length = 0;
      let ahead = 0;
      const sizeOf = (key: string): number | null => sizes.get(numbers.get(key) ?? 0) ?? null;
      try {
        for (;;) {
          const commands: string[] = [];
          while (sent.length < Math.min(width, widest) && (sent.length === 0 || ahead < WINDOW_BYTES)) {
            const next = waiting.next();
            if (next.done) break;
            const number = numbers.get(next.value);
            if (number === undefined) {
              // Another program deleted it between two connections.
              giveUp(next.value, new AppError('message.gone'), null);
              continue;
            }
            commands.push(`RETR ${number}`);
            sent.push(next.value);
            ahead += sizeOf(next.value) ?? 0;
          }
          if (commands.length > 0) await wire.send(...commands);
          const key = sent[0];
          if (key === undefined) break;
          const item = await nextItem(visit, mailbox, key);
          if (item instanceof Refusal) {
            const count = (tries.get(key) ?? 0) + 1;
            tries.set(key, count);
            sent.shift();
            if (count >= LONE_TRIES) giveUp(key, unreadable(item), sizeOf(key));
          } else {
            throwIfAborted(visit.signal);
            left.delete(key);
            visit.line.progress();
            yield { kind: 'item', item: item.item };
            sent.shift();
            // Left unread, the rest would stand before the next answer. Mended over a new connection, the stream has
            // taken what else was on its way with the old one.
            if (!item.finished()) visit.line.renew();
            if (wire.ended) break;
          }
          ahead -= sizeOf(key) ?? 0;
          width = Math.min(width * 2, WINDOW);
        }
      } catch (error) {
        const key = sent[0];
        const alone = width === 1;
        width = 1;
        // Answers to what else was sent are still on their way.
        if (error instanceof Refusal) visit.line.renew();
        await visit.recover(error);
        if (key === undefined || !alone || !isLineTrouble(error)) continue;
        const count = (tries.get(key) ?? 0) + 1;
        tries.set(key, count);
        if (count < LONE_TRIES) continue;
        visit.line.progress();
        giveUp(key, new AppError('message.unreadable', { reason: 'connection_dropped' }), sizeOf(key));
      }
    }
  } finally {
    visit.signal.removeEventListener('abort', onAbort);
    // Whoever stopped early left answers behind.
    if (sent.length > 0) visit.line.renew();
  }
  yield* failures(visit, lost);
}

interface Lost {
  readonly key: string;
  readonly error: AppError;
  readonly sizeBytes: number | null;
}

/** What could not be read, with its header where the server still hands that out (TOP, RFC 1939 §7). */
async function* failures(visit: Visit<Listing>, lost: readonly Lost[]): AsyncGenerator<SourceEvent, void, undefined> {
  let asks = true;
  for (const { key, error, sizeBytes } of lost) {
    let heading = noHeading;
    try {
      if (asks && error.code !== 'message.gone') heading = await topOf(visit, key);
    } catch (trouble) {
      if (!(trouble instanceof Refusal)) {
        asks = false;
        await visit.recover(trouble);
      }
    }
    yield { kind: 'failed', key, heading, sizeBytes, error: error.toData() };
  }
}

/** Throws network.*, Refusal. */
async function topOf(visit: Visit<Listing>, key: string): Promise<Heading> {
  const { session, listing } = await visit.ready();
  const number = listing.numbers.get(key);
  if (number === undefined) return noHeading;
  await session.wire.run(`TOP ${number} 0`);
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const chunk of session.wire.body()) {
    if (size < MAX_HEADER) pieces.push(chunk);
    size += chunk.length;
  }
  const head = Buffer.concat(pieces);
  visit.line.progress();
  return headingOf(head, receivedDate(head));
}

interface Read {
  readonly item: TransferItem;
  /** The content was read to its end. */
  readonly finished: () => boolean;
}

/** The answer to the RETR that is due; a Refusal of this one message. Throws network.*, Refusal that asks for patience. */
async function nextItem(visit: Visit<Listing>, mailbox: Mailbox<Listing>, key: string): Promise<Read | Refusal> {
  const { wire } = mailbox.session;
  const announced = mailbox.listing.sizes.get(mailbox.listing.numbers.get(key) ?? 0) ?? null;
  try {
    await wire.status();
  } catch (error) {
    if (!(error instanceof Refusal) || patienceOf(error)) throw error;
    return error;
  }
  const body = wire.body();
  const isLarge = announced !== null && announced > WHOLE_BYTES;
  const pieces: Buffer[] = [];
  let size = 0;
  let ended = false;
  // A message larger than announced becomes a stream on the way: memory stays bounded whatever LIST said.
  while (!(ended || size > WHOLE_BYTES * 2 || (isLarge && headerKnown(pieces, size)))) {
    const next = await body.next();
    if (next.done) ended = true;
    else {
      pieces.push(next.value);
      size += next.value.length;
    }
  }
  const head = pieces.length === 1 ? (pieces[0] as Buffer) : Buffer.concat(pieces);
  const described = { key, flags: [], internalDate: receivedDate(head) ?? NO_DATE, sha256: null };
  if (ended) return { item: { ...described, content: head }, finished: () => true };
  const stream = streamed(visit, key, head, body);
  const content: Content = { sizeBytes: Math.max(announced ?? 0, head.length), chunks: stream.chunks };
  return { item: { ...described, content }, finished: stream.finished };
}

function headerKnown(pieces: Buffer[], size: number): boolean {
  if (size >= MAX_HEADER) return true;
  if (pieces.length > 1) pieces.splice(0, pieces.length, Buffer.concat(pieces));
  const [head] = pieces;
  return head !== undefined && headerEnd(head) < head.length;
}

/** Why a message that was asked for alone did not come. */
export const unreadable = (refusal: Refusal): AppError =>
  new AppError(
    'message.unreadable',
    { reason: refusal.text.slice(0, 300) || 'left_out' },
    { detail: refusal.quoted, cause: refusal },
  );
