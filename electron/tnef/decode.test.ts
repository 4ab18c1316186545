import { describe, expect, it } from 'vitest';
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
  type WrittenAttribute,
  writeTnef,
} from '../../tests/support/tnef-writer.ts';
import { flatEntryList, oneOffEntry, type WrittenProperty } from '../../tests/support/tnef-writer-properties.ts';
import { decodeTnef, isTnef, type TnefAttachment, type TnefMessage } from './index.ts';
import { attachMethods, guids, tags } from './tags-table.ts';

const bytesOf = (value: string): Uint8Array => new Uint8Array(Buffer.from(value, 'utf8'));

function decoded(list: readonly WrittenAttribute[]): TnefMessage {
  const message = decodeTnef(writeTnef(list));
  expect(message).not.toBeNull();
  return message!;
}

const wide = (id: number, value: string): WrittenProperty => ({ id, type: 'string', value });
const binary = (id: number, value: Uint8Array): WrittenProperty => ({ id, type: 'binary', value });
const integer = (id: number, value: number): WrittenProperty => ({ id, type: 'integer32', value });

const codes = (message: TnefMessage): string[] => message.problems.map((problem) => problem.code);

const only = (message: TnefMessage): TnefAttachment => {
  expect(message.attachments).toHaveLength(1);
  return message.attachments[0]!;
};

describe('isTnef', () => {
  it('goes by the signature alone', () => {
    expect(isTnef(writeTnef([]))).toBe(true);
    expect(isTnef(bytesOf('PK\x03\x04'))).toBe(false);
    expect(isTnef(new Uint8Array(0))).toBe(false);
    expect(decodeTnef(writeTnef([], 0x223e_9f79))).toBeNull();
  });

  it('reads a view that begins inside a larger buffer', () => {
    const whole = Buffer.concat([Buffer.alloc(7), writeTnef([text('attSubject', 'inside')])]);
    expect(decodeTnef(whole.subarray(7))?.subject).toBe('inside');
  });
});

describe('legacy attributes', () => {
  it('make a message of their own', () => {
    const message = decoded([
      oemCodePage(1252),
      text('attMessageClass', 'IPM.Microsoft Mail.Note'),
      from('Ann', 'SMTP:ann@example.org'),
      text('attSubject', 'Caf\xe9'),
      text('attBody', 'Hello\r\nthere'),
      date('attDateSent', Date.UTC(2004, 1, 17, 11, 25, 35)),
      { name: 'attPriority', bytes: u16Bytes(1) },
      ...attachment({ title: 'note.txt', data: bytesOf('text') }),
    ]);
    expect(message).toMatchObject({
      messageClass: 'IPM.Note',
      subject: 'Café',
      from: { name: 'Ann', address: 'ann@example.org' },
      sentAt: Date.UTC(2004, 1, 17, 11, 25, 35),
      importance: 'high',
      body: { html: null, text: 'Hello\r\nthere', source: 'text' },
      problems: [],
    });
    expect(only(message)).toMatchObject({ name: 'note.txt', mimeType: 'text/plain', kind: 'file', inline: false });
  });

  it('name the organiser of an old meeting request, but not in an answer', () => {
    const owner = counted('attOwner', 'Olga', 'SMTP:olga@example.org');
    const request = decoded([text('attMessageClass', 'IPM.Microsoft Schedule.MtgReq'), owner]);
    expect(request.messageClass).toBe('IPM.Schedule.Meeting.Request');
    expect(request.from).toEqual({ name: 'Olga', address: 'olga@example.org' });
    const answer = decoded([
      text('attMessageClass', 'IPM.Microsoft Schedule.MtgRespP'),
      owner,
      counted('attSentFor', 'Per', 'SMTP:per@example.org'),
    ]);
    expect(answer.from).toEqual({ name: 'Per', address: 'per@example.org' });
  });

  it('give way to properties', () => {
    const message = decoded([
      text('attSubject', 'old'),
      messageProperties([wide(tags.subject, 'new')]),
      ...attachment({
        title: 'OLD~1.TXT',
        data: bytesOf('x'),
        properties: [wide(tags.attachLongFilename, 'überlänge 会議 😀.txt')],
      }),
    ]);
    expect(message.subject).toBe('new');
    expect(only(message).name).toBe('überlänge 会議 😀.txt');
  });
});

