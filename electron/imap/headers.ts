// What a list needs of many messages in one FETCH: flags, dates, sizes, a few header fields, and what is attached.
import { fetchAttributes, parseInternalDate, textOf, type Reply, type Value } from './replies.ts';
import type { ImapSession } from './session.ts';
import { writeSequence } from './uids.ts';

const FIELDS = 'DATE FROM SENDER REPLY-TO TO CC BCC SUBJECT MESSAGE-ID IN-REPLY-TO REFERENCES LIST-ID CONTENT-TYPE';

export interface FetchedHeader {
  readonly uid: number;
  readonly flags: readonly string[];
  /** INTERNALDATE, ms since 1970; null when it is missing or no date. */
  readonly receivedAt: number | null;
  readonly sizeBytes: number;
  /** The fields asked for, one char per byte. */
  readonly header: string;
  /** BODYSTRUCTURE; null when it was not asked for. */
  readonly structure: Value;
  /** PREVIEW (RFC 8970); '' when the server has none ready. */
  readonly preview: string;
}

export interface HeaderOptions {
  /** BODYSTRUCTURE too: the server has to read whole messages for it. */
  readonly structure: boolean;
}

/**
 * Yields what the server has of these messages of the open folder, in its order, each once. Leaving early closes the
 * connection. Throws Refusal, network.*.
 */
export async function* fetchHeaders(
  session: ImapSession,
  what: { readonly uids: ArrayLike<number> } | { readonly newest: number; readonly exists: number },
  { structure }: HeaderOptions,
): AsyncGenerator<FetchedHeader, void, undefined> {
  const preview = session.capabilities.has('PREVIEW') ? ' PREVIEW (LAZY)' : '';
  const items = `(UID FLAGS INTERNALDATE RFC822.SIZE${structure ? ' BODYSTRUCTURE' : ''}${preview} BODY.PEEK[HEADER.FIELDS (${FIELDS})])`;
  const command =
    'uids' in what
      ? `UID FETCH ${writeSequence(what.uids)}`
      : `FETCH ${Math.max(1, what.exists - what.newest + 1)}:${what.exists}`;
  const seen = new Set<number>();
  for await (const reply of session.wire.stream(`${command} ${items}`)) {
    const fetched = headerOf(reply);
    if (!fetched || seen.has(fetched.uid)) continue;
    seen.add(fetched.uid);
    yield fetched;
  }
}

/** null: not the answer to our FETCH but news about a message (flags alone), or an answer without a UID. */
function headerOf(reply: Reply): FetchedHeader | null {
  if (reply.name !== 'FETCH') return null;
  const found = fetchAttributes(reply);
  const uid = uidOf(found.get('UID'));
  const header = found.get('BODY[]');
  if (uid === null || header === undefined || Array.isArray(header)) return null;
  const preview = found.get('PREVIEW');
  return {
    uid,
    flags: flagsOf(found.get('FLAGS')),
    receivedAt: parseInternalDate(textOf(found.get('INTERNALDATE')) ?? ''),
    sizeBytes: sizeOf(textOf(found.get('RFC822.SIZE'))),
    header: Buffer.isBuffer(header) ? header.toString('latin1') : (header ?? ''),
    structure: found.get('BODYSTRUCTURE') ?? null,
    preview: Buffer.isBuffer(preview)
      ? preview.toString('utf8')
      : typeof preview === 'string'
        ? Buffer.from(preview, 'latin1').toString('utf8')
        : '',
  };
}

/** A UID as RFC 9051 §9 has them; null for anything else. */
export function uidOf(value: Value | undefined): number | null {
  const uid = Number(textOf(value) ?? NaN);
  return Number.isInteger(uid) && uid > 0 && uid < 2 ** 32 ? uid : null;
}

/** Without \Recent, which says nothing about the message. */
export const flagsOf = (value: Value | undefined): string[] =>
  Array.isArray(value)
    ? value.flatMap((flag) => (typeof flag === 'string' && flag.toLowerCase() !== '\\recent' ? flag : []))
    : [];

const sizeOf = (text: string | null): number => {
  const size = Number(text ?? 0);
  return Number.isSafeInteger(size) && size >= 0 ? size : 0;
};
