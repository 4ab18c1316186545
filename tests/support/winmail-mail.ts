// A winmail.dat with one of everything a message can carry, and the mail around it: what Outlook sends to people who
// cannot read it.
import { guids, attachMethods, tags } from '../../electron/tnef/tags-table.ts';
import { attachment, messageProperties, recipientTable, writeTnef } from './tnef-writer.ts';
import type { WrittenProperty } from './tnef-writer-properties.ts';

const string = (id: number, value: string): WrittenProperty => ({ id, type: 'string', value });
const integer = (id: number, value: number): WrittenProperty => ({ id, type: 'integer32', value });

export const PICTURE = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
export const PLAN = Buffer.from(Array.from({ length: 70_000 }, (_, at) => (at * 31 + (at >> 8)) & 0xff));
export const PLAN_NAME = 'Plan de l’atelier — été 2026 (会議) 😀.bin';
export const HTML = '<html><body><p>Bonjour Zoé, voici <b>le plan</b>.</p><img src="cid:pixel@atelier"></body></html>';
export const SENT_AT = Date.UTC(2026, 10, 20, 9, 12);

/** A message inside: nested TNEF in an object property ([MS-OXTNEF] 2.1.3.3). */
const inner = writeTnef([
  messageProperties([string(tags.messageClass, 'IPM.Note'), string(tags.subject, 'Devis précédent')]),
  ...attachment({
    title: 'devis.txt',
    data: Buffer.from('42 €'),
    properties: [string(tags.attachLongFilename, 'devis.txt')],
  }),
]);

export const winmail = (subject = 'Plan de l’atelier', html = HTML): Uint8Array =>
  writeTnef([
    messageProperties([
      string(tags.messageClass, 'IPM.Note'),
      string(tags.subject, subject),
      string(tags.senderName, 'Paul Renard'),
      string(tags.senderSmtpAddress, 'paul.renard@example.com'),
      { id: tags.clientSubmitTime, type: 'time', value: SENT_AT },
      integer(tags.internetCodepage, 65001),
      { id: tags.bodyHtml, type: 'binary', value: Buffer.from(html) },
    ]),
    recipientTable([
      [
        integer(tags.recipientType, 1),
        string(tags.displayName, 'Claire Morel'),
        string(tags.smtpAddress, 'claire.morel@example.org'),
      ],
    ]),
    ...attachment({ title: 'PLANDE~1.BIN', data: PLAN, properties: [string(tags.attachLongFilename, PLAN_NAME)] }),
    ...attachment({
      title: 'pixel.png',
      data: PICTURE,
      properties: [string(tags.attachLongFilename, 'pixel.png'), string(tags.attachContentId, 'pixel@atelier')],
    }),
    ...attachment({
      properties: [
        integer(tags.attachMethod, attachMethods.embedded),
        string(tags.displayName, 'Devis précédent'),
        { id: tags.attachData, type: 'object', value: inner, iid: guids.message },
      ],
    }),
  ]);

export interface MailAround {
  readonly subject?: string;
  /** The plain text beside it. */
  readonly text?: string;
  readonly name?: string;
  readonly mimeType?: string;
}

/** The message such a winmail.dat travels in. */
export function mailWith(bytes: Uint8Array, around: MailAround = {}): Buffer {
  const { subject = 'Plan', text = '', name = 'winmail.dat', mimeType = 'application/ms-tnef' } = around;
  const base64 = Buffer.from(bytes).toString('base64').replace(/.{76}/g, '$&\r\n');
  return Buffer.from(
    [
      'From: Paul Renard <paul.renard@example.com>',
      'To: Claire Morel <claire.morel@example.org>',
      `Subject: ${subject}`,
      'Date: Fri, 20 Nov 2026 10:12:00 +0100',
      'Message-ID: <plan@example.com>',
      'MIME-Version: 1.0',
      'Content-Type: multipart/mixed; boundary="----=_NextPart_000"',
      '',
      '------=_NextPart_000',
      'Content-Type: text/plain; charset=utf-8',
      '',
      text,
      '------=_NextPart_000',
      `Content-Type: ${mimeType}; name="${name}"`,
      'Content-Transfer-Encoding: base64',
      `Content-Disposition: attachment; filename="${name}"`,
      '',
      base64,
      '------=_NextPart_000--',
      '',
    ].join('\r\n'),
  );
}
