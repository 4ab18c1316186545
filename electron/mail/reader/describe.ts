// A message taken apart, as the page reads it: all but what depends on the store and on the person.
import type { MessagePart, Person, ReadMessage } from '../../contract/mail.ts';
import { fieldValue, type PeopleField, type ReadAttachment } from '../../mime/index.ts';
import type { OpenedMessage } from './opened.ts';
import { routeOf } from './route.ts';
import { sealOf, sealPart, type SealKind } from './seal.ts';
import { unsubscribeOf, type UnsubscribeWay } from './unsubscribe.ts';

type Described = Omit<
  ReadMessage,
  'id' | 'threadId' | 'accountId' | 'folderId' | 'at' | 'me' | 'sizeBytes' | 'trust' | 'imagesAllowed'
>;

const MAX_LISTED = 200;
const fieldsOfPeople: readonly PeopleField[] = ['from', 'sender', 'replyTo', 'to', 'cc', 'bcc'];
const MAX_PROBLEMS = 50;

/** Never throws. */
export function describe(opened: OpenedMessage): Described {
  const { fields, message, remote } = opened;
  const seal = sealOf(fields, message);
  const { mailer, hops } = routeOf(fields);
  const winmail = message.attachments.find(({ role }) => role === 'winmail');
  return {
    messageId: fieldValue(fields, 'message-id').replace(/^<|>$/g, '').slice(0, 1000),
    subject: message.subject,
    from: listed(opened, 'from'),
    sender: listed(opened, 'sender'),
    replyTo: listed(opened, 'replyTo'),
    to: listed(opened, 'to'),
    cc: listed(opened, 'cc'),
    bcc: listed(opened, 'bcc'),
    morePeople: fieldsOfPeople.reduce((sum, name) => sum + Math.max(0, message.people[name].length - MAX_LISTED), 0),
    sentAt: message.date,
    text: message.text,
    textCut: message.textCut,
    html: message.html,
    bodyFromWinmail: message.bodyFromWinmail,
    winmailName: winmail?.name ?? null,
    parts: message.attachments.map((part, index) => partOf(part, index, seal)),
    seal,
    route: { mailer, hops: hops.map((hop) => ({ ...hop })) },
    remoteImages: remote.pictures.size,
    trackers: remote.trackers.size,
    unsubscribe: shownWay(unsubscribeOf(fields)),
    listId: listIdOf(fieldValue(fields, 'list-id')),
    wantsReceipt: ['disposition-notification-to', 'return-receipt-to'].some((name) => fieldValue(fields, name) !== ''),
    problems: message.problems.slice(0, MAX_PROBLEMS),
  };
}

const listed = ({ message }: OpenedMessage, name: PeopleField): Person[] =>
  message.people[name].slice(0, MAX_LISTED).map((person) => ({ ...person }));

function partOf(part: ReadAttachment, index: number, seal: SealKind | null): MessagePart {
  const { name, mimeType, sizeBytes, inline, contentId, contentLocation, fromWinmail, within } = part;
  const kind = kindOf(part, seal);
  return { index, name, mimeType, sizeBytes, inline, contentId, contentLocation, kind, fromWinmail, within };
}

function kindOf(part: ReadAttachment, seal: SealKind | null): MessagePart['kind'] {
  switch (part.role) {
    case 'winmail':
    case 'reference':
    case 'message':
    case 'contact':
      return part.role;
    case 'invitation':
      return 'calendar';
    default: {
      const sealed = sealPart(part, seal);
      if (sealed) return sealed;
      if (/^message\/(?:rfc822|global)$/.test(part.mimeType)) return 'message';
      if (part.mimeType === 'text/calendar') return 'calendar';
      return /^text\/(?:x-vcard|vcard|directory)$/.test(part.mimeType) ? 'contact' : 'file';
    }
  }
}

function shownWay(way: UnsubscribeWay | null): ReadMessage['unsubscribe'] {
  switch (way?.kind) {
    case 'one_click':
      return { kind: 'one_click', host: new URL(way.url).hostname };
    case 'mailto':
      return { kind: 'mailto', address: way.address };
    case 'web':
      return { kind: 'web', url: way.url };
    default:
      return null;
  }
}

/** RFC 2919: what stands in the angle brackets. */
const listIdOf = (value: string): string => (/<([^<>]+)>/.exec(value)?.[1] ?? value).trim().slice(0, 255);
