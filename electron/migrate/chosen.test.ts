// What a choice leaves out, where a folder is sent, and how the counts follow.
import { expect, test } from 'vitest';
import type { MarkChoice, MoveOptions } from '../contract/migrate.ts';
import type { Source, SourceEvent, TransferFolder } from '../transfer/index.ts';
import { runTransfer } from '../transfer/index.ts';
import { chosenSource, markedSource, placedSource, placeOf } from './chosen.ts';
import { combineSources } from './combined.ts';
import { durationOf } from './plan.ts';

const signal = new AbortController().signal;
const folder = (id: string, role: TransferFolder['role'] = null): TransferFolder => ({
  id,
  account: 'a',
  names: [id],
  path: id,
  role,
  messages: 3,
  sizeBytes: 30,
  uidValidity: null,
  separator: null,
});

/** Messages dated 1, 2, 3, ..., as many as the folder says; the second is a stream that must be read. */
function sourceOf(folders: readonly TransferFolder[]): { source: Source; unread: () => number } {
  let open = 0;
  const source: Source = {
    folders: () => Promise.resolve([...folders]),
    // eslint-disable-next-line @typescript-eslint/require-await -- the shape of a source that waits
    async *items(one, skip): AsyncGenerator<SourceEvent> {
      const keys = new Set(Array.from({ length: one.messages }, (_, at) => String(at + 1)));
      yield { kind: 'listed', keys, totalBytes: 30 };
      for (const key of keys) {
        if (skip(key)) continue;
        const base = { key, flags: [], internalDate: Number(key), sha256: null };
        if (key !== '2') {
          yield { kind: 'item', item: { ...base, content: Buffer.from(`${one.id} ${key}`) } };
          continue;
        }
        open += 1;
        // eslint-disable-next-line @typescript-eslint/require-await -- the shape of a stream
        const chunks = async function* (): AsyncGenerator<Uint8Array> {
          yield Buffer.from('x');
          open -= 1;
        };
        yield { kind: 'item', item: { ...base, content: { sizeBytes: 1, chunks } } };
      }
    },
    relist: () => Promise.resolve(null),
    close: () => Promise.resolve(),
  };
  return { source, unread: () => open };
}

const options = (more: Partial<MoveOptions>): MoveOptions => ({
  under: null,
  folders: [],
  leaveOut: [],
  since: null,
  ...more,
});

test('roles that stay, folders that go elsewhere, folders that stay', async () => {
  const { source } = sourceOf([folder('INBOX', 'inbox'), folder('Spam', 'junk'), folder('A'), folder('B')]);
  const chosen = options({
    leaveOut: ['junk'],
    folders: [
      { folderId: 'A', to: ['X', 'Y'] },
      { folderId: 'B', to: [] },
    ],
  });
  expect((await chosenSource(source, chosen).folders(signal)).map(({ id }) => id)).toEqual(['INBOX', 'A']);
  expect(placeOf(chosen, folder('A'))).toEqual(['X', 'Y']);
  expect(placeOf(chosen, folder('INBOX'))).toBeNull();
  // What is named counts more than its role.
  const named = options({ leaveOut: ['junk'], folders: [{ folderId: 'Spam', to: ['Spam'] }] });
  expect((await chosenSource(source, named).folders(signal)).map(({ id }) => id)).toContain('Spam');
});

test('marks: kept, everything read, or none but what makes a draft one', async () => {
  const flags = [['\\Flagged', 'Travail'], ['\\SEEN'], ['\\draft'], []];
  const marked = async (marks: MarkChoice): Promise<(readonly string[])[]> => {
    const source: Source = {
      ...sourceOf([folder('INBOX')]).source,
      async *items() {
        await Promise.resolve();
        for (const [at, some] of flags.entries())
          yield {
            kind: 'item',
            item: { key: String(at), flags: some, internalDate: 0, sha256: null, content: Buffer.from('x') },
          };
      },
    };
    const found: (readonly string[])[] = [];
    for await (const event of markedSource(source, marks).items(folder('INBOX'), () => false, signal))
      if (event.kind === 'item') found.push(event.item.flags);
    return found;
  };
  expect(await marked('kept')).toEqual(flags);
  expect(await marked('read')).toEqual([
    ['\\Flagged', 'Travail', '\\Seen'],
    ['\\SEEN'],
    ['\\draft', '\\Seen'],
    ['\\Seen'],
  ]);
  expect(await marked('none')).toEqual([[], [], ['\\draft'], []]);
});

