// Writes TNEF streams after [MS-OXTNEF] 2.1, right or wrong on purpose: what the decoder's tests read back.
import { attributes, type AttributeName } from '../../electron/tnef/tags-table.ts';
import { type WrittenProperty, writeProperties } from './tnef-writer-properties.ts';

export interface WrittenAttribute {
  readonly name: AttributeName;
  readonly bytes: Uint8Array;
  /** Instead of the right ones. */
  readonly level?: number;
  readonly id?: number;
  readonly length?: number;
  readonly checksum?: number;
}

const ATTACHMENT_LEVEL: ReadonlySet<AttributeName> = new Set<AttributeName>([
  'attAttachRenddata',
  'attAttachData',
  'attAttachTitle',
  'attAttachMetaFile',
  'attAttachCreateDate',
  'attAttachModifyDate',
  'attAttachTransportFilename',
  'attAttachment',
]);

export const KEY = 0x1234;

export function writeTnef(list: readonly WrittenAttribute[], signature = 0x223e_9f78): Uint8Array {
  const head = Buffer.alloc(6);
  head.writeUInt32LE(signature, 0);
  head.writeUInt16LE(KEY, 4);
  return new Uint8Array(Buffer.concat([head, ...list.map(writeAttribute)]));
}

export function writeAttribute(attribute: WrittenAttribute): Buffer {
  const { name, bytes } = attribute;
  const head = Buffer.alloc(9);
  head.writeUInt8(attribute.level ?? (ATTACHMENT_LEVEL.has(name) ? 2 : 1), 0);
  head.writeUInt32LE(attribute.id ?? attributes[name], 1);
  head.writeUInt32LE(attribute.length ?? bytes.length, 5);
  const tail = Buffer.alloc(2);
  let sum = 0;
  for (const byte of bytes) sum = (sum + byte) & 0xffff;
  tail.writeUInt16LE(attribute.checksum ?? sum, 0);
  return Buffer.concat([head, bytes, tail]);
}

export const u16Bytes = (...values: number[]): Buffer => {
  const bytes = Buffer.alloc(values.length * 2);
  values.forEach((value, index) => bytes.writeUInt16LE(value & 0xffff, index * 2));
  return bytes;
};

export const u32Bytes = (...values: number[]): Buffer => {
  const bytes = Buffer.alloc(values.length * 4);
  values.forEach((value, index) => bytes.writeUInt32LE(value >>> 0, index * 4));
  return bytes;
};

/** Already in its code page; a zero byte is added. */
export const string8 = (bytes: Uint8Array | string): Buffer =>
  Buffer.concat([typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes, Buffer.alloc(1)]);

/** attOemCodepage. */
export const oemCodePage = (page: number): WrittenAttribute => ({ name: 'attOemCodepage', bytes: u32Bytes(page, 0) });

export const text = (name: AttributeName, value: Uint8Array | string): WrittenAttribute => ({
  name,
  bytes: string8(value),
});

/** Milliseconds since 1970, written as if the clock showed UTC. */
export function date(name: AttributeName, at: number): WrittenAttribute {
  const day = new Date(at);
  return {
    name,
    bytes: u16Bytes(
      day.getUTCFullYear(),
      day.getUTCMonth() + 1,
      day.getUTCDate(),
      day.getUTCHours(),
      day.getUTCMinutes(),
      day.getUTCSeconds(),
      day.getUTCDay(),
    ),
  };
}

/** attFrom: name and 'SMTP:address' behind a triple's header. */
export function from(name: string, address: string): WrittenAttribute {
  const [display, mail] = [string8(name), string8(address)];
  const header = u16Bytes(4, 16 + display.length + mail.length, display.length, mail.length);
  return { name: 'attFrom', bytes: Buffer.concat([header, display, mail, Buffer.alloc(8)]) };
}

/** attOwner and attSentFor: two counted strings. */
export function counted(attribute: 'attOwner' | 'attSentFor', name: string, address: string): WrittenAttribute {
  const [display, mail] = [string8(name), string8(address)];
  const bytes = Buffer.concat([u16Bytes(display.length), display, u16Bytes(mail.length), mail]);
  return { name: attribute, bytes };
}

export const messageProperties = (list: readonly WrittenProperty[]): WrittenAttribute => ({
  name: 'attMsgProps',
  bytes: writeProperties(list),
});

export const recipientTable = (rows: readonly (readonly WrittenProperty[])[]): WrittenAttribute => ({
  name: 'attRecipTable',
  bytes: Buffer.concat([u32Bytes(rows.length), ...rows.map(writeProperties)]),
});

export interface WrittenAttachment {
  /** attAttachTitle, in the message's code page. */
  readonly title?: Uint8Array | string;
  readonly data?: Uint8Array;
  readonly properties?: readonly WrittenProperty[];
  /** attAttachRenddata's first field: 1 file, 2 OLE. */
  readonly kind?: number;
  readonly position?: number;
  readonly others?: readonly WrittenAttribute[];
}

export function attachment(given: WrittenAttachment): WrittenAttribute[] {
  const { title, data, properties, kind = 1, position = 0xffff_ffff, others = [] } = given;
  const rendering = Buffer.concat([u16Bytes(kind), u32Bytes(position), u16Bytes(32, 32), u32Bytes(0)]);
  return [
    { name: 'attAttachRenddata', bytes: rendering },
    ...others,
    ...(data === undefined ? [] : [{ name: 'attAttachData' as const, bytes: data }]),
    ...(title === undefined ? [] : [text('attAttachTitle', title)]),
    ...(properties === undefined ? [] : [{ name: 'attAttachment' as const, bytes: writeProperties(properties) }]),
  ];
}
