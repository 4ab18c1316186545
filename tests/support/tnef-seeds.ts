// Streams that together hold every structure the decoder knows; what fuzzing starts from.
import { attachMethods, guids, tags, types } from '../../electron/tnef/tags-table.ts';
import {
  attachment,
  counted,
  date,
  from,
  messageProperties,
  oemCodePage,
  recipientTable,
  text,
  u16Bytes,
  u32Bytes,
  writeTnef,
} from './tnef-writer.ts';
import { flatEntryList, oneOffEntry, type PropertyType, type WrittenProperty } from './tnef-writer-properties.ts';

const wide = (id: number, value: string): WrittenProperty => ({ id, type: 'string', value });
const binary = (id: number, value: Uint8Array): WrittenProperty => ({ id, type: 'binary', value });
const integer = (id: number, value: number): WrittenProperty => ({ id, type: 'integer32', value });
const appointment = '00062002-0000-0000-C000-000000000046';
const common = '00062008-0000-0000-C000-000000000046';
const task = '00062003-0000-0000-C000-000000000046';
const at = Date.UTC(2026, 5, 1, 8, 30);

function stored(rtf: string): Uint8Array {
  const bytes = Buffer.from(rtf, 'latin1');
  return Buffer.concat([u32Bytes(bytes.length + 12, bytes.length, 0x414c_454d, 0), bytes]);
}

/** The example of [MS-OXRTFCP] 3.1.1: '{\rtf1\ansi\ansicpg1252\pard hello world}'. */
const compressed = Buffer.from(
  '2d0000002b0000004c5a4675f1c5c7a703000a00726370673132354232 0af32068656c0920627705b06c647d0a800fa0'.replaceAll(
    ' ',
    '',
  ),
  'hex',
);

const RICH = String.raw`{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fswiss\fcharset0 Arial;}{\f1\fcharset238 Times;}}
{\colortbl ;\red255\green0\blue0;}\pard\plain\f0\fs20 Caf\'e9 \u8364? {\b bold {\i both}}\par\f1\cf1 \'e8\par
{\pict\pngblip\picw8\pich8 89504e470d0a1a0a0000000d49484452}\objattph\'20\par
{\field{\*\fldinst HYPERLINK "http://example.org/"}{\fldrslt link}}\trowd\cellx100\cellx200 a\cell b\cell\row}`;
const HTML_IN_RTF = String.raw`{\rtf1\ansi\ansicpg1252\fromhtml1 \deff0{\fonttbl{\f0\fswiss Arial;}}
{\*\htmltag64 <p>}\htmlrtf {\htmlrtf0 \u55357?\u56832? hello{\*\htmltag84 &nbsp;}\htmlrtf }\htmlrtf0 {\*\htmltag72 </p>}}`;

const everyType: readonly WrittenProperty[] = (
  [
    ['integer16', -2],
    ['integer32', 7],
    ['floating32', 1.5],
    ['floating64', -2.5],
    ['currency', 12_345n],
    ['floatingTime', at],
    ['boolean', true],
    ['integer64', -1n],
    ['string8', 'eight bits'],
    ['string', 'sixteen bits \u{1f600}'],
    ['time', at],
    ['guid', guids.psetAddress],
    ['binary', Buffer.from('bytes')],
  ] as const satisfies readonly (readonly [PropertyType, unknown])[]
).flatMap(([type, value], index) => [
  { id: 0x6600 + index, type, value },
  { id: 0x6700 + index, type, value: [value, value, value] },
  { id: 0x8000 + index, type, value, set: common, name: types[type] },
  { id: 0x8100 + index, type, value, set: common, name: `X-${type}` },
]);

/** A weekly pattern on Mondays with one deleted day ([MS-OXOCAL] 2.2.1.44). */
const weekly = Buffer.concat([
  u16Bytes(0x3004, 0x3004, 0x200b, 1, 0),
  u32Bytes(0, 1, 0, 2, 0x2022, 10, 1, 1, 0),
  u32Bytes(0),
  u32Bytes(223_000_000, 223_100_000, 0x3006, 0x3009, 540, 600),
  u16Bytes(0),
  u32Bytes(0, 0),
]);

const zone = Buffer.concat([
  u16Bytes(0x0102, 4 + 2 + 10 + 2, 2, 10),
  Buffer.from('Paris time'.slice(0, 10), 'utf16le'),
  u16Bytes(1, 0x0102, 66, 2),
  Buffer.alloc(64, 3),
]);

const leaf = writeTnef([
  text('attSubject', 'the leaf'),
  ...attachment({ title: 'leaf.txt', data: Buffer.from('leaf') }),
]);

const nested = (inner: Uint8Array): Uint8Array =>
  writeTnef([
    oemCodePage(65001),
    text('attSubject', 'outer'),
    ...attachment({
      properties: [
        integer(tags.attachMethod, attachMethods.embedded),
        { id: tags.attachData, type: 'object', value: inner, iid: guids.message },
      ],
    }),
    ...attachment({ title: 'winmail.dat', data: inner }),
  ]);

const people = recipientTable([
  [integer(tags.recipientType, 1), wide(tags.displayName, 'Ann'), wide(tags.smtpAddress, 'ann@example.org')],
  [
    integer(tags.recipientType, 2),
    { id: tags.displayName, type: 'string8', value: 'Bo' },
    wide(tags.addressType, 'EX'),
    binary(tags.entryId, oneOffEntry('Bo', 'SMTP', 'bo@example.org')),
    integer(tags.recipientTrackStatus, 3),
  ],
]);

