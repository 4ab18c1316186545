// An archive of this program as something to move from. It is opened when its folders are first asked for.
import { createArchiveSource, openArchive, type ArchiveReader } from '../archive/index.ts';
import { AppError } from '../contract/errors.ts';
import type { ArchiveKey } from '../contract/jobs.ts';
import type { Source } from '../transfer/index.ts';

/** `folders` throws archive.*, disk.*. Closing the source closes the archive. */
export function createArchivedMail(file: string, key: ArchiveKey): Source {
  let opened: { reader: ArchiveReader; source: Source } | null = null;
  const source = (): Source => {
    if (!opened) throw new AppError('internal', { reference: 'archive read before its folders' });
    return opened.source;
  };
  return {
    async folders(signal) {
      if (!opened) {
        const reader = await openArchive(file, key, signal);
        opened = { reader, source: createArchiveSource(reader, { kind: 'all' }) };
      }
      return opened.source.folders(signal);
    },
    items: (folder, skip, signal) => source().items(folder, skip, signal),
    relist: (folder, signal) => source().relist(folder, signal),
    sizes: (folder, signal) => source().sizes?.(folder, signal) ?? Promise.resolve(null),
    async close() {
      await opened?.reader.close();
      opened = null;
    },
  };
}
