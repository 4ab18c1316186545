// What each kind of long work ends with: the evidence. The command line prints these as JSON.
import * as v from 'valibot';
import { Bytes, Count, FailedMessage, FolderRole, Time } from './shapes.ts';

export const ArchiveFile = v.object({ path: v.string(), sizeBytes: Bytes, sha256: v.string() });

/** `path` is the server's own full name, `names` the same split for people. */
const folderCounts = {
  account: v.string(),
  path: v.string(),
  names: v.array(v.string()),
  role: v.nullable(FolderRole),
};

export const ExportResult = v.object({
  kind: v.literal('export'),
  archiveId: v.string(),
  /** found = saved = verified in every folder. Mail that came in afterwards is counted in `later`. */
  complete: v.boolean(),
  /** Messages the servers listed, every place counted. */
  found: Count,
  saved: Count,
  verified: Count,
  missing: Count,
  /** Different messages stored; smaller than `saved` when one stands in several folders. */
  distinct: Count,
  /** Came in after their folder was read for the last time: not part of found. */
  later: Count,
  failed: v.array(FailedMessage),
  folders: v.array(v.object({ ...folderCounts, found: Count, saved: Count, verified: Count, later: Count })),
  files: v.array(ArchiveFile),
  accounts: v.array(v.object({ address: v.string(), host: v.string() })),
  format: v.picklist(['malle', 'zip-aes256']),
  startedAt: Time,
  finishedAt: Time,
  durationMs: v.number(),
  /** The part of durationMs that reading everything back took. */
  readBackMs: v.optional(v.number()),
  version: v.string(),
  /** Written beside the archive. */
  certificate: v.nullable(v.object({ jsonPath: v.string(), htmlPath: v.string() })),
});
export type ExportResult = v.InferOutput<typeof ExportResult>;

/** A result read back from a certificate; null when it is none. */
export function readExportResult(value: unknown): ExportResult | null {
  const parsed = v.safeParse(ExportResult, value);
  return parsed.success ? parsed.output : null;
}

/** `path` is the entry's name inside the archive; `reason` one sentence in English for scripts, `code` for the page. */
export const DamagedEntry = v.object({
  path: v.string(),
  code: v.string(),
  reason: v.string(),
  places: v.array(v.string()),
});

export const VerifyResult = v.object({
  kind: v.literal('verify'),
  archiveId: v.string(),
  intact: v.boolean(),
  /** Distinct messages the manifest lists; places counts every folder they stand in. */
  messages: Count,
  places: Count,
  verified: Count,
  /** At most 1,000: a file whose head is damaged loses every message in it. */
  damaged: v.array(DamagedEntry),
  /** All of them; absent in results of version 0.1.0, which listed all. */
  damagedCount: v.optional(Count),
  files: v.array(ArchiveFile),
  missingFiles: v.array(v.string()),
  /** What was in them, at most 1,000; `folder` is "account: path", `path` the entry's name. */
  missingMessages: v.optional(
    v.array(v.object({ folder: v.string(), subject: v.string(), from: v.string(), path: v.string() })),
  ),
  /** null when a file is missing that held the list itself. */
  missingMessagesCount: v.optional(v.nullable(Count)),
  /** The certificate beside the archive says the same fingerprints; null when there is none beside it. */
  certificateMatches: v.nullable(v.boolean()),
  /** The comparison with the server as it is now; null when none was asked for. */
  against: v.nullable(
    v.object({
      account: v.string(),
      same: Count,
      /** On the server, not in the archive. */
      missingHere: v.array(v.object({ folder: v.string(), uid: v.string(), subject: v.nullable(v.string()) })),
      missingHereCount: Count,
      /** In the archive, no longer on the server. */
      missingThere: v.array(v.object({ folder: v.string(), path: v.string() })),
      missingThereCount: Count,
    }),
  ),
  createdAt: v.nullable(Time),
  sizeBytes: Bytes,
  durationMs: v.number(),
  finishedAt: Time,
});
export type VerifyResult = v.InferOutput<typeof VerifyResult>;

