// RTF bytes to what they say, in one pass: groups, fonts, code pages, \u and skipped destinations are settled here;
// a sink hears only text and the words that mean something. RTF specification 1.9.1, "Conventions of an RTF reader".
// Longer than most files: one loop and the state it keeps in local variables, which is what makes it fast.
import { characters } from './character-words.ts';
import { pageOfCharset } from './charset.ts';
import { readFontTable } from './font-table.ts';
import type { Font } from './font-table.ts';
import { binaryLength, endOfGroup } from './group-skip.ts';
import { createDigits, hexDigit } from './hex-digits.ts';
import { limits } from './limits.ts';
import { symbolCodePage, symbolPageOf } from './symbol.ts';
import { createTextRun } from './text-run.ts';
import { skippedWords, trie, wordAtNode, wordCount, wordNumber } from './words-table.ts';

/** What a sink wants done with the group whose word it just heard. */
export const act = {
  none: 0,
  /** Leave the group out, unread. */
  skip: 1,
  /** Its text is hexadecimal digits (a picture): `data` gets the bytes before the group closes. */
  hex: 2,
  /** Fonts mean nothing in it: the document's own code page ([MS-OXRTFEX] 2.2.3.2). */
  plain: 3,
} as const;

export interface RtfSink {
  readonly text: (text: string) => void;
  /** `value` is 1 where the word has no number of its own. Answers an `act`. */
  readonly word: (word: number, value: number, given: boolean) => number;
  readonly open: () => void;
  readonly close: () => void;
  /** `cut`: more was announced than came. */
  readonly data: (bytes: Uint8Array, cut: boolean) => void;
  /** What \_ stands for: a hyphen that does not break in RTF, a soft one in [MS-OXRTFEX] 2.1.3.1.4.2. */
  readonly hyphen: string;
}

/** What the document says about itself; filled while reading. */
export interface RtfDocument {
  readonly fonts: Map<number, Font>;
  defaultFont: number;
  /** The code page the document names; null = none. */
  codePage: number | null;
}

const w = wordNumber;
const words = {
  ansi: w('ansi'),
  mac: w('mac'),
  pc: w('pc'),
  pca: w('pca'),
  ansicpg: w('ansicpg'),
  deff: w('deff'),
  fonttbl: w('fonttbl'),
  f: w('f'),
  u: w('u'),
  uc: w('uc'),
  bin: w('bin'),
  upr: w('upr'),
  ud: w('ud'),
  plain: w('plain'),
  objattph: w('objattph'),
};
const skipped = new Uint8Array(wordCount);
for (const name of skippedWords) skipped[w(name)] = 1;
const kind = { text: 0, hex: 1, plain: 2, upr: 3 } as const;

/**
 * Reads to the end of the first group or of the bytes. Linear time; memory is the depth bound plus one picture.
 * Never throws on any input. `fallback` is the code page when the document names none.
 */
