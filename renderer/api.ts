// The connected client and its types: the page's one door to the program. `api` is there before anything is mounted.
import { createClient } from '../electron/contract/client.ts';
import type { calls, Api } from '../electron/contract/index.ts';
import type { Input as InputOf, Output as OutputOf } from '../electron/contract/define.ts';
import type { Transport } from '../electron/contract/wire.ts';

export type {
  Account,
  AccountSettings,
  ProbeReport,
  ProbeStep,
  Provider,
  Security,
  ServerSettings,
  Vault,
} from '../electron/contract/accounts.ts';
export { probeSteps } from '../electron/contract/accounts.ts';
export { defaultSettings, type Settings } from '../electron/contract/app.ts';
export type {
  ArchiveMessage,
  ArchiveRow,
  ExportInput,
  KnownArchive,
  OpenArchive,
  Protection,
  Selection,
  SurveyFolder,
} from '../electron/contract/archive.ts';
export {
  KEEP_DAYS,
  keepChoices,
  wantedReasons,
  type CleanUpPlan,
  type CleanUpResult,
} from '../electron/contract/clean-up.ts';
export { keptTable } from '../electron/contract/kept-table.ts';
export { MAX_PIECE_BYTES, MAX_UPLOAD_BYTES } from '../electron/contract/blobs.ts';
export { AppError, type AppErrorData, type ErrorCode } from '../electron/contract/errors.ts';
export type {
  ArchiveKey,
  FolderProgress,
  Job,
  JobKind,
  JobLogEntry,
  JobProgress,
  JobKey,
  JobResult,
  MoveSecrets,
  SourcePasswords,
} from '../electron/contract/jobs.ts';
export type {
  AccountStatus,
  Change,
  ListOptions,
  ListPage,
  MailFolder,
  MessagePart,
  Person,
  ReadMessage,
  Row,
  SyncSettings,
  Target,
  Thread,
  ThreadMessage,
  Trust,
  View,
} from '../electron/contract/mail.ts';
export { parseQuery, printQuery, type Query, type QueryTerm } from '../electron/contract/query.ts';
export { markChoices, type MarkChoice } from '../electron/contract/migrate.ts';
export type { FoundStore, MoveOptions, MovePlan, MoveRequest, MoveSource } from '../electron/contract/migrate.ts';
export type {
  ExportResult,
  ExtractResult,
  MoveResult,
  RestoreResult,
  VerifyResult,
} from '../electron/contract/results.ts';
export type { FailedMessage, FolderRole } from '../electron/contract/shapes.ts';
export type { WinmailDocument, WinmailPart } from '../electron/contract/winmail.ts';
export type { Api };

/** What a call takes and gives, by its name: `Output<'app', 'info'>`. */
export type Input<A extends keyof typeof calls, M extends keyof (typeof calls)[A]> = InputOf<(typeof calls)[A][M]>;
export type Output<A extends keyof typeof calls, M extends keyof (typeof calls)[A]> = OutputOf<(typeof calls)[A][M]>;

/** The client every state and view calls. Set once, by `connect`. */
export let api: Api;

/** Joins the page to the program. Called once, before the page is mounted. */
export function connect(transport: Transport): Api {
  api = createClient(transport);
  return api;
}