export const ExtractResult = v.object({
  kind: v.literal('extract'),
  found: Count,
  extracted: Count,
  /** Files of winmail.dat's that are beside the messages; left out when they were not asked for. */
  decodedFiles: v.optional(Count),
  failed: v.array(FailedMessage),
  out: v.string(),
  durationMs: v.number(),
  finishedAt: Time,
});
export type ExtractResult = v.InferOutput<typeof ExtractResult>;

export const RestoreResult = v.object({
  kind: v.literal('restore'),
  complete: v.boolean(),
  found: Count,
  restored: Count,
  alreadyThere: Count,
  /** Read back from the server afterwards, bytes equal. */
  verified: Count,
  failed: v.array(FailedMessage),
  folders: v.array(
    v.object({
      ...folderCounts,
      target: v.string(),
      found: Count,
      restored: Count,
      alreadyThere: Count,
      verified: Count,
    }),
  ),
  /** Keywords the server did not accept, each once. */
  droppedKeywords: v.array(v.string()),
  account: v.string(),
  host: v.string(),
  startedAt: Time,
  finishedAt: Time,
  durationMs: v.number(),
  /** The part of durationMs that reading everything back took. */
  readBackMs: v.optional(v.number()),
  version: v.string(),
});
export type RestoreResult = v.InferOutput<typeof RestoreResult>;

/** What was put right in a message that a server refused: NUL bytes, line ends, an mbox's envelope line, raw 8-bit header text. */
export const mends = ['nul', 'line_ends', 'from_line', 'header'] as const;
export const MendedMessage = v.object({
  account: v.string(),
  folder: v.string(),
  key: v.string(),
  subject: v.nullable(v.string()),
  mends: v.array(v.picklist(mends)),
});
export type MendedMessage = v.InferOutput<typeof MendedMessage>;

export const MoveResult = v.object({
  kind: v.literal('move'),
  /** Everything found was moved or was there already, and was read back; the archive, if there is one, is complete too. */
  complete: v.boolean(),
  /** Of the folders and the period chosen. */
  found: Count,
  /** These four speak of the account; without one, of the archive, or of the files in `savedIn`. */
  moved: Count,
  alreadyThere: Count,
  /** Read back from the server afterwards: equal bytes, or the same message as the server rewrote it. */
  verified: Count,
  /** Of `verified`: the server changed lines or headers, and the rest of the header and the body are the same. */
  recognised: Count,
  /** Received before the chosen moment: left where they are. */
  older: Count,
  failed: v.array(FailedMessage),
  /** Moved, but only after something in them was put right; the originals are as they were. Absent in older results. */
  mended: v.optional(v.array(MendedMessage)),
  folders: v.array(
    v.object({
      ...folderCounts,
      /** The server's own full name; in an archive or a folder the names joined by " / ". */
      target: v.string(),
      found: Count,
      moved: Count,
      alreadyThere: Count,
      verified: Count,
      recognised: Count,
      older: Count,
    }),
  ),
  /** Keywords the server did not accept, each once. */
  droppedKeywords: v.array(v.string()),
  /** What was read: addresses of POP mailboxes, paths of local stores and archives. Nothing was deleted there. */
  from: v.array(v.string()),
  /** null when the mail went into an archive or a folder only. */
  account: v.nullable(v.string()),
  host: v.nullable(v.string()),
  /** The archive that was written, with its fingerprints and its certificate; null when none was. */
  archive: v.nullable(ExportResult),
  /**
   * POP mailboxes that may be cleaned up: what was brought from them was read back, and recorded. Absent in older results,
   * and where there is none.
   */
  cleanable: v.optional(v.array(v.object({ address: v.string(), host: v.string(), messages: Count }))),
  /** The folder that refused messages were written to as .eml files; null in every other move. */
  savedIn: v.nullable(v.string()),
  startedAt: Time,
  finishedAt: Time,
  durationMs: v.number(),
  /** The part of durationMs that reading everything back took. */
  readBackMs: v.number(),
  version: v.string(),
});
export type MoveResult = v.InferOutput<typeof MoveResult>;
