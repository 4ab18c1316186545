export { contentChunks, contentSize } from './content.ts';
export { headingOf, noHeading, type Heading } from './heading.ts';
export { hashedSource } from './hashed-source.ts';
export { joinSources } from './join.ts';
export {
  runTransfer,
  type Transfer,
  type TransferFolderState,
  type TransferObserver,
  type TransferReport,
} from './run.ts';
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
