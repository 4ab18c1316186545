// An Outlook data file as a person sees it: folders with their messages. Messages are found through the tree of nodes and
// not through the folders' own tables, so a damaged table hides nothing.
import type { PropertyBag } from '../../tnef/index.ts';
import { AppError } from '../../contract/errors.ts';
import { Blocks, DamagedBlock, type SubNode } from './blocks.ts';
import { textIn, usualPage } from '../code-pages.ts';
import { readNames, type Dictionary, type Names } from '../names.ts';
import { openProperties, type PropertyNode } from './node.ts';
import { PstFile, readHeader } from './pst-file.ts';

/** NIDs with a fixed meaning ([MS-PST] 2.4.1) and the types in a NID's low five bits ([MS-PST] 2.2.2.1). */
const MESSAGE_STORE = 0x21;
const NAME_MAP = 0x61;
const ROOT_FOLDER = 0x122;
const FOLDER_TYPE = 0x02;
const MESSAGE_TYPE = 0x04;
/** PidTagMessageClass, PidTagDisplayName, PidTagContentCount, PidTagIpmSubTreeEntryId, PidTagContainerClass. */
const [MESSAGE_CLASS, DISPLAY_NAME, CONTENT_COUNT, IPM_SUBTREE, CONTAINER_CLASS] = [
  0x001a, 0x3001, 0x3602, 0x35e0, 0x3613,
];
const MAX_DEPTH = 100;
/** Messages asked for their language. */
const SAMPLE = 200;

export interface PstFolder {
  readonly nid: number;
  /** From below the top of what Outlook shows. */
  readonly names: readonly string[];
  /** 'IPF.Note', 'IPF.Contact', ...; '' = mail. */
  readonly containerClass: string;
  /** The messages' NIDs, oldest number first. */
  readonly messages: Uint32Array;
  /** What the folder itself says it holds; null = does not say. */
  readonly said: number | null;
}

export class PstStore {
  readonly blocks: Blocks;
  readonly wide: boolean;
  readonly names: Names;
  readonly folders: readonly PstFolder[];
  /** The code page most messages are in; null = none says. */
  readonly page: number | null;
  readonly #file: PstFile;

  private constructor(file: PstFile) {
    this.#file = file;
    const header = readHeader(file);
    this.wide = header.layout.name === 'unicode4k';
    this.blocks = new Blocks(file, header);
    const map = this.#node(NAME_MAP);
    this.names = map ? readNames((id) => map.raw(id)?.bytes ?? new Uint8Array(0)) : new Map();
    this.page = header.layout.name === 'ansi' ? usualPage(this.#someMessages()) : null;
    this.folders = this.#folders();
  }

  /** Throws migrate.not_outlook, disk.*. */
  static open(path: string): PstStore {
    const file = PstFile.open(path);
    try {
      const store = new PstStore(file);
      if (store.blocks.trees.nodes.size === 0) throw new AppError('migrate.not_outlook', { path, reason: 'no nodes' });
      return store;
    } catch (error) {
      file.close();
      throw error;
    }
  }

  /** Parts of the file that say where things are could not be read: something may be missing. */
  get damaged(): boolean {
    return this.blocks.trees.damagedPages > 0;
  }

  /** Throws DamagedBlock. */
  open(node: SubNode, dictionary: Dictionary): PropertyNode {
    return openProperties(this.blocks, node, this.wide, dictionary);
  }

  #node(nid: number): PropertyNode | null {
    const entry = this.blocks.trees.nodes.get(nid);
    const dictionary: Dictionary = { text: textIn(() => [this.page]), idOf: () => null };
    try {
      return entry ? this.open(entry, dictionary) : null;
    } catch (error) {
      if (error instanceof DamagedBlock) return null;
      throw error;
    }
  }

