// What no server took, into a folder of this computer: the same loop as every move, with .eml files at its end.
import { logFailed, progressOf, type Arrived } from '../archive/index.ts';
import type { JobContext } from '../jobs/index.ts';
import { runTransfer, type Source } from '../transfer/index.ts';
import { createEmlFolder } from './eml-folder.ts';

/** The source stays open. Throws disk.*, account.*, cancelled. */
export async function saveAsFiles({
  context,
  source,
  folder: out,
}: {
  context: JobContext<unknown>;
  source: Source;
  folder: string;
}): Promise<Omit<Arrived, 'account' | 'host'> & { account: null; host: null }> {
  const transfer = runTransfer(await source.folders(context.signal), {
    changed: () => context.progress(() => progressOf('copying', transfer.states)),
    failed: (message) => logFailed(context, transfer.states, message),
  });
  await transfer.run(source, createEmlFolder(out, transfer.report), context.signal);
  return {
    folders: transfer.states.map(({ folder, found, saved, already }) => ({
      id: folder.id,
      account: folder.account,
      path: folder.path,
      names: [...folder.names],
      role: folder.role,
      target: folder.names.join(' / '),
      found,
      saved,
      alreadyThere: already,
      verified: saved + already,
      recognised: 0,
    })),
    failed: transfer.states.flatMap((state) => state.failed),
    mended: [],
    droppedKeywords: [],
    account: null,
    host: null,
    readBackMs: 0,
  };
}
