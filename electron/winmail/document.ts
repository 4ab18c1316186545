// One opened file as the screen, the command line and the archive see it: what kind it is, its text, its files. A
// winmail.dat, a message (.eml), an Outlook message file (.msg). Bytes in, value out; never throws on bad input.
import { createHash } from 'node:crypto';
import { MAX_UPLOAD_BYTES } from '../contract/blobs.ts';
import type { WinmailDocument, WinmailPart } from '../contract/winmail.ts';
import { composeMessage, isMessage, partsOf, readMessage, sealedContent } from '../mime/index.ts';
import type { ReadableMessage, ReadAttachment } from '../mime/index.ts';
import { openMsg } from '../outlook/index.ts';
import { decodeItem, decodeTnef, sniff, type TnefMessage } from '../tnef/index.ts';
import { joined } from './joined.ts';

export interface OpenedDocument extends Omit<WinmailDocument, 'handle' | 'parts' | 'calendar' | 'contact'> {
  readonly parts: readonly ReadAttachment[];
  readonly calendar: TnefMessage['calendar'];
  readonly contact: TnefMessage['contact'];
  /** The bytes that were opened; for an embedded message those of its .eml. */
  readonly original: () => Uint8Array;
  /** All that is in it as one message, without a winmail.dat; null: it is no message. */
  readonly whole: (() => Uint8Array) | null;
}

/** As far as the screen shows it; the files hold the whole. */
const MAX_SHOWN_LENGTH = 4 * 1024 * 1024;
/** Reading is bounded by the size here, so a large message may take longer than one of an archive. */
const bounds = { messageBytes: MAX_UPLOAD_BYTES, timeMs: 60_000 };
const MAX_NESTED_PROBLEMS = 200;

/** Reads a winmail.dat, a .msg or a message, whatever its name; anything else is told by its first bytes. */
export async function readDocument(bytes: Uint8Array, name: string): Promise<OpenedDocument> {
  const message = decodeTnef(bytes);
  if (message) {
    const opened = itemDocument(message, name, true);
    return { ...opened, kind: 'tnef', mimeType: 'application/ms-tnef', sizeBytes: bytes.length, original: () => bytes };
  }
  const msg = await msgDocument(bytes, name);
  if (msg) return msg;
  if (isMessage(bytes) || isNamedMessage(bytes, name))
    return mailDocument(await readMessage(bytes, bounds), bytes, name);
  return {
    name,
    kind: 'other',
    mimeType: sniff(bytes, name),
    sizeBytes: bytes.length,
    isTnef: false,
    messageClass: '',
    subject: '',
    from: null,
    to: [],
    cc: [],
    sentAt: null,
    body: { html: null, text: null, source: 'none' },
    parts: [],
    calendar: null,
    contact: null,
    problems: [],
    original: () => bytes,
    whole: null,
  };
}

/** A message whose header is damaged is still one when somebody saved it as such. */
const isNamedMessage = (bytes: Uint8Array, name: string): boolean =>
  /\.eml$/i.test(name) && ['text/plain', 'message/rfc822'].includes(sniff(bytes, name));

/** A part of an opened document as a document of its own. */
export function readPart(part: ReadAttachment): Promise<OpenedDocument> {
  if (!part.message) return readDocument(part.content(), part.name);
  const opened = itemDocument(part.message, part.name, part.fromWinmail);
  return Promise.resolve({ ...opened, sizeBytes: part.sizeBytes });
}

/** null: no Outlook message file. What of it is damaged is listed, the rest is there. */
async function msgDocument(bytes: Uint8Array, name: string): Promise<OpenedDocument | null> {
  const opened = openMsg(bytes);
  if (!opened) return null;
  const message = decodeItem(opened.item);
  // A signed message's text and files are in what was signed.
  const sealed = sealedContent(message) ? composeMessage(message) : null;
  const document = sealed
    ? mailDocument(await readMessage(sealed, bounds), sealed, name)
    : itemDocument(message, name, false);
  const lost = opened.lost.map((where) => ({ code: 'attribute', where, detail: '' }));
  return {
    ...document,
    mimeType: 'application/vnd.ms-outlook',
    sizeBytes: bytes.length,
    problems: [...lost, ...document.problems],
    original: () => bytes,
  };
}

/** `isTnef`: out of a winmail.dat, not of a .msg. */
function itemDocument(message: TnefMessage, name: string, isTnef: boolean): OpenedDocument {
  const whole = (): Uint8Array => composeMessage(message);
  return {
    name,
    kind: 'message',
    mimeType: 'message/rfc822',
    sizeBytes: 0,
    isTnef,
    messageClass: message.messageClass,
    subject: message.subject,
    from: message.from && { ...message.from },
    to: message.to.map((person) => ({ ...person })),
    cc: message.cc.map((person) => ({ ...person })),
    sentAt: message.sentAt ?? message.receivedAt,
    body: { ...message.body },
    parts: partsOf(message)
      .filter(isFile)
      .map((part) => ({ ...part, fromWinmail: isTnef })),
    calendar: message.calendar,
    contact: message.contact,
    problems: problemsOf(message),
    original: whole,
    whole,
  };
}

