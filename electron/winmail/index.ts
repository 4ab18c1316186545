export { createWinmailApi, type WinmailApi } from './api.ts';
export { describeDocument, readDocument, sha256, type OpenedDocument } from './document.ts';
export { legalName, savedFiles, uniqueNames, type SavedFile } from './saved-files.ts';
export { writeFiles } from './write-files.ts';
export { zipFiles } from './zip.ts';
