// The archives this program knows, and the one that is open: its folders, messages, selection and what opens it.
import { SvelteMap, SvelteSet } from 'svelte/reactivity';
import {
  api,
  type AppErrorData,
  type ArchiveKey,
  type ArchiveMessage,
  type ArchiveRow,
  type KnownArchive,
  type OpenArchive,
  type Selection,
} from '../api.ts';
import { isCancelled } from '../text/messages.ts';
import { saveBlob } from './blob-bytes.ts';
import { failureOf } from './failure.ts';

const PAGE_ROWS = 200;
const SEARCH_WAIT_MS = 200;

/** One open archive. `close` forgets the key and the messages. */
export class OpenedArchive {
  readonly info: OpenArchive;
  #key: ArchiveKey;
  #pages = new SvelteMap<number, readonly ArchiveRow[]>();
  // eslint-disable-next-line svelte/prefer-svelte-reactivity -- bookkeeping, nothing is shown from it
  #asked = new Set<number>();
  #turn = 0;
  #stop = new AbortController();
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** null = the whole archive. */
  folderId = $state<string | null>(null);
  text = $state('');
  total = $state(0);
  loading = $state(true);
  error = $state.raw<AppErrorData | null>(null);
  readonly chosen = new SvelteSet<string>();
  current = $state(-1);
  /** The reader was asked for; where there is room for one pane only, it takes the list's place. */
  shown = $state(false);
  message = $state.raw<ArchiveMessage | null>(null);
  messageError = $state.raw<AppErrorData | null>(null);
  reading = $state(false);

  constructor(info: OpenArchive, key: ArchiveKey) {
    this.info = info;
    this.#key = key;
    this.total = info.folders.length ? info.messages : 0;
    void this.#reset();
  }

  readonly missingFiles = $derived.by(() => this.info.files.filter((file) => !file.present));
  /** For starting a job on this archive; never shown, never stored. */
  get key(): ArchiveKey {
    return this.#key;
  }

  /** The row at a position; null while its page is on its way (and asks for it). */
  row(index: number): ArchiveRow | null {
    const page = Math.floor(index / PAGE_ROWS);
    const rows = this.#pages.get(page);
    if (!rows) {
      queueMicrotask(() => void this.#load(page));
      return null;
    }
    return rows[index % PAGE_ROWS] ?? null;
  }

  show(folderId: string | null): void {
    this.folderId = folderId;
    void this.#reset();
  }
  search(text: string): void {
    this.text = text;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#reset(), SEARCH_WAIT_MS);
  }

  async #reset(): Promise<void> {
    this.#turn++;
    this.#stop.abort();
    this.#stop = new AbortController();
    this.#asked.clear();
    this.current = -1;
    this.shown = false;
    this.loading = true;
    this.error = null;
    await this.#load(0, true);
  }

