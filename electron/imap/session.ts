// One signed-in IMAP connection: what the rest of this folder asks of a server.
import { isLoopbackHost, registerSecret, type Log } from '../base/index.ts';
import type { ServerSettings } from '../contract/accounts.ts';
import { AppError } from '../contract/errors.ts';
import { refusedError, Refusal, signInError } from './errors.ts';
import { decodeName, encodeName, quoted } from './names.ts';
import { parseValues, textOf, utf8, type Value } from './replies.ts';
import { askCapabilities, capabilitiesOf, signIn, startTls } from './sign-in.ts';
import { encryptSocket, openSocket, tlsFacts, type TlsFacts } from './socket.ts';
import { readSequence, sortedUids } from './uids.ts';
import { Wire, type Part } from './wire.ts';

export type ConnectStep = 'connect' | 'encrypt' | 'sign_in';

export interface ConnectOptions {
  readonly settings: ServerSettings;
  readonly password: string;
  /** The person accepts that the password travels in clear to a host that is not this computer. */
  readonly allowInsecure: boolean;
  readonly signal?: AbortSignal;
  readonly log?: Log;
  /** Longest silence of the server while something is awaited, ms; also bounds connect and handshake. */
  readonly stallMs?: number;
  /** Called when a step has succeeded; 'encrypt' also for a connection that needs none (with tls null). */
  readonly onStep?: (step: ConnectStep, facts: StepFacts) => void;
}

export interface StepFacts {
  /** The address that answered; null while unknown. */
  readonly address: string | null;
  readonly tls: TlsFacts | null;
  readonly greeting: string | null;
}

export interface Opened {
  /** Decimal text. */
  readonly uidValidity: string;
  readonly exists: number;
  readonly uidNext: number | null;
  /** Flags that can be stored (empty when opened read-only); `\*` = any keyword. null when the server does not say. */
  readonly permanentFlags: readonly string[] | null;
  /** RFC 7162; null: the folder has none. */
  readonly highestModseq?: string | null;
}

export interface Listed {
  /** Decoded full name. */
  readonly path: string;
  /** As the server wrote it. */
  readonly raw: string;
  readonly separator: string | null;
  readonly attributes: readonly string[];
}

export interface Counted {
  readonly messages: number;
  readonly uidValidity: string | null;
  readonly sizeBytes: number | null;
}

export interface ImapSession {
  readonly host: string;
  readonly wire: Wire;
  /** In capitals. */
  readonly capabilities: ReadonlySet<string>;
  readonly tls: TlsFacts | null;
  readonly greeting: string;
  readonly address: string | null;
  /** Names are UTF-8 on this connection (IMAP4rev2 alone). */
  readonly unicode: boolean;
  /** Personal namespace prefix, decoded, e.g. "INBOX."; '' mostly. */
  readonly prefix: string;
  /** Its separator; null when unknown or flat. */
  readonly separator: string | null;
  /** Whose folder is open: set by the visit that opened it. */
  visitor: object | null;
  /** All mailboxes, with counts where they can be had in the same breath. Throws imap.refused, network.*. */
  list(): Promise<{ folders: Listed[]; counts: Map<string, Counted> }>;
  /** Counts of one folder each; one the server refuses to count is left out. */
  status(paths: readonly string[]): Promise<Map<string, Counted>>;
  /** EXAMINE, or SELECT for writing. Throws Refusal, network.*. */
  open(path: string, access?: 'read' | 'write'): Promise<Opened>;
  /** UIDs of the open folder in ascending order; `from` > 0: only those at or above it. */
  uids(from?: number): Promise<Uint32Array>;
  /** A mailbox name for a command. */
  name(path: string): Part;
  /** Says goodbye without waiting long. */
  close(): Promise<void>;
  destroy(error?: AppError): void;
}

const STALL_MS = 60_000;
const CONNECT_MS = 20_000;

/**
 * Connects and signs in, once. Throws account.* (refused), network.* (not reached, not trusted), network.insecure_refused
 * before anything is sent, cancelled. The signal also ends a session in use.
 */
