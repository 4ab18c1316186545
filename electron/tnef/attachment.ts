// One attachment from its attributes and properties: which bytes, what name, what kind ([MS-OXCMSG] 2.2.2, [MS-OXTNEF] 2.1.3).
import { cleanName, titleName } from './attachment-name.ts';
import { contentType, extensionOf, UNKNOWN_TYPE } from './content-type.ts';
import { sourceOf } from './cursor.ts';
import { legacyAttachment } from './legacy.ts';
import type { TnefAttachment, TnefMessage } from './message.ts';
import { binaryOf, booleanOf, numberOf, type PropertyBag, textOf, timeOf } from './properties.ts';
import { layered, readPropertyList, type Scope } from './property-list.ts';
import { type Attribute, isTnef } from './reader.ts';
import { attachMethods, guids, tags } from './tags-table.ts';

const EMPTY = new Uint8Array(0);
const MESSAGE_TYPE = 'message/rfc822';

export interface FoundAttachment {
  readonly attachment: TnefAttachment;
  /** PidTagAttachFlags ([MS-OXCMSG] 2.2.2.18); 0 when not said. */
  readonly flags: number;
  /** PidTagRenderingPosition ([MS-OXCMSG] 2.2.2.16); null = none. */
  readonly position: number | null;
  /** PidTagAttachmentContactPhoto ([MS-OXOCNTC] 2.2.1.8.3). */
  readonly contactPhoto: boolean;
}

/** [MS-OXTNEF] 2.1.3, 2.1.3.3.15: attAttachRenddata opens an attachment. Where it is missing, what cannot stand twice opens the next. */
export function groupAttachments(attributes: readonly Attribute[]): Attribute[][] {
  const groups: Attribute[][] = [];
  let current: Attribute[] | null = null;
  const once = new Set(['attAttachData', 'attAttachTitle']);
  for (const each of attributes) {
    if (each.level !== 'attachment') continue;
    const again = once.has(each.name) && current?.some((other) => other.name === each.name);
    if (current === null || again || each.name === 'attAttachRenddata') {
      current = [];
      groups.push(current);
    }
    current.push(each);
  }
  return groups;
}

/** `open` decodes a nested stream; null where the nesting is too deep. */
export function readAttachment(
  attributes: readonly Attribute[],
  scope: Scope,
  open: (bytes: Uint8Array) => TnefMessage | null,
): FoundAttachment {
  const lists = attributes
    .filter((each) => each.name === 'attAttachment')
    .map((each) => readPropertyList(sourceOf(each.bytes), 0, scope, 'attAttachment'));
  const legacy = legacyAttachment(attributes, scope);
  const bag = layered([...lists.map((list) => list.bag), legacy]);
  const iid = lists.map((list) => list.interfaceOf(tags.attachData)).find((each) => each !== null) ?? null;
  const bytes = dataOf(
    bag,
    legacy,
    lists.every((list) => list.whole),
  );
  const embedded = isEmbedded(bag) || iid === guids.message;
  let message: TnefMessage | null = null;
  if (isTnef(bytes)) {
    message = open(bytes);
    if (!message) {
      const detail = `${bytes.length} bytes of TNEF kept as a file`;
      scope.report({ code: 'embedded', where: fileName(bag), detail });
    } else if (!embedded && !holdsSomething(message)) message = null;
  } else if (embedded) {
    scope.report({ code: 'embedded', where: fileName(bag), detail: `${bytes.length} bytes that are no TNEF` });
  }
  const found = describeAttachment({ bag, bytes, message, embedded, storage: iid === guids.storage }, scope);
  if (attributes.some((each) => each.cut)) {
    scope.report({ code: 'truncated', where: found.attachment.name, detail: `${bytes.length} bytes are there` });
  }
  return found;
}

/** PidTagAttachMethod says that a message is inside ([MS-OXCMSG] 2.2.2.9). */
export const isEmbedded = (bag: PropertyBag): boolean =>
  numberOf(bag.get(tags.attachMethod)) === attachMethods.embedded;

export interface AttachmentParts {
  readonly bag: PropertyBag;
  readonly bytes: Uint8Array;
  /** What the bytes hold, where that is a message. */
  readonly message: TnefMessage | null;
  /** It was put there as a message, not as a file. */
  readonly embedded: boolean;
  /** The bytes are an OLE storage, whatever the method says. */
  readonly storage: boolean;
}

