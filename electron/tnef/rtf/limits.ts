// The bounds of everything RTF, in one place, each with its reason. What lies beyond is left out and reported.

export const limits = {
  /**
   * Open groups whose state is kept. Word nests below 100; deeper groups share the state of the last one kept,
   * so that ten megabytes of braces cost ten megabytes of reading and no memory.
   */
  depth: 2_000,
  /**
   * UTF-16 units of HTML made from plain RTF: there each change of format may turn 4 bytes into 200 characters.
   * De-encapsulated HTML and text cannot grow beyond the input and need no such bound.
   */
  htmlCharacters: 32 * 1024 * 1024,
  /** Pictures in one document. Their bytes together are never more than the RTF's own length plus a header each. */
  pictures: 2_000,
  /** Fonts and colours: tables are indexed by numbers from the file, and no real table is near this. */
  fonts: 32_768,
  colours: 4_096,
  /** Characters of a field's instruction; an address longer than this is no address. */
  instruction: 16_384,
  /** Characters of a link's text that are compared with its address. */
  linkText: 256,
  /** Levels of tables within tables, and of lists within lists (RTF itself knows nine list levels). */
  tables: 8,
  lists: 9,
  /** Cells in one row. Word allows 63. */
  cells: 256,
  /** Different problems kept for one document; the text is for a log, not for counting. */
  problems: 50,
} as const;

/** Collects problems: each text once, a bounded number of them. */
export function problemList(): { readonly list: string[]; readonly add: (problem: string) => void } {
  const list: string[] = [];
  const seen = new Set<string>();
  return {
    list,
    add(problem) {
      if (seen.has(problem) || list.length >= limits.problems) return;
      seen.add(problem);
      list.push(problem);
    },
  };
}
