// Which of the messages that came into an inbox a person wants to be told of, as rows of a list.
import type { Row } from '../../contract/mail.ts';
import { Flag, messageRows, type MailStore } from '../../store/index.ts';
import { rowOf } from '../lists/list.ts';

/** Those that are unread, from others, and in no muted thread; newest first. */
export function arrivedRows(store: MailStore, ids: readonly number[], mine: ReadonlySet<string>): Row[] {
  return messageRows(store, ids)
    .filter((row) => (row.flags & (Flag.seen | Flag.deleted | Flag.outgoing)) === 0 && !row.muted)
    .sort((a, b) => b.id - a.id)
    .map((row) => rowOf(row, [row], false, mine));
}
