// From a mailbox to a mailbox: what is there already is recognised, messages too large to hold among them.
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AppError } from '../../electron/contract/errors.ts';
import { createImapSink } from '../../electron/imap/index.ts';
import {
  hashedSource,
  runTransfer,
  type Source,
  type SourceEvent,
  type TransferFolder,
  type TransferFolderState,
} from '../../electron/transfer/index.ts';
import { startHostileImap, type HostileImap } from '../support/hostile-imap.ts';
import { sha256 } from './sample.ts';

/** More than the mailbox sink holds (32 MiB). */
const LARGE = Buffer.concat([
  Buffer.from('Subject: Large\r\n\r\n'),
  Buffer.alloc(33 * 1024 * 1024, `${'x'.repeat(70)}\r\n`),
  Buffer.from('\r\n'),
]);
const SMALL = Buffer.from('Subject: Small\r\n\r\nfew words\r\n');
const signal = new AbortController().signal;
const inbox: TransferFolder = {
  ...{ id: 'INBOX', account: 'from@example.test', names: ['INBOX'], path: 'INBOX', role: 'inbox', messages: 2 },
  ...{ sizeBytes: null, uidValidity: '5', separator: '/' },
};

/** A mailbox does not know hashes, and hands large messages out as streams that can be read once. */
const mailbox = (breaksOff = false): Source => ({
  folders: () => Promise.resolve([inbox]),
  relist: () => Promise.resolve(null),
  close: () => Promise.resolve(),
  // eslint-disable-next-line @typescript-eslint/require-await -- a generator that yields what it has
  async *items(): AsyncGenerator<SourceEvent, void, undefined> {
    yield { kind: 'listed', keys: new Set(['1', '2']), totalBytes: null };
    const item = { flags: [], internalDate: 0, sha256: null };
    // eslint-disable-next-line @typescript-eslint/require-await -- the same
    async function* chunks(): AsyncGenerator<Uint8Array, void, undefined> {
      for (let at = 0; at < LARGE.length; at += 1_000_000) {
        if (breaksOff && at > 5_000_000) throw new AppError('message.unreadable', { reason: 'connection_dropped' });
        yield LARGE.subarray(at, at + 1_000_000);
      }
    }
    yield { kind: 'item', item: { ...item, key: '1', content: { sizeBytes: LARGE.length, chunks } } };
    yield { kind: 'item', item: { ...item, key: '2', content: SMALL } };
  },
});

describe('a mailbox that is copied to a mailbox', () => {
  let server: HostileImap;
  let folder: string;
  beforeEach(async () => {
    server = await startHostileImap({ capabilities: 'IMAP4rev1 LITERAL+' });
    folder = await mkdtemp(path.join(tmpdir(), 'malleposte-hashed-'));
  });
  afterEach(async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  });

  async function copy(source: Source): Promise<TransferFolderState> {
    const transfer = runTransfer([inbox], { changed: () => undefined });
    const sink = createImapSink({
      account: 'to@example.test',
      settings: { host: '127.0.0.1', port: server.port, security: 'none', userName: 'to@example.test' },
      allowInsecure: false,
      password: () => Promise.resolve('a password'),
      under: null,
      report: transfer.report,
    });
    try {
      const [state] = (await transfer.run(hashedSource(source, folder), sink, signal)).folders;
      return state!;
    } finally {
      await sink.close();
    }
  }
  const held = (): string[] => (server.folders['INBOX']?.messages ?? []).map(({ body }) => sha256(body as Buffer));

  test('a second run adds nothing, and nothing is left on the disk', async () => {
    expect(await copy(mailbox())).toMatchObject({ saved: 2, already: 0, failed: [] });
    expect(await copy(mailbox())).toMatchObject({ saved: 0, already: 2, failed: [] });
    expect(held().sort()).toEqual([sha256(LARGE), sha256(SMALL)].sort());
    expect(await readdir(folder)).toEqual([]);
  });

  test('a large message that breaks off is listed with its subject, the next one is copied', async () => {
    const state = await copy(mailbox(true));
    expect(state).toMatchObject({ saved: 1, failed: [{ key: '1', subject: 'Large' }] });
    expect(held()).toEqual([sha256(SMALL)]);
  });
});
