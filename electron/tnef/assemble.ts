// A message from its parts, wherever they were found: a TNEF stream, or an item of an Outlook data file.
import type { FoundAttachment } from './attachment.ts';
import type { FoundBody } from './body.ts';
import { toCalendar } from './calendar/index.ts';
import { decodeText } from './code-page.ts';
import { toContact } from './contact/index.ts';
import { withMembers } from './distribution-list.ts';
import { linkAttachments, placeAttachments } from './inline.ts';
import { modernClass } from './legacy.ts';
import { type Budget, limits } from './limits.ts';
import type { TnefAttachment, TnefMessage, TnefPerson, TnefProblem } from './message.ts';
import { authorOf, type Recipient, replyToOf, tidy } from './person.ts';
import { booleanOf, numberOf, type PropertyBag, textOf, timeOf } from './properties.ts';
import type { Scope } from './property-list.ts';
import type { RtfPicture } from './rtf/index.ts';
import { tags } from './tags-table.ts';

/** One level of nesting: where its problems go, and how its 8-bit text is read. */
export interface Level {
  readonly scope: Scope;
  readonly problems: TnefProblem[];
  /** The code pages the message names, the most trusted first; may still grow. */
  said: readonly (number | null)[];
}

export function newLevel(budget: Budget, said: readonly (number | null)[]): Level {
  const problems: TnefProblem[] = [];
  const seen = new Set<string>();
  const report = (problem: TnefProblem): void => {
    const key = `${problem.code} ${problem.where} ${problem.detail}`;
    if (problems.length >= limits.problems || seen.has(key)) return;
    seen.add(key);
    problems.push(problem);
  };
  const level: Level = {
    problems,
    said,
    scope: {
      budget,
      report,
      text: (text, where) => {
        const decoded = decodeText(text, level.said);
        if (decoded.guess !== null) report({ code: 'charset', where, detail: decoded.guess });
        return decoded.text;
      },
    },
  };
  return level;
}

export interface Parts {
  readonly bag: PropertyBag;
  readonly recipients: readonly Recipient[];
  readonly read: FoundBody;
  readonly found: readonly FoundAttachment[];
  /** The properties of the first message inside; null = there is none. */
  readonly innerBag: PropertyBag | null;
}

export function assemble({ bag, recipients, read, found, innerBag }: Parts, { scope, problems }: Level): TnefMessage {
  const envelope = envelopeOf(bag, recipients, scope);
  const kind = envelope.messageClass.toLowerCase();
  const listed = kind === 'ipm.distlist' ? withMembers(read.body, bag, scope) : read.body;
  const placed = read.body.source === 'rtf' ? placeAttachments(found, listed.html ?? '') : null;
  const body = placed ? { ...listed, html: placed.html } : listed;
  const attachments = [...linkAttachments(placed?.found ?? found, body.html), ...read.pictures.map(pictureFile)];
  const facts = {
    ...envelope,
    text: body.text,
    recipients: recipients.flatMap(({ kind: role, name, address, flags, trackStatus }) =>
      role === 'originator' ? [] : [{ person: { name, address }, kind: role, flags, trackStatus }],
    ),
  };
  // A task request carries the task itself as an embedded message ([MS-OXOTASK] 2.2.3).
  const item = kind.startsWith('ipm.taskrequest') ? (innerBag ?? bag) : bag;
  const calendar = toCalendar(item, facts, scope.report);
  const photo = found.find((each) => each.contactPhoto)?.attachment ?? null;
  const contact = toContact(bag, photo, scope.report, envelope.messageClass, body.text);
  return { ...envelope, body, attachments, calendar, contact, problems };
}

type Envelope = Omit<TnefMessage, 'body' | 'attachments' | 'calendar' | 'contact' | 'problems'>;

function envelopeOf(bag: PropertyBag, recipients: readonly Recipient[], scope: Scope): Envelope {
  const line = (id: number): string => tidy(textOf(bag.get(id)) ?? '');
  const headers = textOf(bag.get(tags.transportMessageHeaders));
  const header = (id: number, name: string): string | null => line(id) || headerOf(headers, name) || null;
  const of = (kind: Recipient['kind']): TnefPerson[] =>
    recipients.filter((each) => each.kind === kind).map(({ name, address }) => ({ name, address }));
  const messageId = header(tags.internetMessageId, 'message-id');
  return {
    messageClass: modernClass(line(tags.messageClass)),
    subject: subjectOf(bag),
    from: authorOf(bag, scope),
    to: recipients.length > 0 ? of('to') : namesOf(line(tags.displayTo)),
    cc: of('cc'),
    bcc: of('bcc'),
    replyTo: replyToOf(bag, scope),
    sentAt: timeOf(bag.get(tags.clientSubmitTime)),
    receivedAt: timeOf(bag.get(tags.messageDeliveryTime)),
    messageId: messageId !== null && !messageId.startsWith('<') ? `<${messageId}>` : messageId,
    inReplyTo: header(tags.inReplyToId, 'in-reply-to'),
    references: header(tags.internetReferences, 'references'),
    wantsReadReceipt: booleanOf(bag.get(tags.readReceiptRequested)) ?? false,
    importance: IMPORTANCE[numberOf(bag.get(tags.importance)) ?? 1] ?? 'normal',
    transportHeaders: headers,
  };
}

/** PidTagImportance ([MS-OXCMSG] 2.2.1.11). */
const IMPORTANCE = ['low', 'normal', 'high'] as const;

const namesOf = (list: string): TnefPerson[] =>
  list
    .split(';')
    .map((name) => name.trim())
    .filter((name) => name !== '')
    .map((name) => ({ name, address: name.includes('@') && !name.includes(' ') ? name : '' }));

/** A subject may begin with 0x01 and the length of its prefix ([MS-OXCMSG] 2.2.1.46 as stores keep it). */
function subjectOf(bag: PropertyBag): string {
  const subject = textOf(bag.get(tags.subject));
  if (subject !== null) return tidy(subject.startsWith('\x01') ? subject.slice(2) : subject);
  const normal = textOf(bag.get(tags.normalizedSubject));
  if (normal !== null) return tidy((textOf(bag.get(tags.subjectPrefix)) ?? '') + normal);
  // Outlook leaves the subject to the mail's header; the topic ([MS-OXOMSG] 2.2.1.5) is the subject without RE: or FW:.
  return tidy(textOf(bag.get(tags.conversationTopic)) ?? '');
}

/** One header out of PidTagTransportMessageHeaders, unfolded (RFC 5322 2.2.3); '' when absent. */
function headerOf(headers: string | null, name: string): string {
  if (headers === null) return '';
  const lines = headers.slice(0, 262_144).split(/\r\n|\n|\r/);
  const first = lines.findIndex((line) => line.toLowerCase().startsWith(`${name}:`));
  if (first === -1) return '';
  let value = lines[first]?.slice(name.length + 1) ?? '';
  for (let next = first + 1; /^[ \t]/.test(lines[next] ?? ''); next++) value += lines[next] ?? '';
  return tidy(value);
}

function pictureFile(picture: RtfPicture, index: number): TnefAttachment {
  const extension = picture.mimeType.split('/')[1]?.replace('jpeg', 'jpg').replace(/^x-/, '') ?? 'bin';
  return {
    name: `picture-${index + 1}.${extension}`,
    mimeType: picture.mimeType,
    bytes: picture.bytes,
    createdAt: null,
    modifiedAt: null,
    contentId: picture.contentId,
    contentLocation: null,
    inline: true,
    hidden: false,
    kind: 'file',
    message: null,
    reference: null,
  };
}
