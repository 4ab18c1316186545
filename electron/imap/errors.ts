// How failures of sockets, TLS and IMAP servers become ours. The server's own words go into `detail`, without secrets.
import { redact } from '../base/index.ts';
import { AppError } from '../contract/errors.ts';

interface Peer {
  readonly host: string;
  readonly port: number;
}

/** A NO, BAD or BYE. Never leaves this folder: whoever sent the command knows what it means and translates. */
export class Refusal extends Error {
  readonly status: 'NO' | 'BAD' | 'BYE';
  /** Response code in capitals with its arguments ("LIMIT", "APPENDUID 1 2"); null when there is none. */
  readonly code: string | null;
  readonly text: string;

  constructor(status: 'NO' | 'BAD' | 'BYE', code: string | null, text: string) {
    super(`${status} ${text}`);
    this.name = 'Refusal';
    this.status = status;
    this.code = code;
    this.text = text;
  }

  /** The line as the server said it, redacted and of bounded length. */
  get quoted(): string {
    return redact(`${this.status} ${this.code ? `[${this.code}] ` : ''}${this.text}`).slice(0, 500);
  }
}

const certificateReasons: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: 'certificate_expired',
  CERT_NOT_YET_VALID: 'certificate_not_yet_valid',
  ERR_TLS_CERT_ALTNAME_INVALID: 'certificate_wrong_name',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'certificate_self_signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'certificate_unknown_authority',
  UNABLE_TO_GET_ISSUER_CERT: 'certificate_unknown_authority',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'certificate_unknown_authority',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'certificate_unknown_authority',
  CERT_UNTRUSTED: 'certificate_unknown_authority',
  CERT_REVOKED: 'certificate_revoked',
  ERR_SSL_WRONG_VERSION_NUMBER: 'tls_not_spoken',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'tls_not_spoken',
  ERR_SSL_UNSUPPORTED_PROTOCOL: 'tls_too_old',
  ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION: 'tls_too_old',
};

/** The operating system's or OpenSSL's code behind an error, also inside the AggregateError of a multi-address connect. */
function systemCode(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length) return systemCode(error.errors[0]);
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : '';
}

/**
 * A failed or broken connection as network.*. `encrypting`: it happened during the TLS handshake, where a closed
 * connection means "no TLS here". Serves any protocol over a socket.
 */
export function networkError(error: unknown, { host, port }: Peer, encrypting = false): AppError {
  if (error instanceof AppError) return error;
  const code = systemCode(error);
  const detail = code || (error instanceof Error ? redact(error.message).slice(0, 300) : null);
  const options = { detail, cause: error };
  if (code in certificateReasons)
    return new AppError('network.tls', { host, reason: certificateReasons[code] ?? code }, options);
  switch (code) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'EAI_NODATA':
    case 'EAI_NONAME':
    case 'EAI_FAIL':
      return new AppError('network.host_not_found', { host }, options);
    case 'ECONNREFUSED':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'EADDRNOTAVAIL':
      return new AppError('network.port_closed', { host, port }, options);
    case 'ETIMEDOUT':
      return new AppError('network.timeout', { host }, options);
  }
  if (encrypting) return new AppError('network.tls', { host, reason: 'tls_failed' }, options);
  return new AppError('network.lost', { host }, options);
}

export const timeoutError = ({ host }: Peer, detail: string | null = null): AppError =>
  new AppError('network.timeout', { host }, { detail });

/** A server's refusal in whatever protocol, as far as a sign-in cares. */
export type Said = Pick<Refusal, 'status' | 'code' | 'text' | 'quoted'>;

const said = (refusal: Said): { detail: string; cause: Said } => ({ detail: refusal.quoted, cause: refusal });

const appPassword =
  /app(?:lication)?[- ]?(?:specific[- ])?password|app-specific|mot de passe d.application|generate an? .*password|2-?step|two-?factor/i;
const oauthOnly =
  /oauth|basic ?auth(?:entication)?.{0,40}(?:disabled|blocked|not (?:allowed|supported))|modern auth|LOGIN failed\.? .*disabled/i;
const tooMany =
  /too many|temporar(?:y|ily)|try (?:again )?later|rate limit|simultaneous|concurrent|maximum number|exceeded|in use|blocked/i;

