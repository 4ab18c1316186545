// Which key means what in the mail. Single letters act outside text fields only, and can be turned off.

import { isMac } from '../../ui/index.ts';

export type MailKey =
  | 'next'
  | 'previous'
  | 'choose'
  | 'archive'
  | 'move'
  | 'trash'
  | 'delete'
  | 'junk'
  | 'star'
  | 'unread'
  | 'mute'
  | 'undo'
  | 'space'
  | 'space-back';

const letters: Readonly<Record<string, MailKey>> = {
  j: 'next',
  k: 'previous',
  x: 'choose',
  e: 'archive',
  v: 'move',
  s: 'star',
  u: 'unread',
  m: 'mute',
  '!': 'junk',
};

/** null for a key that means nothing here. */
export function keyOfEvent(event: KeyboardEvent, letterKeys: boolean): MailKey | null {
  if (event.altKey) return null;
  if (event.ctrlKey || event.metaKey) return event.key.toLowerCase() === 'z' && !event.shiftKey ? 'undo' : null;
  if (event.key === 'Delete' || (event.key === 'Backspace' && isMac)) return event.shiftKey ? 'delete' : 'trash';
  if (event.key === ' ') return event.shiftKey ? 'space-back' : 'space';
  if (!letterKeys || (event.shiftKey && event.key !== '!')) return null;
  return letters[event.key.toLowerCase()] ?? null;
}

/** A field where letters are text. */
export const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable ||
    target instanceof HTMLTextAreaElement ||
    target instanceof HTMLSelectElement ||
    (target instanceof HTMLInputElement && !['checkbox', 'radio', 'button'].includes(target.type)));

/** Back to the page before, where no browser window does it: Alt ←, on macOS ⌘ [ (there Alt ← moves in a text). */
export const isBackKey = (event: KeyboardEvent): boolean =>
  isMac
    ? event.metaKey && !event.altKey && !event.ctrlKey && event.key === '['
    : event.altKey && !event.ctrlKey && !event.shiftKey && event.key === 'ArrowLeft';
