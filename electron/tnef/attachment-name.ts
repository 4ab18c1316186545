// Names of attachments as a person can read them: never a path, never invisible or reordering characters, never empty.
import { limits } from './limits.ts';

/** Controls, bidi marks and embeddings, line and paragraph separators, byte order mark. */
const UNWANTED = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/gu;

/** '' when nothing readable is left. */
export function cleanName(name: string): string {
  const plain = name.toWellFormed().replace(UNWANTED, '');
  // Only the last part of a path: where it lay on the sender's disk is nobody's business, and '..' is an attack.
  const parts = plain.split(/[/\\]/).map((part) => part.trim());
  const last = parts.findLast((part) => part !== '' && !/^\.+$/.test(part)) ?? '';
  return shorten(last);
}

/** For titles, which are no paths: every letter stays. */
export function titleName(title: string, extension: string): string {
  const plain = title.toWellFormed().replace(UNWANTED, ' ').replace(/[/\\]/g, '_').trim();
  const bare = /^\.*$/.test(plain) ? '' : plain;
  if (bare === '') return '';
  return bare.toLowerCase().endsWith(extension) ? shorten(bare) : shorten(bare + extension);
}

function shorten(name: string): string {
  const letters = Array.from(name);
  if (letters.length <= limits.nameLength) return name;
  const dot = name.lastIndexOf('.');
  const extension = dot > 0 && name.length - dot <= 16 ? Array.from(name.slice(dot)) : [];
  return [...letters.slice(0, limits.nameLength - extension.length), ...extension].join('').trim();
}
