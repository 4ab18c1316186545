// Small readings of header text for lists: the sender's name, and where a search hit stands.

/** "Marie <m@x.fr>" as "Marie", without the quotes some programs leave around it; an address alone stays an address. */
export function cleanName(from: string): string {
  const at = from.lastIndexOf('<');
  const name = (at < 0 ? from : from.slice(0, at)).replace(/\\(["\\])/g, '$1').replace(/^[\s"]+|[\s"]+$/g, '');
  return name || cleanAddress(from) || from.trim();
}

/** The address of a From line; '' when there is none. */
export function cleanAddress(from: string): string {
  return /<([^>]*)>/.exec(from)?.[1]?.trim() ?? (from.includes('@') ? from.trim() : '');
}

/** Without accents and case, one unit per character of the text, so that positions stay the same. */
function fold(text: string): string {
  return Array.from(text)
    .map((sign) => {
      const plain = sign.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
      return plain.length === sign.length
        ? plain
        : sign.toLowerCase().length === sign.length
          ? sign.toLowerCase()
          : sign;
    })
    .join('');
}

export interface Part {
  readonly text: string;
  readonly hit: boolean;
}

/** The text cut at every occurrence of a word of `find`; each word is searched for on its own, as the list does. */
export function splitAtHits(text: string, find: string): readonly Part[] {
  const words = fold(find).split(/\s+/).filter(Boolean);
  const folded = fold(text);
  const parts: { text: string; hit: boolean }[] = [];
  const add = (to: number, hit: boolean): void => {
    const last = parts.at(-1);
    if (to > at && last?.hit === hit) last.text += text.slice(at, to);
    else if (to > at) parts.push({ text: text.slice(at, to), hit });
    at = Math.max(at, to);
  };
  let at = 0;
  for (let from = 0; from < folded.length;) {
    const length = Math.max(0, ...words.filter((word) => folded.startsWith(word, from)).map((word) => word.length));
    if (length > 0) {
      add(from, false);
      add(from + length, true);
    }
    from += length || 1;
  }
  add(text.length, false);
  return parts.length ? parts : [{ text, hit: false }];
}
