// An item on its way to a message, and what was lost of it on the way.
import type { MapiItem, PropertyBag } from '../tnef/index.ts';

export interface OpenedItem {
  readonly item: MapiItem;
  readonly bag: PropertyBag;
  /** Parts that could not be read and are not in the message; grows while `item` is read. */
  readonly lost: string[];
}