describe('the envelope', () => {
  const sent = Date.UTC(2026, 10, 21, 9, 30, 15, 250);

  it('comes out of the properties', () => {
    const message = decoded([
      oemCodePage(1252),
      messageProperties([
        wide(tags.messageClass, 'IPM.Note'),
        wide(tags.subject, 'Ordre du jour'),
        wide(tags.sentRepresentingName, 'Zoé'),
        wide(tags.sentRepresentingAddressType, 'EX'),
        wide(tags.sentRepresentingEmailAddress, '/O=ORG/CN=ZOE'),
        wide(tags.sentRepresentingSmtpAddress, 'zoe@example.org'),
        { id: tags.clientSubmitTime, type: 'time', value: sent },
        { id: tags.messageDeliveryTime, type: 'time', value: sent + 5000 },
        wide(tags.internetMessageId, '<a@example.org>'),
        wide(tags.inReplyToId, '<b@example.org>'),
        wide(tags.internetReferences, '<b@example.org> <c@example.org>'),
        { id: tags.readReceiptRequested, type: 'boolean', value: true },
        integer(tags.importance, 0),
        binary(
          tags.replyRecipientEntries,
          flatEntryList([
            oneOffEntry('Réponses', 'SMTP', 're@example.org'),
            oneOffEntry('B', 'SMTP', 'b@x.org', false),
          ]),
        ),
      ]),
      recipientTable([
        [integer(tags.recipientType, 1), wide(tags.displayName, 'To'), wide(tags.smtpAddress, 'to@example.org')],
        [
          integer(tags.recipientType, 2),
          wide(tags.displayName, 'Cc'),
          wide(tags.addressType, 'SMTP'),
          wide(tags.emailAddress, 'cc@example.org'),
        ],
        [
          integer(tags.recipientType, 3),
          { id: tags.displayName, type: 'string8', value: 'Bcc' },
          binary(tags.entryId, oneOffEntry('x', 'SMTP', 'bcc@example.org')),
        ],
        [integer(tags.recipientType, 1), wide(tags.displayName, 'Only X.500'), wide(tags.addressType, 'EX')],
      ]),
    ]);
    expect(message).toMatchObject({
      messageClass: 'IPM.Note',
      subject: 'Ordre du jour',
      from: { name: 'Zoé', address: 'zoe@example.org' },
      to: [
        { name: 'To', address: 'to@example.org' },
        { name: 'Only X.500', address: '' },
      ],
      cc: [{ name: 'Cc', address: 'cc@example.org' }],
      bcc: [{ name: 'Bcc', address: 'bcc@example.org' }],
      replyTo: [
        { name: 'Réponses', address: 're@example.org' },
        { name: 'B', address: 'b@x.org' },
      ],
      sentAt: sent,
      receivedAt: sent + 5000,
      messageId: '<a@example.org>',
      inReplyTo: '<b@example.org>',
      references: '<b@example.org> <c@example.org>',
      wantsReadReceipt: true,
      importance: 'low',
      problems: [],
    });
  });

  it('falls back on the headers the message came with', () => {
    const headers = 'Subject: x\r\nMessage-ID:\r\n <folded@example.org>\r\n';
    const message = decoded([messageProperties([wide(tags.transportMessageHeaders, headers)])]);
    expect(message.messageId).toBe('<folded@example.org>');
    expect(message.transportHeaders).toBe(headers);
  });
});

