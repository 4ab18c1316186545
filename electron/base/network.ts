// What can go wrong on the way to a server, said as our errors: the same words whichever protocol was spoken.
import { isIP } from 'node:net';
import { AppError } from '../contract/errors.ts';

/** True for names and addresses that never leave this computer (RFC 6761, RFC 1122, RFC 4291). */
export function isLoopbackHost(host: string): boolean {
  const name = host.toLowerCase().replace(/^\[(.*)\]$/, '$1');
  if (isIP(name) === 4) return name.startsWith('127.');
  if (isIP(name) === 6) return name === '::1' || /^::ffff:127\./.test(name);
  return name === 'localhost' || name.endsWith('.localhost');
}

/** Node's and OpenSSL's codes for a connection that cannot be trusted, in words short enough for a sentence. */
const tlsReasons: Readonly<Record<string, string>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: 'the certificate is self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'the certificate is self-signed',
  CERT_HAS_EXPIRED: 'the certificate has expired',
  CERT_NOT_YET_VALID: 'the certificate is not valid yet',
  CERT_REVOKED: 'the certificate was revoked',
  CERT_UNTRUSTED: 'the certificate’s issuer is not trusted',
  UNABLE_TO_GET_ISSUER_CERT: 'the certificate’s issuer is not known',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'the certificate’s issuer is not known',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'the certificate’s issuer is not known',
  CERT_SIGNATURE_FAILURE: 'the certificate’s signature is wrong',
  INVALID_CA: 'the certificate’s issuer is not known',
  INVALID_PURPOSE: 'the certificate is not for servers',
  HOSTNAME_MISMATCH: 'the certificate is for another name',
  ERR_TLS_CERT_ALTNAME_INVALID: 'the certificate is for another name',
  ERR_TLS_CERT_ALTNAME_FORMAT: 'the certificate is for another name',
  ERR_SSL_WRONG_VERSION_NUMBER: 'there is no TLS on this port',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'there is no TLS on this port',
  ERR_SSL_HTTP_REQUEST: 'there is no TLS on this port',
  ERR_SSL_UNSUPPORTED_PROTOCOL: 'the server only offers outdated encryption',
  ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION: 'the server only offers outdated encryption',
  ERR_SSL_NO_PROTOCOLS_AVAILABLE: 'the server only offers outdated encryption',
  ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE: 'no common encryption was found',
  ERR_SSL_DH_KEY_TOO_SMALL: 'the server only offers outdated encryption',
  ERR_SSL_EE_KEY_TOO_SMALL: 'the certificate’s key is too short',
  ERR_SSL_CA_MD_TOO_WEAK: 'the certificate’s signature is outdated',
};

/**
 * A failed look-up, connection or handshake as network.*; null when the error is none of these. TLS failures carry a
 * `reason` from a closed English list; anything else OpenSSL says becomes "the handshake failed", quoted in `detail`.
 */
export function networkError(error: unknown, host: string, port: number): AppError | null {
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 5; depth += 1) {
    const found = one(at, host, port);
    if (found) return found;
    at = at instanceof AggregateError && at.errors.length ? (at.errors as unknown[])[0] : at.cause;
  }
  return null;
}

function one(error: Error, host: string, port: number): AppError | null {
  if (error instanceof AppError) return error;
  const code = (error as NodeJS.ErrnoException).code ?? '';
  const options = { detail: code || error.message, cause: error };
  const reason = tlsReasons[code];
  if (reason) return new AppError('network.tls', { host, port, reason }, options);
  switch (code) {
    case 'ENOTFOUND':
    case 'ENODATA':
    case 'EAI_AGAIN':
    case 'EAI_NODATA':
    case 'EAI_NONAME':
      return new AppError('network.host_not_found', { host, port }, options);
    case 'ECONNREFUSED':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'EADDRNOTAVAIL':
    case 'EHOSTDOWN':
    case 'ENETDOWN':
      return new AppError('network.port_closed', { host, port }, options);
    case 'ETIMEDOUT':
    case 'ERR_SOCKET_CONNECTION_TIMEOUT':
      return new AppError('network.timeout', { host, port }, options);
    case 'ECONNRESET':
    case 'EPIPE':
    case 'ECONNABORTED':
      return new AppError('network.lost', { host, port }, options);
    default:
      return /^ERR_(SSL|TLS)_|^EPROTO$/.test(code)
        ? new AppError('network.tls', { host, port, reason: 'the handshake failed' }, options)
        : null;
  }
}
