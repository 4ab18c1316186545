// Where mail goes: an archive, a mailbox, a folder of .eml files. A sink may take items in batches; it tells the outcome
// of each through `report`, once it is certain.
import type { AppErrorData } from '../contract/errors.ts';
import type { Heading } from './heading.ts';
import type { ReadonlyKeys, TransferFolder, TransferItem } from './source.ts';

export type Outcome =
  | { readonly kind: 'saved'; readonly sha256: string; readonly sizeBytes: number }
  /** The same bytes were there already (in this folder of the target). */
  | { readonly kind: 'already'; readonly sha256: string; readonly sizeBytes: number }
  | {
      readonly kind: 'refused';
      readonly heading: Heading;
      readonly sizeBytes: number | null;
      readonly error: AppErrorData;
    };

export type Report = (folder: TransferFolder, key: string, outcome: Outcome) => void;

export interface Sink {
  /**
   * Makes the folder ready and says which keys need not come again (kept by an earlier, interrupted run). Each of those
   * is reported as 'saved' by the sink itself before this resolves.
   */
  open(folder: TransferFolder, signal: AbortSignal): Promise<ReadonlyKeys>;
  /** Takes one item; resolves when there is room for the next (back-pressure). Throws what ends the run: disk.*, account.*. */
  take(folder: TransferFolder, item: TransferItem, signal: AbortSignal): Promise<void>;
  /** The folder was renumbered at the source: forget what was taken from it in this and earlier runs. */
  restart(folder: TransferFolder, uidValidity: string): Promise<void>;
  /** Everything taken so far is as safe as the sink can make it, and every outcome has been reported. */
  flush(signal: AbortSignal): Promise<void>;
}
