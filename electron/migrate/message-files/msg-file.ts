// One Outlook message file (.msg) of a folder, rebuilt as the message it was.
import { AppError } from '../../contract/errors.ts';
import { isMessage } from '../../mime/index.ts';
import { openMsg } from '../../outlook/index.ts';
import type { SourceEvent } from '../../transfer/index.ts';
import { failedFile, type MessageFile } from '../file-folder.ts';
import { openForReading, readFully } from '../open-file.ts';
import { itemEvents } from '../outlook/index.ts';
import { NO_DATE, plausible } from '../received-date.ts';

export const isMsg = (name: string): boolean => /\.msg$/i.test(name) && !name.startsWith('.');

/** The file, what is in it and what is made of it are in memory together; no mail server takes larger messages. */
const MAX_BYTES = 128 * 1024 * 1024;

/**
 * The message, and a failed line for what of it is damaged; or why it is none. null: the bytes of an ordinary message, which
 * some programs name .msg too.
 */
export async function readMsgFile(file: MessageFile): Promise<SourceEvent[] | null> {
  let sizeBytes: number | null = null;
  try {
    const handle = await openForReading(file.path);
    let bytes: Buffer;
    let modifiedMs: number;
    try {
      const facts = await handle.stat();
      sizeBytes = facts.size;
      modifiedMs = Math.floor(facts.mtimeMs);
      if (sizeBytes > MAX_BYTES) throw unreadable('file_too_large');
      bytes = await readFully(handle, 0, sizeBytes);
    } finally {
      await handle.close();
    }
    if (bytes.length === 0) throw unreadable('file_empty');
    const opened = openMsg(bytes);
    if (!opened && isMessage(bytes)) return null;
    if (!opened) throw unreadable('not_msg');
    // Its time is that of the last copy: better than no date at all.
    return [...itemEvents(file.key, opened)].map((event) =>
      event.kind === 'item' && event.item.internalDate === NO_DATE
        ? { ...event, item: { ...event.item, internalDate: plausible(modifiedMs) ?? NO_DATE } }
        : event,
    );
  } catch (error) {
    return [failedFile(file, sizeBytes, error)];
  }
}

const unreadable = (reason: string): AppError => new AppError('migrate.message_unreadable', { reason });
