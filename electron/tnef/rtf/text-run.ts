// The characters between the control words: bytes of changing code pages, Unicode units and single characters, in
// their order, with what escapes and groups cut apart joined again.
import { openPage, westernPage } from './charset.ts';
import type { Page } from './charset.ts';
import { createPile } from './pile.ts';

export interface TextRun {
  /** The code page (or symbol page) of the bytes to come. Nothing happens until such a byte comes. */
  readonly use: (page: number) => void;
  /** Bytes as they stand, from..to. `eight` = at least one of them is 0x80 or above. */
  readonly run: (source: Buffer, from: number, to: number, eight: boolean) => void;
  /** One escaped byte. */
  readonly byte: (byte: number) => void;
  /** A \u value, 0 to 0x10FFFF: a UTF-16 unit, or a whole code point as some writers have it. */
  readonly unit: (code: number) => void;
  /** A character that is not bytes. */
  readonly chars: (text: string) => void;
  /** A raw byte that is the first half of a character in the code page in use. */
  readonly leads: (byte: number) => boolean;
  /** Hands out what is complete; half a character waits for its other half. */
  readonly flush: () => void;
  /** Hands out everything; halves become U+FFFD. */
  readonly end: () => void;
}

/** `fallback` is for code pages without a table; each such number is told once. */
export function createTextRun(out: (text: string) => void, fallback: number, unknown: (page: number) => void): TextRun {
  const pages = new Map<number, Page>();
  const pending = Buffer.allocUnsafe(1024);
  let length = 0;
  const usual = openPage(fallback) ?? westernPage();
  pages.set(fallback, usual);
  let open = usual;
  let wanted = fallback;
  /** The decoder was fed since it last ended: it may hold a half. */
  let fed = false;
  let high = 0;
  /** Decoded and not handed out yet: one call for a whole run, however it was escaped. */
  const ready = createPile();

  const emit = ready.add;
  const handOut = (): void => {
    if (ready.isEmpty()) return;
    const text = ready.take();
    if (text !== '') out(text);
  };
  function pageOf(number: number): Page {
    const known = pages.get(number);
    if (known) return known;
    const page = openPage(number);
    if (page) {
      pages.set(number, page);
      return page;
    }
    unknown(number);
    return usual;
  }
  function decodePending(last: boolean): void {
    if (length === 0 && !(last && fed)) return;
    const text = open.decoder?.decode(pending.subarray(0, length), { stream: !last }) ?? '';
    length = 0;
    fed = !last;
    if (text !== '') emit(text);
  }
  function loseHigh(): void {
    if (high === 0) return;
    high = 0;
    emit('\ufffd');
  }
  /** Before text that is not bytes: whatever bytes came before are done. */
  function settle(): void {
    if (length > 0 || fed) decodePending(true);
  }
  function apply(): void {
    if (high !== 0) loseHigh();
    if (open.number === wanted) return;
    settle();
    open = pageOf(wanted);
    // A page without a table is read as another: remember what was asked for.
    if (open.number !== wanted) wanted = open.number;
  }
  function push(byte: number): void {
    if (length === pending.length) decodePending(false);
    pending[length++] = byte;
  }
  function byte(value: number): void {
    apply();
    if (open.single) emit(open.single[value] ?? '');
    else push(value);
  }
  function chars(text: string): void {
    settle();
    loseHigh();
    emit(text);
  }
  return {
    use(page) {
      wanted = page;
    },
    run(source, from, to, eight) {
      apply();
      if (!eight && open.ascii && length === 0 && !fed) {
        emit(source.toString('latin1', from, to));
      } else if (open.single) {
        let text = '';
        for (let i = from; i < to; i += 1) text += open.single[source[i] ?? 0] ?? '';
        emit(text);
      } else if (!eight && open.ascii) {
        // The first byte may be the second half of a character; what follows is plain.
        push(source[from] ?? 0);
        decodePending(true);
        if (to > from + 1) emit(source.toString('latin1', from + 1, to));
      } else {
        for (let i = from; i < to; i += 1) push(source[i] ?? 0);
      }
    },
    byte,
    unit(code) {
      if (code >= 0xd800 && code < 0xdc00) {
        settle();
        loseHigh();
        high = code;
      } else if (code >= 0xdc00 && code < 0xe000) {
        settle();
        if (high === 0) emit('\ufffd');
        else emit(String.fromCharCode(high, code));
        high = 0;
      } else if (code >= 0xf000 && code <= 0xf0ff && wanted < 0) {
        // Symbol fonts have their letters in the private area as well.
        byte(code & 0xff);
      } else if (code > 0 && code <= 0x10ffff) {
        chars(String.fromCodePoint(code));
      }
    },
    chars,
    leads: (value) => (wanted === open.number ? open : pageOf(wanted)).leads(value),
    flush() {
      if (length > 0) decodePending(false);
      handOut();
    },
    end() {
      settle();
      loseHigh();
      handOut();
    },
  };
}
