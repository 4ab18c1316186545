// The door: MAPI properties of a contact in, its card out ([MS-OXOCNTC], vCard 3.0 of RFC 2426).
import type { TnefContact, TnefProblem } from '../message.ts';
import { binaryOf, numberOf, textOf, timeOf, type PropertyBag } from '../properties.ts';
import { escapeText, joinLines, oneLine, type ContentLine } from '../calendar/content-line.ts';
import { nearestDay } from '../calendar/event-zone.ts';
import { categoriesOf } from '../calendar/named-properties.ts';
import { hex } from '../calendar/uid.ts';
import { basicUtc, isUsableTime, isoWall } from '../calendar/wall-time.ts';
import { addressesOf } from './contact-address.ts';
import { emailsOf } from './contact-email.ts';
import { addressSet, nameLids, nameTags, phoneTags } from './contact-properties-table.ts';

export interface ContactPhoto {
  readonly mimeType: string;
  readonly bytes: Uint8Array;
}

/** What a card can be expected to carry; Outlook's own pictures are under 64 kB. */
const maximumPhotoBytes = 8 * 1024 * 1024;

/** Of the note, and of each name, in characters. */
const maximumText = 1_000_000;
const maximumName = 4_000;

/** 4500-08-31 and later: MAPI's "no date". */
const noDate = Date.UTC(4500, 7, 31);

/** 'YYYY-MM-DD', of the local date where there is one, else of the moment; null = none. */
function dateOf(bag: PropertyBag, localLid: number, tag: number): string | null {
  const at = timeOf(bag.named(addressSet, localLid)) ?? timeOf(bag.get(tag));
  return at !== null && isUsableTime(at) && at < noDate ? isoWall(nearestDay(at)).slice(0, 10) : null;
}

const photoType = (mimeType: string): string =>
  mimeType
    .slice(mimeType.indexOf('/') + 1)
    .toUpperCase()
    .replaceAll(/[^A-Z0-9-]/g, '') || 'JPEG';

function photoLines(photo: ContactPhoto | null, problem: (p: TnefProblem) => void): ContentLine[] {
  if (!photo?.bytes.length) return [];
  if (photo.bytes.length > maximumPhotoBytes) {
    problem({ code: 'limit', where: 'photo', detail: `${photo.bytes.length} bytes` });
    return [];
  }
  const base64 = Buffer.from(photo.bytes.buffer, photo.bytes.byteOffset, photo.bytes.length).toString('base64');
  return [`PHOTO;ENCODING=b;TYPE=${photoType(photo.mimeType)}:${base64}`];
}

const isContact = (messageClass: string): boolean => {
  const name = messageClass.trim().toLowerCase();
  return name === 'ipm.contact' || name.startsWith('ipm.contact.');
};

const sensitivities = new Map([
  [1, 'PRIVATE'],
  [2, 'PRIVATE'],
  [3, 'CONFIDENTIAL'],
]);

/**
 * The contact of a message; null when its class is not IPM.Contact. Never throws. `messageClass` and `text` (the plain
 * body, for NOTE) are looked up in the properties when they are not given. `photo`: the attachment marked as the
 * contact's picture.
 */
