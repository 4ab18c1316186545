import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { signedContent } from './cms.ts';
import { readMessage } from './read.ts';

const der = (tag: number, ...parts: Uint8Array[]): Buffer => {
  const content = Buffer.concat(parts);
  const size = Buffer.alloc(4);
  size.writeUInt32BE(content.length);
  return Buffer.concat([Buffer.from([tag, 0x84]), size, content]);
};
/** Of indefinite length (X.690 section 8.1.3.6). */
const ber = (tag: number, ...parts: Uint8Array[]): Buffer =>
  Buffer.concat([Buffer.from([tag, 0x80]), ...parts, Buffer.from([0, 0])]);
const oid = (last: number): Buffer => Buffer.from(`06092a864886f70d0107${last.toString(16).padStart(2, '0')}`, 'hex');
const [SIGNED, ENVELOPED, DATA] = [oid(2), oid(3), oid(1)];
const version = der(2, Buffer.from([1]));

const TEXT = Buffer.from('Content-Type: text/plain; charset=utf-8\r\n\r\nBonjour, c\u2019est sign\u00e9.');
const signed = (octets: Buffer, wrap = der, type = SIGNED): Buffer =>
  wrap(0x30, type, wrap(0xa0, wrap(0x30, version, der(0x31), wrap(0x30, DATA, wrap(0xa0, octets)), der(0x31))));

describe('signedContent', () => {
  it('finds what was signed, whole or in pieces', () => {
    expect(signedContent(signed(der(4, TEXT)))?.equals(TEXT)).toBe(true);
    const pieces = ber(0x24, der(4, TEXT.subarray(0, 20)), der(4, TEXT.subarray(20)));
    expect(signedContent(signed(pieces, ber))?.equals(TEXT)).toBe(true);
  });

  it('says null for what is encrypted, cut off or something else', () => {
    expect(signedContent(signed(der(4, TEXT), der, ENVELOPED))).toBeNull();
    expect(signedContent(Buffer.from('no structure at all'))).toBeNull();
    const whole = signed(der(4, TEXT));
    for (let end = 0; end < whole.length; end += 7) expect(signedContent(whole.subarray(0, end))).toBeNull();
    expect(
      signedContent(signed(ber(0x24, ...Array.from({ length: 2000 }, () => Buffer.from([0x24, 0x80]))))),
    ).toBeNull();
  });

  it('answers any bytes', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 300 }),
        (bytes) => void signedContent(Buffer.concat([Buffer.from([0x30, 0x80]), SIGNED, bytes])),
      ),
    );
  });
});

describe('readMessage', () => {
  it('reads a signed message of one part, and keeps the part', async () => {
    const head = 'Subject: Sign\r\nContent-Type: application/pkcs7-mime; smime-type=signed-data; name=smime.p7m\r\n';
    const mail = `${head}Content-Transfer-Encoding: base64\r\n\r\n${signed(der(4, TEXT)).toString('base64')}`;
    const message = await readMessage(Buffer.from(mail));
    expect([message.subject, message.text.trim()]).toEqual(['Sign', 'Bonjour, c\u2019est sign\u00e9.']);
    expect(message.attachments.map(({ name }) => name)).toEqual(['smime.p7m']);
  });
});
