// What the list and the search index want of a message: its text, the first words of it, the names of what is attached.
import { readMessage, type ReadAttachment } from '../mime/index.ts';
import type { MessageText } from '../store/index.ts';

const PREVIEW_LENGTH = 200;
/** Enough of the text to find a preview in. */
const PREVIEW_SOURCE = 8000;
/** Words beyond this are not indexed: a log or a book by mail. */
const BODY_LENGTH = 256 * 1024;
const MAX_FILES = 200;
const SEAL = /^application\/(?:pgp-signature|pgp-encrypted|(?:x-)?pkcs7-signature)$/;

/** Never throws. */
export async function messageText(bytes: Uint8Array): Promise<MessageText> {
  const message = await readMessage(bytes);
  const shown = message.attachments.filter(isFile);
  return {
    preview: previewOf(message.text),
    body: message.text.slice(0, BODY_LENGTH),
    files: message.attachments
      .filter(({ mimeType }) => !SEAL.test(mimeType))
      .slice(0, MAX_FILES)
      .map(({ name }) => name.slice(0, 300)),
    hasFiles: shown.length > 0,
  };
}

const isFile = ({ inline, role, mimeType }: ReadAttachment): boolean =>
  !inline && role !== 'winmail' && !SEAL.test(mimeType);

/** The beginning of what the author wrote: without quotes, rules and the lines that introduce them. */
export function previewOf(text: string): string {
  let preview = '';
  for (const line of text.slice(0, PREVIEW_SOURCE).split('\n')) {
    const words = line.replace(/\s+/g, ' ').trim();
    if (words === '' || words.startsWith('>') || /^[-_=*#.\s]{4,}$/.test(words)) continue;
    if (words === '--' || words === '-- ') break;
    preview += preview === '' ? words : ` ${words}`;
    if (preview.length > PREVIEW_LENGTH) break;
  }
  return preview.slice(0, PREVIEW_LENGTH).toWellFormed();
}
