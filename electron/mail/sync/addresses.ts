// Address lists of header fields (RFC 5322 §3.4), read fast and with tolerance: thousands a second, of any quality.
import { decodeText } from '../../mime/index.ts';
import type { Pairs } from '../../store/index.ts';

/** A letter to ten thousand people is no longer a list anybody reads. */
const MAX_LENGTH = 32 * 1024;

/** At most `limit` people, in the field's order; groups count as their members. Never throws. */
export function parseAddresses(raw: string, limit: number): Pairs {
  if (raw === '') return [];
  const found: [string, string][] = [];
  const text = raw.length > MAX_LENGTH ? raw.slice(0, MAX_LENGTH) : raw;
  let [phrase, address, comment]: [string, string | null, string] = ['', null, ''];
  const finish = (): void => {
    const bare = phrase.trim();
    const name = address === null ? (bare.includes('@') ? comment : bare) : bare || comment;
    const where = address ?? (bare.includes('@') ? bare : '');
    if (name !== '' || where !== '')
      found.push([decodeText(name).replace(/^["'](.*)["']$/, '$1'), decodeText(where.trim())]);
    [phrase, address, comment] = ['', null, ''];
  };
  for (let at = 0; at < text.length && found.length < limit; at += 1) {
    const char = text.charCodeAt(at);
    if (char === 0x22) {
      const end = closing(text, at, 0x22);
      phrase += text.slice(at + 1, end).replace(/\\(.)/g, '$1');
      at = end;
    } else if (char === 0x28) {
      const end = closing(text, at, 0x29);
      comment ||= text.slice(at + 1, end);
      at = end;
    } else if (char === 0x3c) {
      const close = text.indexOf('>', at);
      const end = close < 0 ? text.length : close;
      address = text.slice(at + 1, end).replace(/\s+/g, '');
      at = end;
    } else if (char === 0x2c || char === 0x3b) {
      finish();
    } else if (char === 0x3a && address === null) {
      // A group's name; its members follow.
      phrase = '';
    } else {
      phrase += text.charAt(at);
    }
  }
  if (found.length < limit) finish();
  return found;
}

/** Where what opened at `at` closes, or the text's end. */
function closing(text: string, at: number, mark: number): number {
  for (let end = at + 1; end < text.length; end += 1) {
    const char = text.charCodeAt(end);
    if (char === 0x5c) end += 1;
    else if (char === mark) return end;
  }
  return text.length;
}