  *#someMessages(): Generator<PropertyBag> {
    let read = 0;
    for (const { nid } of this.blocks.trees.nodes.values()) {
      const message = (nid & 0x1f) === MESSAGE_TYPE && read++ < SAMPLE ? this.#node(nid) : null;
      if (message) yield message.bag;
    }
  }

  #folders(): PstFolder[] {
    const { nodes } = this.blocks.trees;
    const messages = new Map<number, number[]>();
    const children = new Map<number, number[]>();
    for (const { nid, parent } of nodes.values()) {
      const type = nid & 0x1f;
      if (type !== MESSAGE_TYPE && type !== FOLDER_TYPE) continue;
      if (type === FOLDER_TYPE && nid === parent) continue;
      const into = type === MESSAGE_TYPE ? messages : children;
      const list = into.get(parent);
      if (list) list.push(nid);
      else into.set(parent, [nid]);
    }
    const top = this.#top();
    const found: PstFolder[] = [];
    const visited = new Set<number>();
    const visit = (nid: number, names: readonly string[]): void => {
      if (visited.has(nid) || names.length > MAX_DEPTH) return;
      visited.add(nid);
      const bag = this.#node(nid)?.bag;
      const said = bag?.get(CONTENT_COUNT);
      const kind = bag?.get(CONTAINER_CLASS);
      found.push({
        nid,
        names,
        containerClass: kind?.type === 'string' ? kind.value : '',
        messages: Uint32Array.from(messages.get(nid) ?? []).sort(),
        said: said?.type === 'integer' ? said.value : null,
      });
      messages.delete(nid);
      for (const child of (children.get(nid) ?? []).sort((a, b) => a - b)) visit(child, [...names, this.#name(child)]);
    };
    visit(top, []);
    const shown = found.length;
    // Outside of what Outlook shows, and what lost its parent to damage: mail there is mail too.
    for (const nid of messages.keys()) {
      const outermost = this.#outermost(nid);
      for (const each of [outermost, nid]) visit(each, [nodes.has(each) ? this.#name(each) : '']);
    }
    return found.flatMap((folder, index) => {
      if (index < shown) return folder;
      const letters = folder.messages.filter((nid) => !this.#isBookkeeping(nid));
      return letters.length > 0 ? { ...folder, messages: letters } : [];
    });
  }

  /** The folder nearest the root that this one lies in; itself where its parent is gone. */
  #outermost(nid: number): number {
    const { nodes } = this.blocks.trees;
    let at = nid;
    for (let depth = 0; depth < MAX_DEPTH; depth++) {
      const parent = nodes.get(at)?.parent;
      if (parent === undefined || parent === at || parent === ROOT_FOLDER || !nodes.has(parent)) break;
      at = parent;
    }
    return at;
  }

  /** What Outlook keeps for itself in hidden folders: when people are free, rules, views. */
  #isBookkeeping(nid: number): boolean {
    const kind = this.#node(nid)?.bag.get(MESSAGE_CLASS);
    return kind?.type === 'string' && /^ipm\.(?:microsoft|configuration)\b/i.test(kind.value);
  }

  #name(nid: number): string {
    const name = this.#node(nid)?.bag.get(DISPLAY_NAME);
    return name?.type === 'string' ? name.value : '';
  }

  /** The folder Outlook shows as the file's top; the root where the file does not say. */
  #top(): number {
    const entry = this.#node(MESSAGE_STORE)?.bag.get(IPM_SUBTREE);
    // An entry id: 4 bytes of flags, 16 of the store, then the NID ([MS-PST] 2.4.3.2).
    if (entry?.type === 'binary' && entry.value.length >= 24) {
      const nid = new DataView(entry.value.buffer, entry.value.byteOffset, 24).getUint32(20, true);
      if (this.blocks.trees.nodes.has(nid)) return nid;
    }
    // A copy of an Exchange mailbox (.ost) does not say; there the folder has this name in every language. The one of the
    // public folders stands beside it, with little below it.
    const folders = [...this.blocks.trees.nodes.values()].filter(({ nid }) => (nid & 0x1f) === FOLDER_TYPE);
    const below = (top: number): number => folders.filter(({ parent }) => parent === top).length;
    const tops = folders.filter(({ nid }) => this.#name(nid) === 'IPM_SUBTREE').map(({ nid }) => nid);
    const [widest] = tops.sort((a, b) => below(b) - below(a));
    if (widest !== undefined) return widest;
    return ROOT_FOLDER;
  }

  close(): void {
    this.#file.close();
  }
}
