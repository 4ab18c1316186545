export { archiveJobs, createArchiveApi, type ArchiveApi } from './api.ts';
export { logNotices, type ArchiveParts, type Credentials } from './job-parts.ts';
export { logFailed, progressOf } from './job-progress.ts';
export {
  openArchive,
  type ArchivedMessage,
  type ArchivedPlace,
  type ArchiveReader,
  type ArchiveRowData,
  type ArchiveSummary,
} from './reader.ts';
export {
  checkTarget,
  createArchiveSink,
  type ArchiveFormat,
  type ArchiveSink,
  type ArchiveSinkOptions,
  type DamagedEntry,
  type SinkVerification,
  type VerifyProgress,
} from './sink.ts';
export { generatePassphrase, passphraseStrength, type Strength } from './words.ts';
export { createArchiveSource } from './archive-source.ts';
export { verifyArchive, type ArchiveVerification, type ReadProgress } from './verify-archive.ts';
export { prepareArchive, type ArchiveChoices } from './archive-choices.ts';
export { FolderPaths, messagePath } from './entry-name.ts';
export { copyIntoMailbox, sumOf, type Arrived } from './into-mailbox.ts';
export { archiveBytes, writeArchive } from './write-archive.ts';
