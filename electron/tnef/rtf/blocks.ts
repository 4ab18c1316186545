// Paragraphs, lists and tables as HTML, put together as they end. No tag is open beyond the block it belongs to, so
// the result is well formed wherever the RTF stops.
import { escapeText, paragraphTag } from './format.ts';
import type { Paragraph } from './format.ts';
import { limits } from './limits.ts';
import { readMarker } from './list-marker.ts';

export interface CellDefinition {
  /** Twips from the row's left edge. */
  readonly right: number;
  /** 0 = a cell of its own, 1 = the first of merged ones, 2 = merged with the one before. */
  readonly merged: number;
  readonly border: boolean;
  /** A CSS colour; '' = none. */
  readonly back: string;
}

interface OpenList {
  readonly tag: string;
  value: number;
}
/** What blocks are put into: the document, or a table with its current cell. */
interface Level {
  blocks: string;
  lists: OpenList[];
  cells: string[];
  rows: string;
}

export interface Blocks {
  /** A paragraph's content is complete. `marker` = the text before a list item, `shade` = a CSS colour; '' = none. */
  readonly paragraph: (content: string, paragraph: Paragraph, marker: string, shade: string) => void;
  /** The current cell of the table at `level` (1 = not nested) is complete; its last paragraph was given before. */
  readonly cell: (level: number) => void;
  readonly row: (level: number, definitions: readonly CellDefinition[]) => void;
  /** A block of our own between paragraphs. */
  readonly block: (html: string) => void;
  /** Where the next paragraph goes: 0 = no table. Ends tables that are deeper. */
  readonly at: (level: number) => void;
  readonly finish: () => string;
}

const closingTag = (list: OpenList): string => `</li></${list.tag.slice(0, 2)}>`;

/**
 * `grow` asks whether so many characters more may be written. What a block holds was asked for before; where its own
 * tags do not fit any more, blocks with something in them are kept and empty ones left out, which ends the growth.
 */
export function createBlocks(grow: (by: number) => boolean, problem: (problem: string) => void): Blocks {
  const newLevel = (): Level => ({ blocks: '', lists: [], cells: [], rows: '' });
  const root = newLevel();
  const levels: Level[] = [root];
  const top = (): Level => levels[levels.length - 1] ?? root;

  const closeLists = (level: Level, to: number): void => {
    while (level.lists.length > to) {
      const list = level.lists.pop();
      if (list) level.blocks += closingTag(list);
    }
  };
  const endTable = (): void => {
    const table = levels.pop();
    if (!table) return;
    // Cells whose row never ended are a row all the same.
    closeLists(table, 0);
    if (table.blocks !== '') table.cells.push(table.blocks);
    table.blocks = '';
    if (table.cells.length > 0) table.rows += rowOf(table.cells, []);
    const outer = top();
    closeLists(outer, 0);
    if (table.rows !== '') outer.blocks += `<table style="border-collapse:collapse">${table.rows}</table>`;
  };
  const at = (level: number): void => {
    const wanted = Math.min(Math.max(level, 0), limits.tables);
    if (wanted < level) problem(`tables nested more than ${limits.tables} deep`);
    while (levels.length - 1 > wanted) endTable();
    // A table's tags, and those of a row that never ends, are asked for when it begins.
    while (levels.length - 1 < wanted && grow(180)) levels.push(newLevel());
  };
  const item = (level: Level, content: string, paragraph: Paragraph, marker: string): boolean => {
    const depth = Math.min(paragraph.listLevel, limits.lists - 1);
    const same = level.lists[depth];
    const read = marker === '' ? null : readMarker(marker, same?.tag ?? null);
    const tag =
      read?.tag ??
      (marker === '' && paragraph.numbering !== '' ? (paragraph.numbering === 'bullet' ? 'ul' : 'ol') : null);
    if (tag === null) return false;
    closeLists(level, depth + 1);
    if (same && same.tag !== tag) closeLists(level, depth);
    while (level.lists.length < depth) {
      if (!grow(60)) return false;
      level.blocks += '<ul style="list-style:none"><li>';
      level.lists.push({ tag: 'ul', value: 0 });
    }
    if (!grow(60)) return false;
    let list = level.lists[depth];
    if (list) level.blocks += '</li>';
    else {
      list = { tag, value: 0 };
      level.lists.push(list);
      level.blocks += `<${tag} style="margin:0">`;
    }
    list.value += 1;
    const value = read?.value ?? null;
    if (value !== null && value !== list.value) {
      list.value = value;
      level.blocks += `<li value="${value}">`;
    } else level.blocks += '<li>';
    level.blocks += content;
    return true;
  };
  return {
    at,
    paragraph(content, paragraph, marker, shade) {
      const level = top();
      if ((marker !== '' || paragraph.numbering !== '') && item(level, content, paragraph, marker)) return;
      closeLists(level, 0);
      const tag = paragraphTag(paragraph, shade);
      if (!grow(tag.length + marker.length + 16) && content === '') return;
      const label = marker.trim() === '' ? '' : `${escapeText(marker.trim(), true)}\u00a0 `;
      level.blocks += `${tag}${label === '' && content === '' ? '<br>' : label + content}</p>`;
    },
    cell(number) {
      at(Math.max(1, number));
      if (levels.length === 1) return;
      const level = top();
      closeLists(level, 0);
      if (!grow(120) && level.blocks === '') return;
      if (level.cells.length < limits.cells) level.cells.push(level.blocks);
      else problem(`more than ${limits.cells} cells in a row`);
      level.blocks = '';
    },
    row(number, definitions) {
      if (levels.length - 1 < number) return;
      at(number);
      const level = top();
      closeLists(level, 0);
      if (level.blocks !== '' && level.cells.length < limits.cells) level.cells.push(level.blocks);
      level.blocks = '';
      if (level.cells.length > 0) level.rows += rowOf(level.cells, definitions);
      level.cells = [];
    },
    block(html) {
      const level = top();
      closeLists(level, 0);
      if (grow(html.length)) level.blocks += html;
    },
    finish() {
      at(0);
      closeLists(root, 0);
      return root.blocks;
    },
  };
}

function rowOf(cells: readonly string[], definitions: readonly CellDefinition[]): string {
  let html = '<tr>';
  let left = 0;
  for (let i = 0; i < cells.length;) {
    const first = definitions[i];
    let span = 1;
    let content = cells[i] ?? '';
    if (first?.merged === 1) {
      while (definitions[i + span]?.merged === 2 && i + span < cells.length) content += cells[i + span++] ?? '';
    }
    const right = definitions[i + span - 1]?.right ?? left;
    const width = Math.round((right - left) / 20);
    let style = 'vertical-align:top;padding:0 5pt';
    if (width > 0 && width <= 1600) style += `;width:${width}pt`;
    if (first?.border) style += ';border:1px solid #808080';
    if (first && first.back !== '') style += `;background-color:${first.back}`;
    html += `<td${span > 1 ? ` colspan="${span}"` : ''} style="${style}">${content}</td>`;
    left = right;
    i += span;
  }
  return `${html}</tr>`;
}