test('what is older stays, is counted, and is not missing', async () => {
  const { source, unread } = sourceOf([folder('INBOX')]);
  const chosen = chosenSource(source, options({ since: 3 }));
  const transfer = runTransfer(await chosen.folders(signal), { changed: () => undefined });
  const taken: string[] = [];
  await transfer.run(
    chosen,
    {
      open: () => Promise.resolve(new Set()),
      take(one, item) {
        taken.push(item.key);
        transfer.report(one, item.key, { kind: 'saved', sha256: '', sizeBytes: 1 });
        return Promise.resolve();
      },
      restart: () => Promise.resolve(),
      flush: () => Promise.resolve(),
    },
    signal,
  );
  expect(taken).toEqual(['3']);
  expect(transfer.states[0]).toMatchObject({ found: 1, saved: 1, state: 'done' });
  expect(chosen.older('INBOX')).toBe(2);
  expect(unread()).toBe(0);
});

test('only what was refused comes again, a folder that failed as a whole comes whole', async () => {
  const { source } = sourceOf([folder('A'), folder('B'), folder('C')]);
  const chosen = chosenSource(source, options({}), [
    { account: 'a', path: 'A', keys: ['2', 'gone'] },
    { account: 'a', path: 'C', keys: [] },
    { account: 'another', path: 'B', keys: ['1'] },
  ]);
  const folders = await chosen.folders(signal);
  expect(folders.map(({ id, messages }) => [id, messages])).toEqual([
    ['A', 2],
    ['C', 3],
  ]);
  const events: string[] = [];
  for (const one of folders)
    for await (const event of chosen.items(one, () => false, signal)) {
      if (event.kind === 'listed') events.push(`${one.id} ${[...event.keys].join(',')}`);
      if (event.kind === 'item') events.push(`${one.id} ${event.item.key}`);
    }
  expect(events).toEqual(['A 2', 'A 2', 'C 1,2,3', 'C 1', 'C 2', 'C 3']);
});

test('an archive is told the names that folders are given, and no role with them', async () => {
  const { source } = sourceOf([folder('INBOX', 'inbox'), folder('Sent', 'sent')]);
  const named = async (more: Partial<MoveOptions>) =>
    (await placedSource(source, options(more)).folders(signal)).map(({ names, role }) => [names.join('/'), role]);
  expect(await named({})).toEqual([
    ['INBOX', 'inbox'],
    ['Sent', 'sent'],
  ]);
  expect(await named({ under: 'Old/Mail', folders: [{ folderId: 'Sent', to: ['Alt', 'Post'] }] })).toEqual([
    ['Old/Mail/INBOX', null],
    ['Alt/Post', null],
  ]);
});

test('several sources keep their folders apart', async () => {
  const [one, two] = [sourceOf([folder('INBOX')]), sourceOf([folder('INBOX'), folder('1:odd')])];
  const all = combineSources([one.source, two.source]);
  const folders = await all.folders(signal);
  expect(folders.map(({ id }) => id)).toEqual(['0:INBOX', '1:INBOX', '1:1:odd']);
  const bodies: string[] = [];
  for await (const event of all.items(folders[2]!, () => false, signal))
    if (event.kind === 'item' && event.item.content instanceof Uint8Array)
      bodies.push(Buffer.from(event.item.content).toString());
  expect(bodies).toEqual(['1:odd 1', '1:odd 3']);
});

test('a duration is a range, and the provider’s limit where that decides', () => {
  const open = durationOf(10_000, 1e9, null);
  expect(open.because).toBe('connection');
  expect(open.fromMs).toBeLessThan(open.toMs);
  const limits = { host: 'x', bytesPerDay: null, bytesPerHour: 300e6, messagesPerHour: 3600, maxMessageBytes: null };
  expect(durationOf(36_000, 1e9, limits)).toEqual({ fromMs: 36_000_000, toMs: 36_000_000, because: 'provider' });
  const daily = { ...limits, bytesPerHour: null, messagesPerHour: null, bytesPerDay: 500e6 };
  // The first day's allowance needs no waiting, the third begins after two.
  expect(durationOf(100, 1.2e9, daily).toMs).toBe(2 * 86_400_000);
  expect(durationOf(100, 4e8, daily).because).toBe('connection');
});
