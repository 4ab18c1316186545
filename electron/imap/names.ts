// Mailbox names: modified UTF-7 (RFC 3501 §5.1.3) and UTF-8 to text and back, quoting, splitting, roles.
import type { FolderRole } from '../contract/shapes.ts';
import { roleNames, specialUses } from './role-table.ts';

/** Text of a name as the server wrote it. A name that is no valid modified UTF-7 is kept as it is. */
export function decodeName(raw: string, unicode: boolean): string {
  if (unicode || /[^\x20-\x7e]/.test(raw) || !raw.includes('&')) return raw;
  const text = raw.replace(/&([A-Za-z0-9+,]*)-/g, (whole, run: string) => {
    if (run === '') return '&';
    const bytes = Buffer.from(run.replaceAll(',', '/'), 'base64');
    return bytes.length % 2 || bytes.length === 0 ? whole : bytes.swap16().toString('utf16le');
  });
  return encodeName(text, false) === raw ? text : raw;
}

export function encodeName(text: string, unicode: boolean): string {
  if (unicode) return text;
  return text.replace(/&|[^\x20-\x7e]+/g, (run) =>
    run === '&'
      ? '&-'
      : `&${Buffer.from(run, 'utf16le').swap16().toString('base64').replace(/=+$/, '').replaceAll('/', ',')}-`,
  );
}

/** A string for a command: quoted when that is legal, else null (it then has to go as a literal). */
export function quoted(text: string): string | null {
  // eslint-disable-next-line no-control-regex -- the point is to find what cannot be quoted
  return /[\0\r\n]|[^\x00-\x7f]/.test(text) ? null : `"${text.replace(/["\\]/g, '\\$&')}"`;
}

const isInbox = (name: string): boolean => name.toUpperCase() === 'INBOX';

/** Names from the top, without the personal namespace's prefix. */
export function splitPath(path: string, separator: string | null, prefix: string): string[] {
  if (isInbox(path)) return ['INBOX'];
  const below =
    prefix !== '' && path.length > prefix.length && path.startsWith(prefix) ? path.slice(prefix.length) : path;
  const names = separator ? below.split(separator).filter((name) => name !== '') : [below];
  return names.length ? names : [path];
}

/** The role an attribute list declares (RFC 6154, RFC 8457); null when it declares none. */
export function declaredRole(attributes: readonly string[]): FolderRole | null {
  for (const attribute of attributes) {
    const role = specialUses[attribute.toLowerCase()];
    if (role) return role;
  }
  return null;
}

/** The role a name suggests in one of the languages we know; null for any other name. */
export const guessedRole = (name: string): FolderRole | null => roleNames.get(foldName(name)) ?? null;

const foldName = (name: string): string =>
  name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[\s_’'-]+/g, ' ')
    .trim();
