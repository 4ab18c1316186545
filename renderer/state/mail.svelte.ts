// The mail on screen: folders with their counts, how each account is doing, which list is shown and in what order.
import { api, type AccountStatus, type ListOptions, type MailFolder, type Row, type View } from '../api.ts';
import { accounts } from './accounts.svelte.ts';
import { MailList } from './mail-list.svelte.ts';
import { route, type MailPlace } from './route.svelte.ts';
import { settings } from './settings.svelte.ts';

type Sort = ListOptions['sort'];
export type QuickFilter = ListOptions['filter'];

const INBOXES: MailPlace = { kind: 'role', role: 'inbox' };

class MailState {
  #folders = $state.raw<readonly MailFolder[]>([]);
  #status = $state.raw<Readonly<Record<string, AccountStatus>>>({});
  #loaded = $state(false);
  #place = $state.raw<MailPlace>(INBOXES);
  sort = $state<Sort>('date');
  ascending = $state(false);
  filter = $state<QuickFilter>('all');
  /** As typed; '' shows the place. */
  query = $state('');
  /** The reader is open. Where there is room for both panes, it is open whenever a message is chosen. */
  reading = $state(false);

  #wanted: Row | null = null;

  readonly list = new MailList();

  get folders(): readonly MailFolder[] {
    return this.#folders;
  }
  get loaded(): boolean {
    return this.#loaded;
  }
  get place(): MailPlace {
    return this.#place;
  }
  readonly options = $derived.by((): ListOptions => {
    const query = this.query.trim();
    const view: View = query ? { kind: 'search', query, accountIds: null } : this.#place;
    return { view, threads: settings.value.threads, sort: this.sort, ascending: this.ascending, filter: this.filter };
  });
  /** Messages on all servers, each folder's counted. */
  readonly messages = $derived(this.#folders.reduce((sum, folder) => sum + folder.total, 0));

  folder(id: number | null): MailFolder | null {
    return this.#folders.find((folder) => folder.id === id) ?? null;
  }
  byRole(accountId: string, role: MailFolder['role']): MailFolder | null {
    return this.#folders.find((folder) => folder.accountId === accountId && folder.role === role) ?? null;
  }
  /** null before the program has spoken of it. */
  statusOf(accountId: string): AccountStatus | null {
    return this.#status[accountId] ?? null;
  }
  /** The folder that the place is, where it is one. */
  get shownFolder(): MailFolder | null {
    return this.#place.kind === 'folder' ? this.folder(this.#place.folderId) : null;
  }
  /** Unread messages of the inboxes of all accounts. */
  readonly unread = $derived(
    this.#folders.reduce((sum, folder) => sum + (folder.role === 'inbox' ? folder.unread : 0), 0),
  );

  /** As the list of starred messages has them: not those in trash and junk. */
  readonly starred = $derived(
    this.#folders.reduce((sum, { role, starred }) => sum + (role === 'trash' || role === 'junk' ? 0 : starred), 0),
  );

  /** Follows the program; returns what stops it. */
  start(): () => void {
    const stops = [
      api.on('mail.folders', (folders) => this.#takeFolders(folders)),
      api.on('mail.status', (status) => {
        this.#takeStatus([...Object.values(this.#status), status]);
      }),
      api.on('mail.changed', ({ folderIds, search }) => {
        if (this.#concerns(folderIds, search)) void this.list.refresh();
      }),
      api.on('accounts.changed', () => void this.load().catch(() => undefined)),
    ];
    return () => stops.forEach((stop) => stop());
  }

  /** Throws AppError. */
  async load(): Promise<void> {
    const [folders, status] = await Promise.all([api.mail.folders({}), api.mail.status({})]);
    this.#takeStatus(status);
    this.#takeFolders(folders);
    this.#loaded = true;
    // After a lost connection: what changed meanwhile was not told.
    void this.list.refresh();
  }

  #takeStatus(all: readonly AccountStatus[]): void {
    this.#status = Object.fromEntries(all.map((one) => [one.accountId, one]));
  }

  #takeFolders(folders: readonly MailFolder[]): void {
    this.#folders = folders;
    const place = this.#place;
    if (place.kind === 'folder' && !this.folder(place.folderId)) this.go(INBOXES);
  }

  /** A search looks everywhere, and so may a list of threads: answers of any folder change its rows. */
  #concerns(folderIds: readonly number[], search: boolean): boolean {
    const view = this.list.options?.view;
    if (view?.kind === 'search') return search || folderIds.length > 0;
    if (view?.kind === 'folder' && !this.list.options?.threads) return folderIds.includes(view.folderId);
    return folderIds.length > 0;
  }

  /** Shows a place, as a step in the window's history. */
  go(place: MailPlace): void {
    this.query = '';
    const at = route.current;
    if (at.name === 'mail' && samePlace(at.place ?? INBOXES, place)) return;
    route.go({ name: 'mail', place });
  }

  /** Shows a message in its folder, e.g. from a notification. */
  show(row: Row): void {
    this.#wanted = row;
    this.go({ kind: 'folder', folderId: row.folderId });
    void this.openWanted();
  }
  /** Opens the message that `show` asked for, once its list is there. */
  async openWanted(): Promise<void> {
    const row = this.#wanted;
    const view = this.list.options?.view;
    if (!row || view?.kind !== 'folder' || view.folderId !== row.folderId || !this.list.loaded) return;
    this.#wanted = null;
    if (await this.list.standOn(row)) this.reading = true;
  }

  /** The route says which place is shown. */
  follow(place: MailPlace | undefined): void {
    const next = place ?? INBOXES;
    if (samePlace(next, this.#place)) return;
    this.#place = next;
    this.filter = 'all';
    this.query = '';
    this.reading = false;
  }

  sortBy(sort: Sort): void {
    this.ascending = sort === this.sort ? !this.ascending : sort === 'from' || sort === 'subject';
    this.sort = sort;
  }

  /** The account that a list of one folder belongs to. */
  get shownAccount(): string | null {
    const folder = this.shownFolder;
    return folder ? (accounts.byId(folder.accountId)?.name ?? null) : null;
  }
}

export function samePlace(a: MailPlace, b: MailPlace): boolean {
  if (a.kind === 'folder') return b.kind === 'folder' && a.folderId === b.folderId;
  if (a.kind === 'role') return b.kind === 'role' && a.role === b.role;
  return b.kind === 'starred';
}

/** The one mail of the window; App starts it. */
export const mail = new MailState();
