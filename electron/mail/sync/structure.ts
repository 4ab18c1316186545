// What is attached to a message, out of its BODYSTRUCTURE (RFC 9051 §7.5.2), before anything of it is here.
import { textOf, type Value } from '../../imap/index.ts';
import { decodeText } from '../../mime/index.ts';

/** Names beyond these nobody reads in a list. */
const MAX_FILES = 50;
const MAX_DEPTH = 30;

/** Names of what a person would call attachments; null: the structure is missing. */
export function attachedFiles(structure: Value): string[] | null {
  if (!Array.isArray(structure)) return null;
  const names: string[] = [];
  walk(structure, names, 0);
  return names;
}

function walk(part: readonly Value[], names: string[], depth: number): void {
  if (depth > MAX_DEPTH || names.length >= MAX_FILES) return;
  if (Array.isArray(part[0])) {
    for (const child of part) {
      if (!Array.isArray(child)) return;
      walk(child, names, depth + 1);
    }
    return;
  }
  const type = (textOf(part[0]) ?? '').toLowerCase();
  const subtype = (textOf(part[1]) ?? '').toLowerCase();
  const at = type === 'text' ? 9 : type === 'message' && subtype === 'rfc822' ? 11 : 8;
  const disposition = Array.isArray(part[at]) ? part[at] : [];
  const kind = (textOf(disposition[0]) ?? '').toLowerCase();
  const name = parameter(disposition[1], 'filename') || parameter(part[2], 'name');
  const isText = type === 'text' && (subtype === 'plain' || subtype === 'html');
  // Pictures a text shows in its place are no attachments, nor are signatures of the message itself.
  const embedded = type === 'image' && textOf(part[3]) !== null && kind !== 'attachment';
  const seal = /^(?:pgp-signature|(?:x-)?pkcs7-signature|pgp-encrypted)$/.test(subtype);
  if (embedded || seal) return;
  if (kind === 'attachment' || name !== '' || (!isText && type !== 'multipart' && subtype !== 'delivery-status'))
    names.push(name || (type === 'message' ? 'message.eml' : `${type}.${subtype}`.slice(0, 60)));
}

/** A parameter's value, also in the pieces and encodings of RFC 2231; '' when it is missing. */
function parameter(list: Value | undefined, wanted: string): string {
  if (!Array.isArray(list)) return '';
  const pieces: [number, string, boolean][] = [];
  for (let at = 0; at + 1 < list.length; at += 2) {
    const match = /^([^*]+)(?:\*(\d+))?(\*)?$/.exec((textOf(list[at]) ?? '').toLowerCase());
    const value = textOf(list[at + 1]);
    if (match?.[1] !== wanted || value === null) continue;
    if (match[2] === undefined && !match[3]) return decodeText(value);
    pieces.push([Number(match[2] ?? 0), value, match[3] !== undefined]);
  }
  if (pieces.length === 0) return '';
  pieces.sort((a, b) => a[0] - b[0]);
  const [, first = '', encoded] = pieces[0] ?? [];
  const charset = encoded ? (/^([^']*)'[^']*'/.exec(first)?.[1] ?? '') : '';
  const bytes = pieces
    .map(([number, value, isEncoded]) =>
      isEncoded ? unescaped(number === 0 ? value.replace(/^[^']*'[^']*'/, '') : value) : value,
    )
    .join('');
  // The charset machinery of encoded words does for these too.
  return decodeText(charset ? `=?${charset}?B?${Buffer.from(bytes, 'latin1').toString('base64')}?=` : bytes);
}

const unescaped = (text: string): string =>
  text.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
