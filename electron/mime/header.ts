// Header fields as RFC 5322 wants them: ASCII, folded, names and words encoded (RFC 2047), parameters too (RFC 2231).
import type { MailPerson } from './people.ts';

/** Longer values say nothing to a person, and some programs refuse the message. */
const MAX_VALUE_LENGTH = 10_000;
/** RFC 5322 section 2.1.1: lines should stay below 78 characters, and must below 998. */
const LINE = 76;

/** `Name: value`, folded at spaces, ending in CRLF. `value` is ASCII already. */
export function headerLine(name: string, value: string): string {
  let line = `${name}:`;
  if (line.length + 1 + value.length <= LINE) return `${line} ${value}\r\n`;
  let out = '';
  for (const word of value.split(' ')) {
    if (line.length + 1 + word.length > LINE && line.trim() !== '' && line !== `${name}:`) {
      out += `${line}\r\n`;
      line = '';
    }
    line += ` ${word}`;
  }
  return `${out}${line}\r\n`;
}

// eslint-disable-next-line no-control-regex -- control characters must not reach a header
const CONTROL = /[\u0000-\u001f\u007f]+/g;

const clean = (text: string): string =>
  text.slice(0, MAX_VALUE_LENGTH).toWellFormed().replace(CONTROL, ' ').replace(/ {2,}/g, ' ').trim();

/** Free text: as it stands when it is short ASCII that no one could take for encoded, else as encoded words. */
export function encodeText(text: string): string {
  const value = clean(text);
  const plain =
    /^[ -~]*$/.test(value) && !value.includes('=?') && value.split(' ').every((word) => word.length <= LINE);
  return plain ? value : encodedWords(value);
}

/** RFC 2047 section 2: a word is at most 75 characters, and characters are never split. */
function encodedWords(text: string): string {
  const words: string[] = [];
  let word = '';
  let bytes = 0;
  const close = (): void => {
    if (word !== '') words.push(`=?utf-8?B?${Buffer.from(word).toString('base64')}?=`);
    word = '';
    bytes = 0;
  };
  for (const character of text) {
    const size = Buffer.byteLength(character);
    if (bytes + size > 45) close();
    word += character;
    bytes += size;
  }
  close();
  return words.join(' ');
}

/** An address a header can hold as it is. */
const ADDRESS = /^[!#-'*+\-/-9=?A-Z^-~.]+@[A-Za-z0-9.\-[\]:_]+$/;

/** `"Claire, Morel" <claire@example.org>, ...`; without an address the name alone, as an empty group (RFC 6854). */
export function encodePeople(people: readonly MailPerson[]): string {
  return people
    .flatMap(({ name, address }) => {
      const usable = ADDRESS.test(address) && address.length <= 320;
      const phrase = encodePhrase(usable || address === '' ? name : `${name} ${address}`);
      if (usable) return [phrase === '' ? address : `${phrase} <${address}>`];
      return phrase === '' ? [] : [`${phrase}:;`];
    })
    .join(', ');
}

function encodePhrase(name: string): string {
  const value = clean(name);
  if (/^[\w !#$%&'*+\-/=?^`{|}~]*$/.test(value) && !value.includes('=?') && value.length <= LINE) return value;
  if (/^[ -~]*$/.test(value) && !value.includes('=?') && value.length <= LINE) {
    return `"${value.replace(/["\\]/g, '\\$&')}"`;
  }
  return encodedWords(value);
}

/** `; name=value` with the line breaks it needs: quoted when ASCII, else in pieces of percent signs (RFC 2231). */
export function parameter(name: string, value: string): string {
  const text = clean(value);
  if (/^[ -~]*$/.test(text) && text.length <= 60) return `;\r\n ${name}="${text.replace(/["\\]/g, '\\$&')}"`;
  const pieces: string[] = [];
  let piece = '';
  for (const character of text) {
    const encoded = percent(character);
    if (piece.length + encoded.length > 50) {
      pieces.push(piece);
      piece = '';
    }
    piece += encoded;
  }
  pieces.push(piece);
  if (pieces.length === 1) return `;\r\n ${name}*=utf-8''${piece}`;
  return pieces.map((part, index) => `;\r\n ${name}*${index}*=${index === 0 ? "utf-8''" : ''}${part}`).join('');
}

const percent = (character: string): string =>
  /^[A-Za-z0-9!#$&+\-.^_`|~]$/.test(character)
    ? character
    : [...Buffer.from(character)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('');

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** RFC 5322 section 3.3, in UTC; null for a year that the format has no room for. */
export function mailDate(at: number): string | null {
  const date = new Date(at);
  const year = date.getUTCFullYear();
  if (!(year >= 1900 && year <= 9999)) return null;
  const two = (number: number): string => String(number).padStart(2, '0');
  const time = `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}`;
  const month = MONTHS[date.getUTCMonth()] ?? '';
  return `${DAYS[date.getUTCDay()] ?? ''}, ${date.getUTCDate()} ${month} ${year} ${time} +0000`;
}
