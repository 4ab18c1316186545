// Whether a message is signed or encrypted, and how: only what its structure says. Nothing is decrypted and no signature
// is checked here.
import { fieldValue, type HeaderField, type ReadableMessage, type ReadAttachment } from '../../mime/index.ts';

export type SealKind = 'pgp_encrypted' | 'pgp_signed' | 'smime_encrypted' | 'smime_signed';

/** Object identifiers at the start of a CMS structure (RFC 5652, RFC 5083): signedData. */
const SIGNED_DATA = '06092a864886f70d010702';
const CMS_TYPE = /^application\/(?:x-)?pkcs7-mime$/;

/** null: neither. Encrypted comes before signed where it is both. */
export function sealOf(fields: readonly HeaderField[], message: ReadableMessage): SealKind | null {
  const type = fieldValue(fields, 'content-type').toLowerCase();
  const found: (SealKind | null)[] = [
    /^multipart\/encrypted\b/.test(type) ? 'pgp_encrypted' : null,
    armourOf(message.text),
    ...message.attachments.filter(({ within }) => within === null).map(sealOfPart),
    /^multipart\/signed\b/.test(type) ? (type.includes('pkcs7') ? 'smime_signed' : 'pgp_signed') : null,
  ];
  return found.find((kind) => kind?.endsWith('_encrypted')) ?? found.find((kind) => kind !== null) ?? null;
}

function sealOfPart(part: ReadAttachment): SealKind | null {
  const { mimeType } = part;
  if (mimeType === 'application/pgp-encrypted') return 'pgp_encrypted';
  if (mimeType === 'application/pgp-signature') return 'pgp_signed';
  if (/^application\/(?:x-)?pkcs7-signature$/.test(mimeType)) return 'smime_signed';
  if (!CMS_TYPE.test(mimeType)) return null;
  const start = Buffer.from(part.content().subarray(0, 32)).toString('hex');
  return start.includes(SIGNED_DATA) ? 'smime_signed' : 'smime_encrypted';
}

/** RFC 9580 section 6.2: armour that stands in the text, at the beginning of a line that is not quoted. */
function armourOf(text: string): SealKind | null {
  if (/^-----BEGIN PGP MESSAGE(?:, PART [\d/]+)?-----/m.test(text)) return 'pgp_encrypted';
  return /^-----BEGIN PGP SIGNED MESSAGE-----/m.test(text) ? 'pgp_signed' : null;
}

/** The part is what a seal is made of, not a file for a person. */
export function sealPart(part: ReadAttachment, seal: SealKind | null): 'signature' | 'sealed' | null {
  const { mimeType, name } = part;
  if (mimeType === 'application/pgp-signature' || /^application\/(?:x-)?pkcs7-signature$/.test(mimeType)) {
    return 'signature';
  }
  if (mimeType === 'application/pgp-encrypted' || CMS_TYPE.test(mimeType)) return 'sealed';
  // The second part of multipart/encrypted (RFC 3156 section 4).
  const isCipher =
    mimeType === 'application/octet-stream' && /^(?:encrypted\.asc|msg\.asc|attachment-2\.bin)$/i.test(name);
  return seal === 'pgp_encrypted' && isCipher ? 'sealed' : null;
}
