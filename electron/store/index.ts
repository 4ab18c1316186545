export { deleteAccount, insertAccount, listAccounts, updateAccount, type AccountRecord } from './accounts.ts';
export { forgetArchive, listArchives, saveArchive, type ArchiveRecord } from './archives.ts';
export { deleteJobRow, loadJobRows, saveJobRow, type JobRow } from './jobs.ts';
export { openStore, transaction, type Store } from './open.ts';
export { readSetting, writeSetting } from './settings.ts';
export * from './mail/index.ts';
