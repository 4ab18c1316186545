// Reading messages of the open folder: many small ones in one breath, a large one as a stream from any offset.
import { AppError } from '../contract/errors.ts';
import { fetchAttributes, parseInternalDate, textOf } from './replies.ts';
import type { ImapSession } from './session.ts';
import { writeSequence } from './uids.ts';
import type { Literal } from './wire.ts';

/** Messages up to this size come whole; of larger ones this much comes first and the rest as a stream. */
export const HEAD_BYTES = 1024 * 1024;
/** A part's end stays below 2^31, where some servers stop counting. */
const LAST_OFFSET = 2 ** 31 - 1;

export interface Fetched {
  readonly uid: number;
  readonly flags: readonly string[];
  readonly internalDate: number;
  /** RFC822.SIZE, which may be wrong; null when the server left it out. */
  readonly announcedBytes: number | null;
  /** The message, or its first HEAD_BYTES when there may be more. */
  readonly bytes: Buffer;
  readonly whole: boolean;
}

/** Yields what the server has of these UIDs, in its order; never sets \Seen. Throws Refusal, network.*. */
export async function* fetchHeads(
  session: ImapSession,
  uids: ArrayLike<number>,
  headBytes = HEAD_BYTES,
): AsyncGenerator<Fetched, void, undefined> {
  const items = `UID FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[]<0.${headBytes}>`;
  for await (const reply of session.wire.stream(`UID FETCH ${writeSequence(uids)} (${items})`)) {
    if (reply.name !== 'FETCH') continue;
    const found = fetchAttributes(reply);
    const uid = Number(textOf(found.get('UID')) ?? NaN);
    const body = found.get('BODY[]');
    if (!Number.isInteger(uid) || (typeof body !== 'string' && !Buffer.isBuffer(body))) continue;
    const bytes = Buffer.isBuffer(body) ? body : Buffer.from(body, 'latin1');
    const flags = found.get('FLAGS');
    const announced = textOf(found.get('RFC822.SIZE'));
    yield {
      uid,
      flags: Array.isArray(flags)
        ? flags.flatMap((flag) => (typeof flag === 'string' && flag.toLowerCase() !== '\\recent' ? flag : []))
        : [],
      internalDate: parseInternalDate(textOf(found.get('INTERNALDATE')) ?? '') ?? 0,
      announcedBytes: announced === null ? null : Number(announced),
      bytes,
      whole: bytes.length !== headBytes,
    };
  }
}

/**
 * A message's bytes from `offset` to its end as one literal; null when the server has none for this UID. Read it to its
 * end before the next command. Throws Refusal, network.*.
 */
export async function openTail(session: ImapSession, uid: number, offset: number): Promise<Literal | null> {
  const part = `<${offset}.${LAST_OFFSET - offset}>`;
  const opened = await session.wire.openLiteral(`UID FETCH ${uid} (UID BODY.PEEK[]${part})`);
  if (!opened) return null;
  if ('other' in opened) {
    const body = fetchAttributes(opened.other).get('BODY[]');
    if (typeof body !== 'string' && !Buffer.isBuffer(body)) return null;
    return literalOf(Buffer.from(body as string, 'latin1'));
  }
  if (opened.partial || offset === 0) return opened;
  if (opened.sizeBytes < offset) {
    session.destroy();
    throw new AppError('message.unreadable', { reason: 'size_differs' });
  }
  return { sizeBytes: opened.sizeBytes - offset, partial: true, chunks: () => without(opened.chunks(), offset) };
}

const literalOf = (bytes: Buffer): Literal => ({
  sizeBytes: bytes.length,
  partial: true,
  // eslint-disable-next-line @typescript-eslint/require-await -- the same shape as a literal that is awaited
  async *chunks() {
    if (bytes.length) yield bytes;
  },
});

/** The chunks after the first `skip` bytes. */
async function* without(chunks: AsyncIterable<Buffer>, skip: number): AsyncGenerator<Buffer, void, undefined> {
  let left = skip;
  for await (const chunk of chunks) {
    const rest = chunk.subarray(Math.min(left, chunk.length));
    left -= chunk.length - rest.length;
    if (rest.length) yield rest;
  }
}
