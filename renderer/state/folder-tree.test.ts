// Sums and ticks of the folder tree: what is counted on the choose page is what will be exported.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildTree, inTreeOrder, tickOf, treeRows, type Folder, type FolderNode } from './folder-tree.ts';

const folder = (
  path: string,
  messages: number,
  role: Folder['role'] = null,
  sizeBytes: number | null = 10,
): Folder => ({
  key: path,
  names: path.split('/'),
  role,
  messages,
  sizeBytes,
});

describe('folder tree', () => {
  it('puts roles in the order people expect, and names by the language', () => {
    const tree = buildTree(
      [
        folder('Trash', 1, 'trash'),
        folder('Zoo', 1),
        folder('École', 1),
        folder('Sent', 1, 'sent'),
        folder('INBOX', 1, 'inbox'),
        folder('Dossier 10', 1),
        folder('Dossier 9', 1),
      ],
      'fr',
    );
    expect(tree.map((node) => node.name)).toEqual([
      'INBOX',
      'Sent',
      'Dossier 9',
      'Dossier 10',
      'École',
      'Zoo',
      'Trash',
    ]);
  });

  it('makes levels that hold no mail themselves', () => {
    const [top] = buildTree([folder('[Gmail]/Sent', 5, 'sent'), folder('[Gmail]/Trash', 2, 'trash')], 'en');
    expect(top).toMatchObject({ name: '[Gmail]', key: null, messages: 7, below: 2 });
  });

  it('says the size is unknown when one part is', () => {
    const [top] = buildTree([folder('A', 1), folder('A/B', 1, null, null)], 'en');
    expect(top?.sizeBytes).toBeNull();
  });

  it('counts every folder exactly once, whatever the names', () => {
    const name = fc.string({ minLength: 1, maxLength: 3 }).filter((text) => !text.includes('\u0000'));
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.array(name, { minLength: 1, maxLength: 4 }), { selector: (names) => names.join('\u0000') }),
        (paths) => {
          const folders = paths.map((names, index) => ({
            key: String(index),
            names,
            role: null,
            messages: 1,
            sizeBytes: 1,
          }));
          const tree = buildTree(folders, 'en');
          const keys = tree.flatMap((node) => node.keys);
          expect([...keys].sort()).toEqual(folders.map((one) => one.key).sort());
          expect(tree.reduce((sum, node) => sum + node.messages, 0)).toBe(folders.length);
          const all = (nodes: readonly FolderNode[]): number =>
            nodes.reduce((sum, node) => sum + 1 + all(node.children), 0);
          expect(treeRows(tree, () => true)).toHaveLength(all(tree));
        },
      ),
    );
  });

  it('ticks in three states', () => {
    expect(tickOf(['a', 'b'], new Set())).toBe('off');
    expect(tickOf(['a', 'b'], new Set(['a']))).toBe('mixed');
    expect(tickOf(['a', 'b'], new Set(['a', 'b']))).toBe('on');
  });

  it('shows closed levels as one row', () => {
    const tree = buildTree([folder('A', 1), folder('A/B', 1), folder('C', 1)], 'en');
    const rows = treeRows(tree, () => false);
    expect(rows.map((row) => [row.node.name, row.level, row.position, row.size])).toEqual([
      ['A', 1, 1, 2],
      ['C', 1, 2, 2],
    ]);
  });

  it('lists folders in the same order without a tree, each exactly once', () => {
    const folders = [folder('Trash', 1, 'trash'), folder('Zoo/b', 1), folder('INBOX', 1, 'inbox'), folder('Zoo', 1)];
    expect(inTreeOrder(folders, 'en').map(({ key }) => key)).toEqual(['INBOX', 'Zoo', 'Zoo/b', 'Trash']);
  });
});