/**
 * A refused sign-in. Anything that is not clearly something else counts as a wrong password: the person is asked, and
 * nothing is tried again.
 */
export function signInError(refusal: Said, host: string): AppError {
  const { code, text } = refusal;
  const words = `${code ?? ''} ${text}`;
  const make = (name: ConstructorParameters<typeof AppError>[0]): AppError =>
    new AppError(name, { host }, said(refusal));
  if (appPassword.test(words)) return make('account.app_password_required');
  if (oauthOnly.test(words)) return make('account.oauth_required');
  if (code === 'UNAVAILABLE' || code === 'LIMIT' || code === 'INUSE' || code === 'CONTACTADMIN')
    return make('account.blocked');
  if (refusal.status === 'BYE') return make('account.blocked');
  if (code !== 'AUTHENTICATIONFAILED' && code !== 'AUTHORIZATIONFAILED' && tooMany.test(words))
    return make('account.blocked');
  // iCloud answers a bad sign-in with BAD and a complaint about syntax: a wrong password all the same.
  return make('account.wrong_password');
}

export const refusedError = (refusal: Refusal, host: string): AppError =>
  new AppError('imap.refused', { host, reason: redact(refusal.text).slice(0, 300) }, said(refusal));

export const folderGoneError = (refusal: Refusal, host: string, folder: string): AppError =>
  new AppError('imap.folder_gone', { host, folder }, said(refusal));

export const isFolderGone = ({ code, text }: Refusal): boolean =>
  code === 'NONEXISTENT' ||
  /(?:doesn.?t|does not|no longer|not) exist|unknown mailbox|no such mailbox|not found/i.test(text);

/** A message the server would not take. */
export function appendError(refusal: Refusal): AppError {
  const { code, text } = refusal;
  const reason = redact(text).slice(0, 300);
  const options = said(refusal);
  if (code === 'OVERQUOTA' || /quota|mailbox (?:is )?full|not enough (?:space|room)|insufficient storage/i.test(text))
    if (code !== 'TOOBIG' && !/(?:message|mail) size|too (?:big|large)/i.test(text))
      return new AppError('message.over_quota', { reason }, options);
  if (
    code === 'TOOBIG' ||
    code === 'LIMIT' ||
    /too (?:big|large|long)|(?:message|mail) size|size (?:exceeds|limit)|exceeds? (?:the )?(?:maximum|fixed|allowed)|maximum (?:message )?size/i.test(
      text,
    )
  )
    return new AppError('message.too_big', { reason }, options);
  return new AppError('message.refused', { reason }, options);
}

const THROTTLED = /throttl|bandwidth|backoff|try again (?:later|in)|too many (?:requests|commands)|rate limit/i;

/** The server asks for a pause rather than refusing: how long it names in ms (0 = it does not say); null when it is no such answer. */
export function throttleMs(refusal: Refusal): number | null {
  const { code, text } = refusal;
  // A quota for stored mail is final; one for traffic ("bandwidth") passes.
  const traffic = code === 'OVERQUOTA' && /bandwidth|command|download|upload/i.test(text);
  if (code !== 'THROTTLED' && !traffic && (code === 'OVERQUOTA' || !THROTTLED.test(text))) return null;
  const named = /(\d+)\s*(milliseconds?|ms|seconds?|s|minutes?|min)\b/i.exec(text);
  if (!named) return 0;
  const unit = (named[2] ?? '').toLowerCase();
  return Number(named[1]) * (/^m(illi|s)/.test(unit) ? 1 : unit.startsWith('s') ? 1000 : 60_000);
}

/**
 * The line can be mended by connecting again; account.* and a server that cannot be trusted cannot. A handshake that was
 * only cut off (a server that restarts, a balancer without one behind it) says nothing about trust.
 */
export const isLineTrouble = (error: unknown): error is AppError =>
  error instanceof AppError &&
  (['network.lost', 'network.timeout', 'network.port_closed', 'network.host_not_found', 'network.protocol'].includes(
    error.code,
  ) ||
    (error.code === 'network.tls' && error.params['reason'] === 'tls_failed'));
