// Opening a connection: TCP, then TLS where it is asked for. Certificates are always checked.
import net from 'node:net';
import tls from 'node:tls';
import { trustSystemAuthorities } from '../base/index.ts';
import { AppError } from '../contract/errors.ts';
import { networkError, timeoutError } from './errors.ts';

export interface Peer {
  readonly host: string;
  readonly port: number;
}

/** Connects to the host's addresses in turn. Throws network.host_not_found, port_closed, timeout, cancelled. */
export function openSocket(peer: Peer, timeoutMs: number, signal: AbortSignal | undefined): Promise<net.Socket> {
  const socket = net.connect({ host: peer.host, port: peer.port });
  return settled(socket, 'connect', peer, timeoutMs, signal, false);
}

/** Encrypts an open connection (from its start, or after STARTTLS). Throws network.tls, timeout, cancelled. */
export async function encryptSocket(
  socket: net.Socket,
  peer: Peer,
  timeoutMs: number,
  signal: AbortSignal | undefined,
): Promise<tls.TLSSocket> {
  trustSystemAuthorities();
  const secure = tls.connect({
    socket,
    host: peer.host,
    // An address has no name to ask for (RFC 6066 §3); the certificate is still compared with it.
    ...(net.isIP(peer.host) ? {} : { servername: peer.host }),
  });
  return settled(secure, 'secureConnect', peer, timeoutMs, signal, true);
}

function settled<T extends net.Socket>(
  socket: T,
  ready: string,
  peer: Peer,
  timeoutMs: number,
  signal: AbortSignal | undefined,
  encrypting: boolean,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const finish = (error: AppError | null): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      socket.off(ready, onReady).off('error', onError).off('close', onClose);
      if (!error) return resolve(socket);
      // Its remaining errors have nobody left to tell.
      socket.on('error', () => undefined).destroy();
      reject(error);
    };
    const onReady = (): void => finish(null);
    const onError = (error: unknown): void => finish(networkError(error, peer, encrypting));
    const onClose = (): void => finish(networkError(new Error('closed'), peer, encrypting));
    const onAbort = (): void => finish(new AppError('cancelled'));
    const timer = setTimeout(() => finish(timeoutError(peer)), timeoutMs);
    socket.on(ready, onReady).on('error', onError).on('close', onClose);
    if (signal?.aborted) onAbort();
    else signal?.addEventListener('abort', onAbort, { once: true });
  });
}

/** What an encrypted connection turned out to be; null for one without encryption. */
export interface TlsFacts {
  /** As OpenSSL names it: "TLSv1.3". */
  readonly protocol: string;
  /** End of the certificate's validity, ms since 1970; null when it does not say. */
  readonly validTo: number | null;
}

export function tlsFacts(socket: net.Socket): TlsFacts | null {
  if (!(socket instanceof tls.TLSSocket)) return null;
  const validTo = Date.parse(socket.getPeerCertificate().valid_to);
  return { protocol: socket.getProtocol() ?? '', validTo: Number.isNaN(validTo) ? null : validTo };
}
