// The main job: survey, export, open and read, verify, extract, restore, and the archives this program knows.
import * as v from 'valibot';
import { ArchiveKey } from './jobs.ts';
import { call, event } from './define.ts';
import { Blob, Bytes, Count, FolderRole, Nothing, Time } from './shapes.ts';

export const SurveyFolder = v.object({
  /** The server's own full name, decoded; what startExport takes back. */
  path: v.string(),
  /** The same, split at the separator, as a person reads it. */
  names: v.array(v.string()),
  role: v.nullable(FolderRole),
  messages: Count,
  /** null where the server does not say (no STATUS=SIZE, RFC 8438). */
  sizeBytes: v.nullable(Bytes),
});
export type SurveyFolder = v.InferOutput<typeof SurveyFolder>;

export const Format = v.picklist(['malle', 'zip-aes256']);

export const Protection = v.variant('kind', [
  v.object({ kind: v.literal('passphrase'), passphrase: v.pipe(v.string(), v.minLength(1), v.maxLength(4096)) }),
  /** age recipients: age1... (X25519) or age1pq1... (hybrid post-quantum). Only for format 'malle'. */
  v.object({ kind: v.literal('recipients'), recipients: v.pipe(v.array(v.string()), v.minLength(1), v.maxLength(20)) }),
]);
export type Protection = v.InferOutput<typeof Protection>;

export const ExportInput = v.object({
  /** folders null = all of them; else the paths from survey. */
  accounts: v.pipe(
    v.array(v.object({ accountId: v.string(), folders: v.nullable(v.array(v.string())) })),
    v.minLength(1),
  ),
  path: v.pipe(v.string(), v.minLength(1)),
  protection: Protection,
  format: Format,
  /** Compress entries (deflate); false stores them. */
  compress: v.boolean(),
  /** null = one file, whatever its size. */
  volumeSizeBytes: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(1_048_576))),
  /** Also keeps what a winmail.dat in a message holds, behind the message, whose bytes stay as they are. */
  decodeWinmail: v.optional(v.boolean()),
  /** Language of README and certificate headings. */
  language: v.picklist(['en', 'fr']),
});
export type ExportInput = v.InferOutput<typeof ExportInput>;

const JobRef = v.object({ jobId: v.string() });

export const ArchiveFolder = v.object({
  id: v.string(),
  account: v.string(),
  names: v.array(v.string()),
  role: v.nullable(FolderRole),
  messages: Count,
  sizeBytes: Bytes,
});

export const OpenArchive = v.object({
  archiveId: v.string(),
  /** Stays valid until archive.close. */
  handle: v.string(),
  path: v.string(),
  createdAt: Time,
  accounts: v.array(v.object({ address: v.string(), host: v.string() })),
  messages: Count,
  places: Count,
  sizeBytes: Bytes,
  files: v.array(v.object({ path: v.string(), present: v.boolean() })),
  folders: v.array(ArchiveFolder),
});
export type OpenArchive = v.InferOutput<typeof OpenArchive>;

export const ArchiveRow = v.object({
  /** SHA-256 of the bytes, hex: the message's identity. */
  messageId: v.string(),
  folderId: v.string(),
  from: v.string(),
  subject: v.string(),
  /** INTERNALDATE. */
  receivedAt: Time,
  sizeBytes: Bytes,
  flags: v.array(v.string()),
});
export type ArchiveRow = v.InferOutput<typeof ArchiveRow>;

export const ArchiveMessage = v.object({
  messageId: v.string(),
  subject: v.string(),
  from: v.string(),
  to: v.string(),
  cc: v.string(),
  /** The Date header; null when missing or unreadable. */
  date: v.nullable(Time),
  receivedAt: Time,
  /** Plain text, made from HTML where there is no text part; cut after 512 KiB with `textCut` set. */
  text: v.string(),
  textCut: v.boolean(),
  /** What a winmail.dat holds stands before it, marked; `isWinmail` is the winmail.dat itself. */
  attachments: v.array(
    v.object({
      index: Count,
      name: v.string(),
      mimeType: v.string(),
      sizeBytes: Bytes,
      fromWinmail: v.boolean(),
      isWinmail: v.boolean(),
    }),
  ),
  places: v.array(v.object({ account: v.string(), folder: v.string(), flags: v.array(v.string()) })),
  sizeBytes: Bytes,
  entry: v.string(),
});
export type ArchiveMessage = v.InferOutput<typeof ArchiveMessage>;

