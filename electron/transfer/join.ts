// Several accounts as one source: each folder is read from the account it belongs to.
import { AppError } from '../contract/errors.ts';
import type { Source, TransferFolder } from './source.ts';

/** `sources` by account address. Two accounts have an INBOX each, so ids get the account in front. */
export function joinSources(sources: ReadonlyMap<string, Source>): Source {
  const of = (folder: TransferFolder): Source => {
    const source = sources.get(folder.account);
    if (!source) throw new AppError('app.not_found', { name: folder.account });
    return source;
  };
  return {
    async folders(signal) {
      const lists: TransferFolder[][] = [];
      for (const source of sources.values()) lists.push(await source.folders(signal));
      return lists.flat().map((folder) => ({ ...folder, id: `${folder.account}/${folder.id}` }));
    },
    items: (folder, skip, signal) => of(folder).items(folder, skip, signal),
    relist: (folder, signal) => of(folder).relist(folder, signal),
    async close() {
      await Promise.all([...sources.values()].map((source) => source.close()));
    },
  };
}
