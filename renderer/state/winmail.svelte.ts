// What the opener holds: the files that were handed in, each with the messages that were opened inside it.
import { SvelteSet } from 'svelte/reactivity';
import { api, AppError, MAX_UPLOAD_BYTES, type AppErrorData, type WinmailDocument, type WinmailPart } from '../api.ts';
import { handIn, readBlob, saveBlob } from './blob-bytes.ts';
import { failureOf, wasCancelled } from './failure.ts';
import { isPicture } from './preview.ts';

/** What is being written for the person: a part's index, or one of the whole. */
export type Saving = number | 'zip' | 'ics' | 'vcf' | 'eml' | 'original';

/** One document, and what the person does with it. `close` gives its bytes back. */
export class OpenDocument {
  readonly info: WinmailDocument;
  readonly chosen = new SvelteSet<number>();
  saving = $state<Saving | null>(null);
  error = $state.raw<AppErrorData | null>(null);
  // eslint-disable-next-line svelte/prefer-svelte-reactivity -- bookkeeping, nothing is shown from it
  #pictures = new Map<number, Promise<string | null>>();
  #closed = false;

  constructor(info: WinmailDocument) {
    this.info = info;
    for (const part of this.saveable) this.chosen.add(part.index);
  }

  /** The parts that have bytes. */
  get saveable(): readonly WinmailPart[] {
    return this.info.parts.filter((part) => part.kind !== 'reference');
  }
  readonly chosenBytes = $derived.by(() =>
    this.info.parts.reduce((sum, part) => sum + (this.chosen.has(part.index) ? part.sizeBytes : 0), 0),
  );

  choose(index: number, on: boolean): void {
    if (on) this.chosen.add(index);
    else this.chosen.delete(index);
  }
  chooseAll(on: boolean): void {
    this.chosen.clear();
    if (on) for (const part of this.saveable) this.chosen.add(part.index);
  }

  /** Writes one thing as a download; `error` says why not. */
  async save(what: Saving): Promise<void> {
    if (this.saving !== null) return;
    this.saving = what;
    this.error = null;
    const { handle } = this.info;
    try {
      await saveBlob(
        await (typeof what === 'number'
          ? api.winmail.partBlob({ handle, index: what })
          : what === 'zip'
            ? api.winmail.zipBlob({ handle, parts: [...this.chosen].sort((a, b) => a - b) })
            : api.winmail.documentBlob({ handle, what })),
      );
    } catch (error) {
      this.error = failureOf(error);
    } finally {
      this.saving = null;
    }
  }

