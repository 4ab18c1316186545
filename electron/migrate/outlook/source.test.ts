// Outlook files written by the tests: every generation and encryption gives back what was put in.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import {
  KEYWORDS,
  integer,
  strings,
  text,
  text8,
  time,
  writePst,
  type Generation,
  type PstFolderPlan,
} from '../../../tests/support/pst-writer.ts';
import { AppError } from '../../contract/errors.ts';
import { readMessage } from '../../mime/index.ts';
import type { SourceEvent } from '../../transfer/index.ts';
import { createOutlookSource } from './source.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'malleposte-outlook-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const { signal } = new AbortController();

interface Got {
  readonly names: readonly string[];
  readonly events: readonly SourceEvent[];
}

async function readAll(bytes: Buffer): Promise<Got[]> {
  const file = path.join(folder, 'mail.pst');
  writeFileSync(file, bytes);
  const source = createOutlookSource(file);
  try {
    const got: Got[] = [];
    for (const each of await source.folders(signal)) {
      const events: SourceEvent[] = [];
      for await (const event of source.items(each, () => false, signal)) events.push(event);
      got.push({ names: each.names, events });
    }
    return got;
  } finally {
    await source.close();
  }
}

const itemsOf = (events: readonly SourceEvent[]): Extract<SourceEvent, { kind: 'item' }>['item'][] =>
  events.flatMap((event) => (event.kind === 'item' ? [event.item] : []));

const AT = Date.UTC(2019, 4, 17, 8, 30);
const letter = (subject: string) => ({
  properties: {
    0x001a: text('IPM.Note'),
    0x0037: text(subject),
    0x0c1a: text('Claire Moreau'),
    0x0c1e: text('SMTP'),
    0x0c1f: text('claire@example.org'),
    0x0e06: time(AT),
    0x0e07: integer(1),
    0x1000: text('Bonjour,\r\nà demain.'),
    0x1090: integer(2),
    [KEYWORDS]: strings(['Catégorie rouge', 'Bank']),
  },
  recipients: [
    { 0x0c15: integer(1), 0x3001: text('Jean'), 0x3002: text('SMTP'), 0x3003: text('jean@example.org') },
    { 0x0c15: integer(2), 0x3001: text('Léa'), 0x3002: text('SMTP'), 0x3003: text('lea@example.org') },
  ],
});

const generations: readonly Generation[] = ['ansi', 'unicode', 'unicode4k'];

describe.each(generations.flatMap((generation) => ([0, 1, 2] as const).map((crypt) => ({ generation, crypt }))))(
  'an Outlook file, $generation, encryption $crypt',
  ({ generation, crypt }) => {
    test('gives its folders, messages, people, dates, flags, attachments and messages inside', async () => {
      const large = Buffer.from(Array.from({ length: 150_000 }, (_, at) => (at * 7 + (at >> 9)) & 0xff));
      const inner = {
        ...letter('Inside'),
        attachments: [{ properties: { 0x3707: text('a.bin') }, data: large.subarray(0, 9_000) }],
      };
      const plan: PstFolderPlan[] = [
        {
          name: 'Boîte de réception',
          letters: [
            {
              ...letter('Été 🌞'),
              attachments: [
                { properties: { 0x3707: text('Devis.pdf'), 0x3705: integer(1) }, data: large },
                { properties: { 0x3001: text('Inside') }, letter: inner },
              ],
            },
          ],
          folders: [{ name: '請求書', letters: Array.from({ length: 25 }, (_, at) => letter(`Nr ${at}`)) }],
        },
      ];
      const got = await readAll(writePst(plan, generation, crypt));
      expect(got.map(({ names, events }) => [names, itemsOf(events).length])).toEqual([
        [['Boîte de réception'], 1],
        [['Boîte de réception', '請求書'], 25],
      ]);
      const [item] = itemsOf(got[0]!.events);
      expect(item).toMatchObject({ internalDate: AT, flags: ['\\Seen', '\\Flagged', 'Categorie_rouge', 'Bank'] });
      const read = await readMessage(item!.content as Uint8Array);
      expect(read).toMatchObject({
        subject: 'Été 🌞',
        from: 'Claire Moreau <claire@example.org>',
        to: 'Jean <jean@example.org>',
        cc: 'Léa <lea@example.org>',
        text: expect.stringContaining('à demain.') as string,
        problems: [],
      });
      expect(read.attachments.map(({ name, mimeType }) => [name, mimeType])).toEqual([
        ['Devis.pdf', 'application/pdf'],
        ['Inside.eml', 'message/rfc822'],
      ]);
      expect(Buffer.from(read.attachments[0]!.content())).toEqual(large);
      const inside = await readMessage(read.attachments[1]!.content());
      expect(inside.subject).toBe('Inside');
      expect(Buffer.from(inside.attachments[0]!.content())).toEqual(large.subarray(0, 9_000));
    });
  },
);

