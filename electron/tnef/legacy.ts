// What TNEF had before MAPI properties, [MS-OXTNEF] 2.1.3.3, as the properties they map to (2.1.3.1). They only fill gaps:
// [MS-OXTNEF] 2.1.3 has the property lists win where both are there.
import { sourceOf, u16, u32, untilZero } from './cursor.ts';
import type { PropertyBag, PropertyValue } from './properties.ts';
import type { Scope } from './property-list.ts';
import type { Attribute } from './reader.ts';
import { attachMethods, tags } from './tags-table.ts';

/** [MS-OXTNEF] 2.1.3.3, attMessageClass: the old names and what they are called now. */
const CLASSES: ReadonlyMap<string, string> = new Map([
  ['ipm.microsoft mail.note', 'IPM.Note'],
  ['ipm.microsoft mail.read receipt', 'Report.IPM.Note.IPNRN'],
  ['ipm.microsoft mail.non-delivery', 'Report.IPM.Note.NDR'],
  ['ipm.microsoft schedule.mtgreq', 'IPM.Schedule.Meeting.Request'],
  ['ipm.microsoft schedule.mtgrespp', 'IPM.Schedule.Meeting.Resp.Pos'],
  ['ipm.microsoft schedule.mtgrespn', 'IPM.Schedule.Meeting.Resp.Neg'],
  ['ipm.microsoft schedule.mtgrespa', 'IPM.Schedule.Meeting.Resp.Tent'],
  ['ipm.microsoft schedule.mtgcncl', 'IPM.Schedule.Meeting.Canceled'],
]);

export const modernClass = (name: string): string => CLASSES.get(name.toLowerCase()) ?? name;

/** Date and time without a zone: year, month, day, hour, minute, second, weekday, two bytes each. null = no date. */
export function legacyDate(bytes: Uint8Array): number | null {
  const from = sourceOf(bytes);
  const [year, month, day, hour, minute, second] = [0, 2, 4, 6, 8, 10].map((at) => u16(from, at));
  if (bytes.length < 12 || !year || !month || !day || year > 9999 || month > 12 || day > 31) return null;
  const at = new Date(0);
  at.setUTCFullYear(year, month - 1, day);
  at.setUTCHours(hour ?? 0, minute, second, 0);
  return at.getTime();
}

interface LegacyPerson {
  readonly name: string;
  /** 'SMTP', 'EX'; '' = not said. */
  readonly type: string;
  readonly address: string;
}

/** [MS-OXTNEF] 2.1.3.3, attFrom: trpid, size, then the lengths of name and address and both strings. */
function triple(bytes: Uint8Array, scope: Scope): LegacyPerson | null {
  const from = sourceOf(bytes);
  if (bytes.length < 8) return null;
  const nameEnd = 8 + u16(from, 4);
  const name = scope.text(untilZero(bytes.subarray(8, nameEnd)), 'attFrom');
  const address = scope.text(untilZero(bytes.subarray(nameEnd, nameEnd + u16(from, 6))), 'attFrom');
  return { name, ...splitAddress(address) };
}

/** [MS-OXTNEF] 2.1.3.3.16 attOwner: two counted strings, the second 'SMTP:someone@example.org'. */
function counted(bytes: Uint8Array, scope: Scope, where: string): LegacyPerson | null {
  const from = sourceOf(bytes);
  if (bytes.length < 4) return null;
  const nameEnd = 2 + u16(from, 0);
  const name = scope.text(untilZero(bytes.subarray(2, nameEnd)), where);
  const address = scope.text(untilZero(bytes.subarray(nameEnd + 2, nameEnd + 2 + u16(from, nameEnd))), where);
  return { name, ...splitAddress(address) };
}

function splitAddress(text: string): { type: string; address: string } {
  const colon = text.indexOf(':');
  return colon === -1
    ? { type: '', address: text }
    : { type: text.slice(0, colon).toUpperCase(), address: text.slice(colon + 1) };
}

const text = (value: string): PropertyValue => ({ type: 'string', value });
const integer = (value: number): PropertyValue => ({ type: 'integer', value });

function bagOf(entries: ReadonlyMap<number, () => PropertyValue | undefined>): PropertyBag {
  const known = new Map<number, PropertyValue | undefined>();
  return {
    get: (id) => {
      if (!known.has(id)) known.set(id, entries.get(id)?.());
      return known.get(id);
    },
    named: () => undefined,
  };
}

type Entries = Map<number, () => PropertyValue | undefined>;

function put(into: Entries, id: number, read: () => PropertyValue | undefined): void {
  if (!into.has(id)) into.set(id, read);
}

function putPerson(into: Entries, person: LegacyPerson | null, ids: readonly [number, number, number]): void {
  if (!person) return;
  put(into, ids[0], () => text(person.name));
  put(into, ids[1], () => text(person.type || 'SMTP'));
  put(into, ids[2], () => text(person.address));
}

