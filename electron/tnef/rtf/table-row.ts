// What \trowd and the words after it say about the cells of a row.
import type { CellDefinition } from './blocks.ts';
import { limits } from './limits.ts';
import { wordNumber as w } from './words-table.ts';

const trowd = w('trowd');
const cellx = w('cellx');
const clmgf = w('clmgf');
const clmrg = w('clmrg');
const clcbpat = w('clcbpat');
const brdrs = w('brdrs');
const cellBorders = new Set([w('clbrdrt'), w('clbrdrb'), w('clbrdrl'), w('clbrdrr')]);
const rowBorders = new Set([w('trbrdrt'), w('trbrdrh')]);

export interface RowReader {
  /** false = not a word about rows. */
  readonly word: (word: number, value: number) => boolean;
  readonly definitions: () => readonly CellDefinition[];
  /** A border that comes now is a paragraph's. */
  readonly leave: () => void;
}

/** `colourOf`: a place in the colour table as a CSS colour, '' = none. */
export function createRowReader(colourOf: (index: number) => string): RowReader {
  let definitions: CellDefinition[] = [];
  let merged = 0;
  let back = '';
  let rowBorder = false;
  let border = false;
  let borderOf: 'nothing' | 'cell' | 'row' = 'nothing';
  const nextCell = (): void => {
    merged = 0;
    back = '';
    border = false;
    borderOf = 'nothing';
  };
  return {
    definitions: () => definitions,
    leave() {
      borderOf = 'nothing';
    },
    word(word, value) {
      if (word === trowd) {
        definitions = [];
        rowBorder = false;
        nextCell();
      } else if (word === cellx) {
        if (definitions.length < limits.cells) {
          definitions.push({ right: value, merged, border: border || rowBorder, back });
        }
        nextCell();
      } else if (word === clmgf) merged = 1;
      else if (word === clmrg) merged = 2;
      else if (word === clcbpat) back = colourOf(value);
      else if (cellBorders.has(word)) borderOf = 'cell';
      else if (rowBorders.has(word)) borderOf = 'row';
      else if (word === brdrs) {
        if (borderOf === 'cell') border = true;
        if (borderOf === 'row') rowBorder = true;
      } else return false;
      return true;
    },
  };
}
