// The sidebar's order and counts, whatever the server calls and nests its folders.
import { describe, expect, test } from 'vitest';
import type { MailFolder } from '../api.ts';
import { folderRows } from './mail-tree.ts';

const folder = (id: number, name: string, more: Partial<MailFolder> = {}): MailFolder => ({
  id,
  accountId: 'a',
  parentId: null,
  path: name,
  names: [name],
  role: null,
  selectable: true,
  subscribed: true,
  total: 0,
  unread: 0,
  starred: 0,
  known: 0,
  keep: null,
  ...more,
});
const names = (folders: readonly MailFolder[], open: readonly number[] = []): string[] =>
  folderRows(folders, (one) => open.includes(one.id), 'fr').flatMap((row) =>
    row.kind === 'folder' ? [`${'-'.repeat(row.level - 1)}${row.folder.names.at(-1) ?? ''}`] : [],
  );

describe('folders of an account', () => {
  test('special ones first, junk and trash last, the others as their readers sort', () => {
    const folders = [
      folder(1, 'Zoo'),
      folder(2, 'Trash', { role: 'trash' }),
      folder(3, 'école 10'),
      folder(4, 'École 9'),
      folder(5, 'Spam', { role: 'junk' }),
      folder(6, 'Sent', { role: 'sent' }),
      folder(7, 'INBOX', { role: 'inbox' }),
    ];
    expect(names(folders)).toEqual(['INBOX', 'Sent', 'École 9', 'école 10', 'Zoo', 'Spam', 'Trash']);
  });

  test('nested ones show when their folder is open; shut, it counts what they hold unread', () => {
    const folders = [
      folder(1, 'Clients'),
      folder(2, 'Mairie', { parentId: 1, unread: 3 }),
      folder(3, 'Port', { parentId: 2, unread: 2 }),
    ];
    expect(names(folders)).toEqual(['Clients']);
    expect(names(folders, [1])).toEqual(['Clients', '-Mairie']);
    expect(names(folders, [1, 2])).toEqual(['Clients', '-Mairie', '--Port']);
    const [shut] = folderRows(folders, () => false, 'fr');
    expect(shut).toMatchObject({ hiddenUnread: 5, children: 1 });
    const [open] = folderRows(folders, () => true, 'fr');
    expect(open).toMatchObject({ hiddenUnread: 0 });
  });

  test('a folder whose parent is not listed stands at the top', () => {
    expect(names([folder(1, 'Lost', { parentId: 99 })])).toEqual(['Lost']);
  });
});
