// Folders as a person sees a mailbox: a tree with sums, three-state ticks, and the order people expect.
// Pure, so the page that chooses for an export and the one that chooses for a restore count alike.

export type Role = 'inbox' | 'sent' | 'drafts' | 'archive' | 'junk' | 'trash' | 'all' | 'flagged' | 'important';

export interface Folder {
  /** What the contract takes back: the server's path, or a folder id of an archive. */
  readonly key: string;
  readonly names: readonly string[];
  readonly role: Role | null;
  readonly messages: number;
  /** null where the server does not say. */
  readonly sizeBytes: number | null;
}

export interface FolderNode {
  /** Unique in the tree, also for levels that hold no mail themselves. */
  readonly id: string;
  readonly name: string;
  readonly role: Role | null;
  /** null for a level that only holds other folders. */
  readonly key: string | null;
  readonly children: readonly FolderNode[];
  /** Sums of the folder and everything below it. */
  readonly messages: number;
  readonly sizeBytes: number | null;
  /** Folders below it that hold mail or could. */
  readonly below: number;
  /** Its own and all keys below. */
  readonly keys: readonly string[];
}

export type Tick = 'on' | 'off' | 'mixed';

export interface TreeRow {
  readonly node: FolderNode;
  readonly level: number;
  readonly position: number;
  readonly size: number;
  readonly open: boolean;
  readonly parent: string | null;
}

const ORDER: readonly (Role | null)[] = [
  'inbox',
  'sent',
  'drafts',
  'flagged',
  'important',
  'all',
  'archive',
  null,
  'junk',
  'trash',
];
const SEPARATOR = '\u0000';

export const addSizes = (a: number | null, b: number | null): number | null =>
  a === null || b === null ? null : a + b;

interface Draft {
  id: string;
  name: string;
  own: Folder | null;
  children: Map<string, Draft>;
}

function close(draft: Draft, compare: (a: string, b: string) => number): FolderNode {
  const children = [...draft.children.values()]
    .map((child) => close(child, compare))
    .sort((a, b) => ORDER.indexOf(a.role) - ORDER.indexOf(b.role) || compare(a.name, b.name));
  const own = draft.own;
  return {
    id: draft.id,
    name: draft.name,
    role: own?.role ?? null,
    key: own?.key ?? null,
    children,
    messages: children.reduce((sum, child) => sum + child.messages, own?.messages ?? 0),
    sizeBytes: children.reduce<number | null>((sum, child) => addSizes(sum, child.sizeBytes), own ? own.sizeBytes : 0),
    below: children.reduce((sum, child) => sum + child.below + (child.key === null ? 0 : 1), 0),
    keys: [...(own ? [own.key] : []), ...children.flatMap((child) => child.keys)],
  };
}

/** The tree of one account. `locale` sorts names the way its readers expect. */
export function buildTree(folders: readonly Folder[], locale: string): readonly FolderNode[] {
  const root: Draft = { id: '', name: '', own: null, children: new Map() };
  for (const folder of folders) {
    let at = root;
    for (const name of folder.names.length ? folder.names : [folder.key]) {
      let next = at.children.get(name);
      if (!next) {
        next = { id: `${at.id}${SEPARATOR}${name}`, name, own: null, children: new Map() };
        at.children.set(name, next);
      }
      at = next;
    }
    at.own = folder;
  }
  const collator = new Intl.Collator(locale, { numeric: true, sensitivity: 'base' });
  return close(root, (a, b) => collator.compare(a, b)).children;
}

/** The folders of one account in the order of its tree, for lists without one. */
export function inTreeOrder<T extends { readonly names: readonly string[]; readonly role: Role | null }>(
  items: readonly T[],
  locale: string,
): readonly T[] {
  const folders = items.map(({ names, role }, index) => ({
    key: String(index),
    names,
    role,
    messages: 0,
    sizeBytes: 0,
  }));
  return buildTree(folders, locale).flatMap((node) => node.keys.flatMap((key) => items[Number(key)] ?? []));
}

/** Items that belong to accounts, in groups, in the order the accounts first appear. */
export function byAccount<T extends { readonly account: string }>(
  items: readonly T[],
): { readonly address: string; readonly items: readonly T[] }[] {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(item.account);
    if (group) group.push(item);
    else groups.set(item.account, [item]);
  }
  return [...groups].map(([address, group]) => ({ address, items: group }));
}

/** What a node's box shows, from the ticked keys below it. */
export function tickOf(keys: readonly string[], ticked: { has(key: string): boolean }): Tick {
  let on = 0;
  for (const key of keys) if (ticked.has(key)) on++;
  return on === 0 ? 'off' : on === keys.length ? 'on' : 'mixed';
}

/** The rows in view, top to bottom, with what a screen reader says about their place. */
export function treeRows(
  nodes: readonly FolderNode[],
  isOpen: (id: string) => boolean,
  level = 1,
  parent: string | null = null,
): TreeRow[] {
  return nodes.flatMap((node, index) => {
    const open = node.children.length > 0 && isOpen(node.id);
    const row: TreeRow = { node, level, position: index + 1, size: nodes.length, open, parent };
    return open ? [row, ...treeRows(node.children, isOpen, level + 1, node.id)] : [row];
  });
}
