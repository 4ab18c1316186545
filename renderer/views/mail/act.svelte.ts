// What a key or a button does to what is chosen, or to the message under the cursor. Two of them ask first: where to, and
// whether it is meant.
import type { Change, Row } from '../../api.ts';
import { actions } from '../../state/mail-actions.svelte.ts';
import { choice } from '../../state/mail-choice.svelte.ts';
import { mail } from '../../state/mail.svelte.ts';
import type { MailKey } from './keys.ts';

export type Act = Exclude<MailKey, 'next' | 'previous' | 'choose' | 'undo' | 'space' | 'space-back'>;

/** What is asked now; `messageIds` where it is for these messages alone. */
interface Asked {
  readonly kind: 'move' | 'delete';
  readonly count: number;
  /** Counted in conversations, not in messages. */
  readonly threads: boolean;
  readonly run: (change: Change) => void;
}
let asked = $state.raw<Asked | null>(null);
export const question = {
  get now(): Asked | null {
    return asked;
  },
  ask(next: Asked): void {
    asked = next;
  },
  shut(): void {
    asked = null;
  },
};

/** Rows in trash and junk cannot be deleted further but for good. */
const inBin = (row: Row | null): boolean => {
  const role = mail.folder(row?.folderId ?? null)?.role;
  return role === 'trash' || role === 'junk';
};
const inJunk = (row: Row | null): boolean => mail.folder(row?.folderId ?? null)?.role === 'junk';
const inView = (role: string): boolean =>
  mail.place.kind === 'role' ? mail.place.role === role : mail.shownFolder?.role === role;

/** All of what is chosen, else the row under the cursor, is so. */
export const all = (test: (row: Row) => boolean): boolean => {
  if (choice.count) return choice.every(test);
  return mail.list.cursorRow !== null && test(mail.list.cursorRow);
};
export const isBin = (): boolean =>
  (choice.count ? choice.every(inBin) : inBin(mail.list.cursorRow)) || (!mail.query && inView('trash'));
export const isJunk = (): boolean =>
  (choice.count ? choice.every(inJunk) : inJunk(mail.list.cursorRow)) || (!mail.query && inView('junk'));

function howMany(): { count: number; threads: boolean } {
  if (choice.count) return { count: choice.count, threads: !choice.single };
  const row = mail.list.cursorRow;
  return { count: row ? 1 : 0, threads: mail.list.options?.threads === true && (row?.count ?? 1) > 1 };
}

/** Does it; false when there is nothing to do it to. */
export function actOf(act: Act): boolean {
  if (howMany().count === 0) return false;
  const run = (change: Change): void => void actions.apply(change);
  if (act === 'move') question.ask({ kind: 'move', ...howMany(), run });
  else if (act === 'delete' || (act === 'trash' && isBin())) question.ask({ kind: 'delete', ...howMany(), run });
  else if (act === 'archive') run({ kind: 'archive' });
  else if (act === 'trash') run({ kind: 'trash' });
  else if (act === 'junk') run({ kind: isJunk() ? 'not_junk' : 'junk' });
  else if (act === 'star') run({ kind: 'star', value: !all((row) => row.starred) });
  else if (act === 'unread') run({ kind: 'read', value: !all((row) => !row.unread) });
  else run({ kind: 'mute', value: !all((row) => row.muted) });
  return true;
}
