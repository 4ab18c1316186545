export { createWinmailApi, type WinmailApi } from './api.ts';
export { readDocument, type DocumentPart, type OpenedDocument } from './document.ts';
export { savedFiles, type SavedFile } from './saved-files.ts';
