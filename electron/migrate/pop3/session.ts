// One signed-in POP3 connection. It reads: the command that deletes is known in remove.ts alone.
import { isLoopbackHost, registerSecret, type Log } from '../../base/index.ts';
import type { ServerSettings } from '../../contract/accounts.ts';
import { AppError } from '../../contract/errors.ts';
import { encryptSocket, openSocket, tlsFacts, type LastingSession, type TlsFacts } from '../../imap/index.ts';
import { patienceOf, Refusal, refusedError, refusedSignIn } from './errors.ts';
import { askCapabilities, signIn, type Capabilities } from './sign-in.ts';
import { Wire } from './wire.ts';

export interface Pop3Connect {
  readonly settings: ServerSettings;
  readonly password: string;
  /** The person accepts that the password travels in clear to a host that is not this computer. */
  readonly allowInsecure: boolean;
  readonly signal?: AbortSignal;
  readonly log?: Log;
  /** Longest silence of the server while something is awaited, ms; also bounds connect and handshake. */
  readonly stallMs?: number;
}

export interface Pop3Session extends LastingSession {
  readonly wire: Wire;
  readonly capabilities: Capabilities;
  readonly tls: TlsFacts | null;
  readonly greeting: string;
  /** What STAT said at the start; null where it was no number. */
  readonly messages: number;
  readonly sizeBytes: number | null;
}

const STALL_MS = 60_000;
const CONNECT_MS = 20_000;

/**
 * Connects and signs in, once. Throws account.*, network.*, pop3.refused, cancelled; network.insecure_refused before
 * anything is sent; Refusal where the server asks to come again later (patienceOf). The signal also ends a session in use.
 */
export async function connectPop3(options: Pop3Connect): Promise<Pop3Session> {
  const { settings, password, allowInsecure, signal } = options;
  const stallMs = options.stallMs ?? STALL_MS;
  const host = settings.host.replace(/^\[(.*)\]$/, '$1');
  const peer = { host, port: settings.port };
  if (settings.security === 'none' && !allowInsecure && !isLoopbackHost(host))
    throw new AppError('network.insecure_refused', { host });
  const forget = registerSecret(password);
  const timeoutMs = Math.min(CONNECT_MS, stallMs);
  const socket = await openSocket(peer, timeoutMs, signal).catch((error: unknown) => {
    forget();
    throw error;
  });
  socket.once('close', forget);
  const secure = settings.security === 'tls' ? await encryptSocket(socket, peer, timeoutMs, signal) : socket;
  const wire = new Wire(secure, peer, stallMs);
  const onAbort = (): void => wire.destroy(new AppError('cancelled'));
  signal?.addEventListener('abort', onAbort, { once: true });
  socket.once('close', () => signal?.removeEventListener('abort', onAbort));
  try {
    if (signal?.aborted) throw new AppError('cancelled');
    const greeting = await wire.greeting().catch((error: unknown) => {
      throw error instanceof Refusal ? refusedSignIn(error, host) : error;
    });
    let capabilities = await askCapabilities(wire);
    if (settings.security === 'starttls') {
      await startTls(wire, timeoutMs, signal);
      // RFC 2595 §4: what was said in clear counts no more.
      capabilities = await askCapabilities(wire);
    }
    const tls = tlsFacts(wire.socket);
    const { userName } = settings;
    await signIn(wire, capabilities, { userName, password, greeting }, tls !== null).catch((error: unknown) => {
      // RFC 2449 §6.5: seconds; "USER" after it means they may differ for each user.
      if (error instanceof Refusal) error.loginDelayMs = Number(capabilities.get('LOGIN-DELAY')?.[0] ?? 0) * 1000 || 0;
      throw error;
    });
    // Some servers tell only now what they can do for this user (RFC 2449 §5).
    const granted = capabilities.size > 0 ? await askCapabilities(wire) : capabilities;
    const [messages, sizeBytes] = (await wire.run('STAT')).split(' ').map(Number);
    options.log?.info({ host, port: settings.port, tls: tls?.protocol ?? 'none' }, 'pop3: signed in');
    return {
      host,
      wire,
      capabilities: granted.size > 0 ? granted : capabilities,
      tls,
      greeting,
      messages: whole(messages) ?? 0,
      sizeBytes: whole(sizeBytes),
      destroy: () => wire.destroy(),
      close: () => quit(wire, granted),
    };
  } catch (error) {
    wire.destroy();
    if (error instanceof Refusal && !patienceOf(error)) throw refusedError(error, host);
    throw error;
  }
}

const whole = (value: number | undefined): number | null =>
  value !== undefined && Number.isSafeInteger(value) && value >= 0 ? value : null;

/** STLS or nothing: a server that does not offer it gets no password. Throws network.no_starttls, network.tls. */
async function startTls(wire: Wire, timeoutMs: number, signal: AbortSignal | undefined): Promise<void> {
  const { host, port } = wire.peer;
  try {
    await wire.run('STLS');
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    throw new AppError('network.no_starttls', { host, port }, { detail: error.quoted, cause: error });
  }
  await wire.replaceSocket((socket) => encryptSocket(socket, wire.peer, timeoutMs, signal));
}

/**
 * Says goodbye without waiting long: QUIT frees the maildrop's lock at once. Where the server deletes what was read
 * (EXPIRE 0, RFC 2449 §6.7) it does so at QUIT: a session that just ends removes nothing (RFC 1939 §6).
 */
async function quit(wire: Wire, capabilities: Capabilities): Promise<void> {
  if (!wire.ended && capabilities.get('EXPIRE')?.[0] !== '0') {
    const timer = setTimeout(() => wire.destroy(), 2000);
    await wire.run('QUIT').catch(() => undefined);
    clearTimeout(timer);
  }
  wire.destroy();
}
