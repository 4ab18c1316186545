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

export function numbered(name: string, number: number): string {
  const { stem, extension } = splitName(name);
  return `${stem} (${number})${extension}`;
}

/** "name (2).ext" for the second of a name; case and normalisation do not tell names apart. */
export function uniqueNames(): (name: string) => string {
  const taken = new Set<string>();
  const next = new Map<string, number>();
  return (name) => {
    const key = name.toLowerCase();
    let unique = name;
    for (let number = next.get(key) ?? 2; taken.has(unique.toLowerCase()); number += 1) {
      unique = numbered(name, number);
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
  const isPage = body.html !== null;
  const isText = !isPage && body.text !== null && body.text.trim() !== '';
  // The text's name is taken first; what it says depends on the names of the pictures.
  if (isPage || isText) add(isPage ? 'message.html' : 'message.txt', body.html ?? body.text ?? '', sentAt);
  if (calendar) add(`${legalName(calendar.summary, 'invitation')}.ics`, calendar.ics, sentAt);
  if (contact) add(`${legalName(contact.name, 'contact')}.vcf`, contact.vcard, sentAt);
  const shown = new Map<string, string>();
  for (const part of parts ?? document.parts.filter(({ role }) => role !== 'winmail')) {
    if (part.role === 'reference') continue;
    add(legalName(part.name, 'file'), part.content(), part.modifiedAt);
    const name = files.at(-1)?.name ?? '';
    if (part.inline && part.contentId !== null) shown.set(part.contentId, name);
  }
  const [page] = files;
  if (body.html !== null && page) files[0] = { ...page, bytes: Buffer.from(savedPage(body.html, shown)) };
  return files;
}

/**
 * A page for a browser to open from disk: no script and no network whatever it says (the policy comes before everything
 * else), UTF-8 whatever it says, and its pictures by the names they were saved under.
 */
function savedPage(html: string, shown: ReadonlyMap<string, string>): string {
  const policy = "default-src 'none'; img-src data: file: 'self'; style-src 'unsafe-inline'; form-action 'none'";
  const head = `<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}">`;
  const page = html.replace(/\bcid:([^"'\s<>)]{1,1000})/gi, (whole, id: string) => {
    const name = shown.get(id) ?? shown.get(safeDecode(id));
    return name === undefined
      ? whole
      : encodeURIComponent(name).replace(/[()']/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`);
  });
  // A byte order mark decides before any <meta> (HTML 13.2.3.1).
  return `\ufeff${head}\n${page.replace(/^\ufeff/, '')}`;
}

function safeDecode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('&amp;', '&'));
  } catch {
    return text;
  }
}
