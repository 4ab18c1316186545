// A program's mail as the page sees it: lists with real paging, groups and threads, changes with undo, search. All of it
// from mail-sample.ts, in the page's memory.
import { AppError } from '../../../electron/contract/errors.ts';
import type { Handlers } from '../../../electron/contract/index.ts';
import type {
  Change,
  ListOptions,
  ListPage,
  MailFolder,
  ReadMessage,
  Row,
  SyncSettings,
  Target,
} from '../../../electron/contract/mail.ts';
import { parseQuery } from '../../../electron/contract/query.ts';
import { filters, fold, groupsOf, testOf } from './fake-mail-views.ts';
import { readMessage } from './fake-message.ts';
import { readerAnswers } from './reader-sample.ts';
import { mailbox, people, personOf, texts, type FakeFolder, type FakeMessage } from './mail-sample.ts';
import { sampleAccounts, DAY } from './sample.ts';

export interface FakeMail {
  readonly handlers: Handlers['mail'];
  /** New unread mail in the first inbox, as a server would bring it; told as the program tells it. */
  arrive(count: number): void;
}

const EVENT_AFTER_MS = 60;

export function fakeMail(empty: boolean, emit: (name: string, payload: unknown) => void): FakeMail {
  const now = Date.now();
  const box = empty ? { folders: [], messages: [] } : mailbox(now);
  const { folders } = box;
  let { messages } = box;
  let revision = 1;
  let undoId = 0;
  let serverAsked = '';
  const undos = new Map<number, () => void>();
  const allowed = new Map([['voyages@connect.sncf.fr', now - 40 * DAY]]);
  const sync = new Map<string, SyncSettings>();
  const status = new Map(
    sampleAccounts.map(({ id, hasPassword, address }) => [
      id,
      {
        accountId: id,
        state: hasPassword ? ('idle' as const) : ('waiting' as const),
        folderId: null,
        headers: { done: 0, total: 0 },
        texts: { done: 0, total: 0 },
        queued: 0,
        checkedAt: now - 120_000,
        error: hasPassword ? null : new AppError('account.password_missing', { address }).toData(),
        refused: null,
        rebuilt: false,
      },
    ]),
  );

  const folderOf = (id: number): FakeFolder => {
    const found = folders.find((one) => one.id === id);
    if (!found) throw new AppError('mail.folder_gone', { folder: String(id) });
    return found;
  };
  const messageOf = (id: number): FakeMessage => {
    const found = messages.find((one) => one.id === id);
    if (!found) throw new AppError('mail.gone');
    return found;
  };
  const counted = (): MailFolder[] => {
    const counts = new Map(folders.map(({ id }) => [id, { total: 0, unread: 0, starred: 0 }]));
    for (const { folderId, unread, starred } of messages) {
      const count = counts.get(folderId);
      if (!count) continue;
      count.total++;
      if (unread) count.unread++;
      if (starred) count.starred++;
    }
    return folders.map((one) => {
      const count = counts.get(one.id) ?? { total: 0, unread: 0, starred: 0 };
      return { ...one, ...count, known: count.total };
    });
  };

  /** Deleted messages stay in their thread's list: these are left. */
  let left: ReadonlySet<FakeMessage> | null = null;
  let changed = new Set<number>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** As the program does: one event for what happens together, and the counts with it. */
  const tell = (ids: Iterable<number>, search = false): void => {
    for (const id of ids) changed.add(id);
    revision++;
    rowsOf.clear();
    left = null;
    timer ??= setTimeout(() => {
      timer = undefined;
      emit('mail.changed', { folderIds: [...changed], messageIds: [], search });
      emit('mail.folders', counted());
      changed = new Set();
    }, EVENT_AFTER_MS);
  };

  interface Listed {
    readonly rows: readonly FakeMessage[];
    readonly groups: ListPage['groups'];
    readonly messages: number;
    readonly unread: number;
  }
  const rowsOf = new Map<string, Listed>();
  function listed(list: ListOptions): Listed {
    const key = JSON.stringify(list);
    const kept = rowsOf.get(key);
    if (kept) return kept;
    const test = testOf(list.view, folders);
    const all = messages.filter((one) => test(one) && filters[list.filter](one));
    const seen = new Set<number>();
    const rows = list.threads
      ? all.filter(({ threadId }) => !seen.has(threadId) && seen.add(threadId).size > 0)
      : [...all];
    const by: Record<ListOptions['sort'], (a: FakeMessage, b: FakeMessage) => number> = {
      date: (a, b) => b.at - a.at || b.id - a.id,
      from: (a, b) => personOf(b).name.localeCompare(personOf(a).name),
      subject: (a, b) => (texts[b.text]?.[0] ?? '').localeCompare(texts[a.text]?.[0] ?? ''),
      size: (a, b) => b.size - a.size,
    };
    rows.sort(by[list.sort]);
    if (list.ascending) rows.reverse();
    const made = {
      rows,
      groups: groupsOf(rows, list, now),
      messages: all.length,
      unread: all.filter((one) => one.unread).length,
    };
    rowsOf.set(key, made);
    return made;
  }

  const threads = new Map<number, FakeMessage[]>();
  const threadOf = (id: number): FakeMessage[] => {
    const there = (left ??= new Set(messages));
    if (threads.size === 0)
      for (const one of messages) threads.set(one.threadId, [...(threads.get(one.threadId) ?? []), one]);
    return (threads.get(id) ?? []).filter((one) => there.has(one)).toSorted((a, b) => a.at - b.at);
  };

  function rowOf(message: FakeMessage, list: ListOptions): Row {
    const folder = folderOf(message.folderId);
    const outgoing = folder.role === 'sent' || folder.role === 'drafts';
    const all = list.threads && !outgoing ? threadOf(message.threadId) : [message];
    const [subject = '', preview = ''] = texts[message.text] ?? [];
    const names = [...new Map(all.map((one) => [one.person, one])).values()].slice(0, 5);
    return {
      id: message.id,
      threadId: message.threadId,
      accountId: folder.accountId,
      folderId: message.folderId,
      people: names.map((one) =>
        one.person < 0 && !outgoing
          ? { name: 'Claire Morel', address: 'claire.morel@orange.fr', isMe: true }
          : personOf(one),
      ),
      outgoing,
      subject: message.id % 53 === 0 ? '' : subject,
      preview,
      at: message.at,
      unread: all.some((one) => one.unread),
      starred: all.some((one) => one.starred),
      answered: message.answered,
      forwarded: false,
      draft: folder.role === 'drafts',
      hasFiles: all.some((one) => one.files),
      muted: message.muted,
      count: all.length,
      unreadCount: all.filter((one) => one.unread).length,
      sizeBytes: message.size,
      pending: false,
    };
  }

  function meant(target: Target): FakeMessage[] {
    if (target.kind === 'messages') {
      const ids = new Set(target.ids);
      return messages.filter((one) => ids.has(one.id));
    }
    if (target.kind === 'threads') {
      const ids = new Set(target.ids);
      const test = testOf(target.view, folders);
      return messages.filter((one) => ids.has(one.threadId) && test(one));
    }
    const { rows } = listed(target.list);
    const except = new Set(target.except);
    const kept = new Set(rows.filter((one) => except.has(one.id)).map((one) => one.threadId));
    const test = testOf(target.list.view, folders);
    return messages.filter((one) => test(one) && filters[target.list.filter](one) && !kept.has(one.threadId));
  }

  function change(target: Target, what: Change): { undoId: number | null; messages: number; folderId: number | null } {
    const them = meant(target);
    const before = them.map((one) => ({ one, ...one }));
    const roleFolder = (accountId: string, role: string): number =>
      (
        folders.find((one) => one.accountId === accountId && one.role === role) ??
        folders.find((one) => one.role === role)
      )?.id ?? 0;
    const touched = new Set(them.map((one) => one.folderId));
    for (const one of them) {
      const { accountId } = folderOf(one.folderId);
      if (what.kind === 'read') one.unread = !what.value;
      else if (what.kind === 'star') one.starred = what.value;
      else if (what.kind === 'mute') one.muted = what.value;
      else if (what.kind === 'move') one.folderId = what.folderId;
      else if (what.kind !== 'delete')
        one.folderId = roleFolder(accountId, what.kind === 'not_junk' ? 'inbox' : what.kind);
      touched.add(one.folderId);
    }
    if (what.kind === 'delete') {
      const gone = new Set(them);
      messages = messages.filter((one) => !gone.has(one));
    }
    tell(touched);
    const id = ++undoId;
    if (what.kind !== 'delete')
      undos.set(id, () => {
        for (const { one, ...old } of before) Object.assign(one, old);
        tell(touched);
      });
    const to = what.kind === 'move' ? what.folderId : null;
    return { undoId: what.kind === 'delete' ? null : id, messages: them.length, folderId: to };
  }

  const find = (id: number): MailFolder => {
    const found = counted().find((one) => one.id === id);
    if (!found) throw new AppError('mail.folder_gone', { folder: String(id) });
    return found;
  };

  const opened = (id: number): ReadMessage => {
    const message = messageOf(id);
    return readMessage(message, folderOf(message.folderId).accountId);
  };
  let nextFolder = 1000;

  return {
    arrive(count) {
      const inbox = folders[0];
      if (!inbox) return;
      const rows: Row[] = [];
      for (let i = 0; i < count; i++) {
        const at = Date.now();
        const id = 2_000_000 + messages.length;
        const made: FakeMessage = {
          id,
          threadId: id,
          folderId: inbox.id,
          at,
          person: 5,
          text: 5,
          unread: true,
          starred: false,
          answered: false,
          muted: false,
          files: false,
          size: 5000,
        };
        messages = [made, ...messages];
        left = null;
        threads.set(id, [made]);
        rows.push(
          rowOf(made, {
            view: { kind: 'folder', folderId: inbox.id },
            threads: true,
            sort: 'date',
            ascending: false,
            filter: 'all',
          }),
        );
      }
      tell([inbox.id]);
      emit('mail.arrived', { accountId: inbox.accountId, count, rows: rows.slice(0, 5) });
    },
    handlers: {
      folders: counted,
      status: () => (empty ? [] : [...status.values()]),
      list: ({ list, from, count, around }) => {
        const { rows, groups, messages: all, unread } = listed(list);
        const at = around === null ? -1 : rows.findIndex((one) => one.id === around);
        const start = at < 0 ? from : Math.max(0, at - Math.floor(count / 2));
        const words =
          list.view.kind === 'search'
            ? parseQuery(list.view.query).terms.flatMap((term) =>
                'text' in term && term.kind !== 'in' && !term.not ? [term.text] : [],
              )
            : [];
        return {
          revision,
          total: rows.length,
          messages: all,
          unread,
          from: start,
          rows: rows.slice(start, start + count).map((one) => rowOf(one, list)),
          index: at < 0 ? null : at,
          groups,
          reach:
            list.view.kind === 'search'
              ? {
                  indexed: 31_204,
                  known: messages.length,
                  server: serverAsked === list.view.query ? 'asked' : 'none',
                  ignored: [...parseQuery(list.view.query).ignored],
                  words,
                }
              : null,
        };
      },
      watch: () => ({}),
      thread: ({ threadId }) => {
        const all = threadOf(threadId);
        const [first] = all;
        if (!first) throw new AppError('mail.gone');
        return {
          id: threadId,
          subject: texts[first.text]?.[0] ?? '',
          muted: first.muted,
          messages: all.map((one) => ({
            id: one.id,
            accountId: folderOf(one.folderId).accountId,
            folderId: one.folderId,
            from: { name: personOf(one).name, address: personOf(one).address },
            isMe: one.person < 0,
            preview: texts[one.text]?.[1] ?? '',
            at: one.at,
            unread: one.unread,
            starred: one.starred,
            draft: false,
            hasFiles: one.files,
          })),
        };
      },
      ...readerAnswers(opened, (id) => messageOf(id).text),
      allowedSenders: () => [...allowed].map(([address, at]) => ({ address, at })),
      forbidSender: ({ address }) => {
        allowed.delete(address);
        return {};
      },
      change: ({ target, change: what }) => change(target, what),
      undo: ({ undoId: id }) => {
        const back = undos.get(id);
        if (!back) throw new AppError('mail.too_late');
        undos.delete(id);
        back();
        return {};
      },
      searchServer: ({ query }) => {
        serverAsked = query;
        tell([], true);
        return {};
      },
      people: ({ start }) =>
        people
          .filter(([name, address]) => fold(`${name} ${address}`).includes(fold(start)))
          .map(([name, address]) => ({ name, address })),
      unsubscribe: () => ({}),
      reportPhishing: ({ id }) => change({ kind: 'messages', ids: [id] }, { kind: 'junk' }),
      createFolder: ({ accountId, parentId, name }) => {
        const parent = parentId === null ? null : folderOf(parentId);
        if (
          folders.some((one) => one.accountId === accountId && one.parentId === parentId && one.names.at(-1) === name)
        )
          throw new AppError('mail.folder_exists', { folder: name, name });
        const names = [...(parent?.names ?? []), name];
        const id = nextFolder++;
        folders.push({
          id,
          accountId,
          parentId,
          path: names.join('/'),
          names,
          role: null,
          selectable: true,
          subscribed: true,
          keep: null,
        });
        tell([id]);
        return find(id);
      },
      changeFolder: ({ id, parentId, name }) => {
        const folder = folderOf(id);
        const names = [...(parentId === null ? [] : folderOf(parentId).names), name];
        Object.assign(folder, { parentId, names, path: names.join('/') });
        tell([id]);
        return find(id);
      },
      subscribeFolder: ({ id, value }) => {
        folderOf(id).subscribed = value;
        tell([id]);
        return {};
      },
      deleteFolder: ({ id }) => {
        folders.splice(folders.indexOf(folderOf(id)), 1);
        messages = messages.filter((one) => one.folderId !== id);
        tell([id]);
        return {};
      },
      emptyFolder: ({ id }) => {
        const before = messages.length;
        messages = messages.filter((one) => one.folderId !== id);
        tell([id]);
        return { undoId: null, messages: before - messages.length, folderId: null };
      },
      keepFolder: ({ id, keep }) => {
        folderOf(id).keep = keep;
        tell([id]);
        return {};
      },
      syncSettings: ({ accountId }) => sync.get(accountId) ?? { keep: 'recent', months: 24, authservId: null },
      saveSyncSettings: ({ accountId, settings }) => {
        sync.set(accountId, settings);
        return settings;
      },
      checkNow: () => ({}),
      dismissRefused: () => ({}),
    },
  };
}