export function readDocument(
  rtf: Buffer,
  fallback: number,
  makeSink: (document: RtfDocument) => RtfSink,
  problem: (problem: string) => void,
): RtfDocument {
  const document: RtfDocument = { fonts: new Map(), defaultFont: 0, codePage: null };
  const sink = makeSink(document);
  const end = rtf.length;
  let documentPage = fallback;
  const text = createTextRun(sink.text, fallback, (page) => problem(`code page ${page} is unknown`));

  const ucs = new Int32Array(limits.depth + 1);
  const fonts = new Int32Array(limits.depth + 1);
  const kinds = new Uint8Array(limits.depth + 1);
  let depth = 0;
  let beyond = 0;
  let uc = 1;
  let font = -1;
  let mode: number = kind.text;
  let skip = 0;
  let star = false;
  let at = 0;

  const digits = createDigits();
  let cut = false;

  const pageOfFont = (): number => {
    if (mode === kind.plain) return documentPage;
    const known = document.fonts.get(font < 0 ? document.defaultFont : font);
    if (!known) return documentPage;
    if (known.codePage > 0 && known.codePage !== symbolCodePage) return known.codePage;
    if (known.charset === 2 || known.codePage === symbolCodePage) return symbolPageOf(known.name);
    // A font nobody chose says nothing by having the western charset.
    if (known.charset < 0 || (font < 0 && known.charset === 0)) return documentPage;
    return pageOfCharset(known.charset) || documentPage;
  };
  const skipGroup = (): void => {
    at = endOfGroup(rtf, at, cutBinary);
  };
  const cutBinary = (): void => {
    problem('binary data is cut');
  };
  const open = (): void => {
    star = false;
    skip = 0;
    if (depth >= limits.depth) {
      beyond += 1;
      if (beyond === 1) problem(`groups nested more than ${limits.depth} deep`);
      return;
    }
    text.flush();
    ucs[depth] = uc;
    fonts[depth] = font;
    kinds[depth] = mode;
    depth += 1;
    sink.open();
    // Inside a picture only its own digits count; \upr shows its first group to readers without Unicode only.
    if (mode === kind.hex) skipGroup();
    else if (mode === kind.upr && !startsWith(at, '{\\*\\ud', -1)) skipGroup();
  };
  const startsWith = (position: number, what: string, back: number): boolean =>
    rtf.toString('latin1', Math.max(0, position + back), Math.min(end, position + back + what.length)) === what;
  const close = (): void => {
    star = false;
    skip = 0;
    if (beyond > 0) {
      beyond -= 1;
      return;
    }
    text.flush();
    if (mode === kind.hex && kinds[depth - 1] !== kind.hex) finishData();
    sink.close();
    depth -= 1;
    uc = ucs[depth] ?? 1;
    font = fonts[depth] ?? -1;
    mode = kinds[depth] ?? kind.text;
    if (mode !== kind.hex) text.use(pageOfFont());
  };
  const finishData = (): void => {
    sink.data(digits.take(), cut);
    cut = false;
  };

  const controlWord = (): void => {
    let node = 0;
    let known = true;
    let first = true;
    while (at < end) {
      const letter = (rtf[at] ?? 0) | 0;
      if (letter >= 97 && letter <= 122) {
        if (known) {
          const next = trie[node * 26 + letter - 97] ?? 0;
          if (next === 0) known = false;
          else node = next;
        }
      } else if (letter >= 65 && letter <= 90) known = false;
      else break;
      first = false;
      at += 1;
    }
    if (first) return;
    let value = 1;
    let given = false;
    const negative = rtf[at] === 0x2d;
    const digits = at + (negative ? 1 : 0);
    let digit = (rtf[digits] ?? 0) - 48;
    if (digit >= 0 && digit <= 9 && digits < end) {
      at = digits;
      value = 0;
      given = true;
      while (at < end && digit >= 0 && digit <= 9) {
        if (value < 1e9) value = value * 10 + digit;
        at += 1;
        digit = (rtf[at] ?? 0) - 48;
      }
      if (negative) value = -value;
    }
    if (rtf[at] === 0x20) at += 1;
    obey(known ? (wordAtNode[node] ?? 0) : 0, value, given);
  };

  const obey = (word: number, value: number, given: boolean): void => {
    const starred = star;
    star = false;
    const character = characters[word];
    if (character !== undefined) {
      // As the fallback of a \u it counts as one; other words end the skipping, for writers that leave fallbacks out.
      if (skip > 0) skip -= 1;
      else if (mode !== kind.hex) text.chars(character);
      return;
    }
    skip = 0;
    switch (word) {
      case 0:
        if (starred) skipGroup();
        return;
      case words.u:
        if (mode !== kind.hex) text.unit(value < 0 ? value + 0x10000 : value);
        skip = uc;
        return;
      case words.uc:
        uc = Math.min(Math.max(value, 0), 100);
        return;
      case words.bin: {
        const length = binaryLength(rtf, at, Math.max(0, given ? value : 0), () => {
          cut = true;
          cutBinary();
        });
        if (mode === kind.hex) digits.bytes(rtf, at, at + length);
        at += length;
        return;
      }
      case words.f:
        font = value;
        text.use(pageOfFont());
        break;
      case words.plain:
        font = -1;
        text.use(pageOfFont());
        break;
      case words.deff:
        document.defaultFont = value;
        return;
      case words.ansi:
        return;
      case words.mac:
        return setPage(10000);
      case words.pc:
        return setPage(437);
      case words.pca:
        return setPage(850);
      case words.ansicpg:
        if (value > 0 && given) setPage(value);
        return;
      case words.fonttbl:
        at = readFontTable(rtf, at, document.fonts, skipGroupAt);
        text.use(pageOfFont());
        return;
      case words.upr:
        mode = kind.upr;
        return;
      case words.ud:
        mode = kind.text;
        return;
      case words.objattph:
        // One character follows that stands for the attachment.
        if (startsWith(at, "\\'20", 0)) at += 4;
        else if (rtf[at] === 0x20) at += 1;
        break;
      default:
        if (skipped[word] === 1) {
          skipGroup();
          return;
        }
    }
    text.flush();
    const wish = sink.word(word, value, given);
    if (wish === act.skip) skipGroup();
    else if (wish === act.hex) mode = kind.hex;
    else if (wish === act.plain) {
      mode = kind.plain;
      text.use(documentPage);
    }
  };
  const setPage = (page: number): void => {
    document.codePage = page;
    documentPage = page;
    text.use(pageOfFont());
  };
  const skipGroupAt = (from: number): number => {
    at = from;
    skipGroup();
    return at;
  };

  const symbol = (byte: number): void => {
    at += 1;
    if (byte === 0x27) {
      const value = (hexDigit(rtf[at]) << 4) | hexDigit(rtf[at + 1]);
      if (value < 0 || at + 1 >= end) return;
      at += 2;
      if (skip > 0) skip -= 1;
      else if (mode !== kind.hex && value > 0) text.byte(value);
      return;
    }
    if (byte === 0x2a) {
      star = true;
      return;
    }
    if (byte === 0x0a || byte === 0x0d) {
      if (byte === 0x0d && rtf[at] === 0x0a) at += 1;
      obey(parWord, 1, false);
      return;
    }
    if (byte === 0x09) {
      obey(tabWord, 1, false);
      return;
    }
    if (skip > 0) {
      skip -= 1;
      return;
    }
    if (mode === kind.hex) return;
    if (byte === 0x5c || byte === 0x7b || byte === 0x7d) text.byte(byte);
    else if (byte === 0x7e) text.chars('\u00a0');
    else if (byte === 0x5f) text.chars(sink.hyphen);
    else if (byte === 0x2d) text.chars('\u00ad');
  };

  const plain = (): void => {
    let eight = 0;
    let stop = at;
    while (stop < end) {
      const byte = rtf[stop] ?? 0;
      if (byte === 0x5c || byte === 0x7b || byte === 0x7d || byte === 0x0d || byte === 0x0a || byte === 0) break;
      eight |= byte;
      stop += 1;
    }
    const from = skip > 0 ? Math.min(stop, at + skip) : at;
    skip = Math.max(0, skip - (from - at));
    at = stop;
    if (from === stop) return;
    text.run(rtf, from, stop, eight >= 0x80);
    // Raw two-byte text: the second half may look like a brace or a backslash. Find out whether a half is open.
    if ((rtf[stop - 1] ?? 0) < 0x80 || stop >= end) return;
    let half = false;
    for (let i = from; i < stop; i += 1) half = !half && text.leads(rtf[i] ?? 0);
    const next = rtf[stop] ?? 0;
    if (!half || (next !== 0x5c && next !== 0x7b && next !== 0x7d)) return;
    text.byte(next);
    at = stop + (next === 0x5c && rtf[stop + 1] === 0x5c ? 2 : 1);
  };

  const nextSpecial = (): number => {
    let stop = at;
    while (stop < end) {
      const byte = rtf[stop];
      if (byte === 0x5c || byte === 0x7b || byte === 0x7d) break;
      stop += 1;
    }
    return stop;
  };

  text.use(documentPage);
  while (at < end) {
    const byte = rtf[at] ?? 0;
    if (byte === 0x5c) {
      at += 1;
      if (at >= end) break;
      const next = rtf[at] ?? 0;
      if ((next >= 97 && next <= 122) || (next >= 65 && next <= 90)) controlWord();
      else symbol(next);
    } else if (byte === 0x7b) {
      at += 1;
      open();
    } else if (byte === 0x7d) {
      at += 1;
      if (depth > 0) close();
      if (depth === 0) break;
    } else if (byte === 0x0d || byte === 0x0a || byte === 0) {
      at += 1;
    } else if (mode === kind.hex) {
      const stop = nextSpecial();
      digits.hex(rtf, at, stop);
      at = stop;
    } else {
      star = false;
      plain();
    }
  }
  text.end();
  if (depth > 0) problem(`ends with ${depth + beyond} groups open`);
  beyond = 0;
  if (mode === kind.hex) cut = true;
  while (depth > 0) close();
  for (let i = at; i < end; i += 1) {
    const byte = rtf[i] ?? 0;
    if (byte > 0x20) {
      problem('bytes after the end');
      break;
    }
  }
  return document;
}

const parWord = w('par');
const tabWord = w('tab');
