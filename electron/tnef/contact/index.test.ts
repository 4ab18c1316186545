// A contact's properties as a card another program reads.
import fc from 'fast-check';
import type ICAL from 'ical.js';
import { expect, test } from 'vitest';
import { bagOf, binary, integer, text, texts, time, type BagEntry } from '../../../tests/support/mapi-blobs.ts';
import { readComponent, readValue } from '../../../tests/support/read-ical.ts';
import type { TnefContact, TnefProblem } from '../message.ts';
import type { PropertyValue } from '../properties.ts';
import { addressSet, addressTags, emailLids, nameLids, nameTags, phoneTags } from './contact-properties-table.ts';
import { toContact, type ContactPhoto } from './index.ts';

interface Made {
  readonly contact: TnefContact;
  readonly card: ICAL.Component;
  readonly problems: TnefProblem[];
}

function make(entries: readonly BagEntry[], photo: ContactPhoto | null = null, note: string | null = null): Made {
  const problems: TnefProblem[] = [];
  const contact = toContact(bagOf(...entries), photo, (problem) => problems.push(problem), 'IPM.Contact', note)!;
  return { contact, problems, card: readComponent(contact.vcard) };
}

const tag = (name: keyof typeof nameTags, value: string): BagEntry => [nameTags[name], text(value)];
const lid = (number: number, value: string): BagEntry => [[addressSet, number], text(value)];
const email = (index: number, type: string, address: string, original = '', shown = ''): BagEntry[] => {
  const first = emailLids[index]!;
  return [lid(first, shown), lid(first + 2, type), lid(first + 3, address), lid(first + 4, original)];
};
const fieldsOf = (card: ICAL.Component, name: string): unknown => card.getFirstPropertyValue(name);

