// Storing messages: many in one command where the server can (MULTIAPPEND, RFC 3502), else one command each without
// waiting in between, else one after the other.
import { Refusal } from './errors.ts';
import { formatInternalDate, type Reply } from './replies.ts';
import type { ImapSession } from './session.ts';
import type { Part, Upload } from './wire.ts';

export interface Letter {
  /** Only flags the folder accepts. */
  readonly flags: readonly string[];
  readonly internalDate: number;
  readonly content: Buffer | Upload;
  /** Not as a literal8: the server did not want it so. */
  readonly plain?: boolean;
}

const parts = (letter: Letter, session: ImapSession): Part[] => [
  ` (${letter.flags.join(' ')}) "${formatInternalDate(letter.internalDate)}" ${isBinary(letter, session) ? '~' : ''}`,
  letter.content,
];

/**
 * Only a literal8 may hold a NUL (RFC 3516 §4.4). A part declared binary goes as it always did: there the server would be
 * free to encode it anew, and the bytes would not come back.
 */
export const isBinary = ({ content, plain }: Letter, { capabilities }: ImapSession): boolean =>
  !plain &&
  capabilities.has('BINARY') &&
  Buffer.isBuffer(content) &&
  content.includes(0) &&
  !/^content-transfer-encoding:[ \t]*binary\b/im.test(content.toString('latin1'));

/** Bytes that may be on their way before the first answer: less than what both sides' buffers would choke on. */
const IN_FLIGHT_BYTES = 4 * 1024 * 1024;

/**
 * Appends and tells each letter's end through `onEnd`: null = stored. With MULTIAPPEND a refusal is thrown instead, and
 * means that none was stored. Throws network.* when the connection breaks: what `onEnd` was not told about is unknown.
 */
export async function appendLetters(
  session: ImapSession,
  path: string,
  letters: readonly Letter[],
  onEnd: (index: number, refusal: Refusal | null) => void,
): Promise<void> {
  const { wire, capabilities } = session;
  const head: Part[] = ['APPEND ', session.name(path)];
  if (letters.length === 1 || capabilities.has('MULTIAPPEND')) {
    await wire.run([...head, ...letters.flatMap((letter) => parts(letter, session))]);
    letters.forEach((_, index) => onEnd(index, null));
    return;
  }
  const ended =
    (from: number) =>
    (index: number, end: Reply | Refusal): void =>
      onEnd(from + index, end instanceof Refusal ? end : null);
  for (let from = 0; from < letters.length;) {
    let [to, bytes] = [from, 0];
    while (to < letters.length && (to === from || bytes < IN_FLIGHT_BYTES)) {
      const { content } = letters[to] as Letter;
      bytes += Buffer.isBuffer(content) ? content.length : content.sizeBytes;
      to += 1;
      if (wire.eagerBytes === 0) break;
    }
    const commands = letters.slice(from, to).map((letter) => [...head, ...parts(letter, session)]);
    await wire.runAll(commands, undefined, ended(from));
    from = to;
  }
}
