// Writes messages of an archive as .eml files into a folder, each checked against its hash. Running it again goes on.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, rename, rm, stat, utimes } from 'node:fs/promises';
import path from 'node:path';
import { diskError, makeFolder, throwIfAborted } from '../base/index.ts';
import type { Selection } from '../contract/archive.ts';
import { AppError } from '../contract/errors.ts';
import type { ExtractResult } from '../contract/results.ts';
import type { FailedMessage } from '../contract/shapes.ts';
import { defineJob, type JobContext, type JobDefinition } from '../jobs/index.ts';
import { contentChunks } from '../transfer/index.ts';
import { extractWinmail } from './extract-winmail.ts';
import { requireKey } from './job-parts.ts';
import { openArchive, type ArchivedMessage, type ArchiveReader } from './reader.ts';

export interface ExtractJobInput {
  readonly path: string;
  readonly selection: Selection;
  readonly out: string;
  /** Also write what a winmail.dat holds. Jobs of earlier versions do not say. */
  readonly decodeWinmail?: boolean;
}

export const extractJob = (): JobDefinition =>
  defineJob<ExtractJobInput>({
    kind: 'extract',
    subject: (input) => ({ path: input.path, accounts: [] }),
    needsKey: () => true,
    run: runExtract,
  });

/** One message's own trouble: the others go on. */
const skippable: readonly string[] = ['archive.message_damaged', 'archive.volume_missing', 'archive.message_too_large'];

async function runExtract(context: JobContext<ExtractJobInput>): Promise<ExtractResult> {
  const { input, signal } = context;
  const startedAt = Date.now();
  const out = path.resolve(input.out);
  const reader = await openArchive(input.path, requireKey(context), signal);
  try {
    const messages = [...reader.messages(input.selection)];
    const totalBytes = messages.reduce((total, message) => total + message.sizeBytes, 0);
    const failed: FailedMessage[] = [];
    let extracted = 0;
    let decodedFiles = 0;
    let doneBytes = 0;
    for (const message of messages) {
      throwIfAborted(signal);
      try {
        const file = await extractOne(reader, message, out, signal);
        extracted += 1;
        if (input.decodeWinmail) decodedFiles += await extractWinmail(file, message.sizeBytes, signal);
      } catch (error) {
        if (!(error instanceof AppError) || !skippable.includes(error.code)) throw error;
        failed.push(failure(reader, message, error));
      }
      doneBytes += message.sizeBytes;
      context.progress(() => ({
        phase: 'copying',
        total: messages.length,
        done: extracted,
        verified: extracted,
        missing: failed.length,
        totalBytes,
        doneBytes,
        folders: [],
      }));
    }
    return {
      kind: 'extract',
      found: messages.length,
      extracted,
      ...(input.decodeWinmail ? { decodedFiles } : {}),
      failed,
      out,
      durationMs: Date.now() - startedAt,
      finishedAt: Date.now(),
    };
  } finally {
    await reader.close();
  }
}

/** A message of the archive that could not be handed out. */
export function failure(reader: ArchiveReader, message: ArchivedMessage, error: AppError): FailedMessage {
  const { folder, internalDate } = reader.places(message)[0] ?? {};
  return {
    account: folder?.account ?? '',
    folder: folder?.path ?? '',
    key: message.entry,
    subject: message.subject,
    from: message.from || null,
    receivedAt: internalDate || message.date,
    sizeBytes: message.sizeBytes,
    error: error.toData(),
  };
}

/** The entry's place under `out`. An archive from elsewhere must not write outside it ("zip slip"). */
function placeUnder(out: string, entry: string): string {
  const file = path.resolve(out, ...entry.split('/'));
  if (!file.startsWith(out + path.sep))
    throw new AppError('archive.message_damaged', { reason: 'its name leaves the folder' });
  return file;
}

/** Returns where the message is. */
async function extractOne(
  reader: ArchiveReader,
  message: ArchivedMessage,
  out: string,
  signal: AbortSignal,
): Promise<string> {
  const file = placeUnder(out, message.entry);
  const part = `${file}.part`;
  try {
    if (await isThere(file, message)) return file;
    makeFolder(path.dirname(file));
    const handle = await open(part, 'w', 0o600);
    try {
      for await (const chunk of contentChunks(await reader.read(message, signal))) await handle.write(chunk);
    } finally {
      await handle.close();
    }
    const at = new Date(reader.places(message)[0]?.internalDate ?? message.date ?? Date.now());
    await utimes(part, at, at);
    await rename(part, file);
    return file;
  } catch (error) {
    await rm(part, { force: true });
    throw diskError(error, file);
  }
}

/** Already written by an earlier run: same size and same bytes. */
async function isThere(file: string, message: ArchivedMessage): Promise<boolean> {
  const info = await stat(file).catch(() => null);
  if (info?.size !== message.sizeBytes) return false;
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk as Uint8Array);
  return hash.digest('hex') === message.sha256;
}
