// A MAPI item that does not come as a TNEF stream: from an Outlook data file, or a .msg. The same message comes out.
import { assemble, newLevel } from './assemble.ts';
import { type FoundAttachment, describeAttachment, isEmbedded } from './attachment.ts';
import { readBody } from './body.ts';
import { type Budget, isLate, limits, newBudget, spend } from './limits.ts';
import type { TnefMessage } from './message.ts';
import { recipientOf } from './person.ts';
import { numberOf, type PropertyBag } from './properties.ts';
import { tags } from './tags-table.ts';

export interface MapiAttachment {
  readonly bag: PropertyBag;
  /** PidTagAttachDataBinary, or the bytes of the object; empty where there are none. */
  readonly bytes: Uint8Array;
  /** The message inside; null = it is a file. */
  readonly item: MapiItem | null;
}

export interface MapiItem {
  readonly bag: PropertyBag;
  /** One bag for each row of the recipient table. */
  readonly recipients: readonly PropertyBag[];
  /** Read once, one after the other. */
  readonly attachments: Iterable<MapiAttachment>;
}

/** Never throws but what the item's own readers throw. */
export const decodeItem = (item: MapiItem): TnefMessage => decodeLevel(item, newBudget(performance.now()), 0);

function decodeLevel({ bag, recipients, attachments }: MapiItem, budget: Budget, depth: number): TnefMessage {
  const level = newLevel(budget, [numberOf(bag.get(tags.messageCodepage)), numberOf(bag.get(tags.internetCodepage))]);
  const { scope } = level;
  const people = recipients.slice(0, limits.recipients).flatMap((row) => recipientOf(row, scope) ?? []);
  const read = readBody(bag, level.said, scope);
  const found: FoundAttachment[] = [];
  let innerBag: PropertyBag | null = null;
  for (const each of attachments) {
    if (!spend(budget, 'attachments') || isLate(budget)) {
      scope.report({ code: 'limit', where: '', detail: `attachments beyond number ${found.length}` });
      break;
    }
    let message: TnefMessage | null = null;
    if (each.item && depth < limits.nesting) {
      message = decodeLevel(each.item, budget, depth + 1);
      innerBag ??= each.item.bag;
    } else if (each.item) {
      scope.report({ code: 'limit', where: '', detail: `messages nested more than ${limits.nesting} levels` });
    }
    const { bag: own, bytes } = each;
    found.push(describeAttachment({ bag: own, bytes, message, embedded: isEmbedded(own), storage: false }, scope));
  }
  return assemble({ bag, recipients: people, read, found, innerBag }, level);
}
