// Messages or a folder on their way to a folder: what is dragged, and what it may be dropped on.
import type { MailFolder, Row } from '../../api.ts';
import { actions } from '../../state/mail-actions.svelte.ts';
import { changeFolder } from '../../state/mail-folders.svelte.ts';
import { choice } from '../../state/mail-choice.svelte.ts';
import { mail } from '../../state/mail.svelte.ts';
import { mailWords as t } from '../../text/mail.ts';

type Dragged =
  { readonly kind: 'rows'; readonly row: Row | null } | { readonly kind: 'folder'; readonly folder: MailFolder };

let dragged = $state.raw<Dragged | null>(null);
export const isDragging = (): boolean => dragged !== null;

function show(event: DragEvent, words: string): void {
  const { dataTransfer } = event;
  if (!dataTransfer) return;
  dataTransfer.effectAllowed = 'move';
  dataTransfer.setData('text/plain', words);
  const picture = Object.assign(document.createElement('div'), { className: 'drag-picture', textContent: words });
  document.body.append(picture);
  dataTransfer.setDragImage(picture, -12, -8);
  setTimeout(() => picture.remove(), 0);
}

/** One row, or with null everything chosen. */
export function dragRows(event: DragEvent, row: Row | null): void {
  dragged = { kind: 'rows', row };
  show(event, row ? row.subject || t.noSubject : t.chosen(choice.count));
}
export function dragFolder(event: DragEvent, folder: MailFolder): void {
  dragged = { kind: 'folder', folder };
  show(event, folder.names.at(-1) ?? '');
}
export function endDrag(): void {
  dragged = null;
}

/** Folders do not change accounts, go into themselves, nor leave their place without changing it. */
export function mayDrop(on: MailFolder): boolean {
  if (!dragged) return false;
  if (dragged.kind === 'rows') {
    const from = dragged.row?.folderId ?? (mail.place.kind === 'folder' && !mail.query ? mail.place.folderId : null);
    return on.selectable && from !== on.id;
  }
  const { folder } = dragged;
  if (on.accountId !== folder.accountId || on.id === folder.parentId) return false;
  for (let at: MailFolder | null = on; at; at = mail.folder(at.parentId)) if (at.id === folder.id) return false;
  return true;
}

export function drop(on: MailFolder): void {
  const what = dragged;
  const may = mayDrop(on);
  endDrag();
  if (!what || !may) return;
  if (what.kind === 'folder') void changeFolder(what.folder, on.id, what.folder.names.at(-1) ?? '');
  else if (what.row) void actions.applyTo([what.row], { kind: 'move', folderId: on.id });
  else void actions.apply({ kind: 'move', folderId: on.id });
}
