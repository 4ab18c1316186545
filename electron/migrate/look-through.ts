// A look through mail on this computer before it is moved: how much of it the target has, or would refuse. Only where that
// is soon done; what is not looked at stays unknown.
import { throwIfAborted } from '../base/index.ts';
import { headOf } from '../imap/index.ts';
import { contentSize, type Content, type Source, type TransferFolder } from '../transfer/index.ts';
import { readAway } from './chosen.ts';

/** Header fields are looked for in so much of a message. */
const HEAD_BYTES = 64 * 1024;

export interface Looked {
  readonly alreadyThere: number;
  readonly tooLarge: number;
}

/**
 * Reads the whole folder. `heads` is what the target's folder holds (imap's readHeads), each copy there counted once;
 * `since` as in MoveOptions. null when the folder cannot be read.
 */
export async function lookThrough(
  source: Source,
  folder: TransferFolder,
  { heads, maxBytes, since }: { heads: ReadonlyMap<string, number>; maxBytes: number | null; since: number | null },
  signal: AbortSignal,
): Promise<Looked | null> {
  const left = new Map(heads);
  let [alreadyThere, tooLarge] = [0, 0];
  for await (const event of source.items(folder, () => false, signal)) {
    throwIfAborted(signal);
    if (event.kind === 'failed' && event.key === '') return null;
    if (event.kind !== 'item') continue;
    const { content, internalDate } = event.item;
    const head = headOf(await beginning(content));
    if (since !== null && internalDate < since) continue;
    const copies = left.get(head) ?? 0;
    if (copies > 0) {
      left.set(head, copies - 1);
      alreadyThere += 1;
    } else if (maxBytes !== null && contentSize(content) > maxBytes) tooLarge += 1;
  }
  return { alreadyThere, tooLarge };
}

/** The first bytes; a stream is read to its end, as whoever hands it out expects. */
async function beginning(content: Content): Promise<Uint8Array> {
  if (content instanceof Uint8Array) return content.subarray(0, HEAD_BYTES);
  const first: Uint8Array[] = [];
  let bytes = 0;
  await readAway({
    sizeBytes: content.sizeBytes,
    async *chunks() {
      for await (const chunk of content.chunks()) {
        if (bytes < HEAD_BYTES) first.push(chunk.slice(0, HEAD_BYTES - bytes));
        bytes += chunk.length;
        yield chunk;
      }
    },
  });
  return Buffer.concat(first);
}
