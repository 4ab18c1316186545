// One connection to an SMTP server: open it, prove the password, and hand over messages.
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import { isLoopbackHost, registerSecret, throwIfAborted, trustSystemAuthorities } from '../base/index.ts';
import type { ServerSettings } from '../contract/accounts.ts';
import { AppError } from '../contract/errors.ts';
import { encryptSocket, openSocket, type TlsFacts } from '../imap/index.ts';
import { smtpError } from './errors.ts';

export interface SmtpOptions {
  readonly settings: ServerSettings;
  /** The person accepts a connection without encryption to a host that is not this computer. */
  readonly allowInsecure: boolean;
  readonly signal?: AbortSignal | undefined;
  /** For each step: connection, encryption, greeting, sign-in. 20 s when left out. */
  readonly timeoutMs?: number | undefined;
}

export interface SmtpSession {
  /** The address that answered. */
  readonly address: string;
  /** null: the connection is not encrypted. */
  readonly tls: TlsFacts | null;
  /**
   * One sign-in, never repeated. Throws account.wrong_password, account.app_password_required,
   * account.oauth_required, account.blocked, network.*, cancelled.
   */
  signIn(password: string): Promise<void>;
  /**
   * Hands over one finished message after the sign-in: to all of `to` or to none. Throws smtp.refused (nothing was sent),
   * account.blocked, network.* (whether it was sent is unknown when the line broke at the very end), cancelled.
   */
  send(from: string, to: readonly string[], message: Uint8Array): Promise<void>;
  close(): void;
}

const TIMEOUT_MS = 20_000;
/** Mechanisms a password can be used with (RFC 4954); a server with none of them wants OAuth. */
const PASSWORD_MECHANISMS = /^AUTH[ =].*\b(?:PLAIN|LOGIN|CRAM-MD5)\b/im;

/** Connects, encrypts and greets. Throws network.*, account.blocked, cancelled. */
export async function openSmtp(options: SmtpOptions): Promise<SmtpSession> {
  const { settings, signal, timeoutMs = TIMEOUT_MS } = options;
  const { port, security } = settings;
  const host = settings.host.replace(/^\[(.*)\]$/, '$1');
  if (security === 'none' && !options.allowInsecure && !isLoopbackHost(host))
    throw new AppError('network.insecure_refused', { host, port });
  const peer = { host, port };
  const plain = await openSocket(peer, timeoutMs, signal);
  const address = plain.remoteAddress ?? '';
  const socket: Socket = security === 'tls' ? await encryptSocket(plain, peer, timeoutMs, signal) : plain;
  // After STARTTLS the library encrypts the connection itself.
  if (security === 'starttls') trustSystemAuthorities();
  const connection = new SMTPConnection({
    host,
    port,
    connection: socket,
    secure: security === 'tls',
    secured: security === 'tls',
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'none',
    // The literal says nothing about this computer (RFC 5321 section 4.1.4 allows it where there is no name to give).
    name: '[127.0.0.1]',
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    socketCloseTimeout: 0,
    logger: false,
  });
  const close = (): void => {
    connection.close();
    socket.destroy();
  };
  const step = (start: (done: (error?: Error | null) => void) => void): Promise<void> =>
    finished(connection, start, signal).catch((error: unknown) => {
      close();
      throw smtpError(error, host, port);
    });

  await step((done) => connection.connect(done));
  return {
    address,
    // After STARTTLS the connection has a socket of its own.
    tls: factsOf(connection._socket || socket),
    close,
    async signIn(password) {
      const offered = connection.lastServerResponse || '';
      if (!/^\d{3}[ -]AUTH\b/im.test(offered)) {
        close();
        throw new AppError('network.protocol', { host, port, reason: 'no_sign_in_method' });
      }
      if (!PASSWORD_MECHANISMS.test(offered.replace(/^\d{3}[ -]/gm, ''))) {
        close();
        throw new AppError('account.oauth_required', { host, port }, { detail: offered.slice(0, 300) });
      }
      const forget = registerSecret(password);
      try {
        await step((done) => connection.login({ user: settings.userName, pass: password }, done));
      } finally {
        forget();
      }
    },
    async send(from, to, message) {
      let refused: readonly string[] = [];
      await step((done) =>
        connection.send({ from, to: [...to], size: message.length }, Buffer.from(message), (error, info) => {
          refused = (info as { rejected?: readonly string[] } | undefined)?.rejected ?? [];
          done(error);
        }),
      ).catch((error: unknown) => {
        throw error instanceof AppError && error.code === 'network.protocol'
          ? new AppError('smtp.refused', { host }, { detail: error.detail, cause: error })
          : error;
      });
      if (refused.length) throw new AppError('smtp.refused', { host }, { detail: refused.join(', ').slice(0, 300) });
    },
  };
}

function factsOf(socket: Socket): TlsFacts | null {
  if (!(socket instanceof TLSSocket)) return null;
  const validTo = Date.parse(socket.getPeerCertificate().valid_to);
  return { protocol: socket.getProtocol() ?? '', validTo: Number.isNaN(validTo) ? null : validTo };
}

/** Settles with the callback, or with the connection's error or end, or when the signal fires; whichever is first. */
async function finished(
  connection: SMTPConnection,
  start: (done: (error?: Error | null) => void) => void,
  signal: AbortSignal | undefined,
): Promise<void> {
  throwIfAborted(signal);
  let release = (): void => undefined;
  try {
    await new Promise<void>((resolve, reject) => {
      const onEnd = (): void => reject(new Error('the server closed the connection'));
      const onAbort = (): void => reject(new AppError('cancelled'));
      signal?.addEventListener('abort', onAbort, { once: true });
      connection.once('error', reject).once('end', onEnd);
      release = () => {
        signal?.removeEventListener('abort', onAbort);
        // A connection that is done with may still fail; that concerns no one.
        connection
          .off('error', reject)
          .off('end', onEnd)
          .on('error', () => undefined);
      };
      start((error) => (error ? reject(error) : resolve()));
    });
  } finally {
    release();
  }
}
