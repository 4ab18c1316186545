// Control words that change how characters and paragraphs look.
import type { Format, Paragraph } from './format.ts';
import { wordNumber as w } from './words-table.ts';

type FormatChange = (format: Format, value: number, given: boolean) => void;
type ParagraphChange = (paragraph: Paragraph, value: number, given: boolean) => void;

const underlines = 'ul uld uldb ulw uldash uldashd uldashdd ulth ulwave ulhwave ululdbwave ulthd ulthdash';
const formats: (FormatChange | undefined)[] = [];
const paragraphs: (ParagraphChange | undefined)[] = [];
const format = (names: string, change: FormatChange): void => {
  for (const name of names.split(' ')) formats[w(name)] = change;
};
const paragraph = (names: string, change: ParagraphChange): void => {
  for (const name of names.split(' ')) paragraphs[w(name)] = change;
};

format('b', (f, value) => (f.bold = value !== 0));
format('i', (f, value) => (f.italic = value !== 0));
format(underlines, (f, value) => (f.underline = value !== 0));
format('ulnone', (f) => (f.underline = false));
format('strike striked deleted', (f, value) => (f.strike = value !== 0));
format('v webhidden', (f, value) => (f.hidden = value !== 0));
format('fs', (f, value, given) => (f.size = given && value >= 2 && value <= 800 ? value : 24));
format('cf', (f, value, given) => (f.colour = given ? value : 0));
format('cb highlight chcbpat', (f, value, given) => (f.back = given ? value : 0));
format('super', (f, value) => (f.script = value !== 0 ? 1 : 0));
format('sub', (f, value) => (f.script = value !== 0 ? 2 : 0));
format('nosupersub', (f) => (f.script = 0));
format('up', (f, value) => (f.script = value !== 0 ? 1 : 0));
format('dn', (f, value) => (f.script = value !== 0 ? 2 : 0));
format('caps', (f, value) => (f.caps = value !== 0 ? 1 : 0));
format('scaps', (f, value) => (f.caps = value !== 0 ? 2 : 0));
format('f', (f, value) => (f.font = value));

paragraph('ql', (p) => (p.align = ''));
paragraph('qc', (p) => (p.align = 'center'));
paragraph('qr', (p) => (p.align = 'right'));
paragraph('qj', (p) => (p.align = 'justify'));
paragraph('li', (p, value, given) => (p.left = given ? value : 0));
paragraph('fi', (p, value, given) => (p.first = given ? value : 0));
paragraph('sb', (p, value, given) => (p.before = given ? value : 0));
paragraph('sa', (p, value, given) => (p.after = given ? value : 0));
paragraph('cbpat', (p, value, given) => (p.shade = given ? value : 0));
paragraph('rtlpar', (p) => (p.rightToLeft = true));
paragraph('ltrpar', (p) => (p.rightToLeft = false));
paragraph('intbl', (p) => (p.inTable = true));
paragraph('itap', (p, value) => {
  p.tableLevel = Math.max(0, value);
  p.inTable = value > 0;
});
paragraph('ilvl', (p, value, given) => (p.listLevel = given ? Math.max(0, value) : 0));

/** Obeys such a word; false = it is another one. The objects are asked for only when something changes. */
export function formatWord(
  word: number,
  value: number,
  given: boolean,
  changeFormat: () => Format,
  changeParagraph: () => Paragraph,
): boolean {
  const onFormat = formats[word];
  if (onFormat) {
    onFormat(changeFormat(), value, given);
    return true;
  }
  const onParagraph = paragraphs[word];
  if (onParagraph) onParagraph(changeParagraph(), value, given);
  return onParagraph !== undefined;
}
