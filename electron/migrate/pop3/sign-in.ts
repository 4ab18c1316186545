// Signing in, once, by the best way the server offers. Whatever it answers, no second attempt is made from here.
import { createHash } from 'node:crypto';
import { AppError } from '../../contract/errors.ts';
import { Refusal, refusedSignIn } from './errors.ts';
import type { Wire } from './wire.ts';

/** What CAPA lists: keyword in capitals to its arguments. Empty where a server has no CAPA. */
export type Capabilities = ReadonlyMap<string, readonly string[]>;

export async function askCapabilities(wire: Wire): Promise<Capabilities> {
  const found = new Map<string, string[]>();
  try {
    await wire.run('CAPA');
    for await (const line of wire.lines()) {
      const [word = '', ...rest] = line.trim().split(/\s+/);
      if (word) found.set(word.toUpperCase(), rest);
    }
  } catch (error) {
    // RFC 2449 is an extension: a server may not know the question.
    if (!(error instanceof Refusal)) throw error;
  }
  return found;
}

/** RFC 5034 §4: a command line with its initial response stays within 255 octets. */
const MAX_INITIAL = 255;

/** RFC 1939 §7: the msg-id in the greeting, of printable characters only, or an attacker could choose what is hashed. */
const TIMESTAMP = /<[\x21-\x3b\x3d\x3f-\x7e]+@[\x21-\x3b\x3d\x3f-\x7e]+>/;

/** Throws account.*, network.*, and Refusal for an answer that asks to come again later. */
export async function signIn(
  wire: Wire,
  capabilities: Capabilities,
  { userName, password, greeting }: { userName: string; password: string; greeting: string },
  encrypted: boolean,
): Promise<void> {
  const { host } = wire.peer;
  const plain = capabilities.get('SASL')?.some((name) => name.toUpperCase() === 'PLAIN') === true;
  const timestamp = TIMESTAMP.exec(greeting)?.[0];
  // A server with CAPA that lists neither way refuses the password in clear.
  const user = capabilities.size === 0 || capabilities.has('USER');
  // USER and PASS take the rest of their line, APOP a word.
  const oneLine = !/[\r\n\0]/.test(userName + password);
  try {
    // In clear, the way that does not show the password comes first.
    if (timestamp && !/\s/.test(userName) && (!encrypted || !(plain || user))) {
      const digest = createHash('md5').update(timestamp).update(password).digest('hex');
      await wire.run(`APOP ${userName} ${digest}`);
    } else if (plain) {
      await signInPlain(wire, Buffer.from(`\0${userName}\0${password}`).toString('base64'));
    } else if (user && oneLine) {
      await wire.run(`USER ${userName}`);
      await wire.run(`PASS ${password}`);
    } else if (capabilities.get('SASL')?.some((name) => /^(?:XOAUTH2|OAUTHBEARER)$/i.test(name))) {
      throw new AppError('account.oauth_required', { host });
    } else {
      const reason = encrypted ? 'no_sign_in_method' : 'needs_encryption';
      throw new AppError('network.protocol', { host, reason });
    }
  } catch (error) {
    throw error instanceof Refusal ? refusedSignIn(error, host) : error;
  }
}

async function signInPlain(wire: Wire, answer: string): Promise<void> {
  const command = `AUTH PLAIN ${answer}`;
  if (command.length <= MAX_INITIAL) {
    await wire.send(command);
    // A server that does not take an initial response asks for it.
    if (!(await wire.continued())) return;
  } else {
    await wire.send('AUTH PLAIN');
    if (!(await wire.continued())) return;
  }
  await wire.run(answer);
}