export async function connectImap(options: ConnectOptions): Promise<ImapSession> {
  const { settings, password, allowInsecure, signal, onStep = () => undefined } = options;
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
  const address = socket.remoteAddress ?? null;
  onStep('connect', { address, tls: null, greeting: null });
  const secure = settings.security === 'tls' ? await encryptSocket(socket, peer, timeoutMs, signal) : socket;
  const wire = new Wire(secure, peer, stallMs);
  const onAbort = (): void => wire.destroy(new AppError('cancelled'));
  signal?.addEventListener('abort', onAbort, { once: true });
  socket.once('close', () => signal?.removeEventListener('abort', onAbort));
  try {
    if (signal?.aborted) throw new AppError('cancelled');
    if (settings.security === 'tls') onStep('encrypt', { address, tls: tlsFacts(wire.socket), greeting: null });
    const hello = await wire.greeting();
    if (hello.name === 'BYE') throw signInError(new Refusal('BYE', hello.code, hello.text), host);
    const greeting = hello.text;
    let capabilities = capabilitiesOf(hello) ?? (await askCapabilities(wire));
    if (settings.security === 'starttls') {
      await startTls(wire, capabilities, timeoutMs, signal);
      capabilities = await askCapabilities(wire);
    }
    const tls = tlsFacts(wire.socket);
    if (settings.security !== 'tls') onStep('encrypt', { address, tls, greeting });
    if (hello.name !== 'PREAUTH') {
      const { userName } = settings;
      const said = await signIn(wire, capabilities, { userName, password, encrypted: tls !== null });
      capabilities = said ?? (await askCapabilities(wire));
    }
    onStep('sign_in', { address, tls, greeting });
    wire.eagerBytes = capabilities.has('LITERAL+') ? Infinity : capabilities.has('LITERAL-') ? 4096 : 0;
    // Some providers hand out no mail to clients that do not say who they are (RFC 2971). The name is all we say.
    if (capabilities.has('ID')) await wire.run('ID ("name" "Malleposte")').catch(onlyRefusal);
    const unicode = capabilities.has('IMAP4REV2') && !capabilities.has('IMAP4REV1');
    const namespace = await personalNamespace(wire, capabilities, unicode);
    options.log?.info({ host, port: settings.port, tls: tls?.protocol ?? 'none' }, 'imap: signed in');
    return session({ host, wire, capabilities, tls, greeting, address, unicode, ...namespace });
  } catch (error) {
    wire.destroy();
    throw error instanceof Refusal ? refusedError(error, host) : error;
  }
}

function onlyRefusal(error: unknown): void {
  if (!(error instanceof Refusal)) throw error;
}

interface Namespace {
  readonly prefix: string;
  readonly separator: string | null;
}

/** The first personal namespace (RFC 2342); where there is none, what LIST "" "" says about the separator. */
async function personalNamespace(wire: Wire, capabilities: ReadonlySet<string>, unicode: boolean): Promise<Namespace> {
  let found: Namespace = { prefix: '', separator: null };
  const command = capabilities.has('NAMESPACE') ? 'NAMESPACE' : 'LIST "" ""';
  await wire
    .run(command, (reply) => {
      if (reply.name === 'NAMESPACE') {
        const [personal] = parseValues(reply.pieces);
        const first = Array.isArray(personal) ? personal[0] : null;
        if (!Array.isArray(first)) return;
        found = { prefix: decodeName(utf8(textOf(first[0]) ?? ''), unicode), separator: textOf(first[1]) };
      } else if (reply.name === 'LIST') {
        found = { prefix: '', separator: textOf(parseValues(reply.pieces)[1]) };
      }
    })
    .catch(onlyRefusal);
  return found;
}

type Facts = Pick<
  ImapSession,
  'host' | 'wire' | 'capabilities' | 'tls' | 'greeting' | 'address' | 'unicode' | 'prefix' | 'separator'
>;