describe('code pages', () => {
  const pages: readonly [number, string, string][] = [
    [1250, 'e8f8ec', 'čřě'],
    [1251, 'cff0e8', 'При'],
    [932, '89ef8b63', '会議'],
    [936, 'bbe1d2e9', '会议'],
    [949, 'c8b8c0c7', '회의'],
    [950, 'b77cc4b3', '會議'],
    [874, 'a1d2c3', 'การ'],
    [437, '8281e1', 'éüß'],
    [850, '9b9dd0', 'øØð'],
    [852, '9fe7ac', 'čšČ'],
    [20866, 'f0d2c9', 'При'],
    [50220, '1b2442327135441b2842', '会議'],
    [51932, 'b2f1b5c4', '会議'],
    [65001, 'f09f9880', '😀'],
    [28605, 'a4', '€'],
    [866, '8fe0a8', 'При'],
  ];
  it.each(pages)('%i', (page, hex, expected) => {
    const bytes = Buffer.from(hex, 'hex');
    const message = decoded([
      oemCodePage(page),
      text('attSubject', bytes),
      ...attachment({ title: Buffer.concat([bytes, Buffer.from('.bin')]), data: bytesOf('x') }),
    ]);
    expect(message.subject).toBe(expected);
    expect(only(message).name).toBe(`${message.subject}.bin`);
    expect(codes(message)).toEqual([]);
  });

  it('of the message counts when the attribute is missing', () => {
    const message = decoded([
      messageProperties([
        { id: tags.subject, type: 'string8', value: Buffer.from('e8f8ec', 'hex') },
        integer(tags.messageCodepage, 1250),
      ]),
    ]);
    expect(message.subject).toBe('čřě');
    expect(codes(message)).toEqual([]);
  });

  it('are guessed when nothing says them, and that is told', () => {
    const utf8 = decoded([text('attSubject', Buffer.from('déjà'))]);
    expect(utf8.subject).toBe('déjà');
    expect(utf8.problems).toEqual([
      { code: 'charset', where: 'attSubject', detail: 'no code page was said; 65001 used' },
    ]);
    const western = decoded([text('attSubject', 'd\xe9j\xe0')]);
    expect(western.subject).toBe('déjà');
    expect(codes(western)).toEqual(['charset']);
    const johab = decoded([oemCodePage(1361), text('attSubject', 'd\xe9j\xe0')]);
    expect(johab.problems[0]?.detail).toContain('1361 cannot be decoded');
  });

  it('that do not fit give way to those that do', () => {
    const message = decoded([oemCodePage(932), text('attSubject', Buffer.from('ŝ ŭ ĥ'))]);
    expect(message.subject).toBe('ŝ ŭ ĥ');
    expect(codes(message)).toEqual(['charset']);
  });
});

describe('bodies', () => {
  const html = (bytes: Uint8Array, ...more: WrittenProperty[]): TnefMessage =>
    decoded([oemCodePage(1252), messageProperties([binary(tags.bodyHtml, bytes), ...more])]);

  it('are HTML in the Internet code page', () => {
    const message = html(Buffer.from('<p>\xe8</p>', 'latin1'), integer(tags.internetCodepage, 28592));
    expect(message.body).toEqual({ html: '<p>č</p>', text: null, source: 'html' });
    expect(message.problems).toEqual([]);
  });

  it('are HTML by their own declaration or mark', () => {
    const declared = '<meta http-equiv="Content-Type" content="text/html; charset=iso-2022-jp">\x1b$B2q\x1b(B';
    expect(html(Buffer.from(declared, 'latin1')).body.html).toContain('会');
    expect(html(Buffer.from('\ufeff<b>é</b>', 'utf16le')).body.html).toBe('<b>é</b>');
    expect(html(Buffer.from('\ufeff<b>é</b>')).body.html).toBe('<b>é</b>');
  });

  it('may be UTF-16 without a mark, or only be called so', () => {
    const wideHtml = Buffer.from('<p>\u4f1a\u8b70</p>\0', 'utf16le');
    expect(html(wideHtml, integer(tags.internetCodepage, 1200)).body.html).toBe('<p>会議</p>');
    const called = html(Buffer.from('<meta charset="utf-16"><p>\u00e9'), integer(tags.internetCodepage, 0));
    expect(called.body.html).toContain('<p>é');
    expect(html(Buffer.from('<p>plain</p>'), integer(tags.internetCodepage, 1200)).body.html).toBe('<p>plain</p>');
  });

  it('say when the code page was wrong', () => {
    const message = html(Buffer.from('<meta charset="utf-8">é会'), integer(tags.internetCodepage, 20932));
    expect(message.body.html).toContain('é会');
    expect(codes(message)).toEqual(['charset']);
  });

  it('come out of RTF, stored or compressed', () => {
    const rtf = Buffer.from('{\\rtf1\\ansi\\ansicpg1252\\fromtext hello}');
    const head = Buffer.alloc(16);
    head.writeUInt32LE(rtf.length + 12, 0);
    head.writeUInt32LE(rtf.length, 4);
    head.writeUInt32LE(0x414c_454d, 8);
    const message = decoded([messageProperties([binary(tags.rtfCompressed, Buffer.concat([head, rtf]))])]);
    expect(message.body).toMatchObject({ html: null, text: 'hello', source: 'rtf-text' });
  });

  it('know their pictures by content id, location, and the name in an old cid', () => {
    const page = '<img src="cid:One@x"><img src=\'pics/two.png\'><img src=cid:three.gif@01D4><img src="cid:f%6Fur">';
    const picture = (name: string, ...properties: WrittenProperty[]): WrittenAttribute[] =>
      attachment({ title: name, data: bytesOf('GIF89a'), properties });
    const message = decoded([
      messageProperties([wide(tags.bodyHtml, page)]),
      ...picture('one.png', wide(tags.attachContentId, '<one@X>')),
      ...picture('two.png', wide(tags.attachContentLocation, 'pics/two.png')),
      ...picture('three.gif'),
      ...picture('four.gif', wide(tags.attachContentId, 'four')),
      ...picture('five.gif', wide(tags.attachContentId, 'five'), {
        id: tags.attachmentHidden,
        type: 'boolean',
        value: true,
      }),
    ]);
    expect(message.attachments.map((each) => [each.name, each.inline, each.hidden])).toEqual([
      ['one.png', true, false],
      ['two.png', true, false],
      ['three.gif', true, false],
      ['four.gif', true, false],
      ['five.gif', false, true],
    ]);
    expect(message.attachments[2]?.contentId).toBe('three.gif@01d4');
    expect(message.attachments[0]?.contentId).toBe('one@X');
  });
});