const SENDER = [tags.senderName, tags.senderAddressType, tags.senderEmailAddress] as const;
const REPRESENTING = [
  tags.sentRepresentingName,
  tags.sentRepresentingAddressType,
  tags.sentRepresentingEmailAddress,
] as const;

const timeEntry =
  (bytes: Uint8Array): (() => PropertyValue | undefined) =>
  () => {
    const at = legacyDate(bytes);
    return at === null ? undefined : { type: 'time', value: at };
  };

/** attPriority: 3 low, 2 normal, 1 high ([MS-OXTNEF] 2.1.3.3), as PidTagImportance counts: 0 low, 1 normal, 2 high. */
const importanceOf = (priority: number): number => (priority === 1 ? 2 : priority === 3 ? 0 : 1);

/** The message's own attributes as properties. */
export function legacyMessage(attributes: readonly Attribute[], scope: Scope): PropertyBag {
  const entries: Entries = new Map();
  for (const { name, bytes } of attributes) {
    const string = (): PropertyValue => text(scope.text(untilZero(bytes), name));
    const from = sourceOf(bytes);
    switch (name) {
      case 'attSubject':
        put(entries, tags.subject, string);
        break;
      case 'attBody':
        put(entries, tags.body, string);
        break;
      case 'attMessageClass':
      case 'attOriginalMessageClass':
        // The original class is that of the message a report or an answer speaks of; it names the message when nothing else does.
        put(entries, tags.messageClass, () => text(modernClass(scope.text(untilZero(bytes), name))));
        break;
      case 'attDateSent':
        put(entries, tags.clientSubmitTime, timeEntry(bytes));
        break;
      case 'attDateRecd':
        put(entries, tags.messageDeliveryTime, timeEntry(bytes));
        break;
      case 'attDateModified':
        put(entries, tags.lastModificationTime, timeEntry(bytes));
        break;
      case 'attDateStart':
        put(entries, tags.startDate, timeEntry(bytes));
        break;
      case 'attDateEnd':
        put(entries, tags.endDate, timeEntry(bytes));
        break;
      case 'attAidOwner':
        put(entries, tags.ownerAppointmentId, () => integer(u32(from, 0) | 0));
        break;
      case 'attRequestRes':
        put(entries, tags.responseRequested, () => ({ type: 'boolean', value: u16(from, 0) !== 0 }));
        break;
      case 'attPriority':
        put(entries, tags.importance, () => integer(importanceOf(u16(from, 0))));
        break;
      case 'attFrom':
        putPerson(entries, triple(bytes, scope), SENDER);
        break;
      case 'attSentFor':
        putPerson(entries, counted(bytes, scope, name), REPRESENTING);
        break;
      default:
    }
  }
  putOwner(entries, attributes, scope);
  return bagOf(entries);
}

/** [MS-OXTNEF] 2.3.3.10: in a request or a cancellation the owner is who sent it, in an answer who received it. */
function putOwner(entries: Entries, attributes: readonly Attribute[], scope: Scope): void {
  const owner = attributes.find((each) => each.name === 'attOwner');
  const value = entries.get(tags.messageClass)?.();
  const kind = value?.type === 'string' ? value.value.toLowerCase() : '';
  if (owner && !kind.startsWith('ipm.schedule.meeting.resp')) {
    putPerson(entries, counted(owner.bytes, scope, 'attOwner'), REPRESENTING);
  }
}

/** attAttachRenddata, [MS-OXTNEF] 2.1.3.3.15: 2 in front marks an OLE object. */
const RENDER_OLE = 2;

/** One attachment's own attributes as properties. */
export function legacyAttachment(attributes: readonly Attribute[], scope: Scope): PropertyBag {
  const entries: Entries = new Map();
  for (const { name, bytes } of attributes) {
    const string = (): PropertyValue => text(scope.text(untilZero(bytes), name));
    switch (name) {
      case 'attAttachTitle':
        put(entries, tags.attachFilename, string);
        break;
      case 'attAttachTransportFilename':
        put(entries, tags.attachTransportName, string);
        break;
      case 'attAttachData':
        put(entries, tags.attachData, () => ({ type: 'binary', value: bytes }));
        break;
      case 'attAttachMetaFile':
        put(entries, tags.attachRendering, () => ({ type: 'binary', value: bytes }));
        break;
      case 'attAttachCreateDate':
        put(entries, tags.creationTime, timeEntry(bytes));
        break;
      case 'attAttachModifyDate':
        put(entries, tags.lastModificationTime, timeEntry(bytes));
        break;
      case 'attAttachRenddata':
        put(entries, tags.attachMethod, () =>
          integer(u16(sourceOf(bytes), 0) === RENDER_OLE ? attachMethods.storage : attachMethods.byValue),
        );
        put(entries, tags.renderingPosition, () => integer(u32(sourceOf(bytes), 2) | 0));
        break;
      default:
    }
  }
  return bagOf(entries);
}
