// From the bytes of a winmail.dat to a message: all layers in order, one shared budget for everything nested inside.
import { assemble, newLevel } from './assemble.ts';
import { type FoundAttachment, groupAttachments, readAttachment } from './attachment.ts';
import { readBody } from './body.ts';
import { sourceOf, u32 } from './cursor.ts';
import { legacyMessage } from './legacy.ts';
import { type Budget, isLate, limits, newBudget, spend } from './limits.ts';
import type { TnefMessage } from './message.ts';
import { readRecipients } from './person.ts';
import { numberOf, type PropertyBag } from './properties.ts';
import { layered, readPropertyList } from './property-list.ts';
import { type Attribute, isTnef, readAttributes } from './reader.ts';
import { tags } from './tags-table.ts';

/** Always whole: what could not be read is in `problems`. */
export type TnefDecoded = TnefMessage;

/**
 * Decodes a TNEF stream. Never throws; within the bounds of limits.ts, in time too. Attachments are views of `bytes`: keep
 * `bytes` unchanged while they are in use. null: these bytes do not begin with the TNEF signature.
 */
export const decodeTnef = (bytes: Uint8Array): TnefDecoded | null =>
  isTnef(bytes) ? decodeStream(bytes, newBudget(performance.now()), 0).message : null;

/** One level; `outerPages` count when it names no code page itself. The properties come along for task requests. */
function decodeStream(
  bytes: Uint8Array,
  budget: Budget,
  depth: number,
  outerPages: readonly (number | null)[] = [],
): { message: TnefMessage; bag: PropertyBag } {
  const level = newLevel(budget, []);
  const { scope } = level;
  const attributes = readAttributes(bytes, budget, scope.report);
  level.said = [oemCodePage(attributes), ...outerPages];
  const own = attributes.filter((each) => each.level === 'message');
  const mapi = own
    .filter((each) => each.name === 'attMsgProps')
    .map((each) => readPropertyList(sourceOf(each.bytes), 0, scope, 'attMsgProps').bag);
  const bag = layered([...mapi, legacyMessage(own, scope)]);
  level.said = [
    oemCodePage(attributes),
    numberOf(bag.get(tags.messageCodepage)),
    numberOf(bag.get(tags.internetCodepage)),
    ...outerPages,
  ];
  const recipients = own
    .filter((each) => each.name === 'attRecipTable')
    .flatMap((each) => readRecipients(each.bytes, scope));
  const read = readBody(bag, level.said, scope);
  const innerBags: PropertyBag[] = [];
  const open = (nested: Uint8Array): TnefMessage | null => {
    if (depth < limits.nesting) {
      const inner = decodeStream(nested, budget, depth + 1, level.said);
      innerBags.push(inner.bag);
      return inner.message;
    }
    scope.report({ code: 'limit', where: '', detail: `messages nested more than ${limits.nesting} levels` });
    return null;
  };
  const found: FoundAttachment[] = [];
  for (const group of groupAttachments(attributes)) {
    if (!spend(budget, 'attachments') || isLate(budget)) {
      scope.report({ code: 'limit', where: '', detail: `attachments beyond number ${found.length}` });
      break;
    }
    found.push(readAttachment(group, scope, open));
  }
  const message = assemble({ bag, recipients, read, found, innerBag: innerBags[0] ?? null }, level);
  return { message, bag };
}

/** attOemCodepage, [MS-OXTNEF] 2.1.3.3: primary and secondary code page; null = not said. */
function oemCodePage(attributes: readonly Attribute[]): number | null {
  const found = attributes.find((each) => each.name === 'attOemCodepage');
  return found && found.bytes.length >= 4 ? u32(sourceOf(found.bytes), 0) : null;
}
