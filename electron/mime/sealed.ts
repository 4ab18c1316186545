// Signed and encrypted messages out of Outlook, kept whole ([MS-OXOSMIME] 2.1.3): what was signed must not change by a
// byte, and what is encrypted has no other form.
import type { TnefAttachment, TnefMessage } from '../tnef/index.ts';

/** The header lines that speak of the content, and the content as it stood. */
export type SealedContent =
  | { readonly kind: 'entity'; readonly head: string; readonly body: Buffer }
  /** Bytes of a Cryptographic Message Syntax structure (RFC 5652), still to be encoded. */
  | { readonly kind: 'cms'; readonly contentType: string; readonly bytes: Uint8Array };

/** A custom class may end like Outlook's own ([MS-OXOSMIME] 2.1.3.1.2.2, 2.1.3.2.2.2). */
const SEALED_CLASS = /^ipm\.(?:.{1,200}\.)?smime(?:\.multipartsigned)?$/i;
const MAX_HEAD_BYTES = 64 * 1024;

/** null: an ordinary message, or one whose parts are not as they should be. Never throws. */
export function sealedContent(message: TnefMessage): SealedContent | null {
  const [only, ...others] = message.attachments;
  if (!SEALED_CLASS.test(message.messageClass) || !only || others.length > 0 || only.kind !== 'file') return null;
  const entity = entityOf(only.bytes);
  if (entity) return entity;
  return isCms(only) ? { kind: 'cms', contentType: cmsType(message, only), bytes: only.bytes } : null;
}

/** The whole outer entity with its own Content-Type: multipart/signed, or a pkcs7-mime that was kept with its header. */
function entityOf(bytes: Uint8Array): SealedContent | null {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const start = buffer.toString('latin1', 0, MAX_HEAD_BYTES);
  const gap = /\r?\n\r?\n/.exec(start);
  if (!gap || !/^[!-9;-~]{1,100}:/.test(start)) return null;
  const fields = start
    .slice(0, gap.index)
    .replace(/\r?\n(?=[ \t])/g, '\r\n')
    .split(/\r?\n(?![ \t])/);
  // What else stands there ([MS-OXOSMIME] 2.1.3.1) is no part of the content.
  const head = fields.filter((field) => /^content-[\w-]{1,90}[ \t]*:/i.test(field));
  const isSealed = head.some((field) =>
    /^content-type[ \t]*:\s*(?:multipart\/signed|application\/(?:x-)?pkcs7-mime)\b/i.test(field),
  );
  if (!isSealed || head.some((field) => !/^[\t\r\n -~]*$/.test(field))) return null;
  const body = buffer.subarray(gap.index + gap[0].length);
  return { kind: 'entity', head: head.map((field) => `${field}\r\n`).join(''), body: crlf(body) };
}

/** A signature is made over CRLF (RFC 8551 section 3.1.1): single LF, as some stores keep them, go back to that. */
function crlf(body: Buffer): Buffer {
  const first = body.indexOf(10);
  if (first === -1 || (first > 0 && body[first - 1] === 13)) return body;
  return Buffer.from(body.toString('latin1').replace(/\r?\n/g, '\r\n'), 'latin1');
}

/** A DER or BER sequence, in a file that says what it is ([MS-OXOSMIME] 2.1.3.2.2.2). */
const isCms = ({ bytes, mimeType, name }: TnefAttachment): boolean =>
  bytes[0] === 0x30 && (/^application\/(?:x-)?pkcs7-mime$/i.test(mimeType) || /\.p7m$/i.test(name));

/** RFC 8551 section 3.2.2, by the object identifier at the start. */
const kinds: readonly (readonly [oid: string, smimeType: string])[] = [
  ['06092a864886f70d010702', 'signed-data'],
  ['06092a864886f70d010703', 'enveloped-data'],
  ['060b2a864886f70d0109100117', 'authEnveloped-data'],
  ['060b2a864886f70d0109100109', 'compressed-data'],
];

/** As the message's header had it, else from the content. */
function cmsType({ transportHeaders }: TnefMessage, { bytes }: TnefAttachment): string {
  const given = /^content-type[ \t]*:([^\r\n]*(?:\r?\n[ \t][^\r\n]*)*)/im.exec(transportHeaders ?? '')?.[1];
  const value = given?.replace(/\s+/g, ' ').trim() ?? '';
  if (/^application\/(?:x-)?pkcs7-mime\b[ -~]{0,400}$/i.test(value)) return value;
  const start = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(32, bytes.length)).toString('hex');
  const kind = kinds.find(([oid]) => start.includes(oid))?.[1];
  return `application/pkcs7-mime;${kind === undefined ? '' : ` smime-type=${kind};`} name="smime.p7m"`;
}
