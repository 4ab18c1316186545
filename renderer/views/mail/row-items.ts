// What can be done with a row of the list, or with all that is chosen: the menu of a right click.
import type { Row } from '../../api.ts';
import { choice } from '../../state/mail-choice.svelte.ts';
import { mailWords as t } from '../../text/mail.ts';
import { readerWords } from '../../text/reader.ts';
import { deleteKey, type MenuItem } from '../../ui/index.ts';
import { actOf, all, isBin, isJunk, type Act } from './act.svelte.ts';

/** `row` null: for what is chosen. `index`: where the row stands in the list. */
export function rowItems(row: Row | null, index: number): MenuItem[] {
  const does = (act: Act, item: Omit<MenuItem, 'onselect'>): MenuItem => ({
    ...item,
    onselect: () => void actOf(act, row),
  });
  const is = (test: (one: Row) => boolean): boolean => all(test, row);
  const [read, starred, muted] = [is((one) => !one.unread), is((one) => one.starred), is((one) => one.muted)];
  const [bin, junk] = [isBin(row), isJunk(row)];
  return [
    does('unread', { label: read ? t.markUnread : t.markRead, icon: read ? 'mail' : 'mail-open', shortcut: 'U' }),
    does('star', { label: starred ? t.unstar : t.star, icon: 'star', shortcut: 'S' }),
    ...(bin ? [] : [does('archive', { label: t.archive, icon: 'archive', shortcut: 'E' })]),
    does('move', { label: t.move, icon: 'folder', shortcut: 'V' }),
    does('junk', { label: junk ? t.notJunk : t.junk, icon: junk ? 'inbox' : 'junk', shortcut: '!' }),
    does('mute', {
      label: muted ? readerWords.menu.unmute : readerWords.menu.mute,
      icon: 'mute',
      shortcut: 'M',
    }),
    ...(row && !choice.has(row)
      ? [{ label: t.choose, icon: 'check' as const, shortcut: 'X', onselect: () => choice.flip(row, index) }]
      : []),
    does('trash', { label: bin ? t.deleteForGood : t.trash, icon: 'trash', shortcut: deleteKey, danger: true }),
  ];
}
