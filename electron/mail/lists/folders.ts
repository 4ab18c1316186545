// The folder tree as clients see it.
import type { MailFolder } from '../../contract/mail.ts';
import type { FolderRole } from '../../contract/shapes.ts';
import { listMailFolders, type FolderRecord, type MailStore } from '../../store/index.ts';

const order: readonly FolderRole[] = [
  'inbox',
  'flagged',
  'important',
  'drafts',
  'sent',
  'archive',
  'all',
  'junk',
  'trash',
];
const rank = (role: FolderRole | null): number => (role === null ? order.length : order.indexOf(role));
const byName = new Intl.Collator(['fr', 'en'], { numeric: true }).compare;

/** Of all accounts: special folders first, then by name; parents before what they hold. */
export function mailFolders(store: MailStore): MailFolder[] {
  const records = listMailFolders(store);
  const byNames = new Map(records.map((record) => [keyOf(record.accountId, record.names), record.id]));
  const parents = new Map(
    records.map(({ id, accountId, names }) => [id, byNames.get(keyOf(accountId, names.slice(0, -1))) ?? null]),
  );
  return records
    .toSorted(
      (a, b) =>
        a.names.length - b.names.length ||
        rank(a.role) - rank(b.role) ||
        byName(a.names.join('\0'), b.names.join('\0')) ||
        a.id - b.id,
    )
    .map((record) => folderOf(record, parents.get(record.id) ?? null));
}

const keyOf = (accountId: string, names: readonly string[]): string => JSON.stringify([accountId, ...names]);

function folderOf(record: FolderRecord, parentId: number | null): MailFolder {
  const { id, accountId, path, names, role, selectable, subscribed, known, starred, keep } = record;
  // Once everything is here, what is here counts: changes show at once. Until then the server knows better.
  const whole = record.knownFrom === 1;
  return {
    id,
    accountId,
    parentId: parentId === id ? null : parentId,
    path,
    names: [...names],
    role,
    selectable,
    subscribed,
    total: whole ? known : Math.max(record.serverMessages, known),
    unread: whole ? record.unread : Math.max(record.serverUnread, record.unread),
    starred,
    known,
    keep,
  };
}