function mailDocument(mail: ReadableMessage, bytes: Uint8Array, name: string): OpenedDocument {
  const [tnef = null] = mail.winmail;
  const { html, text, people } = mail;
  const ownSource = html !== null ? 'html' : text.trim() === '' ? 'none' : 'text';
  const document = {
    name,
    kind: 'message' as const,
    mimeType: 'message/rfc822',
    sizeBytes: bytes.length,
    isTnef: tnef !== null || mail.attachments.some(({ fromWinmail }) => fromWinmail),
    messageClass: tnef?.messageClass ?? '',
    subject: mail.subject,
    from: people.from[0] ?? tnef?.from ?? null,
    to: [...(people.to.length > 0 ? people.to : (tnef?.to ?? []))],
    cc: [...(people.cc.length > 0 ? people.cc : (tnef?.cc ?? []))],
    sentAt: mail.date,
    body: {
      html,
      text: text === '' ? null : text,
      source: mail.bodyFromWinmail && tnef ? tnef.body.source : ownSource,
    },
    parts: mail.attachments.filter(isFile),
    calendar: tnef?.calendar ?? null,
    contact: tnef?.contact ?? null,
    problems: [
      ...mail.problems.map((detail) => ({ code: 'mime', where: '', detail })),
      ...mail.winmail.flatMap(problemsOf),
    ],
    original: () => bytes,
  };
  return { ...document, whole: tnef ? () => composeMessage(joined(document, tnef, bytes)) : () => bytes };
}

/** The invitation and the contact have their own place in a document. */
const isFile = ({ role, within }: ReadAttachment): boolean =>
  within !== null || (role !== 'invitation' && role !== 'contact');

/** Its own, and those of the messages in it, which say where. */
function problemsOf(message: TnefMessage): OpenedDocument['problems'] {
  const found = message.problems.map((problem) => ({ ...problem }));
  const visit = (nested: TnefMessage, path: string): void => {
    for (const attachment of nested.attachments) {
      if (!attachment.message || found.length >= message.problems.length + MAX_NESTED_PROBLEMS) continue;
      const where = path === '' ? attachment.name : `${path} / ${attachment.name}`;
      for (const problem of attachment.message.problems) {
        found.push({ ...problem, where: problem.where === '' ? where : `${where} / ${problem.where}` });
      }
      visit(attachment.message, where);
    }
  };
  visit(message, '');
  return found;
}

/** What the client is told of a document, but for its handle. */
export function describeDocument(document: OpenedDocument): Omit<WinmailDocument, 'handle'> {
  const { name, sizeBytes, kind, mimeType, isTnef, messageClass, subject, from, to, cc, sentAt, body } = document;
  return {
    ...{ name, sizeBytes, kind, mimeType, isTnef, messageClass, subject, from, to, cc, sentAt },
    body: { html: shown(body.html), text: shown(body.text), source: body.source },
    parts: document.parts.map(describePart),
    calendar: describeCalendar(document.calendar),
    contact: describeContact(document.contact),
    problems: document.problems,
  };
}

const shown = (text: string | null): string | null => text?.slice(0, MAX_SHOWN_LENGTH).toWellFormed() ?? null;

function describeCalendar(calendar: TnefMessage['calendar']): WinmailDocument['calendar'] {
  if (!calendar) return null;
  const { method, kind, summary, location, start, end, allDay, timeZone, recurrence, reminderMinutes } = calendar;
  return {
    ...{ method, kind, summary, location, start, end, allDay, timeZone, recurrence, reminderMinutes },
    organizer: calendar.organizer,
    attendees: [...calendar.attendees],
  };
}

function describeContact(contact: TnefMessage['contact']): WinmailDocument['contact'] {
  if (!contact) return null;
  const { name, company, title, emails, phones, addresses } = contact;
  return { name, company, title, emails: [...emails], phones: [...phones], addresses: [...addresses] };
}

function describePart(part: ReadAttachment, index: number): WinmailPart {
  const { name, mimeType, modifiedAt, inline, contentId, contentLocation, role, reference, fromWinmail } = part;
  const bytes = part.content();
  return {
    index,
    name,
    mimeType,
    sizeBytes: bytes.length,
    sha256: sha256(bytes),
    modifiedAt,
    inline,
    contentId,
    contentLocation,
    kind: role === 'message' || role === 'ole' || role === 'reference' ? role : 'file',
    reference,
    fromWinmail,
  };
}

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
