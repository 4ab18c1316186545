// Taking mail off a POP3 server after a move, message by message, and only what the target proves to hold.
import * as v from 'valibot';
import { Bytes, Count, Time } from './shapes.ts';

/** Why a message stayed on the server; the words are in kept-table.ts. */
export const keptReasons = [
  /** Received within the days to keep. */
  'recent',
  /** Nothing says when it was received, and days are to be kept. */
  'no_date',
  /** Not among what the move brought and read back: it came later, was refused or was left out. */
  'not_moved',
  /** The server has no UIDL of its own for it. */
  'no_uidl',
  /** The server hands out other bytes than those that were moved. */
  'differs',
  /** The target does not hold these bytes now. */
  'not_in_target',
  /** The server did not hand it out to be compared. */
  'unreadable',
  /** The server refused to delete it. */
  'refused',
  /** Still listed after the server was asked to delete it. */
  'not_removed',
] as const;
export type KeptReason = (typeof keptReasons)[number];

/** What a person asked for: nothing went wrong with these. */
export const wantedReasons: readonly KeptReason[] = ['recent', 'no_date', 'not_moved'];

export const KeptMessage = v.object({
  /** Its UIDL; # and its number where it has none. */
  key: v.string(),
  reason: v.picklist(keptReasons),
  /** The server's own words; null when it has not said anything. */
  detail: v.nullable(v.string()),
  /** These three are null where the message was not read. */
  subject: v.nullable(v.string()),
  from: v.nullable(v.string()),
  receivedAt: v.nullable(Time),
  sizeBytes: v.nullable(Bytes),
});
export type KeptMessage = v.InferOutput<typeof KeptMessage>;

export const CleanUpResult = v.object({
  kind: v.literal('cleanup'),
  /** Nothing was deleted: it was only asked what would be. */
  dryRun: v.boolean(),
  /** Everything that was to go is gone, and a new session counted what is left. */
  complete: v.boolean(),
  /** Listed by the server at the start of this run. found = deleted + kept + gone; of a dry run, found = proven + kept + gone. */
  found: Count,
  /** Read again on both sides in this run: equal bytes. */
  proven: Count,
  provenBytes: Bytes,
  deleted: Count,
  deletedBytes: Bytes,
  kept: Count,
  /** All of them, by reason. */
  keptBy: v.array(v.object({ reason: v.picklist(keptReasons), messages: Count, sizeBytes: v.nullable(Bytes) })),
  /** At most 1,000, the unexpected ones first. */
  keptMessages: v.array(KeptMessage),
  /** Taken away by another program meanwhile. */
  gone: Count,
  /** Of what the move brought, no longer listed at the start: an earlier run of this clean-up, or another program. null = unknown. */
  goneBefore: v.nullable(Count),
  /** Counted again by a new session at the end. */
  left: Count,
  /** Of `left`, came in while this ran. */
  arrived: Count,
  /** Messages received at or after this moment were to stay; null = none for their date. */
  keepSince: v.nullable(Time),
  account: v.string(),
  host: v.string(),
  /** Where each message was looked up: an account's folder, or an archive's path. */
  target: v.object({ kind: v.picklist(['account', 'archive']), name: v.string(), folder: v.nullable(v.string()) }),
  startedAt: Time,
  finishedAt: Time,
  durationMs: v.number(),
  version: v.string(),
});
export type CleanUpResult = v.InferOutput<typeof CleanUpResult>;

/** What a clean-up may be asked for; the choices differ in how many days stay on the server. */
export const CleanUpPlan = v.object({
  address: v.string(),
  host: v.string(),
  /** On the server now. */
  found: Count,
  /** Of these, what the move brought and read back. */
  moved: Count,
  choices: v.array(v.object({ keepDays: Count, messages: Count, sizeBytes: Bytes })),
  at: Time,
});
export type CleanUpPlan = v.InferOutput<typeof CleanUpPlan>;

/** Days that a person can choose to keep; the command line takes any number. */
export const keepChoices = [0, 7, 30, 90, 365] as const;
/** Proposed: a telephone may still read by POP. */
export const KEEP_DAYS = 30;
export const KeepDays = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(36_500));
