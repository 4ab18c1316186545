// HTML or text that a program packed into RTF, taken out again as it was: [MS-OXRTFEX] 2.2.3.2 and 2.2.3.3.
import { limits } from './limits.ts';
import { createPile } from './pile.ts';
import { act, readDocument } from './reader.ts';
import type { RtfDocument } from './reader.ts';
import { wordNumber as w } from './words-table.ts';

const flag = { rtfOnly: 1, tag: 2, mute: 4 } as const;
const htmlrtf = w('htmlrtf');
const htmltag = w('htmltag');
const lines = new Set([w('par'), w('line'), w('lbr'), w('page'), w('sect'), w('softline')]);
const tab = w('tab');
const cell = w('cell');
const row = w('row');
const mute = new Set([w('pntext'), w('listtext'), w('pn')]);
/** Groups of the RTF rendering that stand for nothing in the original. */
const skip = new Set([
  w('pict'),
  w('shppict'),
  w('nonshppict'),
  w('fldinst'),
  w('colortbl'),
  w('result'),
  w('footnote'),
  w('shpinst'),
  w('do'),
  w('nesttableprops'),
]);

/**
 * The HTML (\fromhtml1) or text (\fromtext) in `rtf`, line ends CRLF. Never longer than the input's bytes.
 * Text within \htmlrtf is left out, in htmltag groups too: Outlook writes that, though the specification is silent.
 */
export function deencapsulate(
  rtf: Buffer,
  fallback: number,
  isHtml: boolean,
  problem: (problem: string) => void,
): { text: string; document: RtfDocument } {
  const out = createPile();
  const flags = new Uint8Array(limits.depth + 1);
  let depth = 0;
  let now = 0;
  const document = readDocument(
    rtf,
    fallback,
    () => ({
      text(text) {
        if ((now & (flag.rtfOnly | flag.mute)) === 0) out.add(text);
      },
      word(word, value) {
        if (word === htmlrtf) {
          if (value === 0) now &= ~flag.rtfOnly;
          else now |= flag.rtfOnly;
        } else if (word === htmltag) {
          now = (now & ~flag.mute) | flag.tag;
          if (!isHtml) return act.skip;
          return act.plain;
        } else if (now & (flag.rtfOnly | flag.mute)) {
          if (skip.has(word)) return act.skip;
        } else if (lines.has(word)) out.add('\r\n');
        else if (word === tab) out.add('\t');
        else if (now & flag.tag) return act.none;
        else if (mute.has(word)) now |= flag.mute;
        else if (skip.has(word)) return act.skip;
        else if (!isHtml && word === cell) out.add('\t');
        else if (!isHtml && word === row) out.add('\r\n');
        return act.none;
      },
      open() {
        flags[depth++] = now;
      },
      close() {
        depth -= 1;
        now = flags[depth] ?? 0;
      },
      data: () => undefined,
      hyphen: isHtml ? '\u00ad' : '\u2011',
    }),
    problem,
  );
  return { text: out.take().toWellFormed(), document };
}
