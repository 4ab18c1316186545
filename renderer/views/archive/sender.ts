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

/** The text cut at every occurrence of `find`. */
export function splitAtHits(text: string, find: string): readonly Part[] {
  const wanted = fold(find.trim());
  if (!wanted) return [{ text, hit: false }];
  const folded = fold(text);
  const parts: Part[] = [];
  let from = 0;
  for (let at = folded.indexOf(wanted); at >= 0; at = folded.indexOf(wanted, from)) {
    if (at > from) parts.push({ text: text.slice(from, at), hit: false });
    parts.push({ text: text.slice(at, at + wanted.length), hit: true });
    from = at + wanted.length;
  }
  if (from < text.length) parts.push({ text: text.slice(from), hit: false });
  return parts;
}
