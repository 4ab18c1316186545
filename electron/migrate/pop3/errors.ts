// What a POP3 server's -ERR means, in our words. The response codes of RFC 2449 and RFC 3206 decide; where a server has
// none, its words are read, because many old servers say everything in prose.
import { redact } from '../../base/index.ts';
import { AppError } from '../../contract/errors.ts';
import { signInError, type Patience } from '../../imap/index.ts';

/** A -ERR. Never leaves this folder: whoever sent the command knows what it means and translates. */
export class Refusal extends Error {
  /** Response code in capitals ("IN-USE", "SYS/TEMP"); null when there is none. */
  readonly code: string | null;
  readonly text: string;
  /** Seconds between sign-ins the server announced (CAPA LOGIN-DELAY); 0 = it does not say. */
  loginDelayMs = 0;

  constructor(line: string) {
    const [, code, text] = /^-ERR(?: \[([^\]]{1,64})\])? ?(.*)$/is.exec(line) ?? [];
    super(line.slice(0, 200));
    this.name = 'Refusal';
    this.code = code?.toUpperCase() ?? null;
    this.text = text ?? '';
  }

  /** The line as the server said it, redacted and of bounded length. */
  get quoted(): string {
    return redact(`-ERR ${this.code ? `[${this.code}] ` : ''}${this.text}`).slice(0, 500);
  }
}

/** A maildrop held by another session, told in prose; an account that is locked is something else. */
const IN_USE =
  /\b(?:mail ?drop|mail ?box|mail ?spool|pop lock)\b[^.]{0,40}\b(?:lock|in use|busy|open)|\b(?:unable|can ?not|can't|failed) to (?:get |obtain |acquire )?(?:an? )?(?:exclusive )?lock|\block\b[^.]{0,30}\b(?:mail ?drop|mail ?box)\b/i;

export const isInUse = ({ code, text }: Refusal): boolean =>
  code === 'IN-USE' || (code === null && !/account/i.test(text) && IN_USE.test(text));

/** Answers that ask to wait and come again; none of them says that the password is wrong. */
export function patienceOf(error: unknown): Patience | null {
  if (!(error instanceof Refusal)) return null;
  if (isInUse(error)) return { kind: 'in_use', waitMs: 0, detail: error.quoted };
  if (error.code === 'LOGIN-DELAY') return { waitMs: error.loginDelayMs, detail: error.quoted };
  if (error.code === 'SYS/TEMP') return { waitMs: 0, detail: error.quoted };
  return null;
}

/** What a run ends with that was asked to wait too often. */
export const impatientError = (error: unknown, host: string): AppError =>
  error instanceof Refusal && isInUse(error)
    ? new AppError('pop3.in_use', { host }, { detail: error.quoted, cause: error })
    : new AppError('account.blocked', { host }, { detail: error instanceof Refusal ? error.quoted : null });

/** A refused sign-in; a Refusal that asks for patience stays one. */
export function refusedSignIn(refusal: Refusal, host: string): AppError | Refusal {
  if (patienceOf(refusal)) return refusal;
  const { text, quoted } = refusal;
  if (refusal.code === 'SYS/PERM') return new AppError('account.blocked', { host }, { detail: quoted, cause: refusal });
  // RFC 3206: [AUTH] is about the credentials and nothing else.
  const code = refusal.code === 'AUTH' ? 'AUTHENTICATIONFAILED' : refusal.code;
  return signInError({ status: 'NO', code, text, quoted }, host);
}

export const refusedError = (refusal: Refusal, host: string): AppError =>
  new AppError('pop3.refused', { host, reason: redact(refusal.text).slice(0, 300) }, { detail: refusal.quoted });

/** As the person is told: whatever leaves this folder has been through here. */
export const told = (error: unknown, host: string): unknown =>
  error instanceof Refusal ? refusedError(error, host) : error;
