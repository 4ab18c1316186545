// Content lines as iCalendar and vCard share them: folding, escaping, parameters (RFC 5545 3.1, RFC 2425 5.8.1).

/** A line before folding: 'NAME;PARAM=x:value'. */
export type ContentLine = string;

const widthOf = (code: number): number => (code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4);

/** At most 75 octets a line, never inside a character; every line ends with CRLF. */
export function fold(line: ContentLine): string {
  let out = '';
  let width = 0;
  let from = 0;
  let at = 0;
  while (at < line.length) {
    const code = line.codePointAt(at) ?? 0;
    const octets = widthOf(code);
    if (width + octets > 75) {
      out += `${line.slice(from, at)}\r\n `;
      from = at;
      width = 1;
    }
    width += octets;
    at += code > 0xffff ? 2 : 1;
  }
  return `${out}${line.slice(from)}\r\n`;
}

export const joinLines = (lines: readonly ContentLine[]): string => lines.map(fold).join('');

/** No control characters but tab and line feed; line ends as one LF; no half surrogates. */
const clean = (text: string): string =>
  text
    .toWellFormed()
    .replaceAll(/\r\n?|\u2028|\u2029/g, '\n')
    // eslint-disable-next-line no-control-regex -- these are what may not stand in a content line
    .replaceAll(/[\0-\x08\x0b-\x1f\x7f]/g, '');

/** A TEXT value (RFC 5545 3.3.11). */
export const escapeText = (text: string): string =>
  clean(text).replaceAll('\\', '\\\\').replaceAll(';', '\\;').replaceAll(',', '\\,').replaceAll('\n', '\\n');

/** One line without surrounding space: for names and places that must not hold line ends. */
export const oneLine = (text: string): string =>
  clean(text)
    .replaceAll(/[\n\t]/g, ' ')
    .trim();

/** A parameter's value (RFC 5545 3.2). Double quotes cannot stand there, so they become single ones. */
export function parameter(text: string): string {
  const value = oneLine(text).replaceAll('"', "'");
  return /[:;,]/.test(value) || value.startsWith(' ') ? `"${value}"` : value;
}

/** 'mailto:' and the address; [MS-OXCICAL]'s own mark for somebody whose address is not known. */
export function calendarAddress(address: string): string {
  const plain = oneLine(address).replaceAll(/[\s"<>\\^`{|}%]/g, (char) => encodeURIComponent(char));
  return plain ? `mailto:${plain}` : 'invalid:nomail';
}