test('the same file gives the same keys and the same bytes every time', async () => {
  const bytes = writePst([{ name: 'A', letters: [letter('x'), letter('y')] }]);
  expect(await readAll(bytes)).toEqual(await readAll(bytes));
});

test('8-bit text is read by the language of the message where no code page is said', async () => {
  const sjis = Buffer.from('8365835883670a', 'hex').subarray(0, 6);
  const plan = [
    { name: 'A', letters: [{ properties: { 0x001a: text('IPM.Note'), 0x0037: text8(sjis), 0x3ff1: integer(1041) } }] },
  ];
  const [{ events } = { events: [] }] = await readAll(writePst(plan, 'ansi'));
  expect((await readMessage(itemsOf(events)[0]!.content as Uint8Array)).subject).toBe('テスト');
});

test('any texts and attachments come back', async () => {
  const words = fc
    .string({ unit: 'grapheme', maxLength: 60 })
    .map((value) => value.replace(/[\p{C}\p{Z}]+/gu, ' ').trim());
  await fc.assert(
    fc.asyncProperty(
      words,
      fc.array(fc.uint8Array({ maxLength: 20_000 }), { maxLength: 4 }),
      async (subject, files) => {
        const attachments = files.map((data, at) => ({
          properties: { 0x3707: text(`f${at}.bin`), 0x370e: text('application/x-test') },
          data,
        }));
        const [{ events } = { events: [] }] = await readAll(
          writePst([
            {
              name: 'A',
              letters: [
                { properties: { 0x001a: text('IPM.Note'), 0x0037: text(subject), 0x1000: text('t') }, attachments },
              ],
            },
          ]),
        );
        const read = await readMessage(itemsOf(events)[0]!.content as Uint8Array);
        expect(read.subject.normalize()).toBe(subject.replace(/\s+/g, ' ').normalize());
        expect(read.attachments.map((each) => Buffer.from(each.content()))).toEqual(
          files.map((file) => Buffer.from(file)),
        );
      },
    ),
    { numRuns: 40 },
  );
});

describe('damage', () => {
  const sound = writePst([{ name: 'A', letters: Array.from({ length: 20 }, (_, at) => letter(`Nr ${at}`)) }]);

  test('a lost root page: everything is found by looking through the file', async () => {
    const bytes = Buffer.from(sound);
    bytes.writeBigUInt64LE(0x10n, 224);
    const got = await readAll(bytes);
    expect(got.flatMap(({ events }) => itemsOf(events))).toHaveLength(20);
  });

  test('wherever bytes are changed or the file is cut, nothing but our errors comes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(sound.length - 1), fc.nat(255)), { minLength: 1, maxLength: 40 }),
        fc.nat(sound.length),
        fc.boolean(),
        async (changes, cut, isCut) => {
          const bytes = Buffer.from(isCut ? sound.subarray(0, cut) : sound);
          for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value;
          const got = await readAll(bytes).catch((error: unknown) => {
            expect(error).toBeInstanceOf(AppError);
            return [];
          });
          for (const { events } of got) {
            const listed = events.find((event) => event.kind === 'listed');
            const told = events.filter(
              (event) => event.kind === 'item' || (event.kind === 'failed' && /^\d+$/.test(event.key)),
            );
            expect(told.length).toBe(listed?.kind === 'listed' ? listed.keys.size : 0);
          }
        },
      ),
      { numRuns: 150 },
    );
  });

  test('a changed byte never changes a message without a failed line beside it', async () => {
    const before = (await readAll(sound)).flatMap(({ events }) => itemsOf(events));
    let told = 0;
    for (let at = 0x4600; at < sound.length; at += 613) {
      const bytes = Buffer.from(sound);
      bytes[at] = (bytes[at] ?? 0) ^ 0x5a;
      const got = await readAll(bytes);
      const events = got.flatMap((each) => each.events);
      const failed = events.filter((event) => event.kind === 'failed').length;
      const after = itemsOf(events);
      const same =
        after.length === before.length && after.every(({ content }, k) => sameBytes(content, before[k]?.content));
      if (!same) expect(failed).toBeGreaterThan(0);
      told += failed;
    }
    expect(told).toBeGreaterThan(10);
  });
});

const sameBytes = (a: unknown, b: unknown): boolean =>
  Buffer.from(a as Uint8Array).equals(Buffer.from(b as Uint8Array));

test('what is no Outlook file is refused with a reason', async () => {
  await expect(readAll(Buffer.from('From nobody\r\n'))).rejects.toMatchObject({ code: 'migrate.not_outlook' });
  await expect(readAll(Buffer.alloc(2_000))).rejects.toMatchObject({ code: 'migrate.not_outlook' });
});
