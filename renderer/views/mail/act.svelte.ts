// What a key, a button or a row's menu does: to the row it belongs to, else to what is chosen, else to the row under the
// cursor. Two of them ask first: where to, and whether it is meant.
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

/** Everything the action is for is so: `row` alone, or with null what is chosen, else the row under the cursor. */
export function all(test: (row: Row) => boolean, row: Row | null = null): boolean {
  if (!row && choice.count) return choice.every(test);
  const one = row ?? mail.list.cursorRow;
  return one !== null && test(one);
}
export const isBin = (row: Row | null = null): boolean => all(inBin, row) || (!mail.query && inView('trash'));
export const isJunk = (row: Row | null = null): boolean => all(inJunk, row) || (!mail.query && inView('junk'));

function howMany(row: Row | null): { count: number; threads: boolean } {
  if (!row && choice.count) return { count: choice.count, threads: !choice.single };
  const one = row ?? mail.list.cursorRow;
  return { count: one ? 1 : 0, threads: mail.list.options?.threads === true && (one?.count ?? 1) > 1 };
}

/** Does it; false when there is nothing to do it to. */
export function actOf(act: Act, row: Row | null = null): boolean {
  if (howMany(row).count === 0) return false;
  const run = (change: Change): void => void (row ? actions.applyTo([row], change) : actions.apply(change));
  if (act === 'move') question.ask({ kind: 'move', ...howMany(row), run });
  else if (act === 'delete' || (act === 'trash' && isBin(row))) question.ask({ kind: 'delete', ...howMany(row), run });
  else if (act === 'archive') run({ kind: 'archive' });
  else if (act === 'trash') run({ kind: 'trash' });
  else if (act === 'junk') run({ kind: isJunk(row) ? 'not_junk' : 'junk' });
  else if (act === 'star') run({ kind: 'star', value: !all((one) => one.starred, row) });
  else if (act === 'unread') run({ kind: 'read', value: !all((one) => !one.unread, row) });
  else run({ kind: 'mute', value: !all((one) => one.muted, row) });
  return true;
}
