// New mail is announced through the system, outside quiet hours and only while the window is not looked at. What is unread
// also stands on the program's icon, where the system has such a thing.
import { api, type Row } from '../api.ts';
import { rowPeople } from '../text/row-people.ts';
import { mailWords as t } from '../text/mail.ts';
import { accounts } from './accounts.svelte.ts';
import { mail } from './mail.svelte.ts';
import { isQuiet } from './quiet-hours.ts';
import { settings } from './settings.svelte.ts';

/** The page can ask the system to show notifications. */
export const canNotify = (): boolean => 'Notification' in globalThis;

/** Follows new mail; returns what stops it. */
export const followNews = (): (() => void) =>
  api.on('mail.arrived', ({ accountId, count, rows }) => {
    const { on, quiet } = settings.value.notifications;
    if (!on || !canNotify() || Notification.permission !== 'granted') return;
    if (document.hasFocus() || isQuiet(quiet, new Date())) return;
    announce(accountId, count, rows);
  });

function announce(accountId: string, count: number, rows: readonly Row[]): void {
  const [first] = rows;
  const account = accounts.byId(accountId)?.name ?? '';
  const one = count === 1 ? first : undefined;
  const shown = new Notification(one ? rowPeople(one) : t.news(count, account), {
    body: one ? one.subject || t.noSubject : [...new Set(rows.map(rowPeople))].join(', '),
    // One per account: a later one takes the place of the one before.
    tag: accountId,
    icon: '/mark.svg',
  });
  shown.onclick = () => {
    focus();
    if (first) mail.show(first);
    shown.close();
  };
}

/** Shows how much is unread on the program's icon. */
export function showBadge(unread: number): void {
  if (!('setAppBadge' in navigator)) return;
  void (unread ? navigator.setAppBadge(unread) : navigator.clearAppBadge()).catch(() => undefined);
}