describe('other items', () => {
  it('are notes with their text and lists with their members', () => {
    const note = decoded([messageProperties([wide(tags.messageClass, 'IPM.StickyNote'), wide(tags.body, 'Milk')])]);
    expect(note.body.text).toBe('Milk');
    const list = decoded([
      messageProperties([
        wide(tags.messageClass, 'IPM.DistList'),
        { id: 0x8053, type: 'string', value: 'Choir', set: guids.psetAddress, name: 0x8053 },
        {
          id: 0x8054,
          type: 'binary',
          value: [
            oneOffEntry('Ann', 'SMTP', 'ann@example.org'),
            oneOffEntry('bo@example.org', 'SMTP', 'bo@example.org'),
          ],
          set: guids.psetAddress,
          name: 0x8054,
        },
      ]),
    ]);
    expect(list.body).toEqual({
      html: null,
      text: 'Choir\r\n\r\nAnn <ann@example.org>\r\nbo@example.org',
      source: 'text',
    });
  });
});

describe('calendar and contact', () => {
  it('come with the message', () => {
    const start = Date.UTC(2026, 5, 1, 9, 0);
    const meeting = decoded([
      text('attMessageClass', 'IPM.Microsoft Schedule.MtgReq'),
      date('attDateStart', start),
      date('attDateEnd', start + 3_600_000),
      messageProperties([
        wide(tags.subject, 'Plan'),
        wide(tags.sentRepresentingName, 'Olga'),
        wide(tags.sentRepresentingSmtpAddress, 'olga@example.org'),
      ]),
      recipientTable([
        [integer(tags.recipientType, 1), wide(tags.displayName, 'Per'), wide(tags.smtpAddress, 'per@example.org')],
      ]),
    ]);
    expect(meeting.calendar).toMatchObject({ method: 'REQUEST', summary: 'Plan', start: { at: start } });
    expect(meeting.calendar?.attendees.map((each) => each.address)).toContain('per@example.org');
    const contact = decoded([
      messageProperties([wide(tags.messageClass, 'IPM.Contact'), wide(tags.displayName, 'Zoé Martin')]),
      ...attachment({
        title: 'ContactPicture.jpg',
        data: new Uint8Array([0xff, 0xd8, 0xff, 0xe0]),
        properties: [{ id: tags.attachmentContactPhoto, type: 'boolean', value: true }],
      }),
    ]);
    expect(contact.contact?.name).toBe('Zoé Martin');
    expect(contact.contact?.vcard).toContain('PHOTO;ENCODING=b;TYPE=JPEG:/9j/4A==');
    expect(meeting.contact).toBeNull();
    expect(contact.calendar).toBeNull();
  });

  it('of a task request is the task inside', () => {
    const task = writeTnef([
      messageProperties([
        wide(tags.messageClass, 'IPM.Task'),
        wide(tags.subject, 'Paint'),
        {
          id: 0x8104,
          type: 'time',
          value: Date.UTC(2026, 5, 2),
          set: '00062003-0000-0000-C000-000000000046',
          name: 0x8105,
        },
      ]),
    ]);
    const message = decoded([
      messageProperties([wide(tags.messageClass, 'IPM.TaskRequest'), wide(tags.subject, 'Task Request: Paint')]),
      ...attachment({
        properties: [
          integer(tags.attachMethod, attachMethods.embedded),
          { id: tags.attachData, type: 'object', value: task, iid: guids.message },
        ],
      }),
    ]);
    expect(message.calendar?.kind).toBe('task');
    expect(message.calendar?.end?.local.slice(0, 10)).toBe('2026-06-02');
  });
});
