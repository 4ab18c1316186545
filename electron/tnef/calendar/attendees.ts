// Who is asked, who asks, and what each answered ([MS-OXOCAL] 2.2.4.10, [MS-OXCICAL] 2.1.3.1.1.20.2).
import type { TnefAttendee, TnefPerson } from '../message.ts';
import { textOf } from '../properties.ts';
import type { ContentLine } from './content-line.ts';
import { calendarAddress, parameter } from './content-line.ts';
import { tags, type Facts } from './named-properties.ts';

export interface CalendarRecipient {
  readonly person: TnefPerson;
  readonly kind: 'to' | 'cc' | 'bcc';
  /** PidTagRecipientFlags; null when not said. */
  readonly flags: number | null;
  /** PidTagRecipientTrackStatus; null when not said. */
  readonly trackStatus: number | null;
}

const maximumAttendees = 2_000;
const isOrganizerFlag = 0x0002;
const isDeletedFlag = 0x0020;

const roles = { to: 'required', cc: 'optional', bcc: 'resource' } as const;

function statusOf(trackStatus: number | null): TnefAttendee['status'] {
  if (trackStatus === 2) return 'tentative';
  if (trackStatus === 3) return 'accepted';
  return trackStatus === 4 ? 'declined' : 'none';
}

const isAddress = (text: string): boolean => {
  const at = text.indexOf('@');
  return at > 0 && at < text.length - 1 && !/\s/.test(text);
};

/** 'Ann Martin; bob@example.org': the names Outlook keeps beside the list of recipients. */
function namesIn(text: string, role: TnefAttendee['role']): TnefAttendee[] {
  return text
    .split(';')
    .map((each) => each.trim())
    .filter(Boolean)
    .map((name) => ({ name, address: isAddress(name) ? name : '', role, status: 'none' }));
}

const isSame = (one: TnefPerson, other: TnefPerson): boolean =>
  one.address && other.address
    ? one.address.toLowerCase() === other.address.toLowerCase()
    : one.name.trim().toLowerCase() === other.name.trim().toLowerCase();

export interface People {
  readonly organizer: TnefPerson | null;
  readonly attendees: readonly TnefAttendee[];
}

/** A message that asks, cancels or publishes: its sender organizes, unless a recipient is marked as organizer. */
export function invited(facts: Facts, from: TnefPerson | null, recipients: readonly CalendarRecipient[]): People {
  const marked = recipients.find(({ flags }) => ((flags ?? 0) & isOrganizerFlag) !== 0);
  const organizer = marked?.person ?? from;
  const listed = recipients
    .filter((each) => each !== marked && ((each.flags ?? 0) & isDeletedFlag) === 0)
    .slice(0, maximumAttendees)
    .map(({ person, kind, trackStatus }) => ({ ...person, role: roles[kind], status: statusOf(trackStatus) }));
  if (listed.length) return { organizer, attendees: listed };
  const required = facts.text('requiredAttendees') || facts.text('toAttendees');
  const optional = facts.text('optionalAttendees') || facts.text('ccAttendees');
  const named = [
    ...namesIn(required, 'required'),
    ...namesIn(optional, 'optional'),
    ...namesIn(facts.text('resourceAttendees'), 'resource'),
  ];
  return {
    organizer,
    attendees: named.filter((each) => !organizer || !isSame(each, organizer)).slice(0, maximumAttendees),
  };
}

/** PidTagReceivedRepresenting*, which TNEF's attOwner holds in an answer ([MS-OXTNEF] 2.2.3.11); null when not said. */
function answered(facts: Facts): TnefPerson | null {
  const text = (id: number): string => (textOf(facts.bag.get(id)) ?? '').trim();
  const name = text(tags.receivedRepresentingName);
  const address = [text(tags.receivedRepresentingSmtp), text(tags.receivedRepresentingAddress)].find(isAddress) ?? '';
  return name || address ? { name, address } : null;
}

/** An answer: its sender is the one attendee, whom it is sent to organizes. */
export function answering(
  facts: Facts,
  from: TnefPerson | null,
  recipients: readonly CalendarRecipient[],
  status: TnefAttendee['status'],
): People {
  const organizer = recipients.find(({ kind }) => kind === 'to')?.person ?? answered(facts);
  return { organizer, attendees: from ? [{ ...from, role: 'required', status }] : [] };
}

const roleWords = {
  organizer: 'ROLE=CHAIR',
  required: 'ROLE=REQ-PARTICIPANT',
  optional: 'ROLE=OPT-PARTICIPANT',
  resource: 'CUTYPE=RESOURCE;ROLE=NON-PARTICIPANT',
} as const;

const statusWords = {
  accepted: 'ACCEPTED',
  declined: 'DECLINED',
  tentative: 'TENTATIVE',
  none: 'NEEDS-ACTION',
} as const;

const commonName = ({ name }: TnefPerson): string => (name.trim() ? `;CN=${parameter(name)}` : '');

export const organizerLines = (organizer: TnefPerson | null): ContentLine[] =>
  organizer ? [`ORGANIZER${commonName(organizer)}:${calendarAddress(organizer.address)}`] : [];

export const attendeeLines = (attendees: readonly TnefAttendee[], asks: boolean): ContentLine[] =>
  attendees.map((each) => {
    const reply = asks && each.status === 'none' && each.role !== 'resource' ? ';RSVP=TRUE' : '';
    const words = `${roleWords[each.role]};PARTSTAT=${statusWords[each.status]}${reply}`;
    return `ATTENDEE;${words}${commonName(each)}:${calendarAddress(each.address)}`;
  });
