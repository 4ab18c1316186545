// What a mailbox holds already, told by Message-ID and Date alone: for a plan that reads no message and changes nothing.
import { Refusal } from './errors.ts';
import { listHeads } from './present.ts';
import { connectImap, type ConnectOptions } from './session.ts';

/** By path: how many messages have each head (alike.ts). A folder the server does not show is left out. Throws account.*, network.*. */
export async function readHeads(
  options: ConnectOptions,
  paths: readonly string[],
): Promise<Map<string, ReadonlyMap<string, number>>> {
  const found = new Map<string, ReadonlyMap<string, number>>();
  if (paths.length === 0) return found;
  const session = await connectImap(options);
  try {
    for (const path of paths) {
      try {
        await session.open(path, 'read');
        const heads = await listHeads({ ready: () => Promise.resolve(session) });
        found.set(path, new Map(Array.from(heads, ([head, uids]) => [head, uids.length])));
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
      }
    }
    return found;
  } finally {
    await session.close();
  }
}
