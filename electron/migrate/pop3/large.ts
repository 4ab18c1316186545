// A large message as a stream that survives a lost connection: it is asked for again, and what was handed on already is
// read past and compared, because POP3 has no reading from the middle.
import { createHash, type Hash } from 'node:crypto';
import { AppError } from '../../contract/errors.ts';
import { isLineTrouble } from '../../imap/index.ts';
import { Refusal } from './errors.ts';
import { unreadable } from './read.ts';
import type { Listing } from './listing.ts';
import type { Visit } from './visit.ts';

/** How often one message is begun again without getting further than before. */
const RESUMES = 3;

/** `head` and then the rest of `body`. The chunks can be read once. */
export function streamed(
  visit: Visit<Listing>,
  key: string,
  head: Buffer,
  body: AsyncGenerator<Buffer, void, undefined>,
): { readonly chunks: () => AsyncGenerator<Buffer, void, undefined>; readonly finished: () => boolean } {
  let finished = false;

  async function* chunks(): AsyncGenerator<Buffer, void, undefined> {
    const given = createHash('sha256').update(head);
    let at = head.length;
    let rest = body;
    yield head;
    for (let resumes = 0; ;) {
      try {
        for await (const chunk of rest) {
          given.update(chunk);
          at += chunk.length;
          resumes = 0;
          visit.line.progress();
          yield chunk;
        }
        finished = true;
        return;
      } catch (error) {
        if (!isLineTrouble(error)) throw error;
        resumes += 1;
        if (resumes > RESUMES) throw new AppError('message.unreadable', { reason: 'connection_dropped' });
        await visit.recover(error);
        rest = again(visit, key, at, given.copy());
      }
    }
  }

  return { chunks, finished: () => finished };
}

/** The message from octet `at` on, over a new connection; what comes before has to be what `given` has seen. */
async function* again(
  visit: Visit<Listing>,
  key: string,
  at: number,
  given: Hash,
): AsyncGenerator<Buffer, void, undefined> {
  const { session, listing } = await visit.ready();
  const number = listing.numbers.get(key);
  if (number === undefined) throw new AppError('message.gone');
  try {
    await session.wire.run(`RETR ${number}`);
  } catch (error) {
    throw error instanceof Refusal ? unreadable(error) : error;
  }
  const seen = createHash('sha256');
  const expected = given.digest('hex');
  let passed = 0;
  for await (const chunk of session.wire.body()) {
    const before = Math.min(chunk.length, at - passed);
    if (before > 0) {
      seen.update(chunk.subarray(0, before));
      passed += before;
      if (passed === at && seen.digest('hex') !== expected)
        throw new AppError('message.unreadable', { reason: 'text_differs' });
    }
    if (before < chunk.length) yield chunk.subarray(before);
  }
  if (passed < at) throw new AppError('message.unreadable', { reason: 'size_differs' });
}