function session(facts: Facts): ImapSession {
  const { wire, host, capabilities, unicode } = facts;
  const withSize = capabilities.has('STATUS=SIZE');
  const items = `(MESSAGES UIDVALIDITY${withSize ? ' SIZE' : ''})`;
  const name = (path: string): Part => {
    const raw = encodeName(path, unicode);
    return quoted(raw) ?? Buffer.from(raw);
  };
  const fail = (error: unknown): never => {
    throw error instanceof Refusal ? refusedError(error, host) : error;
  };
  const pathOf = (value: Value | undefined): string => {
    const path = decodeName(utf8(textOf(value) ?? ''), unicode);
    return path.toUpperCase() === 'INBOX' ? 'INBOX' : path;
  };
  const readStatus = (values: readonly Value[], counts: Map<string, Counted>): void => {
    const [, list] = values;
    if (!Array.isArray(list)) return;
    const found = new Map<string, string>();
    for (let at = 0; at + 1 < list.length; at += 2)
      found.set((textOf(list[at]) ?? '').toUpperCase(), textOf(list[at + 1]) ?? '');
    const size = found.get('SIZE');
    counts.set(pathOf(values[0]), {
      messages: Number(found.get('MESSAGES') ?? 0),
      uidValidity: found.get('UIDVALIDITY') ?? null,
      sizeBytes: size === undefined ? null : Number(size),
    });
  };

  async function list(): Promise<{ folders: Listed[]; counts: Map<string, Counted> }> {
    const folders = new Map<string, Listed>();
    const counts = new Map<string, Counted>();
    const wanted = [
      ...(capabilities.has('SPECIAL-USE') && capabilities.has('LIST-EXTENDED') ? ['SPECIAL-USE'] : []),
      ...(capabilities.has('LIST-STATUS') ? [`STATUS ${items}`] : []),
    ];
    const extended = wanted.length && (capabilities.has('LIST-EXTENDED') || capabilities.has('LIST-STATUS'));
    await wire
      .run(`LIST "" "*"${extended ? ` RETURN (${wanted.join(' ')})` : ''}`, (reply) => {
        const values = parseValues(reply.pieces);
        if (reply.name === 'STATUS') return readStatus(values, counts);
        if (reply.name !== 'LIST') return;
        const [flags, separator, raw] = values;
        const path = pathOf(raw);
        const attributes = Array.isArray(flags) ? flags.flatMap((flag) => textOf(flag) ?? []) : [];
        if (path !== '' && !folders.has(path))
          folders.set(path, { path, raw: utf8(textOf(raw) ?? ''), separator: textOf(separator), attributes });
      })
      .catch(fail);
    return { folders: [...folders.values()], counts };
  }

  async function status(paths: readonly string[]): Promise<Map<string, Counted>> {
    const counts = new Map<string, Counted>();
    // A few at a time: fast over a long way, and no flood for a small server.
    for (let at = 0; at < paths.length; at += 16) {
      const some = paths.slice(at, at + 16).map((path) => ['STATUS ', name(path), ` ${items}`]);
      await wire.runAll(some, (reply) => {
        if (reply.name === 'STATUS') readStatus(parseValues(reply.pieces), counts);
      });
    }
    return counts;
  }

  async function open(path: string, access: 'read' | 'write' = 'read'): Promise<Opened> {
    let [uidValidity, exists, uidNext]: [string, number, number | null] = ['0', 0, null];
    let permanentFlags: string[] | null = null;
    let highestModseq: string | null = null;
    await wire.run([access === 'read' ? 'EXAMINE ' : 'SELECT ', name(path)], (reply) => {
      if (reply.name === 'EXISTS') exists = reply.number ?? 0;
      const [code = '', value = ''] = /^(\S+) ?(.*)$/s.exec(reply.code ?? '')?.slice(1) ?? [];
      if (code === 'UIDVALIDITY') uidValidity = value;
      else if (code === 'UIDNEXT') uidNext = Number(value);
      else if (code === 'HIGHESTMODSEQ') highestModseq = value;
      else if (code === 'PERMANENTFLAGS') permanentFlags = value.replace(/[()]/g, '').split(' ').filter(Boolean);
    });
    return { uidValidity, exists, uidNext, permanentFlags, highestModseq };
  }

  async function uids(from = 0): Promise<Uint32Array> {
    const found: number[] = [];
    const what = from > 0 ? `UID ${from}:*` : 'ALL';
    await wire.run(`UID SEARCH ${capabilities.has('ESEARCH') ? 'RETURN (ALL) ' : ''}${what}`, (reply) => {
      if (reply.name === 'SEARCH') {
        for (const word of reply.text.split(' ')) if (/^\d+$/.test(word)) found.push(Number(word));
      } else if (reply.name === 'ESEARCH') {
        const set = /\bALL ([\d:,]+)/i.exec(reply.text);
        if (set?.[1]) readSequence(set[1], found);
      }
    });
    // "n:*" names the last message even when its UID is below n (RFC 9051 §9).
    const sorted = sortedUids(found);
    return from > 0 ? sorted.filter((uid) => uid >= from) : sorted;
  }

  async function close(): Promise<void> {
    if (!wire.ended) {
      const timer = setTimeout(() => wire.destroy(), 2000);
      await wire.run('LOGOUT').catch(() => undefined);
      clearTimeout(timer);
    }
    wire.destroy();
  }

  return { ...facts, visitor: null, list, status, open, uids, name, close, destroy: (error) => wire.destroy(error) };
}