  async #load(page: number, fresh = false): Promise<void> {
    if (this.#asked.has(page)) return;
    this.#asked.add(page);
    const turn = this.#turn;
    try {
      const { total, rows } = await api.archive.listMessages(
        {
          handle: this.info.handle,
          folderId: this.folderId,
          text: this.text.trim(),
          offset: page * PAGE_ROWS,
          limit: PAGE_ROWS,
        },
        { signal: this.#stop.signal },
      );
      if (turn !== this.#turn) return;
      if (fresh) this.#pages.clear();
      this.total = total;
      this.#pages.set(page, rows);
      this.error = null;
    } catch (error) {
      if (turn !== this.#turn || isCancelled(error)) return;
      this.#asked.delete(page);
      this.error = failureOf(error);
    } finally {
      if (turn === this.#turn) this.loading = false;
    }
  }

  again(): void {
    void this.#reset();
  }

  async read(index: number): Promise<void> {
    const row = this.row(index);
    this.current = index;
    if (!row) return;
    if (this.message?.messageId === row.messageId) return;
    this.reading = true;
    this.messageError = null;
    try {
      const message = await api.archive.readMessage({ handle: this.info.handle, messageId: row.messageId });
      if (this.current === index) this.message = message;
    } catch (error) {
      if (this.current === index) {
        this.message = null;
        this.messageError = failureOf(error);
      }
    } finally {
      if (this.current === index) this.reading = false;
    }
  }

  choose(messageId: string, on: boolean): void {
    if (on) this.chosen.add(messageId);
    else this.chosen.delete(messageId);
  }
  /** Ticks the rows from one position to another, as far as they are loaded. */
  chooseRange(from: number, to: number): void {
    for (let index = Math.min(from, to); index <= Math.max(from, to); index++) {
      const row = this.row(index);
      if (row) this.chosen.add(row.messageId);
    }
  }
  /** Everything in the list as filtered, page by page. */
  async chooseAll(): Promise<void> {
    const turn = this.#turn;
    for (let page = 0; page * PAGE_ROWS < this.total; page++) {
      await this.#load(page);
      if (turn !== this.#turn) return;
      for (const row of this.#pages.get(page) ?? []) this.chosen.add(row.messageId);
    }
  }

  /** The message as .eml, or one of its attachments. Throws AppError. */
  async save(messageId: string, attachment: number | null): Promise<void> {
    await saveBlob(await api.archive.messageBlob({ handle: this.info.handle, messageId, attachment }));
  }

  async restore(selection: Selection, accountId: string, under: string | null): Promise<string> {
    return (await api.archive.startRestore({ path: this.info.path, key: this.#key, selection, accountId, under }))
      .jobId;
  }

  close(): void {
    this.#turn++;
    this.#stop.abort();
    clearTimeout(this.#timer);
    this.#pages.clear();
    this.chosen.clear();
    this.message = null;
    this.#key = { kind: 'passphrase', passphrase: '-' };
    void api.archive.close({ handle: this.info.handle }).catch(() => undefined);
  }
}

export class ArchivesState {
  #known = $state.raw<readonly KnownArchive[]>([]);
  #loaded = $state(false);
  opened = $state.raw<OpenedArchive | null>(null);
  /** Waiting for what opens it; null when no file was chosen. */
  unlocking = $state<string | null>(null);
  busy = $state(false);
  error = $state.raw<AppErrorData | null>(null);
  listError = $state.raw<AppErrorData | null>(null);

  get known(): readonly KnownArchive[] {
    return this.#known;
  }
  get loaded(): boolean {
    return this.#loaded;
  }

  /** Listens and loads; returns what stops it. */
  start(): () => void {
    const stops = [
      api.on('archives.changed', () => void this.reload()),
      api.onConnection((connected) => {
        if (!connected) return;
        // Handles do not survive the program that gave them.
        this.#reopen();
        void this.reload();
      }),
    ];
    void this.reload();
    return () => {
      for (const stop of stops) stop();
    };
  }

  async reload(): Promise<void> {
    try {
      this.#known = await api.archive.known({});
      this.listError = null;
      this.#loaded = true;
    } catch (error) {
      if (!this.#loaded) this.listError = failureOf(error);
    }
  }

  #reopen(): void {
    const opened = this.opened;
    if (!opened) return;
    const { path } = opened.info;
    void api.archive
      .open({ path, key: opened.key })
      .then((info) => {
        if (this.opened === opened) this.opened = new OpenedArchive(info, opened.key);
      })
      .catch(() => this.close());
  }

  choose(path: string): void {
    this.error = null;
    this.unlocking = path;
  }
  giveUp(): void {
    this.unlocking = null;
    this.error = null;
  }

  /** True when it is open. `error` says why not. */
  async unlock(path: string, key: ArchiveKey): Promise<boolean> {
    if (this.busy) return false;
    this.busy = true;
    this.error = null;
    try {
      const info = await api.archive.open({ path, key });
      this.opened?.close();
      this.opened = new OpenedArchive(info, key);
      this.unlocking = null;
      void this.reload();
      return true;
    } catch (error) {
      this.error = failureOf(error);
      return false;
    } finally {
      this.busy = false;
    }
  }

  close(): void {
    this.opened?.close();
    this.opened = null;
  }

  /** Full read of an archive that need not be open; with an account also a comparison. Throws AppError. */
  async verify(path: string, key: ArchiveKey, accountId: string | null): Promise<string> {
    return (await api.archive.startVerify({ path, key, accountId })).jobId;
  }
  /** All messages as .eml below `out`; with `decodeWinmail` also what a winmail.dat in them holds. Throws AppError. */
  async extract(
    path: string,
    key: ArchiveKey,
    selection: Selection,
    out: string,
    decodeWinmail = false,
  ): Promise<string> {
    return (await api.archive.startExtract({ path, key, selection, out, decodeWinmail })).jobId;
  }

  async forget(path: string): Promise<void> {
    try {
      await api.archive.forget({ path });
      this.#known = this.#known.filter((archive) => archive.path !== path);
    } catch (error) {
      this.listError = failureOf(error);
    }
  }
}

/** The one list of archives; App starts it. */
export const archives = new ArchivesState();
