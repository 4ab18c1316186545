// Signed and encrypted messages out of Outlook are written as they were: not a byte of what was signed changes.
import { describe, expect, it } from 'vitest';
import { writeMsg } from '../../tests/support/msg-writer.ts';
import { text } from '../../tests/support/pst-writer.ts';
import { openMsg } from '../outlook/index.ts';
import { decodeItem } from '../tnef/index.ts';
import { composeMessage } from './compose.ts';
import { readMessage } from './read.ts';

interface Plan {
  readonly messageClass: string;
  readonly data: Uint8Array;
  readonly mimeType?: string;
  readonly name?: string;
  readonly headers?: string;
  readonly more?: boolean;
}

function composed({ messageClass, data, mimeType, name = 'SMIME.txt', headers, more }: Plan): Buffer {
  const properties = { 0x001a: text(messageClass), 0x0037: text('Signé'), 0x1000: text('shown by Outlook') };
  const bytes = writeMsg({
    properties: headers === undefined ? properties : { ...properties, 0x007d: text(headers) },
    attachments: [
      { properties: { 0x3707: text(name), 0x370e: text(mimeType ?? 'multipart/signed') }, data },
      ...(more ? [{ properties: { 0x3707: text('b.txt') }, data: Buffer.from('b') }] : []),
    ],
  });
  return Buffer.from(composeMessage(decodeItem(openMsg(bytes)!.item)));
}

const BODY =
  'preamble\r\n--b1\r\nContent-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: 8bit\r\n\r\n' +
  'D\xe9j\xe0 vu.  \r\n\r\n--b1\r\nContent-Type: application/pkcs7-signature; name=smime.p7s\r\n' +
  'Content-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename=smime.p7s\r\n\r\nMIIB\r\n--b1--\r\n';
const TYPE =
  'Content-Type: multipart/signed; protocol="application/pkcs7-signature";\r\n\tmicalg=sha-256; boundary=b1\r\n';
const signed = (head: string, body = BODY): Buffer => Buffer.from(`${head}\r\n${body}`, 'latin1');
const SIGNED = 'IPM.Note.SMIME.MultipartSigned';

describe('a clear-signed message', () => {
  it.each(['MIME-Version: 1.0\r\nX-MimeOLE: x\r\n', ''])(
    'keeps its entity to the byte, behind "%s"',
    async (before) => {
      const headers = 'From: a@example.org\r\nContent-Type: multipart/signed; boundary=gone\r\nX-Own: 1\r\n\r\n';
      const bytes = composed({ messageClass: SIGNED, data: signed(before + TYPE), headers });
      const whole = bytes.toString('latin1');
      expect(whole.endsWith(`MIME-Version: 1.0\r\n${TYPE}\r\n${BODY}`)).toBe(true);
      expect(whole.match(/^content-type: multipart/gim)).toHaveLength(1);
      expect(whole).toContain('X-Own: 1\r\n');
      const read = await readMessage(bytes);
      expect(read.text.trim()).toBe('Déjà vu.');
      expect(read.attachments.map(({ name }) => name)).toEqual(['smime.p7s']);
    },
  );

  it('gets back the line ends that a store took from it', () => {
    const data = Buffer.from(signed(TYPE).toString('latin1').replaceAll('\r\n', '\n'), 'latin1');
    expect(composed({ messageClass: SIGNED, data }).toString('latin1').endsWith(`${TYPE}\r\n${BODY}`)).toBe(true);
  });

  it('is an ordinary message when its parts are not as they should be', async () => {
    for (const plan of [
      { messageClass: SIGNED, data: signed(TYPE), more: true },
      { messageClass: SIGNED, data: Buffer.from('no entity') },
      { messageClass: SIGNED, data: signed('Content-Type: text/plain\r\n') },
      { messageClass: 'IPM.Note', data: signed(TYPE) },
    ]) {
      const read = await readMessage(composed(plan));
      expect(read.text.trim()).toBe('shown by Outlook');
      expect(Buffer.from(read.attachments[0]!.content())).toEqual(plan.data);
    }
  });

  it('can stand inside another message', () => {
    const letter = {
      properties: { 0x001a: text(SIGNED) },
      attachments: [{ properties: { 0x370e: text('multipart/signed') }, data: signed(TYPE) }],
    };
    const outer = writeMsg({ properties: { 0x001a: text('IPM.Note') }, attachments: [{ properties: {}, letter }] });
    const whole = Buffer.from(composeMessage(decodeItem(openMsg(outer)!.item))).toString('latin1');
    expect(whole).toContain(`${TYPE}\r\n${BODY}`);
    expect(whole).toMatch(/Content-Type: message\/rfc822\r\n(?:[^\r]+\r\n)*Content-Transfer-Encoding: 8bit\r\n\r\n/);
  });
});

describe('an opaque message', () => {
  /** A sequence that begins as CMS does, with the object identifier of its kind. */
  const cms = (kind: number): Buffer =>
    Buffer.concat([Buffer.from(`3082012006092a864886f70d01070${kind}a0820111`, 'hex'), Buffer.alloc(300, 7)]);
  const of = (whole: string): string =>
    /^Content-Type: ([^]*?)\r\n(?!\s)/m.exec(whole)?.[1]?.replace(/\r\n /g, ' ') ?? '';

  it.each([
    [2, 'signed-data'],
    [3, 'enveloped-data'],
  ])('of kind %i is written as %s', (kind, smimeType) => {
    const data = cms(kind);
    const mimeType = 'application/x-pkcs7-mime';
    const whole = composed({ messageClass: 'IPM.Note.SMIME', data, mimeType, name: 'smime.p7m' }).toString('latin1');
    expect(of(whole)).toBe(`application/pkcs7-mime; smime-type=${smimeType}; name="smime.p7m"`);
    const body = whole.slice(whole.indexOf('\r\n\r\n') + 4);
    expect(Buffer.from(body, 'base64')).toEqual(data);
  });

  it('keeps the content type its header had, and needs no more than the name', () => {
    const given = 'application/x-pkcs7-mime;\r\n\tsmime-type=enveloped-data; name=a.p7m';
    const headers = `Subject: x\r\nContent-Type: ${given}\r\n\r\n`;
    const plan = { messageClass: 'IPM.Note.Custom.SMIME', data: cms(3), headers };
    const whole = composed({ ...plan, mimeType: 'application/octet-stream', name: 'smime.p7m' }).toString('latin1');
    expect(of(whole)).toBe('application/x-pkcs7-mime; smime-type=enveloped-data; name=a.p7m');
  });
});
