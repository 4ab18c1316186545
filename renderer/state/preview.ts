// Which files can be looked at in place, and how: pictures, PDF, text. Everything else is only saved.
import type { MessagePart, WinmailPart } from '../api.ts';

/** Pictures a browser decodes without a document around them. SVG is a document and stays a file. */
const pictureTypes: ReadonlySet<string> = new Set([
  ...['image/png', 'image/jpeg', 'image/jpg', 'image/pjpeg', 'image/gif', 'image/webp', 'image/bmp', 'image/avif'],
]);
const textTypes: ReadonlySet<string> = new Set(['application/json', 'application/xml', 'application/rtf']);
/** A picture or text beyond this is looked at in a program of its own. */
const MAX_PREVIEW_BYTES = 40 * 1_048_576;
/** The same for a PDF: whole in memory while it is open. */
export const MAX_PDF_BYTES = 100 * 1_048_576;
/** A person does not read more than this in a dialog. */
const MAX_SHOWN_TEXT = 400_000;

type Part = Pick<MessagePart, 'name' | 'mimeType' | 'sizeBytes'> & {
  readonly kind: (MessagePart | WinmailPart)['kind'];
};
export type Preview = 'picture' | 'pdf' | 'text';

export const isPicture = ({ mimeType, sizeBytes }: Pick<Part, 'mimeType' | 'sizeBytes'>): boolean =>
  pictureTypes.has(mimeType.toLowerCase()) && sizeBytes <= MAX_PREVIEW_BYTES;

/** How a part can be looked at in place; null: only saved. */
export function previewOf(part: Part): Preview | null {
  if (!['file', 'calendar', 'contact'].includes(part.kind) || part.sizeBytes === 0) return null;
  const type = part.mimeType.toLowerCase();
  // Many programs send every file as octets.
  if (/^application\/(?:x-)?pdf$/.test(type) || (type === 'application/octet-stream' && /\.pdf$/i.test(part.name)))
    return 'pdf';
  if (isPicture(part)) return 'picture';
  // A page is shown as the text it is written in: nothing of it runs.
  const isText = type.startsWith('text/') || textTypes.has(type);
  return isText && part.sizeBytes <= MAX_PREVIEW_BYTES ? 'text' : null;
}

/** The text of a file; `cut` when there is more than is worth showing. */
export async function shownText(file: Blob): Promise<{ text: string; cut: boolean }> {
  const bytes = new Uint8Array(await file.slice(0, 4 * MAX_SHOWN_TEXT).arrayBuffer());
  const isPart = file.size > bytes.length;
  const text = decode(bytes, isPart);
  return { text: text.slice(0, MAX_SHOWN_TEXT), cut: isPart || text.length > MAX_SHOWN_TEXT };
}

/** By its byte order mark; UTF-8 where it is; else the old western set, which has a character for every byte. */
function decode(bytes: Uint8Array, isPart: boolean): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  try {
    // The last character of a part may be cut.
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: isPart });
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}
