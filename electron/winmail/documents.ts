// The documents that are open, by handle, bounded in number and bytes. A page that went away without closing leaves its
// documents behind: they make room when it is needed.
import { randomUUID } from 'node:crypto';
import { AppError } from '../contract/errors.ts';
import type { OpenedDocument } from './document.ts';

interface Entry {
  readonly document: OpenedDocument;
  /** The handle that open() gave; a part's document lives as long as the one it came from. */
  readonly root: string;
  readonly bytes: number;
  usedAt: number;
}

export const documentLimits = {
  documents: 200,
  /** Of originals and decoded files. One upload of the largest size, decoded, still fits. */
  bytes: 768 * 1024 * 1024,
  /** Only what nobody has touched for this long is closed for others. */
  idleMs: 10 * 60_000,
} as const;

export class OpenDocuments {
  readonly #entries = new Map<string, Entry>();

  /** `parent` null: a document of its own. Throws app.too_large, and app.not_found when the parent is closed. */
  add(document: OpenedDocument, parent: string | null): string {
    const handle = randomUUID();
    const root = parent === null ? handle : this.#entry(parent).root;
    const bytes = document.sizeBytes + document.parts.reduce((sum, part) => sum + part.sizeBytes, 0);
    this.#makeRoom(bytes, root);
    this.#entries.set(handle, { document, root, bytes, usedAt: Date.now() });
    return handle;
  }

  /** Throws app.not_found. */
  get(handle: string): OpenedDocument {
    return this.#entry(handle).document;
  }

  /** Closes it and every document opened out of it. */
  close(handle: string): void {
    const root = this.#entries.get(handle)?.root;
    this.#entries.delete(handle);
    if (root === handle) for (const [id, entry] of this.#entries) if (entry.root === root) this.#entries.delete(id);
  }

  closeAll(): void {
    this.#entries.clear();
  }

  #entry(handle: string): Entry {
    const entry = this.#entries.get(handle);
    if (!entry) throw new AppError('app.not_found', { name: 'document' });
    entry.usedAt = Date.now();
    return entry;
  }

  #makeRoom(bytes: number, keep: string): void {
    const fits = (): boolean => {
      const total = [...this.#entries.values()].reduce((sum, entry) => sum + entry.bytes, bytes);
      return total <= documentLimits.bytes && this.#entries.size < documentLimits.documents;
    };
    const idleSince = Date.now() - documentLimits.idleMs;
    const idle = [...this.#entries].filter(([, entry]) => entry.root !== keep && entry.usedAt < idleSince);
    idle.sort(([, one], [, other]) => one.usedAt - other.usedAt);
    for (const [handle] of idle) {
      if (fits()) return;
      this.close(handle);
    }
    if (!fits()) throw new AppError('app.too_large', { limitBytes: documentLimits.bytes });
  }
}
