import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { AppError } from '../contract/errors.ts';
import {
  noHeading,
  runTransfer,
  type Report,
  type Sink,
  type Source,
  type SourceEvent,
  type TransferFolder,
  type TransferItem,
} from './index.ts';

const folder = (id: string, messages = 0): TransferFolder => ({
  id,
  account: 'claire@example.org',
  names: [id],
  path: id,
  role: null,
  messages,
  sizeBytes: null,
  uidValidity: '1',
  separator: '/',
});
const item = (key: string): TransferItem => ({
  key,
  flags: [],
  internalDate: 0,
  sha256: null,
  content: Buffer.from(`message ${key}`),
});
const listed = (...keys: string[]): SourceEvent => ({ kind: 'listed', keys: new Set(keys), totalBytes: null });
const lost = new AppError('message.unreadable', { reason: 'NO' }).toData();

/** A source that plays the events of each folder, leaving out what the sink has. */
function scripted(script: Record<string, SourceEvent[] | AppError>): Source {
  return {
    folders: () => Promise.resolve(Object.keys(script).map((id) => folder(id))),
    // eslint-disable-next-line @typescript-eslint/require-await -- a generator that yields what it has
    async *items(of, skip) {
      const events = script[of.id] ?? [];
      if (events instanceof AppError) throw events;
      for (const event of events) if (event.kind !== 'item' || !skip(event.item.key)) yield event;
    },
    relist: () => Promise.resolve(null),
    close: () => Promise.resolve(),
  };
}

function memorySink(report: Report, kept: Record<string, string[]> = {}): Sink & { taken: string[] } {
  const taken: string[] = [];
  const saved = (of: TransferFolder, key: string): void =>
    report(of, key, { kind: 'saved', sha256: createHash('sha256').update(key).digest('hex'), sizeBytes: 10 });
  return {
    taken,
    open(of) {
      for (const key of kept[of.id] ?? []) saved(of, key);
      return Promise.resolve(new Set(kept[of.id] ?? []));
    },
    take(of, one) {
      taken.push(`${of.id}/${one.key}`);
      saved(of, one.key);
      return Promise.resolve();
    },
    restart: () => Promise.resolve(),
    flush: () => Promise.resolve(),
  };
}

async function run(script: Record<string, SourceEvent[] | AppError>, kept: Record<string, string[]> = {}) {
  const transfer = runTransfer(
    Object.keys(script).map((id) => folder(id)),
    { changed: () => undefined },
  );
  const sink = memorySink(transfer.report, kept);
  const { folders } = await transfer.run(scripted(script), sink, new AbortController().signal);
  return { sink, folders };
}

test('one message that fails and one folder that fails never stop the rest', async () => {
  const { sink, folders } = await run({
    A: [
      listed('1', '2', '3'),
      { kind: 'item', item: item('1') },
      { kind: 'failed', key: '2', heading: noHeading, sizeBytes: null, error: lost },
      { kind: 'item', item: item('3') },
    ],
    B: new AppError('imap.folder_gone', { folder: 'B', host: 'h' }),
    C: [listed('9'), { kind: 'item', item: item('9') }],
  });
  expect(sink.taken).toEqual(['A/1', 'A/3', 'C/9']);
  expect(folders.map((state) => [state.state, state.found, state.saved, state.failed.length])).toEqual([
    ['trouble', 3, 2, 1],
    ['trouble', 0, 0, 1],
    ['done', 1, 1, 0],
  ]);
});

test('what an earlier run kept is counted and not fetched again, even when the server lists it no more', async () => {
  const { sink, folders } = await run(
    { A: [listed('2', '3'), { kind: 'item', item: item('2') }, { kind: 'item', item: item('3') }] },
    { A: ['1', '2'] },
  );
  expect(sink.taken).toEqual(['A/3']);
  expect(folders[0]).toMatchObject({ found: 3, saved: 3, state: 'done' });
});

test('a renumbered folder starts again and counts once', async () => {
  const { folders } = await run({
    A: [
      listed('1', '2'),
      { kind: 'item', item: item('1') },
      { kind: 'restarted', uidValidity: '2' },
      listed('7', '8'),
      { kind: 'item', item: item('7') },
      { kind: 'item', item: item('8') },
    ],
  });
  expect(folders[0]).toMatchObject({ found: 2, saved: 2 });
});

test('a refused sign-in ends the run at once', async () => {
  await expect(run({ A: new AppError('account.wrong_password', { host: 'h' }), B: [] })).rejects.toMatchObject({
    code: 'account.wrong_password',
  });
});
