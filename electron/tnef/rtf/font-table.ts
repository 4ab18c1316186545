// The font table, read where it stands: both its forms ({\f0 Arial;} and \f0 Arial;), since fonts carry code pages.
import { limits } from './limits.ts';

export interface Font {
  /** Without its semicolon; '' when it is not plain ASCII. */
  readonly name: string;
  /** \fcharset; -1 = not said. */
  readonly charset: number;
  /** \cpg, which goes before the charset; 0 = not said. */
  readonly codePage: number;
  /** 'roman', 'swiss', 'modern', 'script', ...; '' = not said. */
  readonly family: string;
}

const families = new Set(['roman', 'swiss', 'modern', 'script', 'decor', 'tech', 'bidi']);

/**
 * Reads from just behind \fonttbl to the brace that closes the table and answers its position. `skipGroup` answers
 * the position of the brace that closes the group starting at a position.
 */
export function readFontTable(
  rtf: Buffer,
  from: number,
  fonts: Map<number, Font>,
  skipGroup: (from: number) => number,
): number {
  let at = from;
  let open = 0;
  let number = -1;
  let name = '';
  let charset = -1;
  let codePage = 0;
  let family = '';
  const keep = (): void => {
    if (number >= 0 && fonts.size < limits.fonts && !fonts.has(number)) {
      fonts.set(number, { name: tidy(name), charset, codePage, family });
    }
    number = -1;
    name = '';
    charset = -1;
    codePage = 0;
    family = '';
  };
  while (at < rtf.length) {
    const byte = rtf[at] ?? 0;
    if (byte === 0x7b) {
      // Groups within a font's own (\*\panose, \*\falt, embedded fonts) say nothing that is needed.
      if (number >= 0) at = skipGroup(at + 1) + 1;
      else {
        open += 1;
        at += 1;
      }
    } else if (byte === 0x7d) {
      keep();
      if (open === 0) return at;
      open -= 1;
      at += 1;
    } else if (byte === 0x3b) {
      keep();
      at += 1;
    } else if (byte === 0x5c) {
      let stop = at + 1;
      while (stop < rtf.length && stop < at + 32 && isLetter(rtf[stop] ?? 0)) stop += 1;
      if (stop === at + 1) {
        // \' and other symbols: part of a name that is not ASCII.
        name += '\ufffd';
        at += rtf[stop] === 0x27 ? 4 : 2;
        continue;
      }
      const word = rtf.toString('latin1', at + 1, stop);
      let value = 0;
      let digits = 0;
      if (rtf[stop] === 0x2d) stop += 1;
      for (; stop < rtf.length && digits < 9; stop += 1, digits += 1) {
        const digit = (rtf[stop] ?? 0) - 48;
        if (digit < 0 || digit > 9) break;
        value = value * 10 + digit;
      }
      if (rtf[stop] === 0x20) stop += 1;
      at = stop;
      if (word === 'f') {
        if (number >= 0) keep();
        number = value;
      } else if (word === 'fcharset') charset = value;
      else if (word === 'cpg') codePage = value;
      else if (word.startsWith('f') && families.has(word.slice(1))) family = word.slice(1);
      else if (word === 'u') name += '\ufffd';
    } else {
      if (byte >= 0x20 && name.length < 64) name += byte < 0x7f ? String.fromCharCode(byte) : '\ufffd';
      at += 1;
    }
  }
  return Math.min(at, rtf.length);
}

const isLetter = (byte: number): boolean => (byte >= 97 && byte <= 122) || (byte >= 65 && byte <= 90);

function tidy(name: string): string {
  if (name.includes('\ufffd')) return '';
  const trimmed = name.trim();
  return trimmed.startsWith('"') && trimmed.endsWith('"') && trimmed.length > 2 ? trimmed.slice(1, -1) : trimmed;
}