export function toContact(
  bag: PropertyBag,
  photo: ContactPhoto | null,
  problem: (p: TnefProblem) => void,
  messageClass: string = textOf(bag.get(0x001a)) ?? '',
  text: string | null = textOf(bag.get(0x1000)),
): TnefContact | null {
  if (!isContact(messageClass)) return null;
  const tag = (name: keyof typeof nameTags): string =>
    oneLine((textOf(bag.get(nameTags[name])) ?? '').slice(0, maximumName));
  const named = (name: keyof typeof nameLids): string =>
    oneLine((textOf(bag.named(addressSet, nameLids[name])) ?? '').slice(0, maximumName));
  const line = (name: string, value: string): ContentLine[] => (value ? [`${name}:${escapeText(value)}`] : []);

  const parts = [tag('prefix'), tag('given'), tag('middle'), tag('family'), tag('suffix')].filter(Boolean);
  const company = tag('company');
  const emails = emailsOf(bag, problem);
  const name = tag('displayName') || parts.join(' ') || named('fileUnder') || company || (emails[0] ?? '');
  const phones = phoneTags.flatMap(({ id, kind, types }) => {
    const value = bag.get(id);
    const numbers = value?.type === 'many' ? value.values.slice(0, 20).map(textOf) : [textOf(value)];
    return numbers
      .map((number) => ({ kind, types, number: oneLine((number ?? '').slice(0, maximumName)) }))
      .filter(({ number }) => number);
  });
  const addresses = addressesOf(bag);
  const birthday = dateOf(bag, 0x80de, 0x3a42);
  const anniversary = dateOf(bag, 0x80df, 0x3a41);
  const chat = named('instantMessaging');
  const categories = categoriesOf(bag);
  const modifiedAt = timeOf(bag.get(0x3008));
  const key = binaryOf(bag.get(0x300b));
  const privacy = sensitivities.get(numberOf(bag.get(0x0036)) ?? 0);
  const pages = [...new Set([named('webPage') || tag('workPage'), tag('workPage')])].filter(Boolean);
  const note = (text ?? '').slice(0, maximumText).trim();
  if (text && text.length > maximumText) problem({ code: 'limit', where: 'NOTE', detail: `${text.length} characters` });
  const organization = [company, tag('department')];

  const vcard = joinLines([
    'BEGIN:VCARD',
    'VERSION:3.0',
    'PRODID:-//Malleposte//winmail.dat//EN',
    `N:${[tag('family'), tag('given'), tag('middle'), tag('prefix'), tag('suffix')].map(escapeText).join(';')}`,
    // RFC 2426 3.1.1: it has to be there.
    `FN:${escapeText(name || '?')}`,
    ...line('SORT-STRING', named('fileUnder')),
    ...line('NICKNAME', tag('nickname')),
    ...line('X-PHONETIC-FIRST-NAME', named('phoneticGiven')),
    ...line('X-PHONETIC-LAST-NAME', named('phoneticFamily')),
    ...line('X-PHONETIC-ORG', named('phoneticCompany')),
    ...(organization.some(Boolean) ? [`ORG:${organization.map(escapeText).join(';')}`] : []),
    ...line('TITLE', tag('title')),
    ...line('ROLE', tag('profession')),
    ...emails.map((email, index) => `EMAIL;TYPE=INTERNET${index ? '' : ',PREF'}:${escapeText(email)}`),
    ...phones.map(({ types, number }) => `TEL;TYPE=${types}:${escapeText(number)}`),
    ...addresses.flatMap(({ lines }) => lines),
    ...(birthday ? [`BDAY;VALUE=date:${birthday}`] : []),
    ...(anniversary ? [`X-ANNIVERSARY:${anniversary}`] : []),
    ...pages.map((page) => `URL;TYPE=WORK:${oneLine(page)}`),
    ...(tag('homePage') ? [`URL;TYPE=HOME:${tag('homePage')}`] : []),
    ...line('X-MS-IMADDRESS', chat),
    ...line('X-SPOUSE', tag('spouse')),
    ...line('X-MANAGER', tag('manager')),
    ...line('X-ASSISTANT', tag('assistant')),
    ...line('X-INTERESTS', tag('hobbies')),
    ...(named('freeBusy') ? [`FBURL:${named('freeBusy')}`] : []),
    ...(categories.length ? [`CATEGORIES:${categories.map(escapeText).join(',')}`] : []),
    ...(privacy ? [`CLASS:${privacy}`] : []),
    ...(note ? [`NOTE:${escapeText(note)}`] : []),
    ...photoLines(photo, problem),
    ...(key && key.length >= 8 && key.length <= 64 ? [`UID:${hex(key)}`] : []),
    ...(modifiedAt !== null && isUsableTime(modifiedAt) ? [`REV:${basicUtc(modifiedAt)}`] : []),
    'END:VCARD',
  ]);
  return {
    name,
    company,
    title: tag('title'),
    emails,
    phones: phones.map(({ kind, number }) => ({ kind, number })),
    addresses: addresses.map(({ kind, text: address }) => ({ kind, text: address })),
    vcard,
  };
}
