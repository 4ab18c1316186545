export { headOf } from './alike.ts';
export { isLineTrouble, networkError, signInError, type Said } from './errors.ts';
export { decodeName, guessedRole } from './names.ts';
export { surveyMailbox, surveyPeriods, type Period } from './folders.ts';
export {
  lastingConnection,
  usualPace,
  type LastingConnection,
  type LastingSession,
  type Pace,
  type Patience,
} from './lasting.ts';
export { connectImap, type ConnectOptions, type ConnectStep, type ImapSession, type StepFacts } from './session.ts';
export { encryptSocket, openSocket, tlsFacts, type Peer, type TlsFacts } from './socket.ts';
export { createImapSource, type ImapConnection, type ImapSourceOptions } from './source.ts';
export { createImapSink, type ImapSink, type ImapSinkOptions } from './sink.ts';
export { surveyTarget, type TargetPlace, type TargetSurvey } from './survey-target.ts';
export { readHeads } from './target-heads.ts';
