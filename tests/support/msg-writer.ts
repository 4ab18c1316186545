// Writes Outlook message files after [MS-OXMSG]: what the reader must understand, no more.
import { writeCompoundFile, type StoragePlan, type StreamPlan } from '../../electron/outlook/msg/write-compound.ts';
import { KEYWORDS, type Properties, type Value } from './pst-writer.ts';

export interface MsgPlan {
  readonly properties: Properties;
  readonly recipients?: readonly Properties[];
  readonly attachments?: readonly MsgAttachmentPlan[];
}
export interface MsgAttachmentPlan {
  readonly properties: Properties;
  readonly data?: Uint8Array;
  readonly letter?: MsgPlan;
  /** What another program put there. */
  readonly ole?: StoragePlan;
}

/** Bytes of a value that stands in the row. */
const inRow = new Set([0x0002, 0x0003, 0x0004, 0x0005, 0x0006, 0x0007, 0x000b, 0x0014, 0x0040]);
const hex = (number: number, digits: number): string => number.toString(16).toUpperCase().padStart(digits, '0');

export const writeMsg = (plan: MsgPlan): Buffer =>
  writeCompoundFile({ name: '', classId: null, children: [names(), ...message(plan, 32)] });

function message(plan: MsgPlan, headBytes: number): (StreamPlan | StoragePlan)[] {
  const { recipients = [], attachments = [] } = plan;
  const head = Buffer.alloc(headBytes);
  [recipients.length, attachments.length, recipients.length, attachments.length].forEach((count, index) =>
    head.writeUInt32LE(count, 8 + index * 4),
  );
  return [
    ...properties(plan.properties, head),
    ...recipients.map((each, index) => ({
      name: `__recip_version1.0_#${hex(index, 8)}`,
      classId: null,
      children: properties(each, Buffer.alloc(8)),
    })),
    ...attachments.map((each, index) => ({
      name: `__attach_version1.0_#${hex(index, 8)}`,
      classId: null,
      children: attachment(each),
    })),
  ];
}

function attachment({ properties: own, data, letter, ole }: MsgAttachmentPlan): (StreamPlan | StoragePlan)[] {
  const method: Value = { type: 0x0003, bytes: Buffer.from([letter ? 5 : ole ? 6 : 1, 0, 0, 0]) };
  const children = properties({ 0x3705: method, ...own }, Buffer.alloc(8));
  const name = '__substg1.0_3701000D';
  if (data) children.push({ name: '__substg1.0_37010102', bytes: data });
  if (letter) children.push({ name, classId: null, children: message(letter, 24) });
  if (ole) children.push({ ...ole, name });
  return children;
}

function properties(values: Properties, head: Buffer): (StreamPlan | StoragePlan)[] {
  const rows = [head];
  const streams: StreamPlan[] = [];
  for (const [key, { type, bytes }] of Object.entries(values)) {
    const id = Number(key);
    const row = Buffer.alloc(16);
    row.writeUInt16LE(type, 0);
    row.writeUInt16LE(id, 2);
    const name = `__substg1.0_${hex(id, 4)}${hex(type, 4)}`;
    if (inRow.has(type)) bytes.copy(row, 8);
    else if (type === 0x101f) {
      const pieces = stringsOf(bytes);
      const lengths = Buffer.alloc(pieces.length * 4);
      pieces.forEach((piece, index) => {
        lengths.writeUInt32LE(piece.length, index * 4);
        streams.push({ name: `${name}-${hex(index, 8)}`, bytes: piece });
      });
      streams.push({ name, bytes: lengths });
      row.writeUInt32LE(lengths.length, 8);
    } else {
      streams.push({ name, bytes });
      row.writeUInt32LE(bytes.length, 8);
    }
    rows.push(row);
  }
  return [{ name: '__properties_version1.0', bytes: Buffer.concat(rows) }, ...streams];
}

/** What `strings` of the .pst writer packs into one value. */
function stringsOf(bytes: Buffer): Buffer[] {
  const count = bytes.readUInt32LE(0);
  const starts = Array.from({ length: count }, (_, index) => bytes.readUInt32LE(4 + index * 4));
  return starts.map((start, index) => bytes.subarray(start, starts[index + 1]));
}

/** One name: Keywords in PS_PUBLIC_STRINGS ([MS-OXMSG] 2.2.3.1), as the .pst writer has it. */
function names(): StoragePlan {
  const text = Buffer.from('Keywords', 'utf16le');
  const strings = Buffer.concat([Buffer.from([text.length, 0, 0, 0]), text]);
  const entry = Buffer.alloc(8);
  entry.writeUInt16LE((2 << 1) | 1, 4);
  entry.writeUInt16LE(KEYWORDS - 0x8000, 6);
  return {
    name: '__nameid_version1.0',
    classId: null,
    children: [
      { name: '__substg1.0_00020102', bytes: new Uint8Array(0) },
      { name: '__substg1.0_00030102', bytes: entry },
      { name: '__substg1.0_00040102', bytes: strings },
    ],
  };
}
