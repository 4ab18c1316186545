// Turns the states of a transfer into the progress that clients see.
import type { FolderProgress, JobProgress } from '../contract/jobs.ts';
import type { FailedMessage } from '../contract/shapes.ts';
import type { JobContext } from '../jobs/index.ts';
import type { TransferFolderState } from '../transfer/index.ts';

const sum = (states: readonly TransferFolderState[], of: (state: TransferFolderState) => number): number =>
  states.reduce((total, state) => total + of(state), 0);

/** null as soon as one folder's size is unknown: a total that is too small would make a bar run past its end. */
export function totalBytes(states: readonly TransferFolderState[]): number | null {
  return states.some((state) => state.totalBytes === null) ? null : sum(states, (state) => state.totalBytes ?? 0);
}

/** `verified` by folder id; what a phase has not reached yet counts 0. */
export function progressOf(
  phase: JobProgress['phase'],
  states: readonly TransferFolderState[],
  verified: ReadonlyMap<string, number> = new Map(),
): JobProgress {
  const folders = states.map((state): FolderProgress => ({
    id: state.folder.id,
    account: state.folder.account,
    path: [...state.folder.names],
    role: state.folder.role,
    state: state.state,
    total: state.found,
    done: state.saved + state.already,
    verified: verified.get(state.folder.id) ?? 0,
    missing: state.failed.length,
    totalBytes: state.totalBytes,
  }));
  return {
    phase,
    total: sum(states, (state) => state.found),
    done: sum(states, (state) => state.saved + state.already),
    verified: folders.reduce((total, folder) => total + folder.verified, 0),
    missing: folders.reduce((total, folder) => total + folder.missing, 0),
    totalBytes: totalBytes(states),
    doneBytes: sum(states, (state) => state.doneBytes),
    folders,
  };
}

/** One line about a message that failed, its folder by the names people know it by: a local store's path is long. */
export function logFailed(
  context: JobContext<unknown>,
  states: readonly TransferFolderState[],
  { account, folder, key, error }: FailedMessage,
): void {
  const named = states.find((state) => state.folder.account === account && state.folder.path === folder);
  context.log('message_failed', { folder: named?.folder.names.join(' / ') ?? folder, key, code: error.code });
}
