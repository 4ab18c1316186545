// Folders, lists, threads, people and search: everything a window shows before a message is opened, from the store alone.
import type { Handlers } from '../../contract/index.ts';
import { findPeople } from '../../store/index.ts';
import type { MailParts, Servers } from '../parts.ts';
import { mailFolders } from './folders.ts';
import { listPage, type ListParts } from './list.ts';
import { createServerSearch } from './server-search.ts';
import { threadOf } from './thread.ts';

export { mailFolders } from './folders.ts';

const MAX_PEOPLE = 20;

export interface Lists {
  readonly handlers: Pick<Handlers['mail'], 'folders' | 'list' | 'thread' | 'people' | 'searchServer'>;
}

export function createLists(parts: MailParts, servers: Servers): Lists {
  const { store } = parts;
  const search = createServerSearch(parts, servers);
  const list: ListParts = {
    store,
    mine: () => new Set(parts.accounts().map(({ address }) => address.toLowerCase())),
    asked: (query) => search.state(query),
  };
  return {
    handlers: {
      folders: () => mailFolders(store),
      list: (input) => listPage(list, input),
      thread: (input) => threadOf(list, input),
      people: ({ start }) => findPeople(store, start, MAX_PEOPLE),
      searchServer: ({ query, accountIds }) => {
        search.ask(query, accountIds);
        return {};
      },
    },
  };
}