test('everything a contact has', () => {
  const jpeg = Uint8Array.from({ length: 300 }, (_, at) => at & 255);
  const { contact, card, problems } = make(
    [
      tag('displayName', 'Dr. Chloé Müller-Łoś'),
      tag('given', 'Chloé'),
      tag('middle', 'Anne'),
      tag('family', 'Müller; Łoś'),
      tag('prefix', 'Dr.'),
      tag('suffix', 'fils'),
      tag('nickname', 'Clo'),
      tag('company', 'Maison, Fils & Cie'),
      tag('department', 'Ventes; Nord'),
      tag('title', 'Directrice'),
      tag('office', 'Bureau 12'),
      tag('homePage', 'https://chloe.example.org/'),
      lid(nameLids.webPage, 'https://example.org/'),
      lid(nameLids.fileUnder, 'Müller-Łoś, Chloé'),
      lid(nameLids.phoneticGiven, 'クロエ'),
      lid(nameLids.instantMessaging, 'chloe@im.example.org'),
      ...email(0, 'SMTP', 'chloe@example.org'),
      ...email(1, 'EX', '/o=Org/ou=First/cn=Recipients/cn=chloe', 'chloe.m@work.example.org'),
      ...email(2, 'SMTP', 'CHLOE@example.org'),
      [0x3a08, text('+33 1 23 45 67 89')],
      [0x3a1c, text('+33 6 12 34 56 78')],
      [0x3a24, text('+33 1 00 00 00 00')],
      lid(0x8045, '12 rue de la Paix\r\nEscalier B'),
      lid(0x8046, 'Paris'),
      lid(0x8048, '75002'),
      lid(0x8049, 'France'),
      [[addressSet, nameLids.mailingAddress], integer(2)],
      [[addressSet, 0x80de], time(1980, 1, 29)],
      [0x3a41, time(2004, 5, 11, 22)],
      [['00020329-0000-0000-C000-000000000046', 'Keywords'], texts('Amis', 'Clients, grands')],
    ],
    { mimeType: 'image/jpeg', bytes: jpeg },
    // RFC 2426 4 wants a semicolon escaped here too; ical.js takes that back in fields with several parts only.
    'Rencontrée à Nice.\r\nAime le thé, vert',
  );
  expect(problems).toEqual([]);
  expect(contact).toMatchObject({
    name: 'Dr. Chloé Müller-Łoś',
    company: 'Maison, Fils & Cie',
    title: 'Directrice',
    emails: ['chloe@example.org', 'chloe.m@work.example.org'],
    phones: [
      { kind: 'work', number: '+33 1 23 45 67 89' },
      { kind: 'cell', number: '+33 6 12 34 56 78' },
      { kind: 'fax', number: '+33 1 00 00 00 00' },
    ],
    addresses: [{ kind: 'work', text: '12 rue de la Paix, Escalier B, 75002 Paris, France' }],
  });
  expect(readValue(card, 'version')).toBe('3.0');
  expect(fieldsOf(card, 'n')).toEqual(['Müller; Łoś', 'Chloé', 'Anne', 'Dr.', 'fils']);
  expect(fieldsOf(card, 'org')).toEqual(['Maison, Fils & Cie', 'Ventes; Nord']);
  expect(fieldsOf(card, 'adr')).toEqual([
    '',
    'Bureau 12',
    '12 rue de la Paix\nEscalier B',
    'Paris',
    '',
    '75002',
    'France',
  ]);
  expect(readValue(card, 'note')).toBe('Rencontrée à Nice.\nAime le thé, vert');
  expect(readValue(card, 'bday')).toBe('1980-02-29');
  expect(readValue(card, 'x-anniversary')).toBe('2004-06-12');
  expect(card.getFirstProperty('categories')!.getValues()).toEqual(['Amis', 'Clients, grands']);
  const photo = card.getFirstProperty('photo')!;
  expect(photo.getFirstParameter('type')).toBe('JPEG');
  expect(Buffer.from(readValue(card, 'photo')!, 'base64')).toEqual(Buffer.from(jpeg));
  for (const line of contact.vcard.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
});

test.each(['IPM.Note', 'IPM.Contacts', 'IPM.DistList', 'IPM.Schedule.Meeting.Request', ''])(
  '%s is no contact',
  (name) => {
    expect(toContact(bagOf(), null, () => undefined, name)).toBeNull();
  },
);

test('the class and the note may stand in the properties', () => {
  const contact = toContact(
    bagOf([0x001a, text('IPM.Contact.Custom')], [0x1000, text('Note')], tag('company', 'Maison')),
    null,
    () => undefined,
  );
  expect(contact?.name).toBe('Maison');
  expect(readValue(readComponent(contact!.vcard), 'note')).toBe('Note');
});

test('an address of the directory alone is reported, a name in brackets is used', () => {
  const { contact, problems } = make([
    ...email(0, 'EX', '/o=Org/cn=ann', 'Ann Martin', 'Ann Martin (ann@example.org)'),
    ...email(1, 'EX', '/o=Org/cn=bob', 'Bob', 'Bob'),
  ]);
  expect(contact.emails).toEqual(['ann@example.org']);
  expect(problems).toMatchObject([{ code: 'property', where: 'PidLidEmail2EmailAddress' }]);
});

test('the mailing address stands in where there is no other', () => {
  const { contact, card } = make([
    [0x3a29, text('1 Main St')],
    [0x3a27, text('Springfield')],
    [0x3a28, text('IL')],
    [0x3a2a, text('62701')],
  ]);
  expect(contact.addresses).toEqual([{ kind: 'other', text: '1 Main St, 62701 Springfield, IL' }]);
  expect(fieldsOf(card, 'adr')).toEqual(['', '', '1 Main St', 'Springfield', 'IL', '62701', '']);
});

test('an address as the program printed it is shown as it is', () => {
  const { contact, card } = make([
    [0x3a59, text('Roma')],
    [[addressSet, 0x801a], text('Via Veneto 1\r\n00187 Roma RM\r\nItalia')],
  ]);
  expect(contact.addresses).toEqual([{ kind: 'home', text: 'Via Veneto 1, 00187 Roma RM, Italia' }]);
  expect(readValue(card, 'label')).toBe('Via Veneto 1\n00187 Roma RM\nItalia');
});

test('a picture that is no picture for a card is left out and said', () => {
  const { contact, problems } = make([], { mimeType: 'image/png', bytes: new Uint8Array(9 * 1024 * 1024) });
  expect(contact.vcard).not.toContain('PHOTO');
  expect(problems.map(({ code }) => code)).toEqual(['limit']);
});

test('no birthday is no birthday', () => {
  const { contact } = make([[0x3a42, time(4501, 0, 1)]]);
  expect(contact.vcard).not.toContain('BDAY');
});

test('whatever the properties hold, a card comes out that another program reads', () => {
  const anyValue: fc.Arbitrary<PropertyValue> = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 40 }).map(text),
    fc.integer().map(integer),
    fc.double().map((each): PropertyValue => ({ type: 'time', value: each })),
    fc.uint8Array({ maxLength: 60 }).map(binary),
    fc.array(fc.string({ unit: 'binary', maxLength: 40 }), { maxLength: 3 }).map((all) => texts(...all)),
  );
  const keys: BagEntry[0][] = [
    ...Object.values(nameTags),
    ...phoneTags.map(({ id }) => id),
    ...[0x3a42, 0x3a41, 0x3008, 0x300b, 0x0036],
    ...Object.values(nameLids).map((each) => [addressSet, each] as const),
    ...emailLids.flatMap((each) => [0, 2, 3, 4].map((part) => [addressSet, each + part] as const)),
    ...addressTags.flatMap((each) =>
      [each.street, each.city, each.region, each.postalCode, each.country, each.box].map((id) =>
        each.isNamed ? ([addressSet, id] as const) : id,
      ),
    ),
  ];
  const entry = fc.tuple(fc.constantFrom(...keys), anyValue);
  fc.assert(
    fc.property(
      fc.array(entry, { maxLength: 30 }),
      fc.string({ unit: 'binary', maxLength: 40 }),
      fc.uint8Array(),
      (entries, note, bytes) => {
        const { contact, card } = make(entries, { mimeType: note, bytes }, note);
        expect(card.name).toBe('vcard');
        expect(readValue(card, 'fn')).toBeTruthy();
        expect(fieldsOf(card, 'n')).toHaveLength(5);
        expect(contact.vcard).not.toMatch(/NaN|Invalid Date|undefined/);
      },
    ),
    { numRuns: 120 },
  );
});