export const seeds: readonly Uint8Array[] = [
  writeTnef([
    { name: 'attTnefVersion', bytes: u32Bytes(0x10000) },
    oemCodePage(1252),
    text('attMessageClass', 'IPM.Microsoft Mail.Note'),
    { name: 'attPriority', bytes: u16Bytes(1) },
    from('Caf\xe9', 'SMTP:cafe@example.org'),
    counted('attOwner', 'Owner', 'SMTP:owner@example.org'),
    counted('attSentFor', 'Other', 'SMTP:other@example.org'),
    text('attSubject', 'legacy \xe9'),
    text('attBody', 'text of old \xe9'),
    date('attDateSent', at),
    date('attDateStart', at),
    people,
    ...attachment({
      title: 'OLD~1.PDF',
      data: Buffer.from('%PDF-1.4 and more'),
      others: [date('attAttachCreateDate', at), text('attAttachTransportFilename', 'longer name.pdf')],
      properties: [wide(tags.attachLongFilename, 'r\u00e9sum\u00e9 \u4f1a\u8b70.pdf'), ...everyType],
    }),
  ]),
  writeTnef([
    oemCodePage(932),
    messageProperties([
      wide(tags.messageClass, 'IPM.Note'),
      wide(tags.subject, 'modern'),
      integer(tags.internetCodepage, 50220),
      binary(tags.bodyHtml, Buffer.from('<meta charset=utf-8><img src="cid:a@b"><img src=x.png>\u00e9')),
      binary(tags.replyRecipientEntries, flatEntryList([oneOffEntry('Re', 'SMTP', 're@example.org')])),
      wide(tags.transportMessageHeaders, 'Message-ID: <x@example.org>\r\nReferences: <a@b>\r\n <c@d>\r\n'),
      ...everyType,
    ]),
    people,
    ...attachment({
      data: Buffer.from('GIF89a'),
      properties: [wide(tags.attachContentId, '<a@b>'), wide(tags.attachLongFilename, 'x.gif')],
    }),
    ...attachment({ data: Buffer.from('x'), properties: [wide(tags.attachContentLocation, 'x.png')] }),
    ...attachment({
      kind: 2,
      properties: [
        integer(tags.attachMethod, attachMethods.storage),
        { id: tags.attachData, type: 'object', value: Buffer.from('d0cf11e0a1b11ae1', 'hex'), iid: guids.storage },
      ],
    }),
    ...attachment({
      properties: [
        integer(tags.attachMethod, attachMethods.byReference),
        wide(tags.attachLongPathname, '\\\\a\\b.txt'),
      ],
    }),
  ]),
  ...[stored(RICH), stored(HTML_IN_RTF), compressed, stored(String.raw`{\rtf1\ansi\fromtext plain\par text}`)].map(
    (rtf) =>
      writeTnef([
        oemCodePage(1250),
        messageProperties([binary(tags.rtfCompressed, rtf), wide(tags.body, 'the same')]),
        ...attachment({ title: 'p.png', position: 5, data: Buffer.from('\x89PNG\r\n\x1a\n', 'latin1') }),
      ]),
  ),
  nested(nested(nested(leaf))),
  writeTnef([
    oemCodePage(1252),
    messageProperties([
      wide(tags.messageClass, 'IPM.Schedule.Meeting.Request'),
      wide(tags.subject, 'weekly'),
      wide(tags.sentRepresentingSmtpAddress, 'olga@example.org'),
      { id: 0x8201, type: 'time', value: at, set: appointment, name: 0x820d },
      { id: 0x8202, type: 'time', value: at + 3_600_000, set: appointment, name: 0x820e },
      { id: 0x8203, type: 'boolean', value: true, set: appointment, name: 0x8223 },
      { id: 0x8204, type: 'binary', value: weekly, set: appointment, name: 0x8216 },
      { id: 0x8205, type: 'binary', value: zone, set: appointment, name: 0x825e },
      { id: 0x8206, type: 'string', value: '(UTC+01:00) Paris', set: appointment, name: 0x8234 },
      { id: 0x8207, type: 'integer32', value: 15, set: common, name: 0x8501 },
      { id: 0x8208, type: 'boolean', value: true, set: common, name: 0x8503 },
    ]),
    people,
  ]),
  writeTnef([
    messageProperties([
      wide(tags.messageClass, 'IPM.Task'),
      wide(tags.subject, 'paint'),
      { id: 0x8301, type: 'time', value: at, set: task, name: 0x8105 },
      { id: 0x8302, type: 'binary', value: weekly.subarray(0, 60), set: task, name: 0x8116 },
      { id: 0x8303, type: 'boolean', value: true, set: task, name: 0x8126 },
    ]),
  ]),
  writeTnef([
    messageProperties([
      wide(tags.messageClass, 'IPM.Contact'),
      wide(tags.displayName, 'Zo\u00e9 Martin'),
      wide(0x3a08, '+33 1 23 45 67 89'),
      wide(0x3a06, 'Zo\u00e9'),
      { id: 0x8083, type: 'string', value: 'zoe@example.org', set: guids.psetAddress, name: 0x8083 },
      { id: 0x3a42, type: 'time', value: at },
    ]),
    ...attachment({
      data: Buffer.from('ffd8ffe0', 'hex'),
      properties: [{ id: tags.attachmentContactPhoto, type: 'boolean', value: true }],
    }),
  ]),
  writeTnef([
    messageProperties([
      wide(tags.messageClass, 'IPM.DistList'),
      { id: 0x8053, type: 'string', value: 'Choir', set: guids.psetAddress, name: 0x8053 },
      {
        id: 0x8054,
        type: 'binary',
        value: [oneOffEntry('Ann', 'SMTP', 'ann@example.org'), oneOffEntry('Bo', 'SMTP', 'bo@example.org', false)],
        set: guids.psetAddress,
        name: 0x8054,
      },
    ]),
  ]),
];