  /** A part's picture as a blob: address that lives as long as this document; null when it is none. Throws AppError. */
  picture(part: WinmailPart): Promise<string | null> {
    if (!isPicture(part)) return Promise.resolve(null);
    const known = this.#pictures.get(part.index);
    if (known) return known;
    const made = this.file(part).then((file) => (this.#closed ? null : URL.createObjectURL(file)));
    this.#pictures.set(part.index, made);
    made.catch(() => this.#pictures.delete(part.index));
    return made;
  }

  /** The picture the message calls 'cid:...' or by a location; null when this document holds none of that name. */
  resolve = async (reference: string): Promise<string | null> => {
    const cid = /^cid:/i.test(reference) ? decode(reference.slice(4)).replace(/^<|>$/g, '').toLowerCase() : null;
    const part = this.info.parts.find((one) =>
      cid !== null
        ? one.contentId?.toLowerCase() === cid
        : one.contentLocation !== null && one.contentLocation === reference,
    );
    return part ? this.picture(part) : null;
  };

  /** A part as a file of the page. Throws AppError. */
  async file({ index, name, mimeType }: WinmailPart): Promise<File> {
    const blob = await api.winmail.partBlob({ handle: this.info.handle, index });
    return new File(await readBlob(blob), name, { type: mimeType });
  }

  close(): void {
    this.#closed = true;
    for (const picture of this.#pictures.values())
      void picture.then((url) => url && URL.revokeObjectURL(url)).catch(() => undefined);
    this.#pictures.clear();
    void api.winmail.close({ handle: this.info.handle }).catch(() => undefined);
  }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** A file that was handed in: itself, then what was opened inside it, the one shown last. */
export class OpenFile {
  readonly id: number;
  readonly file: File;
  trail = $state.raw<readonly OpenDocument[]>([]);
  opening = $state<number | null>(null);

  constructor(id: number, file: File, first: WinmailDocument) {
    this.id = id;
    this.file = file;
    this.trail = [new OpenDocument(first)];
  }

  get shown(): OpenDocument {
    return this.trail.at(-1) as OpenDocument;
  }
  get parent(): OpenDocument | null {
    return this.trail.at(-2) ?? null;
  }

  /** Opens a message among the parts; the document's `error` says why not. */
  async openPart(index: number): Promise<void> {
    if (this.opening !== null) return;
    const from = this.shown;
    this.opening = index;
    from.error = null;
    try {
      const info = await api.winmail.openPart({ handle: from.info.handle, index });
      this.trail = [...this.trail, new OpenDocument(info)];
    } catch (error) {
      from.error = failureOf(error);
    } finally {
      this.opening = null;
    }
  }
  back(): void {
    if (this.trail.length < 2) return;
    this.shown.close();
    this.trail = this.trail.slice(0, -1);
  }
  /** The program that gave the handles is gone: starts again from the file. */
  restart(first: WinmailDocument): void {
    this.trail = [new OpenDocument(first)];
  }
  close(): void {
    for (const document of this.trail) document.close();
  }
}

export interface NotOpened {
  readonly id: number;
  readonly name: string;
  readonly error: AppErrorData;
}
export interface Reading {
  readonly name: string;
  /** 0 to 1 of the file's bytes; null while the program looks into it. */
  readonly ratio: number | null;
}

class WinmailState {
  files = $state.raw<readonly OpenFile[]>([]);
  notOpened = $state.raw<readonly NotOpened[]>([]);
  currentId = $state<number | null>(null);
  reading = $state.raw<Reading | null>(null);
  #queue: File[] = [];
  #nextId = 1;
  #stop = new AbortController();

  get current(): OpenFile | null {
    return this.files.find((file) => file.id === this.currentId) ?? null;
  }

  /** Listens for a program that was started anew; returns what stops that. */
  start(): () => void {
    let lost = false;
    return api.onConnection((connected) => {
      if (!connected) lost = true;
      else if (lost) {
        lost = false;
        for (const file of this.files) void this.#again(file);
      }
    });
  }

  /** Opens the files one after the other; the first that opens is shown. */
  async open(files: readonly File[]): Promise<void> {
    if (!files.length) return;
    this.notOpened = [];
    this.#queue.push(...files);
    if (this.reading) return;
    let show = true;
    for (let file = this.#queue.shift(); file; file = this.#queue.shift()) {
      try {
        const opened = new OpenFile(this.#nextId++, file, await this.#read(file));
        this.files = [...this.files, opened];
        if (show) this.currentId = opened.id;
        show = false;
      } catch (error) {
        if (wasCancelled(error)) break;
        this.notOpened = [...this.notOpened, { id: this.#nextId++, name: file.name, error: failureOf(error) }];
      }
    }
    this.reading = null;
  }

  async #read(file: File): Promise<WinmailDocument> {
    const { signal } = this.#stop;
    this.reading = { name: file.name, ratio: 0 };
    if (file.size > MAX_UPLOAD_BYTES) throw new AppError('app.too_large', { limitBytes: MAX_UPLOAD_BYTES });
    const blobId = await handIn(file, signal, (done) => {
      this.reading = { name: file.name, ratio: done / file.size };
    });
    try {
      this.reading = { name: file.name, ratio: null };
      return await api.winmail.open({ blobId, name: file.name }, { signal });
    } finally {
      void api.blobs.release({ blobId }).catch(() => undefined);
    }
  }

  async #again(file: OpenFile): Promise<void> {
    try {
      file.restart(await this.#read(file.file));
    } catch (error) {
      this.notOpened = [...this.notOpened, { id: this.#nextId++, name: file.file.name, error: failureOf(error) }];
      this.close(file.id);
    } finally {
      this.reading = null;
    }
  }

  /** Gives up what is being read; what is open stays. */
  cancel(): void {
    this.#queue = [];
    this.#stop.abort();
    this.#stop = new AbortController();
  }

  show(id: number): void {
    this.currentId = id;
  }
  /** To the drop zone; what is open stays open. */
  another(): void {
    this.currentId = null;
    this.notOpened = [];
  }

  close(id: number): void {
    const at = this.files.findIndex((file) => file.id === id);
    const file = this.files[at];
    if (!file) return;
    file.close();
    this.files = this.files.filter((one) => one !== file);
    if (this.currentId === id) this.currentId = (this.files[at] ?? this.files[at - 1])?.id ?? null;
  }
}

export const opener = new WinmailState();
