// MAPI properties as the decoder hands them on: by number, or by the name they were given ([MS-OXCDATA] 2.6).

/** Property set GUIDs in their text form, upper case, without braces. */
export type PropertySet = string;

export type PropertyValue =
  | { readonly type: 'integer'; readonly value: number }
  /** PtypInteger64, PtypCurrency. */
  | { readonly type: 'integer64'; readonly value: bigint }
  | { readonly type: 'float'; readonly value: number }
  | { readonly type: 'boolean'; readonly value: boolean }
  | { readonly type: 'string'; readonly value: string }
  /** Milliseconds since 1970 UTC (PtypTime, PtypFloatingTime). */
  | { readonly type: 'time'; readonly value: number }
  | { readonly type: 'guid'; readonly value: string }
  /** PtypBinary and PtypObject; an object's bytes without the interface identifier in front. */
  | { readonly type: 'binary'; readonly value: Uint8Array }
  | { readonly type: 'many'; readonly values: readonly PropertyValue[] };

/** One object's properties: the message's, a recipient's or an attachment's. First one wins where a tag stands twice. */
export interface PropertyBag {
  /** By property id, the tag's upper 16 bits, as [MS-OXPROPS] lists it. */
  get(id: number): PropertyValue | undefined;
  /** A named property, by number (LID) or by string (case ignored). */
  named(set: PropertySet, name: number | string): PropertyValue | undefined;
}

export const textOf = (value: PropertyValue | undefined): string | null =>
  value?.type === 'string' ? value.value : null;
export const numberOf = (value: PropertyValue | undefined): number | null =>
  value?.type === 'integer' || value?.type === 'float' ? value.value : null;
export const booleanOf = (value: PropertyValue | undefined): boolean | null =>
  value?.type === 'boolean' ? value.value : value?.type === 'integer' ? value.value !== 0 : null;
export const timeOf = (value: PropertyValue | undefined): number | null =>
  value?.type === 'time' ? value.value : null;
export const binaryOf = (value: PropertyValue | undefined): Uint8Array | null =>
  value?.type === 'binary' ? value.value : null;
