// Listens to a move and keeps, per POP mailbox, which message arrived with which bytes.
import type { Source, TransferObserver } from '../../transfer/index.ts';
import type { MovedMailbox, MovedMessage } from './moved-record.ts';

export interface MovedNotes {
  /** The same source, its dates listened to. */
  readonly source: Source;
  /** For TransferObserver. */
  readonly arrived: NonNullable<TransferObserver['arrived']>;
  /** Of one folder; null when nothing of it arrived. */
  of(folderId: string, address: string, target: string): MovedMailbox | null;
}

/** `isPop` by folder id. */
export function noteMoved<S extends Source>(
  source: S,
  isPop: (folderId: string) => boolean,
): MovedNotes & { source: S } {
  const dates = new Map<string, Map<string, number>>();
  const moved = new Map<string, Map<string, MovedMessage>>();
  return {
    source: {
      ...source,
      async *items(folder, skip, signal) {
        const seen = new Map<string, number>();
        if (isPop(folder.id)) dates.set(folder.id, seen);
        for await (const event of source.items(folder, skip, signal)) {
          if (event.kind === 'item' && isPop(folder.id)) seen.set(event.item.key, event.item.internalDate);
          yield event;
        }
      },
    },
    arrived({ id }, key, sha256, sizeBytes) {
      if (!isPop(id)) return;
      const messages = moved.get(id) ?? new Map<string, MovedMessage>();
      moved.set(id, messages);
      messages.set(key, { sha256, sizeBytes, receivedAt: dates.get(id)?.get(key) || null });
    },
    of(folderId, address, target) {
      const messages = moved.get(folderId);
      return messages ? { address, target, messages } : null;
    },
  };
}
