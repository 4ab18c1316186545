// The opener: a winmail.dat, or a message that holds one, shown without an account.
import * as v from 'valibot';
import { call } from './define.ts';
import { Blob, Bytes, Count, Nothing, Time } from './shapes.ts';

export const WinmailProblem = v.object({
  /** TnefProblem's code, or 'mime' for what was wrong with the message around it. */
  code: v.string(),
  where: v.string(),
  detail: v.string(),
});

const Person = v.object({ name: v.string(), address: v.string() });

export const WinmailPart = v.object({
  /** What partBlob and openPart take. */
  index: Count,
  name: v.string(),
  mimeType: v.string(),
  sizeBytes: Bytes,
  sha256: v.string(),
  modifiedAt: v.nullable(Time),
  /** Shown inside the text, by this content id (without brackets) or location. */
  inline: v.boolean(),
  contentId: v.nullable(v.string()),
  contentLocation: v.nullable(v.string()),
  kind: v.picklist(['file', 'message', 'ole', 'reference']),
  /** kind 'reference': where it points to; such a part has no bytes. */
  reference: v.nullable(v.string()),
  /** Came out of a winmail.dat; false: stood in the message itself. */
  fromWinmail: v.boolean(),
});
export type WinmailPart = v.InferOutput<typeof WinmailPart>;

export const WinmailCalendar = v.object({
  method: v.picklist(['REQUEST', 'CANCEL', 'REPLY', 'COUNTER', 'PUBLISH']),
  kind: v.picklist(['event', 'task']),
  summary: v.string(),
  location: v.string(),
  /** Local wall-clock time 'YYYY-MM-DDTHH:MM:SS' in `timeZone`. */
  start: v.nullable(v.object({ at: Time, local: v.string() })),
  end: v.nullable(v.object({ at: Time, local: v.string() })),
  allDay: v.boolean(),
  timeZone: v.string(),
  organizer: v.nullable(Person),
  attendees: v.array(
    v.object({
      name: v.string(),
      address: v.string(),
      role: v.picklist(['organizer', 'required', 'optional', 'resource']),
      status: v.picklist(['accepted', 'declined', 'tentative', 'none']),
    }),
  ),
  /** The RRULE's value; null = once. */
  recurrence: v.nullable(v.string()),
  reminderMinutes: v.nullable(v.number()),
});

export const WinmailContact = v.object({
  name: v.string(),
  company: v.string(),
  title: v.string(),
  emails: v.array(v.string()),
  phones: v.array(v.object({ kind: v.string(), number: v.string() })),
  addresses: v.array(v.object({ kind: v.string(), text: v.string() })),
});

export const WinmailDocument = v.object({
  /** Stays valid until winmail.close of the handle open() gave. */
  handle: v.string(),
  name: v.string(),
  sizeBytes: Bytes,
  /** 'tnef': a winmail.dat itself; 'message': a message, with or without one inside; 'other': neither. */
  kind: v.picklist(['tnef', 'message', 'other']),
  /** kind 'other': what it is, by its first bytes. */
  mimeType: v.string(),
  /** Whether TNEF was found at all, here or inside the message. */
  isTnef: v.boolean(),
  messageClass: v.string(),
  subject: v.string(),
  from: v.nullable(Person),
  to: v.array(Person),
  cc: v.array(Person),
  sentAt: v.nullable(Time),
  body: v.object({
    /** Unsafe as it came: sanitise before showing. null = there is none. Cut after 4 MiB. */
    html: v.nullable(v.string()),
    text: v.nullable(v.string()),
    source: v.picklist(['html', 'rtf-html', 'rtf-text', 'rtf', 'text', 'none']),
  }),
  parts: v.array(WinmailPart),
  calendar: v.nullable(WinmailCalendar),
  contact: v.nullable(WinmailContact),
  problems: v.array(WinmailProblem),
});
export type WinmailDocument = v.InferOutput<typeof WinmailDocument>;

export const winmail = {
  /** Opens bytes the page has put on the shelf (blobs.begin, blobs.write). The blob may be released afterwards. */
  open: call(v.object({ blobId: v.string(), name: v.string() }), WinmailDocument),
  /** Opens an embedded message, or a message or winmail.dat among the files, as a document of its own. */
  openPart: call(v.object({ handle: v.string(), index: Count }), WinmailDocument),
  /** One part's bytes; a part of kind 'message' as .eml. */
  partBlob: call(v.object({ handle: v.string(), index: Count }), Blob),
  /** The invitation as .ics, the contact as .vcf, the whole as one .eml, or the original as it came. */
  documentBlob: call(v.object({ handle: v.string(), what: v.picklist(['ics', 'vcf', 'eml', 'original']) }), Blob),
  /** The chosen parts, with the text, the invitation and the contact where they exist, as one .zip. */
  zipBlob: call(v.object({ handle: v.string(), parts: v.array(Count) }), Blob),
  close: call(v.object({ handle: v.string() }), Nothing),
};
