// Text tables for a terminal: columns as wide as they need, numbers to the right, measured as the terminal shows them.

export interface Column {
  readonly title: string;
  readonly align?: 'left' | 'right';
  /** Longer cells are cut with an ellipsis. */
  readonly max?: number;
}

/** Zero for combining marks, two for wide East Asian characters and emoji, one for the rest. */
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Extended_Pictographic}/u;
const none = /\p{Mark}|[\u200b-\u200f\u2060]/u;
const segments = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Columns the text takes on a terminal. */
export function textWidth(text: string): number {
  let width = 0;
  for (const { segment } of segments.segment(text)) {
    const first = String.fromCodePoint(segment.codePointAt(0) ?? 32);
    width += none.test(first) ? 0 : wide.test(first) && !/[\d#*]/.test(first) ? 2 : 1;
  }
  return width;
}

/** The text cut to `max` columns, the last one an ellipsis when something was cut. Control characters become spaces. */
export function cut(text: string, max: number): string {
  // Folder names and subjects come from strangers: nothing in them may steer the terminal.
  const clean = text.replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, ' ');
  if (textWidth(clean) <= max) return clean;
  let kept = '';
  for (const { segment } of segments.segment(clean)) {
    if (textWidth(kept + segment) > max - 1) break;
    kept += segment;
  }
  return `${kept}…`;
}

/** Lines of a table, title and rule first; `footer` stands below a second rule. */
export function table(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  footer?: readonly string[],
): string[] {
  const all = footer ? [...rows, footer] : rows;
  const cells = all.map((row) => columns.map((column, at) => cut(row[at] ?? '', column.max ?? 60)));
  const widths = columns.map((column, at) =>
    Math.max(textWidth(column.title), ...cells.map((row) => textWidth(row[at] ?? ''))),
  );
  const line = (row: readonly string[]): string =>
    columns
      .map((column, at) => {
        const cell = row[at] ?? '';
        const gap = ' '.repeat((widths[at] ?? 0) - textWidth(cell));
        return column.align === 'right' ? gap + cell : cell + gap;
      })
      .join('  ')
      .trimEnd();
  const rule = widths.map((width) => '-'.repeat(width)).join('  ');
  const body = cells.slice(0, rows.length).map(line);
  return [
    line(columns.map((column) => column.title)),
    rule,
    ...body,
    ...(footer ? [rule, line(cells.at(-1) ?? [])] : []),
  ];
}
