// A thread's messages for the reader: each once, oldest first, own answers among them.
import { AppError } from '../../contract/errors.ts';
import type { Thread } from '../../contract/mail.ts';
import type { ParsedInput } from '../../contract/define.ts';
import type { mail } from '../../contract/mail.ts';
import { Flag, threadRows } from '../../store/index.ts';
import { onceEach } from './copies.ts';
import { isMine, type ListParts } from './list.ts';

/** Throws mail.gone. */
export function threadOf(parts: ListParts, { threadId, messageId }: ParsedInput<(typeof mail)['thread']>): Thread {
  const all = threadRows(parts.store, threadId);
  const place = all.find(({ id }) => id === messageId)?.folderId;
  const rows = onceEach(all, place === undefined ? [] : [place]);
  const [first] = rows;
  if (!first) throw new AppError('mail.gone');
  const mine = parts.mine();
  return {
    id: threadId,
    subject: rows.find(({ subject }) => subject !== '')?.subject ?? '',
    muted: first.muted,
    messages: rows.map((row) => ({
      id: row.id,
      accountId: row.accountId,
      folderId: row.folderId,
      from: row.from.name === '' && row.from.address === '' ? null : row.from,
      isMe: isMine(row.from.address, row.flags, mine),
      preview: row.preview,
      at: row.at,
      unread: !(row.flags & Flag.seen),
      starred: (row.flags & Flag.flagged) !== 0,
      draft: (row.flags & Flag.draft) !== 0 || row.role === 'drafts',
      hasFiles: (row.flags & Flag.files) !== 0,
    })),
  };
}
