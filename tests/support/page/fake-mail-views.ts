// What is in a list of the made-up mailbox: places, search operators, quick filters, groups by day.
import type { ListOptions, ListPage, View } from '../../../electron/contract/mail.ts';
import { parseQuery } from '../../../electron/contract/query.ts';
import { personOf, texts, type FakeFolder, type FakeMessage } from './mail-sample.ts';
import { DAY } from './sample.ts';

export const fold = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** Who is in a list for a view. */
export function testOf(view: View, folders: readonly FakeFolder[]): (message: FakeMessage) => boolean {
  if (view.kind === 'folder') return (one) => one.folderId === view.folderId;
  if (view.kind === 'starred') return (one) => one.starred;
  if (view.kind === 'role') {
    const ids = new Set(folders.filter((one) => one.role === view.role).map((one) => one.id));
    return (one) => ids.has(one.folderId);
  }
  const { terms } = parseQuery(view.query);
  const tests = terms.map((term): ((one: FakeMessage) => boolean) => {
    const is = (): ((one: FakeMessage) => boolean) => {
      switch (term.kind) {
        case 'words':
          return (one) => fold(`${personOf(one).name} ${texts[one.text]?.join(' ') ?? ''}`).includes(fold(term.text));
        case 'person':
          return (one) => fold(`${personOf(one).name} ${personOf(one).address}`).includes(fold(term.text));
        case 'in':
          return (one) =>
            fold(folders.find(({ id }) => id === one.folderId)?.names.join(' ') ?? '').includes(fold(term.text));
        case 'has':
          return (one) => one.files;
        case 'is':
          return (one) =>
            ({ unread: one.unread, read: !one.unread, starred: one.starred, answered: one.answered })[term.what];
        case 'before':
          return (one) => one.at < new Date(`${term.day}T00:00:00`).getTime();
        case 'after':
          return (one) => one.at >= new Date(`${term.day}T00:00:00`).getTime();
        case 'larger':
          return (one) => one.size > term.bytes;
        case 'smaller':
          return (one) => one.size < term.bytes;
        case 'list':
          return () => false;
      }
    };
    return term.not ? (one) => !is()(one) : is();
  });
  return (one) => tests.every((test) => test(one));
}

export const filters: Record<ListOptions['filter'], (one: FakeMessage) => boolean> = {
  all: () => true,
  unread: (one) => one.unread,
  starred: (one) => one.starred,
  files: (one) => one.files,
  contacts: (one) => one.person >= 0 && one.person < 6,
};

/** By day, as the program groups them. */
export function groupsOf(rows: readonly FakeMessage[], list: ListOptions, now: number): ListPage['groups'] {
  if (list.sort !== 'date') return [];
  const today = new Date(now).setHours(0, 0, 0, 0);
  const monday = today - ((new Date(today).getDay() + 6) % 7) * DAY;
  const groups: ListPage['groups'] = [];
  rows.forEach(({ at }, index) => {
    const month = new Date(at);
    const group =
      at >= today
        ? { kind: 'today' as const, at: today }
        : at >= today - DAY
          ? { kind: 'yesterday' as const, at: today - DAY }
          : at >= monday
            ? { kind: 'week' as const, at: monday }
            : { kind: 'month' as const, at: new Date(month.getFullYear(), month.getMonth(), 1).getTime() };
    const last = groups.at(-1);
    if (last?.kind !== group.kind || last.at !== group.at) groups.push({ ...group, index });
  });
  return groups;
}
