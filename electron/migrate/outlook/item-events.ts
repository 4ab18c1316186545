// One item of Outlook's as events of a source: the message rebuilt from it, and a failed line for what of it is lost.
import { AppError } from '../../contract/errors.ts';
import { composeMessage } from '../../mime/index.ts';
import { flagsOf, type OpenedItem } from '../../outlook/index.ts';
import { decodeItem, numberOf, textOf, timeOf, type PropertyBag } from '../../tnef/index.ts';
import type { Heading, SourceEvent } from '../../transfer/index.ts';
import { NO_DATE, plausible, receivedDate } from '../received-date.ts';

/** PidTagSubject, -SenderName, -MessageDeliveryTime, -CreationTime, -LastModificationTime, -MessageSize. */
const [SUBJECT, SENDER, DELIVERED, CREATED, CHANGED, SIZE] = [0x0037, 0x0c1a, 0x0e06, 0x3007, 0x3008, 0x0e08];

/** `alsoLost` is asked once the item has been read. Throws what the item's own readers throw. */
export function* itemEvents(
  key: string,
  { item, bag, lost }: OpenedItem,
  alsoLost: () => readonly string[] = () => [],
): Generator<SourceEvent, void, undefined> {
  const message = decodeItem(item);
  const content = composeMessage(message);
  const internalDate =
    plausible(timeOf(bag.get(DELIVERED))) ??
    receivedDate(content) ??
    plausible(message.sentAt) ??
    plausible(timeOf(bag.get(CREATED))) ??
    plausible(timeOf(bag.get(CHANGED))) ??
    NO_DATE;
  yield { kind: 'item', item: { key, flags: flagsOf(bag), internalDate, sha256: null, content } };
  const parts = [...lost, ...alsoLost()];
  if (parts.length > 0) yield failedItem(`${key}-part`, bag, parts.join(', '), 'part_damaged');
}

/** `bag`: null where not even that could be read. */
export function failedItem(key: string, bag: PropertyBag | null, detail: string | null, reason: string): SourceEvent {
  const error = new AppError('migrate.message_unreadable', { reason }, { detail });
  // Behind two characters that say where RE: ends ([MS-PST] 2.5.3.1.1.1).
  const stored = bag && textOf(bag.get(SUBJECT));
  const subject = stored?.startsWith('\x01') ? stored.slice(2) : stored;
  const heading: Heading = {
    subject: subject || null,
    from: (bag && textOf(bag.get(SENDER))) || null,
    receivedAt: bag && plausible(timeOf(bag.get(DELIVERED))),
  };
  return { kind: 'failed', key, heading, sizeBytes: bag && numberOf(bag.get(SIZE)), error: error.toData() };
}
