// The one loop that copies mail from any source to any sink: skips what is there, never stops at one message, reports.
import { throwIfAborted } from '../base/index.ts';
import { AppError } from '../contract/errors.ts';
import type { FailedMessage } from '../contract/shapes.ts';
import { noHeading } from './heading.ts';
import type { Outcome, Report, Sink } from './sink.ts';
import type { ReadonlyKeys, Source, TransferFolder } from './source.ts';

export interface TransferFolderState {
  readonly folder: TransferFolder;
  state: 'waiting' | 'running' | 'done' | 'trouble';
  /** What the source listed: the sum of saved, already, failed and still to come. */
  found: number;
  saved: number;
  already: number;
  totalBytes: number | null;
  doneBytes: number;
  readonly failed: FailedMessage[];
  /** The keys the source listed last; null until the folder's turn. */
  listed: ReadonlyKeys | null;
}

export interface TransferObserver {
  /** After every outcome; called often, so it must be cheap. */
  changed(): void;
  folderDone?(state: TransferFolderState): void;
  folderRestarted?(state: TransferFolderState): void;
  failed?(message: FailedMessage): void;
  /** A message is there, stored now or before. */
  readonly arrived?: (folder: TransferFolder, key: string, sha256: string, sizeBytes: number) => void;
}

export interface TransferReport {
  readonly folders: readonly TransferFolderState[];
}

/** Counts for folders before their turn, so a progress has its whole from the start. */
export function startStates(folders: readonly TransferFolder[]): TransferFolderState[] {
  return folders.map((folder) => ({
    folder,
    state: 'waiting',
    found: folder.messages,
    saved: 0,
    already: 0,
    totalBytes: folder.sizeBytes,
    doneBytes: 0,
    failed: [],
    listed: null,
  }));
}

/** A transfer in preparation: the states can be shown before and while `run` works. */
export interface Transfer {
  readonly states: readonly TransferFolderState[];
  /** Hand this to the sink: it tells the loop what became of each item. */
  readonly report: Report;
  /** Throws what ends the run (account.*, disk.*, cancelled); single messages and folders never do. */
  run(source: Source, sink: Sink, signal: AbortSignal): Promise<TransferReport>;
}

export function runTransfer(folders: readonly TransferFolder[], observer: TransferObserver): Transfer {
  const states = startStates(folders);
  const byId = new Map(states.map((state) => [state.folder.id, state]));

  const fail = (state: TransferFolderState, failed: FailedMessage): void => {
    state.failed.push(failed);
    observer.failed?.(failed);
    observer.changed();
  };

  const report: Report = (folder, key, outcome: Outcome) => {
    const state = byId.get(folder.id);
    if (!state) return;
    if (outcome.kind === 'refused') {
      const { heading, sizeBytes, error } = outcome;
      return fail(state, { account: folder.account, folder: folder.path, key, ...heading, sizeBytes, error });
    }
    state[outcome.kind] += 1;
    state.doneBytes += outcome.sizeBytes;
    observer.arrived?.(folder, key, outcome.sha256, outcome.sizeBytes);
    observer.changed();
  };

  async function copyFolder(
    state: TransferFolderState,
    source: Source,
    sink: Sink,
    signal: AbortSignal,
  ): Promise<void> {
    const { folder } = state;
    let kept: ReadonlyKeys = await sink.open(folder, signal);
    for await (const event of source.items(folder, (key) => kept.has(key), signal)) {
      throwIfAborted(signal);
      switch (event.kind) {
        case 'listed':
          state.listed = event.keys;
          state.found = event.keys.size + countMissing(kept, event.keys);
          state.totalBytes = event.totalBytes ?? state.totalBytes;
          break;
        case 'item':
          await sink.take(folder, event.item, signal);
          break;
        case 'failed':
          fail(state, {
            account: folder.account,
            folder: folder.path,
            key: event.key,
            ...event.heading,
            sizeBytes: event.sizeBytes,
            error: event.error,
          });
          break;
        case 'restarted':
          await sink.restart(folder, event.uidValidity);
          kept = new Set();
          Object.assign(state, { saved: 0, already: 0, doneBytes: 0 });
          state.failed.length = 0;
          observer.folderRestarted?.(state);
          break;
      }
    }
  }

  async function run(source: Source, sink: Sink, signal: AbortSignal): Promise<TransferReport> {
    for (const state of states) {
      throwIfAborted(signal);
      state.state = 'running';
      observer.changed();
      try {
        await copyFolder(state, source, sink, signal);
      } catch (error) {
        if (!isFolderTrouble(error)) throw error;
        // The folder as a whole could not be read or made (gone, no permission): one line, and on with the next.
        fail(state, {
          account: state.folder.account,
          folder: state.folder.path,
          key: '',
          ...noHeading,
          sizeBytes: null,
          error: error.toData(),
        });
      }
      await sink.flush(signal);
      state.state = state.failed.length > 0 ? 'trouble' : 'done';
      observer.folderDone?.(state);
      observer.changed();
    }
    return { folders: states };
  }

  return { states, report, run };
}

const isFolderTrouble = (error: unknown): error is AppError =>
  error instanceof AppError && (error.code === 'imap.refused' || error.code === 'imap.folder_gone');

/** Messages an earlier run kept that the source no longer lists: still found, still saved. */
function countMissing(kept: ReadonlyKeys, listed: ReadonlyKeys): number {
  let missing = 0;
  for (const key of kept) if (!listed.has(key)) missing += 1;
  return missing;
}
