// Signing in, once. Whatever the server answers, no second attempt is made from here.
import { AppError } from '../contract/errors.ts';
import { Refusal, signInError } from './errors.ts';
import { quoted } from './names.ts';
import type { Reply } from './replies.ts';
import { encryptSocket } from './socket.ts';
import type { Wire } from './wire.ts';

/** The capabilities in a CAPABILITY reply or response code, in capitals; null when the reply has none. */
export function capabilitiesOf(reply: Reply): Set<string> | null {
  const words =
    reply.name === 'CAPABILITY' ? reply.text : reply.code?.startsWith('CAPABILITY ') ? reply.code.slice(11) : null;
  return words === null ? null : new Set(words.toUpperCase().split(/\s+/).filter(Boolean));
}

export async function askCapabilities(wire: Wire): Promise<Set<string>> {
  let found = new Set<string>();
  const end = await wire.run('CAPABILITY', (reply) => (found = capabilitiesOf(reply) ?? found));
  return capabilitiesOf(end) ?? found;
}

/** Returns what the server can do for the signed-in user, if it said so. Throws account.*, network.*. */
export async function signIn(
  wire: Wire,
  capabilities: ReadonlySet<string>,
  { userName, password, encrypted }: { userName: string; password: string; encrypted: boolean },
): Promise<Set<string> | null> {
  const { host } = wire.peer;
  let found: Set<string> | null = null;
  const note = (reply: Reply): void => void (found = capabilitiesOf(reply) ?? found);
  try {
    if (capabilities.has('AUTH=PLAIN')) {
      const answer = Buffer.from(`\0${userName}\0${password}`).toString('base64');
      const command = capabilities.has('SASL-IR') ? `AUTHENTICATE PLAIN ${answer}` : 'AUTHENTICATE PLAIN';
      note(await wire.authenticate(command, answer));
    } else if (!capabilities.has('LOGINDISABLED')) {
      const part = (text: string): string | Buffer => quoted(text) ?? Buffer.from(text);
      note(await wire.run(['LOGIN ', part(userName), ' ', part(password)], note));
    } else if ([...capabilities].some((word) => /^AUTH=(?:XOAUTH2|OAUTHBEARER)$/.test(word))) {
      throw new AppError('account.oauth_required', { host }, { detail: [...capabilities].join(' ') });
    } else {
      const reason = encrypted ? 'no_sign_in_method' : 'needs_encryption';
      throw new AppError('network.protocol', { host, reason }, { detail: 'LOGINDISABLED' });
    }
  } catch (error) {
    // Some servers say why in a BYE and close instead of answering.
    const refusal = error instanceof Refusal ? error : wire.bye;
    throw refusal ? signInError(refusal, host) : error;
  }
  return found;
}

/** STARTTLS or nothing: a server that does not offer it gets no password. Throws network.no_starttls, network.tls. */
export async function startTls(
  wire: Wire,
  capabilities: ReadonlySet<string>,
  timeoutMs: number,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { host, port } = wire.peer;
  if (!capabilities.has('STARTTLS')) throw new AppError('network.no_starttls', { host, port });
  try {
    await wire.run('STARTTLS');
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    throw new AppError('network.no_starttls', { host, port }, { detail: error.quoted, cause: error });
  }
  await wire.replaceSocket((socket) => encryptSocket(socket, wire.peer, timeoutMs, signal));
}
