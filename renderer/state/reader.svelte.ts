// What the reader holds: one thread, and its opened messages with their pictures and files.
import { SvelteMap } from 'svelte/reactivity';
import { api, type AppErrorData, type MessagePart, type Output, type ReadMessage, type Thread } from '../api.ts';
import { readBlob, saveBlob } from './blob-bytes.ts';
import { failureOf, wasCancelled } from './failure.ts';
import { isPicture, shownText } from './preview.ts';

/** Remote pictures asked for at a time. */
const AT_ONCE = 4;

/** Files as a person counts them: not what the text shows, not the wrapping, not what a seal is made of. */
export const filesOf = (message: ReadMessage): readonly MessagePart[] =>
  message.parts.filter(
    ({ inline, kind, mimeType }) =>
      !['winmail', 'signature', 'sealed'].includes(kind) &&
      !(inline && message.html !== null && mimeType.startsWith('image/')),
  );

export type Saving = number | 'zip' | 'eml';

/** One message, read when it is opened. `close` gives its pictures' memory back. */
export class OpenMessage {
  readonly id: number;
  info = $state.raw<ReadMessage | null>(null);
  failure = $state.raw<AppErrorData | null>(null);
  reading = $state(false);
  saving = $state<Saving | null>(null);
  /** Saving or allowing failed. */
  trouble = $state.raw<AppErrorData | null>(null);
  // eslint-disable-next-line svelte/prefer-svelte-reactivity -- bookkeeping, nothing is shown from it
  readonly #pictures = new Map<string, Promise<string | null>>();
  readonly #urls: string[] = [];
  readonly #stop = new AbortController();
  #waiting: (() => void)[] = [];
  #asking = 0;

  constructor(id: number) {
    this.id = id;
  }

