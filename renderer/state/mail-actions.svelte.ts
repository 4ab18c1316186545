// What is done to messages: at once on screen, said in a short message, and taken back with Undo.
import { SvelteSet } from 'svelte/reactivity';
import { api, type Change, type Row, type Target } from '../api.ts';
import { folderName } from '../text/folder-name.ts';
import { mailWords as t } from '../text/mail.ts';
import { errorLine } from '../text/messages.ts';
import { choice, targetOf } from './mail-choice.svelte.ts';
import { mail } from './mail.svelte.ts';
import { toasts } from './toasts.svelte.ts';

/** Steps that can be taken back, one after the other. */
const MOST_UNDO = 30;

const takesAway = (change: Change): boolean => !['read', 'star', 'mute'].includes(change.kind);

const flagsAfter = (change: Change): Partial<Row> =>
  change.kind === 'read'
    ? { unread: !change.value }
    : change.kind === 'star'
      ? { starred: change.value }
      : change.kind === 'mute'
        ? { muted: change.value }
        : {};

class MailActions {
  /** Rows on their way out, faded until they are gone. */
  readonly leaving = new SvelteSet<number>();
  readonly #undo: { id: number; toastId: number }[] = [];

  /** On what is chosen, else on the row under the cursor; nothing without either. */
  async apply(change: Change): Promise<void> {
    const options = mail.list.options;
    const { cursorRow, position } = mail.list;
    if (!options) return;
    if (choice.count > 0) await this.#run(choice.target(options, change), choice.keys(), change, true);
    else if (cursorRow && (position || !takesAway(change))) await this.applyTo([cursorRow], change);
  }

  async applyTo(rows: readonly Row[], change: Change): Promise<void> {
    const options = mail.list.options;
    if (!options || rows.length === 0) return;
    const keys = new Set(rows.map((row) => mail.list.keyOf(row)));
    await this.#run(targetOf(rows, options, change), keys, change, false);
  }

  /** Messages by their ids, as the reader names them; their row stays unless the change takes it away. */
  async applyToMessages(ids: readonly number[], change: Change): Promise<void> {
    const row = mail.list.cursorRow;
    const whole = row !== null && (row.count === 1 || mail.list.options?.threads === false) && ids.includes(row.id);
    const keys = row && whole ? new Set([mail.list.keyOf(row)]) : new Set<number>();
    await this.#run({ kind: 'messages', ids: [...ids] }, keys, change, false);
  }

  /** A message that was on screen long enough counts as read; nobody is told and nothing is to be taken back. */
  async markRead(row: Row, messageId: number): Promise<void> {
    const { list } = mail;
    const left = row.unreadCount - 1;
    if (row.unread) list.patch(new Set([list.keyOf(row)]), { unread: left > 0, unreadCount: Math.max(0, left) });
    await api.mail
      .change({ target: { kind: 'messages', ids: [messageId] }, change: { kind: 'read', value: true } })
      .catch(() => list.refresh());
  }

  async #run(target: Target, keys: ReadonlySet<number> | null, change: Change, chosen: boolean): Promise<void> {
    const { list } = mail;
    const away = takesAway(change);
    const options = list.options;
    for (const key of keys ?? []) if (away) this.leaving.add(key);
    if (keys && !away) list.patch(keys, flagsAfter(change));
    try {
      const changed = await api.mail.change({ target, change });
      if (options === list.options) {
        if (chosen) choice.clear();
        if (away) this.#goOn(keys);
      }
      this.#say(change, changed);
      if (!keys) void list.refresh();
    } catch (error) {
      toasts.show(errorLine(error), 'danger');
      void list.refresh();
    } finally {
      for (const key of keys ?? []) this.leaving.delete(key);
    }
  }

  /** What was open is gone: the next one is opened, where one was open. */
  #goOn(keys: ReadonlySet<number> | null): void {
    const { list } = mail;
    const open = list.cursorRow;
    if (!keys) {
      list.forgetCursor();
      mail.reading = false;
      return;
    }
    const goes = open !== null && keys.has(list.keyOf(open));
    const at = list.remove(keys);
    if (!goes) return;
    if (list.total === 0) {
      list.forgetCursor();
      mail.reading = false;
    } else list.stand(Math.min(at ?? list.cursor, list.total - 1));
  }

  #say(
    change: Change,
    { messages, undoId, folderId }: { messages: number; undoId: number | null; folderId: number | null },
  ): void {
    const folder = mail.folder(folderId);
    const to = folder ? folderName(folder) : '';
    const text = {
      read: () => (change.kind === 'read' && change.value ? t.done.read(messages) : t.done.unread(messages)),
      star: () => (change.kind === 'star' && change.value ? t.done.star(messages) : t.done.unstar(messages)),
      mute: () => (change.kind === 'mute' && change.value ? t.done.mute : t.done.unmute),
      move: () => t.done.move(messages, to),
      archive: () => t.done.archive(messages),
      junk: () => t.done.junk(messages),
      not_junk: () => t.done.notJunk(messages),
      trash: () => t.done.trash(messages),
      delete: () => t.done.delete(messages),
    }[change.kind]();
    this.done(text, undoId);
  }

  /** Says what was done, with the way back where there is one. */
  done(text: string, undoId: number | null): void {
    if (undoId === null) {
      toasts.show(text);
      return;
    }
    const toastId = toasts.show(text, 'neutral', { label: t.undo, run: () => void this.undo(undoId) });
    this.#undo.push({ id: undoId, toastId });
    if (this.#undo.length > MOST_UNDO) this.#undo.shift();
  }

  /** Takes back the last action, or the one named. */
  async undo(undoId?: number): Promise<void> {
    const at = undoId === undefined ? this.#undo.length - 1 : this.#undo.findIndex((one) => one.id === undoId);
    const [step] = at < 0 ? [] : this.#undo.splice(at, 1);
    if (!step) {
      toasts.show(t.nothingToUndo);
      return;
    }
    toasts.dismiss(step.toastId);
    try {
      await api.mail.undo({ undoId: step.id });
      toasts.show(t.undone);
    } catch (error) {
      toasts.show(errorLine(error), 'danger');
    }
    void mail.list.refresh();
  }
}

export const actions = new MailActions();
