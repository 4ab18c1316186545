// One file of a message: its name, its type, where the text shows it. The bytes wait in memory.
import type { Readable } from 'node:stream';
import type { AttachmentStream } from 'mailparser';
import type { TnefMessage } from '../tnef/index.ts';

export interface ReadAttachment {
  /** As the sender named it, without path separators and control characters; never empty. */
  readonly name: string;
  readonly mimeType: string;
  readonly sizeBytes: number;
  /** Milliseconds since 1970 UTC; null when not said. */
  readonly modifiedAt: number | null;
  /** Without angle brackets; null when none. */
  readonly contentId: string | null;
  readonly contentLocation: string | null;
  /** Shown inside the HTML, which refers to it. */
  readonly inline: boolean;
  /** Not a part of the message itself but of a winmail.dat in it. */
  readonly fromWinmail: boolean;
  /**
   * 'winmail': the winmail.dat itself, whose content stands before it. 'invitation' and 'contact' were made from what it
   * says. 'reference': only a pointer, `reference`, without bytes. 'message': `content` is a message.
   */
  readonly role: 'file' | 'message' | 'ole' | 'reference' | 'invitation' | 'contact' | 'winmail';
  readonly reference: string | null;
  /** role 'message' out of a winmail.dat: what `content` is written from. */
  readonly message: TnefMessage | null;
  /** Stands in the attached message of this name, which is in the list before it; null: in the message itself. */
  readonly within: string | null;
  readonly content: () => Uint8Array;
}

const MIME_TYPE = /^[\w.+-]{1,100}\/[\w.+-]{1,100}$/;

/** Fills `attachments` as the stream ends; beyond `limit` only reads on. */
export function collect(
  data: AttachmentStream,
  attachments: ReadAttachment[],
  limit: number,
  problem: (text: string) => void,
): void {
  const chunks: Buffer[] = [];
  const stream = data.content as unknown as Readable;
  const index = attachments.length;
  const keep = index < limit;
  if (index === limit) problem(`more than ${limit} attachments`);
  const done = (): void => {
    if (keep) attachments.push(fileOf(data, Buffer.concat(chunks), index));
    data.release();
  };
  stream.on('data', (chunk: Buffer) => {
    if (keep) chunks.push(chunk);
  });
  stream.once('end', done).once('error', (error: Error) => {
    problem(error.message.slice(0, 200));
    done();
  });
}

function fileOf(data: AttachmentStream, content: Buffer, index: number): ReadAttachment {
  const mimeType = MIME_TYPE.test(data.contentType) ? data.contentType.toLowerCase() : 'application/octet-stream';
  const location = data.headers.get('content-location');
  return {
    name: fileName(data.filename, mimeType, index),
    mimeType,
    sizeBytes: content.length,
    modifiedAt: null,
    contentId: data.cid?.slice(0, 1000) || null,
    contentLocation: typeof location === 'string' && location.trim() ? location.trim().slice(0, 2000) : null,
    inline: false,
    fromWinmail: false,
    role: mimeType === 'message/rfc822' ? 'message' : 'file',
    reference: null,
    message: null,
    within: null,
    content: () => content,
  };
}

const extensions: Readonly<Record<string, string>> = {
  'message/rfc822': 'eml',
  'text/plain': 'txt',
  'text/html': 'html',
  'text/calendar': 'ics',
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/gif': 'gif',
  'application/pdf': 'pdf',
  'application/zip': 'zip',
};

/** `given` without what makes a path or hides a name; a plain name by type and place when nothing is left. */
export function fileName(given: string | undefined | false, mimeType: string, index: number): string {
  const clean = (given || '')
    .toWellFormed()
    // eslint-disable-next-line no-control-regex -- control characters are what is taken out
    .replace(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069/\\]+/g, '_')
    .trim()
    .slice(0, 200);
  return clean && clean !== '.' && clean !== '..' ? clean : `attachment-${index + 1}.${extensions[mimeType] ?? 'bin'}`;
}

/** The name fileName makes up. */
export const isNameless = (name: string): boolean => /^attachment-\d+\.\w+$/.test(name);

/** Marks the attachments that `html` shows, by content id (RFC 2392) or content location (RFC 2557). */
export function markInline(attachments: readonly ReadAttachment[], html: string | null): ReadAttachment[] {
  if (html === null || !attachments.some(({ contentId, contentLocation }) => contentId ?? contentLocation)) {
    return [...attachments];
  }
  const shown = new Set<string>();
  for (const match of html.matchAll(/\bcid:([^"'\s<>)]{1,1000})/gi)) shown.add(unescaped(match[1] ?? ''));
  for (const match of html.matchAll(/\b(?:src|background)\s{0,9}=\s{0,9}["']?([^"'\s<>]{1,2000})/gi)) {
    shown.add(unescaped(match[1] ?? ''));
  }
  return attachments.map((attachment) => {
    const { contentId, contentLocation } = attachment;
    const isShown = [contentId, contentLocation].some((id) => id !== null && shown.has(id));
    return isShown ? { ...attachment, inline: true } : attachment;
  });
}

function unescaped(text: string): string {
  const plain = text.replaceAll('&amp;', '&');
  try {
    return decodeURIComponent(plain);
  } catch {
    return plain;
  }
}
