// What other features may ask of the mail store.
export { acquaintance, addressesNamed, frequentAddresses, newestStored } from './acquaintances.ts';
export { openMailStore, storeFailure, type MailStore } from './open.ts';
export { Flag, IDS_PER_SECOND } from './schema.ts';
export {
  allowImagesOfMessage,
  allowImagesOfSender,
  forbidImagesOfSender,
  imagesAllowed,
  listImageSenders,
  type ImageSender,
} from './images.ts';
export { messageOf, type MessageRecord } from './messages.ts';
export {
  countTexts,
  missingTexts,
  newestId,
  placeOnServer,
  readContent,
  saveContent,
  sweepContents,
  type MessageText,
  type MissingText,
} from './contents.ts';
export {
  forgetAccount,
  listMailFolders,
  mailFolderAt,
  mailFolderOf,
  saveFolder,
  saveListing,
  storedAccounts,
  type FolderRecord,
  type Keep,
  type ListedFolder,
} from './folders.ts';
export {
  countNumbered,
  dropUnnumbered,
  insertMessages,
  knownUids,
  removeUids,
  setServerFlags,
  unnumber,
  type MessagePeople,
  type NewMessage,
  type Pairs,
} from './messages.ts';
export { marksOf, type FlagNames, type Marks } from './flag-names.ts';
export {
  ACTION_MESSAGES,
  changeFlags,
  deleteMessages,
  durably,
  emptyFolder,
  moveMessages,
  muteThreads,
  removeEmptied,
  touched,
  waitingActs,
  type EmptyInput,
  type MoveInput,
  type Touched,
} from './actions.ts';
export {
  appendedAt,
  dropAction,
  finishAction,
  forgetLeft,
  forgetOldActions,
  leftBehind,
  markLeft,
  markSending,
  markWaiting,
  nextJob,
  sendersTo,
  setNumber,
  settle,
  takeServerFlags,
  type End,
  type Job,
  type JobMessage,
  type Position,
} from './settle.ts';
export { pendingOf, type Pending } from './pending.ts';
export { undoable, undoAction } from './undo.ts';
export {
  accountsOf,
  hasPendingMoves,
  removeNumbered,
  renameFolders,
  rowAt,
  uidSettled,
  uidTaken,
} from './change-facts.ts';
export { listView, type ListedView } from './list.ts';
export { findPeople } from './people.ts';
export { indexWords } from './words.ts';
export { messageRows, threadIdOf, threadRows, type StoredRow } from './rows.ts';
export { forgetFound, saveFound, unindexedFolders, type UnindexedFolder } from './found.ts';
export { queryName, searchMessages, type SearchReach } from './search.ts';
export { foldersNamed } from './search-plan.ts';
export { readSyncSettings, writeSyncSettings } from './sync-settings.ts';
export { listMessageIds, threadMessageIds } from './list.ts';
