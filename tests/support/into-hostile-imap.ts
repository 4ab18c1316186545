// Mail on its way into a server that misbehaves: the sink, what it told, and what stands in the folder afterwards.
import { createHash } from 'node:crypto';
import { expect } from 'vitest';
import { createImapSink, type ImapSink, type ImapSinkOptions } from '../../electron/imap/index.ts';
import type { Content, Outcome, TransferFolder, TransferItem } from '../../electron/transfer/index.ts';
import { startHostileImap, type HostileImap, type HostileOptions } from './hostile-imap.ts';

const running: { stop: () => Promise<void> }[] = [];
/** After each test: ends every sink and server that was opened. */
export async function stopAll(): Promise<void> {
  for (const server of running.splice(0)) await server.stop();
}

export const signal = new AbortController().signal;
export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
export const bodyOf = (key: number | string): Buffer => Buffer.from(`Subject: letter ${key}\r\n\r\ntext of ${key}\r\n`);

export const folderOf = (names: string[], more: Partial<TransferFolder> = {}): TransferFolder => ({
  id: names.join('/'),
  account: 'from@example.test',
  names,
  path: names.join('/'),
  role: null,
  messages: 0,
  sizeBytes: null,
  uidValidity: null,
  separator: '/',
  ...more,
});

export const itemOf = (
  key: number | string,
  content: Content = bodyOf(key),
  more: Partial<TransferItem> = {},
): TransferItem => ({
  key: String(key),
  flags: ['\\Seen'],
  internalDate: Date.UTC(2021, 1, 3, 4, 5, 6),
  sha256: content instanceof Uint8Array ? sha256(content) : null,
  content,
  ...more,
});

export interface Opened {
  readonly server: HostileImap;
  readonly sink: ImapSink;
  readonly outcomes: Map<string, string>;
  readonly told: Map<string, Outcome>;
}

export async function open(
  options: HostileOptions,
  under: string | null = null,
  more: Partial<ImapSinkOptions> = {},
): Promise<Opened> {
  const server = await startHostileImap(options);
  const outcomes = new Map<string, string>();
  const told = new Map<string, Outcome>();
  const sink = createImapSink({
    account: 'to@example.test',
    settings: { host: '127.0.0.1', port: server.port, security: 'none', userName: 'to@example.test' },
    allowInsecure: false,
    password: () => Promise.resolve('right one'),
    under,
    report: (_, key, outcome) => {
      expect(outcomes.has(key)).toBe(false);
      outcomes.set(key, outcome.kind === 'refused' ? outcome.error.code : outcome.kind);
      told.set(key, outcome);
    },
    pace: { firstPauseMs: 1, longestPauseMs: 4, firstThrottleMs: 1, longestThrottleMs: 5, stallMs: 500 },
    ...more,
  });
  running.push({ stop: () => sink.close().then(() => server.stop()) });
  return { server, sink, outcomes, told };
}

export async function restore(sink: ImapSink, folder: TransferFolder, items: TransferItem[]): Promise<void> {
  await sink.open(folder, signal);
  for (const item of items) await sink.take(folder, item, signal);
  await sink.flush(signal);
}

export const stored = (server: HostileImap, name = 'INBOX'): string[] =>
  (server.folders[name]?.messages ?? []).map(({ body }) => sha256(body as Buffer)).sort();
export const hashesOf = (items: TransferItem[]): string[] => items.map(({ sha256: hash }) => hash ?? '').sort();
export const many = (count: number, from = 1): TransferItem[] =>
  Array.from({ length: count }, (_, at) => itemOf(from + at));
export const kinds = (outcomes: Map<string, string>): Record<string, number> =>
  [...outcomes.values()].reduce<Record<string, number>>((all, kind) => ({ ...all, [kind]: (all[kind] ?? 0) + 1 }), {});

export const MULTI = 'IMAP4rev1 LITERAL+ UIDPLUS MULTIAPPEND';
export const servers = [MULTI, 'IMAP4rev1 LITERAL+', 'IMAP4rev1 LITERAL-', 'IMAP4rev1'];

export const letter = (key: number, body = `text of ${key}\r\n`): Buffer =>
  Buffer.from(`Message-ID: <${key}@a.test>\r\nDate: Mon, 1 Jan 2024 00:00:00 +0000\r\nSubject: ${key}\r\n\r\n${body}`);
