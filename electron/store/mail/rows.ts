// Rows of lists and messages of threads, as they are in the store.
import type { Person } from '../../contract/mail.ts';
import type { FolderRole } from '../../contract/shapes.ts';
import type { MailStore } from './open.ts';
import { Flag } from './schema.ts';
import { statement } from './statements.ts';

export interface StoredRow {
  readonly id: number;
  readonly threadId: number;
  readonly accountId: string;
  readonly folderId: number;
  readonly role: FolderRole | null;
  readonly flags: number;
  /** ms since 1970. */
  readonly at: number;
  readonly size: number;
  /** '' when the message has none. */
  readonly messageId: string;
  readonly subject: string;
  readonly preview: string;
  readonly from: Person;
  /** Who it is for: To, else Cc, else Bcc. */
  readonly recipients: readonly Person[];
  readonly muted: boolean;
  readonly pending: boolean;
}

/** Of a thread longer than this, the newest count. */
export const MAX_THREAD = 1000;

interface Row {
  id: number;
  thread_id: number;
  account_id: string;
  folder_id: number;
  role: FolderRole | null;
  flags: number;
  received_at: number;
  size: number;
  message_id: string;
  subject: string;
  preview: string;
  from_name: string;
  from_address: string;
  people: string;
  muted: number;
  pending: number;
}

const SELECT = `SELECT messages.id, thread_id, account_id, folder_id, role, flags, received_at, size, message_id, subject,
  preview, from_name, from_address, people, pending,
  EXISTS (SELECT 1 FROM muted WHERE muted.thread_id = messages.thread_id) AS muted
  FROM messages JOIN folders ON folders.id = folder_id`;

const SHOWN = `flags & ${Flag.deleted} = 0`;

/** In the order of `ids`; those that are gone are left out. */
export function messageRows(store: MailStore, ids: readonly number[]): StoredRow[] {
  const find = statement(store, `${SELECT} WHERE messages.id = ?`);
  return ids.flatMap((id) => {
    const row = find.get(id) as Row | undefined;
    return row ? [storedRow(row)] : [];
  });
}

/** The thread's messages wherever they are, oldest first, copies included; at most the newest MAX_THREAD. */
export function threadRows(store: MailStore, threadId: number): StoredRow[] {
  const rows = statement(
    store,
    `${SELECT} WHERE thread_id = ? AND ${SHOWN} ORDER BY messages.id DESC LIMIT ${MAX_THREAD}`,
  );
  return (rows.all(threadId) as unknown as Row[]).map(storedRow).reverse();
}

function storedRow(row: Row): StoredRow {
  return {
    id: row.id,
    threadId: row.thread_id,
    accountId: row.account_id,
    folderId: row.folder_id,
    role: row.role,
    flags: row.flags,
    at: row.received_at,
    size: row.size,
    messageId: row.message_id,
    subject: row.subject,
    preview: row.preview,
    from: { name: row.from_name, address: row.from_address },
    recipients: recipientsOf(row.people),
    muted: row.muted !== 0,
    pending: row.pending !== 0,
  };
}

function recipientsOf(people: string): Person[] {
  const { to = [], cc = [], bcc = [] } = JSON.parse(people) as Record<string, [string, string][] | undefined>;
  const some = [to, cc, bcc].find((pairs) => pairs.length > 0) ?? [];
  return some.map(([name, address]) => ({ name, address }));
}

/** The message's thread; null when it is gone. */
export function threadIdOf(store: MailStore, id: number): number | null {
  const row = statement(store, 'SELECT thread_id FROM messages WHERE id = ?').get(id) as
    { thread_id: number } | undefined;
  return row?.thread_id ?? null;
}
