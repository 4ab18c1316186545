export { headOf } from './alike.ts';
export { appendOne, type Appended } from './append-one.ts';
export {
  expungeOurs,
  findMessages,
  moveUids,
  nextNumber,
  removeUids,
  storeFlags,
  type Found,
  type MoveResult,
  type Wanted,
} from './change.ts';
export { ByteStream } from './byte-stream.ts';
export { allUids, changesSince, fetchFlags, uidsWithout, type Changes, type FlagsNow } from './differences.ts';
export { listMailboxes, readStates, type Mailbox, type MailboxState } from './differences-list.ts';
export { isLineTrouble, networkError, Refusal, signInError, throttleMs, type Said } from './errors.ts';
export { fetchHeads, openTail, type Fetched } from './fetch.ts';
export { fetchHeaders, type FetchedHeader } from './headers.ts';
export { decodeName, guessedRole } from './names.ts';
export { createMailbox, deleteMailbox, renameMailbox, subscribeMailbox } from './folder-commands.ts';
export { surveyMailbox, surveyPeriods, type Period } from './folders.ts';
export {
  lastingConnection,
  usualPace,
  type LastingConnection,
  type LastingSession,
  type Pace,
  type Patience,
} from './lasting.ts';
export { findUids, readsTexts } from './find.ts';
export { connectImap, type ConnectOptions, type ConnectStep, type ImapSession, type StepFacts } from './session.ts';
export { encryptSocket, openSocket, tlsFacts, type Peer, type TlsFacts } from './socket.ts';
export { createPool, type Lane, type Pool, type PoolUse, type PoolWork } from './pool.ts';
export { formatInternalDate, textOf, type Value } from './replies.ts';
export { canWatch, watchFolder } from './watch.ts';
export { createImapSource, type ImapConnection, type ImapSourceOptions } from './source.ts';
export { openHolding, type Held, type Holding, type Wanted as HoldingWanted } from './holding.ts';
export { createImapSink, type ImapSink, type ImapSinkOptions, type MendedMessage } from './sink.ts';
export { surveyTarget, type TargetPlace, type TargetSurvey } from './survey-target.ts';
export { readHeads } from './target-heads.ts';
