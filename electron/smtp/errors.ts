// How nodemailer's failures become ours. Nothing outside this folder compares its codes or a server's words.
import { redact } from '../base/index.ts';
import { AppError } from '../contract/errors.ts';
import { networkError } from '../imap/index.ts';

interface NodemailerFailure extends Error {
  readonly code?: string;
  /** The system's code, where nodemailer put its own in its place. */
  readonly originalCode?: string;
  readonly response?: string;
  readonly responseCode?: number;
  readonly command?: string;
}

const MAX_DETAIL = 300;

/** Always an AppError: account.*, network.*, cancelled. `detail` quotes the server's line. */
export function smtpError(error: unknown, host: string, port: number): AppError {
  if (error instanceof AppError) return error;
  const failure = error as NodemailerFailure;
  const options = { detail: quote(failure.response ?? failure.message), cause: error };
  const params = { host, port };
  switch (failure.code) {
    case 'EAUTH':
      return signInError(failure, host, port);
    case 'ETIMEDOUT':
      return new AppError('network.timeout', params, options);
    case 'EDNS':
      return new AppError('network.host_not_found', params, options);
    case 'ETLS':
      return failure.command === 'STARTTLS' && failure.response
        ? new AppError('network.no_starttls', params, options)
        : new AppError('network.tls', { ...params, reason: 'tls_failed' }, options);
  }
  // 421: the service is closing the channel (RFC 5321 section 3.8), which servers say to those they shut out.
  if (failure.responseCode === 421) return new AppError('account.blocked', params, options);
  if (failure.responseCode) return new AppError('network.protocol', { ...params, reason: 'refused_to_talk' }, options);
  if (failure.code === 'EPROTOCOL') return new AppError('network.protocol', { ...params, reason: 'not_smtp' }, options);
  return networkError(systemError(failure), params);
}

/** The same error under the code that the system gave it. */
function systemError(failure: NodemailerFailure): Error {
  const code = failure.originalCode ?? failure.code;
  return Object.assign(new Error(failure.message), { code });
}

/** What the server means by refusing; enhanced codes as in RFC 3463 and RFC 4954 section 6, then the providers' words. */
function signInError(failure: NodemailerFailure, host: string, port: number): AppError {
  const said = failure.response ?? '';
  const params = { host, port };
  const options = { detail: quote(said || failure.message), cause: failure };
  if (/application[- ]specific|app(?:lication)?[- ]?password|5\.7\.9\b|InvalidSecondFactor/i.test(said))
    return new AppError('account.app_password_required', params, options);
  if (/basic authentication is disabled|5\.7\.139|oauth|SmtpClientAuthentication is disabled/i.test(said))
    return new AppError('account.oauth_required', params, options);
  if (/too many|rate limit|temporarily|try again later|blocked|locked/i.test(said) || failure.responseCode === 421)
    return new AppError('account.blocked', params, options);
  // 454 and the other 4xx: the server could not decide (RFC 4954), which says nothing about the password.
  if (failure.responseCode !== undefined && failure.responseCode < 500)
    return new AppError('account.blocked', params, options);
  if (failure.responseCode === 538 || /must issue a STARTTLS|encryption required/i.test(said))
    return new AppError('network.protocol', { ...params, reason: 'needs_encryption' }, options);
  if ([500, 502, 503, 504].includes(failure.responseCode ?? 0))
    return new AppError('network.protocol', { ...params, reason: 'no_sign_in_method' }, options);
  return new AppError('account.wrong_password', params, options);
}

const quote = (text: string): string => redact(text).replace(/\s+/g, ' ').trim().slice(0, MAX_DETAIL);
