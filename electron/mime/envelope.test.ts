import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseDate, parseEnvelope } from './envelope.ts';

const read = (header: string | Buffer) => parseEnvelope(Buffer.from(header));

test('reads what a usual message says', () => {
  expect(
    read(
      'Return-Path: <x@y>\r\nFrom: "Moreau, Claire" <claire@example.org>\r\nDate: Tue, 1 Jul 2003 10:52:37 +0200 (CEST)\r\n' +
        'Subject: Hello\r\n there\r\n\r\nFrom: somebody else\r\n',
    ),
  ).toEqual({ from: 'Moreau, Claire', subject: 'Hello there', date: Date.UTC(2003, 6, 1, 8, 52, 37) });
});

test.each([
  ['=?UTF-8?Q?Caf=C3=A9_cr=C3=A8me?=', 'Café crème'],
  ['=?utf-8?B?44GT44KT?= =?utf-8?B?44Gr44Gh44Gv?=', 'こんにちは'],
  // A character split between two words, as some programs do.
  ['=?utf-8?Q?=C3?=\r\n =?utf-8?Q?=A9t=C3=A9?=', 'été'],
  ['=?ISO-2022-JP?B?GyRCRnxLXBsoQg==?=', '日本'],
  ['=?windows-1251?Q?=CF=F0=E8=E2=E5=F2?= and more', 'Привет and more'],
  ['=?gb18030?B?xOO6ww==?=', '你好'],
  ['=?x-unknown?Q?caf=C3=A9?=', 'café'],
  ['=?us-ascii*en?Q?hi?=', 'hi'],
  ['=?utf-8?Q?broken', '=?utf-8?Q?broken'],
])('decodes %s', (raw, text) => {
  expect(read(`Subject: ${raw}\n\n`).subject).toBe(text);
});

test('raw 8-bit is UTF-8 when it can be, else western', () => {
  expect(read(Buffer.from('Subject: été\n\n')).subject).toBe('été');
  expect(read(Buffer.from('Subject: été\n\n', 'latin1')).subject).toBe('été');
});

test.each([
  ['claire@example.org', 'claire@example.org'],
  ['<claire@example.org>', 'claire@example.org'],
  ['claire@example.org (Claire)', 'Claire'],
  ['"A \\"quoted\\" name" <a@b>', 'A "quoted" name'],
  ['', ''],
])('sender of %s', (raw, name) => {
  expect(read(`From: ${raw}\r\n\r\n`).from).toBe(name);
});

test('dates that are none are null', () => {
  for (const bad of ['', 'yesterday', '32 Jan 2020 10:00 +0000', '1 Foo 2020 10:00', '1 Jan 2020 25:00']) {
    expect(parseDate(bad)).toBeNull();
  }
  expect(parseDate('Thu, 13 Feb 69 23:32 EST')).toBe(Date.UTC(1969, 1, 14, 4, 32));
});

test('never throws and never returns half a character', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 400 }),
      fc.constantFrom('From: ', 'Subject: ', 'Date: ', ''),
      (bytes, name) => {
        const envelope = read(Buffer.concat([Buffer.from(name), bytes]));
        expect(envelope.subject.isWellFormed() && envelope.from.isWellFormed()).toBe(true);
      },
    ),
  );
});

test('quotes that were encoded together with the name are not part of it', () => {
  const name = Buffer.from('"Jürgen Müller"').toString('base64');
  expect(parseEnvelope(Buffer.from(`From: =?utf-8?B?${name}?= <j@example.de>\r\n\r\n`)).from).toBe('Jürgen Müller');
});
