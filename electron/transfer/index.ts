export { contentChunks, contentSize } from './content.ts';
export { runTransfer, type TransferFolderState, type TransferObserver, type TransferReport } from './run.ts';
export type { Outcome, Report, Sink } from './sink.ts';
export type {
  Content,
  ContentStream,
  ReadonlyKeys,
  Source,
  SourceEvent,
  SourceNotice,
  TransferFolder,
  TransferItem,
} from './source.ts';
