// What a POP3 mailbox holds in this session, under names that are the same in every session.
import { createHash } from 'node:crypto';
import { patienceOf, Refusal, refusedError } from './errors.ts';
import type { Pop3Session } from './session.ts';

export interface Listing {
  /** In the server's order, which is that of arrival. */
  readonly keys: readonly string[];
  /** The number a message has in this session; sessions number anew. */
  readonly numbers: ReadonlyMap<string, number>;
  /** By number, as LIST announces; some servers only estimate. */
  readonly sizes: ReadonlyMap<number, number>;
}

/** TOP commands on their way at once. */
const TOP_WINDOW = 64;

/**
 * Names every message by its UIDL. Where a server has none, by the hash of its header and its size (TOP n 0); where it
 * has no TOP either, by number and size, which holds as long as nothing is deleted in between: the target's own look at
 * the bytes still keeps such a message from being doubled. Throws pop3.refused, network.*, Refusal that asks for patience.
 */
export async function listMailbox(session: Pop3Session): Promise<Listing> {
  const sizes = (await askList(session, 'LIST')) ?? new Map<number, string>();
  const uids = (await askList(session, 'UIDL')) ?? new Map<number, string>();
  const all = [...new Set([...sizes.keys(), ...uids.keys()])].sort((a, b) => a - b);
  const known = new Map<number, number>();
  for (const [number, text] of sizes) if (/^\d{1,15}$/.test(text)) known.set(number, Number(text));
  const nameless = all.filter((number) => !uids.get(number));
  const made = nameless.length > 0 ? await madeNames(session, nameless, known) : new Map<number, string>();
  const numbers = new Map<string, number>();
  for (const number of all) {
    const name = uids.get(number) || (made.get(number) ?? String(number));
    let key = name;
    // RFC 1939 forbids it, but two messages with one UIDL exist; the same bytes twice have one header hash.
    for (let copy = 2; numbers.has(key); copy += 1) key = `${name} #${copy}`;
    numbers.set(key, number);
  }
  return { keys: [...numbers.keys()], numbers, sizes: known };
}

/** What a mailbox holds by the server's own names, for who must not mistake one message for another. */
export interface UidListing {
  readonly total: number;
  /** By UIDL, in the server's order. One that two messages have is not here. */
  readonly numbers: ReadonlyMap<string, number>;
  readonly sizes: ReadonlyMap<number, number>;
  /** Numbers of messages that the server does not name, or not uniquely. */
  readonly unnamed: readonly number[];
}

/** null when the server has no UIDL, or names none of its messages. Throws pop3.refused, network.*, Refusal that asks for patience. */
export async function listUids(session: Pop3Session): Promise<UidListing | null> {
  const sizes = (await askList(session, 'LIST')) ?? new Map<number, string>();
  const uids = await askList(session, 'UIDL');
  if (!uids) return null;
  const all = [...new Set([...sizes.keys(), ...uids.keys()])].sort((a, b) => a - b);
  const byUid = Map.groupBy(all, (number) => uids.get(number) ?? '');
  byUid.delete('');
  if (all.length > 0 && byUid.size === 0) return null;
  const numbers = new Map<string, number>();
  for (const [uid, [number, ...others]] of byUid)
    if (number !== undefined && others.length === 0) numbers.set(uid, number);
  const named = new Set(numbers.values());
  const known = new Map<number, number>();
  for (const [number, text] of sizes) if (/^\d{1,15}$/.test(text)) known.set(number, Number(text));
  return { total: all.length, numbers, sizes: known, unnamed: all.filter((number) => !named.has(number)) };
}

/** "number text" lines of LIST or UIDL; null when the server does not know the command. */
async function askList({ wire, host }: Pop3Session, command: 'LIST' | 'UIDL'): Promise<Map<number, string> | null> {
  const found = new Map<number, string>();
  try {
    await wire.run(command);
  } catch (error) {
    if (!(error instanceof Refusal) || patienceOf(error)) throw error;
    if (command === 'UIDL') return null;
    throw refusedError(error, host);
  }
  for await (const line of wire.lines()) {
    const [, number, text] = /^\s*(\d{1,9})(?:\s+(\S+))?/.exec(line) ?? [];
    if (number !== undefined) found.set(Number(number), text ?? '');
  }
  return found;
}

async function madeNames(
  { wire, capabilities }: Pop3Session,
  numbers: readonly number[],
  sizes: ReadonlyMap<number, number>,
): Promise<Map<number, string>> {
  const names = new Map<number, string>();
  const window = capabilities.has('PIPELINING') ? TOP_WINDOW : 1;
  for (let at = 0; at < numbers.length; at += window) {
    const some = numbers.slice(at, at + window);
    await wire.send(...some.map((number) => `TOP ${number} 0`));
    for (const number of some) {
      const size = sizes.get(number) ?? 0;
      try {
        await wire.status();
        const hash = createHash('sha256');
        for await (const chunk of wire.body()) hash.update(chunk);
        names.set(number, hash.update(`\n${size}`).digest('hex').slice(0, 40));
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        names.set(number, `${number}:${size}`);
      }
    }
  }
  return names;
}
