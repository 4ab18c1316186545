// The door of the TNEF decoder: bytes in, a message and its problems out. docs/winmail.md has an example.
export { decodeTnef, type TnefDecoded } from './decode.ts';
export { decodeItem, type MapiAttachment, type MapiItem } from './item.ts';
export { decodeText } from './code-page.ts';
export { isTnef } from './reader.ts';
export { contentType, sniff } from './content-type.ts';
export { cleanName } from './attachment-name.ts';
export { limits as tnefLimits } from './limits.ts';
export type {
  TnefAttachment,
  TnefAttendee,
  TnefBody,
  TnefCalendar,
  TnefContact,
  TnefMessage,
  TnefPerson,
  TnefProblem,
  TnefProblemCode,
  TnefTime,
} from './message.ts';
export {
  binaryOf,
  booleanOf,
  numberOf,
  textOf,
  timeOf,
  type PropertyBag,
  type PropertySet,
  type PropertyValue,
} from './properties.ts';
