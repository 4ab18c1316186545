// Outlook message files written by the tests come back whole; broken ones end soon and without an exception.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { writeMsg, type MsgPlan } from '../../../tests/support/msg-writer.ts';
import { KEYWORDS, integer, strings, text, text8, time } from '../../../tests/support/pst-writer.ts';
import { decodeItem, type TnefMessage } from '../../tnef/index.ts';
import { flagsOf } from '../flags.ts';
import { openCompoundFile, type CompoundStorage } from './compound-file.ts';
import { openMsg } from './message.ts';
import { writeCompoundFile, type StoragePlan } from './write-compound.ts';

const AT = Date.UTC(2021, 1, 3, 4, 5);
const letter = (subject: string): MsgPlan => ({
  properties: {
    0x001a: text('IPM.Note'),
    0x0037: text(subject),
    0x0c1a: text('Claire Moreau'),
    0x0c1e: text('SMTP'),
    0x0c1f: text('claire@example.org'),
    0x0e06: time(AT),
    0x0e07: integer(1),
    0x1000: text('Bonjour,\r\nà demain.'),
    [KEYWORDS]: strings(['Banque', 'Été']),
  },
  recipients: [
    { 0x0c15: integer(1), 0x3001: text('Jean'), 0x3002: text('SMTP'), 0x3003: text('jean@example.org') },
    { 0x0c15: integer(2), 0x3001: text('Léa'), 0x3002: text('SMTP'), 0x3003: text('lea@example.org') },
  ],
});
const bytesOf = (length: number): Buffer => Buffer.from(Array.from({ length }, (_, at) => (at * 7 + (at >> 9)) & 0xff));

function decoded(bytes: Uint8Array): { message: TnefMessage; flags: string[]; lost: readonly string[] } {
  const opened = openMsg(bytes);
  if (!opened) throw new Error('no Outlook message');
  return { message: decodeItem(opened.item), flags: flagsOf(opened.bag), lost: opened.lost };
}

describe('a message file', () => {
  test('gives its texts, people, dates, flags, files large and small, and messages inside', () => {
    const large = bytesOf(200_000);
    const inner = { ...letter('Inside'), attachments: [{ properties: { 0x3707: text('a.bin') }, data: bytesOf(77) }] };
    const plan: MsgPlan = {
      ...letter('Été 🌞'),
      attachments: [
        { properties: { 0x3707: text('Devis.pdf') }, data: large },
        { properties: { 0x3001: text('Inside') }, letter: inner },
        { properties: { 0x3707: text('empty.txt') }, data: new Uint8Array(0) },
      ],
    };
    const { message, flags, lost } = decoded(writeMsg(plan));
    expect(lost).toEqual([]);
    expect(message).toMatchObject({
      subject: 'Été 🌞',
      from: { name: 'Claire Moreau', address: 'claire@example.org' },
      to: [{ name: 'Jean', address: 'jean@example.org' }],
      cc: [{ name: 'Léa', address: 'lea@example.org' }],
      receivedAt: AT,
      body: { text: 'Bonjour,\r\nà demain.' },
    });
    expect(flags).toEqual(['\\Seen', 'Banque', 'Ete']);
    expect(message.attachments.map(({ name, kind }) => [name, kind])).toEqual([
      ['Devis.pdf', 'file'],
      ['Inside.eml', 'message'],
      ['empty.txt', 'file'],
    ]);
    expect(Buffer.from(message.attachments[0]!.bytes)).toEqual(large);
    const inside = message.attachments[1]!.message!;
    expect(inside.subject).toBe('Inside');
    expect(Buffer.from(inside.attachments[0]!.bytes)).toEqual(bytesOf(77));
  });

  test('an object of another program is kept as the compound file it is', () => {
    const children = [
      { name: '\x01Ole10Native', bytes: bytesOf(9_000) },
      { name: 'Deep', classId: null, children: [{ name: 'CONTENTS', bytes: bytesOf(50) }] },
    ];
    const classId = Buffer.from('0c00030000000000c000000000000046', 'hex');
    const plan: MsgPlan = {
      ...letter('x'),
      attachments: [{ properties: { 0x3001: text('Object') }, ole: { name: '', classId, children } }],
    };
    const { message } = decoded(writeMsg(plan));
    expect(message.attachments).toMatchObject([{ kind: 'ole' }]);
    const root = openCompoundFile(message.attachments[0]!.bytes)!;
    expect(Buffer.from(root.classId)).toEqual(classId);
    expect(listed(root)).toEqual({ '\x01Ole10Native': bytesOf(9_000), Deep: { CONTENTS: bytesOf(50) } });
  });

  test('8-bit text is read in the code page the message names, also in a message inside that names none', () => {
    const sjis = Buffer.from('836583588367', 'hex');
    const inside: MsgPlan = { properties: { 0x001a: text8(Buffer.from('IPM.Note')), 0x0037: text8(sjis) } };
    const plan: MsgPlan = {
      properties: { 0x001a: text8(Buffer.from('IPM.Note')), 0x0037: text8(sjis), 0x3ffd: integer(932) },
      attachments: [{ properties: {}, letter: inside }],
    };
    const { message } = decoded(writeMsg(plan));
    expect([message.subject, message.attachments[0]!.message!.subject]).toEqual(['テスト', 'テスト']);
  });

  test('what is another compound file, or none at all, is not a message', () => {
    const word = writeCompoundFile({
      name: '',
      classId: null,
      children: [{ name: 'WordDocument', bytes: bytesOf(5_000) }],
    });
    expect(openMsg(word)).toBeNull();
    expect(openMsg(Buffer.from('From: a@example.org\r\n\r\n'))).toBeNull();
    expect(openMsg(word.subarray(0, 600))).toBeNull();
  });
});

