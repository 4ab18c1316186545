// Plain RTF, the last resort: Outlook's "rich text" format has no HTML inside, so readable HTML and text are made
// from it. Everything written here is our own element or escaped text.
// Longer than most files: one state machine; what could stand alone (runs, blocks, rows, fields, pictures) does.
import { createBlocks } from './blocks.ts';
import { createInline } from './inline.ts';
import { createRowReader } from './table-row.ts';
import { backgroundOf } from './background.ts';
import { linkOf, symbolOf } from './field.ts';
import { escapeText, fontFamily, plainFormat, plainParagraph, styleKey, tagsOf } from './format.ts';
import type { Format, Paragraph } from './format.ts';
import { createPile } from './pile.ts';
import { formatWord } from './format-word.ts';
import { limits } from './limits.ts';
import { isShown, makePicture, noPicture, pictureSize } from './pictures.ts';
import type { PictureWords, RtfPicture } from './pictures.ts';
import { pictureWord } from './picture-word.ts';
import { act, readDocument } from './reader.ts';
import type { RtfDocument, RtfSink } from './reader.ts';
import { symbolPage, symbolPageOf } from './symbol.ts';
import { wordNumber as w } from './words-table.ts';

/** Where text goes. */
const place = {
  body: 0,
  marker: 1,
  instruction: 2,
  colours: 3,
  numbering: 4,
  nothing: 5,
  picture: 6,
  note: 7,
} as const;

const words = {
  par: w('par'),
  sect: w('sect'),
  line: w('line'),
  lbr: w('lbr'),
  tab: w('tab'),
  page: w('page'),
  pard: w('pard'),
  plain: w('plain'),
  cell: w('cell'),
  nestcell: w('nestcell'),
  row: w('row'),
  nestrow: w('nestrow'),
  listtext: w('listtext'),
  pntext: w('pntext'),
  pn: w('pn'),
  pnlvlblt: w('pnlvlblt'),
  pnlvlbody: w('pnlvlbody'),
  pntxta: w('pntxta'),
  pntxtb: w('pntxtb'),
  field: w('field'),
  fldinst: w('fldinst'),
  fldrslt: w('fldrslt'),
  shppict: w('shppict'),
  nonshppict: w('nonshppict'),
  pict: w('pict'),
  objattph: w('objattph'),
  footnote: w('footnote'),
  colortbl: w('colortbl'),
  red: w('red'),
  green: w('green'),
  blue: w('blue'),
  sv: w('sv'),
  shptxt: w('shptxt'),
};

interface Field {
  /** How many groups were open outside it. */
  readonly depth: number;
  instruction: string;
  /** The first characters of what it shows. */
  shown: string;
  /** undefined = its instruction was not read yet. */
  link: string | null | undefined;
}

export interface ConvertedRtf {
  readonly html: string;
  readonly text: string;
  readonly pictures: RtfPicture[];
  readonly document: RtfDocument;
}

