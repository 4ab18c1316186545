// Opening a connection in steps that can be told apart: the port, then the encryption. For probing; protocols with a
// client of their own connect through that.
import { connect, isIP, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { AppError } from '../contract/errors.ts';
import { throwIfAborted } from './abort.ts';
import { networkError } from './network.ts';

export interface DialOptions {
  readonly host: string;
  readonly port: number;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** What a certificate check found, for a person to read. */
export interface TlsFacts {
  /** "TLSv1.3". */
  readonly protocol: string;
  /** When the certificate ends, milliseconds since 1970; null when it does not say. */
  readonly validTo: number | null;
}

/**
 * Connects to the port, trying every address of the name (RFC 8305). Throws network.host_not_found,
 * network.port_closed, network.timeout, network.lost, cancelled.
 */
export async function dial(options: DialOptions): Promise<Socket> {
  throwIfAborted(options.signal);
  const socket = connect({ host: options.host, port: options.port, autoSelectFamily: true });
  await settled(socket, 'connect', options);
  return socket;
}

/** Encrypts an open connection and checks the certificate. Throws network.tls, network.timeout, network.lost, cancelled. */
export async function encrypt(socket: Socket, options: DialOptions): Promise<TLSSocket> {
  throwIfAborted(options.signal);
  // SNI carries names only (RFC 6066 section 3); an address is still checked against the certificate.
  const servername = isIP(options.host) ? {} : { servername: options.host };
  const secure = connectTls({ socket, host: options.host, ...servername });
  await settled(secure, 'secureConnect', options);
  return secure;
}

export function tlsFacts(socket: TLSSocket): TlsFacts {
  const validTo = Date.parse(socket.getPeerCertificate().valid_to);
  return { protocol: socket.getProtocol() ?? 'TLS', validTo: Number.isNaN(validTo) ? null : validTo };
}

/** Waits for the event; on anything else the socket is destroyed and the failure thrown as ours. */
async function settled(socket: Socket, event: 'connect' | 'secureConnect', options: DialOptions): Promise<void> {
  const { host, port, timeoutMs, signal } = options;
  let release = (): void => undefined;
  try {
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new AppError('network.timeout', { host, port })), timeoutMs);
      const onAbort = (): void => reject(new AppError('cancelled'));
      const onClose = (): void => reject(new AppError('network.lost', { host, port }));
      const onReady = (): void => resolve();
      signal?.addEventListener('abort', onAbort, { once: true });
      socket.once(event, onReady).once('error', reject).once('close', onClose);
      release = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', onAbort);
        socket.off(event, onReady).off('error', reject).off('close', onClose);
      };
    });
  } catch (error) {
    // Late errors of a socket that is given up have no one else to tell.
    socket.on('error', () => undefined).destroy();
    throw networkError(error, host, port) ?? error;
  } finally {
    release();
  }
}
