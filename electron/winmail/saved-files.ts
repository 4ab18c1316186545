// A document as files for a folder or a .zip: legal on every system, each name once, never a path.
import type { ReadAttachment } from '../mime/index.ts';
import type { OpenedDocument } from './document.ts';

export interface SavedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Milliseconds since 1970 UTC; null when not said. */
  readonly modifiedAt: number | null;
}

const MAX_NAME_BYTES = 200;
// eslint-disable-next-line no-control-regex -- control characters are what is taken out
const FORBIDDEN = /[\u0000-\u001f\u007f-\u009f<>:"/\\|?*\p{Cf}\p{Co}\p{Cn}\u2028\u2029]+/gu;
const DEVICE = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$|clock\$)(?:\.|$)/i;

/** One file name that Windows, macOS and Linux take; `otherwise` when nothing is left. */
export function legalName(given: string, otherwise: string): string {
  const clean = given
    .toWellFormed()
    .normalize('NFC')
    .replace(FORBIDDEN, '_')
    .replace(/^[\s.]+|[\s.]+$/g, '');
  const name = clean === '' ? otherwise : DEVICE.test(clean) ? `_${clean}` : clean;
  return shorten(name, MAX_NAME_BYTES);
}

/** Cuts before the extension, never inside a character. */
function shorten(name: string, maxBytes: number): string {
  if (Buffer.byteLength(name) <= maxBytes) return name;
  const { stem, extension } = splitName(name);
  let kept = '';
  let bytes = Buffer.byteLength(extension);
  for (const character of stem) {
    bytes += Buffer.byteLength(character);
    if (bytes > maxBytes) break;
    kept += character;
  }
  return kept.trimEnd() + extension;
}

function splitName(name: string): { stem: string; extension: string } {
  const extension = /.\.([\p{L}\p{N}_-]{1,16})$/u.exec(name)?.[1];
  return extension === undefined
    ? { stem: name, extension: '' }
    : { stem: name.slice(0, -extension.length - 1), extension: `.${extension}` };
}

/** "name (2).ext" for the second of a name; case and normalisation do not tell names apart. */
export function uniqueNames(): (name: string) => string {
  const taken = new Set<string>();
  const next = new Map<string, number>();
  return (name) => {
    const { stem, extension } = splitName(name);
    const key = name.toLowerCase();
    let unique = name;
    for (let number = next.get(key) ?? 2; taken.has(unique.toLowerCase()); number += 1) {
      unique = `${stem} (${number})${extension}`;
      next.set(key, number + 1);
    }
    taken.add(unique.toLowerCase());
    return unique;
  };
}

/**
 * The text, the invitation and the contact where they exist, then the chosen parts; null: all that have bytes, but for
 * the winmail.dat they came out of.
 */
export function savedFiles(document: OpenedDocument, parts: readonly ReadAttachment[] | null = null): SavedFile[] {
  const unique = uniqueNames();
  const files: SavedFile[] = [];
  const add = (name: string, bytes: Uint8Array | string, modifiedAt: number | null): void => {
    files.push({ name: unique(name), bytes: typeof bytes === 'string' ? Buffer.from(bytes) : bytes, modifiedAt });
  };
  const { body, calendar, contact, sentAt } = document;
  if (body.html !== null) add('message.html', declared(body.html), sentAt);
  else if (body.text !== null && body.text.trim() !== '') add('message.txt', body.text, sentAt);
  if (calendar) add(`${legalName(calendar.summary, 'invitation')}.ics`, calendar.ics, sentAt);
  if (contact) add(`${legalName(contact.name, 'contact')}.vcf`, contact.vcard, sentAt);
  for (const part of parts ?? document.parts.filter(({ role }) => role !== 'winmail')) {
    if (part.role !== 'reference') add(legalName(part.name, 'file'), part.content(), part.modifiedAt);
  }
  return files;
}

/** Written as UTF-8, whatever the page says of itself: a byte order mark comes before any <meta> (HTML 13.2.3.1). */
const declared = (html: string): string => (html.startsWith('\ufeff') ? html : `\ufeff${html}`);
