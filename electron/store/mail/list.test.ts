// The cached lists against the store itself, while the store changes at random.
import { expect, test } from 'vitest';
import { filledStore } from '../../../tests/support/mail-store.ts';
import { seeded } from '../../../tests/support/random.ts';
import type { ListOptions } from '../../contract/mail.ts';
import { listMailFolders } from './folders.ts';
import { listView } from './list.ts';
import { Flag } from './schema.ts';

interface Plain {
  readonly id: number;
  readonly thread_id: number;
  readonly folder_id: number;
  readonly flags: number;
}

test.each([1, 2, 3, 4])('a list never shows what was before (seed %i)', (seed) => {
  const { store, put, id, close } = filledStore({ INBOX: 'inbox', Work: null, Trash: 'trash' });
  const random = seeded(seed);
  const paths = ['INBOX', 'Work', 'Trash'];
  const all = (): Plain[] =>
    store.database
      .prepare('SELECT id, thread_id, folder_id, flags FROM messages ORDER BY id DESC')
      .all() as unknown as Plain[];
  const run = (sql: string, ...values: number[]): void => void store.database.prepare(sql).run(...values);
  const lists: ListOptions[] = [];
  for (const threads of [true, false])
    for (const ascending of [true, false])
      for (const filter of ['all', 'unread', 'starred'] as const)
        lists.push(
          { view: { kind: 'folder', folderId: id('INBOX') }, threads, ascending, filter, sort: 'date' },
          { view: { kind: 'starred' }, threads, ascending, filter, sort: 'date' },
        );
  let made = 0;
  for (let step = 0; step < 150; step += 1) {
    const some = all();
    const one = random.pick(some.length > 0 ? some : [{ id: 0, thread_id: 0, folder_id: 0, flags: 0 }]);
    const what = some.length < 5 ? 0 : random.below(6);
    // A message that answers two earlier ones makes their threads one.
    const references = [`m${random.below(made + 1)}@example.com`, `m${random.below(made + 1)}@example.com`];
    if (what <= 1) put(random.pick(paths), { references, flags: random.pick([0, Flag.seen, Flag.flagged]) });
    else if (what === 2) run('UPDATE messages SET folder_id = ? WHERE id = ?', id(random.pick(paths)), one.id);
    else if (what === 3)
      run('UPDATE messages SET flags = ? WHERE id = ?', random.pick([0, 1, 4, 5, 8, 12, 512]), one.id);
    else if (what === 4) run('DELETE FROM messages WHERE id = ?', one.id);
    if (what <= 1) made += 1;
    const list = random.pick(lists);
    const view = listView(store, list);
    const expected = plainly(all(), list, id('INBOX'), id('Trash'));
    expect([...view.ids]).toEqual(expected.rows);
    expect(view).toMatchObject({ messages: expected.messages, unread: expected.unread });
    // The number beside the place, kept row by row.
    const starred = listMailFolders(store).reduce((sum, one) => sum + (one.role === 'trash' ? 0 : one.starred), 0);
    const star: ListOptions = {
      view: { kind: 'starred' },
      threads: false,
      ascending: false,
      filter: 'all',
      sort: 'date',
    };
    expect(starred).toBe(listView(store, star).messages);
  }
  close();
});

function plainly(
  rows: readonly Plain[],
  { view, threads, ascending, filter }: ListOptions,
  inbox: number,
  trash: number,
): { rows: number[]; messages: number; unread: number } {
  const wanted = rows.filter(
    ({ folder_id, flags }) =>
      !(flags & Flag.deleted) &&
      (view.kind === 'folder' ? folder_id === inbox : folder_id !== trash && flags & Flag.flagged) &&
      (filter !== 'unread' || !(flags & Flag.seen)) &&
      (filter !== 'starred' || flags & Flag.flagged),
  );
  const seen = new Set<number>();
  const shown = wanted.filter(({ thread_id }) => !threads || (!seen.has(thread_id) && seen.add(thread_id)));
  const ids = shown.map(({ id }) => id);
  return {
    rows: ascending ? ids.reverse() : ids,
    messages: wanted.length,
    unread: wanted.filter(({ flags }) => !(flags & Flag.seen)).length,
  };
}