  async load(): Promise<void> {
    if (this.reading) return;
    this.reading = true;
    this.failure = null;
    try {
      this.info = await api.mail.read({ id: this.id }, { signal: this.#stop.signal });
    } catch (error) {
      if (!wasCancelled(error)) this.failure = failureOf(error);
    } finally {
      this.reading = false;
    }
  }

  /** For this message, or from now on for its sender. Read again: the program decides. */
  async allowImages(whom: 'message' | 'sender'): Promise<void> {
    await this.#try(async () => {
      await api.mail.allowImages({ id: this.id, for: whom });
      this.info = await api.mail.read({ id: this.id }, { signal: this.#stop.signal });
    });
  }

  /** The blob: address of a picture that is in the message; null: none of this name. */
  readonly ownPicture = (reference: string): Promise<string | null> => {
    const part = this.#partOf(reference);
    return part ? this.picture(part) : Promise.resolve(null);
  };
  /** The same, and remote ones through the program. */
  readonly anyPicture = async (reference: string): Promise<string | null> => {
    if (this.#partOf(reference)) return this.ownPicture(reference);
    if (!/^(?:https?:)?\/\//i.test(reference) || reference.length > 8192) return null;
    return this.#keptPicture(reference, () => this.#remote(reference));
  };

  picture(part: MessagePart): Promise<string | null> {
    if (!isPicture(part)) return Promise.resolve(null);
    return this.#keptPicture(`part ${part.index}`, async () => {
      const blob = await api.mail.part({ id: this.id, index: part.index }, { signal: this.#stop.signal });
      return this.#url(blob, part.mimeType);
    });
  }

  /** The message as it is on the server. Throws AppError. */
  async source(): Promise<{ text: string; cut: boolean; sizeBytes: number }> {
    const blob = await api.mail.source({ id: this.id }, { signal: this.#stop.signal });
    return { ...(await shownText(new Blob(await readBlob(blob)))), sizeBytes: blob.sizeBytes };
  }
  headers(): Promise<Output<'mail', 'headers'>> {
    return api.mail.headers({ id: this.id }, { signal: this.#stop.signal });
  }
  /** A part as a file of the page: to look at, or to open elsewhere in it. Throws AppError. */
  async file(part: MessagePart): Promise<File> {
    const blob = await api.mail.part({ id: this.id, index: part.index }, { signal: this.#stop.signal });
    return new File(await readBlob(blob), part.name, { type: part.mimeType });
  }

  /** Gives the person one file, several as .zip, or the whole message. */
  async save(what: Saving): Promise<void> {
    if (this.saving !== null || !this.info) return;
    this.saving = what;
    const { id, info } = this;
    await this.#try(async () => {
      if (what === 'zip') {
        const parts = filesOf(info).flatMap(({ kind, index }) => (kind === 'reference' ? [] : [index]));
        await saveBlob(await api.mail.partsZip({ id, parts }));
      } else await saveBlob(await (what === 'eml' ? api.mail.source({ id }) : api.mail.part({ id, index: what })));
    });
    this.saving = null;
  }

  close(): void {
    this.#stop.abort();
    for (const url of this.#urls) URL.revokeObjectURL(url);
    this.#urls.length = 0;
    this.#pictures.clear();
  }

  async #try(work: () => Promise<void>): Promise<void> {
    this.trouble = null;
    try {
      await work();
    } catch (error) {
      if (!wasCancelled(error)) this.trouble = failureOf(error);
    }
  }

  #partOf(reference: string): MessagePart | undefined {
    const name = plain(reference.replace(/^cid:/i, ''));
    const isId = /^cid:/i.test(reference);
    return this.info?.parts.find((part) =>
      isId ? part.contentId === name : part.contentLocation === plain(reference),
    );
  }

  #keptPicture(key: string, make: () => Promise<string | null>): Promise<string | null> {
    const kept = this.#pictures.get(key);
    if (kept) return kept;
    const made = make().catch(() => null);
    this.#pictures.set(key, made);
    return made;
  }

  async #remote(url: string): Promise<string | null> {
    if (this.#asking >= AT_ONCE) await new Promise<void>((go) => this.#waiting.push(go));
    this.#asking += 1;
    try {
      if (this.#stop.signal.aborted) return null;
      const blob = await api.mail.remoteImage({ id: this.id, url }, { signal: this.#stop.signal });
      return await this.#url(blob, blob.mimeType);
    } finally {
      this.#asking -= 1;
      this.#waiting.shift()?.();
    }
  }

  async #url(blob: Output<'mail', 'part'>, type: string): Promise<string | null> {
    const pieces = await readBlob(blob);
    if (this.#stop.signal.aborted) return null;
    const url = URL.createObjectURL(new Blob(pieces, { type }));
    this.#urls.push(url);
    return url;
  }
}

function plain(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** A thread on screen. `start` listens; what it returns gives everything back. */
export class OpenThread {
  readonly threadId: number;
  thread = $state.raw<Thread | null>(null);
  failure = $state.raw<AppErrorData | null>(null);
  readonly open = new SvelteMap<number, OpenMessage>();
  /** What was open from the start; null: the newest, once it is known. */
  first = $state<number | null>(null);
  #asking = false;
  #again = false;

  /** `first` is open from the start; null: the newest. */
  constructor(threadId: number, first: number | null) {
    this.threadId = threadId;
    this.first = first;
    // The message itself does not wait for the list of the others.
    if (first !== null) this.show(first);
  }

  start(): () => void {
    void this.load();
    const off = api.on('mail.changed', () => void this.load());
    return () => {
      off();
      for (const message of this.open.values()) message.close();
    };
  }

  /** Changes come several times a second while mail is read in: one question at a time, and one more at the end. */
  async load(): Promise<void> {
    if (this.#asking) {
      this.#again = true;
      return;
    }
    this.#asking = true;
    try {
      // Of a message with copies elsewhere the one that was opened is shown, and only that.
      const thread = await api.mail.thread({ threadId: this.threadId, messageId: this.first ?? undefined });
      this.thread = thread;
      this.failure = null;
      const newest = thread.messages.at(-1)?.id;
      if (this.first === null && newest !== undefined) {
        this.first = newest;
        this.show(newest);
      }
    } catch (error) {
      if (!wasCancelled(error)) this.failure = failureOf(error);
    } finally {
      this.#asking = false;
    }
    const again = this.#again;
    this.#again = false;
    if (again) await this.load();
  }

  show(id: number): void {
    if (this.open.has(id)) return;
    const message = new OpenMessage(id);
    this.open.set(id, message);
    void message.load();
  }
  fold(id: number): void {
    this.open.get(id)?.close();
    this.open.delete(id);
  }
}
