// Folders of message files: .eml and .msg side by side, and what only carries such a name.
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { writeMsg } from '../../../tests/support/msg-writer.ts';
import { integer, text, time } from '../../../tests/support/pst-writer.ts';
import { readMessage } from '../../mime/index.ts';
import type { SourceEvent } from '../../transfer/index.ts';
import { openLocalSource } from '../local.ts';

const root = mkdtempSync(path.join(tmpdir(), 'malleposte-msg-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const { signal } = new AbortController();
const AT = Date.UTC(2016, 7, 9, 10);

/** `at` 0: no date any mail has. */
const msg = (subject: string, at: number) =>
  writeMsg({
    properties: {
      0x001a: text('IPM.Note'),
      0x0037: text(subject),
      0x0e07: integer(1),
      0x1000: text('Bonjour'),
      0x0e06: time(at),
    },
    attachments: [{ properties: { 0x3707: text('a.bin') }, data: Buffer.alloc(5_000, 'x') }],
  });

async function readAll(place: string): Promise<Map<string, SourceEvent[]>> {
  const { kind, source } = await openLocalSource(place);
  expect(kind).toBe('eml');
  const found = new Map<string, SourceEvent[]>();
  for (const folder of await source.folders(signal)) {
    for await (const event of source.items(folder, () => false, signal)) {
      const name = folder.names.join('/');
      if (event.kind !== 'listed') found.set(name, [...(found.get(name) ?? []), event]);
    }
  }
  await source.close();
  return found;
}

test('a folder of .msg files gives each as a message with its date and flags; what is none is listed', async () => {
  const place = path.join(root, 'Export');
  mkdirSync(path.join(place, 'Clients'), { recursive: true });
  writeFileSync(path.join(place, 'a.msg'), msg('Été', AT));
  writeFileSync(
    path.join(place, 'b.msg'),
    'From: a@example.org\nSubject: Plain\nDate: Tue, 9 Aug 2016 12:00:00 +0200\n\nx',
  );
  writeFileSync(path.join(place, 'c.msg'), 'no message');
  writeFileSync(path.join(place, 'd.msg'), msg('Broken', AT).subarray(0, 3_000));
  writeFileSync(path.join(place, 'Clients', 'e.MSG'), msg('Undated', 0));
  utimesSync(path.join(place, 'Clients', 'e.MSG'), AT / 1000, AT / 1000);
  const found = await readAll(place);
  const top = found.get('Export')!;
  const items = top.flatMap((event) => (event.kind === 'item' ? [event.item] : []));
  expect(items.map(({ key, internalDate, flags }) => [key, internalDate, flags])).toEqual([
    ['a.msg', AT, ['\\Seen']],
    ['b.msg', AT, []],
  ]);
  const read = await readMessage(items[0]!.content as Uint8Array);
  expect([read.subject, read.attachments[0]?.sizeBytes]).toEqual(['Été', 5_000]);
  expect(top.flatMap((event) => (event.kind === 'failed' ? [[event.key, event.error.params['reason']]] : []))).toEqual([
    ['c.msg', 'not_msg'],
    ['d.msg', 'not_msg'],
  ]);
  expect(found.get('Clients')).toMatchObject([{ kind: 'item', item: { key: 'e.MSG', internalDate: AT } }]);
});

test('one .msg file alone is a source', async () => {
  const file = path.join(root, 'alone.msg');
  writeFileSync(file, msg('Alone', AT));
  expect([...(await readAll(file)).values()]).toMatchObject([[{ kind: 'item', item: { internalDate: AT } }]]);
});