/** See readRtf. The HTML's length is bounded by `htmlCharacters`, the text's by the input's. */
export function convertRtf(
  rtf: Buffer,
  fallback: number,
  problem: (problem: string) => void,
  htmlCharacters: number = limits.htmlCharacters,
): ConvertedRtf {
  const pictures = new Map<string, RtfPicture>();
  const background = backgroundOf(rtf);
  const plain = createPile();
  let body = '';
  const makeSink = (document: RtfDocument): RtfSink => {
    const inline = createInline(htmlCharacters, problem);
    const blocks = createBlocks(inline.grow, problem);
    const colours: string[] = [];
    const formats: Format[] = [];
    const paragraphs: Paragraph[] = [];
    const places: number[] = [];
    const fields: Field[] = [];
    let format: Format = { ...plainFormat };
    let paragraph: Paragraph = { ...plainParagraph };
    let where: number = place.body;
    // Formats and paragraphs are shared with the group outside until one is changed.
    let ownFormat = true;
    let ownParagraph = true;

    /** The tags of `format`, as long as it does not change. */
    let tags: readonly [string, string] | null = null;
    const knownTags = new Map<string, readonly [string, string]>();
    let spaced = true;
    let marker = '';
    let attachments = 0;
    let modernPicture = false;
    let pictureGroups = 0;

    let rgb = [0, 0, 0];
    let numbering: Paragraph['numbering'] = '';
    let picture: PictureWords = { ...noPicture };

    const colourOf = (index: number): string => (index > 0 ? (colours[index] ?? '') : '');
    const row = createRowReader(colourOf);
    /** White text was written for a background; where there is none it would not be seen. */
    const textColour = (): string => {
      const colour = colourOf(format.colour);
      const bare = background === '' && colourOf(format.back) === '' && !paragraph.inTable && paragraph.shade === 0;
      return bare && /^#(?:f[0-9a-f]){3}$/.test(colour) ? '' : colour;
    };
    const changeFormat = (): Format => {
      if (!ownFormat) format = { ...format };
      ownFormat = true;
      tags = null;
      return format;
    };
    const changeParagraph = (): Paragraph => {
      if (!ownParagraph) paragraph = { ...paragraph };
      ownParagraph = true;
      return paragraph;
    };
    const tagsOfFormat = (): readonly [string, string] => {
      const colour = textColour();
      const back = colourOf(format.back);
      const key = `${styleKey(format)} ${colour} ${back}`;
      let found = knownTags.get(key);
      if (!found) {
        found = tagsOf(format, document, colour, back);
        // Mail has a dozen looks; a document with more than this is not helped by remembering them.
        if (knownTags.size < 1024) knownTags.set(key, found);
      }
      return found;
    };
    const put = (html: string): void => {
      if (inline.isFull()) return;
      tags ??= tagsOfFormat();
      inline.put(html, format, tags);
    };
    const show = (text: string): void => {
      if (format.hidden) return;
      plain.add(text);
      const field = fields[fields.length - 1];
      if (field && field.shown.length < limits.linkText) field.shown += text.slice(0, limits.linkText);
      put(escapeText(text, spaced));
      spaced = text.endsWith(' ');
    };
    const tableLevel = (): number => (paragraph.inTable ? Math.max(1, paragraph.tableLevel) : 0);
    const endParagraph = (level: number): void => {
      const content = inline.take();
      blocks.at(level);
      blocks.paragraph(content, paragraph, marker, colourOf(paragraph.shade));
      marker = '';
      spaced = true;
    };
    const endCell = (level: number): void => {
      if (!inline.isEmpty() || marker !== '') endParagraph(level);
      blocks.cell(level);
      plain.add('\t');
    };
    const endRow = (level: number): void => {
      if (!inline.isEmpty()) endParagraph(level);
      blocks.row(level, row.definitions());
      plain.add('\r\n');
    };
    const lineBreak = (): void => {
      if (where === place.note) show(' ');
      else if (where === place.body && !format.hidden) {
        plain.add('\r\n');
        put('<br>');
        spaced = true;
      }
    };
    const endOfParagraph = (): void => {
      if (where !== place.body) return lineBreak();
      // A hidden paragraph mark joins its paragraph to the next.
      if (format.hidden) return;
      plain.add('\r\n');
      endParagraph(tableLevel());
    };
    const endField = (field: Field): void => {
      const symbol = field.shown === '' ? symbolOf(field.instruction) : null;
      if (symbol) {
        const page = symbol.font === '' ? 0 : symbolPageOf(symbol.font);
        const text = symbolPage(page)?.[symbol.code & 255] ?? String.fromCharCode(symbol.code).toWellFormed();
        show(text);
      }
      const { link, shown } = field;
      // Without its address a link is of no use to a reader of the text alone.
      if (link == null || shown === '' || link.replace(/^mailto:/, '').startsWith(shown.trim())) return;
      if (where === place.body || where === place.note) plain.add(` <${link}>`);
    };
    const tableWord = (word: number): boolean => {
      switch (word) {
        case words.cell:
          endCell(1);
          return true;
        case words.nestcell:
          endCell(Math.max(2, paragraph.tableLevel));
          return true;
        case words.row:
          endRow(1);
          return true;
        case words.nestrow:
          endRow(Math.max(2, paragraph.tableLevel));
          return true;
        default:
          return false;
      }
    };
    /** Words that open a group of another kind, and what to do with the group. -1 = not such a word. */
    const groupWord = (word: number): number => {
      switch (word) {
        case words.listtext:
        case words.pntext:
          where = where === place.body ? place.marker : place.nothing;
          marker = '';
          return act.none;
        case words.pn:
          where = place.numbering;
          numbering = '';
          return act.none;
        case words.field:
          if (where === place.body || where === place.note) {
            fields.push({ depth: places.length - 1, instruction: '', shown: '', link: undefined });
          }
          return act.none;
        case words.fldinst:
          where = place.instruction;
          return act.none;
        case words.fldrslt: {
          const field = fields[fields.length - 1];
          if (!field || where === place.instruction) return act.none;
          // Read once: a field may claim any number of results.
          if (field.link === undefined) field.link = linkOf(field.instruction);
          if (field.link !== null) changeFormat().link = field.link;
          return act.none;
        }
        case words.footnote:
          if (where !== place.body) return act.skip;
          show(' [');
          where = place.note;
          return act.none;
        case words.colortbl:
          where = place.colours;
          rgb = [0, 0, 0];
          return act.none;
        case words.sv:
          where = place.nothing;
          return act.none;
        case words.shptxt:
          where = place.body;
          return act.none;
        case words.shppict:
          modernPicture = true;
          return act.none;
        case words.nonshppict:
          return modernPicture ? act.skip : act.none;
        case words.pict:
          if (format.hidden) return act.skip;
          pictureGroups += 1;
          if (pictureGroups > limits.pictures) {
            problem(`more than ${limits.pictures} pictures`);
            return act.skip;
          }
          where = place.picture;
          picture = { ...noPicture };
          return act.hex;
        default:
          return -1;
      }
    };
    const bodyWord = (word: number): void => {
      switch (word) {
        case words.par:
        case words.sect:
          return endOfParagraph();
        case words.line:
        case words.lbr:
          return lineBreak();
        case words.tab:
          if (format.hidden) return;
          plain.add('\t');
          put('\u00a0\u00a0\u00a0 ');
          spaced = true;
          return;
        case words.page:
          if (where !== place.body) return;
          if (!inline.isEmpty()) endOfParagraph();
          if (inline.grow(4)) {
            blocks.at(tableLevel());
            blocks.block('<hr>');
          }
          return;
        case words.objattph:
          put(`<span data-attachment="${attachments}"></span>`);
          attachments += 1;
          return;
      }
    };

    return {
      hyphen: '\u2011',
      text(text) {
        if (where === place.body || where === place.note) show(text);
        else if (where === place.marker) {
          if (marker.length < 64) marker += text.slice(0, 64);
        } else if (where === place.instruction) {
          const field = fields[fields.length - 1];
          if (field && field.instruction.length < limits.instruction) {
            field.instruction += text.slice(0, limits.instruction);
          }
        } else if (where === place.colours) {
          for (const letter of text) {
            if (letter !== ';') continue;
            // The first entry is empty: "automatic".
            if (colours.length < limits.colours) {
              colours.push(`#${rgb.map((part) => part.toString(16).padStart(2, '0')).join('')}`);
            }
            rgb = [0, 0, 0];
          }
        }
      },
      word(word, value, given) {
        if (where === place.picture) {
          pictureWord(picture, word, value);
          return act.none;
        }
        if (where === place.colours) {
          const part = Math.min(Math.max(value, 0), 255);
          if (word === words.red) rgb[0] = part;
          else if (word === words.green) rgb[1] = part;
          else if (word === words.blue) rgb[2] = part;
          return act.none;
        }
        if (where === place.numbering) {
          if (word === words.pnlvlblt) numbering = 'bullet';
          else if (word === words.pnlvlbody) numbering = 'number';
          else if (word === words.pntxta || word === words.pntxtb) return act.skip;
          return act.none;
        }
        const wish = groupWord(word);
        if (wish >= 0) return wish;
        if (where === place.body && (row.word(word, value) || tableWord(word))) return act.none;
        if (word === words.pard) {
          changeParagraph();
          Object.assign(paragraph, plainParagraph);
          row.leave();
        } else if (word === words.plain) {
          const { link } = format;
          Object.assign(changeFormat(), plainFormat, { link });
        } else if (!formatWord(word, value, given, changeFormat, changeParagraph)) {
          if (where === place.body || where === place.note) bodyWord(word);
        }
        return act.none;
      },
      open() {
        formats.push(format);
        paragraphs.push(paragraph);
        places.push(where);
        ownFormat = false;
        ownParagraph = false;
      },
      close() {
        const was = where;
        const depth = places.length - 1;
        // The last paragraph needs no \par; it looks as the root group says until that closes.
        if (depth === 0 && (!inline.isEmpty() || marker !== '')) endParagraph(tableLevel());
        where = places.pop() ?? place.body;
        if (was === place.note && where !== place.note) show(']');
        if (was === place.marker && where === place.body && marker.trim() !== '') plain.add(`${marker.trim()} `);
        const outer = formats.pop() ?? format;
        if (outer !== format) tags = null;
        format = outer;
        paragraph = paragraphs.pop() ?? paragraph;
        ownFormat = false;
        ownParagraph = false;
        if (was === place.numbering && where !== place.numbering && numbering !== '') {
          changeParagraph().numbering = numbering;
        }
        const field = fields[fields.length - 1];
        if (field?.depth === depth) {
          fields.pop();
          endField(field);
          const outerField = fields[fields.length - 1];
          if (outerField && outerField.shown.length < limits.linkText) outerField.shown += field.shown;
        }
        if (depth === 0) body = blocks.finish();
      },
      data(data, cut) {
        const made = makePicture(picture, data);
        if (!made) {
          if (data.length > 0) problem('a picture of an unknown kind');
          return;
        }
        if (cut) problem('a picture is cut');
        pictures.set(made.contentId, made);
        if (!isShown(made.mimeType)) {
          problem(`a picture is kept as a file: ${made.mimeType}`);
          return;
        }
        const size = pictureSize(picture);
        const sides = size ? ` width="${size.width}" height="${size.height}"` : '';
        put(`<img src="cid:${made.contentId}" alt=""${sides}>`);
        spaced = false;
      },
    };
  };
  const document = readDocument(rtf, fallback, makeSink, problem);
  const family = fontFamily(document, -1);
  const style = `${family === '' ? '' : `font-family:${family};`}font-size:12pt${background === '' ? '' : `;background-color:${background}`}`;
  const html = body === '' ? '' : `<div style="${style}">${body}</div>`;
  return { html: html.toWellFormed(), text: plain.take().toWellFormed(), pictures: [...pictures.values()], document };
}
