// Asks the servers for what the local index does not reach, and puts their answers beside the index's own.
import { AppError, type AppErrorData } from '../../contract/errors.ts';
import type { ListPage } from '../../contract/mail.ts';
import { parseQuery, type Query } from '../../contract/query.ts';
import { findUids, readsTexts } from '../../imap/index.ts';
import {
  forgetFound,
  foldersNamed,
  queryName,
  saveFound,
  unindexedFolders,
  type UnindexedFolder,
} from '../../store/index.ts';
import type { MailParts, Servers } from '../parts.ts';

type State = NonNullable<ListPage['reach']>['server'];

export interface ServerSearch {
  /** Begins to ask; another query asked before is given up. Answers come through parts.news.found(). */
  ask(text: string, accountIds: readonly string[] | null): void;
  state(text: string): State;
}

/** The newest of one folder; a server that finds more was asked too little. */
const MAX_UIDS = 2000;
const KEPT_STATES = 50;

export function createServerSearch(parts: MailParts, servers: Servers): ServerSearch {
  const states = new Map<string, State>();
  let asking: { readonly name: string; readonly end: AbortController } | null = null;
  // What was found in an earlier run may be gone; asking again costs little.
  forgetFound(parts.store);

  const note = (name: string, state: State): void => {
    states.delete(name);
    states.set(name, state);
    for (const oldest of states.keys()) {
      if (states.size <= KEPT_STATES) break;
      states.delete(oldest);
      forgetFound(parts.store, oldest);
    }
    parts.news.found();
  };

  function ask(text: string, accountIds: readonly string[] | null): void {
    const query = parseQuery(text);
    const name = queryName(text);
    if (!readsTexts(query) || asking?.name === name) return;
    if (asking !== null) {
      asking.end.abort();
      states.delete(asking.name);
    }
    const mine = { name, end: new AbortController() };
    asking = mine;
    note(name, 'asking');
    void askAll(query, name, accountIds, mine.end.signal).then((state) => {
      if (asking === mine) asking = null;
      if (!mine.end.signal.aborted) note(name, state);
    });
  }

  async function askAll(
    query: Query,
    name: string,
    accountIds: readonly string[] | null,
    signal: AbortSignal,
  ): Promise<State> {
    const known = parts.accounts().map(({ id }) => id);
    const wanted = accountIds === null ? known : known.filter((id) => accountIds.includes(id));
    const folders = inPlaces(parts, query, unindexedFolders(parts.store, wanted));
    const ends = await Promise.all(
      wanted.map((accountId) =>
        askAccount(
          accountId,
          folders.filter((folder) => folder.accountId === accountId),
          query,
          name,
          signal,
        ),
      ),
    );
    return ends.includes(false) ? 'offline' : 'asked';
  }

  /** False: the server could not be asked for everything. */
  async function askAccount(
    accountId: string,
    folders: readonly UnindexedFolder[],
    query: Query,
    name: string,
    signal: AbortSignal,
  ): Promise<boolean> {
    let whole = true;
    for (const { id, path } of folders) {
      if (signal.aborted) return false;
      try {
        const folder = { path, access: 'read' } as const;
        const uids = await servers.use(accountId, (session) => findUids(session, query), {
          folder,
          urgent: true,
          signal,
        });
        signal.throwIfAborted();
        if (uids.length > 0 && saveFound(parts.store, name, id, [...uids.slice(-MAX_UIDS)]) > 0) parts.news.found();
      } catch (error) {
        whole = false;
        parts.log.info({ folder: id, error: codeOf(error) }, 'mail: a folder could not be searched on its server');
        // Without the server the other folders have no answer either; a refusal concerns this folder alone.
        if (error instanceof AppError && /^(?:network|account|secrets|cancelled)/.test(error.code)) return false;
      }
    }
    return whole;
  }

  return { ask, state: (text) => states.get(queryName(text)) ?? 'none' };
}

const codeOf = (error: unknown): AppErrorData['code'] | 'refused' =>
  error instanceof AppError ? error.code : 'refused';

function inPlaces({ store }: MailParts, query: Query, folders: readonly UnindexedFolder[]): UnindexedFolder[] {
  let left = [...folders];
  for (const term of query.terms) {
    if (term.kind !== 'in') continue;
    const named = foldersNamed(store, term.text);
    left = left.filter(({ id }) => named.includes(id) !== term.not);
  }
  return left;
}
