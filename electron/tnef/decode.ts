// From the bytes of a winmail.dat to a message: all layers in order, one shared budget for everything nested inside.
import { toCalendar } from './calendar/index.ts';
import { type FoundAttachment, groupAttachments, readAttachment } from './attachment.ts';
import { readBody } from './body.ts';
import { decodeText } from './code-page.ts';
import { toContact } from './contact/index.ts';
import { sourceOf, u32 } from './cursor.ts';
import { withMembers } from './distribution-list.ts';
import { legacyMessage, modernClass } from './legacy.ts';
import { linkAttachments, placeAttachments } from './inline.ts';
import { type Budget, isLate, limits, newBudget, spend } from './limits.ts';
import type { TnefAttachment, TnefMessage, TnefPerson, TnefProblem } from './message.ts';
import { authorOf, readRecipients, type Recipient, replyToOf, tidy } from './person.ts';
import { booleanOf, numberOf, type PropertyBag, textOf, timeOf } from './properties.ts';
import { layered, readPropertyList, type Scope } from './property-list.ts';
import { type Attribute, isTnef, readAttributes, type Report } from './reader.ts';
import type { RtfPicture } from './rtf/index.ts';
import { tags } from './tags-table.ts';

/** Always whole: what could not be read is in `problems`. */
export type TnefDecoded = TnefMessage;

/**
 * Decodes a TNEF stream. Never throws; within the bounds of limits.ts, in time too. Attachments are views of `bytes`: keep
 * `bytes` unchanged while they are in use. null: these bytes do not begin with the TNEF signature.
 */
export const decodeTnef = (bytes: Uint8Array): TnefDecoded | null =>
  isTnef(bytes) ? decodeStream(bytes, newBudget(performance.now()), 0).message : null;

/** One level. The properties come along for the task inside a task request. */
function decodeStream(bytes: Uint8Array, budget: Budget, depth: number): { message: TnefMessage; bag: PropertyBag } {
  const problems: TnefProblem[] = [];
  const seen = new Set<string>();
  const report: Report = (problem) => {
    const key = `${problem.code} ${problem.where} ${problem.detail}`;
    if (problems.length >= limits.problems || seen.has(key)) return;
    seen.add(key);
    problems.push(problem);
  };
  const attributes = readAttributes(bytes, budget, report);
  let said: readonly (number | null)[] = [oemCodePage(attributes)];
  const scope: Scope = {
    budget,
    report,
    text: (text, where) => {
      const decoded = decodeText(text, said);
      if (decoded.guess !== null) report({ code: 'charset', where, detail: decoded.guess });
      return decoded.text;
    },
  };
  const own = attributes.filter((each) => each.level === 'message');
  const mapi = own
    .filter((each) => each.name === 'attMsgProps')
    .map((each) => readPropertyList(sourceOf(each.bytes), 0, scope, 'attMsgProps').bag);
  const bag = layered([...mapi, legacyMessage(own, scope)]);
  said = [...said, numberOf(bag.get(tags.messageCodepage)), numberOf(bag.get(tags.internetCodepage))];
  const recipients = own
    .filter((each) => each.name === 'attRecipTable')
    .flatMap((each) => readRecipients(each.bytes, scope));
  const read = readBody(bag, said, scope);
  const innerBags: PropertyBag[] = [];
  const open = (nested: Uint8Array): TnefMessage | null => {
    if (depth < limits.nesting) {
      const inner = decodeStream(nested, budget, depth + 1);
      innerBags.push(inner.bag);
      return inner.message;
    }
    report({ code: 'limit', where: '', detail: `messages nested more than ${limits.nesting} levels` });
    return null;
  };
  const found: FoundAttachment[] = [];
  for (const group of groupAttachments(attributes)) {
    if (!spend(budget, 'attachments') || isLate(budget)) {
      report({ code: 'limit', where: '', detail: `attachments beyond number ${found.length}` });
      break;
    }
    found.push(readAttachment(group, scope, open));
  }
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
  const item = kind.startsWith('ipm.taskrequest') ? (innerBags[0] ?? bag) : bag;
  const calendar = toCalendar(item, facts, report);
  const photo = found.find((each) => each.contactPhoto)?.attachment ?? null;
  const contact = toContact(bag, photo, report, envelope.messageClass, body.text);
  return { message: { ...envelope, body, attachments, calendar, contact, problems }, bag };
}

/** attOemCodepage, [MS-OXTNEF] 2.1.3.3: primary and secondary code page; null = not said. */
function oemCodePage(attributes: readonly Attribute[]): number | null {
  const found = attributes.find((each) => each.name === 'attOemCodepage');
  return found && found.bytes.length >= 4 ? u32(sourceOf(found.bytes), 0) : null;
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
