// Small archives for tests: messages in, a finished archive out, and what it must hold.
import { createHash } from 'node:crypto';
import { mkdtemp } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import {
  createArchiveSink,
  type ArchiveReader,
  type ArchiveSink,
  type ArchiveSinkOptions,
} from '../../electron/archive/index.ts';
import type { ArchiveKey } from '../../electron/contract/jobs.ts';
import { contentChunks, type Content, type Report, type TransferFolder } from '../../electron/transfer/index.ts';

export const never = new AbortController().signal;

/** An X25519 pair made for tests: opening with it costs no time, unlike a passphrase. */
export const testRecipient = 'age1alqa5mgfwglaz2ctvyfjlghrneqyh569v39s049dffaj6adyxeesdeyrsg';
export const testKey: ArchiveKey = {
  kind: 'identity',
  identity: 'AGE-SECRET-KEY-164SKCVCPKSEEFW3Q5XFH73RC9248JWLJC0XD097ZRNCZT8735PNS6WLZXR',
};

export interface TestMessage {
  readonly folder: TransferFolder;
  readonly key: string;
  readonly flags: readonly string[];
  readonly internalDate: number;
  readonly bytes: Buffer;
  /** Handed over as a stream in pieces of this size. */
  readonly streamed?: number;
}

export const testFolder = (
  path: string,
  uidValidity: string | null = '1',
  account = 'claire@example.org',
): TransferFolder => ({
  id: `${account}/${path}`,
  account,
  names: path.split('/'),
  path,
  role: path === 'INBOX' ? 'inbox' : null,
  messages: 0,
  sizeBytes: null,
  uidValidity,
  separator: '/',
});

export const testMessage = (folder: TransferFolder, uid: number, bodyBytes = 300): TestMessage => ({
  folder,
  key: String(uid),
  flags: uid % 3 === 0 ? ['\\Seen', '$Work'] : [],
  internalDate: Date.UTC(2020, 0, 1) + uid * 3_600_000,
  bytes: Buffer.concat([
    Buffer.from(`From: Zoé Müller <zoe@example.org>\r\nSubject: No ${uid} in ${folder.path}\r\n\r\n`),
    noise(uid, bodyBytes),
  ]),
});

/** Bytes that do not compress, the same for the same number. */
export function noise(seed: number, bytes: number): Buffer {
  const blocks: Buffer[] = [];
  for (let at = 0; at * 32 < bytes; at += 1) blocks.push(createHash('sha256').update(`${seed} ${at}`).digest());
  return Buffer.concat(blocks).subarray(0, bytes);
}

export const tempFolder = (): Promise<string> => mkdtemp(path.join(os.tmpdir(), 'malleposte-archive-'));

export const sinkOptions = (folder: string, changes: Partial<ArchiveSinkOptions> = {}): ArchiveSinkOptions => ({
  path: path.join(folder, changes.format === 'zip-aes256' ? 'mail.zip' : 'mail.malle'),
  protection: { kind: 'recipients', recipients: [testRecipient] },
  format: 'malle',
  compress: true,
  volumeSizeBytes: null,
  accounts: [{ address: 'claire@example.org', host: 'mail.example.org' }],
  language: 'en',
  journalDir: path.join(folder, 'journal'),
  generator: 'Malleposte test',
  ...changes,
});

/** The content as a source would hand it over. */
export function contentOf({ bytes, streamed }: TestMessage): Content {
  if (!streamed) return bytes;
  return {
    sizeBytes: bytes.length,
    // eslint-disable-next-line @typescript-eslint/require-await -- a generator that yields what it has
    async *chunks() {
      for (let at = 0; at < bytes.length; at += streamed) yield bytes.subarray(at, at + streamed);
    },
  };
}

/** Gives the sink every message it does not have; returns how many were handed over. */
export async function fill(sink: ArchiveSink, messages: readonly TestMessage[]): Promise<number> {
  let given = 0;
  const folders = new Map(messages.map((message) => [message.folder.id, message.folder]));
  for (const folder of folders.values()) {
    const kept = await sink.open(folder, never);
    for (const message of messages) {
      if (message.folder.id !== folder.id || kept.has(message.key)) continue;
      const { key, flags, internalDate } = message;
      await sink.take(folder, { key, flags, internalDate, sha256: null, content: contentOf(message) }, never);
      given += 1;
    }
    await sink.flush(never);
  }
  return given;
}

export const ignore: Report = () => undefined;

/** A whole export: filled, sealed, read back, completed. */
export async function writeArchive(options: ArchiveSinkOptions, messages: readonly TestMessage[]): Promise<void> {
  const sink = await createArchiveSink(options, ignore, never);
  await fill(sink, messages);
  await sink.finish(Buffer.from('{"type":"malleposte-certificate"}'), never);
  await sink.verify(() => undefined, never);
  await sink.complete();
}

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

export async function readAll(content: Content): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of contentChunks(content)) pieces.push(piece);
  return Buffer.concat(pieces);
}

/** Every place of an archive as one comparable line: folder, key, flags, date, hash of the bytes read. */
export async function placesHeld(reader: ArchiveReader): Promise<string[]> {
  const lines: string[] = [];
  for (const message of reader.messages({ kind: 'all' })) {
    const hash = sha256(await readAll(await reader.read(message)));
    for (const { folder, key, flags, internalDate } of reader.places(message)) {
      lines.push([folder.account, folder.path, key, flags.join(' '), internalDate, hash].join('|'));
    }
  }
  return lines.sort();
}

export const placesExpected = (messages: readonly TestMessage[]): string[] =>
  messages
    .map(({ folder, key, flags, internalDate, bytes }) =>
      [folder.account, folder.path, key, flags.join(' '), internalDate, sha256(bytes)].join('|'),
    )
    .sort();
