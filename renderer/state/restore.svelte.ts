// One run through the restore flow: which archive and folders, which account, then a job.
import { SvelteSet } from 'svelte/reactivity';
import type { AppErrorData, Selection } from '../api.ts';
import type { OpenedArchive } from './archives.svelte.ts';
import { failureOf } from './failure.ts';

export type RestoreStep = 'what' | 'where';

export class RestoreFlow {
  step = $state<RestoreStep>('what');
  readonly ticked = new SvelteSet<string>();
  /** Single messages chosen before the flow began; null when folders are chosen here. */
  readonly messageIds: readonly string[] | null;
  accountId = $state<string | undefined>(undefined);
  place = $state<'same' | 'under'>('same');
  under = $state('');
  busy = $state(false);
  error = $state.raw<AppErrorData | null>(null);
  #filledFor: string | null = null;

  constructor(messageIds: readonly string[] | null = null) {
    this.messageIds = messageIds;
  }

  /** Ticks everything of an archive the first time it is seen. */
  fill(opened: OpenedArchive): void {
    if (this.#filledFor === opened.info.handle) return;
    this.#filledFor = opened.info.handle;
    this.ticked.clear();
    for (const folder of opened.info.folders) this.ticked.add(folder.id);
  }

  tick(ids: readonly string[], on: boolean): void {
    for (const id of ids) {
      if (on) this.ticked.add(id);
      else this.ticked.delete(id);
    }
  }

  /** Messages in the ticked folders; one that stands in two of them counts twice, as it will be written twice. */
  countIn(opened: OpenedArchive): number {
    if (this.messageIds) return this.messageIds.length;
    return opened.info.folders.reduce((sum, folder) => sum + (this.ticked.has(folder.id) ? folder.messages : 0), 0);
  }

  selection(opened: OpenedArchive): Selection {
    if (this.messageIds) return { kind: 'messages', messageIds: [...this.messageIds] };
    if (opened.info.folders.every((folder) => this.ticked.has(folder.id))) return { kind: 'all' };
    return { kind: 'folders', folderIds: opened.info.folders.filter((f) => this.ticked.has(f.id)).map((f) => f.id) };
  }

  /** The job's id; null when it could not start, `error` says why. */
  async start(opened: OpenedArchive): Promise<string | null> {
    if (this.busy || !this.accountId) return null;
    this.busy = true;
    this.error = null;
    try {
      const under = this.place === 'under' ? this.under.trim() : '';
      return await opened.restore(this.selection(opened), this.accountId, under || null);
    } catch (error) {
      this.error = failureOf(error);
      return null;
    } finally {
      this.busy = false;
    }
  }
}
