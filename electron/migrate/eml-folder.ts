// Messages as .eml files in a folder of this computer: where those go that no server takes. A file that is there already is
// never written over.
import { createHash } from 'node:crypto';
import { constants, createReadStream } from 'node:fs';
import { copyFile, link, open, rm, utimes } from 'node:fs/promises';
import path from 'node:path';
import { FolderPaths, messagePath } from '../archive/index.ts';
import { diskError, makeFolder, throwIfAborted } from '../base/index.ts';
import { AppError } from '../contract/errors.ts';
import { parseEnvelope } from '../mime/index.ts';
import {
  contentChunks,
  headingOf,
  type Report,
  type Sink,
  type TransferFolder,
  type TransferItem,
} from '../transfer/index.ts';

/** Enough for sender and subject. */
const HEAD_BYTES = 64 * 1024;

/** `out` is absolute and made when missing. `take` throws disk.*. Every file is read back before it counts as saved. */
export function createEmlFolder(out: string, report: Report): Sink {
  const paths = new FolderPaths();

  async function take(folder: TransferFolder, item: TransferItem, signal: AbortSignal): Promise<void> {
    const place = paths.path([folder.account, ...folder.names]);
    const directory = path.join(out, ...place.split('/'));
    const part = path.join(directory, 'malleposte.part');
    try {
      makeFolder(directory);
      const { sha256, sizeBytes, head, error } = await spill(item, part, signal);
      const { from, subject } = parseEnvelope(head);
      if (error) {
        const heading = headingOf(head, item.internalDate);
        return report(folder, item.key, { kind: 'refused', heading, sizeBytes, error });
      }
      const at = new Date(item.internalDate);
      await utimes(part, at, at).catch(() => undefined);
      // Eight digits tell it apart; when another file has that name, all do.
      for (const digits of [8, 64]) {
        const name = path.basename(messagePath(place, item.internalDate, from, subject, sha256.slice(0, digits)));
        const file = path.join(directory, name);
        const isNew = await settle(part, file);
        if (!isNew && (await hashOf(file)) !== sha256) continue;
        if (isNew && (await hashOf(file)) !== sha256)
          throw new AppError('disk.failed', { path: file, reason: 'it reads back other than it was written' });
        return report(folder, item.key, { kind: isNew ? 'saved' : 'already', sha256, sizeBytes });
      }
      throw new AppError('disk.failed', { path: directory, reason: 'another file has this name' });
    } catch (error) {
      throw diskError(error, directory);
    } finally {
      await rm(part, { force: true }).catch(() => undefined);
    }
  }

  return {
    open: () => Promise.resolve(new Set<string>()),
    take,
    restart: () => Promise.resolve(),
    flush: () => Promise.resolve(),
  };
}

interface Spilled {
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly head: Uint8Array;
  /** Why the message could not be had to its end; null when it could. */
  readonly error: ReturnType<AppError['toData']> | null;
}

async function spill({ content }: TransferItem, part: string, signal: AbortSignal): Promise<Spilled> {
  const hash = createHash('sha256');
  const head: Uint8Array[] = [];
  let sizeBytes = 0;
  let error: Spilled['error'] = null;
  const handle = await open(part, 'w', 0o600);
  try {
    for await (const chunk of contentChunks(content)) {
      throwIfAborted(signal);
      if (sizeBytes < HEAD_BYTES) head.push(chunk.slice(0, HEAD_BYTES - sizeBytes));
      sizeBytes += chunk.length;
      hash.update(chunk);
      await handle.write(chunk);
    }
    await handle.sync();
  } catch (trouble) {
    if (!(trouble instanceof AppError && /^(?:message|archive|migrate)\./.test(trouble.code))) throw trouble;
    error = trouble.toData();
  } finally {
    await handle.close();
  }
  return { sha256: hash.digest('hex'), sizeBytes, head: Buffer.concat(head), error };
}

/** Gives the part its name, unless a file has it: then false. Not every disk knows hard links. */
async function settle(part: string, file: string): Promise<boolean> {
  try {
    await link(part, file).catch((error: unknown) => {
      if (isThere(error)) throw error;
      return copyFile(part, file, constants.COPYFILE_EXCL);
    });
    return true;
  } catch (error) {
    if (isThere(error)) return false;
    throw error;
  }
}

const isThere = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'EEXIST';

async function hashOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk as Uint8Array);
  return hash.digest('hex');
}
