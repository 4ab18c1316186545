// A large message as a stream that survives a lost connection: it goes on at the byte where it broke off.
import { AppError } from '../contract/errors.ts';
import type { SourceEvent } from '../transfer/index.ts';
import { isLineTrouble, Refusal, throttleMs } from './errors.ts';
import { openTail, type Fetched } from './fetch.ts';
import { described, failed, LONE_TRIES, unreadable } from './read.ts';
import { Renumbered, type FolderVisit } from './visit.ts';
import type { Literal } from './wire.ts';

/** How often the rest of one message is asked for again without a byte in between. */
const RESUMES = 3;

export async function* readLarge(visit: FolderVisit, message: Fetched): AsyncGenerator<SourceEvent, void, undefined> {
  const { uid, bytes: head, announcedBytes } = message;
  const tail = await openedTail(visit, uid, head.length);
  if (tail instanceof AppError) {
    yield failed(uid, announcedBytes, tail);
    return;
  }
  const state: State = { finished: false, renumbered: null };
  const content = { sizeBytes: head.length + tail.sizeBytes, chunks: () => body(visit, uid, head, tail, state) };
  yield { kind: 'item', item: { ...described(message), content } };
  // Left unread, the rest of the message would stand before the next answer.
  if (!state.finished) visit.line.renew();
  if (state.renumbered) throw state.renumbered;
}

interface State {
  finished: boolean;
  renumbered: Renumbered | null;
}

/** Opens the rest of a message; an AppError says why this one message cannot be had. */
async function openedTail(visit: FolderVisit, uid: number, offset: number): Promise<Literal | AppError> {
  for (let tries = 1; ;) {
    const session = await visit.run((open) => Promise.resolve(open));
    try {
      const tail = await openTail(session, uid, offset);
      return tail ?? new AppError('message.gone');
    } catch (error) {
      if (error instanceof AppError && error.code === 'message.unreadable') return error;
      if (!(error instanceof Refusal) || throttleMs(error) !== null) {
        await visit.line.recover(error, visit.signal);
        if (error instanceof Refusal) continue;
      }
      if (tries >= LONE_TRIES) return unreadable(error);
      tries += 1;
      visit.line.renew();
    }
  }
}

async function* body(
  visit: FolderVisit,
  uid: number,
  head: Buffer,
  first: Literal,
  state: State,
): AsyncGenerator<Buffer, void, undefined> {
  const wholeBytes = head.length + first.sizeBytes;
  let at = head.length;
  let tail = first;
  if (head.length) yield head;
  for (let resumes = 0; ;) {
    try {
      for await (const chunk of tail.chunks()) {
        at += chunk.length;
        resumes = 0;
        visit.line.progress();
        yield chunk;
      }
      state.finished = true;
      return;
    } catch (error) {
      if (!isLineTrouble(error)) throw error instanceof Refusal ? unreadable(error) : error;
      resumes += 1;
      if (resumes > RESUMES) throw unreadable(error);
      try {
        await visit.line.recover(error, visit.signal);
        const again = await openedTail(visit, uid, at);
        if (again instanceof AppError) throw again;
        tail = again;
      } catch (second) {
        if (!(second instanceof Renumbered)) throw second;
        state.renumbered = second;
        throw new AppError('message.unreadable', { reason: 'connection_dropped' });
      }
      if (at + tail.sizeBytes !== wholeBytes) throw new AppError('message.unreadable', { reason: 'size_differs' });
    }
  }
}
