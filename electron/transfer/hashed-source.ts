// A source that knows the hash of everything it hands out as a stream. A sink that must not double a message has to know
// its bytes before it sends them: they are put aside first, hashed on their way. Small messages the sink hashes itself.
import { createHash, randomUUID } from 'node:crypto';
import path from 'node:path';
import { Spool, throwIfAborted } from '../base/index.ts';
import { AppError } from '../contract/errors.ts';
import { headingOf } from './heading.ts';
import type { ContentStream, Source, SourceEvent, TransferItem } from './source.ts';

/** Enough for sender and subject. */
const HEAD_BYTES = 64 * 1024;

/**
 * For a source that does not know its hashes (a mailbox) and a sink that is a mailbox. Messages wait in `folder`, which
 * must exist: one at a time, encrypted; the first 4 MiB of each stay in memory. Adds disk.* to what `items` throws.
 */
export function hashedSource(source: Source, folder: string): Source {
  return {
    folders: (signal) => source.folders(signal),
    relist: (from, signal) => source.relist(from, signal),
    close: () => source.close(),
    async *items(from, skip, signal) {
      for await (const event of source.items(from, skip, signal)) {
        const content = event.kind === 'item' && event.item.sha256 === null ? event.item.content : null;
        if (event.kind !== 'item' || content === null || content instanceof Uint8Array) {
          yield event;
          continue;
        }
        const spool = new Spool(path.join(folder, `malleposte-${randomUUID()}.tmp`));
        try {
          yield await hashed(event.item, content, spool, signal);
        } finally {
          await spool.close();
        }
      }
    },
  };
}

/** The item with its hash; 'failed' when its content breaks off. */
async function hashed(
  item: TransferItem,
  content: ContentStream,
  spool: Spool,
  signal: AbortSignal,
): Promise<SourceEvent> {
  const hash = createHash('sha256');
  const head: Uint8Array[] = [];
  let headBytes = 0;
  try {
    for await (const chunk of content.chunks()) {
      throwIfAborted(signal);
      hash.update(chunk);
      if (headBytes < HEAD_BYTES) {
        head.push(chunk.slice(0, HEAD_BYTES));
        headBytes += chunk.length;
      }
      await spool.append(chunk);
    }
  } catch (error) {
    if (!(error instanceof AppError) || !/^(?:message|archive)\./.test(error.code)) throw error;
    const heading = headingOf(Buffer.concat(head), item.internalDate);
    return { kind: 'failed', key: item.key, heading, sizeBytes: content.sizeBytes, error: error.toData() };
  }
  const aside: ContentStream = { sizeBytes: spool.size, again: true, chunks: () => spool.read() };
  return { kind: 'item', item: { ...item, sha256: hash.digest('hex'), content: aside } };
}
