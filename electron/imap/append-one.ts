// One message into a folder, and the number it got there (APPENDUID, RFC 4315 §3).
import { AppError } from '../contract/errors.ts';
import { appendError, Refusal, throttleMs } from './errors.ts';
import { formatInternalDate } from './replies.ts';
import type { ImapSession } from './session.ts';

export interface Appended {
  /** null: stored, but the server does not say as what. */
  readonly at: { readonly uidValidity: string; readonly uid: number } | null;
  readonly error: AppError | null;
}

/** Flags the folder does not want are left out in a second try. Throws network.*, account.blocked when the server asks for patience. */
export async function appendOne(
  session: ImapSession,
  path: string,
  letter: { readonly flags: readonly string[]; readonly internalDate: number; readonly content: Buffer },
): Promise<Appended> {
  const system = letter.flags.filter((flag) => /^\\(?:seen|answered|flagged|draft)$/i.test(flag));
  const keywords = letter.flags.filter((flag) => !flag.startsWith('\\'));
  for (const flags of keywords.length ? [[...system, ...keywords], system] : [system]) {
    try {
      const reply = await session.wire.run([
        'APPEND ',
        session.name(path),
        ` (${flags.join(' ')}) "${formatInternalDate(letter.internalDate)}" `,
        letter.content,
      ]);
      const match = /^APPENDUID (\d+) (\d+)$/i.exec(reply.code ?? '');
      return { at: match ? { uidValidity: match[1] ?? '', uid: Number(match[2]) } : null, error: null };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      if (throttleMs(error) !== null)
        throw new AppError('account.blocked', { host: session.host }, { detail: error.quoted, cause: error });
      if (flags.length === system.length) return { at: null, error: appendError(error) };
    }
  }
  throw new Error('imap: nothing was appended');
}
