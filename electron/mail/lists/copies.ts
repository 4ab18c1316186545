// A thread's messages, each once: the same message often stands in several folders.
import type { FolderRole } from '../../contract/shapes.ts';
import type { StoredRow } from '../../store/index.ts';

/** The best place to show a message from comes first; null: an ordinary folder. */
const ranks: Readonly<Record<FolderRole | 'none', number>> = {
  inbox: 1,
  none: 2,
  archive: 3,
  sent: 4,
  drafts: 5,
  flagged: 6,
  important: 7,
  all: 8,
  junk: 9,
  trash: 10,
};

export const isDiscarded = (role: FolderRole | null): boolean => role === 'trash' || role === 'junk';

/**
 * Each message once, in the order of `rows`. `folderIds`: places whose copies are preferred, and whose trash and junk
 * count; other trash and junk is left out, unless there is nothing else.
 */
export function onceEach(rows: readonly StoredRow[], folderIds: readonly number[]): StoredRow[] {
  const wanted = rows.filter((row) => !isDiscarded(row.role) || folderIds.includes(row.folderId));
  const rank = (row: StoredRow): number => (folderIds.includes(row.folderId) ? 0 : ranks[row.role ?? 'none']);
  const best = new Map<string, StoredRow>();
  for (const row of wanted.length > 0 ? wanted : rows) {
    // Without a Message-ID nothing says that two are the same.
    const key = row.messageId === '' ? `${row.id}` : `<${row.messageId}>`;
    const other = best.get(key);
    if (!other || rank(row) < rank(other)) best.set(key, row);
  }
  return [...best.values()];
}
