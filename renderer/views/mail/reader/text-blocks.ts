// Plain text as it is shown: quoted runs to fold, the signature set back, addresses that can be followed.

export interface TextPiece {
  readonly text: string;
  /** http:, https: or mailto:; null: only text. */
  readonly href: string | null;
}

export interface TextBlock {
  readonly kind: 'text' | 'quote' | 'signature';
  readonly text: string;
  readonly lines: number;
  /** Long enough to be folded at first. */
  readonly folds: boolean;
}

/** Shorter quotes are read faster than they are opened. */
const FOLD_LINES = 5;

/** Where an answer's quote is the whole message, nothing is folded. */
export function textBlocks(text: string): TextBlock[] {
  const blocks: { kind: TextBlock['kind']; lines: string[] }[] = [];
  let signed = false;
  for (const line of text.replaceAll('\r\n', '\n').split('\n')) {
    const quoted = /^\s{0,3}>/.test(line);
    // RFC 3676 section 4.3.
    if (/^-- ?$/.test(line)) signed = true;
    else if (quoted) signed = false;
    const kind = quoted ? 'quote' : signed ? 'signature' : 'text';
    const last = blocks.at(-1);
    // An empty line between two quoted ones belongs to them.
    if (last?.kind === kind) last.lines.push(line);
    else blocks.push({ kind, lines: [line] });
  }
  const said = blocks.some(({ kind, lines }) => kind === 'text' && lines.join('').trim() !== '');
  return blocks.map(({ kind, lines }) => ({
    kind,
    text: lines.join('\n'),
    lines: lines.length,
    folds: said && kind === 'quote' && lines.length >= FOLD_LINES,
  }));
}

const LINK =
  /\b(?:https?:\/\/|mailto:|www\.)[^\s<>"«»\u201c\u201d]{2,2000}|[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}/gi;

/** The text in pieces, those that name an address with it. */
export function linkPieces(text: string): TextPiece[] {
  const pieces: TextPiece[] = [];
  let at = 0;
  const push = (piece: string, href: string | null): void => {
    if (piece !== '') pieces.push({ text: piece, href });
  };
  for (const found of text.matchAll(LINK)) {
    const whole = withoutTail(found[0]);
    const href = addressOf(whole);
    if (href === null) continue;
    push(text.slice(at, found.index), null);
    push(whole, href);
    at = found.index + whole.length;
  }
  push(text.slice(at), null);
  return pieces;
}

/** Sentences end after addresses, and parentheses close around them. */
function withoutTail(text: string): string {
  let end = text.length;
  for (; end > 0; end -= 1) {
    const last = text[end - 1] ?? '';
    if (/[.,;:!?'\u2019*_]/.test(last)) continue;
    const open = last === ')' ? '(' : last === ']' ? '[' : null;
    if (open === null || text.slice(0, end).split(open).length >= text.slice(0, end).split(last).length) break;
  }
  return text.slice(0, end);
}

function addressOf(text: string): string | null {
  const url = URL.parse(
    /^(?:https?:|mailto:)/i.test(text) ? text : /^www\./i.test(text) ? `http://${text}` : `mailto:${text}`,
  );
  return url && ['http:', 'https:', 'mailto:'].includes(url.protocol) ? url.href : null;
}
