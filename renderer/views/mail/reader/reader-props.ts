// What the window hands the reader, and what the reader asks of it. The reader shows; the window changes, offers undo and
// goes on to the next message.
import type { MailFolder } from '../../../api.ts';

/** One thing the person asked for. Changes are for the whole thread as the list shows it, unless `messageId` is set. */
export type ReaderChange =
  | { readonly kind: 'archive' | 'junk' | 'not_junk' | 'trash'; readonly messageId?: number }
  /** The window asks for the folder. */
  | { readonly kind: 'move'; readonly messageId?: number }
  /** `value: true` comes by itself once a message is on screen: no toast, no undo. */
  | { readonly kind: 'read'; readonly value: boolean; readonly messageId: number }
  | { readonly kind: 'star'; readonly value: boolean; readonly messageId: number }
  | { readonly kind: 'mute'; readonly value: boolean };

export interface ReaderProps {
  threadId: number;
  /** The message that is open when the reader opens; null: the newest of the thread. */
  messageId: number | null;
  /** For the tag beside the subject, and to know whether a message is in junk or trash. */
  folders: readonly MailFolder[];
  /** Where the thread stands in the list, from 0; null: nowhere (any more), then nothing is said. */
  position: { readonly index: number; readonly total: number } | null;
  /** null: there is none. */
  onprevious: (() => void) | null;
  onnext: (() => void) | null;
  onchange: (change: ReaderChange) => void;
  /** Back to the list, where the reader takes the list's place (narrow windows). The button shows there only. */
  onclose: () => void;
  /** The message was reported and moved away: goes on to the next. */
  onreported: () => void;
}
