// Splits one IMAP command into its words: atoms, quoted strings, literals and parenthesised lists (RFC 3501 §9).

export type Word = string | Buffer | Word[];

/** The command's text with each literal replaced by \0 and its number; null when it is not well formed. */
export function parseWords(text: string, literals: readonly Buffer[]): Word[] | null {
  let at = 0;
  const list = (end: string): Word[] | null => {
    const words: Word[] = [];
    for (;;) {
      while (text[at] === ' ') at += 1;
      if (at >= text.length) return end === '' ? words : null;
      const mark = text[at];
      if (mark === end) {
        at += 1;
        return words;
      }
      if (mark === '(') {
        at += 1;
        const inner = list(')');
        if (!inner) return null;
        words.push(inner);
      } else if (mark === '"') {
        const quoted = /^"((?:[^"\\]|\\.)*)"/.exec(text.slice(at));
        if (!quoted) return null;
        at += quoted[0].length;
        words.push((quoted[1] ?? '').replace(/\\(.)/g, '$1'));
      } else if (mark === '\0') {
        const literal = /^\0(\d+);/.exec(text.slice(at));
        const bytes = literals[Number(literal?.[1])];
        if (!literal || !bytes) return null;
        at += literal[0].length;
        words.push(bytes);
      } else {
        // BODY.PEEK[HEADER.FIELDS (SUBJECT)]<0.100> is one word, blanks and all.
        const atom = /^[^\s()"[\0]+(?:\[[^\]]*\](?:<[\d.]+>)?)?/.exec(text.slice(at));
        if (!atom) return null;
        at += atom[0].length;
        words.push(atom[0]);
      }
    }
  };
  return list('');
}

export const wordText = (word: Word | undefined): string =>
  word === undefined || Array.isArray(word) ? '' : word.toString();

/** The text as a quoted string, or as a literal when it holds what quotes cannot. */
export const quoted = (text: string): string =>
  /["\\]/.test(text) ? `"${text.replace(/["\\]/g, '\\$&')}"` : `"${text}"`;

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** INTERNALDATE in UTC. */
export function imapDateTime(seconds: number): string {
  const date = new Date(seconds * 1000);
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${String(date.getUTCDate()).padStart(2, ' ')}-${months[date.getUTCMonth()] ?? ''}-${date.getUTCFullYear()}`;
  return `${day} ${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())} +0000`;
}

/** Seconds since 1970; null when it is not a date-time. */
export function parseDateTime(text: string): number | null {
  const match = /^ ?(\d{1,2})-(\w{3})-(\d{4}) (\d\d):(\d\d):(\d\d) ([+-])(\d\d)(\d\d)$/.exec(text);
  if (!match) return null;
  const [, day, month, year, hour, minute, second, sign, zoneHour, zoneMinute] = match;
  const zone = (Number(zoneHour) * 60 + Number(zoneMinute)) * (sign === '-' ? -1 : 1);
  const utc = Date.UTC(
    Number(year),
    months.indexOf(month ?? ''),
    Number(day),
    Number(hour),
    Number(minute),
    Number(second),
  );
  return utc / 1000 - zone * 60;
}
