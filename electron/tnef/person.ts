// The people of a message: recipients with their rows of properties, the author, and where answers should go.
import { sourceOf, u32 } from './cursor.ts';
import { entriesOf, personOfEntry, smtpAddress } from './entry-id.ts';
import { limits } from './limits.ts';
import type { TnefPerson } from './message.ts';
import { binaryOf, numberOf, type PropertyBag, textOf } from './properties.ts';
import { readPropertyList, type Scope } from './property-list.ts';
import { tags } from './tags-table.ts';

export interface Recipient extends TnefPerson {
  readonly kind: 'originator' | 'to' | 'cc' | 'bcc';
  /** PidTagRecipientTrackStatus ([MS-OXOCAL] 2.2.4.10.1); null = not said. */
  readonly trackStatus: number | null;
  /** PidTagRecipientFlags ([MS-OXOCAL] 2.2.4.10.2); null = not said. */
  readonly flags: number | null;
}

const KINDS: ReadonlyMap<number, Recipient['kind']> = new Map([
  [0, 'originator'],
  [1, 'to'],
  [2, 'cc'],
  [3, 'bcc'],
]);
/** MAPI_SUBMITTED and MAPI_P1 may be set on top of PidTagRecipientType ([MS-OXOMSG] 2.2.3.1). */
const KIND_MASK = 0x0fff_ffff;

interface Ids {
  readonly name: number;
  readonly type: number;
  readonly address: number;
  readonly smtp: number;
  readonly entry: number;
}

const RECIPIENT: Ids = {
  name: tags.displayName,
  type: tags.addressType,
  address: tags.emailAddress,
  smtp: tags.smtpAddress,
  entry: tags.entryId,
};
const REPRESENTING: Ids = {
  name: tags.sentRepresentingName,
  type: tags.sentRepresentingAddressType,
  address: tags.sentRepresentingEmailAddress,
  smtp: tags.sentRepresentingSmtpAddress,
  entry: tags.sentRepresentingEntryId,
};
const SENDER: Ids = {
  name: tags.senderName,
  type: tags.senderAddressType,
  address: tags.senderEmailAddress,
  smtp: tags.senderSmtpAddress,
  entry: tags.senderEntryId,
};

/** [MS-OXCMAIL] 2.1.3.1: the SMTP property first, then the address if it is of type SMTP, then what the entry carries. */
function personFrom(bag: PropertyBag, ids: Ids, scope: Scope): TnefPerson {
  const entry = binaryOf(bag.get(ids.entry));
  const fromEntry = entry ? personOfEntry(entry, scope, 'entry id') : null;
  const address =
    smtpAddress('SMTP', textOf(bag.get(ids.smtp)) ?? '') ||
    smtpAddress(textOf(bag.get(ids.type)) ?? '', textOf(bag.get(ids.address)) ?? '') ||
    (fromEntry?.address ?? '');
  const name = (textOf(bag.get(ids.name)) ?? '') || (fromEntry?.name ?? '');
  return { name: tidy(name), address: tidy(address) };
}

/** One line, as a header has it. */
export const tidy = (text: string): string => text.replace(/\p{Cc}+/gu, ' ').trim();

/** null: nobody is named. */
export function recipientOf(bag: PropertyBag, scope: Scope): Recipient | null {
  const type = numberOf(bag.get(tags.recipientType));
  const person = personFrom(bag, RECIPIENT, scope);
  if (!person.name && !person.address) return null;
  return {
    ...person,
    kind: (type === null ? undefined : KINDS.get(type & KIND_MASK)) ?? 'to',
    trackStatus: numberOf(bag.get(tags.recipientTrackStatus)),
    flags: numberOf(bag.get(tags.recipientFlags)),
  };
}

/** attRecipTable, [MS-OXTNEF] 2.1.3: a count of rows, each a property list. */
export function readRecipients(bytes: Uint8Array, scope: Scope): Recipient[] {
  const from = sourceOf(bytes);
  const count = u32(from, 0);
  const found: Recipient[] = [];
  let at = 4;
  for (let row = 0; row < count && at < bytes.length; row++) {
    if (row >= limits.recipients) {
      scope.report({ code: 'limit', where: 'attRecipTable', detail: `${count} recipients, ${row} read` });
      break;
    }
    const list = readPropertyList(from, at, scope, 'attRecipTable');
    const recipient = recipientOf(list.bag, scope);
    if (recipient) found.push(recipient);
    if (!list.whole) break;
    at = list.end;
  }
  return found;
}

/** Whom the message is from: who is represented, else who sent it. null = nobody is named. */
export function authorOf(bag: PropertyBag, scope: Scope): TnefPerson | null {
  const representing = personFrom(bag, REPRESENTING, scope);
  const sender = personFrom(bag, SENDER, scope);
  if (!representing.name && !representing.address) return sender.name || sender.address ? sender : null;
  const same = representing.name === sender.name || representing.name === '';
  if (!representing.address && same) return { name: representing.name || sender.name, address: sender.address };
  return representing;
}

/** PidTagReplyRecipientEntries ([MS-OXOMSG] 2.2.1.43); those that are only X.500 names keep their place with their name. */
export function replyToOf(bag: PropertyBag, scope: Scope): TnefPerson[] {
  const list = binaryOf(bag.get(tags.replyRecipientEntries));
  if (!list) return [];
  const names = (textOf(bag.get(tags.replyRecipientNames)) ?? '').split(';').map(tidy);
  return entriesOf(list).flatMap((entry, index) => {
    const person = personOfEntry(entry, scope, 'PidTagReplyRecipientEntries') ?? { name: '', address: '' };
    const name = tidy(person.name) || (names[index] ?? '');
    return name || person.address ? [{ name, address: tidy(person.address) }] : [];
  });
}
