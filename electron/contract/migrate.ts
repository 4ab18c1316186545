// Moving mail into an account, an encrypted archive, or both: from POP servers, from what other programs keep on this
// computer, from archives. The source is only read.
import * as v from 'valibot';
import { ServerSettings } from './accounts.ts';
import { ExportInput } from './archive.ts';
import { CleanUpPlan, KeepDays } from './clean-up.ts';
import { call } from './define.ts';
import { SourcePasswords } from './jobs.ts';
import { AppErrorShape, Bytes, Count, FolderRole, Nothing, Time } from './shapes.ts';

/** What a path on this computer can be. */
export const storeKinds = ['mbox', 'maildir', 'eml', 'apple-mail', 'thunderbird', 'windows-live', 'outlook'] as const;

/** A store in its usual place on this computer. */
export const FoundStore = v.object({
  store: v.picklist(storeKinds),
  /** What a person calls it: a profile, a program, a file. */
  name: v.string(),
  path: v.string(),
  /** null while uncounted. */
  messages: v.nullable(Count),
  /** Why it cannot be read (macOS: Full Disk Access); null when it can. */
  error: v.nullable(AppErrorShape),
});
export type FoundStore = v.InferOutput<typeof FoundStore>;

export const PopSource = v.object({
  kind: v.literal('pop3'),
  /** Names the mailbox; its password is looked up under this name. */
  address: v.pipe(v.string(), v.minLength(1), v.maxLength(320)),
  server: ServerSettings,
  allowInsecure: v.boolean(),
});
export type PopSource = v.InferOutput<typeof PopSource>;

export const MoveSource = v.variant('kind', [
  PopSource,
  v.object({
    kind: v.literal('local'),
    path: v.pipe(v.string(), v.minLength(1)),
    /** null: told by what lies there. */
    store: v.nullable(v.picklist(storeKinds)),
  }),
  /** An archive of this program; what opens it is looked up under its path. */
  v.object({ kind: v.literal('archive'), path: v.pipe(v.string(), v.minLength(1)) }),
]);
export type MoveSource = v.InferOutput<typeof MoveSource>;

/**
 * What becomes of marks on the way into an account: as they are; as they are, and everything read (POP servers and Windows
 * Live Mail do not say what was read); or none.
 */
export const markChoices = ['kept', 'read', 'none'] as const;
export type MarkChoice = (typeof markChoices)[number];

export const MoveOptions = v.object({
  /** Puts everything below one folder of that name; null matches by role and name. */
  under: v.nullable(v.string()),
  /** Folders that go elsewhere: names from the top, [] leaves the folder out. Ids are the plan's. */
  folders: v.array(v.object({ folderId: v.string(), to: v.array(v.pipe(v.string(), v.minLength(1))) })),
  /** Special folders that stay where they are. */
  leaveOut: v.array(FolderRole),
  /** Only mail received at or after this moment; null = all. */
  since: v.nullable(Time),
  /** Missing: kept. An archive keeps them always. */
  marks: v.optional(v.picklist(markChoices)),
});
export type MoveOptions = v.InferOutput<typeof MoveOptions>;

/** The archive a move writes, with the choices an export has; its passphrase is kept like the sources' passwords. */
export const MoveArchive = v.omit(ExportInput, ['accounts']);
export type MoveArchive = v.InferOutput<typeof MoveArchive>;

/** With both targets the archive is written and proven first, then the mail goes to the account. One of them is required. */
export const MoveRequest = v.object({
  sources: v.pipe(v.array(MoveSource), v.minLength(1), v.maxLength(20)),
  /** null when no source has a password. */
  passwords: v.nullable(SourcePasswords),
  /** null: into no account. */
  accountId: v.nullable(v.string()),
  /** null: into no archive. */
  archive: v.optional(v.nullable(MoveArchive), null),
  options: MoveOptions,
});
export type MoveRequest = v.InferOutput<typeof MoveRequest>;

