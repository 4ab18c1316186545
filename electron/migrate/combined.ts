// Several sources as one, whatever their accounts are called: each folder knows where it came from by its id.
import { AppError } from '../contract/errors.ts';
import type { Source, TransferFolder } from '../transfer/index.ts';

/** Folder ids get the source's position in front. Close closes them all. */
export function combineSources(sources: readonly Source[]): Source {
  const own = (folder: TransferFolder): { source: Source; folder: TransferFolder } => {
    const [, position = '', id = ''] = /^(\d+):(.*)$/s.exec(folder.id) ?? [];
    const source = sources[Number(position)];
    if (position === '' || !source) throw new AppError('app.not_found', { name: folder.path });
    return { source, folder: { ...folder, id } };
  };
  return {
    async folders(signal) {
      const all: TransferFolder[] = [];
      for (const [position, source] of sources.entries())
        for (const folder of await source.folders(signal)) all.push({ ...folder, id: `${position}:${folder.id}` });
      return all;
    },
    items(combined, skip, signal) {
      const { source, folder } = own(combined);
      return source.items(folder, skip, signal);
    },
    relist(combined, signal) {
      const { source, folder } = own(combined);
      return source.relist(folder, signal);
    },
    sizes(combined, signal) {
      const { source, folder } = own(combined);
      return source.sizes?.(folder, signal) ?? Promise.resolve(null);
    },
    async close() {
      await Promise.all(sources.map((source) => source.close()));
    },
  };
}
