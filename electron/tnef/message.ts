// What a TNEF stream holds, as a person would name it. The one shape the decoder answers with; no mail types, no I/O.

export interface TnefPerson {
  /** Display name; '' when there is none. */
  readonly name: string;
  /** SMTP address; '' when the stream has none that can be used (an X.500 name alone stays in `name`). */
  readonly address: string;
}

/** Everything that was not as it should be, or had to be guessed. The rest of the message is there all the same. */
export interface TnefProblem {
  readonly code: TnefProblemCode;
  /** Where: an attribute, a property, an attachment's name. '' = the whole stream. */
  readonly where: string;
  /** For a log: an offset, a code page, a count. English, never shown alone. */
  readonly detail: string;
}

export type TnefProblemCode =
  /** The stream ends before it should. */
  | 'truncated'
  /** An attribute's checksum is wrong; its content was used. */
  | 'checksum'
  /** An attribute or a property could not be read and was left out. */
  | 'attribute'
  | 'property'
  /** A bound of limits.ts was reached; what lies beyond was left out. */
  | 'limit'
  /** 8-bit text whose code page was not said: `detail` names the one that was used. */
  | 'charset'
  /** The RTF was damaged and shown as far as it could be read. */
  | 'rtf'
  /** The formatted text was plain RTF; it was turned into HTML. */
  | 'rtf_converted'
  /** An attachment is only a pointer to a file on the sender's side. */
  | 'reference'
  /** An OLE object was kept as the file it is. */
  | 'ole'
  /** A recurrence or a time zone could not be read; the single date is right. */
  | 'recurrence'
  | 'time_zone'
  /** An embedded message could not be opened and was kept as a file. */
  | 'embedded'
  /** Bytes after the end that belong to nothing. */
  | 'trailing';

export interface TnefAttachment {
  /** Long name, Unicode, without path separators, control and bidi characters; never empty. */
  readonly name: string;
  /** From the property, else from the content's first bytes, else application/octet-stream. */
  readonly mimeType: string;
  /** Empty for a reference. A view of the input where possible. */
  readonly bytes: Uint8Array;
  /** Milliseconds since 1970 UTC; null when not said. */
  readonly createdAt: number | null;
  readonly modifiedAt: number | null;
  /** Without angle brackets; null when none. */
  readonly contentId: string | null;
  readonly contentLocation: string | null;
  /** Shown inside the text: the body refers to it. */
  readonly inline: boolean;
  /** The author's program hid it from the list of files (PidTagAttachmentHidden). */
  readonly hidden: boolean;
  readonly kind: 'file' | 'message' | 'ole' | 'reference';
  /** kind 'message': what it holds. */
  readonly message: TnefMessage | null;
  /** kind 'reference': the path or address it points to. */
  readonly reference: string | null;
}

export interface TnefBody {
  /** null: the stream has no such body, and none could be made from another. */
  readonly html: string | null;
  readonly text: string | null;
  /** Where `html` (or `text`, when html is null) comes from. */
  readonly source: 'html' | 'rtf-html' | 'rtf-text' | 'rtf' | 'text' | 'none';
}

/** A moment of an appointment. */
export interface TnefTime {
  /** Milliseconds since 1970 UTC. */
  readonly at: number;
  /** Local wall-clock time in the appointment's own zone, 'YYYY-MM-DDTHH:MM:SS'. */
  readonly local: string;
}

export interface TnefAttendee extends TnefPerson {
  readonly role: 'organizer' | 'required' | 'optional' | 'resource';
  readonly status: 'accepted' | 'declined' | 'tentative' | 'none';
}

export interface TnefCalendar {
  /** RFC 5546. */
  readonly method: 'REQUEST' | 'CANCEL' | 'REPLY' | 'COUNTER' | 'PUBLISH';
  readonly kind: 'event' | 'task';
  readonly summary: string;
  readonly location: string;
  /** null: a task without that date. */
  readonly start: TnefTime | null;
  readonly end: TnefTime | null;
  readonly allDay: boolean;
  /** IANA name where the zone is known, else the name the author's program gave; '' = UTC or not said. */
  readonly timeZone: string;
  readonly organizer: TnefPerson | null;
  readonly attendees: readonly TnefAttendee[];
  /** The RRULE's value; null = happens once. */
  readonly recurrence: string | null;
  /** Minutes before the start; null = none. */
  readonly reminderMinutes: number | null;
  /** The whole iCalendar object (RFC 5545), CRLF line ends. */
  readonly ics: string;
}

export interface TnefContact {
  readonly name: string;
  readonly company: string;
  readonly title: string;
  readonly emails: readonly string[];
  /** `kind` in vCard's words: work, home, cell, fax. */
  readonly phones: readonly { readonly kind: string; readonly number: string }[];
  /** One line each, as a person writes them. */
  readonly addresses: readonly { readonly kind: string; readonly text: string }[];
  /** The whole vCard 3.0 (RFC 2426), photo included, CRLF line ends. */
  readonly vcard: string;
}

export interface TnefMessage {
  /** 'IPM.Note', 'IPM.Schedule.Meeting.Request', ...; '' when not said. */
  readonly messageClass: string;
  readonly subject: string;
  readonly from: TnefPerson | null;
  readonly to: readonly TnefPerson[];
  readonly cc: readonly TnefPerson[];
  readonly bcc: readonly TnefPerson[];
  readonly replyTo: readonly TnefPerson[];
  /** Milliseconds since 1970 UTC. */
  readonly sentAt: number | null;
  readonly receivedAt: number | null;
  /** With its angle brackets; null when none. */
  readonly messageId: string | null;
  readonly inReplyTo: string | null;
  readonly references: string | null;
  readonly wantsReadReceipt: boolean;
  readonly importance: 'low' | 'normal' | 'high';
  /** A message with all its headers as they came (PidTagTransportMessageHeaders); null when none. */
  readonly transportHeaders: string | null;
  readonly body: TnefBody;
  readonly attachments: readonly TnefAttachment[];
  /** A meeting request, an appointment or a task. */
  readonly calendar: TnefCalendar | null;
  readonly contact: TnefContact | null;
  readonly problems: readonly TnefProblem[];
}
