// Shapes that several parts of the contract share.
import * as v from 'valibot';
import { errorCodes } from './errors.ts';

/** Milliseconds since 1970, UTC. */
export const Time = v.number();
export const Count = v.pipe(v.number(), v.integer(), v.minValue(0));
export const Bytes = Count;
export const Nothing = v.strictObject({});

/** RFC 6154 special use, plus Inbox. */
export const folderRoles = [
  'inbox',
  'sent',
  'drafts',
  'archive',
  'junk',
  'trash',
  'all',
  'flagged',
  'important',
] as const;
export const FolderRole = v.picklist(folderRoles);
export type FolderRole = v.InferOutput<typeof FolderRole>;

export const AppErrorShape = v.object({
  code: v.picklist(errorCodes),
  params: v.record(v.string(), v.union([v.string(), v.number()])),
  detail: v.nullable(v.string()),
  retry: v.picklist(['now', 'later', 'never']),
});

/** One message that could not be brought over, and why. `key` is its UID at the source, or its name in an archive. */
export const FailedMessage = v.object({
  account: v.string(),
  folder: v.string(),
  key: v.string(),
  subject: v.nullable(v.string()),
  /** The sender's name, else the address; null where the header could not be read. Absent in older results. */
  from: v.optional(v.nullable(v.string())),
  /** null where nothing says it. Absent in older results. */
  receivedAt: v.optional(v.nullable(Time)),
  sizeBytes: v.nullable(Bytes),
  error: AppErrorShape,
});
export type FailedMessage = v.InferOutput<typeof FailedMessage>;

/** Where bytes wait for the client: fetched through blobs.read, given back through blobs.release. */
export const Blob = v.object({ blobId: v.string(), name: v.string(), mimeType: v.string(), sizeBytes: Bytes });