export const KnownArchive = v.object({
  archiveId: v.string(),
  path: v.string(),
  present: v.boolean(),
  createdAt: Time,
  accounts: v.array(v.string()),
  /** Those of them of which only some folders were chosen; missing where that is not known. */
  partOf: v.optional(v.array(v.string())),
  messages: Count,
  sizeBytes: Bytes,
  encryptedTo: v.picklist(['passphrase', 'recipients', 'unknown']),
  /** The last proof: an export's own, or a later verification. */
  proof: v.nullable(
    v.object({
      at: Time,
      ok: v.boolean(),
      found: Count,
      saved: Count,
      verified: Count,
      kind: v.picklist(['export', 'verify']),
    }),
  ),
});
export type KnownArchive = v.InferOutput<typeof KnownArchive>;

/** Which messages: all, whole folders (ids), or single messages by identity. */
export const Selection = v.variant('kind', [
  v.object({ kind: v.literal('all') }),
  v.object({ kind: v.literal('folders'), folderIds: v.array(v.string()) }),
  v.object({ kind: v.literal('messages'), messageIds: v.array(v.string()) }),
]);
export type Selection = v.InferOutput<typeof Selection>;

export const archive = {
  survey: call(v.object({ accountId: v.string() }), v.object({ folders: v.array(SurveyFolder), countedAt: Time })),
  /** First and last INTERNALDATE per folder; slower than survey, so asked for afterwards. */
  surveyPeriods: call(
    v.object({ accountId: v.string(), paths: v.array(v.string()) }),
    v.array(v.object({ path: v.string(), oldest: v.nullable(Time), newest: v.nullable(Time) })),
  ),
  /** A folder and a file name that make sense for these accounts today. */
  proposeTarget: call(
    v.object({ accountIds: v.array(v.string()) }),
    v.object({ folder: v.string(), fileName: v.string() }),
  ),
  checkTarget: call(
    v.object({ path: v.string() }),
    v.object({ freeBytes: v.nullable(Bytes), writable: v.boolean(), exists: v.boolean(), resumable: v.boolean() }),
  ),
  generatePassphrase: call(
    v.object({ language: v.picklist(['en', 'fr']) }),
    v.object({ words: v.array(v.string()), passphrase: v.string(), bits: v.number(), listSize: Count }),
  ),
  /** Bits an informed guesser needs, and the plainest reason it is not more. 'weak' is refused by startExport. */
  passphraseStrength: call(
    v.object({ passphrase: v.string() }),
    v.object({
      bits: v.number(),
      verdict: v.picklist(['weak', 'fair', 'good', 'strong']),
      reason: v.nullable(v.picklist(['too_short', 'common', 'repeats', 'sequence', 'few_words', 'date', 'one_kind'])),
    }),
  ),
  startExport: call(ExportInput, JobRef),
  open: call(v.object({ path: v.string(), key: ArchiveKey }), OpenArchive),
  close: call(v.object({ handle: v.string() }), Nothing),
  /** `text` filters sender and subject, accents and case ignored. Newest first. folderId null = every folder, each message once. */
  listMessages: call(
    v.object({
      handle: v.string(),
      folderId: v.nullable(v.string()),
      text: v.string(),
      offset: Count,
      limit: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(500)),
    }),
    v.object({ total: Count, rows: v.array(ArchiveRow) }),
  ),
  readMessage: call(v.object({ handle: v.string(), messageId: v.string() }), ArchiveMessage),
  /** The message as .eml, or one of its attachments by index. */
  messageBlob: call(v.object({ handle: v.string(), messageId: v.string(), attachment: v.nullable(Count) }), Blob),
  startExtract: call(
    v.object({
      path: v.string(),
      key: ArchiveKey,
      selection: Selection,
      out: v.string(),
      /** Also writes what a winmail.dat in a message holds, into a folder beside the .eml, named like it. */
      decodeWinmail: v.optional(v.boolean(), false),
    }),
    JobRef,
  ),
  /** A verification with `accountId` also compares with the server; without, and right after typing the key, it is the restore drill. */
  startVerify: call(v.object({ path: v.string(), key: ArchiveKey, accountId: v.nullable(v.string()) }), JobRef),
  startRestore: call(
    v.object({
      path: v.string(),
      key: ArchiveKey,
      selection: Selection,
      accountId: v.string(),
      /** Puts everything below one folder of that name; null restores to the same folders. */
      under: v.nullable(v.string()),
    }),
    JobRef,
  ),
  known: call(Nothing, v.array(KnownArchive)),
  /** Takes it off the list; the file stays. */
  forget: call(v.object({ path: v.string() }), Nothing),
  /** The certificate of a finished export, for print: a whole HTML page without scripts. */
  certificateHtml: call(
    v.object({ jobId: v.string(), language: v.picklist(['en', 'fr']) }),
    v.object({ html: v.string() }),
  ),
};

export const archiveEvents = { 'archives.changed': event(Nothing) };