export function describeAttachment(parts: AttachmentParts, scope: Scope): FoundAttachment {
  const { bag, bytes, message, embedded } = parts;
  const method = numberOf(bag.get(tags.attachMethod));
  const file = fileName(bag);
  const shared = {
    createdAt: timeOf(bag.get(tags.creationTime)),
    modifiedAt: timeOf(bag.get(tags.lastModificationTime)),
    contentId: bare(textOf(bag.get(tags.attachContentId))),
    contentLocation: textOf(bag.get(tags.attachContentLocation))?.trim() || null,
    inline: false,
    hidden: booleanOf(bag.get(tags.attachmentHidden)) ?? false,
    message: null,
    reference: null,
  };
  const marks = {
    flags: numberOf(bag.get(tags.attachFlags)) ?? 0,
    position: positionOf(numberOf(bag.get(tags.renderingPosition))),
    contactPhoto: booleanOf(bag.get(tags.attachmentContactPhoto)) ?? false,
  };
  const found = (attachment: TnefAttachment): FoundAttachment => ({ attachment, ...marks });
  const mime = textOf(bag.get(tags.attachMimeTag));
  if (message) {
    const title = (embedded ? textOf(bag.get(tags.displayName)) : null) || message.subject || file;
    const name = titleName(title, '.eml') || 'message.eml';
    return found({ ...shared, name, mimeType: MESSAGE_TYPE, bytes, kind: 'message', message });
  }
  const reference = referenceOf(bag, method);
  if (reference !== null && bytes.length === 0) {
    const name = file || cleanName(reference) || 'reference';
    scope.report({ code: 'reference', where: name, detail: '' });
    return found({
      ...shared,
      name,
      mimeType: mime ? contentType(EMPTY, name, mime) : UNKNOWN_TYPE,
      bytes,
      kind: 'reference',
      reference: reference || null,
    });
  }
  if (method === attachMethods.storage || parts.storage) {
    const name = withExtension(file || 'object', extensionOf(bytes) || '.ole');
    scope.report({ code: 'ole', where: name, detail: `${bytes.length} bytes` });
    return found({ ...shared, name, mimeType: contentType(bytes, name, mime), bytes, kind: 'ole' });
  }
  const name = file || `attachment${extensionOf(bytes) || '.bin'}`;
  return found({ ...shared, name, mimeType: contentType(bytes, name, mime), bytes, kind: 'file' });
}

const withExtension = (name: string, extension: string): string => (name.includes('.') ? name : name + extension);

/** 0xFFFFFFFF: not in the text. */
const positionOf = (position: number | null): number | null =>
  position === null || position === -1 ? null : position >>> 0;

/** The property wins over attAttachData ([MS-OXTNEF] 2.1.3), unless its list is damaged and the attribute has more. */
function dataOf(bag: PropertyBag, legacy: PropertyBag, whole: boolean): Uint8Array {
  const first = binaryOf(bag.get(tags.attachData)) ?? EMPTY;
  const old = binaryOf(legacy.get(tags.attachData)) ?? EMPTY;
  return first.length === 0 || (!whole && old.length > first.length) ? old : first;
}

/** The long name first; '' when there is none at all. */
function fileName(bag: PropertyBag): string {
  const ids = [
    tags.attachLongFilename,
    tags.attachTransportName,
    tags.attachFilename,
    tags.attachLongPathname,
    tags.attachPathname,
    tags.displayName,
  ];
  const long = cleanName(textOf(bag.get(tags.attachLongFilename)) ?? '');
  const name = long || (ids.map((id) => cleanName(textOf(bag.get(id)) ?? '')).find((each) => each !== '') ?? '');
  const extension = cleanName(textOf(bag.get(tags.attachExtension)) ?? '');
  return name !== '' && !name.includes('.') && /^\.\w{1,12}$/.test(extension) ? name + extension : name;
}

function referenceOf(bag: PropertyBag, method: number | null): string | null {
  const pointers: readonly (number | null)[] = [
    attachMethods.byReference,
    attachMethods.byReferenceResolve,
    attachMethods.byReferenceOnly,
    attachMethods.byWebReference,
  ];
  if (!pointers.includes(method)) return null;
  return textOf(bag.get(tags.attachLongPathname)) || textOf(bag.get(tags.attachPathname)) || '';
}

function bare(contentId: string | null): string | null {
  const text = contentId?.trim().replace(/^</, '').replace(/>$/, '').trim() ?? '';
  return text === '' ? null : text;
}

/** A file that merely begins like TNEF stays a file. */
const holdsSomething = (message: TnefMessage): boolean =>
  message.attachments.length > 0 || message.body.source !== 'none' || message.subject !== '' || message.from !== null;
