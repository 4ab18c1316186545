// Messages taken apart, kept for a moment: reading one is followed by asking for its pictures and files.
import { AppError } from '../../contract/errors.ts';
import { headerFields, readMessage, type HeaderField, type ReadableMessage } from '../../mime/index.ts';
import { remotePictures, type RemotePictures } from './remote-pictures.ts';

export interface OpenedMessage {
  readonly bytes: Uint8Array;
  readonly fields: readonly HeaderField[];
  readonly message: ReadableMessage;
  readonly remote: RemotePictures;
}

/** A message on its way counts too, so that the same one is not taken apart twice at a time. */
interface Kept {
  readonly opened: Promise<OpenedMessage>;
  sizeBytes: number;
}

const MAX_MESSAGES = 6;
const MAX_BYTES = 96 * 1024 * 1024;
const IDLE_MS = 3 * 60_000;

const wasCancelled = (error: unknown): boolean => error instanceof AppError && error.code === 'cancelled';

export async function openMessage(bytes: Uint8Array): Promise<OpenedMessage> {
  const message = await readMessage(bytes);
  return { bytes, fields: headerFields(bytes), message, remote: remotePictures(message.html) };
}

export interface OpenedMessages {
  /** `fetch` is asked when it is not here. Throws what `fetch` throws. */
  get(id: number, signal: AbortSignal, fetch: () => Promise<Uint8Array>): Promise<OpenedMessage>;
  close(): void;
}

export function openedMessages(): OpenedMessages {
  /** The one used last is at the end. */
  const kept = new Map<number, Kept>();
  let timer: NodeJS.Timeout | null = null;

  function trim(): void {
    let sum = [...kept.values()].reduce((total, { sizeBytes }) => total + sizeBytes, 0);
    for (const [id, { sizeBytes }] of kept) {
      if (kept.size <= MAX_MESSAGES && (sum <= MAX_BYTES || kept.size === 1)) return;
      sum -= sizeBytes;
      kept.delete(id);
    }
  }
  const close = (): void => {
    if (timer) clearTimeout(timer);
    timer = null;
    kept.clear();
  };

  return {
    async get(id, signal, fetch) {
      if (timer) clearTimeout(timer);
      timer = setTimeout(close, IDLE_MS).unref();
      const known = kept.get(id);
      const entry = known ?? { opened: fetch().then(openMessage), sizeBytes: 0 };
      kept.delete(id);
      kept.set(id, entry);
      try {
        const opened = await entry.opened;
        // What is decoded is about as large again.
        entry.sizeBytes = 2 * opened.bytes.length;
        trim();
        return opened;
      } catch (error) {
        if (kept.get(id) === entry) kept.delete(id);
        // Somebody else was waiting for the same one and gave up: it is still wanted here.
        if (known && wasCancelled(error) && !signal.aborted) return this.get(id, signal, fetch);
        throw error;
      }
    },
    close,
  };
}
