// A folder's summary file (.msf) is asked for one thing: the folder's real name, when the file on the disk has a made-up
// one because the real one is too long or has signs a disk does not take. The file is Mork, Mozilla's old text database.

/** The name in the summary; null when it has none. `text` is latin1. Never throws. */
export function nameInSummary(text: string): string | null {
  for (const wanted of ['folderName', 'mailboxName']) {
    const column = new RegExp(`\\(([0-9A-Fa-f]{1,8})=${wanted}\\)`).exec(text)?.[1];
    if (column === undefined) continue;
    const cell = new RegExp(`\\(\\^${column}(?:=((?:[^)\\\\]|\\\\[^])*)|\\^([0-9A-Fa-f]{1,8}))\\)`).exec(text);
    if (!cell) continue;
    const value = cell[1] ?? atom(text, cell[2] ?? '');
    const name = value === null ? '' : decoded(value).trim();
    if (name !== '') return name;
  }
  return null;
}

/** The last meaning an atom was given; columns are in a dictionary of their own that comes first. */
function atom(text: string, id: string): string | null {
  const values = new RegExp(`[(<\\s]\\(?${id}=((?:[^)\\\\]|\\\\[^])*)\\)`, 'gi');
  let value: string | null = null;
  for (const match of text.matchAll(values)) value = match[1] ?? '';
  return value;
}

/** $C3$A9 are bytes of UTF-8; a backslash protects the next sign, or continues the line. */
function decoded(value: string): string {
  const bytes = value
    .replace(/\\\r?\n/g, '')
    .replace(/\\(.)/g, '$1')
    .replace(/\$([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

/** A name that Thunderbird made up: cut, with a hash of eight digits at its end. */
export const isMadeUpName = (name: string): boolean => /[0-9a-f]{8}$/.test(name);
