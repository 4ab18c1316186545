// Two mailboxes message by message: bytes, flags and dates, read by a client that shares no code with the product.
import { listMailboxes, readMailbox, type ReadLetter } from './mailbox.ts';
import { connectRaw } from './raw-imap.ts';

export interface Login {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
}

/** Mailbox name as the server writes it, to its messages. */
export type Mailbox = ReadonlyMap<string, readonly ReadLetter[]>;

export async function readWhole(login: Login): Promise<Mailbox> {
  const raw = await connectRaw(login);
  try {
    const all = new Map<string, ReadLetter[]>();
    for (const name of await listMailboxes(raw)) all.set(name, await readMailbox(raw, name));
    return all;
  } finally {
    raw.close();
  }
}

export interface Comparison {
  readonly messages: number;
  /** One line per message that is missing, doubled or different; empty when everything is equal. */
  readonly differences: readonly string[];
}

const identity = ({ sha256, flags, internalDate }: ReadLetter): string =>
  `${sha256} ${new Date(internalDate).toISOString()} [${flags.join(' ')}]`;

function counted(letters: readonly ReadLetter[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const letter of letters) counts.set(identity(letter), (counts.get(identity(letter)) ?? 0) + 1);
  return counts;
}

/**
 * What differs between two mailboxes. `nameIn` maps a folder's name in `source` to the one in `target` (the same by
 * default). `extra` folders of the target must be empty.
 */
export function compareMailboxes(
  source: Mailbox,
  target: Mailbox,
  nameIn: (name: string) => string = (name) => name,
): Comparison {
  const differences: string[] = [];
  let messages = 0;
  const expected = new Set<string>();
  for (const [name, letters] of source) {
    expected.add(nameIn(name));
    messages += letters.length;
    const [here, there] = [counted(letters), counted(target.get(nameIn(name)) ?? [])];
    if (!target.has(nameIn(name))) differences.push(`${nameIn(name)}: the folder is missing`);
    for (const [letter, count] of here) {
      const found = there.get(letter) ?? 0;
      if (found !== count) differences.push(`${nameIn(name)}: ${count} expected, ${found} found: ${letter}`);
    }
    for (const [letter, count] of there) {
      if (!here.has(letter)) differences.push(`${nameIn(name)}: ${count} not expected: ${letter}`);
    }
  }
  for (const [name, letters] of target) {
    if (!expected.has(name) && letters.length > 0) differences.push(`${name}: ${letters.length} not expected`);
  }
  return { messages, differences };
}