export const MovePlan = v.object({
  folders: v.array(
    v.object({
      id: v.string(),
      /** The source's own name for whose mail it is. */
      account: v.string(),
      names: v.array(v.string()),
      role: v.nullable(FolderRole),
      messages: Count,
      sizeBytes: v.nullable(Bytes),
      /** A program's copy of a server's folder, which may hold less than the server. */
      offlineCopy: v.optional(v.boolean()),
      /** Where it goes; null when it is left out. */
      target: v.nullable(
        v.object({
          /** The server's own full name. */
          path: v.string(),
          names: v.array(v.string()),
          isNew: v.boolean(),
          /** What stands there now. */
          messages: Count,
        }),
      ),
      /**
       * Of `messages`, those the target's folder holds already, told by Message-ID and Date: the move itself compares more.
       * null while unknown: only reading everything would tell.
       */
      alreadyThere: v.nullable(Count),
      /** Of `messages`, those larger than the target accepts: they would be refused. null while unknown. */
      tooLarge: v.nullable(Count),
    }),
  ),
  /** Of the folders that go. With `since`, some of these will stay. */
  messages: Count,
  sizeBytes: v.nullable(Bytes),
  /** The account; null when it all goes into an archive only. */
  target: v.nullable(
    v.object({
      address: v.string(),
      host: v.string(),
      /** RFC 9208; null where the server has none or does not say. */
      quota: v.nullable(v.object({ usedBytes: Bytes, limitBytes: Bytes })),
      /** Largest message it accepts (RFC 7889, or what is known of the provider); null when unknown. */
      maxMessageBytes: v.nullable(Bytes),
    }),
  ),
  /** The archive; null when none is written. */
  archive: v.nullable(
    v.object({
      path: v.string(),
      /** Something stands at this path already. */
      exists: v.boolean(),
      /** An interrupted move or export to it can go on. */
      resumable: v.boolean(),
      /** null when unknown. */
      freeBytes: v.nullable(Bytes),
      /** About what it will take; null while the sources' size is unknown. */
      neededBytes: v.nullable(Bytes),
    }),
  ),
  /** Is there room for everything in every target, were nothing there already; null when unknown. */
  fits: v.nullable(v.boolean()),
  duration: v.object({
    fromMs: v.number(),
    toMs: v.number(),
    /** What it depends on most: the provider's own limits, or the connection. */
    because: v.picklist(['provider', 'connection']),
  }),
  at: Time,
});
export type MovePlan = v.InferOutput<typeof MovePlan>;

/** One line of a move's exceptions: names a FailedMessage. */
const RefusedMessage = v.object({ account: v.string(), folder: v.string(), key: v.string() });

const JobRef = v.object({ jobId: v.string() });

export const migrate = {
  /** Mail of other programs in its usual places; none is opened for more than a look. */
  sources: call(Nothing, v.array(FoundStore)),
  /** Signs in on both sides, counts, and changes nothing: the dry run. Throws account.*, network.*, pop3.*, migrate.*, disk.*. */
  plan: call(MoveRequest, MovePlan),
  startMove: call(MoveRequest, JobRef),
  /**
   * Tries what a finished move could not bring to its account once more: a new move of these messages alone, or of one
   * of them. Throws app.not_found, usage.invalid (nothing was refused, or the move went to no account).
   */
  retryRefused: call(
    v.object({
      jobId: v.string(),
      /** null: all of them. */
      message: v.optional(v.nullable(RefusedMessage), null),
      passwords: v.nullable(SourcePasswords),
    }),
    JobRef,
  ),
  /**
   * Writes what a finished move could not bring over as .eml files into a folder, never over a file that is there: a new
   * move whose result says `savedIn`. Throws app.not_found, usage.invalid (nothing was refused).
   */
  saveRefused: call(
    v.object({
      jobId: v.string(),
      /** null: all of them. */
      message: v.optional(v.nullable(RefusedMessage), null),
      folder: v.pipe(v.string(), v.minLength(1)),
      passwords: v.nullable(SourcePasswords),
    }),
    JobRef,
  ),
  /**
   * What of a POP mailbox a finished move allows to be taken off its server: signs in there and counts, deletes nothing.
   * `passwords` opens the mailbox, and the archive where the move went to no account. Throws app.not_found, usage.invalid,
   * account.*, network.*, pop3.*, archive.*, migrate.same_mailbox.
   */
  planCleanUp: call(
    v.object({ jobId: v.string(), address: v.string(), passwords: v.nullable(SourcePasswords) }),
    CleanUpPlan,
  ),
  /**
   * Deletes from a POP server what that move brought, each message once its bytes are found in the target again; its result
   * is a CleanUpResult. Throws as planCleanUp.
   */
  startCleanUp: call(
    v.object({ jobId: v.string(), address: v.string(), keepDays: KeepDays, passwords: v.nullable(SourcePasswords) }),
    JobRef,
  ),
  /**
   * The same without a move that is known here: whatever the target proves to hold. Of an account, that is the folder a
   * move with these options brings the inbox to. Throws as planCleanUp, imap.folder_gone.
   */
  startPopCleanUp: call(
    v.object({
      source: PopSource,
      passwords: v.nullable(SourcePasswords),
      target: v.variant('kind', [
        v.object({
          kind: v.literal('account'),
          accountId: v.string(),
          under: v.nullable(v.string()),
          /** Names from the top of the folder that the inbox went to; null = by role, or below `under`. */
          to: v.nullable(v.array(v.pipe(v.string(), v.minLength(1)))),
        }),
        v.object({ kind: v.literal('archive'), path: v.pipe(v.string(), v.minLength(1)) }),
      ]),
      keepDays: KeepDays,
      /** Says what would be deleted, and deletes nothing. */
      dryRun: v.boolean(),
    }),
    JobRef,
  ),
};