type Listed = { [name: string]: Buffer | Listed };
function listed(storage: CompoundStorage): Listed {
  const entries = [...storage.children.values()].map((entry): [string, Buffer | Listed] => [
    entry.name,
    entry.kind === 'storage' ? listed(entry) : Buffer.from(entry.bytes()),
  ]);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

describe('a compound file', () => {
  test('of any shape comes back', () => {
    const name = fc.integer({ min: 0, max: 40 }).map((number) => `s${number}`);
    const stream = fc.oneof(fc.uint8Array({ maxLength: 200 }), fc.integer({ min: 4_000, max: 9_000 }).map(bytesOf));
    const { storage } = fc.letrec<{ storage: Listed }>((tie) => ({
      storage: fc.dictionary(
        name,
        fc.oneof(
          { depthSize: 'small', withCrossShrink: true },
          stream.map((bytes) => Buffer.from(bytes)),
          tie('storage'),
        ),
        { maxKeys: 8 },
      ),
    }));
    fc.assert(
      fc.property(storage, (content) => {
        expect(listed(openCompoundFile(writeCompoundFile(planned('', content)))!)).toEqual(content);
      }),
      { numRuns: 30 },
    );
  });

  test('with more places in its table than the header holds comes back', () => {
    const large = Buffer.alloc(9_000_000, 'abcdefg');
    const root = openCompoundFile(writeCompoundFile(planned('', { large, small: Buffer.from('s') })))!;
    expect((listed(root)['large'] as Buffer).equals(large)).toBe(true);
  });
});

const planned = (name: string, content: Listed): StoragePlan => ({
  name,
  classId: null,
  children: Object.entries(content).map(([each, value]) =>
    Buffer.isBuffer(value) ? { name: each, bytes: value } : planned(each, value),
  ),
});

describe('damage', () => {
  const inner = { ...letter('Inside'), attachments: [{ properties: { 0x3707: text('a.bin') }, data: bytesOf(77) }] };
  const sound = writeMsg({
    ...letter('Outside'),
    attachments: [
      { properties: { 0x3707: text('b.bin') }, data: bytesOf(9_000) },
      { properties: { 0x3001: text('Inside') }, letter: inner },
      { properties: {}, ole: { name: '', classId: null, children: [{ name: 'CONTENTS', bytes: bytesOf(5_000) }] } },
    ],
  });

  test('wherever bytes are changed or the file is cut, no exception comes', () => {
    const edge = fc.constantFrom(0, 1, 0x7f, 0x80, 0xfe, 0xff);
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(sound.length - 1), fc.oneof(fc.nat(255), edge)), { maxLength: 40 }),
        fc.oneof(fc.constant(sound.length), fc.nat(sound.length)),
        (changes, cut) => {
          const bytes = Buffer.from(sound.subarray(0, cut));
          for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value;
          const opened = openMsg(bytes);
          if (opened) decodeItem(opened.item);
        },
      ),
      { numRuns: 1_500 },
    );
  });

  test('a stream that leads nowhere is named, the rest comes', () => {
    const bytes = Buffer.from(sound);
    const name = Buffer.from('__substg1.0_37010102', 'utf16le');
    // The first entry of that name belongs to the first attachment: its start is moved beyond the end.
    bytes.writeUInt32LE(0x00ff_ffff, bytes.indexOf(name) + 116);
    const { message, lost } = decoded(bytes);
    expect(lost).toEqual(['attachment 0']);
    expect(message.subject).toBe('Outside');
    expect(message.attachments).toHaveLength(3);
  });

  test('an object whose many streams are all the whole file is not put together', () => {
    const children = Array.from({ length: 60 }, (_, at) => ({ name: `s${at}`, bytes: bytesOf(100_000) }));
    const bytes = Buffer.from(
      writeMsg({ ...letter('x'), attachments: [{ properties: {}, ole: { name: '', classId: null, children } }] }),
    );
    const fat = (bytes.readUInt32LE(76) + 1) * 512;
    const directory = (bytes.readUInt32LE(48) + 1) * 512;
    for (let at = 0; at < 60; at++) {
      const entry = bytes.indexOf(Buffer.from(`s${at}\0`, 'utf16le'), directory);
      bytes.writeUInt32LE(0, entry + 116);
      bytes.writeUInt32LE(bytes.length - 2_000, entry + 120);
    }
    // One chain from the first sector to the last.
    for (let sector = 0; sector < 128 * 109 && fat + sector * 4 + 4 <= bytes.length; sector++) {
      if (Math.floor(sector / 128) < bytes.readUInt32LE(44)) bytes.writeUInt32LE(sector + 1, fat + sector * 4);
    }
    const { message, lost } = decoded(bytes);
    expect(lost).toContain('attachment 0');
    expect(message.attachments[0]!.bytes.length).toBeLessThan(5 * bytes.length);
  });

  test('a chain and a tree that lead back to themselves end', () => {
    const bytes = Buffer.from(sound);
    // Every sector follows itself, in a file that says it has one large stream.
    const fat = (bytes.readUInt32LE(76) + 1) * 512;
    for (let at = 0; at < 512; at += 4) bytes.writeUInt32LE(at / 4, fat + at);
    expect(() => openMsg(bytes)).not.toThrow();
    const looped = Buffer.from(sound);
    const directory = (looped.readUInt32LE(48) + 1) * 512;
    for (let at = directory; at + 128 <= looped.length && at < directory + 40 * 128; at += 128) {
      looped.writeUInt32LE(1, at + 68);
      looped.writeUInt32LE(2, at + 72);
    }
    expect(() => openMsg(looped)).not.toThrow();
  });
});
