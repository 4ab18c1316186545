// The properties a contact is made of ([MS-OXOCNTC] 2.2.1), with the vCard words they become (RFC 2426).

export const addressSet = '00062004-0000-0000-C000-000000000046';

/** Property ids of the names and the work. */
export const nameTags = {
  displayName: 0x3001,
  family: 0x3a11,
  given: 0x3a06,
  middle: 0x3a44,
  prefix: 0x3a45,
  suffix: 0x3a05,
  nickname: 0x3a4f,
  initials: 0x3a0a,
  company: 0x3a16,
  department: 0x3a18,
  title: 0x3a17,
  profession: 0x3a46,
  office: 0x3a19,
  manager: 0x3a4e,
  assistant: 0x3a30,
  spouse: 0x3a48,
  hobbies: 0x3a43,
  homePage: 0x3a50,
  workPage: 0x3a51,
  postalAddress: 0x3a15,
} as const;

/** Numbers of named properties in PSETID_Address. */
export const nameLids = {
  fileUnder: 0x8005,
  webPage: 0x802b,
  phoneticGiven: 0x802c,
  phoneticFamily: 0x802d,
  phoneticCompany: 0x802e,
  instantMessaging: 0x8062,
  freeBusy: 0x80d8,
  mailingAddress: 0x8022,
} as const;

export interface PhoneTag {
  readonly id: number;
  /** What the opener shows it as. */
  readonly kind: 'work' | 'home' | 'cell' | 'fax' | 'pager' | 'car' | 'isdn' | 'assistant' | 'other';
  /** TEL's TYPE (RFC 2426 3.3.1). */
  readonly types: string;
}

/** In the order they are shown. */
export const phoneTags: readonly PhoneTag[] = [
  { id: 0x3a1a, kind: 'other', types: 'PREF,VOICE' },
  { id: 0x3a08, kind: 'work', types: 'WORK,VOICE' },
  { id: 0x3a1b, kind: 'work', types: 'WORK,VOICE' },
  { id: 0x3a57, kind: 'work', types: 'WORK,VOICE' },
  { id: 0x3a1c, kind: 'cell', types: 'CELL,VOICE' },
  { id: 0x3a09, kind: 'home', types: 'HOME,VOICE' },
  { id: 0x3a2f, kind: 'home', types: 'HOME,VOICE' },
  { id: 0x3a1f, kind: 'other', types: 'VOICE' },
  { id: 0x3a1e, kind: 'car', types: 'CAR,VOICE' },
  { id: 0x3a1d, kind: 'other', types: 'VOICE,X-RADIO' },
  { id: 0x3a02, kind: 'other', types: 'VOICE,X-CALLBACK' },
  { id: 0x3a2e, kind: 'assistant', types: 'VOICE,X-ASSISTANT' },
  { id: 0x3a21, kind: 'pager', types: 'PAGER' },
  { id: 0x3a24, kind: 'fax', types: 'WORK,FAX' },
  { id: 0x3a25, kind: 'fax', types: 'HOME,FAX' },
  { id: 0x3a23, kind: 'fax', types: 'FAX' },
  { id: 0x3a2d, kind: 'isdn', types: 'ISDN' },
  { id: 0x3a2c, kind: 'other', types: 'X-TELEX' },
  { id: 0x3a4b, kind: 'other', types: 'X-TTY' },
];

export interface AddressTags {
  readonly kind: 'work' | 'home' | 'other';
  /** ADR's TYPE (RFC 2426 3.2.1). */
  readonly types: string;
  /** PidLidPostalAddressId's value that marks this one as the mailing address. */
  readonly mailingId: number;
  /** Each part: a property id, or a named property's number in PSETID_Address. */
  readonly isNamed: boolean;
  readonly street: number;
  readonly city: number;
  readonly region: number;
  readonly postalCode: number;
  readonly country: number;
  readonly box: number;
  /** The whole as the author's program prints it: PidLidWorkAddress, PidLidHomeAddress, PidLidOtherAddress. */
  readonly formatted: number;
}

export const addressTags: readonly AddressTags[] = [
  {
    kind: 'work',
    types: 'WORK',
    mailingId: 2,
    isNamed: true,
    street: 0x8045,
    city: 0x8046,
    region: 0x8047,
    postalCode: 0x8048,
    country: 0x8049,
    box: 0x804a,
    formatted: 0x801b,
  },
  {
    kind: 'home',
    types: 'HOME',
    mailingId: 1,
    isNamed: false,
    street: 0x3a5d,
    city: 0x3a59,
    region: 0x3a5c,
    postalCode: 0x3a5b,
    country: 0x3a5a,
    box: 0x3a5e,
    formatted: 0x801a,
  },
  {
    kind: 'other',
    types: 'POSTAL',
    mailingId: 3,
    isNamed: false,
    street: 0x3a63,
    city: 0x3a5f,
    region: 0x3a62,
    postalCode: 0x3a61,
    country: 0x3a60,
    box: 0x3a64,
    formatted: 0x801c,
  },
];

/** The mailing address's own copy; all there is where a program did not write the three above. */
export const mailingTags: AddressTags = {
  kind: 'other',
  types: 'POSTAL',
  mailingId: -1,
  isNamed: false,
  street: 0x3a29,
  city: 0x3a27,
  region: 0x3a28,
  postalCode: 0x3a2a,
  country: 0x3a26,
  box: 0x3a2b,
  formatted: 0,
};

/** PidLidEmail1DisplayName and its two sisters: the first number of each group. */
export const emailLids: readonly number[] = [0x8080, 0x8090, 0x80a0];
export const emailParts = { displayName: 0, addressType: 2, address: 3, originalDisplayName: 4 } as const;
