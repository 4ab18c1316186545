// A winmail.dat inside a message, taken apart: what a reader gets to see in its place. Found by its signature alone.
import { decodeTnef, isTnef, type TnefAttachment, type TnefMessage } from '../tnef/index.ts';
import { fileName, isNameless, type ReadAttachment } from './attachment.ts';
import { composeMessage } from './compose.ts';

export interface Unwrapped {
  /** What each winmail.dat holds, in the place it stood, followed by the winmail.dat itself. */
  readonly attachments: readonly ReadAttachment[];
  readonly messages: readonly TnefMessage[];
}

/** TNEF's signature as it is, as base64 has it at the start of a part, and in quoted-printable. */
const SIGNATURES = [Buffer.from([0x78, 0x9f, 0x3e, 0x22]), Buffer.from('eJ8+I'), Buffer.from('x=9F>"')];

/** false: reading this message would find no winmail.dat. Far quicker than reading it, but for encoded messages inside. */
export function mayHoldTnef(bytes: Uint8Array): boolean {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  return SIGNATURES.some((signature) => buffer.includes(signature));
}

/** Never throws. `limit` bounds the list; a winmail.dat itself is always kept. */
export function unwrap(attachments: readonly ReadAttachment[], limit: number): Unwrapped {
  const messages: TnefMessage[] = [];
  const unwrapped: ReadAttachment[] = [];
  for (const attachment of attachments) {
    const bytes = attachment.content();
    const message = isTnef(bytes) ? decodeTnef(bytes) : null;
    if (message) {
      messages.push(message);
      unwrapped.push(...partsOf(message).slice(0, Math.max(0, limit - unwrapped.length)));
      const name = isNameless(attachment.name) ? 'winmail.dat' : attachment.name;
      unwrapped.push({ ...attachment, name, mimeType: 'application/ms-tnef', role: 'winmail', inline: false });
    } else unwrapped.push(attachment);
  }
  return { attachments: unwrapped, messages };
}

/** The files of a winmail.dat, then the invitation and the contact it amounts to. */
export function partsOf(message: TnefMessage): ReadAttachment[] {
  const parts = message.attachments.map(partOf);
  const { calendar, contact, subject, sentAt } = message;
  const made = (name: string, mimeType: string, text: string, role: ReadAttachment['role']): ReadAttachment => {
    const bytes = Buffer.from(text);
    return {
      name: fileName(name, mimeType, 0),
      mimeType,
      sizeBytes: bytes.length,
      modifiedAt: sentAt,
      contentId: null,
      contentLocation: null,
      inline: false,
      fromWinmail: true,
      role,
      reference: null,
      message: null,
      within: null,
      content: () => bytes,
    };
  };
  if (calendar) {
    parts.push(made(`${calendar.summary || subject || 'invitation'}.ics`, 'text/calendar', calendar.ics, 'invitation'));
  }
  if (contact) parts.push(made(`${contact.name || 'contact'}.vcf`, 'text/vcard', contact.vcard, 'contact'));
  return parts;
}

function partOf(attachment: TnefAttachment, index: number): ReadAttachment {
  const { bytes, message, kind } = attachment;
  const shared = {
    mimeType: attachment.mimeType,
    modifiedAt: attachment.modifiedAt ?? attachment.createdAt,
    contentId: attachment.contentId,
    contentLocation: attachment.contentLocation,
    inline: attachment.inline,
    fromWinmail: true,
    reference: attachment.reference,
    message: null,
    within: null,
  };
  if (kind === 'message' && message) {
    // Written again each time it is asked for: held, it would double the memory of what most people never open.
    const content = (): Uint8Array => composeMessage(message);
    const name = attachment.name.toLowerCase().endsWith('.eml') ? attachment.name : `${attachment.name}.eml`;
    return {
      ...shared,
      name: fileName(name, 'message/rfc822', index),
      mimeType: 'message/rfc822',
      modifiedAt: shared.modifiedAt ?? message.sentAt,
      sizeBytes: content().length,
      role: 'message',
      message,
      content,
    };
  }
  return {
    ...shared,
    name: fileName(attachment.name, attachment.mimeType, index),
    sizeBytes: bytes.length,
    role: kind === 'message' ? 'file' : kind,
    content: () => bytes,
  };
}
